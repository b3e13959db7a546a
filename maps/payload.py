"""Columns as compact text for the page: plain JSON for small layers, typed bytes for large ones, in blocks that nothing can break out of."""

from __future__ import annotations

import base64
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
import pandas as pd
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = [
    "PLAIN_ROWS",
    "Texts",
    "by_owner",
    "coded",
    "column_blocks",
    "data_block",
    "deltas",
    "escaped_json",
    "narrow",
    "packed_json",
    "texts",
]

PLAIN_ROWS = 2_000
"""Up to this many rows a payload is plain JSON, which the client reads at once; above, it is compressed."""

LEVEL = 4
"""Of zlib: a quarter of the time of its default for a few more bytes."""
MICRODEGREE = 1_000_000
ALIGNMENT = 8
"""Bytes: typed arrays of the browser begin at multiples of their item's size."""
_NOT_IN_HTML = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}

type Texts = pa.LargeStringArray
"""A column of texts, nothing missing: what nobody said is empty."""


def escaped_json(value: object) -> str:
    """Return JSON that may stand inside a `<script>` element: no `<`, `>`, `&`, U+2028 or U+2029 is left in it."""
    return _encode(value).decode().translate(_NOT_IN_HTML)


def packed_json(value: object, n_rows: int | None = None) -> str:
    """Return JSON as text for a data block.

    Parameters
    ----------
    value
        What orjson can write; numpy arrays included.
    n_rows
        Rows inside; up to `PLAIN_ROWS` the result is JSON that begins with `{`, else (and where nobody says) base64 of zlib.
    """
    if n_rows is not None and n_rows <= PLAIN_ROWS:
        return escaped_json(value)
    return _compressed(_encode(value))


def column_blocks(block_id: str, groups: Mapping[str, Mapping[str, object]], n_rows: int) -> dict[str, str]:
    """Return the columns of a layer as texts of data blocks, by the id of the block.

    Parameters
    ----------
    block_id
        Id of the first block. The others have the name of their group behind it.
    groups
        Columns by group, the group that the first frame needs first. A column is a numpy array of numbers, `Texts`, or
        any value that orjson can write.
    n_rows
        Rows of the layer. Up to `PLAIN_ROWS` everything stands in the first block as plain JSON, one entry a column.
        Above, each group is a block of its own: base64 of zlib of the length of a heading (uint32), the heading (JSON)
        and the bytes of the columns, little-endian, each at a multiple of eight bytes.
    """
    if n_rows <= PLAIN_ROWS:
        together = {name: column for columns in groups.values() for name, column in columns.items()}
        return {block_id: escaped_json({name: _plain(column) for name, column in together.items()})}
    names = [block_id, *(f"{block_id}-{group}" for group in list(groups)[1:])]
    return {name: _compressed(_container(columns)) for name, columns in zip(names, groups.values(), strict=True)}


def data_block(element_id: str, text: str, *, kind: str = "text/plain") -> str:
    """Return a `<script>` element that holds data and is never run.

    Parameters
    ----------
    element_id
        One of our own ids.
    text
        Base64 or `escaped_json`.
    kind
        Media type; anything but a script's.
    """
    return f'<script type="{kind}" id="{element_id}">{text}</script>'


def deltas(degrees: NDArray[np.float64]) -> NDArray[np.int32]:
    """Return coordinates as differences, in millionths of a degree, shape as given; sums are exact to half of one."""
    whole = np.round(degrees * MICRODEGREE).astype(np.int32)
    return whole - np.concatenate(([np.int32(0)], whole[:-1]))[: len(whole)]


def coded(values: pd.Series[Any]) -> tuple[NDArray[Any], list[str]]:
    """Return a column of text as codes and the distinct texts that they stand for, in order of appearance.

    Missing values and empty texts have the code -1.
    """
    codes, words = pd.factorize(values.mask(values == ""))
    return narrow(codes), [str(word) for word in words]


def narrow(numbers: NDArray[Any]) -> NDArray[Any]:
    """Return whole numbers in the fewest bytes (1, 2 or 4, signed) that hold them all."""
    low, high = (int(numbers.min()), int(numbers.max())) if len(numbers) else (0, 0)
    smallest = next(
        kind for kind in ("int8", "int16", "int32") if np.iinfo(kind).min <= low and high <= np.iinfo(kind).max
    )
    return numbers.astype(smallest)


def by_owner(ids: pd.Index[str], owners: pd.Series[Any]) -> tuple[NDArray[np.int64], NDArray[Any]]:
    """Return rows in the order of those they belong to, and how many belong to each.

    Parameters
    ----------
    ids
        Each once; of an id that comes again only the first place gets rows.
    owners
        Id of each row; rows of other ids are left out.

    Returns
    -------
    tuple of NDArray
        Positions of rows, those of one owner together and in their order; and their number for each of `ids`.
    """
    first = ~ids.duplicated()
    place = pd.Index(ids[first]).get_indexer(pd.Index(owners.astype("string")))
    place = np.where(place < 0, -1, np.flatnonzero(first)[place] if first.any() else -1)
    order = np.argsort(place, kind="stable")[np.count_nonzero(place < 0) :]
    return order, narrow(np.bincount(place[order], minlength=len(ids)))


def texts(values: pd.Series[Any]) -> pd.Series[Any]:
    """Return any column as text, missing values kept; whole numbers without a decimal point."""
    if pd.api.types.is_float_dtype(values.dtype):
        finite = values.where(np.isfinite(values.astype("float64")))
        whole = finite.dropna()
        values = finite.astype("Int64") if (whole == whole.round()).all() else finite.round(6)
    try:
        return values.astype("string")
    except UnicodeError:  # bytes that are no UTF-8, halves of letters: show what they are
        return values.map(repr, na_action="ignore").astype("string")


def text_column(values: pd.Series[Any]) -> Texts:
    """Return a column as `Texts`."""
    said = texts(values).fillna("")
    try:
        return pa.array(said.to_numpy(object), type=pa.large_string())
    except UnicodeError:
        return pa.array(said.map(repr).to_numpy(object), type=pa.large_string())


def _plain(column: object) -> object:
    return column.to_pylist() if isinstance(column, pa.LargeStringArray) else column


def _container(columns: Mapping[str, object]) -> bytes:
    """Return columns behind a heading that says of each its name, its type, and how many items or bytes it has."""
    heading: list[dict[str, Any]] = []
    parts: list[bytes] = []
    for name, column in columns.items():
        if isinstance(column, np.ndarray):
            heading.append({"name": name, "type": f"{column.dtype.kind}{column.dtype.itemsize}", "n": len(column)})
            parts.append(column.astype(column.dtype.newbyteorder("<")).tobytes())
        elif isinstance(column, pa.LargeStringArray):
            lengths, data = _text_bytes(column)
            heading.append({"name": name, "type": "text", "n": len(column), "bytes": len(data)})
            parts += [lengths.astype("<u4").tobytes(), data]
        else:
            parts.append(_encode(column))
            heading.append({"name": name, "type": "json", "bytes": len(parts[-1])})
    head = _encode(heading)
    return b"".join(map(_padded, [len(head).to_bytes(4, "little") + head, *parts]))


def _text_bytes(column: Texts) -> tuple[NDArray[np.int64], bytes]:
    """Return the length of each text in bytes of UTF-8, and the bytes of all."""
    _, offsets, data = column.buffers()
    ends = np.frombuffer(offsets, dtype="int64")[column.offset : column.offset + len(column) + 1]
    return np.diff(ends), b"" if data is None or len(ends) == 0 else data.to_pybytes()[ends[0] : ends[-1]]


def _padded(part: bytes) -> bytes:
    return part + bytes(-len(part) % ALIGNMENT)


def _compressed(data: bytes) -> str:
    return base64.b64encode(zlib.compress(data, LEVEL)).decode()


def _encode(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY)
