"""Points clustered view by view, for layers that are too large for a page: a zoom pyramid in Web Mercator.

The points are sorted by the Morton code of their cell in the finest grid. So the points of a cell lie beside each other
in every coarser grid as well, and what a cell holds is a difference of running sums: a view costs as much as it has
cells, however many points there are, and any subset of the points can be asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.clusters.mercator import LEVELS, boxes_of, cells_across, cells_in, cells_of, codes_of, fractions
from geo.clusters.neighbours import nearest_larger
from geo.errors import LayerError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.clusters.mercator import Box
    from geo.questions.site_filter import BBox

__all__ = ["GRADES", "NEVER", "ClusterView", "Clustering", "PointPyramid"]

GRADES = range(-1, 6)
"""Grades of condition in the columns of a mix; -1 where nobody said anything."""
NEVER = 99
"""Zoom at which points come apart that share their place."""

_CELL_PX = 64
_TILE_LEVELS = 2
"""A tile of 256 pixels has 2 ** 2 cells each way."""
_NEAR = 46 / _CELL_PX
"""Clusters whose centres are nearer than this part of a cell become one: rings of many sites are wider than symbols."""
_FEW = 4
"""Points in a cell up to which it is divided once more, so that the sparse parts of a map show each site."""
_MOST_CELLS = 4096


@dataclass(frozen=True)
class ClusterView:
    """What to draw in a view; arrays of one length, single points among the clusters."""

    zoom: int
    coarser: int
    """Times that the cells were doubled to draw no more than asked for."""
    x: NDArray[np.float64]
    """Centre, as a part of the world from its west end."""
    y: NDArray[np.float64]
    """Centre, as a part of the world from its north end, in Web Mercator."""
    mix: NDArray[np.int64]
    """Points by grade, shape (n, 7), in the order of `GRADES`."""
    apart: NDArray[np.int64]
    """Zoom at which a cluster comes apart, `NEVER` where it does not; 0 for a single point."""
    row: NDArray[np.int64]
    """Row of the layer for a single point, -1 for a cluster."""
    members: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]
    """Cells that each item was made of: the item's number, first and end among the sorted points."""

    @property
    def count(self) -> NDArray[np.int64]:
        """Points of each item."""
        count: NDArray[np.int64] = self.mix.sum(axis=1)
        return count


class PointPyramid:
    """The points of a layer in the order of their cells; made once for a layer, asked by many.

    Parameters
    ----------
    lon, lat
        Degrees, shape (n,); NaN where a row has no position. Latitudes beyond Web Mercator (85.05°) count as its edge.

    Raises
    ------
    LayerError
        If they are not of one length.
    """

    def __init__(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> None:
        if lon.shape != lat.shape or lon.ndim != 1:
            message = (
                f"a pyramid needs one longitude and one latitude a row, not arrays of shape {lon.shape} and {lat.shape}"
            )
            raise LayerError(message)
        rows = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat))
        x, y = fractions(lon[rows], lat[rows])
        codes = codes_of(*cells_of(x, y, LEVELS))
        order = np.argsort(codes, kind="stable")
        self.size = len(lon)
        self.rows: NDArray[np.int32] = rows[order].astype("int32")
        """Row of the layer, in the order of cells."""
        self.codes: NDArray[np.int64] = codes[order]
        self.x: NDArray[np.float64] = x[order]
        self.y: NDArray[np.float64] = y[order]

    def ask(self, grades: NDArray[np.int8], mask: NDArray[np.bool_] | None = None) -> Clustering:
        """Return the clustering of the rows that a question finds.

        Parameters
        ----------
        grades
            Grade of condition of each row, -1 to 5, shape (n,): the colour of its part of a cluster.
        mask
            Which rows, shape (n,); all where None.
        """
        chosen = None if mask is None or mask.all() else np.flatnonzero(mask[self.rows])
        return Clustering(self, grades, chosen)


class Clustering:
    """Running sums over the points that a question finds; `PointPyramid.ask` makes it."""

    def __init__(self, pyramid: PointPyramid, grades: NDArray[np.int8], chosen: NDArray[np.int64] | None) -> None:
        def of(column: NDArray[np.int64]) -> NDArray[np.int64]:
            return column if chosen is None else column[chosen]

        def at(column: NDArray[np.float64]) -> NDArray[np.float64]:
            return column if chosen is None else column[chosen]

        self.rows: NDArray[np.int32] = pyramid.rows if chosen is None else pyramid.rows[chosen]
        """Row of the layer, in the order of cells."""
        self._codes, self._x, self._y = of(pyramid.codes), at(pyramid.x), at(pyramid.y)
        self._sums_x, self._sums_y = _running(self._x), _running(self._y)
        graded = grades[self.rows]
        self._counts = np.zeros((len(GRADES), len(self.rows) + 1), dtype="int32")
        for counts, grade in zip(self._counts, GRADES, strict=True):
            np.cumsum(graded == grade, out=counts[1:])

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def nbytes(self) -> int:
        """Memory that it takes beside the pyramid's own."""
        own = (self._sums_x, self._sums_y, self._counts)
        return sum(array.nbytes for array in own) + (self._codes.nbytes * 3 + self.rows.nbytes)

    def mix(self) -> NDArray[np.int64]:
        """Return how many points there are of each grade, in the order of `GRADES`."""
        return self._counts[:, -1].astype("int64")

    def view(self, bbox: BBox, zoom: int, *, most: int = 250, coarser: int = 0) -> ClusterView:
        """Return what to draw in a box at a zoom.

        What is drawn of a place does not depend on where the box ends, as long as the cells are of the same size.

        Parameters
        ----------
        bbox
            Degrees; west above east crosses the 180th meridian.
        zoom
            Of Web Mercator with tiles of 256 pixels, 0 to 22.
        most
            How much to draw: a cluster counts one, a single point two, since more is said of it. Above this the cells
            are doubled.
        coarser
            Times to double the cells at least.
        """
        while True:
            found = self._view(bbox, zoom, coarser)
            single = int((found.row >= 0).sum())
            if len(found.x) + single <= most or zoom + _TILE_LEVELS - found.coarser <= 0:
                return found
            coarser = found.coarser + 1

    def leaves(self, zoom: int, coarser: int, x: float, y: float, *, limit: int) -> NDArray[np.int64]:
        """Return rows of the layer that the cluster at a place holds, at most `limit`; empty where there is none.

        Parameters
        ----------
        zoom, coarser
            Of the view that the cluster was drawn in.
        x, y
            Its centre, as parts of the world.
        """
        level = max(zoom + _TILE_LEVELS - coarser, 0)
        around = 2 / (1 << level)
        found = self._items([(x - around, y - around, x + around, y + around)], zoom, level)
        if len(found.x) == 0:
            return np.empty(0, dtype="int64")
        item = int(np.argmin((found.x - x) ** 2 + (found.y - y) ** 2))
        number, first, end = found.members
        parts = [self.rows[a:b] for a, b in zip(first[number == item], end[number == item], strict=True)]
        return np.concatenate(parts)[:limit].astype("int64")

    def _view(self, bbox: BBox, zoom: int, coarser: int) -> ClusterView:
        boxes = boxes_of(bbox)
        level = max(zoom + _TILE_LEVELS - coarser, 0)
        # a box of the whole world at a deep zoom has more cells than any screen
        while sum(cells_across(box, level) for box in boxes) > _MOST_CELLS:
            level -= 1
        return self._items(boxes, zoom, level)

    def _items(self, boxes: list[Box], zoom: int, level: int) -> ClusterView:
        """Return the items whose centre lies in the boxes (left, top, right, bottom as parts of the world)."""
        # what lies just outside may draw a cluster in or out
        cells = [cells_in(box, level, margin=2) for box in boxes]
        codes = np.unique(np.concatenate(cells))
        code, first, end = self._ranges(codes, level)
        few = end - first <= _FEW
        if level < LEVELS:
            children = (code[few, None] * 4 + np.arange(4)).ravel()
            divided = self._ranges(children, level + 1)
            code = np.concatenate((code[~few] << 2, divided[0]))
            first, end = (np.concatenate((a[~few], b)) for a, b in ((first, divided[1]), (end, divided[2])))
        return self._merged(boxes, zoom, level, code, first, end)

    def _ranges(
        self, codes: NDArray[np.int64], level: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Return those of the cells that hold points, with the first and the end of these."""
        shift = 2 * (LEVELS - level)
        first = np.searchsorted(self._codes, codes << shift)
        end = np.searchsorted(self._codes, (codes + 1) << shift)
        held = end > first
        return codes[held], first[held], end[held]

    def _merged(
        self,
        boxes: list[Box],
        zoom: int,
        level: int,
        code: NDArray[np.int64],
        first: NDArray[np.int64],
        end: NDArray[np.int64],
    ) -> ClusterView:
        count = end - first
        x = (self._sums_x[end] - self._sums_x[first]) / count
        y = (self._sums_y[end] - self._sums_y[first]) / count
        root, away = nearest_larger(x, y, count, code, _NEAR / (1 << level))
        roots, number = np.unique(root, return_inverse=True)
        total = np.bincount(number, count, len(roots))
        mix = np.stack(
            [np.bincount(number, counts[end] - counts[first], len(roots)) for counts in self._counts], axis=1
        )
        apart = np.full(len(roots), NEVER)
        np.minimum.at(apart, number, np.maximum(self._apart(first, end), zoom + 1))
        np.minimum.at(apart, number[away > 0], _apart_by_distance(away[away > 0], zoom))
        centre_x, centre_y = (np.clip(np.bincount(number, each * count, len(roots)) / total, 0, 1) for each in (x, y))
        inside = np.zeros(len(roots), dtype=bool)
        for left, top, right, bottom in boxes:
            inside |= (left <= centre_x) & (centre_x <= right) & (top <= centre_y) & (centre_y <= bottom)
        single = total == 1
        kept = np.flatnonzero(inside)
        renumbered = np.full(len(roots), -1)
        renumbered[kept] = np.arange(len(kept))
        number = renumbered[number]
        return ClusterView(
            zoom=zoom,
            coarser=zoom + _TILE_LEVELS - level,
            x=centre_x[kept],
            y=centre_y[kept],
            mix=mix[kept].astype("int64"),
            apart=np.where(single, 0, apart)[kept],
            row=np.where(single, self.rows[first[roots]] if len(roots) else 0, -1)[kept].astype("int64"),
            members=(number[number >= 0], first[number >= 0], end[number >= 0]),
        )

    def _apart(self, first: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the zoom at which the first and the last point of a cell lie in two cells."""
        differ = self._codes[first] ^ self._codes[end - 1]
        bits = np.frexp(differ.astype("float64"))[1]  # of the highest bit that differs
        level = LEVELS - (bits - 1) // 2
        out: NDArray[np.int64] = np.where(differ == 0, NEVER, level - _TILE_LEVELS)
        return out


def _running(column: NDArray[np.float64]) -> NDArray[np.float64]:
    sums = np.zeros(len(column) + 1)
    np.cumsum(column, out=sums[1:])
    return sums


def _apart_by_distance(away: NDArray[np.float64], zoom: int) -> NDArray[np.int64]:
    """Return the zoom at which two points lie further apart than clusters may."""
    needed = np.ceil(np.log2(_NEAR / (away * 2**_TILE_LEVELS))).astype("int64")
    out: NDArray[np.int64] = np.clip(needed, zoom + 1, NEVER)
    return out
