"""A plan as its page shows it: days as timetables, each row with its words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from markupsafe import Markup

from geo.visits.plan import Plan, PlanBreak, PlanDay, PlanLeg, PlanPlace, PlanStop
from geo.vocabularies import LegBasis
from maps.names import Name
from server.pages.plan_words import PlanWords

__all__ = ["DayView", "Left", "LeftGroup", "Row", "day_views", "left_out_groups"]


_SHOWN_OPEN = 15
"""A group of no more sites may stand open."""


@dataclass(frozen=True)
class Row:
    """A row of a timetable."""

    kind: str
    """`depart`, `leg`, `stop`, `break` or `arrive`."""
    begin: str
    """HH:MM."""
    end: str | None = None
    length: str | None = None
    place: Name | None = None
    stop: PlanStop | None = None
    leg: PlanLeg | None = None
    back: bool = False
    """Of a last part: from the site to its road."""
    basis: str | None = None
    climb: str | None = None
    turns: tuple[Markup, ...] = ()
    """Turn by turn."""
    label: str | None = None
    """Of a break."""
    key: str | None = None
    """Joins the row with the map: `day/team/position` of a leg."""


@dataclass(frozen=True)
class DayView:
    """One team on one day."""

    number: int
    date: str
    team: str
    team_label: str
    sunrise: str | None
    sunset: str | None
    drive: str
    km: float
    n_stops: int
    start: Name
    end: Name
    rests: bool
    """Nobody drives."""
    depart: str | None
    arrive: str | None
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class Left:
    """A candidate that is not in the plan."""

    site_id: str
    name: Name
    reason: str
    cost: list[str]
    may_be_added: bool
    open: bool
    """Somebody asked what it costs."""


@dataclass
class LeftGroup:
    """Omitted sites with the same reason."""

    label: str
    sites: list[Left]
    open: bool = False


def day_views(plan: Plan, words: PlanWords) -> list[DayView]:
    """Return the days of a plan in their order."""
    return [_day(day, words) for day in plan.days]


def left_out_groups(plan: Plan, words: PlanWords, names: dict[str, Name], asked: str | None) -> list[LeftGroup]:
    """Return the omitted sites by their reason, those that could still be had first.

    Parameters
    ----------
    plan, words, names
        The plan, its words and the names of its sites.
    asked
        Id of the site of which somebody asks what adding it costs.
    """
    found: dict[str, list[Left]] = {}
    for each in plan.omitted:
        name = names.get(each.site_id, Name(each.site_id, "und"))
        left = Left(
            each.site_id, name, words.reason(each), words.cost(each), words.may_be_added(each), each.site_id == asked
        )
        found.setdefault(words.family(each), []).append(left)
    groups = [LeftGroup(label, found[code]) for code, label in words.families if code in found]
    for group in groups:
        group.sites.sort(key=lambda left: left.name.text.casefold())
        group.open = any(left.open for left in group.sites)
    first = next((group for group in groups if len(group.sites) <= _SHOWN_OPEN), None)
    if first is not None and not any(group.open for group in groups):
        first.open = True
    return groups


def _day(day: PlanDay, words: PlanWords) -> DayView:
    legs = [item for item in day.items if isinstance(item, PlanLeg)]
    view = DayView(
        number=day.day,
        date=day.date.isoformat(),
        team=day.team,
        team_label=words.team(day.team),
        sunrise=_clock(day.sunrise),
        sunset=_clock(day.sunset),
        drive=words.duration(day.drive_seconds),
        km=sum(leg.km for leg in legs),
        n_stops=sum(isinstance(item, PlanStop) for item in day.items),
        start=words.place(day.start),
        end=words.place(day.end),
        rests=day.depart is None,
        depart=_clock(day.depart),
        arrive=_clock(day.arrive),
    )
    if day.depart is not None:
        view.rows.append(Row("depart", f"{day.depart:%H:%M}", place=view.start))
    last: PlanStop | None = None
    for item in day.items:
        last = item if isinstance(item, PlanStop) else last
        view.rows.append(_row(day, item, last, words))
    if day.arrive is not None:
        view.rows.append(Row("arrive", f"{day.arrive:%H:%M}", place=view.end))
    return view


def _row(day: PlanDay, item: PlanLeg | PlanStop | PlanBreak, last: PlanStop | None, words: PlanWords) -> Row:
    if isinstance(item, PlanBreak):
        length = words.duration((item.end - item.begin).total_seconds())
        return Row("break", f"{item.begin:%H:%M}", f"{item.end:%H:%M}", length, label=words.pause(item.name))
    if isinstance(item, PlanStop):
        length = words.duration((item.end - item.begin).total_seconds())
        place = words.place(_of_stop(item))
        return Row("stop", f"{item.begin:%H:%M}", f"{item.end:%H:%M}", length, place, stop=item)
    back = item.basis is LegBasis.ACCESS and last is not None and item.start.site_id == last.site_id
    position = (0 if last is None else last.position) + (not back)
    return Row(
        "leg",
        f"{item.depart:%H:%M}",
        f"{item.arrive:%H:%M}",
        words.duration(item.seconds),
        words.place(item.end),
        leg=item,
        back=back,
        basis=words.basis(item),
        climb=words.climb(item),
        turns=words.turns(item),
        key=f"{day.day}/{day.team}/{position}",
    )


def _of_stop(stop: PlanStop) -> PlanPlace:
    return PlanPlace(site_id=stop.site_id, lon=stop.lon, lat=stop.lat)


def _clock(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment:%H:%M}"
