"""How many sites each value of a word finds, all *other* words kept: one sees what choosing another value would give."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.completeness.standard import BANDS, CODES
from geo.questions.matching import (
    FIELD_OF,
    all_of,
    designated,
    has_age,
    has_dispute,
    lacks,
    masks_of,
    reference_day,
)
from geo.questions.site_filter import ANY, Age, Band
from geo.questions.urgency import NEVER
from geo.vocabularies import Condition

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    import pandas as pd
    from numpy.typing import NDArray

    from geo.questions.facets import Facets
    from geo.questions.matching import Mask
    from geo.questions.site_filter import SiteFilter

__all__ = ["AGE_MONTHS", "COUNTED", "facet_counts"]

AGE_MONTHS = (12, 24, 60, 120)
"""Ages that are counted, beside those that are asked for."""


def facet_counts(
    facets: Facets, where: SiteFilter, *, today: date, named: Mask | None = None
) -> dict[str, dict[str, int]]:
    """Return how many sites each value of each word of `COUNTED` finds, all other words kept.

    Parameters
    ----------
    facets, where, today, named
        As of `geo.questions.facets.matches`.

    Returns
    -------
    dict[str, dict[str, int]]
        By word and by value as questions write it; values that find nothing are left out, unless they are asked for.
        Kinds, districts, conditions, states of access, photos and the usual bands of scores add up to all sites; a site
        may have several designations, levels, centuries, ages and disputes, and miss several criteria.

    Raises
    ------
    LayerError, DateError
        As `geo.questions.facets.matches`.
    """
    facets = facets.on(today)
    masks = masks_of(facets, where, today=today, named=named)
    reference = reference_day(where, today)
    total = _Chosen(all_of(masks.values(), len(facets)))
    out = {}
    for word, count in _COUNTERS.items():
        others = (mask for other, mask in masks.items() if other != word)
        chosen = _Chosen(all_of(others, len(facets))) if word in masks else total
        asked = _asked(getattr(where, FIELD_OF.get(word, word)))
        found = count(facets, chosen, reference, asked)
        out[word] = {_text(value): n for value, n in found.items() if n or value in asked}
    return out


class _Chosen:
    """Sites among which values are counted."""

    def __init__(self, mask: Mask) -> None:
        self.mask = mask
        self.n = int(np.count_nonzero(mask))

    @cached_property
    def rows(self) -> NDArray[np.intp] | slice:
        """Their rows: to take them by number is faster than by the mask, and to take all of them is free."""
        return slice(None) if self.n == len(self.mask) else np.flatnonzero(self.mask)


type _Counter = Callable[[Facets, _Chosen, int, Sequence[Any]], dict[Any, int]]


def _asked(values: Sequence[Any] | bool | None) -> tuple[Any, ...]:
    if isinstance(values, bool):
        return ("yes" if values else "no",)
    return tuple(values or ())


def _text(value: object) -> str:
    return "none" if value is None else str(value)


def _categories(column: pd.Series, rows: NDArray[np.intp] | slice, asked: Sequence[Any]) -> dict[Any, int]:
    categories = column.cat.categories.tolist()
    found = _codes(column.cat.codes.to_numpy(), rows, len(categories))
    return dict.fromkeys(asked, 0) | dict(zip([None, *categories], found, strict=True))


def _codes(codes: NDArray[np.integer], rows: NDArray[np.intp] | slice, n: int) -> list[int]:
    """Return how often -1 occurs, and then each code from 0 to n - 1."""
    found: list[int] = np.bincount(codes[rows].astype(np.intp) + 1, minlength=n + 1).tolist()
    return found


def _column(name: str) -> _Counter:
    return lambda facets, chosen, _, asked: _categories(facets.sites[name], chosen.rows, asked)


def _conditions(facets: Facets, chosen: _Chosen, _: int, asked: Sequence[Any]) -> dict[Any, int]:
    del asked
    found = _codes(facets.sites["condition"].to_numpy(), chosen.rows, len(Condition))
    return dict(zip([None, *map(int, Condition)], found, strict=True))


def _periods(facets: Facets, chosen: _Chosen, _: int, asked: Sequence[Any]) -> dict[Any, int]:
    found, undated = facets.centuries.counts(chosen.rows)
    return dict.fromkeys(asked, 0) | found | {None: undated}


def _designations(facets: Facets, chosen: _Chosen, _: int, asked: Sequence[Any]) -> dict[Any, int]:
    n_any = int(np.count_nonzero(designated(facets) & chosen.mask))
    return _of_designations(facets, "scheme", chosen, asked) | {ANY: n_any, None: chosen.n - n_any}


def _levels(facets: Facets, chosen: _Chosen, _: int, asked: Sequence[Any]) -> dict[Any, int]:
    return _of_designations(facets, "level", chosen, asked)


def _of_designations(facets: Facets, name: str, chosen: _Chosen, asked: Sequence[Any]) -> dict[Any, int]:
    """Count sites, not designations: a site may stand twice in one register."""
    frame = facets.designations
    kept = frame[chosen.mask[frame["row"].to_numpy()]].drop_duplicates(["row", name])
    return _categories(kept[name], slice(None), asked)


def _ages(name: str) -> _Counter:
    def count(facets: Facets, chosen: _Chosen, reference: int, asked: Sequence[Any]) -> dict[Any, int]:
        days = facets.sites[name].to_numpy(np.int64, na_value=NEVER)[chosen.rows]
        days = days[days != NEVER]  # often there are few
        n_never = chosen.n - len(days)
        out: dict[Any, int] = {}
        for age in dict.fromkeys((*_USUAL_AGES, None, *asked)):
            n = int(np.count_nonzero(has_age(days, age, reference)))
            out[age] = n + n_never if age is None or age.or_never else n
        return out

    return count


_USUAL_AGES = (*(Age(within=n) for n in AGE_MONTHS), *(Age(over=n, or_never=True) for n in AGE_MONTHS))


def _disputes(facets: Facets, chosen: _Chosen, _: int, asked: Sequence[Any]) -> dict[Any, int]:
    values = dict.fromkeys(("disputed", "differ", None, *asked))
    return {value: int(np.count_nonzero(has_dispute(facets, value) & chosen.mask)) for value in values}


def _photos(facets: Facets, chosen: _Chosen, _: int, asked: Sequence[Any]) -> dict[Any, int]:
    del asked
    n_yes = int(np.count_nonzero(facets.sites["has_photos"].to_numpy() & chosen.mask))
    return {"yes": n_yes, "no": chosen.n - n_yes}


def _scores(facets: Facets, chosen: _Chosen, _: int, asked: Sequence[Any]) -> dict[Any, int]:
    sums = np.cumsum([0, *np.bincount(facets.sites["score"].to_numpy()[chosen.rows], minlength=101)])
    bands = dict.fromkeys((*_USUAL_BANDS, *asked))
    return {band: int(sums[band.high + 1] - sums[band.low]) for band in bands}


_USUAL_BANDS = tuple(Band(*ends) for ends in BANDS)


def _missing(facets: Facets, chosen: _Chosen, _: int, asked: Sequence[Any]) -> dict[Any, int]:
    del asked
    sums = np.bincount(facets.sites["missing"].to_numpy()[chosen.rows], minlength=1)
    masks = np.arange(len(sums), dtype=np.int16)  # there are few of them, however many sites
    return {code: int(sums[lacks(masks, code)].sum()) for code in (*CODES, None)}


_COUNTERS: dict[str, _Counter] = {
    "kind": _column("kind"),
    "district": _column("district"),
    "condition": _conditions,
    "period": _periods,
    "designation": _designations,
    "level": _levels,
    "access": _column("access"),
    "newest": _ages("newest_day"),
    "visited": _ages("visited_day"),
    "dispute": _disputes,
    "photos": _photos,
    "score": _scores,
    "missing": _missing,
}
COUNTED = tuple(_COUNTERS)
"""Words whose values are counted."""
