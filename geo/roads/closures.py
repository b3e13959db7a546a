"""Closures of roads and areas: read from a file, in force on a day, and as areas that no way may touch.

Which closures hold on a day
----------------------------
A closure holds from `first_day` to `last_day`, both inside; an empty one is open. A yearly season restricts it further.

When `expires` of its statement has passed, a closed road, a bridge and the like no longer hold: nobody vouches for them
any more, and `notes_on` says so. Mine-risk, military and restricted areas hold on until `last_day`, or until somebody says
that they are over: a danger does not end because a paper did. For them `notes_on` says that the statement is out of date.
Nothing here says that what is not closed is open, cleared or safe.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import WGS84, local_projection, to_wgs84
from geo.errors import PackageError, Problem, RoadsError
from geo.layers.closures import CLOSURES_FILE
from geo.roads.avoid import Avoid
from geo.roads.borders import outside
from geo.vocabularies import ClosureKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from pathlib import Path

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

__all__ = ["OUTSIDE", "areas_of", "avoid_on", "closures_together", "in_force", "notes_on", "read_closures"]

OUTSIDE = "outside"
"""Id of what lies beyond the named countries."""

HALF_WIDTH_M = 10.0
"""A closed road drawn by hand is closed to this distance on either side. A setting: lines are traced a few metres off."""
END_M = 30.0
"""So much of each end of a closed road stays open, at most a quarter of its length, so that the roads that it meets stay open
too. A setting: three times the half width, enough where they meet at 20° or more."""
DISC_M = 15.0
"""Radius of a closed point, such as a bridge. A setting."""

_MOST_BYTES = 20_000_000
_MOST_PROBLEMS = 20
_STALE = "it counts as closed all the same"
_GONE = "it no longer counts as closed, and nobody says that it is open"
_LASTING = [str(kind) for kind in ClosureKind if kind.outlasts_its_statement]


def read_closures(path: Path) -> gpd.GeoDataFrame:
    """Read a GeoJSON file of closures.

    Parameters
    ----------
    path
        A feature collection; its properties are those of `geo.layers.closures.CLOSURES_FILE`. Nothing of it is trusted.

    Returns
    -------
    GeoDataFrame
        Columns of `CLOSURES_FILE` and points, lines or polygons in EPSG:4326.

    Raises
    ------
    RoadsError
        If the file cannot be read, or a feature is not what it must be: names the file, the feature and the field.
    """
    from geo.check.closures import check_closures
    from geo.check.columns import check_columns
    from geo.check.known import Known
    from geo.check.places import check_places
    from geo.files import read_geojson

    try:
        if path.stat().st_size > _MOST_BYTES:
            message = (
                f"{path.name} has more than {_MOST_BYTES // 1_000_000} MB; split the closures of other regions off"
            )
            raise RoadsError(message)
        table = read_geojson(path, path.name, CLOSURES_FILE)
    except PackageError as error:
        raise _refused(error.problems) from error
    except OSError as error:
        message = f"{path.name} cannot be read ({error.strerror}); name a GeoJSON file of closures"
        raise RoadsError(message) from error
    known = Known()
    problems = [*table.problems, *check_columns(table, known), *check_places(table, known), *check_closures(table)]
    if wrong := [problem for problem in problems if problem.severity == "error"]:
        raise _refused(wrong)
    frame = table.frame()
    return gpd.GeoDataFrame(frame, geometry=shapely.force_2d(frame["geometry"].to_numpy()), crs=WGS84)


def _refused(problems: Sequence[Problem]) -> RoadsError:
    said = [str(Problem(p.file, p.message, p.row, p.field, counted="feature")) for p in problems[:_MOST_PROBLEMS]]
    more = len(problems) - len(said)
    return RoadsError("\n".join([*said, *([f"and {more} more problems"] if more else [])]))


def closures_together(first: gpd.GeoDataFrame, *more: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame:
    """Return layers of closures as one, such as those of a store and of files beside a mission.

    Parameters
    ----------
    first, more
        Columns of the layer `closures`, EPSG:4326; None for no layer.
    """
    held = [each for each in (first, *more) if each is not None and not each.empty]
    if len(held) < 2:  # an empty frame knows no types, and would take those of the others away
        return held[0] if held else first
    together: gpd.GeoDataFrame = pd.concat(held, ignore_index=True)
    return together


def in_force(closures: gpd.GeoDataFrame, day: date) -> gpd.GeoDataFrame:
    """Return the closures that hold on a day; the rule stands in the docstring of this module.

    Parameters
    ----------
    closures
        Columns `kind`, `first_day`, `last_day`, `yearly` and `expires`, as `geo.layers.closures` declares them.
    day
        Local day.
    """
    return closures[_holds(closures, day) & ~_lapsed(closures, day)]


def _holds(closures: gpd.GeoDataFrame, day: date) -> NDArray[np.bool_]:
    """Whether it is the time of a closure, whatever its statement is worth."""
    today = day.isoformat()  # ISO days sort as text
    first, last, season = (closures[name].astype("str") for name in ("first_day", "last_day", "yearly"))
    timely = (first.isna() | (first <= today)) & (last.isna() | (last >= today))
    begin, end = season.str[:5], season.str[6:]
    after, before = begin <= today[5:], end >= today[5:]
    within = (after & before).where(begin <= end, after | before)  # else it passes the turn of the year
    return (timely & (season.isna() | within)).to_numpy(dtype=bool)


def _expired(closures: gpd.GeoDataFrame, day: date) -> NDArray[np.bool_]:
    expires = closures["expires"].astype("str")
    return (expires.notna() & (expires < day.isoformat())).to_numpy(dtype=bool)


def _lapsed(closures: gpd.GeoDataFrame, day: date) -> NDArray[np.bool_]:
    lasting: NDArray[np.bool_] = closures["kind"].isin(_LASTING).to_numpy(dtype=bool)
    return _expired(closures, day) & ~lasting


def notes_on(closures: gpd.GeoDataFrame, days: Iterable[date]) -> list[str]:
    """Return what a reader must know of closures on some days: those of which the statement has expired.

    Returns
    -------
    list[str]
        A sentence in English for each, in the order of `closures`.
    """
    stale, lapsed = (np.zeros(len(closures), dtype=bool) for _ in range(2))
    for day in days:
        expired, gone = _holds(closures, day) & _expired(closures, day), _lapsed(closures, day)
        stale |= expired & ~gone
        lapsed |= expired & gone
    told = closures[stale | lapsed]
    after = np.where(stale[stale | lapsed], _STALE, _GONE)
    columns = zip(told["id"], told["title"], told["expires"], after, strict=True)
    return [
        f"The statement on the closure {one} ({title}) expired on {day}: {what}." for one, title, day, what in columns
    ]


def areas_of(closures: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Return closures as areas.

    Parameters
    ----------
    closures
        Points, lines and polygons, shape (n,), in any declared reference system. Not modified.

    Returns
    -------
    NDArray
        Polygons and multipolygons in EPSG:4326, shape (n,). A polygon stays as it is. A line becomes a strip of
        `HALF_WIDTH_M` to each side that stops `END_M` short of its ends. A road that meets it between its ends is touched
        there: draw a line for each piece between junctions where that one is to stay open. A point becomes a disc.
    """
    placed = to_wgs84(closures.geometry)
    shapes: NDArray[np.object_] = placed.to_numpy().copy()
    narrow = np.flatnonzero(shapely.get_dimensions(shapes) < 2)
    if not len(narrow):
        return shapes
    metric = local_projection(placed)
    plane = gpd.GeoSeries(shapes[narrow], crs=WGS84).to_crs(metric).to_numpy()
    lines = shapely.get_dimensions(plane) == 1
    areas = np.empty(len(plane), dtype=object)
    areas[~lines] = shapely.buffer(plane[~lines], DISC_M)
    areas[lines] = _strips(plane[lines])
    shapes[narrow] = gpd.GeoSeries(areas, crs=metric).to_crs(WGS84).to_numpy()
    return shapes


def _strips(lines: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return the strips along lines in metres; of a line of several parts, along each."""
    from shapely.ops import substring

    parts, owner = shapely.get_parts(lines, return_index=True)
    kept = [substring(part, end, part.length - end) for part in parts if (end := min(END_M, part.length / 4)) >= 0]
    strips = shapely.buffer(np.array(kept, dtype=object), HALF_WIDTH_M, cap_style="flat")
    return np.array([shapely.union_all(strips[owner == row]) for row in range(len(lines))], dtype=object)


def avoid_on(
    day: date,
    *,
    closures: gpd.GeoDataFrame | None = None,
    borders: gpd.GeoDataFrame | None = None,
    countries: Sequence[str] = (),
    crossings: Sequence[tuple[float, float]] = (),
) -> Avoid:
    """Return where no way may lead on a day.

    Parameters
    ----------
    day
        Local day.
    closures
        As `geo.layers.closures` declares them; none where None.
    borders
        Countries, as `geo.roads.borders.read_borders` gives them; needed where `countries` are named.
    countries
        Codes of those within which ways stay; anywhere if empty.
    crossings
        Longitude and latitude of the crossings that may be used between them.

    Raises
    ------
    RoadsError
        If a country is not among the borders, or there are none.
    """
    areas: list[BaseGeometry] = []
    ids: list[str] = []
    if closures is not None and len(closures):
        holding = in_force(closures, day)
        areas += list(areas_of(holding))
        ids += holding["id"].astype(str).tolist()
    if countries:
        beyond = outside(borders, countries, crossings)
        areas += beyond
        ids += [OUTSIDE] * len(beyond)
    return Avoid(tuple(areas), tuple(ids))
