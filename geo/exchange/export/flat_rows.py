"""Layers of sites put together as site rows: the inverse of `geo.exchange.site_parts`, on whole columns.

A row holds what importing it gives back: in each language the first name (an official one before others) and the others as
a list, the current condition with who says it, the first designation, the newest access, the first identifier of each
scheme, the newest words of each other property, and the sources of all these. What does not fit is counted, never mixed up:
dates of other statements that differ, for instance, are left out, since a row has one date for all of them.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.arrow import whole
from geo.edtf import readable_days_of
from geo.exchange.site_rows import FIELDS, order_of
from geo.layers import LAYERS
from geo.vocabularies import NameStatus, Property

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from geo.store.protocol import StoredSites

    type Places = NDArray[np.int64]

__all__ = ["BEYOND", "COLUMNS", "NO_DAY", "beyond_sentences", "days_in_order", "flat_rows", "join_list"]

BEYOND: dict[str, str] = {
    "names": "names whose standing (official, historical, endonym) a row does not tell",
    "statements": "further statements, mostly older ones, for which a row has no place",
    "speakers": "statements on other properties than the condition, of which a row does not tell who made them",
    "dates": "dates of statements on other properties than the condition, of which a row has one for all",
    "designations": "further designations: a row holds the first",
    "access": "further statements on access: a row holds the newest",
    "identifiers": "further identifiers of one scheme: a row holds the first",
    "sources": "sites whose facts rest on different sources, which a row names together",
}
"""What site rows cannot hold, by the key under which `flat_rows` counts it."""

_SAID = tuple(str(word) for word in Property if word is not Property.CONDITION)
_CONDITION = {
    "condition_raw": "value_raw", "condition_scale": "scale", "condition_certainty": "certainty", "condition_on": "observed_on",
    "condition_method": "method", "condition_by": "asserted_by", "condition_role": "role", "condition_status": "status",
}  # fmt: skip
_DESIGNATION = {
    "designation": "scheme", "designation_level": "level", "register_id": "register_id", "listed_on": "listed_on",
    "designation_document": "document",
}  # fmt: skip
_ACCESS = {"access": "status", "access_authority": "authority", "access_as_of": "as_of", "access_expires": "expires"}


NO_DAY = -(2**60)
"""Before all days: of what has no date."""
_NOT_PUBLIC = ("sensitivity_reason",)
COLUMNS: dict[str, tuple[str, ...]] = {
    "sites": (
        *(name for name in FIELDS if name in LAYERS["sites"].columns and name not in _NOT_PUBLIC),
        "condition",
        "condition_statement",
    ),
    "names": ("lang", "text", "status", "nativeness", "source_id"),
    "statements": ("id", "property", "value", *_CONDITION.values(), "source_ids", "counts"),
    "designations": (*_DESIGNATION.values(), "source_ids"),
    "identifiers": ("scheme", "value", "source_id"),
    "access": (*_ACCESS.values(), "source_ids"),
}
"""Columns of each layer from which site rows are made."""


def flat_rows(stored: StoredSites, *, until: int | None = None) -> tuple[pa.Table, Counter[str]]:
    """Return site rows without their geometry.

    Parameters
    ----------
    stored
        The sites that are wanted, with `COLUMNS`.
    until
        Only what was said up to this day (an ordinal), and what has no date; all where None.

    Returns
    -------
    rows, beyond
        Columns of `geo.exchange.site_rows` in the order of `order_of`, `pa.string()` but for numbers: all declared ones, and members
        of families that occur; how many things do not fit, by the keys of `BEYOND`. What nobody says is of `pa.null()`.
    """
    flat = _Flat(stored, until)
    flat.add_names()
    flat.add_statements()
    flat.add_designations()
    flat.add_access()
    flat.add_identifiers()
    return flat.table(), flat.beyond


def join_list(lists: pa.Array) -> pa.Array:
    """Return lists of texts as one text each: `;` between, `;;` for a semicolon inside (OpenStreetMap).

    Examples
    --------
    >>> join_list(pa.array([["a", "b;c"], ["d", ";e"], [], None])).to_pylist()
    ['a;b;;c', 'd; ;;e', None, None]
    """
    texts = pc.replace_substring(pc.list_flatten(lists), ";", ";;")
    # a blank tells the stroke between two from a semicolon with which the second begins
    texts = pc.replace_substring_regex(texts, "^;;", " ;;")
    filled = pc.fill_null(pc.list_value_length(lists), 0)
    offsets = np.concatenate([[0], np.cumsum(filled.to_numpy(zero_copy_only=False))]).astype(np.int32)
    joined = pc.binary_join(pa.ListArray.from_arrays(pa.array(offsets), texts), ";")
    return pc.if_else(pc.greater(filled, 0), pc.utf8_ltrim_whitespace(joined), pa.scalar(None, pa.string()))


def days_in_order(dates: pa.ChunkedArray | pa.Array) -> NDArray[np.int64]:
    """Return the day to sort each date by (`geo.edtf`), long before all others where there is none; each distinct date is read once."""
    codes = _Codes(dates)
    days = readable_days_of(pd.Series(codes.dictionary.to_pylist(), dtype="str"))["order"]
    known = np.append(days.to_numpy(np.int64, na_value=NO_DAY), NO_DAY)
    return known[codes.places]


class _Codes:
    """A column as its distinct texts, and the place of each among them; -1 where null."""

    def __init__(self, column: pa.ChunkedArray | pa.Array) -> None:
        encoded = (whole(column) if isinstance(column, pa.ChunkedArray) else column).dictionary_encode()
        self.dictionary: pa.Array = encoded.dictionary
        self.places: Places = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)


class _Flat:
    def __init__(self, stored: StoredSites, until: int | None) -> None:
        self._sites, self._layers, self._until = stored.sites, stored.layers, until
        self._n = len(stored)
        self._columns: dict[str, pa.Array | None] = {}
        self._cited: list[tuple[Places, pa.Array]] = []
        self.beyond: Counter[str] = Counter()

    def add_names(self) -> None:
        names = self._layers["names"]
        at, texts = names["at"].to_numpy(), whole(names["text"])
        official = _is(names["status"], NameStatus.OFFICIAL)
        told = ~_is(names["status"], NameStatus.VARIANT) | names["nativeness"].is_valid().to_numpy()
        self.beyond["names"] += int(told.sum())
        order = np.lexsort((~official, at)) if official.any() else np.arange(len(at))
        langs = _Codes(names["lang"])
        groups = at[order] * (len(langs.dictionary) + 1) + langs.places[order]
        again = _later(groups)
        if again.any():  # the same name in the same language counts once
            some = np.isin(groups, groups[again])
            of_some = pd.DataFrame({"group": groups[some], "text": _Codes(texts.take(pa.array(order[some]))).places})
            kept = np.ones(len(order), bool)
            kept[some] = ~of_some.duplicated().to_numpy()
            order, groups, again = order[kept], groups[kept], _later(groups[kept])
        for code, lang in enumerate(langs.dictionary.to_pylist()):
            of_lang = langs.places[order] == code
            first, more = order[of_lang & ~again], order[of_lang & again]
            if len(first):
                self._columns[f"name:{lang}"] = self._spread(texts, at[first], first)
            if len(more):
                self._columns[f"alt_name:{lang}"] = self._lists(at[more], texts.take(pa.array(more)))
        self._cite(names, "source_id", order)

    def add_statements(self) -> None:
        said = self._layers["statements"]
        counts = said["counts"].to_numpy()
        current = pc.index_in(whole(self._sites["condition_statement"]), value_set=whole(said["id"]), skip_nulls=True)
        has = np.flatnonzero(current.is_valid().to_numpy(zero_copy_only=False))
        told = pd.DataFrame({"at": has, "row": current.drop_null().to_numpy()})
        counting = counts
        if self._until is not None:
            counting = counts & (days_in_order(said["observed_on"]) <= self._until)
        of_words = counting & pc.is_in(whole(said["property"]), value_set=pa.array(_SAID)).to_numpy(
            zero_copy_only=False
        )
        words = self._words(said, np.flatnonzero(of_words))
        raw = words[
            (words["property"] == str(Property.EVENT))
            & (words["value"] == words["value_raw"])
            & words["scale"].notna()
            & ~words["at"].isin(told["at"])
        ].drop_duplicates("at", keep="last")
        words = words.drop(raw.index).drop_duplicates(["at", "property"], keep="last")
        told = pd.concat([told, raw[["at", "row"]]])
        for column, field in _CONDITION.items():
            self._columns[column] = self._spread(said[field], told["at"].to_numpy(), told["row"].to_numpy())
        for word, some in words.groupby("property"):
            self._columns[str(word)] = self._spread(said["value"], some["at"].to_numpy(), some["row"].to_numpy())
        self._add_dates(said, told, words)
        self.beyond["statements"] += int(counting.sum()) - len(told) - len(words)
        self.beyond["statements"] += len(counts) - int(counts.sum())
        self.beyond["speakers"] += len(words)
        self._cite(
            said,
            "source_ids",
            np.concatenate([told["row"].to_numpy(), words["row"].to_numpy()]),
            of=np.concatenate([told["at"].to_numpy(), words["at"].to_numpy()]),
        )

    def _words(self, said: pa.Table, rows: Places) -> pd.DataFrame:
        """Return what is said on other properties, site by site, the newest last, with `row`, its place among all."""
        columns = ["at", "property", "value", "value_raw", "scale", "observed_on"]
        some = said.select(columns).take(pa.array(rows))
        order = np.lexsort((days_in_order(some["observed_on"]), some["at"].to_numpy()))
        out: pd.DataFrame = some.take(pa.array(order)).to_pandas(
            types_mapper={pa.string(): pd.StringDtype(na_value=np.nan)}.get
        )
        return out.assign(row=rows[order])

    def _add_dates(self, said: pa.Table, told: pd.DataFrame, words: pd.DataFrame) -> None:
        dates = words.drop_duplicates(["at", "observed_on"])
        # an import gives a condition without a date that of the others: better none than a wrong one
        has_none = said["observed_on"].is_null().to_numpy()
        undated = told.loc[has_none[told["row"].to_numpy()], "at"]
        lone = ~dates["at"].duplicated(keep=False) & ~dates["at"].isin(undated)
        self._columns["observed_on"] = self._spread(
            said["observed_on"], dates.loc[lone, "at"].to_numpy(), dates.loc[lone, "row"].to_numpy()
        )
        self.beyond["dates"] += int((words["at"].isin(dates.loc[~lone, "at"]) & words["observed_on"].notna()).sum())

    def add_designations(self) -> None:
        every = self._layers["designations"]
        first = np.flatnonzero(~_later(every["at"].to_numpy()))
        self.beyond["designations"] += len(every) - len(first)
        self._put(every, first, _DESIGNATION)

    def add_access(self) -> None:
        every = self._layers["access"]
        at, days = every["at"].to_numpy(), days_in_order(every["as_of"])
        rows = np.arange(len(at)) if self._until is None else np.flatnonzero(days <= self._until)
        rows = rows[np.lexsort((days[rows], at[rows]))]
        newest = rows[~_later(at[rows][::-1])[::-1]]
        self.beyond["access"] += len(every) - len(newest)
        self._put(every, newest, _ACCESS)

    def add_identifiers(self) -> None:
        every = self._layers["identifiers"]
        at, schemes = every["at"].to_numpy(), _Codes(every["scheme"])
        again = _later(at * (len(schemes.dictionary) + 1) + schemes.places)
        self.beyond["identifiers"] += int(again.sum())
        for code, scheme in enumerate(schemes.dictionary.to_pylist()):
            rows = np.flatnonzero((schemes.places == code) & ~again)
            self._columns[f"identifier:{scheme}"] = self._spread(every["value"], at[rows], rows)
        self._cite(every, "source_id", np.flatnonzero(~again))

    def table(self) -> pa.Table:
        self._columns["source_ids"] = self._sources()
        for name in FIELDS:
            if name in self._sites.column_names:
                self._columns[name] = whole(self._sites[name])
        columns = {name: self._columns.get(name) for name in order_of({**dict.fromkeys(FIELDS), **self._columns})}
        # what nobody says takes no room
        return pa.table(
            {
                name: pa.nulls(self._n) if column is None or column.null_count == self._n else column
                for name, column in columns.items()
            }
        )

    def _put(self, layer: pa.Table, rows: Places, columns: Mapping[str, str]) -> None:
        at = layer["at"].to_numpy()[rows]
        for column, field in columns.items():
            self._columns[column] = self._spread(layer[field], at, rows)
        self._cite(layer, "source_ids", rows)

    def _spread(self, column: pa.ChunkedArray | pa.Array, at: Places, rows: Places) -> pa.Array | None:
        """Return a value for each site: that of the row for its place, null where there is none."""
        if column.null_count == len(column):
            return None
        values = whole(column) if isinstance(column, pa.ChunkedArray) else column
        places = np.full(self._n, -1, dtype=np.int64)
        places[at] = rows
        return values.take(pa.array(places, mask=places < 0))

    def _lists(self, at: Places, texts: pa.Array) -> pa.Array:
        """Return the texts of each site as a list in one text; `at` ascends."""
        offsets = np.searchsorted(at, np.arange(self._n + 1)).astype(np.int32)
        return join_list(pa.ListArray.from_arrays(pa.array(offsets), texts))

    def _cite(self, layer: pa.Table, column: str, rows: Places, of: Places | None = None) -> None:
        cells = whole(layer[column]).take(pa.array(rows))
        self._cited.append((layer["at"].to_numpy()[rows] if of is None else of, cells))

    def _sources(self) -> pa.Array | None:
        """Return the sources of each site, in the order in which what rests on them was put into the row."""
        at = np.concatenate([places for places, _cells in self._cited])
        codes = _Codes(pa.concat_arrays([cells for _places, cells in self._cited]))
        order = np.argsort(at, kind="stable")
        at, places = at[order], codes.places[order]
        new = np.ones(len(at), bool)  # most often all that is said of a site rests on one
        new[1:] = (at[1:] != at[:-1]) | (places[1:] != places[:-1])
        cells = pd.DataFrame({"at": at[new], "cell": places[new]}).drop_duplicates()
        several = cells["at"].duplicated(keep=False).to_numpy()
        self.beyond["sources"] += cells.loc[several, "at"].nunique()
        ids = (dict.fromkeys(filter(None, cell.split(";"))) for cell in codes.dictionary.to_pylist())
        texts = pa.array([";".join(each) or None for each in ids], pa.string())
        lone = self._spread(texts, cells.loc[~several, "at"].to_numpy(), cells.loc[~several, "cell"].to_numpy())
        joined = self._joined(cells[several], codes.dictionary)
        if lone is None or joined is None:
            return joined if lone is None else lone
        return pc.coalesce(lone, joined)

    def _joined(self, cells: pd.DataFrame, texts: pa.Array) -> pa.Array | None:
        """Return the sources of sites that have several cells of them, each once."""
        if not len(cells):
            return None
        given = texts.take(pa.array(cells["cell"].to_numpy(), mask=cells["cell"].to_numpy() < 0))
        lists = pc.split_pattern(pc.fill_null(given, ""), ";")
        parents, each = pc.list_parent_indices(lists).to_numpy(), _Codes(pc.list_flatten(lists))
        every = pd.DataFrame({"at": cells["at"].to_numpy()[parents], "id": each.places}).drop_duplicates()
        ids = each.dictionary.take(pa.array(every["id"].to_numpy()))
        known = pc.not_equal(ids, "")
        at = every["at"].to_numpy()[known.to_numpy(zero_copy_only=False)]
        offsets = np.searchsorted(at, np.arange(self._n + 1)).astype(np.int32)
        joined = pc.binary_join(pa.ListArray.from_arrays(pa.array(offsets), ids.filter(known)), ";")
        return pc.if_else(pa.array(np.diff(offsets) > 0), joined, pa.scalar(None, pa.string()))


def _is(column: pa.ChunkedArray, word: str) -> NDArray[np.bool_]:
    made: NDArray[np.bool_] = pc.fill_null(pc.equal(column, str(word)), fill_value=False).to_numpy()
    return made


def _later(groups: NDArray[np.integer[Any]]) -> NDArray[np.bool_]:
    """Return which members of groups are not the first of theirs."""
    order = np.argsort(groups, kind="stable")
    again = np.zeros(len(groups), bool)
    again[order[1:]] = groups[order[1:]] == groups[order[:-1]]
    return again


def beyond_sentences(beyond: Counter[str]) -> tuple[str, ...]:
    """Return what did not fit as sentences without a final stop.

    Examples
    --------
    >>> beyond_sentences(Counter({"access": 2}))
    ('further statements on access: a row holds the newest (2)',)
    """
    return tuple(f"{words} ({beyond[key]:,})" for key, words in BEYOND.items() if beyond[key])
