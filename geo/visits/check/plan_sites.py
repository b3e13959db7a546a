"""What a plan says of sites: candidates, must-sees, must-nots, pairs, locks, and what it reaches."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from geo.visits.check.breach import Breach
from geo.visits.check.plan_rules import PlanRule

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    import geopandas as gpd

    from geo.visits.check.plan_rules import Walk
    from geo.visits.mission import Lock, Mission
    from geo.visits.plan import Plan, PlanStop

__all__ = ["check_locks", "check_musts", "check_objective", "check_sites", "check_sums"]


def check_sites(plan: Plan, walks: Sequence[Walk], *, mission: Mission, candidates: gpd.GeoDataFrame) -> list[Breach]:
    """Return what is wrong with the choice of sites.

    Parameters
    ----------
    walks
        The days of the plan.
    candidates
        Columns `site_id`, `priority` and `code`.
    """
    stops = {stop.site_id: (walk, stop) for walk in walks for stop in walk.stops}
    done = {*(mission.resume.done if mission.resume else ())}
    worth = dict(zip(candidates["site_id"], map(int, candidates["priority"]), strict=True))
    return [
        *_candidates(plan, candidates),
        *check_sums(plan, walks),
        *_must_not(plan, mission, candidates),
        *check_musts(plan, {*mission.must, *(lock.site for lock in mission.locked)} - done),
        *_together(mission, stops),
        *check_locks(mission.locked, walks),
        *check_objective(plan, walks, mission, worth),
    ]


def _candidates(plan: Plan, candidates: gpd.GeoDataFrame) -> Iterator[Breach]:
    wanted = {*candidates["site_id"]}
    if {*plan.candidates} != wanted or len(plan.candidates) != len(wanted):
        yield Breach(PlanRule.CANDIDATES, "the candidates of the plan are not those of the mission")


def check_sums(plan: Plan, walks: Sequence[Walk]) -> Iterator[Breach]:
    """Give candidates that are not either visited or omitted, once, and visits without a stop."""

    def breach(sentence: str, site: str | None = None) -> Breach:
        return Breach(PlanRule.CANDIDATES, sentence, site=site)

    omitted = [omission.site_id for omission in plan.omitted]
    for site, times in Counter([*plan.visited, *omitted]).items():
        if times > 1:
            yield breach(f"{site} stands {times} times among visited and omitted", site)
    wanted, said = {*plan.candidates}, {*plan.visited, *omitted}
    for site in sorted(wanted ^ said):
        yield breach(f"{site} is {'neither visited nor omitted' if site in wanted else 'no candidate'}", site)
    stops = Counter(stop.site_id for walk in walks for stop in walk.stops)
    if stops != Counter(plan.visited):
        yield breach("the stops of the days are not the visited sites")


def _must_not(plan: Plan, mission: Mission, candidates: gpd.GeoDataFrame) -> Iterator[Breach]:
    done = mission.resume.done if mission.resume else ()
    unplannable = candidates.loc[candidates["code"].notna(), "site_id"]
    for site in sorted({*plan.visited} & {*mission.sites.exclude, *mission.visited, *done, *unplannable}):
        yield Breach(PlanRule.MUST_NOT, f"{site} is visited, though it must not", site=site)


def check_musts(plan: Plan, wanted: Collection[str]) -> Iterator[Breach]:
    """Give the sites that must be visited, are not, and are in no conflict."""
    named = {conflict.site_id for conflict in plan.conflicts}
    for conflict in plan.conflicts:
        named |= {str(conflict.details.get("site")), *map(str, conflict.details.get("sites", ()))}
    for site in sorted({*wanted} - {*plan.visited} - named):
        yield Breach(PlanRule.MUST, f"the must-see {site} is not visited, and no conflict says why", site=site)


def _together(mission: Mission, stops: dict[str, tuple[Walk, PlanStop]]) -> Iterator[Breach]:
    done = {*(mission.resume.done if mission.resume else ())}
    for group in mission.together:
        days = {stops[site][0].day.date if site in stops else None for site in group if site not in done}
        if len(days) > 1:
            yield Breach(PlanRule.TOGETHER, f"{', '.join(group)} belong on one day", site=group[0])


def check_locks(locks: Iterable[Lock], walks: Sequence[Walk]) -> Iterator[Breach]:
    """Give the stops that are visited otherwise than they are locked."""
    stops = {stop.site_id: (walk, stop) for walk in walks for stop in walk.stops}
    for lock in locks:
        if lock.site in stops and not _held(lock, *stops[lock.site]):
            walk, _ = stops[lock.site]
            sentence = f"{lock.site} is locked on {lock.day}, and visited otherwise"
            yield Breach(PlanRule.LOCK, sentence, walk.day.day, walk.day.team, lock.site)


def _held(lock: Lock, walk: Walk, stop: PlanStop) -> bool:
    day, team = walk.day.date == lock.day, lock.team in (None, walk.day.team)
    return day and team and lock.at in (None, stop.begin.time())


def check_objective(plan: Plan, walks: Sequence[Walk], mission: Mission, worth: Mapping[str, int]) -> Iterator[Breach]:
    """Give what a plan says to reach and does not; `worth` is the priority of each site."""
    said = plan.objective
    reached = {
        "priority": sum(worth.get(site, 0) for site in plan.visited),
        "must": len({*mission.must} & {*plan.visited}),
        "drive_seconds": sum(leg.seconds for walk in walks for leg in walk.roads),
        "shifts": sum(bool(walk.roads) for walk in walks),
    }
    for name, value in reached.items():
        if getattr(said, name) != value:
            yield Breach(PlanRule.OBJECTIVE, f"the plan says {name} {getattr(said, name)}, it reaches {value}")
    km = sum(leg.km for walk in walks for leg in (*walk.roads, *walk.footpaths))
    if abs(km - said.km) > 0.1:
        yield Breach(PlanRule.OBJECTIVE, f"the plan says {said.km} km, its ways have {km:.1f}")
    if said.priority > said.bound:
        yield Breach(PlanRule.OBJECTIVE, f"the plan reaches {said.priority}, more than the bound of {said.bound}")
    for walk in walks:
        for stop in walk.stops:
            if stop.priority != worth.get(stop.site_id):
                sentence = f"{stop.site_id} has priority {worth.get(stop.site_id)}, the stop says {stop.priority}"
                yield Breach(PlanRule.OBJECTIVE, sentence, walk.day.day, walk.day.team, stop.site_id)
