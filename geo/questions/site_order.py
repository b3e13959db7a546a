"""The order of sites in tables and lists: by any sort key of a question, on whole columns.

What is missing comes last either way; equals go by the folded name that stands first for the reader, then by id. Kinds and
districts go by their codes, so that the order is the same in every language; designations by the register that stands first
for a site, access from open to closed. The page orders its own sites likewise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.errors import QuestionError
from geo.questions.site_filter import SORT_KEYS
from geo.questions.urgency import NEVER
from geo.search import folds
from geo.vocabularies import AccessStatus

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from geo.questions.facets import Facets
    from geo.questions.site_filter import Order

__all__ = ["name_ranks", "ordered"]


def name_ranks(ids: pd.Series, names: pd.Series) -> NDArray[np.int64]:
    """Return the place of each site among all, by folded name and id; shape (n,), worth keeping for large layers.

    Parameters
    ----------
    ids
        Ids of the sites.
    names
        The name that stands first for the reader, by id (in the index); a site without one goes by its id.

    Examples
    --------
    >>> name_ranks(pd.Series(["a", "b", "c"]), pd.Series({"a": "Šuša", "b": "Ördek"})).tolist()
    [2, 1, 0]
    """
    ids = ids.astype("str").reset_index(drop=True)
    keys = folds(ids.map(names).astype("str").fillna(ids))
    order = pd.DataFrame({"name": keys, "id": ids}).sort_values(["name", "id"], kind="stable").index
    ranks = np.empty(len(ids), dtype=np.int64)
    ranks[order] = np.arange(len(ids))
    return ranks


def ordered(
    facets: Facets,
    sort: str | None,
    order: Order | None,
    *,
    ranks: NDArray[np.int64],
    today: date,
    rows: NDArray[np.intp] | None = None,
) -> NDArray[np.intp]:
    """Return rows of facets in the order that a question asks for.

    Parameters
    ----------
    facets
        Of the day of the question.
    sort, order
        Of the question; by name and upwards where None.
    ranks
        Of all sites, from `name_ranks`.
    today
        Day from which urgency counts back, where the facets are of today.
    rows
        Rows that are asked for, such as `numpy.flatnonzero(mask)`; all where None.

    Returns
    -------
    NDArray[np.intp]
        The same rows, ordered.

    Raises
    ------
    QuestionError
        If there is no such sort key.
    """
    chosen = np.arange(len(facets)) if rows is None else rows
    facets = facets.on(today)
    by = sort or "name"
    if by == "name":
        key, missing = ranks[chosen], np.zeros(len(chosen), dtype=bool)
    else:
        key, missing = _keys(facets, by, today, chosen)
    if order == "down":
        key = -key
    out: NDArray[np.intp] = chosen[np.lexsort((ranks[chosen], np.where(missing, 0, key), missing))]
    return out


def _keys(facets: Facets, by: str, today: date, rows: NDArray[np.intp]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return a number that sorts as the column does for each row, and where it is missing."""
    if by == "urgency":
        return facets.urgency(today)[rows].astype(np.int64), np.zeros(len(rows), dtype=bool)
    if by == "designation":
        keys = _first_registers(facets)[rows]
        return keys, keys < 0
    if by not in _COLUMNS:
        message = f"{by!r} is no column to sort by; known are {', '.join(SORT_KEYS)}"
        raise QuestionError(message)
    column = facets.sites[_COLUMNS[by]].iloc[rows]
    if by in ("kind", "district", "access"):
        keys = _places(column, _ACCESS if by == "access" else ())[column.cat.codes.to_numpy()]
        return keys, keys < 0
    keys = column.to_numpy(np.int64, na_value=NEVER)
    return keys, keys == (-1 if by == "condition" else NEVER)


def _places(column: pd.Series, first: tuple[str, ...] = ()) -> NDArray[np.int64]:
    """Return the place of each code of a category: those in `first` as they stand there, the others by the alphabet; -1 last."""
    codes = [str(code) for code in column.cat.categories]
    known = {code: place for place, code in enumerate([*first, *sorted(set(codes) - set(first))])}
    return np.array([*(known[code] for code in codes), -1], dtype=np.int64)


def _first_registers(facets: Facets) -> NDArray[np.int64]:
    """Return the place of the register or list that stands first for each site; -1 for a site in none."""
    scheme = facets.designations["scheme"]
    keys = _places(scheme)[scheme.cat.codes.to_numpy()]
    rows = facets.designations["row"].to_numpy()
    told = np.flatnonzero(keys >= 0)[::-1]  # backwards, so that the first one stays
    out = np.full(len(facets), -1, dtype=np.int64)
    out[rows[told]] = keys[told]
    return out


_ACCESS = tuple(map(str, AccessStatus))
_COLUMNS = {
    "kind": "kind",
    "district": "district",
    "condition": "condition",
    "built": "built_from",
    "access": "access",
    "statements": "n_statements",
    "newest": "newest_day",
    "visited": "visited_day",
    "score": "score",
}
