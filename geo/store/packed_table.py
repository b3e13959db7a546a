"""Whole columns into a file that SQLite can read, without a statement a row: pages of tables and indexes, packed in numpy and Arrow.

Such a file is made to be attached, copied from, and thrown away. Source of the format: https://sqlite.org/fileformat2.html.
Checks are those of the table that is copied to.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

import numpy as np
import pyarrow as pa

from geo.arrow import whole
from geo.exchange.put_aside import RecordFile
from geo.store.packed_index import IndexEntries
from geo.store.packed_page import Kind, Pages, Run, filled, page
from geo.store.packed_record import cells, varint

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from geo.store.transfer import Declaration

__all__ = ["PackedTables"]

_HEADER = 100
"""Bytes of the first page that belong to the file."""


@dataclass
class _Tree:
    columns: list[str]
    indexes: list[IndexEntries]
    next_row: int = 1
    pages: list[tuple[int, int]] = field(default_factory=list)
    """Number and last row of each leaf."""


class PackedTables:
    """A file of tables that are added to in turn.

    Parameters
    ----------
    path
        Of the new file.
    declared
        How some of the tables are declared, with their indexes, by their names; the others have plain columns.
    """

    def __init__(self, path: Path, declared: Mapping[str, Declaration] | None = None) -> None:
        self.path, self._declared = path, declared or {}
        self._pages = Pages(path)
        self._gathered = RecordFile(path.parent)
        """What the indexes hold."""
        self._trees: dict[str, _Tree] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file; without `finish` it cannot be read."""
        self._pages.close()

    @property
    def columns(self) -> dict[str, list[str]]:
        """Names of the tables with their columns."""
        return {name: tree.columns for name, tree in self._trees.items()}

    def add(self, name: str, table: pa.Table) -> None:
        """Add rows to a table.

        Parameters
        ----------
        name
            Of the table; the first rows make it.
        table
            Columns of text, binary, int64 or float64, the same each time. `fid`, if there is one, or the key that is declared,
            is the key of the rows and ascends, from one call to the next too. Declared columns that it lacks are null.
        """
        if not table.num_rows:
            return
        declared = self._declared.get(name)
        listed, key = (declared.columns, declared.key) if declared else (table.column_names, "fid")
        if name not in self._trees:
            indexes = [IndexEntries(index, self._gathered) for index in declared.indexes] if declared else []
            self._trees[name] = _Tree(list(listed), indexes)
        tree = self._trees[name]
        n = table.num_rows
        given = dict(zip(table.column_names, map(whole, table.columns), strict=True))
        # the key stands before the record, in the record it is null
        rows = given.pop(key).to_numpy() if key in given else np.arange(tree.next_row, tree.next_row + n)
        columns = [given.pop(column, pa.nulls(n)) for column in tree.columns]
        if given:
            message = f"the table {name} has no columns {sorted(given)}"
            raise ValueError(message)
        tree.next_row = int(rows[-1]) + 1
        for index in tree.indexes:
            index.add(dict(zip(tree.columns, columns, strict=True)), rows)
        made = self._pages.shortened(cells(columns, rows), Kind.LEAF)
        start = 0
        while start < n:
            until = filled(made, start, Kind.LEAF)
            tree.pages.append((self._pages.put(page(Kind.LEAF, made[start:until])), int(rows[until - 1])))
            start = until

    def finish(self) -> None:
        """Write the indexes and what binds the pages together, and close the file.

        Raises
        ------
        StoreError
            If something comes twice that is to be unique; the file cannot be read then.
        """
        listed: list[tuple[str, str, str, int, str | None]] = []
        for name, tree in self._trees.items():
            declared = self._declared.get(name)
            columns = ", ".join('"fid" INTEGER PRIMARY KEY' if c == "fid" else f'"{c}"' for c in tree.columns)
            sql = declared.sql if declared else f"CREATE TABLE {name}({columns})"
            root = self._pages.above([(number, varint(row)) for number, row in tree.pages], Kind.INNER)
            listed.append(("table", name, name, root, sql))
            listed += [("index", one.index.name, name, one.pack(self._pages), one.index.sql) for one in tree.indexes]
        columns_ = [pa.array(list(values)) for values in zip(*listed, strict=True)]
        schema = Run.of(cells(columns_, np.arange(1, len(listed) + 1)).data)
        first = page(Kind.LEAF, schema, reserved=_HEADER)
        self._pages.finish(_file_header(self._pages.n) + first[_HEADER:])


def _file_header(n_pages: int) -> bytes:
    def number(value: int) -> bytes:
        return value.to_bytes(4, "big")

    head = b"SQLite format 3\0" + (1).to_bytes(2, "big") + bytes([1, 1, 0, 64, 32, 32])  # 1 means pages of 65,536 bytes
    head += number(1) + number(n_pages) + bytes(8) + number(1) + number(4) + bytes(8) + number(1)
    return head.ljust(92, b"\0") + number(1) + number(3_040_001)
