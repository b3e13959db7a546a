"""Columns of the reader's own: which stand in the popup, and which are said when the pointer rests on a site."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from geo.errors import LayerError, MissingColumnError
from maps.payload import texts
from maps.popup_rows import OURS

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Columns", "is_plain", "require_geometry", "tips", "with_popup"]

type Columns = bool | int | str | Sequence[str]
"""All, none, the first few, or those named; as in `GeoDataFrame.explore`."""

LONGEST_TIP = 200
"""Characters of a value that a tip shows; the popup shows all."""


def require_geometry(sites: object) -> None:
    """Refuse what has no geometry to draw.

    Raises
    ------
    LayerError
        If it is no GeoDataFrame, or one without a column of geometry.
    """
    if not isinstance(sites, gpd.GeoDataFrame):
        msg = f"a map draws a GeoDataFrame, not a {type(sites).__name__}; make one, for instance with geopandas.GeoDataFrame(table, geometry=geopandas.points_from_xy(lon, lat), crs=4326)"
        raise LayerError(msg)
    if sites.active_geometry_name is None:
        msg = "the layer has no column of geometry; choose one with set_geometry"
        raise LayerError(msg)


def is_plain(sites: gpd.GeoDataFrame) -> bool:
    """Tell whether a layer says nothing that our symbols show: then its geometries are drawn as they are."""
    return not {"kind", "condition"} & set(sites.columns)


def with_popup(sites: gpd.GeoDataFrame, popup: Columns) -> gpd.GeoDataFrame:
    """Return the layer without the columns of its own that the popup shall not show.

    Raises
    ------
    MissingColumnError
        If the layer has no such column.
    """
    shown = set(_chosen(sites, popup))
    return sites[[name for name in sites.columns if name in OURS or name == sites.geometry.name or name in shown]]


def tips(sites: gpd.GeoDataFrame, tooltip: Columns | None) -> pd.Series[str] | None:
    """Return what is said of each row when the pointer rests on it, a column a line; None for its name alone.

    Raises
    ------
    MissingColumnError
        If the layer has no such column.
    """
    if tooltip is None:
        return None
    lines = []
    for name in _chosen(sites, tooltip, also=OURS):
        said = texts(sites[name]).str.slice(0, LONGEST_TIP)
        lines.append((f"{name}: " + said + "\n").fillna(""))
    nothing = pd.Series("", index=sites.index, dtype="string")
    together = sum(lines, nothing) if lines else nothing
    return together.str.rstrip("\n").fillna("")


def _chosen(sites: gpd.GeoDataFrame, wanted: Columns, also: set[str] | frozenset[str] = frozenset()) -> list[str]:
    own = [name for name in sites.columns if name not in OURS and name != sites.geometry.name]
    if isinstance(wanted, bool):
        return own if wanted else []
    if isinstance(wanted, int):
        return own[:wanted]
    named = [wanted] if isinstance(wanted, str) else list(wanted)
    for name in named:
        if name not in own and not (name in also and name in sites and name != sites.geometry.name):
            near = difflib.get_close_matches(str(name), [str(each) for each in own], n=1)
            hint = (
                f"; did you mean {near[0]!r}?"
                if near
                else f"; it has {', '.join(map(str, own[:20])) or 'none of its own'}"
            )
            msg = f"the layer has no column {name!r} to show{hint}"
            raise MissingColumnError(msg)
    return named
