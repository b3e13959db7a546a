"""Plans for other programs: GeoJSON, GPX and GeoPackage; the ending of the file decides."""

from __future__ import annotations

import re
from datetime import UTC
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import orjson

from geo.errors import PlanError
from geo.visits.plan import PlanLeg, PlanStop
from geo.visits.plan_file import plan_bytes
from geo.visits.plan_layers import plan_layers
from geo.whole_file import whole_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd
    from gpxpy.gpx import GPXTrack, GPXWaypoint

    from geo.visits.plan import Plan, PlanDay

__all__ = ["ENDINGS", "export_plan", "plan_geojson", "plan_gpx", "write_plan_gpkg"]

ENDINGS = (".json", ".geojson", ".gpx", ".gpkg")
"""What a plan can be written as."""
_DIGITS = 6
"""Of a degree: a decimetre."""
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 may hold: a receiver would refuse the whole file."""


def export_plan(plan: Plan, path: Path, *, names: pd.DataFrame | None = None) -> None:
    """Write a plan into a file, whole or not at all; a file that exists is replaced.

    Parameters
    ----------
    plan
        What is written.
    path
        Its ending decides: `.json` the plan itself, `.geojson`, `.gpx` or `.gpkg`.
    names
        Columns `site_id` and `text`: what stops are called; else the ids of their sites.

    Raises
    ------
    PlanError
        If the ending is none of these.
    """
    contents: dict[str, Callable[[], bytes]] = {
        ".json": lambda: plan_bytes(plan),
        ".geojson": lambda: plan_geojson(plan, names=names),
        ".gpx": lambda: plan_gpx(plan, names=names),
    }
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        message = f"a plan cannot be written as {path.name!r}; let the name end in {', '.join(ENDINGS)}"
        raise PlanError(message)
    with whole_file(path) as part:
        if ending == ".gpkg":
            write_plan_gpkg(plan, part, names=names)
        else:
            part.write_bytes(contents[ending]())


def plan_geojson(plan: Plan, *, names: pd.DataFrame | None = None) -> bytes:
    """Return a plan as one FeatureCollection (RFC 7946): stops, legs and bases, told apart by the property `layer`."""
    layers = plan_layers(plan)
    stops = _named(layers.stops, names)
    for column in ("arrive", "depart"):  # of one type with those of legs, or readers of tables stumble
        stops[column] = stops["date"] + "T" + stops[column] + ":00"
    features = [
        feature
        for layer, frame in (("stop", stops), ("leg", layers.legs), ("base", layers.bases))
        for feature in _features(layer, frame)
    ]
    collection = {
        "type": "FeatureCollection",
        "title": plan.title,
        "hash": plan.hash,
        "notes": list(plan.notes),
        "features": features,
    }
    return orjson.dumps(collection, option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_APPEND_NEWLINE)


def plan_gpx(plan: Plan, *, names: pd.DataFrame | None = None) -> bytes:
    """Return a plan as GPX 1.1: a waypoint a stop, a track a day and team, a segment a leg; moments in UTC.

    Notes
    -----
    Schema: https://www.topografix.com/GPX/1/1/
    """
    from gpxpy.gpx import GPX

    gpx = GPX()
    gpx.creator = "mirasmap"
    gpx.name = _plain(plan.title)
    gpx.description = _plain("\n".join(plan.notes)) or None
    called = _called(names)
    for day in plan.days:
        stops = [item for item in day.items if isinstance(item, PlanStop)]
        gpx.waypoints += [_waypoint(plan, stop, called.get(stop.site_id, stop.site_id)) for stop in stops]
        if any(isinstance(item, PlanLeg) for item in day.items):
            gpx.tracks.append(_track(day))
    xml: str = gpx.to_xml(version="1.1")
    return xml.encode()


def write_plan_gpkg(plan: Plan, path: Path, *, names: pd.DataFrame | None = None) -> None:
    """Write a plan as a GeoPackage with the layers `stops`, `legs` and `bases`, and the tables `breaks` and `visit`.

    Parameters
    ----------
    path
        A file that does not exist yet; its name ends in `.gpkg`.
    """
    import pyogrio

    layers = plan_layers(plan)
    visit = layers.visit.assign(hash=plan.hash, notes="\n".join(plan.notes))
    frames: dict[str, tuple[pd.DataFrame, str | None]] = {
        "stops": (_named(layers.stops, names), "Point"),
        "legs": (layers.legs, "LineString"),
        "bases": (layers.bases, "Point"),
        "breaks": (layers.breaks, None),
        "visit": (visit, None),
    }
    for layer, (frame, geometry) in frames.items():
        pyogrio.write_dataframe(frame, path, layer=layer, driver="GPKG", geometry_type=geometry, append=path.exists())


def _called(names: pd.DataFrame | None) -> dict[str, str]:
    return {} if names is None else dict(zip(names["site_id"].tolist(), names["text"].tolist(), strict=True))


def _named(stops: gpd.GeoDataFrame, names: pd.DataFrame | None) -> gpd.GeoDataFrame:
    called = _called(names)
    named: gpd.GeoDataFrame = stops.assign(name=stops["site_id"].map(lambda site_id: called.get(site_id, site_id)))
    return named


def _features(layer: str, frame: gpd.GeoDataFrame) -> list[dict[str, object]]:
    """Return the rows of a layer as GeoJSON features; a stop has its id."""
    plain = frame.drop(columns="geometry").astype(object)
    rows = plain.where(plain.notna(), None).to_dict("records")
    shapes = [_rounded(shape.__geo_interface__) for shape in frame.geometry]
    return [
        {"type": "Feature"}
        | ({"id": row["stop_id"]} if "stop_id" in row else {})
        | {"geometry": shape, "properties": {"layer": layer} | row}
        for row, shape in zip(rows, shapes, strict=True)
    ]


def _rounded(geometry: dict[str, object]) -> dict[str, object]:
    def short(part: object) -> object:
        return [short(each) for each in part] if isinstance(part, tuple) else round(float(part), _DIGITS)  # type: ignore[arg-type] # a number, as no tuple

    return {"type": geometry["type"], "coordinates": short(geometry["coordinates"])}


def _waypoint(plan: Plan, stop: PlanStop, name: str) -> GPXWaypoint:
    from gpxpy.gpx import GPXWaypoint

    return GPXWaypoint(
        latitude=stop.lat,
        longitude=stop.lon,
        time=_utc(plan, stop.begin),
        name=_plain(name),
        comment=f"{stop.begin:%Y-%m-%d %H:%M} – {stop.end:%H:%M}",
        description=None if stop.access_note is None else _plain(stop.access_note),
        type=stop.site_id,
    )


def _plain(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)


def _track(day: PlanDay) -> GPXTrack:
    from gpxpy.gpx import GPXTrack, GPXTrackPoint, GPXTrackSegment

    track = GPXTrack(name=f"{day.date.isoformat()} {day.team}", number=day.day)
    track.segments = [
        GPXTrackSegment([GPXTrackPoint(latitude=lat, longitude=lon) for lon, lat in leg.line])
        for leg in day.items
        if isinstance(leg, PlanLeg)
    ]
    return track


def _utc(plan: Plan, moment: datetime) -> datetime:
    return moment.replace(tzinfo=ZoneInfo(plan.time_zone)).astimezone(UTC)
