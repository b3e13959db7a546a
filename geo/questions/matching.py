"""Which rows of facets a filter finds: one mask for each word that restricts, made of whole columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geo.completeness.standard import CODES
from geo.edtf import months_before
from geo.errors import LayerError
from geo.questions.site_filter import ANY, Age, Band, as_of_day, century_years
from geo.questions.urgency import NEVER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    import pandas as pd
    from numpy.typing import NDArray

    from geo.questions.facets import Facets
    from geo.questions.site_filter import SiteFilter

__all__ = ["FIELD_OF", "all_of", "has_age", "masks_of", "matches", "reference_day"]

type Mask = NDArray[np.bool_]

FIELD_OF = {"kind": "kinds", "district": "districts", "condition": "conditions", "period": "periods", "designation": "designations", "level": "levels"}  # fmt: skip
"""Words that the fields of `SiteFilter` call otherwise."""


def matches(facets: Facets, where: SiteFilter, *, today: date, named: Mask | None = None) -> NDArray[np.bool_]:
    """Return which sites a filter finds.

    Parameters
    ----------
    facets
        Of the day of `where.as_of`, or of today where that is None.
    where
        The filter.
    today
        Day from which ages count back, where `where.as_of` is None.
    named
        Which sites have a name with the words of `where.text`, where the caller knows; else the names of the facets are
        looked through.

    Returns
    -------
    NDArray[np.bool_]
        Shape (n,), in the order of the facets.

    Raises
    ------
    LayerError
        If the facets are of another day, or have no names to look for the text in.
    DateError
        If `where.as_of` is neither a year nor a day.
    """
    return all_of(masks_of(facets, where, today=today, named=named).values(), len(facets))


def reference_day(where: SiteFilter, today: date) -> int:
    """Return the day that ages count back from, an ordinal."""
    return today.toordinal() if where.as_of is None else as_of_day(where.as_of)


def all_of(masks: Iterable[Mask], n: int) -> Mask:
    """Return which of n sites all masks hold."""
    out = np.ones(n, dtype=bool)
    for mask in masks:
        out &= mask
    return out


def masks_of(facets: Facets, where: SiteFilter, *, today: date, named: Mask | None = None) -> dict[str, Mask]:
    """Return a mask for each word that restricts; parameters and errors as of `matches`."""
    day = None if where.as_of is None else as_of_day(where.as_of)
    if day != facets.as_of:
        message = f"these facets are as of {facets.as_of}, the filter asks as of {day}; take the facets of that day"
        raise LayerError(message)
    facets = facets.on(today)
    masks = {}
    for word, mask in _MASKS.items():
        values = getattr(where, FIELD_OF.get(word, word))
        if values is not None:
            masks[word] = mask(facets, values, reference_day(where, today))
    if where.ids is not None:
        masks["ids"] = facets.sites["id"].isin(list(where.ids)).to_numpy(bool)
    if where.text is not None:
        masks["q"] = _named(facets, where.text) if named is None else named
    return masks


def _named(facets: Facets, text: str) -> Mask:
    """Return the sites that have a name of which a word begins with each word of the text."""
    from geo.search import search_words

    if facets.names is None:
        message = "these facets have no names to look for a text in; give the names, or the ids of the sites found"
        raise LayerError(message)
    out = np.zeros(len(facets), dtype=bool)
    words = search_words(text)
    if words:
        spaced = " " + facets.names["folded"]
        found = np.ones(len(spaced), dtype=bool)
        for word in words:
            found &= spaced.str.contains(f" {word}", regex=False).to_numpy(bool, na_value=False)
        out[facets.names["row"].to_numpy()[found]] = True
    return out


def _chosen(codes: NDArray[np.integer], chosen: NDArray[np.bool_]) -> Mask:
    """Return which codes are chosen; the last of `chosen` is for -1."""
    out: Mask = chosen[codes]
    return out


def _category_mask(column: pd.Series, values: Sequence[str | None]) -> Mask:
    categories = column.cat.categories
    chosen = np.append(categories.isin([value for value in values if value is not None]), None in values)
    return _chosen(column.cat.codes.to_numpy(), chosen)


def _condition_mask(facets: Facets, values: Sequence[int | None], _: int) -> Mask:
    chosen = np.array([grade in values for grade in range(6)] + [None in values])
    return _chosen(facets.sites["condition"].to_numpy(), chosen)


def _period_mask(facets: Facets, values: Sequence[str | None], _: int) -> Mask:
    first, last = facets.building
    undated = (first == NEVER) & (last == -NEVER)
    out = undated.copy() if None in values else np.zeros(len(facets), dtype=bool)
    for start, end in (century_years(century) for century in values if century is not None):
        out |= (first <= end) & (last >= start) & ~undated
    return out


def designated(facets: Facets, rows: Mask | None = None) -> Mask:
    """Return which sites have a designation, or one of some."""
    out = np.zeros(len(facets), dtype=bool)
    of = facets.designations["row"].to_numpy()
    out[of if rows is None else of[rows]] = True
    return out


def _designation_mask(facets: Facets, values: Sequence[str | None], _: int) -> Mask:
    if ANY in values:
        out = designated(facets)
    else:
        schemes = [value for value in values if value is not None]
        out = designated(facets, _category_mask(facets.designations["scheme"], schemes))
    return out | ~designated(facets) if None in values else out


def _level_mask(facets: Facets, values: Sequence[str | None], _: int) -> Mask:
    return designated(facets, _category_mask(facets.designations["level"], values))


def has_age(days: NDArray[np.int64], age: Age | None, reference: int) -> Mask:
    """Return which days are so long before a day of reference; None asks for those that never were."""
    if age is None:
        return np.equal(days, NEVER)
    out = days <= (reference if age.over is None else months_before(reference, age.over))  # NEVER lies before every day
    if age.within is not None:
        out &= days > months_before(reference, age.within)
    elif not age.or_never:
        out &= days != NEVER
    return out


def _age_mask(column: str) -> Callable[[Facets, Sequence[Age | None], int], Mask]:
    def mask(facets: Facets, values: Sequence[Age | None], reference: int) -> Mask:
        days = facets.sites[column].to_numpy(np.int64, na_value=NEVER)
        out = np.zeros(len(facets), dtype=bool)
        for age in values:
            out |= has_age(days, age, reference)
        return out

    return mask


_BITS = {"disputed": 2, "differ": 4}


def has_dispute(facets: Facets, value: str | None) -> Mask:
    """Return on which sites the statements are `disputed`, `differ`, or neither where None."""
    flags = facets.sites["flags"].to_numpy()
    out: Mask = flags & 6 == 0 if value is None else flags & _BITS.get(value, 0) > 0
    return out


def _dispute_mask(facets: Facets, values: Sequence[str | None], _: int) -> Mask:
    out = np.zeros(len(facets), dtype=bool)
    for value in values:
        out |= has_dispute(facets, value)
    return out


def has_score(scores: NDArray[np.int8], band: Band) -> Mask:
    """Return which scores lie in a band."""
    out: Mask = (scores >= band.low) & (scores <= band.high)
    return out


def _score_mask(facets: Facets, values: Sequence[Band], _: int) -> Mask:
    out = np.zeros(len(facets), dtype=bool)
    for band in values:
        out |= has_score(facets.sites["score"].to_numpy(), band)
    return out


def lacks(missing: NDArray[np.int16], code: str | None) -> Mask:
    """Return which records do not meet a criterion, or meet all where None."""
    out: Mask = missing == 0 if code is None else missing & 1 << CODES.index(code) > 0
    return out


def _missing_mask(facets: Facets, values: Sequence[str | None], _: int) -> Mask:
    out = np.zeros(len(facets), dtype=bool)
    for code in values:
        out |= lacks(facets.sites["missing"].to_numpy(), code)
    return out


_MASKS: dict[str, Callable[[Facets, Any, int], Mask]] = {
    "kind": lambda facets, values, _: _category_mask(facets.sites["kind"], values),
    "district": lambda facets, values, _: _category_mask(facets.sites["district"], values),
    "condition": _condition_mask,
    "period": _period_mask,
    "designation": _designation_mask,
    "level": _level_mask,
    "access": lambda facets, values, _: _category_mask(facets.sites["access"], values),
    "newest": _age_mask("newest_day"),
    "visited": _age_mask("visited_day"),
    "dispute": _dispute_mask,
    "photos": lambda facets, value, _: facets.sites["has_photos"].to_numpy() == value,
    "score": _score_mask,
    "missing": _missing_mask,
}
