"""Proof that no way of a plan touches an area in force, or leaves the named countries: on the lines that it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from geo.roads.closures import areas_of
from geo.roads.proof import touched
from geo.visits.check.plan_rules import PlanRule, breach_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    import geopandas as gpd
    from numpy.typing import NDArray

    from geo.roads.avoid import Avoid
    from geo.visits.check.breach import Breach
    from geo.visits.check.plan_rules import Walk
    from geo.visits.mission import Mission

__all__ = ["closed_areas"]

_LASTING = {"mine_risk", "military", "restricted"}
"""Kinds that hold on when their statement has expired."""
_BEYOND = 0.001
"""Degrees, some 100 m: twice what ways may reach beyond a border by the bundled setting."""


def closed_areas(
    walks: Sequence[Walk],
    *,
    mission: Mission,
    closures: gpd.GeoDataFrame | None,
    borders: gpd.GeoDataFrame | None,
    avoid: Mapping[date, Avoid],
) -> list[Breach]:
    """Return every way, by road or on foot, and every stop, that touches what is closed on its day.

    Twice: against the areas that the router was told of, and against the closures and countries as they stand in their
    files, read here anew.
    """
    found: dict[tuple[str, int, str, str | None], Breach] = {}
    for walk in walks:
        shapes, sites = _shapes(walk)
        if not len(shapes):
            continue
        day = walk.day.date
        told = touched(shapes, avoid[day])
        hits = [(int(line), str(area)) for line, area in told.itertuples(index=False)]
        if closures is not None and len(closures):
            hits += _closed(shapes, closures, day)
        for line, area in hits:
            rule = PlanRule.BORDER if area == "outside" else PlanRule.CLOSURE
            breach = breach_of(rule, walk, f"a way to or from {sites[line]} touches {area}", site=sites[line])
            found[walk.day.team, walk.day.day, area, sites[line]] = breach
        for breach in _abroad(walk, shapes, sites, mission, borders):
            found.setdefault(
                (walk.day.team, walk.day.day, "outside", breach.site if isinstance(breach.site, str) else None), breach
            )
    return list(found.values())


def _shapes(walk: Walk) -> tuple[NDArray[np.object_], list[str | None]]:
    legs = [leg for leg in (*walk.roads, *walk.footpaths) if len(leg.line) >= 2]
    shapes = [
        *(shapely.LineString(leg.line) for leg in legs),
        *(shapely.Point(stop.lon, stop.lat) for stop in walk.stops),
    ]
    sites = [*(leg.end.site_id or leg.start.site_id for leg in legs), *(stop.site_id for stop in walk.stops)]
    return np.array(shapes, dtype=object), sites


def _closed(shapes: NDArray[np.object_], closures: gpd.GeoDataFrame, day: date) -> list[tuple[int, str]]:
    columns = (closures[name] for name in ("kind", "first_day", "last_day", "yearly", "expires"))
    holding = closures[[_Closure(*map(_text, row)).holds(day.isoformat()) for row in zip(*columns, strict=True)]]
    areas = areas_of(holding) if len(holding) else np.array([], dtype=object)
    return [
        (line, str(closure))
        for area, closure in zip(areas, holding["id"], strict=True)
        for line in np.flatnonzero(shapely.intersects(shapes, area)).tolist()
    ]


class _Closure(NamedTuple):
    kind: str | None
    first: str | None
    last: str | None
    season: str | None
    expires: str | None

    def holds(self, today: str) -> bool:
        """Whether it is in force: its days, its season, and its statement, read as they stand."""
        if (self.first and today < self.first) or (self.last and today > self.last):
            return False
        if self.season:
            begin, end = self.season.split("/")
            if not (begin <= today[5:] <= end if begin <= end else not end < today[5:] < begin):
                return False
        return not (self.expires and self.expires < today and self.kind not in _LASTING)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _abroad(
    walk: Walk,
    shapes: NDArray[np.object_],
    sites: list[str | None],
    mission: Mission,
    borders: gpd.GeoDataFrame | None,
) -> Iterator[Breach]:
    if not mission.countries or borders is None:
        return
    home = shapely.union_all(borders.loc[borders["iso"].isin(mission.countries), "geometry"].to_numpy())
    for line in np.flatnonzero(~shapely.covers(home.buffer(_BEYOND), shapes)).tolist():
        sentence = f"a way to or from {sites[line]} leaves the countries of the mission"
        yield breach_of(PlanRule.BORDER, walk, sentence, site=sites[line])
