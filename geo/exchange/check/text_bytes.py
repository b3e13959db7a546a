"""Which texts of a column need a closer look, by their bytes alone: a glance that costs a nanosecond a byte.

Most texts hold nothing but plain letters and single blanks. A column in Arrow is one run of UTF-8, so that the others are
found without looking at any text by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.exchange.read.feature_cut import places

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

__all__ = ["lengths", "needs_a_look"]

_BLANK = 0x20
_FEW = 8
"""One byte in so many is looked up by itself."""
_FIRST_OF_FORMULA = np.isin(np.arange(256), list(b"=+-@|%"))


def _odd_pairs() -> NDArray[np.bool_]:
    """Return which two bytes in a row, as first * 256 + second, are worth a look.

    Odd is what may be hidden, needless or markup, and what may join with its neighbour in Unicode NFC. A script of which
    only some characters are so is odd as far as two bytes tell.
    """
    odd = np.zeros((256, 256), dtype=bool)
    odd[:0x20] = True
    odd[list(b"<\x7f")] = True
    odd[0x20, 0x20] = True
    odd[0xC2, 0x80:0xA1] = True  # controls, hard blank
    odd[0xC2, 0xAD] = True  # soft hyphen
    odd[[0xCC, 0xCD]] = True  # marks
    odd[0xCE, 0x87] = True  # Greek ano teleia, which is a middle dot
    odd[0xD6, 0x91:] = True  # Hebrew points
    odd[0xD7, 0x80:0x88] = True
    odd[0xD8, 0x90:0x9D] = True  # Arabic marks, and the mark of direction
    odd[0xD9, 0x8B:0xA0] = True
    odd[0xD9, 0xB0] = True
    odd[0xDB, 0x96:] = True
    odd[0xDC:0xE0] = True  # Syriac, Thaana, N'Ko
    odd[0xE0:] = True
    odd[0xE1, 0x83] = False  # Georgian
    odd[0xE3, [0x81, 0x83]] = False  # kana without their marks
    odd[0xE4, 0xB8:] = odd[0xE5:0xEA] = False  # Han
    odd[0xEA, 0xB0:] = odd[0xEB:0xED] = odd[0xED, :0x9F] = False  # Hangul
    return odd.reshape(-1)


_ODD_PAIRS = _odd_pairs()


def needs_a_look(column: pa.Array) -> NDArray[np.bool_]:
    """Return which texts hold anything but plain letters and single blanks, or look like a formula; null does not.

    Parameters
    ----------
    column
        Array of `pa.string()`.
    """
    out = np.zeros(len(column), dtype=bool)
    starts, ends, data = _bytes(column)
    if not len(data):
        return out
    filled = np.flatnonzero(ends > starts)
    starts, ends = starts[filled], ends[filled]
    at = places(np.append(data, np.uint8(0)), _odd, ahead=1)
    hit = (data[starts] == _BLANK) | (data[ends - 1] == _BLANK) | _FIRST_OF_FORMULA[data[starts]]
    hit[np.searchsorted(starts, at, side="right") - 1] = True
    out[filled] = hit
    out[column.is_null().to_numpy(zero_copy_only=False)] = False
    return out


def _odd(part: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return which bytes begin an odd pair: those of most scripts cannot, and are told by a few comparisons."""
    first, second = part[:-1], part[1:]
    out: NDArray[np.bool_] = (first < _BLANK) | (first == ord("<")) | (first == 0x7F) | (first >= 0xD6)
    out |= (first == 0xC2) | (first - np.uint8(0xCC) <= 2) | ((first == _BLANK) & (second == _BLANK))
    at = np.flatnonzero(out)
    if len(at) * _FEW > len(out):
        return np.asarray(_ODD_PAIRS[(first.astype(np.uint16) << 8) | second])
    out[at] = _ODD_PAIRS[(first[at].astype(np.uint16) << 8) | second[at]]
    return out


def lengths(column: pa.Array) -> NDArray[np.int64]:
    """Return the bytes of each text; 0 of null."""
    starts, ends, _data = _bytes(column)
    out = (ends - starts).astype(np.int64)
    out[column.is_null().to_numpy(zero_copy_only=False)] = 0
    return out


def _bytes(column: pa.Array) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.uint8]]:
    """Return first and last but one byte of each text, and the bytes of all of them."""
    _validity, offsets, data = column.buffers()
    if offsets is None or data is None or not len(column):
        none = np.zeros(len(column), dtype=np.int32)
        return none, none, np.empty(0, dtype=np.uint8)
    at = np.frombuffer(offsets, dtype=np.int32)[column.offset : column.offset + len(column) + 1]
    run = np.frombuffer(data, dtype=np.uint8)[at[0] : at[-1]]
    return at[:-1] - at[0], at[1:] - at[0], run
