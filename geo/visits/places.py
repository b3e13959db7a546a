"""Where the sites and bases of a mission meet the roads, and how long the last part takes where they do not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.errors import MissionError

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from geo.errors import Problem
    from geo.roads.protocol import GraphInfo, Roads
    from geo.visits.mission import Mission

__all__ = ["AT_THE_ROAD_M", "BASE_OFF_ROAD_M", "WALK_FACTOR", "Places", "road_places"]

AT_THE_ROAD_M = 100
"""A site no farther than this from a road needs no access leg."""
BASE_OFF_ROAD_M = 1_000
"""A base farther than this from a road lies off the network."""
WALK_FACTOR = 1.3
"""Ways on foot or on a track are so much longer than the straight line: a setting, as usual for detours on paths."""


@dataclass(frozen=True, eq=False)
class Places:
    """All places of a mission: candidates in the order of their frame, then bases, then positions of teams on the road."""

    lonlat: NDArray[np.float64]
    """Nearest points on a road, shape (n, 2), degrees; NaN for a candidate that cannot be planned."""
    gap_m: NDArray[np.float64]
    """Straight from the place itself to that point, metres, shape (n,); NaN likewise."""
    site_ids: tuple[str, ...]
    base_ids: tuple[str, ...]
    position_teams: tuple[str, ...]
    """Teams of which a position on the road is known."""
    access_s: NDArray[np.int64]
    """From the road to the site, and as long back, whole seconds, shape (n_sites,); 0 for a site at the road."""
    codes: tuple[str | None, ...]
    """Why a site cannot be planned, roads looked at; None where it can."""
    details: tuple[dict[str, object], ...]
    """What the sentences of the codes need."""
    notes: tuple[str, ...]
    """What a reader of the plan must know."""

    @property
    def n_sites(self) -> int:
        """How many candidates there are."""
        return len(self.site_ids)


def road_places(candidates: gpd.GeoDataFrame, mission: Mission, roads: Roads) -> Places:
    """Put the places of a mission on the roads.

    Parameters
    ----------
    candidates
        As `geo.visits.candidates.candidates_of` gives them.
    mission
        Its bases, positions and rules of access: a site farther than `max_access_m` from a road gets the code `no_road`; up
        to 100 m nothing is counted; else the straight gap times 1.3, walked, or driven on a track where all teams can.
    roads
        The network.

    Returns
    -------
    Places
        Only candidates without a code are looked for.

    Raises
    ------
    MissionError
        If a base lies more than a kilometre off the network, or a team farther than `max_access_m`; all of them.
    """
    known = candidates["code"].isna().to_numpy()
    ends = [(base.lon, base.lat) for base in mission.bases]
    positions = {} if mission.resume is None else mission.resume.positions
    at = np.array([*candidates[["lon", "lat"]].to_numpy(np.float64), *ends, *positions.values()], dtype=np.float64)
    asked = np.append(known, np.ones(len(ends) + len(positions), dtype=bool))
    lonlat, gap_m = _snapped(at, asked, roads)
    n_sites = len(candidates)
    _refuse_far(mission, gap_m[n_sites:], roads.info)
    too_far = known & ~(gap_m[:n_sites] <= mission.rules.max_access_m)
    lonlat[:n_sites][too_far] = np.nan
    codes = ["no_road" if far else code for far, code in zip(too_far, _texts(candidates), strict=True)]
    details = [
        _no_road(gap, mission.rules.max_access_m) if far else dict(of_code)
        for far, gap, of_code in zip(too_far, gap_m, candidates["details"], strict=False)
    ]
    access_s = _access_seconds(np.where(known & ~too_far, gap_m[:n_sites], 0), mission)
    return Places(
        lonlat=lonlat,
        gap_m=gap_m,
        site_ids=tuple(candidates["site_id"]),
        base_ids=tuple(base.id for base in mission.bases),
        position_teams=tuple(positions),
        access_s=access_s,
        codes=tuple(codes),
        details=tuple(details),
        notes=_notes(mission, gap_m[n_sites : n_sites + len(ends)]),
    )


def _texts(candidates: gpd.GeoDataFrame) -> list[str | None]:
    return [code if isinstance(code, str) else None for code in candidates["code"]]


def _snapped(
    at: NDArray[np.float64], asked: NDArray[np.bool_], roads: Roads
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the nearest points on a road and the gaps in metres; NaN for places that are not asked for."""
    lonlat, gap_m = np.full((len(at), 2), np.nan), np.full(len(at), np.nan)
    found = roads.snap(at[asked])
    lonlat[asked] = found[["lon", "lat"]].to_numpy(np.float64)
    gap_m[asked] = found["gap_m"].to_numpy(np.float64)
    return lonlat, gap_m


def _no_road(gap_m: float, limit_m: int) -> dict[str, object]:
    """Return the details of a site too far from a road; without metres where no road was found at all."""
    details: dict[str, object] = {"limit": limit_m}
    return details if np.isnan(gap_m) else details | {"metres": round(gap_m)}


def _access_seconds(gap_m: NDArray[np.float64], mission: Mission) -> NDArray[np.int64]:
    """Return how long the last part takes one way; one speed for all teams, that of those who are slowest there."""
    off_road = all(team.off_road for team in mission.teams)
    kph = mission.rules.track_kph if off_road else mission.rules.walking_kph
    seconds = np.ceil(gap_m * WALK_FACTOR / (kph / 3.6)).astype(np.int64)
    return np.where(gap_m > AT_THE_ROAD_M, seconds, 0)


def _refuse_far(mission: Mission, gap_m: NDArray[np.float64], info: GraphInfo) -> None:
    problems: list[Problem] = []
    for number, (base, gap) in enumerate(zip(mission.bases, gap_m, strict=False)):
        if not gap <= BASE_OFF_ROAD_M:
            message = f"the base {base.id!r} is off the network: {_far(gap, info)}"
            problems.append(mission.problem(("bases", number), message))
    positions = [] if mission.resume is None else list(mission.resume.positions)
    for team, gap in zip(positions, gap_m[len(mission.bases) :], strict=True):
        if not gap <= mission.rules.max_access_m:
            message = f"the team {team!r} is off the network: {_far(gap, info)}"
            problems.append(mission.problem(("resume", "positions", team), message))
    if problems:
        raise MissionError(problems)


def _far(gap_m: float, info: GraphInfo) -> str:
    if np.isnan(gap_m):
        box = ", ".join(f"{edge:.2f}" for edge in info.bbox)
        return f"no road is near, and the roads ({info}) lie within {box}; write lon and lat anew, or build roads of its region"
    return f"the nearest road is {gap_m / 1000:.1f} km away; move it to a road"


def _notes(mission: Mission, gap_m: NDArray[np.float64]) -> tuple[str, ...]:
    return tuple(
        f"The base {base.title or base.id} is {gap:.0f} m from the nearest road; its days begin and end there."
        for base, gap in zip(mission.bases, gap_m, strict=True)
        if gap > AT_THE_ROAD_M
    )
