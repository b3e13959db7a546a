"""A mission: who goes, when, from where, to choose among which sites, under which rules. The input of the planner.

One model for files (YAML or JSON, see `geo.visits.mission_file`), for Python and for the page; its JSON Schema is
published from here. Times of day are `HH:MM` in the time zone of the mission; days are ISO days.
"""

from __future__ import annotations

import math
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Discriminator, Field, PrivateAttr, Tag

from geo.visits.mission_access import Access, AccessSaid, Opening, Override, Part, Permit, listed
from geo.visits.mission_text import Origin
from geo.visits.mission_values import (
    Clock,
    Country,
    Day,
    FileName,
    Language,
    Moment,
    Number,
    Slug,
    Span,
    Whole,
    Zone,
)
from geo.vocabularies import SiteKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from zoneinfo import ZoneInfo

    from geo.errors import Problem

__all__ = [
    "MOST_DAYS",
    "MOST_TEAMS",
    "Access",
    "AccessSaid",
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

MOST_DAYS, MOST_TEAMS = 60, 20


class Days(Part):
    """First and last day, both inside."""

    first: Day
    last: Day


class Candidates(Part):
    """Sites to choose among: all, those of a question, or a list; less those of `exclude`.

    Must-sees and locked sites are candidates as well, whether the question finds them or not.
    """

    where: Annotated[str, Field(max_length=20_000)] | None = None
    """A question, as in the address of the map; with neither it nor `ids`, all sites."""
    ids: tuple[Slug, ...] | None = None
    exclude: tuple[Slug, ...] = ()
    """Must-not: never in the plan, whatever else says so."""


class Base(Part):
    """A place where days start or end."""

    id: Slug
    title: Annotated[str, Field(max_length=200)] | None = None
    lon: Annotated[Number, Field(ge=-180, le=180)]
    lat: Annotated[Number, Field(ge=-90, le=90)]
    overnight: bool = True
    """Whether the planner may choose it for a night; not so an airport."""


class Nights(Part):
    """Where the teams sleep: night 1 follows day 1. A number after the last day says where that day ends."""

    at: dict[Annotated[int, Field(ge=1)], Slug] = Field(default_factory=dict)
    """Base of a night by its number."""
    default: Slug | None = None
    """Base of every other night; else the planner chooses."""
    choose: tuple[Slug, ...] = ()
    """Bases among which the planner chooses for nights without one; if empty, all that are `overnight`."""


class Start(Part):
    """Where and when the first day begins."""

    base: Slug
    at: Clock | None = None
    """No departure before."""


class End(Part):
    """Where the last day ends, such as an airport, and by when."""

    base: Slug
    deadline: Clock | None = None


class Team(Part):
    """A vehicle with those who travel in it."""

    id: Slug
    title: Annotated[str, Field(max_length=200)] | None = None
    hours: Span = "08:30-18:00"
    """Between the departure in the morning and the arrival in the evening."""
    days: tuple[Day, ...] | None = None
    """Days on which it is there; all if None."""
    max_driving_hours: Annotated[Number, Field(gt=0, le=24)] | None = None
    """In place of that of the mission."""
    seats: Annotated[Whole, Field(ge=1)] | None = None
    languages: tuple[Language, ...] = ()
    """BCP 47."""
    skills: tuple[str, ...] = ()
    off_road: bool = False
    """Where all teams have it, the last part without a road is driven at track speed, not walked."""


class Minutes(Part):
    """How long a visit takes: as `sites` says, else as the store says of the site, else by its kind, else the default."""

    default: Annotated[Whole, Field(ge=1, le=1440)] = 45
    kinds: dict[SiteKind, Annotated[Whole, Field(ge=1, le=1440)]] = Field(default_factory=dict)
    sites: dict[Slug, Annotated[Whole, Field(ge=1, le=1440)]] = Field(default_factory=dict)


class Priority(Part):
    """What a visit is worth: given for a site, else for its kind, else derived."""

    derive: Literal["urgency", "equal"] = "urgency"
    """`urgency` is the number of `geo.questions.urgency`, and 1 more; `equal` is 10 for each site."""
    kinds: dict[SiteKind, Annotated[Whole, Field(ge=0, le=1000)]] = Field(default_factory=dict)
    sites: dict[Slug, Annotated[Whole, Field(ge=0, le=1000)]] = Field(default_factory=dict)


class Need(Part):
    """Sites that only some teams can visit: those with all of these skills and languages."""

    sites: Annotated[tuple[Slug, ...], Field(min_length=1)]
    skills: tuple[str, ...] = ()
    languages: tuple[Language, ...] = ()


class Break(Part):
    """A pause that begins so early that it lies wholly in a span."""

    minutes: Annotated[Whole, Field(ge=1, le=480)]
    between: Span


class Prayers(Part):
    """Pauses for prayer; their times are calculated by day at `Mission.middle`."""

    breaks: tuple[Literal["fajr", "dhuhr", "asr", "maghrib", "isha"], ...] = ()
    """On every day."""
    friday: bool = False
    """Friday prayer: at dhuhr, on Fridays, in place of the break for dhuhr. Where it lies in the span of lunch, lunch may
    begin until the prayer has ended."""
    minutes: Annotated[Whole, Field(ge=1, le=180)] = 20
    friday_minutes: Annotated[Whole, Field(ge=1, le=240)] = 60
    within_minutes: Annotated[Whole, Field(ge=0, le=240)] = 45
    """How long after its time a prayer may begin; Friday prayer begins on time."""
    method: Literal[
        "MUSLIM_WORLD_LEAGUE", "EGYPTIAN", "KARACHI", "UMM_AL_QURA", "DUBAI", "MOON_SIGHTING_COMMITTEE",
        "NORTH_AMERICA", "KUWAIT", "QATAR", "SINGAPORE", "UOIF",
    ] = "MUSLIM_WORLD_LEAGUE"  # fmt: skip
    """Method of calculation, by its name in adhanpy."""


class Crossing(Part):
    """A border crossing that may be used."""

    title: Annotated[str, Field(max_length=200)]
    lon: Annotated[Number, Field(ge=-180, le=180)]
    lat: Annotated[Number, Field(ge=-90, le=90)]


class Rules(Part):
    """Limits and habits of every day."""

    max_driving_hours: Annotated[Number, Field(gt=0, le=24)] = 4
    buffer_minutes: Annotated[Whole, Field(ge=0, le=240)] = 5
    """Added to every leg by road."""
    lunch: Break | None = None
    prayers: Prayers = Prayers()
    daylight: bool = True
    """No stop outdoors before sunrise or after sunset (at `Mission.middle`), the ways on foot to it and back included."""
    indoors: tuple[SiteKind, ...] = (SiteKind.MUSEUM, SiteKind.THEATRE, SiteKind.LIBRARY, SiteKind.CULTURAL_CENTRE)
    """Kinds that can be visited in the dark."""
    indoor_sites: tuple[Slug, ...] = ()
    """Other sites that can be visited in the dark."""
    walking_kph: Annotated[Number, Field(gt=0, le=8)] = 4
    track_kph: Annotated[Number, Field(gt=0, le=40)] = 10
    max_access_m: Annotated[Whole, Field(ge=0, le=20_000)] = 3_000
    """Sites farther than this from a road are left out."""


class Lock(Part):
    """A stop that is fixed: on a day, with a team, at a time. It is a must-see."""

    site: Slug
    day: Day
    team: Slug | None = None
    at: Clock | None = None
    """When the visit begins."""


class Resume(Part):
    """Where the mission stands when it is planned anew on the road (see `geo.visits.replan`)."""

    at: Moment
    """Local moment; nothing before it is planned."""
    positions: dict[Slug, tuple[Annotated[Number, Field(ge=-180, le=180)], Annotated[Number, Field(ge=-90, le=90)]]] = (
        Field(default_factory=dict)
    )
    """Longitude and latitude of each team; else where its plan has it."""
    free: dict[Slug, Moment] = Field(default_factory=dict)
    """When a team that is in the middle of a visit or a pause may leave; else at once."""
    done: tuple[Slug, ...] = ()
    """Sites that have been visited on this mission: no candidates any more."""
    driven_minutes: dict[Slug, Annotated[Whole, Field(ge=0, le=1440)]] = Field(default_factory=dict)
    """By team, on that day: its limit of driving is shorter by that."""
    breaks_taken: dict[Slug, tuple[str, ...]] = Field(default_factory=dict)
    """By team, on that day: names of breaks that it has had, such as `lunch`."""


class Mission(Part):
    """All that the planner is told."""

    mission: Literal[1] = 1
    """Version of the format."""
    title: Annotated[str, Field(min_length=1, max_length=200)]
    purpose: Annotated[str, Field(max_length=2000)] | None = None
    time_zone: Zone
    """IANA name."""
    days: Annotated[
        Annotated[Days, Tag("other")] | Annotated[tuple[Day, ...], Tag("list"), Field(min_length=1)],
        Discriminator(listed),
    ]
    """First and last, or a list."""
    sites: Candidates = Candidates()
    must: tuple[Slug, ...] = ()
    together: tuple[tuple[Slug, ...], ...] = ()
    """Sites that belong on one day."""
    visited: tuple[Slug, ...] = ()
    """Already visited: no need to go."""
    minutes: Minutes = Minutes()
    priority: Priority = Priority()
    opening: tuple[Opening, ...] = ()
    access: Access = Access()
    needs: tuple[Need, ...] = ()
    bases: Annotated[tuple[Base, ...], Field(min_length=1, max_length=100)]
    nights: Nights = Nights()
    start: Start | None = None
    """Else the base of the first night."""
    end: End | None = None
    """Else the base of the last night."""
    teams: Annotated[tuple[Team, ...], Field(min_length=1, max_length=MOST_TEAMS)]
    rules: Rules = Rules()
    countries: tuple[Country, ...] = ()
    """ISO 3166 codes; routes stay within them. Without any, routes may lead anywhere."""
    crossings: tuple[Crossing, ...] = ()
    """Crossings between the named countries that may be used; borders between them are closed elsewhere."""
    closures: tuple[FileName, ...] = ()
    """GeoJSON files of closures beside the mission; those of the store hold as well."""
    locked: tuple[Lock, ...] = ()
    locked_days: tuple[Day, ...] = ()
    """When planning anew: days that stay as they were in the plan that is replaced."""
    resume: Resume | None = None
    seed: Annotated[Whole, Field(ge=0, lt=2**31)] = 1
    iterations: Annotated[Whole, Field(ge=1, le=10_000_000)] | None = None
    """Effort; else set from the size of the task."""
    _origin: Origin = PrivateAttr(default_factory=Origin)

    def problem(self, where: Sequence[str | int], message: str) -> Problem:
        """Return a problem of a field, with its line where the mission was read from a text.

        Parameters
        ----------
        where
            Path of the field, such as `("teams", 1, "hours")`.
        message
            What is wrong and how to mend it, without a final stop.
        """
        return self._origin.problem(where, message)

    def from_origin(self, origin: Origin) -> Mission:
        """Return the same mission, which knows where it was read."""
        known = self.model_copy()
        known._origin = origin
        return known

    @property
    def dates(self) -> tuple[date, ...]:
        """Every day of the mission, in order: day 1 is the first."""
        if isinstance(self.days, tuple):
            return tuple(sorted(self.days))
        n_days = (self.days.last - self.days.first).days + 1
        return tuple(self.days.first + timedelta(days=ahead) for ahead in range(n_days))

    @property
    def zone(self) -> ZoneInfo:
        """The time zone itself."""
        from zoneinfo import ZoneInfo

        return ZoneInfo(self.time_zone)

    @cached_property
    def middle(self) -> tuple[float, float]:
        """Longitude and latitude of the middle of all bases: where sun and prayers are calculated.

        The mean of the directions from the centre of the earth, so that a mission may lie across the 180th meridian.
        """
        x = y = z = 0.0
        for base in self.bases:
            lon, lat = math.radians(base.lon), math.radians(base.lat)
            x, y, z = x + math.cos(lat) * math.cos(lon), y + math.cos(lat) * math.sin(lon), z + math.sin(lat)
        return math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y)))
