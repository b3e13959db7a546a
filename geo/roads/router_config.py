"""The settings of Valhalla, for building a graph and for asking it; where they leave the defaults, a comment says why."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["MAX_PLACES", "VEHICLE", "build_config", "query_config", "router_version"]

VEHICLE = "auto"
"""Valhalla's name of the kind of vehicle."""
MAX_PLACES = 2_000
"""Places of one matrix; it takes about a minute for a thousand."""
_ANY = 1_000_000_000
_FAR_M = 2_000_000
"""Metres between places of one question; the router takes memory for it, so no more than a large country asks for."""


def router_version() -> str:
    """Return the version of the router; a graph fits one version only."""
    import valhalla

    return str(valhalla.__version__)


def build_config(tiles: Path, *, elevation: Path | None, threads: int) -> dict[str, Any]:
    """Return the settings to build a graph into the folder `tiles`; speeds stand on the roads (`geo.roads.osm_extract`)."""
    config = _base(tiles)
    config["mjolnir"] |= {
        "concurrency": threads,
        "id_table_size": 10_000_000,  # grows by itself; the default takes 160 MB at once
    }
    config["additional_data"]["elevation"] = str(elevation) if elevation else ""
    return config


def query_config(tiles: Path) -> dict[str, Any]:
    """Return the settings to ask the graph in the folder `tiles`, wherever it lies now."""
    config = _base(tiles)
    # the default algorithm gives a pair other times as other places stand beside it, and is slower
    config["thor"]["source_to_target_algorithm"] = "timedistancematrix"
    limits = config["service_limits"]
    limits[VEHICLE] |= {
        "max_matrix_distance": _FAR_M,
        "max_matrix_location_pairs": MAX_PLACES**2,
        "max_distance": _ANY,
        "max_locations": 2 * MAX_PLACES,
    }
    # the border of a country has thousands of vertices, the default allows a hundred
    limits |= {"max_exclude_polygons_length": _ANY, "max_exclude_polygons_vertices": 10_000_000}
    limits["isochrone"] |= {"max_time_contour": 24 * 60, "max_contours": 12, "max_distance": _ANY}
    return config


def _base(tiles: Path) -> dict[str, Any]:
    import valhalla

    config: dict[str, Any] = copy.deepcopy(valhalla.get_config(tile_dir="", tile_extract=""))
    config["mjolnir"] |= {
        "tile_dir": str(tiles),
        "tile_extract": "",
        "traffic_extract": "",
        "admin": "",
        "landmarks": "",
        "timezone": "",
        "transit_dir": "",
        "transit_feeds_dir": "",
        # on one level every search is exact; with levels one pair in sixteen came out too slow
        "hierarchy": False,
        "shortcuts": False,
    }
    config["additional_data"]["elevation"] = ""
    return config
