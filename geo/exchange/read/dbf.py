"""The table beside a Shapefile (dBASE): the bytes of its texts, from which their encoding is found out."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.errors import ExchangeError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["DbfTexts", "dbf_texts"]

_LANGUAGES = {
    0x26: "cp866", 0x65: "cp866", 0x57: "cp1252", 0x03: "cp1252", 0xC8: "cp1250", 0xC9: "cp1251", 0xCA: "cp1254",
    0xCB: "cp1253", 0x01: "cp437", 0x02: "cp850", 0x64: "cp852", 0x6B: "cp857", 0x58: "cp1252", 0x59: "cp1252",
}  # fmt: skip
"""Language driver identifiers of dBASE and FoxPro that files of the region have."""
_SAMPLE = 1 << 24


@dataclass(frozen=True)
class DbfTexts:
    """Texts of a table as they are stored."""

    cells: list[bytes]
    """Those with letters beyond ASCII, of the first rows that have any, and the headings."""
    n_rows: int
    """Rows that it says it has, those marked as deleted too."""
    language: str | None
    """The encoding that the table itself names, as Python does. Programs write it by habit: a hint and no more."""


def dbf_texts(path: Path) -> DbfTexts:
    """Read the texts of a table.

    Raises
    ------
    ExchangeError
        If it is no dBASE table or is cut off.
    """
    with path.open("rb") as file:
        head = file.read(32)
        if len(head) < 32:
            message = "its .dbf is cut off: get the file again"
            raise ExchangeError(message)
        n_rows = int.from_bytes(head[4:8], "little")
        header_bytes, row_bytes = struct.unpack("<HH", head[8:12])
        if header_bytes < 33 or row_bytes < 1:
            message = "its .dbf is no dBASE table: get the file again"
            raise ExchangeError(message)
        if header_bytes + n_rows * row_bytes > path.stat().st_size:
            message = "its .dbf is cut off: get the file again"
            raise ExchangeError(message)
        fields = file.read(header_bytes - 32)
        places, at, cells = [], 1, []
        for start in range(0, len(fields) - 31, 32):
            field = fields[start : start + 32]
            if field[0] == 0x0D:
                break
            cells.append(field[:11].split(b"\0")[0])
            if field[11:12] == b"C":
                places.append((at, at + field[16] + (field[17] << 8)))
            at += field[16] + (field[17] << 8 if field[11:12] == b"C" else 0)
        rows = max(1, (1 << 20) // row_bytes)
        read = 0
        while read < _SAMPLE and len(cells) < 5000:
            block = file.read(rows * row_bytes)
            if not block:
                break
            read += len(block)
            if block.isascii():
                continue
            for start in range(0, len(block), row_bytes):
                row = block[start : start + row_bytes]
                if not row.isascii():
                    cells += [cell for cell in (row[a:b].strip(b" \0") for a, b in places) if not cell.isascii()]
    return DbfTexts([cell for cell in cells if not cell.isascii()], n_rows, _LANGUAGES.get(head[29]))
