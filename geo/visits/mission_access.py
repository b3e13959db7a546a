"""The parts of a mission that say when sites can be visited, and by whose leave."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from geo.visits.mission_values import Day, Slug, Span  # noqa: TC001 (pydantic reads them)
from geo.vocabularies import AccessStatus, SiteKind  # noqa: TC001 (pydantic reads them)

__all__ = ["Access", "AccessSaid", "Opening", "Override", "Part", "Permit", "listed"]

type Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class Part(BaseModel):
    """What every part of a mission is: nothing unknown in it, and never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def listed(value: object) -> str:
    """Return which form of a field it is, `list` or `other`, so that errors are about that form alone."""
    return "list" if isinstance(value, list | tuple) else "other"


class Opening(Part):
    """When sites can be visited; without any rule a site is open all day.

    The rules that fit a site and a day are gone through in order: `hours` say when it is open, whatever was said before;
    `closed` is cut out of what holds so far.
    """

    sites: tuple[Slug, ...] = ()
    kinds: tuple[SiteKind, ...] = ()
    """Sites of these kinds, beside those of `sites`; with neither, all."""
    weekdays: tuple[Weekday, ...] = ()
    """All if empty."""
    dates: tuple[Day, ...] = ()
    """Only on these days."""
    hours: tuple[Span, ...] | None = None
    """Spans in which a visit lies wholly; an empty list for closed."""
    closed: tuple[Span, ...] = ()
    """Spans cut out of the hours, such as Friday prayer."""
    source: Annotated[str, Field(max_length=500)] | None = None


class Permit(Part):
    """A permit in hand; its reference stays in the mission and enters no plan."""

    sites: Annotated[tuple[Slug, ...], Field(min_length=1)]
    first: Day | None = None
    last: Day | None = None
    teams: tuple[Slug, ...] = ()
    """Teams that hold it; all if empty."""
    reference: Annotated[str, Field(max_length=500)] | None = None


class Override(Part):
    """Somebody answers for sites of which access is unknown or expired; printed in the plan."""

    by: Annotated[str, Field(min_length=1, max_length=200)]
    reason: Annotated[str, Field(min_length=1, max_length=500)]
    sites: Annotated[
        Annotated[tuple[Slug, ...], Tag("list")] | Annotated[Literal["all"], Tag("other")], Discriminator(listed)
    ] = "all"


class AccessSaid(Part):
    """What an authority said of access, beyond what the store has."""

    sites: Annotated[tuple[Slug, ...], Field(min_length=1)]
    status: AccessStatus
    authority: Annotated[str, Field(min_length=1, max_length=200)]
    as_of: Day
    expires: Day | None = None
    """Last day on which it holds."""


class Access(Part):
    """What is known of access beyond the store (how it is read: `geo.visits.access`)."""

    statements: tuple[AccessSaid, ...] = ()
    permits: tuple[Permit, ...] = ()
    escorts: tuple[Slug, ...] = ()
    """Sites for which an escort is arranged."""
    overrides: tuple[Override, ...] = ()
    need_permit: tuple[Slug, ...] = ()
    """Sites that need a permit, beside those of which the store says it."""
