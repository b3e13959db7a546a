"""Visits on the map, documented and planned: numbered stops and the legs between them, one colour and dash a day.

The client draws them. A plan (`geo.visits.plan_layers`) also brings its bases, its breaks and the times of everything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from maps.part import Part
from maps.payload import data_block, packed_json
from maps.points import placed, xy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["BLOCK", "VisitLayer", "VisitLayers", "visit_layers"]

BLOCK = "mirasmap-visits"
"""Id of the data block in the page."""

EVERY = 0.01
"""Degrees, about a kilometre."""
_BREAK = ("visit_id", "day", "team", "name", "begin", "end")


class VisitLayers(Protocol):
    """A visit with its layers, as `Store.visit` gives one."""

    @property
    def visit(self) -> pd.DataFrame:
        """The visit itself, one row."""
        ...

    @property
    def stops(self) -> gpd.GeoDataFrame:
        """Its stops."""
        ...

    @property
    def legs(self) -> gpd.GeoDataFrame:
        """The legs between them."""
        ...


def visit_layers(
    visits: pd.DataFrame | VisitLayers | None, stops: gpd.GeoDataFrame | None, legs: gpd.GeoDataFrame | None
) -> tuple[pd.DataFrame | None, gpd.GeoDataFrame | None, gpd.GeoDataFrame | None]:
    """Return table, stops and legs of visits, in whichever form they are given."""
    if visits is None or (isinstance(visits, pd.DataFrame) and not isinstance(visits, gpd.GeoDataFrame)):
        return visits, stops, legs
    if isinstance(visits, gpd.GeoDataFrame):
        return None, visits if stops is None else stops, legs
    return visits.visit, visits.stops, visits.legs


class VisitLayer(Part):
    """Stops and legs of visits as a Folium element; `build_map` adds it to its map.

    Parameters
    ----------
    stops
        Columns `visit_id`, `day`, `position`, `site_id`, `attestation`; points in any CRS. Stops without a place are left
        out. Those of a plan also have `stop_id`, `team`, `arrive`, `depart` (HH:MM), `begin`, `end` (ISO moments).
    legs
        Columns `visit_id`, `day`, `position` (of the stop that the leg leads to), `length_km`, `basis`; lines in any CRS.
        Where known, `duration_min`, `note`; those of a plan also have `team`, `depart`, `arrive` (ISO moments), `climb_m`,
        `descent_m`.
    visits
        Columns `id`, `title`, `start`; those without a stop that has a place are left out. Without it visits go by their id.
    names
        Columns `site_id` and `text`, one name a site, in the reader's language; else a stop is called by its site's id.
    bases
        Columns `base_id`, `title`; points in any CRS: where days start and end.
    breaks
        Columns `visit_id`, `day`, `team`, `name`, `begin`, `end` (ISO moments).
    teams
        Columns `team`, `title`, in the order in which they have their letters.

    Raises
    ------
    MissingCRSError
        If stops or legs have no reference system.
    """

    def __init__(
        self,
        stops: gpd.GeoDataFrame,
        *,
        legs: gpd.GeoDataFrame | None = None,
        visits: pd.DataFrame | None = None,
        names: pd.DataFrame | None = None,
        bases: gpd.GeoDataFrame | None = None,
        breaks: pd.DataFrame | None = None,
        teams: pd.DataFrame | None = None,
    ) -> None:
        super().__init__("VisitLayer")
        lonlat = placed(stops)
        lines = None if legs is None else placed(legs)
        self.points = _points(lonlat, lines)
        self.is_plan = "team" in stops and bool(stops["team"].notna().any())
        """Whether a plan is drawn: with times, which the client can play."""
        self.payload = packed_json(
            {
                "visits": _visits(visits, lonlat, lines),
                "stops": _stops(lonlat, names),
                "legs": [] if lines is None else _legs(lines),
                "bases": [] if bases is None else _bases(placed(bases)),
                "teams": [] if teams is None else _records(teams.rename(columns={"team": "id"})),
                "breaks": []
                if breaks is None
                else _records(breaks[list(_BREAK)].rename(columns={"visit_id": "visit"})),
            },
            len(stops),
        )

    def more(self) -> str:
        """Return the data block of the page."""
        return data_block(BLOCK, self.payload)


def _points(stops: gpd.GeoDataFrame, legs: gpd.GeoDataFrame | None) -> NDArray[np.float64]:
    """Return all points that a reader may want to see closely, shape (n, 2), lon and lat: stops, and the way between them."""
    along = np.empty((0, 2)) if legs is None else _along(legs.geometry.to_numpy())
    return np.concatenate((np.column_stack(xy(stops)), along))


def _along(lines: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return points on lines, none further from the next than `EVERY`."""
    long = shapely.length(lines) > 0  # a leg from a place to itself is a line that cannot be divided
    return shapely.get_coordinates(shapely.segmentize(lines[long], EVERY))


def _visits(visits: pd.DataFrame | None, stops: pd.DataFrame, legs: pd.DataFrame | None) -> list[dict[Any, Any]]:
    days = stops.groupby("visit_id", sort=False)["day"].max()
    if legs is not None:  # a plan without a stop on its last day still drives
        days = days.combine(legs.groupby("visit_id")["day"].max(), max, 0)
    listed = pd.DataFrame({"id": days.index}) if visits is None else visits[visits["id"].isin(days.index)]
    return _records(
        pd.DataFrame(
            {
                "id": listed["id"],
                "title": listed.get("title", listed["id"]),
                "start": listed.get("start"),
                "days": listed["id"].map(days).astype("int64"),
                "zone": listed.get("time_zone"),
            }
        )
    )


def _stops(stops: gpd.GeoDataFrame, names: pd.DataFrame | None) -> list[dict[Any, Any]]:
    lon, lat = xy(stops)
    site = stops["site_id"].astype("string")
    name = site if names is None else site.map(names.set_index("site_id")["text"]).fillna(site)
    return _records(
        pd.DataFrame(
            {
                "visit": stops["visit_id"],
                "day": stops["day"].astype("int64"),
                "position": stops["position"].astype("int64"),
                "site": site,
                "lon": lon.round(6),
                "lat": lat.round(6),
                "name": name,
                "attestation": stops.get("attestation"),
                **_given(
                    stops, {"stop_id": "id", "arrive": "arrive", "depart": "depart", "begin": "begin", "end": "end"}
                ),
                **_team(stops),
            }
        )
    )


def _team(frame: pd.DataFrame) -> dict[str, pd.Series]:
    """Return the column `team` where a plan has teams."""
    return _given(frame, {"team": "team"})


def _given(frame: pd.DataFrame, names: Mapping[str, str]) -> dict[str, pd.Series]:
    """Return those columns that say something, under the names of the page."""
    return {new: frame[old] for old, new in names.items() if old in frame and frame[old].notna().any()}


def _bases(bases: gpd.GeoDataFrame) -> list[dict[Any, Any]]:
    lon, lat = xy(bases)
    title = bases["title"].fillna(bases["base_id"])
    return _records(pd.DataFrame({"id": bases["base_id"], "title": title, "lon": lon.round(6), "lat": lat.round(6)}))


def _legs(legs: gpd.GeoDataFrame) -> list[dict[Any, Any]]:
    coordinates, line = shapely.get_coordinates(legs.geometry.to_numpy(), return_index=True)
    ends = np.searchsorted(line, np.arange(1, len(legs)))
    return _records(
        pd.DataFrame(
            {
                "visit": legs["visit_id"],
                "day": legs["day"].astype("int64"),
                "position": legs["position"].astype("int64"),
                "coords": [part.tolist() for part in np.split(coordinates.round(6), ends)],
                "km": legs["length_km"].astype("float64").round(1),
                "basis": legs.get("basis"),
                **_given(
                    legs,
                    {
                        "duration_min": "minutes",
                        "note": "note",
                        "depart": "depart",
                        "arrive": "arrive",
                        "climb_m": "climb",
                        "descent_m": "descent",
                    },
                ),
                **_team(legs),
            },
            index=legs.index,
        )
    )


def _records(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    plain = frame.astype(object)
    return plain.where(plain.notna(), None).to_dict("records")
