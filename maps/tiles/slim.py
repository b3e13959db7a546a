"""Vector tiles with only what the client can show of them, at the precision that a screen can show."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from maps.assets import find_assets
from maps.tiles.vector_tile import LINES, POINTS, POLYGONS, TileLayer, read_tile, write_tile

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["DrawingRules", "drawing_rules", "slim"]

RULES = "basemap_rules.json"
"""What the client draws, as the build writes it from the client's own table of rules."""
ALL = "*"
"""In the rules: any class of feature."""
FINE, COARSE = 2048, 1024
"""Units across a tile of 512 pixels, for one that the client enlarges and for one that it never does."""
TOLERANCE = 0.5
"""By how many units a line may move: an eighth of a pixel in the fine ones."""
CELLS = 4
"""Across an enlarged tile: features of one class are written as one a cell, so that the client can pass by what is far off."""
ANY_ZOOM = 99
FEWEST = {POINTS: 1, LINES: 2, POLYGONS: 3}
"""Vertices of a part below which nothing of it is seen."""


@dataclass(frozen=True)
class DrawingRules:
    """Which features the client draws and names, from which zoom of the map on."""

    drawn: dict[str, dict[str, float]]
    """By layer and class (or `*`)."""
    filled: frozenset[str]
    """Layers of which only polygons are drawn; of the others lines and outlines."""
    named: dict[str, float]
    """By layer."""
    points: frozenset[str]
    """Layers whose names stand at points; of the other named ones along lines."""

    @property
    def layers(self) -> frozenset[str]:
        """All layers that the client reads."""
        return frozenset({*self.drawn, *self.named})


@cache
def drawing_rules() -> DrawingRules:
    """Return the rules of the client that belongs to this installation.

    Raises
    ------
    MirasmapError
        If the browser assets were not built.
    """
    given: dict[str, Any] = find_assets().json(RULES)
    return DrawingRules(given["drawn"], frozenset(given["filled"]), given["named"], frozenset(given["points"]))


def slim(tile: bytes, deepest: float, *, enlarged: bool) -> bytes:
    """Return a tile without what no zoom shows, its lines simplified by less than a screen can show.

    Parameters
    ----------
    tile
        An unpacked vector tile in the OpenMapTiles schema.
    deepest
        The deepest zoom of the map at which the client draws the tile.
    enlarged
        Whether the client enlarges it there, because no tile below it is at hand.

    Raises
    ------
    ValueError, LookupError
        If the bytes are no vector tile.
    """
    rules = drawing_rules()
    units = FINE if enlarged else COARSE
    layers = [_kept(layer, rules, ANY_ZOOM if enlarged else deepest) for layer in read_tile(tile, rules.layers)]
    cells = CELLS if enlarged else 1
    return write_tile(_merged(_simplified(layer, units), cells) for layer in layers if layer.kinds)


def _kept(layer: TileLayer, rules: DrawingRules, zoom: float) -> TileLayer:
    """Return the features that are drawn or named at a zoom or before it, with the names that are written."""
    from_zoom = rules.drawn.get(layer.name, {})
    others = from_zoom.get(ALL, np.inf)
    drawn = np.asarray([from_zoom.get(kind, others) <= zoom for kind in layer.kinds], dtype="bool")
    drawn &= (layer.types == POLYGONS) if layer.name in rules.filled else (layer.types != POINTS)
    is_named = rules.named.get(layer.name, np.inf) <= zoom
    names = layer.names if is_named else [""] * len(layer.names)
    named = np.asarray([name != "" for name in names], dtype="bool")
    named &= (layer.types == POINTS) if layer.name in rules.points else (layer.types == LINES)
    return _where(replace(layer, names=names), drawn | named)


def _simplified(layer: TileLayer, units: int) -> TileLayer:
    """Return a layer with fewer units across, without the vertices that no longer matter and what has become nothing."""
    part = np.repeat(np.arange(len(layer.sizes)), layer.sizes)
    xy = layer.xy * (units / layer.extent)
    long = layer.sizes[part] > 2
    if long.any():
        owners, line = np.unique(part[long], return_inverse=True)
        lines = shapely.simplify(shapely.linestrings(xy[long], indices=line), TOLERANCE, preserve_topology=False)
        fewer, line = shapely.get_coordinates(lines, return_index=True)
        part = np.concatenate((part[~long], owners[line]))
        xy = np.concatenate((xy[~long], fewer))
        order = np.argsort(part, kind="stable")
        part, xy = part[order], xy[order]
    whole = np.floor(xy + 0.5).astype("int64")
    again = np.zeros(len(whole), dtype="bool")
    again[1:] = (part[1:] == part[:-1]) & (whole[1:] == whole[:-1]).all(axis=1)
    part, whole = part[~again], whole[~again]
    sizes = np.bincount(part, minlength=len(layer.sizes))
    fewest = np.asarray([FEWEST.get(type_, 1) for type_ in layer.types.tolist()])[layer.owners]
    seen = sizes >= fewest
    smaller = replace(layer, extent=units, owners=layer.owners[seen], sizes=sizes[seen], xy=whole[seen[part]])
    return _where(smaller, np.bincount(smaller.owners, minlength=len(layer.kinds)) > 0)


def _merged(layer: TileLayer, cells: int) -> TileLayer:
    """Return a layer in which lines, and polygons, of one class and name are one feature a cell: nothing of it is drawn otherwise."""
    if len(layer.kinds) < 2:
        return layer
    starts = np.cumsum(layer.sizes) - layer.sizes
    first = starts[np.unique(layer.owners, return_index=True)[1]]
    cell = np.clip(layer.xy[first] * cells // layer.extent, 0, cells - 1) @ (cells, 1)
    alone = np.where(layer.types == POINTS, np.arange(len(layer.types)), -1)
    keys = list(zip(layer.kinds, layer.names, layer.types.tolist(), cell.tolist(), alone.tolist(), strict=True))
    number = {key: at for at, key in enumerate(sorted(set(keys)))}
    group = np.asarray([number[key] for key in keys], dtype="int64")
    owners = group[layer.owners]
    order = np.argsort(owners, kind="stable")
    vertices = np.argsort(np.repeat(owners, layer.sizes), kind="stable")
    kinds, names, types, _cells, _alone = zip(*sorted(number), strict=True)
    return TileLayer(
        layer.name,
        layer.extent,
        list(kinds),
        list(names),
        np.asarray(types),
        owners[order],
        layer.sizes[order],
        layer.xy[vertices],
    )


def _where(layer: TileLayer, kept: NDArray[np.bool_]) -> TileLayer:
    """Return some of the features of a layer."""
    of_part = kept[layer.owners]
    return replace(
        layer,
        kinds=[kind for kind, keep in zip(layer.kinds, kept.tolist(), strict=True) if keep],
        names=[name for name, keep in zip(layer.names, kept.tolist(), strict=True) if keep],
        types=layer.types[kept],
        owners=(np.cumsum(kept) - 1)[layer.owners[of_part]],
        sizes=layer.sizes[of_part],
        xy=layer.xy[np.repeat(of_part, layer.sizes)],
    )
