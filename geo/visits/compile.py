"""A mission as a problem in whole numbers, and back: which index is which site, base, day and team."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.visits.access import access_table
from geo.visits.closed_bases import refuse_closed_bases
from geo.visits.daylight import Daylight, daylight_on
from geo.visits.problem import UNREACHABLE, Problem
from geo.visits.shifts import Roster, roster_of
from geo.visits.windows import Windows, access_and_needs, teams_for, visits_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    import geopandas as gpd
    from numpy.typing import NDArray

    from geo.visits.access import AccessTable
    from geo.visits.mission import Mission
    from geo.visits.places import Places
    from geo.visits.problem import Window
    from geo.visits.travel import Travel

__all__ = ["Compiled", "compile_mission"]

_MOST_NAMED = 12
"""Sites that a note names; each stop says by itself what it rests on."""

type Why = tuple[str, dict[str, object]]
"""A code of `geo.visits.reasons`, and the details of its sentence."""


@dataclass(frozen=True, eq=False)
class Compiled:
    """A problem, and what its numbers stand for."""

    problem: Problem
    mission: Mission
    """What was asked for."""
    site_ids: tuple[str, ...]
    """Of each site of the problem."""
    base_ids: tuple[str, ...]
    """Of the places that follow the sites; positions of teams on the road follow them."""
    days: tuple[date, ...]
    teams: tuple[str, ...]
    light: tuple[Daylight, ...]
    """Sunrise and sunset of each day."""
    unplannable: pd.DataFrame
    """Candidates that are not in the problem: `site_id`, `code`, `details`, by id."""
    place_rows: tuple[int, ...]
    """Row in `Places` of each place of the problem."""
    access_s: tuple[int, ...]
    """Of each site of the problem: from the road, and as long back."""
    notes: tuple[str, ...]
    """What a reader of the plan must know."""


def compile_mission(mission: Mission, candidates: gpd.GeoDataFrame, places: Places, travel: Travel) -> Compiled:
    """Return a mission as a problem.

    A stop lasts from the road and back to it: its service is the visit and both ways on foot. Its windows are of its begin
    at the road, such that the visit itself lies wholly in one opening span, and ways and visit, outdoors, between sunrise and
    sunset. They begin in the hours of the shift; whether one is back by their end is the scheduler's to say.

    Parameters
    ----------
    mission
        The mission.
    candidates
        As `geo.visits.candidates.candidates_of` gives them.
    places
        As `geo.visits.places.road_places` gives them.
    travel
        Travel times among the places on each day.

    Raises
    ------
    MissionError
        If the pauses of a day leave no room for each other, or a base lies in an area in force.
    """
    light = tuple(_light(mission))
    n_sites, n_bases = places.n_sites, len(places.base_ids)
    drive = [_whole(times.seconds) for times in travel.times]
    roster = roster_of(
        mission,
        place_of={base: n_sites + number for number, base in enumerate(places.base_ids)},
        position_of={team: n_sites + n_bases + number for number, team in enumerate(places.position_teams)},
        matrix=travel.matrix,
    )
    refuse_closed_bases(mission, places, travel.avoid, roster.shifts)
    closed = _closed(candidates, places, travel)
    windows, why = _windows(mission, candidates, places, roster, light, closed)
    _add_unreachable(why, windows, roster, drive)
    groups = _groups(mission, places.site_ids, why)
    kept = [site for site in range(n_sites) if site not in why]
    rows = [*kept, *range(n_sites, len(places.lonlat))]
    problem = _problem(mission, candidates, places, roster, drive, windows, groups, rows)
    lost = sorted(why, key=lambda site: places.site_ids[site])
    unplannable = pd.DataFrame(
        {
            "site_id": pd.Series([places.site_ids[site] for site in lost], dtype="str"),
            "code": pd.Series([why[site][0] for site in lost], dtype="str"),
            "details": pd.Series([why[site][1] for site in lost], dtype=object),
        }
    )
    return Compiled(
        problem=problem,
        mission=mission,
        site_ids=tuple(places.site_ids[site] for site in kept),
        base_ids=places.base_ids,
        days=mission.dates,
        teams=tuple(team.id for team in mission.teams),
        light=light,
        unplannable=unplannable,
        place_rows=tuple(rows),
        access_s=tuple(int(places.access_s[site]) for site in kept),
        notes=(*places.notes, *_notes(candidates, kept)),
    )


def _light(mission: Mission) -> list[Daylight]:
    lon, lat = mission.middle
    return [daylight_on(day, lon=lon, lat=lat, zone=mission.zone) for day in mission.dates]


def _whole(seconds: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return driving times as whole seconds; `UNREACHABLE` where no way leads."""
    known = np.isfinite(seconds)
    out: NDArray[np.int64] = np.where(known, np.rint(np.where(known, seconds, 0)), UNREACHABLE).astype(np.int64)
    return out


def _closed(candidates: gpd.GeoDataFrame, places: Places, travel: Travel) -> NDArray[np.bool_]:
    """Return on which days a site, or its way from the road, touches an area in force; shape (n_sites, n_days)."""
    import shapely

    from geo.roads.proof import touched

    sites = candidates[["lon", "lat"]].to_numpy(np.float64)
    known = np.flatnonzero([code is None for code in places.codes])
    ends = np.stack([places.lonlat[known], sites[known]], axis=1)
    ways = np.asarray(shapely.linestrings(ends), dtype=object)
    out = np.zeros((places.n_sites, len(travel.avoid)), dtype=bool)
    found: dict[str, NDArray[np.intp]] = {}
    for day, avoid in enumerate(travel.avoid):
        if avoid.key not in found:
            found[avoid.key] = known[touched(ways, avoid)["line"].to_numpy()]
        out[found[avoid.key], day] = True
    return out


def _windows(
    mission: Mission,
    candidates: gpd.GeoDataFrame,
    places: Places,
    roster: Roster,
    light: Sequence[Daylight],
    closed: NDArray[np.bool_],
) -> tuple[dict[int, tuple[tuple[Window, ...], ...]], dict[int, Why]]:
    """Return the windows of the sites that have any, and why the others have none."""
    table = access_table(candidates, mission)
    fit, needed = teams_for(mission, places.site_ids)
    allowed = access_and_needs(table, fit)
    columns = [candidates[name].tolist() for name in ("kind", "minutes", "indoors")]
    visits = visits_of(mission, places.site_ids, columns[0], columns[1], places.access_s.tolist(), columns[2])
    maker = Windows(mission, roster.shifts, light)
    locks = {lock.site: lock for lock in mission.locked}
    found: dict[int, tuple[tuple[Window, ...], ...]] = {}
    why: dict[int, Why] = {}
    for site, (site_id, visit) in enumerate(zip(places.site_ids, visits, strict=True)):
        code = places.codes[site]
        if code is not None:
            why[site] = code, places.details[site]
            continue
        open_days = allowed[site] & ~closed[site][:, None]
        windows = maker.of(visit, open_days, locks.get(site_id))
        if any(windows):
            found[site] = windows
        elif closed[site].any() and any(maker.of(visit, allowed[site], locks.get(site_id))):
            why[site] = "unreachable", {}
        else:
            why[site] = _nobody(site, table, fit, needed, roster) or maker.why_none(visit, allowed[site])
    return found, why


def _nobody(
    site: int, table: AccessTable, fit: NDArray[np.bool_], needed: Sequence[tuple[str, ...]], roster: Roster
) -> Why | None:
    """Return why no team that is there can go to a site; None where one can."""
    if not fit[site].any():
        return "no_team", {"needs": list(needed[site])}
    if any(table.allowed[site, shift.day, shift.team] and fit[site, shift.team] for shift in roster.shifts):
        return None
    days = sorted({shift.day for shift in roster.shifts})
    return (table.why_not(site, days) if days else None) or ("no_team", {})


def _add_unreachable(
    why: dict[int, Why],
    windows: Mapping[int, tuple[tuple[Window, ...], ...]],
    roster: Roster,
    drive: Sequence[NDArray[np.int64]],
) -> None:
    """Note the sites to which no way leads from the start of any of their shifts, or from which none leads to its end."""
    sites = np.array(sorted(windows), dtype=np.intp)
    reached = np.zeros(len(sites), dtype=bool)
    for number, shift in enumerate(roster.shifts):
        starts = [shift.start_place] if shift.start_night is None else list(roster.nights[shift.start_night])
        ends = [shift.end_place] if shift.end_night is None else list(roster.nights[shift.end_night])
        times = drive[shift.matrix]
        there = times[np.ix_(starts, sites)].min(axis=0, initial=UNREACHABLE) < UNREACHABLE
        back = times[np.ix_(sites, ends)].min(axis=1, initial=UNREACHABLE) < UNREACHABLE
        reached |= there & back & np.array([bool(windows[site][number]) for site in sites], dtype=bool)
    why.update({int(site): ("unreachable", {}) for site in sites[~reached]})


def _groups(mission: Mission, site_ids: Sequence[str], why: dict[int, Why]) -> list[tuple[int, ...]]:
    """Return the groups that belong on one day; where a member cannot be planned, none of the others is.

    Members that have been visited on the mission are left out of their group.
    """
    index = {site: number for number, site in enumerate(site_ids)}
    groups = [tuple(index[site] for site in dict.fromkeys(group) if site in index) for group in mission.together]
    changed = True
    while changed:
        changed = False
        for group in groups:
            missing = [site for site in group if site in why]
            for site in group if missing else ():
                if site not in why:
                    why[site] = "together", {"sites": [site_ids[other] for other in missing]}
                    changed = True
    return [group for group in groups if len(group) > 1 and not any(site in why for site in group)]


def _problem(
    mission: Mission,
    candidates: gpd.GeoDataFrame,
    places: Places,
    roster: Roster,
    drive: Sequence[NDArray[np.int64]],
    windows: Mapping[int, tuple[tuple[Window, ...], ...]],
    groups: Sequence[tuple[int, ...]],
    rows: Sequence[int],
) -> Problem:
    """Return the problem of the places in some rows; all other numbers are of all places."""
    new = {row: place for place, row in enumerate(rows)}
    kept = [row for row in rows if row < places.n_sites]
    priority, minutes = candidates["priority"].tolist(), candidates["minutes"].tolist()
    must = candidates["must"].tolist()
    moved = roster.moved(new)
    return Problem(
        n_sites=len(kept),
        drive=tuple(times[np.ix_(rows, rows)] for times in drive),
        buffer=60 * mission.rules.buffer_minutes,
        priority=tuple(priority[site] for site in kept),
        service=tuple(60 * minutes[site] + 2 * int(places.access_s[site]) for site in kept),
        shifts=moved.shifts,
        windows=tuple(windows[site] for site in kept),
        must=frozenset(new[site] for site in kept if must[site]),
        together=tuple(tuple(new[site] for site in group) for group in groups),
        nights=moved.nights,
    )


def _notes(candidates: gpd.GeoDataFrame, kept: Sequence[int]) -> list[str]:
    """Return who answers for access to which sites."""
    sites = candidates.iloc[list(kept)]
    overridden = sites[sites["access"] == "override"]
    vague = sites.loc[sites["vague"], "site_id"].tolist() if "vague" in sites else []
    return [
        *([f"Of {_named(vague)} only the surroundings are known here: ask the way."] if vague else []),
        *(
            f"Access to {_named(group['site_id'].tolist())} is {note}."
            for note, group in overridden.groupby("access_note", sort=True)
        ),
    ]


def _named(site_ids: Sequence[str]) -> str:
    return ", ".join(site_ids) if len(site_ids) <= _MOST_NAMED else f"{len(site_ids)} sites"
