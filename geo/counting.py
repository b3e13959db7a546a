"""How many sites each value of a word finds, all *other* words kept: one sees what choosing another value would give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geo.matching import FIELD_OF, all_of, built_years, designated, has_age, has_dispute, masks_of, reference_day
from geo.site_filter import ANY, Age
from geo.urgency import NEVER

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    import pandas as pd
    from numpy.typing import NDArray

    from geo.facets import Facets
    from geo.matching import Mask
    from geo.site_filter import SiteFilter

__all__ = ["AGE_MONTHS", "COUNTED", "facet_counts"]

AGE_MONTHS = (12, 24, 60, 120)
"""Ages that are counted, beside those that are asked for."""
_FIRST, _LAST = -100, 99
"""Centuries that are counted: -99XX to 99XX; those before year 0 count down from -1."""


def facet_counts(
    facets: Facets, where: SiteFilter, *, today: date, named: Mask | None = None
) -> dict[str, dict[str, int]]:
    """Return how many sites each value of each word of `COUNTED` finds, all other words kept.

    Parameters
    ----------
    facets, where, today, named
        As of `geo.facets.matches`.

    Returns
    -------
    dict[str, dict[str, int]]
        By word and by value as questions write it; values that find nothing are left out, unless they are asked for.
        Kinds, districts, conditions, states of access and photos add up to all sites; a site may have several
        designations, levels, centuries, ages and disputes.

    Raises
    ------
    LayerError, DateError
        As `geo.facets.matches`.
    """
    masks = masks_of(facets, where, today=today, named=named)
    reference = reference_day(where, today)
    total = all_of(masks.values(), len(facets))
    out = {}
    for word, count in _COUNTERS.items():
        others = (mask for other, mask in masks.items() if other != word)
        mask = all_of(others, len(facets)) if word in masks else total
        asked = _asked(getattr(where, FIELD_OF.get(word, word)))
        found = count(facets, mask, reference, asked)
        out[word] = {_text(value): n for value, n in found.items() if n or value in asked}
    return out


def _asked(values: Sequence[Any] | bool | None) -> tuple[Any, ...]:
    if isinstance(values, bool):
        return ("yes" if values else "no",)
    return tuple(values or ())


def _text(value: object) -> str:
    return "none" if value is None else str(value)


def _count_codes(codes: NDArray[np.integer], n: int, mask: Mask | None = None) -> list[int]:
    """Return how often each code 0 to n - 1 occurs, and then how often -1."""
    counted = np.bincount((codes if mask is None else codes[mask]).astype(np.intp) + 1, minlength=n + 1)
    found: list[int] = np.roll(counted, -1).tolist()
    return found


def _categories(column: pd.Series, mask: Mask | None, asked: Sequence[Any]) -> dict[Any, int]:
    values = [*column.cat.categories.tolist(), None]
    found = dict(zip(values, _count_codes(column.cat.codes.to_numpy(), len(values) - 1, mask), strict=True))
    return dict.fromkeys(asked, 0) | found


def _column(name: str) -> Callable[[Facets, Mask, int, Sequence[Any]], dict[Any, int]]:
    return lambda facets, mask, _, asked: _categories(facets.sites[name], mask, asked)


def _conditions(facets: Facets, mask: Mask, _: int, asked: Sequence[Any]) -> dict[Any, int]:
    del asked
    return dict(zip([*range(6), None], _count_codes(facets.sites["condition"].to_numpy(), 6, mask), strict=True))


def _periods(facets: Facets, mask: Mask, _: int, asked: Sequence[Any]) -> dict[Any, int]:
    """Count each site in every century from its first to its last; an open end reaches to the outermost that occurs."""
    first, last, undated = built_years(facets)
    dated = mask & ~undated
    out: dict[Any, int] = dict.fromkeys(asked, 0) | {None: int(np.count_nonzero(mask & undated))}
    starts, ends = _century(first[dated]), _century(last[dated])
    inner = np.concatenate([starts[first[dated] != NEVER], ends[last[dated] != -NEVER]])
    if not len(inner):
        return out
    low, high = int(inner.min()), int(inner.max())
    size = high - low + 2
    begun = np.bincount(starts.clip(low, high) - low, minlength=size)
    ended = np.bincount(ends.clip(low, high) - low + 1, minlength=size)
    inside = np.cumsum(begun - ended)[:-1].tolist()
    return out | {_century_text(low + step): n for step, n in enumerate(inside)}


def _century(years: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the number of the century; EDTF cuts years off toward zero, so that -05XX has the years -599 to -500."""
    number = np.where(years < 0, -1 - (-years) // 100, years // 100)
    return number.clip(_FIRST, _LAST)


def _century_text(number: int) -> str:
    return f"-{-1 - number:02d}XX" if number < 0 else f"{number:02d}XX"


def _designations(facets: Facets, mask: Mask, _: int, asked: Sequence[Any]) -> dict[Any, int]:
    any_ = designated(facets) & mask
    n_any = int(np.count_nonzero(any_))
    found = _of_designations(facets, "scheme", mask, asked)
    return found | {ANY: n_any, None: int(np.count_nonzero(mask)) - n_any}


def _levels(facets: Facets, mask: Mask, _: int, asked: Sequence[Any]) -> dict[Any, int]:
    return _of_designations(facets, "level", mask, asked)


def _of_designations(facets: Facets, name: str, mask: Mask, asked: Sequence[Any]) -> dict[Any, int]:
    """Count sites, not designations: a site may stand twice in one register."""
    frame = facets.designations
    kept = frame[mask[frame["row"].to_numpy()]].drop_duplicates(["row", name])
    return _categories(kept[name], None, asked)


def _ages(name: str) -> Callable[[Facets, Mask, int, Sequence[Any]], dict[Any, int]]:
    def count(facets: Facets, mask: Mask, reference: int, asked: Sequence[Any]) -> dict[Any, int]:
        days = facets.sites[name].to_numpy(np.int64, na_value=NEVER)[mask]
        usual = [*(Age(within=n) for n in AGE_MONTHS), *(Age(over=n, or_never=True) for n in AGE_MONTHS)]
        return {age: int(np.count_nonzero(has_age(days, age, reference))) for age in (*usual, None, *asked)}

    return count


def _disputes(facets: Facets, mask: Mask, _: int, asked: Sequence[Any]) -> dict[Any, int]:
    values = dict.fromkeys(("disputed", "differ", None, *asked))
    return {value: int(np.count_nonzero(has_dispute(facets, value) & mask)) for value in values}


def _photos(facets: Facets, mask: Mask, _: int, asked: Sequence[Any]) -> dict[Any, int]:
    del asked
    n_yes = int(np.count_nonzero(facets.sites["has_photos"].to_numpy() & mask))
    return {"yes": n_yes, "no": int(np.count_nonzero(mask)) - n_yes}


_COUNTERS: dict[str, Callable[[Facets, Mask, int, Sequence[Any]], dict[Any, int]]] = {
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
}
COUNTED = tuple(_COUNTERS)
"""Words whose values are counted."""
