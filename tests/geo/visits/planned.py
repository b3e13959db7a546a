"""Plans of missions on the bundled data and roads, with little effort."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.package import Package
from geo.roads.borders import read_borders
from geo.store import open_store
from geo.visits.mission_file import mission_from, read_mission
from geo.visits.plan import PlanBreak, PlanLeg, PlanStop
from geo.visits.planner import plan_visit

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.roads.avoid import Avoid
    from geo.roads.protocol import Roads, Route
    from geo.store import Store
    from geo.visits.mission import Mission
    from geo.visits.plan import Plan, PlanDay

__all__ = ["MISSIONS", "Planned", "breaks", "changed", "legs", "mission_of", "stops"]

MISSIONS = Path(__file__).parents[3] / "data" / "missions"
ITERATIONS = 400
"""A twentieth of a second's work: enough for plans that hold, not for the best ones."""


@cache
def mission_of(name: str) -> Mission:
    """One of the missions of the package."""
    return read_mission(MISSIONS / f"{name}.yml")


def changed(mission: Mission, **values: Any) -> Mission:  # noqa: ANN401 (as in a file)
    """The mission with other values at the top."""
    return mission_from(mission.model_dump(mode="json", exclude_none=True) | values, name="changed mission")


class Remembered:
    """Roads that remember their ways: plans of one mission ask for the same ones again, a quarter of what planning takes."""

    def __init__(self, roads: Roads) -> None:
        self._roads, self._ways = roads, dict[tuple[float | str, ...], "Route | None"]()

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 (whatever else roads can be asked)
        return getattr(self._roads, name)

    def route(
        self, start: tuple[float, float], end: tuple[float, float], *, avoid: Avoid | None = None
    ) -> Route | None:
        key = (*start, *end, avoid.key if avoid else "")
        if key not in self._ways:
            self._ways[key] = self._roads.route(start, end, avoid=avoid)
        return self._ways[key]


class Planned:
    """Plans, each mission once."""

    def __init__(self, store_file: Path, roads: Roads) -> None:
        self.store_file, self.roads = store_file, Remembered(roads)
        self.store: Store = open_store(store_file, public=True)
        borders = Package.open().file("borders")
        assert borders is not None
        self.borders: gpd.GeoDataFrame = read_borders(borders)
        self._plans: dict[str, Plan] = {}

    def of(self, name: str) -> Plan:
        """The plan of a mission of the package."""
        if name not in self._plans:
            self._plans[name] = self.plan(mission_of(name))
        return self._plans[name]

    def plan(self, mission: Mission, **more: Any) -> Plan:  # noqa: ANN401 (as plan_visit takes them)
        return plan_visit(
            mission, self.store, self.roads, **({"borders": self.borders, "iterations": ITERATIONS} | more)
        )


def stops(*days: PlanDay) -> list[PlanStop]:
    return [item for day in days for item in day.items if isinstance(item, PlanStop)]


def legs(*days: PlanDay) -> list[PlanLeg]:
    return [item for day in days for item in day.items if isinstance(item, PlanLeg)]


def breaks(*days: PlanDay) -> list[PlanBreak]:
    return [item for day in days for item in day.items if isinstance(item, PlanBreak)]
