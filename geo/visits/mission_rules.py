"""What the fields of a mission say together: names that must be there, days that must fit, demands that exclude each other."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from geo.visits.mission import MOST_DAYS, Mission
from geo.visits.mission_values import near, seconds_of, span_seconds
from geo.visits.opening import open_spans

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from datetime import date

__all__ = ["broken_rules"]

type Found = Iterator[tuple[tuple[str | int, ...], str]]
"""Path of a field, and what is wrong with it."""
type Rule = Callable[[Mission], Found]

_RULES: list[tuple[frozenset[str], Rule]] = []


def broken_rules(mission: Mission, *, without: Collection[str] = ()) -> list[tuple[tuple[str | int, ...], str]]:
    """Return all that is wrong with a mission beyond its single fields.

    Parameters
    ----------
    mission
        The mission.
    without
        Fields at the top that are not to be looked at, since they are wrong themselves; rules that need them are left out.

    Returns
    -------
    list of (path, message)
        In the order of the rules; the message without a final stop.
    """
    return [found for fields, rule in _RULES if not fields & set(without) for found in rule(mission)]


def _rule(*fields: str) -> Callable[[Rule], Rule]:
    """Add a rule that looks at some fields at the top."""

    def add(rule: Rule) -> Rule:
        _RULES.append((frozenset(fields), rule))
        return rule

    return add


def _twice(values: Sequence[object], where: tuple[str | int, ...], what: str, *below: str) -> Found:
    """Yield values that stand a second time."""
    first: dict[object, int] = {}
    for number, value in enumerate(values):
        if value in first:
            yield (
                (*where, number, *below),
                f"{what} {str(value)!r} stands twice, first as number {first[value] + 1}; keep one",
            )
        first.setdefault(value, number)


def _unknown(value: str, known: Sequence[str], where: tuple[str | int, ...], what: str) -> Found:
    if value not in known:
        yield where, f"there is no {what} {value!r}{near(value, list(known)) or '; there are ' + ', '.join(known)}"


@_rule("days")
def _days(mission: Mission) -> Found:
    if not isinstance(mission.days, tuple):
        n_days = (mission.days.last - mission.days.first).days + 1
        if n_days < 1:
            yield ("days", "last"), f"{mission.days.last} lies before the first day, {mission.days.first}; swap the two"
    else:
        n_days = len(mission.days)
        yield from _twice(mission.days, ("days",), "the day")
        for number, (day, after) in enumerate(zip(mission.days, mission.days[1:], strict=False)):
            if after < day:
                yield (
                    ("days", number + 1),
                    f"{after} comes after {day}, so that the days run backwards; write them in order",
                )
    if n_days > MOST_DAYS:
        yield ("days",), f"{n_days} days are too many; plan at most {MOST_DAYS} at once"


def _days_are_sound(mission: Mission) -> bool:
    return not list(_days(mission))


@_rule("bases")
def _bases(mission: Mission) -> Found:
    yield from _twice([base.id for base in mission.bases], ("bases",), "the base", "id")
    places: dict[tuple[float, float], str] = {}
    for number, base in enumerate(mission.bases):
        other = places.setdefault((base.lon, base.lat), base.id)
        if other != base.id:
            yield ("bases", number), f"{base.id!r} and {other!r} are two names for one place; keep one"


@_rule("teams")
def _teams(mission: Mission) -> Found:
    yield from _twice([team.id for team in mission.teams], ("teams",), "the team", "id")


@_rule("bases", "nights")
def _nights(mission: Mission) -> Found:
    bases, nights = [base.id for base in mission.bases], mission.nights
    awake = {base.id for base in mission.bases if not base.overnight}
    named: list[tuple[tuple[str | int, ...], str]] = [(("at", night), base) for night, base in nights.at.items()]
    named += [(("choose", number), base) for number, base in enumerate(nights.choose)]
    named += [(("default",), nights.default)] if nights.default is not None else []
    for where, base in named:
        yield from _unknown(base, bases, ("nights", *where), "base")
        if base in awake:
            yield ("nights", *where), f"nobody sleeps at {base!r}, which is not overnight; name another base"
    yield from _twice(nights.choose, ("nights", "choose"), "the base")
    if not nights.at and nights.default is None and not nights.choose and len(awake) == len(bases):
        yield ("bases",), "no base is overnight, so that there is nowhere to sleep; let one be overnight"


@_rule("days", "nights", "end")
def _nights_and_days(mission: Mission) -> Found:
    if not _days_are_sound(mission):
        return
    n_days = len(mission.dates)
    for night, base in mission.nights.at.items():
        where = ("nights", "at", night)
        if night > n_days:
            yield where, f"there is no night {night}; the mission has {n_days} {'day' if n_days == 1 else 'days'}"
        if night == n_days and mission.end is not None and mission.end.base != base:
            yield where, f"the last day ends at {mission.end.base!r}, not at {base!r}; leave one of the two out"


@_rule("bases", "start", "end")
def _ends(mission: Mission) -> Found:
    bases = [base.id for base in mission.bases]
    for name, place in (("start", mission.start), ("end", mission.end)):
        if place is not None:
            yield from _unknown(place.base, bases, (name, "base"), "base")


def _there(mission: Mission, day: date) -> list[int]:
    return [number for number, team in enumerate(mission.teams) if team.days is None or day in team.days]


@_rule("days", "teams", "start", "end")
def _first_and_last(mission: Mission) -> Found:
    if not _days_are_sound(mission):
        return
    first, last = mission.dates[0], mission.dates[-1]
    if mission.start is not None and mission.start.at is not None:
        ends = [span_seconds(mission.teams[team].hours)[1] for team in _there(mission, first)]
        if ends and seconds_of(mission.start.at) >= max(ends):
            yield ("start", "at"), f"{mission.start.at:%H:%M} is after the hours of every team; start earlier"
    if mission.end is not None and mission.end.deadline is not None:
        starts = [span_seconds(mission.teams[team].hours)[0] for team in _there(mission, last)]
        if len(mission.dates) == 1 and mission.start is not None and mission.start.at is not None:
            starts = [max(start, seconds_of(mission.start.at)) for start in starts]
        if starts and seconds_of(mission.end.deadline) <= min(starts):
            message = f"{mission.end.deadline:%H:%M} is before the last day begins; write a later one, or let teams begin earlier"
            yield ("end", "deadline"), message


@_rule("days", "teams", "resume")
def _days_of_teams(mission: Mission) -> Found:
    """On the road the days of a team may all be over, or stay as they are; before it, that is a slip."""
    if not _days_are_sound(mission):
        return
    for number, team in enumerate(mission.teams):
        where: tuple[str | int, ...] = ("teams", number, "days")
        yield from _outside(team.days or (), mission, where)
        yield from _twice(team.days or (), where, "the day")
        if team.days == () and mission.resume is None:
            yield where, f"the team {team.id!r} is never there; name its days, or leave days out"
    idle = [day for day in mission.dates if not _there(mission, day)]
    if idle and len(idle) == len(mission.dates) and mission.resume is None:
        yield ("teams",), "no team is there on any day; name days of the mission"


def _outside(days: Sequence[date], mission: Mission, where: tuple[str | int, ...], *below: str) -> Found:
    first, last = mission.dates[0], mission.dates[-1]
    for number, day in enumerate(days):
        if day not in mission.dates:
            yield (*where, number, *below), f"{day} is no day of the mission, which lasts from {first} to {last}"


@_rule("sites")
def _sites(mission: Mission) -> Found:
    sites = mission.sites
    if sites.where is not None and sites.ids is not None:
        yield ("sites", "ids"), "stands beside where; write one of the two (a question may name ids as well)"
    if sites.ids is not None:
        yield from _twice(sites.ids, ("sites", "ids"), "the site")
        if not sites.ids:
            yield ("sites", "ids"), "is empty; name sites, or leave ids out for all of them"


@_rule("must", "sites", "visited", "resume")
def _must(mission: Mission) -> Found:
    yield from _twice(mission.must, ("must",), "the site")
    yield from _impossible(mission, [(("must", number), site) for number, site in enumerate(mission.must)])


@_rule("together", "sites", "visited")
def _together(mission: Mission) -> Found:
    for number, group in enumerate(mission.together):
        yield from _twice(group, ("together", number), "the site")
        if len(set(group)) < 2:
            yield ("together", number), "names only one site; name those that belong with it"
        members = [(("together", number, place), site) for place, site in enumerate(group)]
        yield from _impossible(mission, members)


def _impossible(mission: Mission, named: Sequence[tuple[tuple[str | int, ...], str]]) -> Found:
    """Yield sites that are asked for, and are not to be visited."""
    for where, site in named:
        for no, sites in (("sites.exclude", mission.sites.exclude), ("visited", mission.visited)):
            if site in sites:
                yield where, f"{site!r} stands under {no} as well; leave one of the two out"


@_rule("locked", "days", "teams", "sites", "visited", "resume")
def _locks(mission: Mission) -> Found:
    yield from _twice([lock.site for lock in mission.locked], ("locked",), "the site", "site")
    yield from _impossible(
        mission, [(("locked", number, "site"), lock.site) for number, lock in enumerate(mission.locked)]
    )
    for number, lock in enumerate(mission.locked):
        where: tuple[str | int, ...] = ("locked", number)
        teams = [team for team in mission.teams if lock.team in (None, team.id)]
        if lock.team is not None:
            yield from _unknown(lock.team, [team.id for team in mission.teams], (*where, "team"), "team")
        if not _days_are_sound(mission):
            continue
        if lock.day not in mission.dates:
            yield from (
                (where + path[2:], message) for path, message in _outside((lock.day,), mission, (*where, "day"))
            )
            continue
        there = [team for team in teams if team.days is None or lock.day in team.days]
        if teams and not there and mission.resume is None:
            yield (*where, "day"), f"no team that may go is there on {lock.day}; name another day or team"
        hours = [span_seconds(team.hours) for team in there]
        if lock.at is not None and hours and not any(start <= seconds_of(lock.at) < end for start, end in hours):
            yield (*where, "at"), f"{lock.at:%H:%M} is outside the hours of the team; write a time within them"


@_rule("days", "locked_days", "resume", "teams")
def _resume(mission: Mission) -> Found:
    if not _days_are_sound(mission):
        return
    yield from _outside(mission.locked_days, mission, ("locked_days",))
    resume = mission.resume
    if resume is None:
        return
    if resume.at.date() not in mission.dates:
        yield from ((("resume", "at"), message) for _, message in _outside((resume.at.date(),), mission, ()))
    teams = [team.id for team in mission.teams]
    for name, by_team in (
        ("positions", resume.positions),
        ("free", resume.free),
        ("driven_minutes", resume.driven_minutes),
        ("breaks_taken", resume.breaks_taken),
    ):
        for team in by_team:
            yield from _unknown(team, teams, ("resume", name, team), "team")


@_rule("opening", "days")
def _opening(mission: Mission) -> Found:
    for number, rule in enumerate(mission.opening):
        where: tuple[str | int, ...] = ("opening", number)
        if rule.hours is None and not rule.closed:
            yield where, "says neither hours nor closed; write one of them (hours: [] for a day that stays closed)"
        anyway = rule.model_copy(update={"weekdays": (), "dates": ()})
        if rule.hours and _days_are_sound(mission) and not open_spans([anyway], mission.dates[0]):
            yield (
                (*where, "closed"),
                "leaves nothing of the hours, so that the window never opens; write hours: [] if that is meant",
            )
        if _days_are_sound(mission):
            yield from _outside(rule.dates, mission, (*where, "dates"))


@_rule("access", "teams")
def _permits(mission: Mission) -> Found:
    for number, permit in enumerate(mission.access.permits):
        where: tuple[str | int, ...] = ("access", "permits", number)
        if permit.first is not None and permit.last is not None and permit.last < permit.first:
            yield (*where, "last"), f"{permit.last} lies before {permit.first}; swap the two"
        for place, team in enumerate(permit.teams):
            yield from _unknown(team, [each.id for each in mission.teams], (*where, "teams", place), "team")
    for number, said in enumerate(mission.access.statements):
        if said.expires is not None and said.expires < said.as_of:
            yield ("access", "statements", number, "expires"), f"{said.expires} lies before {said.as_of}; swap the two"


@_rule("needs")
def _needs(mission: Mission) -> Found:
    for number, need in enumerate(mission.needs):
        if not (need.skills or need.languages):
            yield ("needs", number), "names neither skills nor languages; write what the sites need"


@_rule("rules")
def _breaks(mission: Mission) -> Found:
    lunch = mission.rules.lunch
    if lunch is not None:
        start, end = span_seconds(lunch.between)
        if 60 * lunch.minutes > end - start:
            yield (
                ("rules", "lunch", "minutes"),
                f"{lunch.minutes} minutes are longer than {lunch.between}; write a wider span",
            )
    names = Counter(mission.rules.prayers.breaks)
    for number, name in enumerate(mission.rules.prayers.breaks):
        if names[name] > 1 and mission.rules.prayers.breaks.index(name) != number:
            yield ("rules", "prayers", "breaks", number), f"{name!r} stands twice; keep one"


@_rule("countries", "crossings")
def _countries(mission: Mission) -> Found:
    yield from _twice(mission.countries, ("countries",), "the country")
    if mission.crossings and not mission.countries:
        yield ("crossings",), "stand without countries, so that no border is closed; name the countries"
