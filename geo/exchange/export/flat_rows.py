"""Layers of sites put together as site rows: the inverse of `geo.exchange.site_parts`, on whole columns.

A row holds what importing it gives back: in each language the first name (an official one before others) and the others as
a list, the current condition with who says it, the first designation, the newest access, the first identifier of each
scheme, the newest words of each other property, and the sources of all these. What does not fit is counted, never mixed up:
dates of other statements that differ, for instance, are left out, since a row has one date for all of them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.edtf import readable_days_of
from geo.exchange.export.arrow_columns import arrow_column
from geo.exchange.site_rows import FIELDS, order_of
from geo.vocabularies import NameStatus, Property

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["BEYOND", "SiteLayers", "beyond_sentences", "flat_rows", "join_list"]

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


@dataclass(frozen=True)
class SiteLayers:
    """What is known of some sites, layer by layer, with the columns of `geo.layers`."""

    sites: pd.DataFrame
    """One row a site: columns of the layer, and `condition`, `condition_statement` of its present state."""
    names: pd.DataFrame
    statements: pd.DataFrame
    """With `counts`; in the order of entry."""
    designations: pd.DataFrame
    identifiers: pd.DataFrame
    access: pd.DataFrame


def flat_rows(layers: SiteLayers, *, until: int | None = None) -> tuple[pa.Table, Counter[str]]:
    """Return site rows without their geometry.

    Parameters
    ----------
    layers
        Of the sites that are wanted.
    until
        Only what was said up to this day (an ordinal), and what has no date; all where None.

    Returns
    -------
    rows, beyond
        Columns of `geo.exchange.site_rows` in the order of `order_of`, `pa.large_string()` but for numbers: all declared ones, and members
        of families that occur; how many things do not fit, by the keys of `BEYOND`.
    """
    flat = _Flat(layers, until)
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


class _Flat:
    def __init__(self, layers: SiteLayers, until: int | None) -> None:
        self._layers, self._until = layers, until
        self._sites = layers.sites
        self._n = len(layers.sites)
        self._index = pd.Index(layers.sites["id"])
        self._columns: dict[str, pa.Array] = {}
        self._cited: list[pd.DataFrame] = []
        self.beyond: Counter[str] = Counter()

    def add_names(self) -> None:
        names = self._of_sites(self._layers.names)
        self.beyond["names"] += int(((names["status"] != str(NameStatus.VARIANT)) | names["nativeness"].notna()).sum())
        later = (names["status"] != str(NameStatus.OFFICIAL)).to_numpy()
        names = names.iloc[np.argsort(later, kind="stable")].drop_duplicates(["at", "lang", "text"])
        names = names.iloc[np.argsort(names["at"].to_numpy(), kind="stable")]
        again = names.duplicated(["at", "lang"])
        for lang, some in names[~again].groupby("lang"):
            self._columns[f"name:{lang}"] = self._spread(some, "text")
        for lang, some in names[again].groupby("lang"):
            self._columns[f"alt_name:{lang}"] = self._lists(some["at"].to_numpy(), _text(some["text"]))
        self._cite(names, "source_id")

    def add_statements(self) -> None:
        said = self._of_sites(self._layers.statements)
        current = pd.Index(said["id"]).get_indexer(self._sites["condition_statement"])
        has = current >= 0
        condition = said.iloc[current[has]].assign(at=np.flatnonzero(has))
        said = self._newest_last(said[said["counts"].to_numpy(bool)], "observed_on")
        n_counting = len(said)
        words = said[said["property"].isin(_SAID)]
        raw = words[
            (words["property"] == str(Property.EVENT))
            & (words["value"] == words["value_raw"])
            & words["scale"].notna()
            & ~np.isin(words["at"], condition["at"])
        ].drop_duplicates("at", keep="last")
        words = words[~words["id"].isin(raw["id"])].drop_duplicates(["at", "property"], keep="last")
        told = pd.concat([condition, raw])
        for column, field in _CONDITION.items():
            self._columns[column] = self._spread(told, field)
        for word, some in words.groupby("property"):
            self._columns[str(word)] = self._spread(some, "value")
        dates = words.drop_duplicates(["at", "observed_on"])
        # an import gives a condition without a date that of the others: better none than a wrong one
        undated = told.loc[told["observed_on"].isna(), "at"]
        lone = ~dates["at"].duplicated(keep=False) & ~dates["at"].isin(undated)
        self._columns["observed_on"] = self._spread(dates[lone], "observed_on")
        self.beyond["statements"] += n_counting - len(told) - len(words)
        self.beyond["statements"] += len(self._layers.statements) - int(self._layers.statements["counts"].sum())
        self.beyond["speakers"] += len(words)
        self.beyond["dates"] += int((words["at"].isin(dates.loc[~lone, "at"]) & words["observed_on"].notna()).sum())
        self._cite(pd.concat([told, words]), "source_ids")

    def add_designations(self) -> None:
        every = self._of_sites(self._layers.designations)
        first = every.drop_duplicates("at")
        self.beyond["designations"] += len(every) - len(first)
        self._put(first, _DESIGNATION)

    def add_access(self) -> None:
        every = self._newest_last(self._of_sites(self._layers.access), "as_of")
        newest = every.drop_duplicates("at", keep="last")
        self.beyond["access"] += len(self._layers.access) - len(newest)
        self._put(newest, _ACCESS)

    def add_identifiers(self) -> None:
        every = self._of_sites(self._layers.identifiers)
        first = every.drop_duplicates(["at", "scheme"])
        self.beyond["identifiers"] += len(every) - len(first)
        for scheme, some in first.groupby("scheme"):
            self._columns[f"identifier:{scheme}"] = self._spread(some, "value")
        self._cite(first, "source_id")

    def table(self) -> pa.Table:
        self._columns["source_ids"] = self._sources()
        # what nobody says is one and the same column, so that a million rows of it take no room
        empty = {kind: pa.nulls(self._n, kind) for kind in (pa.int64(), pa.float64(), pa.large_string())}
        for name, field in FIELDS.items():
            if name in self._sites.columns:
                self._columns[name] = arrow_column(self._sites[name])
            elif name not in self._columns:
                self._columns[name] = empty[_arrow_type(field.dtype)]
        columns = {name: self._columns[name] for name in order_of(self._columns)}
        # as pandas holds texts: nothing is copied there
        texts = {
            name: column.cast(pa.large_string()) for name, column in columns.items() if pa.types.is_string(column.type)
        }
        return pa.table(
            columns | {name: empty[text.type] if text.null_count == self._n else text for name, text in texts.items()}
        )

    def _of_sites(self, layer: pd.DataFrame) -> pd.DataFrame:
        """Return rows of a layer with `at`, the place of their site, in their order and site by site."""
        at = self._index.get_indexer(layer["site_id"])
        order = np.argsort(at, kind="stable")
        placed: pd.DataFrame = layer.iloc[order].assign(at=at[order]).loc[at[order] >= 0]
        return placed

    def _newest_last(self, rows: pd.DataFrame, date: str) -> pd.DataFrame:
        """Return rows site by site, those without a date first, then by the day, then in the order of entry."""
        days = readable_days_of(rows[date].reset_index(drop=True))["order"].to_numpy(np.int64, na_value=-(2**60))
        if self._until is not None:
            rows, days = rows[days <= self._until], days[days <= self._until]
        newest_last: pd.DataFrame = rows.iloc[np.lexsort((days, rows["at"].to_numpy()))]
        return newest_last

    def _put(self, rows: pd.DataFrame, columns: dict[str, str]) -> None:
        for column, field in columns.items():
            self._columns[column] = self._spread(rows, field)
        self._cite(rows, "source_ids")

    def _spread(self, rows: pd.DataFrame, field: str) -> pa.Array:
        """Return a value for each site: of the row at its place, null where there is none."""
        places = np.full(self._n, -1, dtype=np.int64)
        places[rows["at"].to_numpy()] = np.arange(len(rows))
        return _text(rows[field]).take(pa.array(places, mask=places < 0))

    def _lists(self, at: NDArray[np.int64], texts: pa.Array) -> pa.Array:
        """Return the texts of each site as a list in one text; `at` ascends."""
        offsets = np.searchsorted(at, np.arange(self._n + 1)).astype(np.int32)
        return join_list(pa.ListArray.from_arrays(pa.array(offsets), texts))

    def _cite(self, rows: pd.DataFrame, column: str) -> None:
        self._cited.append(pd.DataFrame({"at": rows["at"].to_numpy(), "cell": rows[column].array}))

    def _sources(self) -> pa.Array:
        """Return the sources of each site, in the order in which what rests on them was put into the row."""
        cells = pd.concat(self._cited, ignore_index=True)
        cells = cells.iloc[np.argsort(cells["at"].to_numpy(), kind="stable")].drop_duplicates()
        lists = pc.split_pattern(pc.fill_null(_text(cells["cell"]), ""), ";")
        parents = pc.list_parent_indices(lists).to_numpy()
        every = pd.DataFrame({"at": cells["at"].to_numpy()[parents], "id": pc.list_flatten(lists).to_pandas()})
        every = every[every["id"] != ""].drop_duplicates()
        self.beyond["sources"] += int((cells["at"].value_counts() > 1).sum())
        at, ids = every["at"].to_numpy(), _text(every["id"])
        offsets = np.searchsorted(at, np.arange(self._n + 1)).astype(np.int32)
        joined = pc.binary_join(pa.ListArray.from_arrays(pa.array(offsets), ids), ";")
        return pc.if_else(pa.array(np.diff(offsets) > 0), joined, pa.scalar(None, pa.string()))


def _text(column: pd.Series) -> pa.Array:
    return arrow_column(column).cast(pa.string())


def _arrow_type(dtype: str) -> pa.DataType:
    types: dict[str, pa.DataType] = {"Int64": pa.int64(), "float64": pa.float64()}
    return types.get(dtype, pa.large_string())


def beyond_sentences(beyond: Counter[str]) -> tuple[str, ...]:
    """Return what did not fit as sentences without a final stop.

    Examples
    --------
    >>> beyond_sentences(Counter({"access": 2}))
    ('further statements on access: a row holds the newest (2)',)
    """
    return tuple(f"{words} ({beyond[key]:,})" for key, words in BEYOND.items() if beyond[key])
