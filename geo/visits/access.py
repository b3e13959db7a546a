"""Access to sites, day by day and team by team: as an authority said it, with permits and escorts, or overridden by name.

Of all statements of the store and of the mission, the newest one that was made by a day decides; of several of one day the
one that allows least. A statement that has expired by then says nothing any more: older ones do not come back. Sites that
need a permit, by that statement or by the mission, can be visited by the teams that hold one, while it is valid; those that
need an escort, where one is arranged. Access unknown or expired means that nobody goes, unless somebody answers for it by
name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from geo.vocabularies import AccessStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from geo.visits.mission import Mission, Override, Permit

__all__ = ["AccessOn", "AccessTable", "Said", "access_on", "access_table", "said_of"]

type State = Literal["open", "permit", "escort", "closed", "unknown", "expired", "override"]

_STRICTNESS = {
    AccessStatus.OPEN: 0,
    AccessStatus.ESCORT: 1,
    AccessStatus.PERMIT: 2,
    AccessStatus.UNKNOWN: 3,
    AccessStatus.CLOSED: 4,
}
_NEVER = -(2**62)
"""In place of a day that is not known."""
_CODES = ("no_permit", "no_escort", "access_closed", "access_expired", "access_unknown")
"""Why nobody can go; where days differ, the first of them that holds on any."""


class Said(NamedTuple):
    """A statement on access."""

    day: int
    """Ordinal of the day from which on it was known."""
    strictness: int
    status: AccessStatus
    as_of: str
    """EDTF, as it was said."""
    expires: int | None
    """Ordinal of the last day on which it holds."""
    authority: str


class AccessOn(NamedTuple):
    """Access to a site on a day."""

    state: State
    """What a visit rests on; `override` where somebody answers for it."""
    needs_permit: bool
    code: str | None
    """Why nobody can go whoever it is, of `geo.visits.reasons`; None where teams can."""
    said: Said | None
    """The statement that decides."""
    override: Override | None

    @property
    def note(self) -> str | None:
        """Who said it and when, or who overrode it and why."""
        if self.override is not None:
            return f"overridden by {self.override.by}: {self.override.reason}"
        return None if self.said is None else f"{self.said.authority}, {self.said.as_of}"


@dataclass(frozen=True)
class AccessTable:
    """Access to all candidates on all days."""

    on: tuple[tuple[AccessOn, ...], ...]
    """By site and day."""
    allowed: NDArray[np.bool_]
    """Whether a team may go, shape (n_sites, n_days, n_teams)."""

    def why_not(self, site: int, days: Iterable[int]) -> tuple[str, dict[str, object]] | None:
        """Return the code and its details where no team may go on any of some days; None where one may."""
        days = list(days)
        if self.allowed[site, days].any():
            return None
        found = {each.code or "no_permit": each for each in (self.on[site][day] for day in reversed(days))}
        code = next((code for code in _CODES if code in found), "access_unknown")
        return code, _details(code, found.get(code))


def _details(code: str, access: AccessOn | None) -> dict[str, object]:
    from datetime import date

    said = None if access is None else access.said
    if said is None:
        return {}
    details: dict[str, object] = {"authority": said.authority}
    if code == "access_expired" and said.expires is not None:
        return details | {"expires": date.fromordinal(said.expires).isoformat()}
    return details | {"since": said.as_of}


def said_of(site_ids: Sequence[str], layer: pd.DataFrame, mission: Mission) -> list[tuple[Said, ...]]:
    """Return what has been said of access to each site, in the store and in the mission, oldest first.

    Parameters
    ----------
    site_ids
        The sites.
    layer
        Columns of `geo.layers.ACCESS`; rows whose `as_of` is no readable date say nothing.
    mission
        Whose own statements join those of the layer.
    """
    from geo.edtf import readable_days_of

    out: dict[str, list[Said]] = {site: [] for site in site_ids}
    days = readable_days_of(layer["as_of"].astype("str"))["order"].to_numpy(np.int64, na_value=_NEVER)
    ends = readable_days_of(layer["expires"].astype("str"))["to"].to_numpy(np.int64, na_value=_NEVER)
    rows = zip(
        layer["site_id"], layer["status"], layer["authority"], layer["as_of"], days.tolist(), ends.tolist(), strict=True
    )
    for site, status, authority, as_of, day, end in rows:
        if site in out and day != _NEVER:
            kind = AccessStatus(status)
            said = Said(day, _STRICTNESS[kind], kind, str(as_of), None if end == _NEVER else end, str(authority))
            out[site].append(said)
    for own in mission.access.statements:
        last = None if own.expires is None else own.expires.toordinal()
        said = Said(
            own.as_of.toordinal(), _STRICTNESS[own.status], own.status, own.as_of.isoformat(), last, own.authority
        )
        for site in own.sites:
            if site in out:
                out[site].append(said)
    return [tuple(sorted(out[site], key=lambda each: each[:2])) for site in site_ids]


def access_on(said: Sequence[Said], day: date, *, site_id: str, mission: Mission) -> AccessOn:
    """Return access to a site on a day, by the rule of this module.

    Parameters
    ----------
    said
        What has been said of it, as `said_of` gives it.
    day
        The day.
    site_id
        The site.
    mission
        Whose escorts, overrides and needs of permits are looked at.
    """
    known = [each for each in said if each.day <= day.toordinal()]
    newest = known[-1] if known else None
    state: State = "unknown" if newest is None else newest.status.value
    if newest is not None and newest.expires is not None and newest.expires < day.toordinal():
        state = "expired"
    needs_permit = state == "permit"
    needs_escort = state == "escort"
    if site_id in mission.access.need_permit and state != "closed":
        needs_permit, state = True, "permit"
    override = None
    code: str | None = None
    if state in ("unknown", "expired"):
        override = next(
            (each for each in mission.access.overrides if each.sites == "all" or site_id in each.sites), None
        )
        code = None if override else f"access_{state}"
        state = "override" if override else state
    elif state == "closed":
        code = "access_closed"
    elif needs_escort and site_id not in mission.access.escorts:
        code = "no_escort"
    return AccessOn(state, needs_permit, code, newest, override)


def access_table(candidates: gpd.GeoDataFrame, mission: Mission) -> AccessTable:
    """Return access to all candidates on all days of a mission, for each of its teams.

    Parameters
    ----------
    candidates
        As `geo.visits.candidates.candidates_of` gives them: columns `site_id` and `said`.
    mission
        The mission.
    """
    sites, days = list(candidates["site_id"]), mission.dates
    rows = [
        tuple(access_on(said, day, site_id=site, mission=mission) for day in days)
        for site, said in zip(sites, candidates["said"], strict=True)
    ]
    allowed = np.array([[each.code is None for each in row] for row in rows], dtype=bool).reshape(len(sites), len(days))
    by_team = np.repeat(allowed[:, :, None], len(mission.teams), axis=2)
    needed = np.array([[each.needs_permit for each in row] for row in rows], dtype=bool).reshape(len(sites), len(days))
    held = _held(sites, days, [team.id for team in mission.teams], mission.access.permits)
    return AccessTable(tuple(rows), by_team & (held | ~needed[:, :, None]))


def _held(
    sites: Sequence[str], days: Sequence[date], teams: Sequence[str], permits: Sequence[Permit]
) -> NDArray[np.bool_]:
    """Return which team holds a permit for which site on which day, shape (n_sites, n_days, n_teams)."""
    row: Mapping[str, int] = {site: number for number, site in enumerate(sites)}
    out = np.zeros((len(sites), len(days), len(teams)), dtype=bool)
    for permit in permits:
        rows = [row[site] for site in permit.sites if site in row]
        valid = [(permit.first or day) <= day <= (permit.last or day) for day in days]
        holders = [not permit.teams or team in permit.teams for team in teams]
        out[rows] |= np.outer(valid, holders)
    return out
