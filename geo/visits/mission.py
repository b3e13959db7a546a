"""A mission: who goes, when, from where, to choose among which sites, under which rules. The input of the planner.

One model for files (YAML or JSON, see `geo.visits.mission_file`), for Python and for the page; its JSON Schema is
published from here. Times of day are `HH:MM` in the time zone of the mission; days are ISO days.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from geo.vocabularies import SiteKind

__all__ = [
    "Access",
    "Base",
    "Break",
    "Candidates",
    "Crossing",
    "Days",
    "End",
    "Lock",
    "Minutes",
    "Mission",
    "Need",
    "Nights",
    "Opening",
    "Override",
    "Permit",
    "Prayers",
    "Priority",
    "Resume",
    "Rules",
    "Start",
    "Team",
]

type Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$")]
type Span = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-4]):[0-5]\d$")]
"""Two times of a day, such as `08:30-18:00`."""
type Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Days(_Part):
    """First and last day, both inside."""

    first: date
    last: date


class Candidates(_Part):
    """Sites to choose among: all, those of a question, or a list; less those of `exclude`."""

    where: str | None = None
    """A question, as in the address of the map; with neither it nor `ids`, all sites."""
    ids: tuple[Slug, ...] | None = None
    exclude: tuple[Slug, ...] = ()
    """Must-not: never in the plan, whatever else says so."""


class Base(_Part):
    """A place where days start or end."""

    id: Slug
    title: str | None = None
    lon: Annotated[float, Field(ge=-180, le=180)]
    lat: Annotated[float, Field(ge=-90, le=90)]


class Nights(_Part):
    """Where the teams sleep: night 1 follows day 1."""

    at: dict[Annotated[int, Field(ge=1)], Slug] = {}
    """Base of a night by its number."""
    default: Slug | None = None
    """Base of every other night; else the planner chooses."""
    choose: tuple[Slug, ...] = ()
    """Bases among which the planner chooses for nights without one; all bases if empty."""


class Start(_Part):
    """Where and when the first day begins."""

    base: Slug
    at: time | None = None


class End(_Part):
    """Where the last day ends, such as an airport, and by when."""

    base: Slug
    deadline: time | None = None


class Team(_Part):
    """A vehicle with those who travel in it."""

    id: Slug
    title: str | None = None
    hours: Span = "08:30-18:00"
    days: tuple[date, ...] | None = None
    """Days on which it is there; all if None."""
    max_driving_hours: Annotated[float, Field(gt=0, le=24)] | None = None
    """In place of that of the mission."""
    seats: Annotated[int, Field(ge=1)] | None = None
    languages: tuple[str, ...] = ()
    """BCP 47."""
    skills: tuple[str, ...] = ()
    off_road: bool = False
    """The last part without a road is driven at track speed, not walked."""


class Minutes(_Part):
    """How long a visit takes: the site's own, else its kind's, else the default."""

    default: Annotated[int, Field(ge=1, le=1440)] = 45
    kinds: dict[SiteKind, Annotated[int, Field(ge=1, le=1440)]] = {}
    sites: dict[Slug, Annotated[int, Field(ge=1, le=1440)]] = {}


class Priority(_Part):
    """What a visit is worth: given for a site, else derived."""

    derive: Literal["urgency", "equal"] = "urgency"
    """`urgency` is the number of `geo.questions.urgency`, and 1 more; `equal` is 10 for each site."""
    kinds: dict[SiteKind, Annotated[int, Field(ge=0, le=1000)]] = {}
    sites: dict[Slug, Annotated[int, Field(ge=0, le=1000)]] = {}


class Opening(_Part):
    """When sites can be visited. The last rule that fits a site and a day holds; without any, a site is open all day."""

    sites: tuple[Slug, ...] = ()
    kinds: tuple[SiteKind, ...] = ()
    """Sites of these kinds; with neither `sites` nor `kinds`, all."""
    weekdays: tuple[Weekday, ...] = ()
    """All if empty."""
    dates: tuple[date, ...] = ()
    """Only on these days."""
    hours: tuple[Span, ...] | None = None
    """Spans in which a visit lies wholly; () for closed."""
    closed: tuple[Span, ...] = ()
    """Spans cut out of the hours that hold otherwise, such as Friday prayer."""
    source: str | None = None


class Permit(_Part):
    """A permit in hand; its reference stays in the mission and enters no plan."""

    sites: Annotated[tuple[Slug, ...], Field(min_length=1)]
    first: date | None = None
    last: date | None = None
    teams: tuple[Slug, ...] = ()
    """Teams that hold it; all if empty."""
    reference: str | None = None


class Override(_Part):
    """Somebody answers for sites of which access is unknown or expired; printed in the plan."""

    by: Annotated[str, Field(min_length=1)]
    reason: Annotated[str, Field(min_length=1)]
    sites: tuple[Slug, ...] | Literal["all"] = "all"


class Access(_Part):
    """What is known of access beyond the store."""

    permits: tuple[Permit, ...] = ()
    escorts: tuple[Slug, ...] = ()
    """Sites for which an escort is arranged."""
    overrides: tuple[Override, ...] = ()
    need_permit: tuple[Slug, ...] = ()
    """Sites that need a permit, beside those of which the store says it."""


class Need(_Part):
    """Sites that only some teams can visit."""

    sites: Annotated[tuple[Slug, ...], Field(min_length=1)]
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


class Break(_Part):
    """A pause that begins so early that it lies wholly in a span."""

    minutes: Annotated[int, Field(ge=1, le=480)]
    between: Span


class Prayers(_Part):
    """Pauses for prayer; their times are calculated by place and date."""

    breaks: tuple[Literal["fajr", "dhuhr", "asr", "maghrib", "isha"], ...] = ()
    """On every day."""
    friday: bool = False
    """Friday prayer: at dhuhr, on Fridays."""
    minutes: Annotated[int, Field(ge=1, le=180)] = 20
    friday_minutes: Annotated[int, Field(ge=1, le=240)] = 60
    within_minutes: Annotated[int, Field(ge=0, le=240)] = 45
    """How long after its time a prayer may begin; Friday prayer begins on time."""
    method: str = "MUSLIM_WORLD_LEAGUE"
    """Method of calculation, by its name in adhanpy."""


class Crossing(_Part):
    """A border crossing that may be used."""

    title: str
    lon: Annotated[float, Field(ge=-180, le=180)]
    lat: Annotated[float, Field(ge=-90, le=90)]


class Rules(_Part):
    """Limits and habits of every day."""

    max_driving_hours: Annotated[float, Field(gt=0, le=24)] = 4
    buffer_minutes: Annotated[int, Field(ge=0, le=240)] = 5
    """Added to every leg by road."""
    lunch: Break | None = None
    prayers: Prayers = Prayers()
    daylight: bool = True
    """No stop outdoors before sunrise or after sunset."""
    indoors: tuple[SiteKind, ...] = (SiteKind.MUSEUM, SiteKind.THEATRE, SiteKind.LIBRARY, SiteKind.CULTURAL_CENTRE)
    """Kinds that can be visited in the dark."""
    walking_kph: Annotated[float, Field(gt=0, le=8)] = 4
    track_kph: Annotated[float, Field(gt=0, le=40)] = 10
    max_access_m: Annotated[int, Field(ge=0, le=20_000)] = 3_000
    """Sites farther than this from a road are left out."""


class Lock(_Part):
    """A stop that is fixed: on a day, with a team, at a time."""

    site: Slug
    day: date
    team: Slug | None = None
    at: time | None = None
    """When the visit begins."""


class Resume(_Part):
    """Where the mission stands when it is planned anew on the road (see `geo.visits.replan`)."""

    at: datetime
    """Local moment; nothing before it is planned."""
    positions: dict[Slug, tuple[float, float]] = {}
    """Longitude and latitude of each team; else where its plan has it."""
    done: tuple[Slug, ...] = ()
    """Sites that have been visited on this mission."""


class Mission(_Part):
    """All that the planner is told."""

    mission: Literal[1] = 1
    """Version of the format."""
    title: Annotated[str, Field(min_length=1, max_length=200)]
    purpose: str | None = None
    time_zone: str
    """IANA name."""
    days: Days | tuple[date, ...]
    """First and last, or a list."""
    sites: Candidates = Candidates()
    must: tuple[Slug, ...] = ()
    together: tuple[tuple[Slug, ...], ...] = ()
    """Sites that belong on one day."""
    visited: tuple[Slug, ...] = ()
    """Already visited: no candidates any more."""
    minutes: Minutes = Minutes()
    priority: Priority = Priority()
    opening: tuple[Opening, ...] = ()
    access: Access = Access()
    needs: tuple[Need, ...] = ()
    bases: Annotated[tuple[Base, ...], Field(min_length=1)]
    nights: Nights = Nights()
    start: Start | None = None
    """Else the base of the first night."""
    end: End | None = None
    """Else the base of the last night."""
    teams: Annotated[tuple[Team, ...], Field(min_length=1)]
    rules: Rules = Rules()
    countries: tuple[Annotated[str, Field(pattern=r"^[A-Z]{2}$")], ...] = ()
    """ISO 3166 codes; routes stay within them. Without any, routes may lead anywhere."""
    crossings: tuple[Crossing, ...] = ()
    """Crossings between the named countries that may be used; borders between them are closed elsewhere."""
    closures: tuple[str, ...] = ()
    """GeoJSON files of closures beside the mission; those of the store hold as well."""
    locked: tuple[Lock, ...] = ()
    locked_days: tuple[date, ...] = ()
    """When planning anew: days that stay as they were in the plan that is replaced."""
    resume: Resume | None = None
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 1
    iterations: Annotated[int, Field(ge=1)] | None = None
    """Effort; else set from the size of the task."""

    @property
    def dates(self) -> tuple[date, ...]:
        """Every day of the mission, in order: day 1 is the first."""
        if isinstance(self.days, tuple):
            return tuple(sorted(self.days))
        n_days = (self.days.last - self.days.first).days + 1
        return tuple(self.days.first + timedelta(days=ahead) for ahead in range(n_days))
