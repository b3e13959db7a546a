"""Columns as compact text for the page: dictionary codes, integer deltas, and blocks that nothing can break out of."""

from __future__ import annotations

import base64
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["PLAIN_ROWS", "data_block", "deltas", "dictionary", "escaped_json", "grouped", "packed_json", "texts"]

PLAIN_ROWS = 2_000
"""Up to this many rows a payload is plain JSON, which the client reads at once; above, it is compressed."""

LEVEL = 4
"""Of zlib: a quarter of the time of its default for a few more bytes."""
MICRODEGREE = 1_000_000
_NOT_IN_HTML = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


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
    return base64.b64encode(zlib.compress(_encode(value), LEVEL)).decode()


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


def deltas(degrees: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return coordinates as differences, in millionths of a degree, shape as given; sums are exact to half of one."""
    whole = np.round(degrees * MICRODEGREE).astype(np.int64)
    return whole - np.concatenate(([0], whole[:-1]))[: len(whole)]


def dictionary(values: pd.Series[Any]) -> dict[str, Any]:
    """Return a column of text as `{"dict": [text, …], "v": [code, …]}`, or `{"v": [text, …]}` where few repeat.

    Missing values are null, in the dictionary as well.
    """
    codes, words = pd.factorize(values, use_na_sentinel=False)
    if len(words) * 2 > len(values) > 8:
        return {"v": _nullable(values)}
    return {"dict": _nullable(pd.Series(words, dtype=object)), "v": codes.tolist()}


def grouped[Row](ids: pd.Index[str], owners: pd.Series[Any], rows: list[Row]) -> list[list[Row]]:
    """Return, for each id, the rows that belong to it, in their order.

    Parameters
    ----------
    ids
        Each once; of an id that comes again only the first place gets rows.
    owners
        Id of each row; rows of other ids are left out.
    rows
        As many as `owners`.
    """
    at = pd.Series(np.arange(len(ids)), index=ids).groupby(level=0).first()
    place = owners.astype("string").map(at).astype("Float64").to_numpy("float64", na_value=-1).astype("int64")
    order = np.argsort(place, kind="stable")[np.count_nonzero(place < 0) :]
    kept = list(map(rows.__getitem__, order.tolist()))
    ends = np.cumsum(np.bincount(place[order], minlength=len(ids)))
    starts = np.concatenate(([0], ends))[: len(ends)]
    return list(map(kept.__getitem__, map(slice, starts.tolist(), ends.tolist())))


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


def _nullable(values: pd.Series[Any]) -> list[str | None]:
    plain = values.astype(object)
    return plain.where(plain.notna(), None).tolist()


def _encode(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY)
