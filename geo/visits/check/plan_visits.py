"""Whether each stop of a plan may be made: minutes, opening, daylight, access, permits, skills."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from geo.visits.check.plan_rules import PlanRule, breach_of, clock_seconds, seconds_into
from geo.vocabularies import AccessStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, datetime
    from typing import Protocol

    import geopandas as gpd

    from geo.visits.check.breach import Breach
    from geo.visits.check.plan_rules import Walk
    from geo.visits.mission import Mission
    from geo.visits.plan import PlanStop

    class Said(Protocol):
        """A statement on access, in a row of the candidates."""

        @property
        def day(self) -> int: ...
        @property
        def status(self) -> AccessStatus: ...
        @property
        def expires(self) -> int | None: ...


__all__ = ["check_visits"]

_HORIZON = -0.833
"""Height of the middle of the sun at sunrise and sunset, degrees (NOAA)."""
_SLACK = 0.1
"""Degrees: half a minute of the sun's way; sunset is not known better."""
_LEAVE = (AccessStatus.CLOSED, AccessStatus.UNKNOWN, AccessStatus.PERMIT, AccessStatus.ESCORT, AccessStatus.OPEN)
"""What allows least first."""


class _Site(NamedTuple):
    site_id: str
    kind: str
    minutes: int
    indoors: bool
    said: Sequence[Said]


def check_visits(walks: Sequence[Walk], *, mission: Mission, candidates: gpd.GeoDataFrame) -> list[Breach]:
    """Return which stops may not be made as they are.

    Parameters
    ----------
    walks
        The days of the plan.
    candidates
        Columns `site_id`, `kind`, `minutes`, `indoors` and `said` (statements on access, with `day` and `expires` as
        ordinals).
    """
    columns = ("site_id", "kind", "minutes", "indoors", "said")
    sites = {row[0]: _Site(*row) for row in zip(*(candidates[name] for name in columns), strict=True)}
    found: list[Breach] = []
    for walk in walks:
        for stop in walk.stops:
            site = sites.get(stop.site_id)
            if site is not None:
                found += _minutes(walk, stop, site, mission)
                found += _opening(walk, stop, site, mission)
                found += _daylight(walk, stop, site, mission)
                found += _access(walk, stop, site, mission)
                found += _needs(walk, stop, mission)
    return found


def _minutes(walk: Walk, stop: PlanStop, site: _Site, mission: Mission) -> Iterator[Breach]:
    minutes = mission.minutes.sites.get(site.site_id, int(site.minutes))
    if stop.end - stop.begin != timedelta(minutes=minutes):
        sentence = f"the visit of {stop.site_id} takes {stop.end - stop.begin}, it needs {minutes} min"
        yield breach_of(PlanRule.MINUTES, walk, sentence, site=stop.site_id)


def _opening(walk: Walk, stop: PlanStop, site: _Site, mission: Mission) -> Iterator[Breach]:
    """Find visits during which a site is closed at any second."""
    day = walk.day.date
    begin, end = seconds_into(day, stop.begin), seconds_into(day, stop.end)
    inside, shut = [(0, 86_400)], list[tuple[int, int]]()
    for rule in mission.opening:
        about = not (rule.sites or rule.kinds) or site.site_id in rule.sites or site.kind in rule.kinds
        today = (not rule.weekdays or f"{day:%A}".lower() in rule.weekdays) and (not rule.dates or day in rule.dates)
        if not (about and today):
            continue
        if rule.hours is not None:
            inside, shut = _spans(rule.hours), []
        shut += _spans(rule.closed)
    reached = begin
    for first, last in sorted(inside):
        if first <= reached < last:
            reached = last
    if reached < end:
        sentence = f"{stop.site_id} is not open from {stop.begin:%H:%M} to {stop.end:%H:%M}"
        yield breach_of(PlanRule.OPENING, walk, sentence, site=stop.site_id)
    elif any(begin < last and first < end for first, last in shut):
        sentence = f"{stop.site_id} closes between {stop.begin:%H:%M} and {stop.end:%H:%M}"
        yield breach_of(PlanRule.OPENING, walk, sentence, site=stop.site_id)


def _spans(spans: Iterable[str]) -> list[tuple[int, int]]:
    out = []
    for span in spans:
        first, last = span.split("-")
        out.append((clock_seconds(first), clock_seconds(last)))
    return out


def _daylight(walk: Walk, stop: PlanStop, site: _Site, mission: Mission) -> Iterator[Breach]:
    """Find outdoor visits in the dark, with the ways on foot: by the height of the sun when they begin and end."""
    if not mission.rules.daylight:
        return
    if site.kind in mission.rules.indoors or site.site_id in mission.rules.indoor_sites:
        return
    walked = timedelta(seconds=walk.footpath_s(stop))
    for moment in (stop.begin - walked, stop.end + walked):
        height = _sun(mission, moment)
        if height < _HORIZON - _SLACK:
            sentence = f"{stop.site_id} is visited in the dark at {moment:%H:%M:%S} (sun at {height:.1f}°)"
            yield breach_of(PlanRule.DAYLIGHT, walk, sentence, site=stop.site_id)


def _sun(mission: Mission, moment: datetime) -> float:
    from astral import Observer
    from astral.sun import elevation

    lon, lat = mission.middle
    return elevation(Observer(lat, lon), moment.replace(tzinfo=mission.zone), with_refraction=False)


def _access(walk: Walk, stop: PlanStop, site: _Site, mission: Mission) -> Iterator[Breach]:
    day = walk.day.date
    status, rests_on = _status(site, mission, day), None
    if status in ("unknown", "expired"):
        by_name = [each for each in mission.access.overrides if each.sites == "all" or site.site_id in each.sites]
        rests_on = "override" if by_name else None
        if by_name and not any(each.by in (stop.access_note or "") for each in by_name):
            sentence = f"nobody's name stands at {stop.site_id}, of which access is {status}"
            yield breach_of(PlanRule.ACCESS, walk, sentence, site=stop.site_id)
    elif status != "closed":
        rests_on = status
    if rests_on is None:
        yield breach_of(PlanRule.ACCESS, walk, f"access to {stop.site_id} is {status}", site=stop.site_id)
    elif stop.access != rests_on:
        sentence = f"{stop.site_id} says {stop.access}, access rests on {rests_on}"
        yield breach_of(PlanRule.ACCESS, walk, sentence, site=stop.site_id)
    if _said(site, day) == "escort" and site.site_id not in mission.access.escorts:
        yield breach_of(PlanRule.ACCESS, walk, f"no escort is arranged for {stop.site_id}", site=stop.site_id)
    if status == "permit" and not _permitted(site.site_id, walk, mission):
        yield breach_of(PlanRule.ACCESS, walk, f"the team has no permit for {stop.site_id}", site=stop.site_id)


def _said(site: _Site, day: date) -> str:
    """Return what the newest statement that was made by a day says; of several of one day, what allows least."""
    known = [each for each in site.said if each.day <= day.toordinal()]
    if not known:
        return "unknown"
    newest = max(each.day for each in known)
    statement = min((each for each in known if each.day == newest), key=lambda each: _LEAVE.index(each.status))
    if statement.expires is not None and statement.expires < day.toordinal():
        return "expired"
    return statement.status.value


def _status(site: _Site, mission: Mission, day: date) -> str:
    said = _said(site, day)
    return "permit" if site.site_id in mission.access.need_permit and said != "closed" else said


def _permitted(site_id: str, walk: Walk, mission: Mission) -> bool:
    day, team = walk.day.date, walk.day.team
    for permit in mission.access.permits:
        in_time = (permit.first is None or permit.first <= day) and (permit.last is None or day <= permit.last)
        if site_id in permit.sites and in_time and (not permit.teams or team in permit.teams):
            return True
    return False


def _needs(walk: Walk, stop: PlanStop, mission: Mission) -> Iterator[Breach]:
    team = walk.team
    for need in mission.needs:
        lacks = [*({*need.skills} - {*team.skills}), *({*need.languages} - {*team.languages})]
        if stop.site_id in need.sites and lacks:
            sentence = f"the team lacks {', '.join(sorted(lacks))} for {stop.site_id}"
            yield breach_of(PlanRule.NEED, walk, sentence, site=stop.site_id)
