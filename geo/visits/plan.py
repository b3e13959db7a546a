"""A plan: which sites on which day, in which order, over which roads, at what time; and which not, and why.

The document that `mirasmap plan` writes and every map, page and export is made of. Moments are local, without offset, in
the time zone of the plan.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, NaiveDatetime

from geo.vocabularies import LegBasis

__all__ = [
    "Objective",
    "Omission",
    "Plan",
    "PlanBreak",
    "PlanClosure",
    "PlanDay",
    "PlanLeg",
    "PlanPlace",
    "PlanStop",
    "PlanTurn",
    "Solver",
]

type Lon = Annotated[float, Field(ge=-180, le=180)]
type Lat = Annotated[float, Field(ge=-90, le=90)]
type Position = tuple[Lon, Lat]
"""Longitude and latitude, WGS 84."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class PlanPlace(_Part):
    """Where a leg begins or ends: a site, or a base."""

    site_id: str | None = None
    base_id: str | None = None
    lon: Lon
    lat: Lat


class PlanTurn(_Part):
    """One manoeuvre on the way; its phrase in a language is made by `maps.manoeuvres`."""

    type: str
    """A code of `geo.roads.manoeuvres.Manoeuvre`."""
    street: str | None = None
    km: float
    """From here to the next."""
    seconds: int
    lon: Lon
    lat: Lat
    exit: int | None = None
    """Of a roundabout."""


class PlanLeg(_Part):
    """A way. By road it leads from access point to access point; `access` legs join a stop with its road."""

    kind: Literal["leg"] = "leg"
    start: PlanPlace
    end: PlanPlace
    depart: NaiveDatetime
    arrive: NaiveDatetime
    """With buffer, and with a break that is taken on the way."""
    seconds: int
    """Time on the way itself: driving, or walking and the like on an access leg."""
    km: float
    climb_m: int | None = None
    descent_m: int | None = None
    """None where heights are not known."""
    basis: LegBasis
    note: str
    """What the time rests on, such as `road: OSM 2021-08-06`, `access: 620 m on foot`."""
    line: tuple[Position, ...]
    turns: tuple[PlanTurn, ...] = ()
    """Of a leg by road."""


class PlanStop(_Part):
    """A visit of a site."""

    kind: Literal["stop"] = "stop"
    id: str
    """Stays when the plan is made anew and the stop does not change."""
    site_id: str
    position: int
    """Order on the day of this team, from 1."""
    arrive: NaiveDatetime
    """At the access point by road."""
    begin: NaiveDatetime
    end: NaiveDatetime
    depart: NaiveDatetime
    """From the access point."""
    priority: int
    must: bool = False
    locked: bool = False
    done: bool = False
    access: str
    """What the plan rests on: a status of `AccessStatus`, or `override`."""
    access_note: str | None = None
    """Who said it and when, or who overrode it and why."""
    lon: Lon
    lat: Lat


class PlanBreak(_Part):
    """Lunch, prayer and the like."""

    kind: Literal["break"] = "break"
    name: str
    begin: NaiveDatetime
    end: NaiveDatetime


class PlanDay(_Part):
    """One team on one day; without items it rests."""

    day: int
    """From 1."""
    date: date
    team: str
    start: PlanPlace
    end: PlanPlace
    depart: NaiveDatetime | None = None
    arrive: NaiveDatetime | None = None
    drive_seconds: int = 0
    sunrise: NaiveDatetime | None = None
    sunset: NaiveDatetime | None = None
    items: tuple[Annotated[PlanLeg | PlanStop | PlanBreak, Field(discriminator="kind")], ...] = ()
    """In order of time."""


class Omission(_Part):
    """A candidate that is not in the plan, with a reason that a person can act on."""

    site_id: str
    code: str
    """A code of `geo.visits.reasons`."""
    details: dict[str, Any] = {}
    """What the sentence of that code needs: day, minutes, sites, …"""
    reason: str
    """The sentence in English; pages have it in the reader's language, from code and details."""


class Objective(_Part):
    """What the plan reaches, and what no plan could exceed."""

    must: int
    """Must-sees in the plan."""
    must_of: int
    priority: int
    bound: int
    """No plan of these candidates under these rules has more priority."""
    drive_seconds: int
    km: float
    shifts: int
    """Teams by days that are driven."""


class Solver(_Part):
    """By what the plan was made; with the same the same plan is made again."""

    name: str
    version: str
    seed: int
    effort: dict[str, int]
    """Iterations done, by phase."""


class PlanClosure(_Part):
    """An area that no way of the plan touches, as the layer `closures` has it."""

    id: str
    kind: str
    title: str
    first_day: str | None = None
    last_day: str | None = None
    yearly: str | None = None
    as_of: str | None = None
    expires: str | None = None
    source: str | None = None
    note: str | None = None
    area: dict[str, Any]
    """GeoJSON geometry."""


class Plan(_Part):
    """A whole plan."""

    plan: Literal[1] = 1
    """Version of the format."""
    hash: str
    """SHA-256 of everything below, the bound aside, and of nothing of when and where it was made: the same inputs give the same."""
    title: str
    time_zone: str
    mission: dict[str, Any]
    """The mission, without what is private (references of permits)."""
    mission_hash: str
    data: dict[str, Any]
    """Name and version of the data package; source, state and stamp of the roads."""
    solver: Solver
    objective: Objective
    candidates: tuple[str, ...]
    visited: tuple[str, ...]
    omitted: tuple[Omission, ...]
    days: tuple[PlanDay, ...]
    conflicts: tuple[Omission, ...] = ()
    """Demands that cannot be met together: must-sees, deadlines, transfers; empty for a plan that holds."""
    notes: tuple[str, ...] = ()
    """What a reader must know: overrides by name, expired statements, sites without an access point near a road."""
    closures: tuple[PlanClosure, ...] = ()
    """Ids of the areas that were in force on any day."""
