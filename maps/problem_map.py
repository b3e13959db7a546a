"""The map of an import: every problem as a point that can be opened, and the rows without any in a muted way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np

from geo.crs import WGS84
from maps.build import build_map
from maps.part import Part
from maps.payload import data_block, packed_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from maps.basemap import Basemap
    from maps.heritage_map import Bbox, HeritageMap

__all__ = ["BLOCK", "ProblemLayer", "problem_map"]

BLOCK = "mirasmap-problems"
"""Id of the data block in the page."""
MUTED = "#7d8894"
_DIGITS = 6
_RIM = 0.2
"""Of the region on each side, where points lie beyond the base map."""


class ProblemLayer(Part):
    """Problems as a Folium element: points with what is wrong there; the client's bundle `importing` draws them.

    Parameters
    ----------
    problems
        One row a problem, of any number: `lon`, `lat` (degrees in EPSG:4326), `code` and `severity` (of
        `geo.exchange.report.issue_codes`), `place` (its number in the table beside the map), `row` (in the file), `field`, `id` and
        `message`, empty where nothing is said.
    titles
        What each code means, in the reader's language.
    """

    def __init__(self, problems: pd.DataFrame, titles: Mapping[str, str]) -> None:
        super().__init__("ProblemLayer")
        codes = sorted(set(problems["code"]))
        severities = dict(zip(problems["code"], problems["severity"], strict=True))
        texts = {name: problems[name].astype(object).where(problems[name].notna(), "").map(str) for name in ("row", "field", "id", "message")}  # fmt: skip
        columns = {
            "kinds": [{"title": titles.get(code, code), "severity": severities[code]} for code in codes],
            "kind": problems["code"].map({code: at for at, code in enumerate(codes)}).to_numpy(dtype=np.int64),
            "place": problems["place"].to_numpy(dtype=np.int64),
            "lon": np.round(problems["lon"].to_numpy(), _DIGITS),
            "lat": np.round(problems["lat"].to_numpy(), _DIGITS),
            **{name: column.tolist() for name, column in texts.items()},
        }
        self.payload = packed_json(columns, len(problems))

    def more(self) -> str:
        """Return the data block of the page."""
        return data_block(BLOCK, self.payload)


def problem_map(
    problems: pd.DataFrame,
    accepted: NDArray[np.floating[Any]],
    *,
    titles: Mapping[str, str],
    **options: Any,  # noqa: ANN401 (as build_map takes them)
) -> HeritageMap:
    """Build the map of an import.

    Parameters
    ----------
    problems, titles
        As `ProblemLayer` takes them.
    accepted
        Longitude and latitude of rows without problems, shape (n, 2), EPSG:4326.
    options
        As `build_map` takes them: base map, language, links.
    """
    points = gpd.points_from_xy(accepted[:, 0], accepted[:, 1])
    rows = gpd.GeoDataFrame(geometry=points, crs=WGS84)
    basemap: Basemap | None = options.get("basemap")
    mapped = None if basemap is None else basemap.bbox
    region = _around(np.concatenate((accepted, problems[["lon", "lat"]].to_numpy())), mapped)
    drawn = build_map(rows, color=MUTED, popup=False, search=False, legend=False, app=False, region=region, **options)
    ProblemLayer(problems, titles).add_to(drawn)
    return drawn


def _around(points: NDArray[np.floating[Any]], region: Bbox | None) -> Bbox | None:
    """Return the region with every point in it: what lies far off is what one wants to see."""
    if region is None or not len(points):
        return region
    west, south = np.minimum(points.min(axis=0), region[:2]).tolist()
    east, north = np.maximum(points.max(axis=0), region[2:]).tolist()
    if (west, south, east, north) == region:
        return region
    # the map lets its rim out of sight at the smallest scale: nothing shall lie in that
    across, up = (east - west) * _RIM, (north - south) * _RIM
    return max(west - across, -180.0), max(south - up, -85.0), min(east + across, 180.0), min(north + up, 85.0)
