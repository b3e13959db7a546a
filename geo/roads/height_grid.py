"""Grids of heights: a GeoTIFF, or a folder of elevation tiles, asked at any places.

Sources: OGC GeoTIFF 1.1 (19-008r4) for the keys; NASA SRTM, "SRTM Topo" (documentation of the data, 2015) for tiles of one
degree called by their south-western corner, with big-endian 16-bit metres from the north-western one.
"""

from __future__ import annotations

import gzip
import re
import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from geo.errors import RoadsError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["GeoTiffHeights", "HeightGrid", "TileHeights", "open_grid"]

_PIXEL_SCALE, _TIE_POINT, _GEO_KEYS, _NODATA = 33550, 33922, 34735, 42113
_RASTER_TYPE, _GEOGRAPHIC_CRS, _PROJECTED_CRS = 1025, 2048, 3072
_POINT = 2
_METRES_A_DEGREE = 111_195.0
_TILE = re.compile(r"([NS])(\d{2})([EW])(\d{3})\.hgt(\.gz)?", re.IGNORECASE)
_VOID = -32768


class HeightGrid(Protocol):
    """Heights at any places."""

    @property
    def cell_m(self) -> float:
        """Distance between neighbouring heights, metres."""
        ...

    def at(self, lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return heights in metres at places, shape (n, 2) in EPSG:4326; NaN where none is known."""
        ...


def open_grid(path: Path) -> HeightGrid:
    """Open a GeoTIFF, or a folder of elevation tiles `N39E046.hgt` or `.hgt.gz`, at any depth.

    Raises
    ------
    RoadsError
        If it is neither.
    """
    return _open_tiles(path) if path.is_dir() else _open_tiff(path)


@dataclass(frozen=True)
class GeoTiffHeights:
    """One band of a GeoTIFF, north up."""

    heights: NDArray[np.float32]
    """Shape (rows, columns), NaN where unknown."""
    corner: tuple[float, float]
    """Centre of the north-western height, in the reference system of the file."""
    step: tuple[float, float]
    """To the east and to the south, in units of that system."""
    crs: CRS

    @property
    def cell_m(self) -> float:
        """The longer side of a cell."""
        return max(self.step) * (_METRES_A_DEGREE if self.crs.is_geographic else 1.0)

    def at(self, lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return heights in metres at places; see `HeightGrid`."""
        x, y = lonlat.T
        if not self.crs.is_geographic:
            x, y = Transformer.from_crs("EPSG:4326", self.crs, always_xy=True).transform(x, y)
        return _bilinear(self.heights, (self.corner[1] - y) / self.step[1], (x - self.corner[0]) / self.step[0])


@dataclass(frozen=True)
class TileHeights:
    """A folder of elevation tiles; each is read when it is first asked for."""

    files: dict[tuple[int, int], Path]
    """By longitude and latitude of the south-western corner, whole degrees."""
    _read: dict[tuple[int, int], NDArray[np.float32]] = field(default_factory=dict)

    @property
    def cell_m(self) -> float:
        """Of the first tile; tiles of one folder are of one kind."""
        return _METRES_A_DEGREE / (len(self._tile(next(iter(self.files)))) - 1)

    def at(self, lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return heights in metres at places; see `HeightGrid`."""
        out = np.full(len(lonlat), np.nan)
        known = np.isfinite(lonlat).all(axis=1)
        corners = np.floor(np.where(known[:, None], lonlat, 0)).astype(int)
        for lon, lat in np.unique(corners[known], axis=0).tolist():
            if (lon, lat) in self.files:
                here = known & (corners == (lon, lat)).all(axis=1)
                heights = self._tile((lon, lat))
                east, south = (lonlat[here] - (lon, lat + 1)).T * (len(heights) - 1)
                out[here] = _bilinear(heights, -south, east)
        return out

    def _tile(self, corner: tuple[int, int]) -> NDArray[np.float32]:
        if corner not in self._read:
            path = self.files[corner]
            try:
                content = gzip.decompress(path.read_bytes()) if path.suffix.lower() == ".gz" else path.read_bytes()
            except (OSError, EOFError) as error:
                raise _unusable(path, "it cannot be read") from error
            side = round((len(content) / 2) ** 0.5)
            if side < 2 or side * side * 2 != len(content):
                raise _unusable(path, "it is no square of 16-bit heights")
            heights = np.frombuffer(content, dtype=">i2").reshape(side, side).astype("float32")
            self._read[corner] = np.where(heights == _VOID, np.float32("nan"), heights)
        return self._read[corner]


def _open_tiles(folder: Path) -> TileHeights:
    files = {}
    for path in sorted(folder.rglob("*")):
        if found := _TILE.fullmatch(path.name):
            lat, lon = int(found[2]), int(found[4])
            files[(-lon if found[3] in "Ww" else lon, -lat if found[1] in "Ss" else lat)] = path
    if not files:
        raise _unusable(folder, "it holds no elevation tiles such as N39E046.hgt")
    return TileHeights(files)


def _open_tiff(path: Path) -> GeoTiffHeights:
    from PIL import Image

    try:
        with warnings.catch_warnings(action="ignore"), Image.open(path, formats=["TIFF"]) as image:
            tags = dict(image.tag_v2)  # type: ignore[attr-defined] # of TIFF images only
            heights = np.array(image, dtype="float32")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise _unusable(path, "it cannot be read as a GeoTIFF of heights") from error
    if _PIXEL_SCALE not in tags or _TIE_POINT not in tags or heights.ndim != 2 or min(heights.shape) < 2:
        raise _unusable(path, "it is not one band with the position of its corner")
    keys = tags.get(_GEO_KEYS, ())
    key = dict(zip(keys[4::4], keys[7::4], strict=False))
    nodata = str(tags.get(_NODATA, "nan")).strip("\0 ")
    heights[~np.isfinite(heights) | (heights == np.float32(nodata))] = np.nan
    column, row, _z, x, y, _height = tags[_TIE_POINT][:6]
    dx, dy = tags[_PIXEL_SCALE][:2]
    half = 0.0 if key.get(_RASTER_TYPE) == _POINT else 0.5
    corner = (x + (half - column) * dx, y - (half - row) * dy)
    return GeoTiffHeights(heights, corner, (float(dx), float(dy)), _crs(path, key))


def _crs(path: Path, key: dict[int, int]) -> CRS:
    try:
        return CRS.from_epsg(key.get(_PROJECTED_CRS) or key.get(_GEOGRAPHIC_CRS) or 4326)
    except CRSError as error:
        raise _unusable(path, "it names no known reference system") from error


def _bilinear(
    heights: NDArray[np.float32], row: NDArray[np.float64], column: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return heights between rows and columns; half a cell beyond the outermost ones takes theirs."""
    last_row, last_column = (size - 1 for size in heights.shape)
    inside = (row >= -0.5) & (row <= last_row + 0.5) & (column >= -0.5) & (column <= last_column + 0.5)
    y = np.clip(np.where(inside, row, 0), 0, last_row)
    x = np.clip(np.where(inside, column, 0), 0, last_column)
    top, left = np.minimum(y.astype(int), last_row - 1), np.minimum(x.astype(int), last_column - 1)
    down, right = y - top, x - left
    out = np.zeros(len(y))
    for dy, dx, weight in (
        (0, 0, (1 - down) * (1 - right)),
        (0, 1, (1 - down) * right),
        (1, 0, down * (1 - right)),
        (1, 1, down * right),
    ):
        out += np.where(
            weight > 0, weight * heights[top + dy, left + dx], 0
        )  # no weight, no matter whether it is known
    return np.where(inside, out, np.nan)


def _unusable(path: Path, why: str) -> RoadsError:
    return RoadsError(f"the heights in {path.name} cannot be used: {why}")
