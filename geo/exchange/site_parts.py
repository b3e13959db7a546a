"""Site rows taken apart: the names, statements and the rest that each row holds, as rows of their layers."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.arrow import whole
from geo.exchange.site_rows import FIELDS
from geo.vocabularies import NameStatus, Property, StatementStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["PARTS", "parts_of", "split_list"]

PARTS = ("names", "identifiers", "designations", "access", "statements")
"""Layers of which a site row can hold rows."""

_CONDITION = {
    "value_raw": "condition_raw", "scale": "condition_scale", "certainty": "condition_certainty",
    "observed_on": "condition_on", "method": "condition_method", "role": "condition_role",
}  # fmt: skip
_DESIGNATION = {
    "scheme": "designation", "level": "designation_level", "register_id": "register_id", "listed_on": "listed_on",
    "document": "designation_document",
}  # fmt: skip
_ACCESS = {"status": "access", "as_of": "access_as_of", "expires": "access_expires"}
_SAID = tuple(str(word) for word in Property if word is not Property.CONDITION and str(word) in FIELDS)
_LONGEST_ID = 80
_HEX = np.array([f"{byte:02x}" for byte in range(256)], dtype="S2")


def parts_of(rows: pa.Table, said_by: pa.Array) -> dict[str, pa.Table]:
    """Return what site rows say beside the columns of the site.

    Parameters
    ----------
    rows
        Fields of site rows as text (`geo.exchange.site_rows`), chunks combined.
    said_by
        Who says what a row says where no column tells: text, one a row.

    Returns
    -------
    dict
        For each of `PARTS` the columns of its layer as text, and `row` (int64), the place in `rows`, ascending; a column
        that nothing is said in may be missing. `source_ids` are all of the row, `source_id` is the first of them. `id` is
        the same for the same content, at most 80 characters.
    """
    made = _Rows(rows, said_by)
    return {
        "names": made.names(),
        "identifiers": made.identifiers(),
        "designations": made.designations(),
        "access": made.access(),
        "statements": made.statements(),
    }


class _Rows:
    def __init__(self, rows: pa.Table, said_by: pa.Array) -> None:
        self._rows, self._said_by = rows, said_by
        self._names = rows.column_names
        self._ids, self._sources = self._column("id"), self._column("source_ids")

    def _column(self, name: str) -> pa.Array:
        if name not in self._names:
            return pa.nulls(self._rows.num_rows, pa.string())
        return whole(self._rows[name])

    def _family(self, family: str) -> list[tuple[str, pa.Array]]:
        found = [name for name in self._names if name.startswith(f"{family}:")]
        return [(name.partition(":")[2], self._column(name)) for name in found]

    def _first_sources(self, at: NDArray[np.int64]) -> pa.Array:
        first = pc.list_element(pc.split_pattern(self._sources, ";", max_splits=1), 0)
        return pc.utf8_trim_whitespace(first).take(pa.array(at))

    def names(self) -> pa.Table:
        parts = [(lang, np.arange(len(texts)), texts) for lang, texts in self._family("name")]
        more = [(lang, *split_list(texts)) for lang, texts in self._family("alt_name")]
        out = _gathered("lang", "text", parts + more)
        if more:  # one that stands twice is one name
            out = _distinct(out, ("row", "lang", "text"))
        at = out["row"].to_numpy()
        return out.append_column("status", _same(NameStatus.VARIANT, len(at))).append_column(
            "source_id", self._first_sources(at)
        )

    def identifiers(self) -> pa.Table:
        parts = [(scheme, np.arange(len(values)), values) for scheme, values in self._family("identifier")]
        out = _gathered("scheme", "value", parts)
        return out.append_column("source_id", self._first_sources(out["row"].to_numpy()))

    def designations(self) -> pa.Table:
        at, columns = self._picked(self._column("designation"), _DESIGNATION)
        columns["asserted_by"] = _picked(self._said_by, at)
        columns["id"] = self._made_ids(at, columns["scheme"], columns)
        return pa.table({"row": at, **columns})

    def access(self) -> pa.Table:
        at, columns = self._picked(self._column("access"), _ACCESS)
        columns["authority"] = _picked(pc.coalesce(self._column("access_authority"), self._said_by), at)
        columns["id"] = self._made_ids(at, _same("access", len(at)), columns)
        return pa.table({"row": at, **columns})

    def statements(self) -> pa.Table:
        tables = [self._graded(), self._ungraded()]
        for word in _SAID:
            if word not in self._names:
                continue
            at, columns = self._picked(self._column(word), {"value": word, "observed_on": "observed_on"})
            columns["property"], columns["asserted_by"] = _same(word, len(at)), _picked(self._said_by, at)
            columns["status"] = _same(StatementStatus.PROPOSED, len(at))
            tables.append(pa.table({"row": at, **columns}))
        out = pa.concat_tables(tables, promote_options="default").combine_chunks()
        if sum(table.num_rows > 0 for table in tables) > 1:
            out = out.take(pa.array(np.argsort(out["row"].to_numpy(), kind="stable")))
        said = {name: whole(out[name]) for name in ("value", "observed_on", "asserted_by", "source_ids", "status")}
        ids = self._made_ids(whole(out["row"]), whole(out["property"]), said)
        return out.append_column("id", ids)

    def _graded(self) -> pa.Table:
        return self._of_condition(self._column("condition"), "condition", Property.CONDITION)

    def _ungraded(self) -> pa.Table:
        """Words on a condition that are no grade, such as those that mean a range of grades: kept as what they are."""
        words = pc.if_else(self._column("condition").is_null(), self._column("condition_raw"), None)
        return self._of_condition(words, "condition_raw", Property.EVENT)

    def _of_condition(self, told: pa.Array, value: str, about: Property) -> pa.Table:
        at, columns = self._picked(told, {"value": value, **_CONDITION})
        columns["observed_on"] = pc.coalesce(columns["observed_on"], _picked(self._column("observed_on"), at))
        columns["property"] = _same(about, len(at))
        columns["asserted_by"] = _picked(pc.coalesce(self._column("condition_by"), self._said_by), at)
        columns["status"] = pc.fill_null(_picked(self._column("condition_status"), at), str(StatementStatus.PROPOSED))
        return pa.table({"row": at, **columns})

    def _picked(self, told: pa.Array, columns: dict[str, str]) -> tuple[pa.Array, dict[str, pa.Array]]:
        """Return which rows have a value in a column, and there the columns of a layer."""
        at = pa.array(np.flatnonzero(told.is_valid().to_numpy(zero_copy_only=False)))
        out = {name: _picked(self._column(field), at) for name, field in columns.items()}
        return at, out | {"source_ids": _picked(self._sources, at)}

    def _made_ids(self, at: pa.Array, about: pa.Array, content: dict[str, pa.Array]) -> pa.Array:
        """Return an id for each row: the site's, what it is about, and a digest of site and content."""
        sites = self._ids.take(at)
        texts = [pc.fill_null(column, "") for column in (sites, about, *content.values())]
        keys = pc.binary_join_element_wise(*texts, "|")
        words = about.dictionary_encode()
        slugs = [_slug(word) for word in words.dictionary.to_pylist()]
        # room for a digest of eight, two hyphens, and a number where the id is taken
        room = _LONGEST_ID - 8 - 2 - 3 - max(map(len, slugs), default=0)
        short = pc.utf8_slice_codeunits(sites, 0, room)
        return pc.binary_join_element_wise(short, pa.array(slugs, pa.string()).take(words.indices), _digests(keys), "-")  # fmt: skip


def _picked(column: pa.Array, at: pa.Array) -> pa.Array:
    """Return some rows of a column, in order and none twice."""
    return column if len(at) == len(column) else column.take(at)


def _digests(texts: pa.Array) -> pa.Array:
    """Return the first eight hexadecimal digits of the SHA-256 of each text."""
    keys = texts.cast(pa.binary()).to_numpy(zero_copy_only=False)
    whole = np.frombuffer(b"".join([sha256(key).digest() for key in keys]), np.uint8).reshape(-1, 32)
    digits = _HEX[whole[:, :4]]
    ends = np.arange(0, 8 * len(keys) + 1, 8, dtype=np.int32)
    return pa.Array.from_buffers(pa.string(), len(keys), [None, pa.py_buffer(ends), pa.py_buffer(digits)])


def split_list(cells: pa.Array) -> tuple[NDArray[np.int64], pa.Array]:
    """Return the place of the cell and the text of each entry of `;` lists, in which `;;` is a semicolon (OpenStreetMap)."""
    hidden = pc.replace_substring(cells, ";;", "\0")
    lists = pc.split_pattern(hidden, ";")
    at = pc.list_parent_indices(lists).to_numpy()
    texts = pc.utf8_trim_whitespace(pc.replace_substring(pc.list_flatten(lists), "\0", ";"))
    told = pc.not_equal(texts, "")
    return at[told.to_numpy(zero_copy_only=False)], texts.filter(told)


def _slug(text: str) -> str:
    from geo.search import fold

    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")[:24].strip("-") or "x"


def _gathered(key: str, value: str, parts: Sequence[tuple[str, NDArray[np.int64], pa.Array]]) -> pa.Table:
    """Return the known values of several columns below each other, by row."""
    rows, keys, values = [np.empty(0, np.int64)], [_same("", 0)], [_same("", 0)]
    for word, at, texts in parts:
        known = texts.is_valid()
        rows.append(at[known.to_numpy(zero_copy_only=False)])
        keys.append(_same(word, len(rows[-1])))
        values.append(texts.filter(known))
    every = np.concatenate(rows)
    order = np.argsort(every, kind="stable")
    columns = {key: pa.concat_arrays(keys), value: pa.concat_arrays(values)}
    return pa.table({"row": every[order]} | {name: column.take(pa.array(order)) for name, column in columns.items()})


def _distinct(table: pa.Table, names: tuple[str, ...]) -> pa.Table:
    again = table.select(names).to_pandas().duplicated().to_numpy()
    return table.filter(pa.array(~again)) if again.any() else table


def _same(word: str, n: int) -> pa.Array:
    return pa.array([str(word)]).take(pa.array(np.zeros(n, dtype=np.int64)))
