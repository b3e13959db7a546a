"""What a plan says in the reader's language: times, ways, pauses, reasons, and what adding a site would cost."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from markupsafe import Markup, escape

from geo.visits.cost import cost_of
from geo.visits.plan import Omission, Plan, PlanLeg, PlanPlace, PlanStop, PlanTurn
from geo.visits.reasons import sentence
from geo.vocabularies import AccessStatus
from maps.dates import in_words
from maps.i18n import distance_km, joined, metres, number, translations
from maps.manoeuvres import turn_phrase
from maps.names import Name
from maps.words import label
from server.pages.mission_form import PRAYERS

__all__ = ["PlanWords", "prayer_labels", "team_labels"]

_ON_FOOT = re.compile(r"access: (\d+) m on (foot|a track)")
_ROAD = "road: "
_OVERRIDDEN = re.compile(r"overridden by (.+?): ")
_SHORT_KM = 0.95


class PlanWords:
    """The words of one plan in one language.

    Parameters
    ----------
    plan
        The plan.
    names
        The first name of each site that it speaks of, by id.
    lang
        The reader's language.
    """

    def __init__(self, plan: Plan, names: Mapping[str, Name], lang: str) -> None:
        self._plan, self._names, self._lang = plan, names, lang
        self._ = translations(lang).gettext
        self._ngettext = translations(lang).ngettext

    @cached_property
    def bases(self) -> dict[str, str]:
        """What each base is called."""
        return {base["id"]: base.get("title") or base["id"] for base in self._plan.mission.get("bases", ())}

    @cached_property
    def teams(self) -> dict[str, str]:
        """What each team is called."""
        return team_labels(self._plan.mission, self._lang)

    def team(self, code: str) -> str:
        """Return what a team is called."""
        return self.teams.get(code, code)

    def place(self, place: PlanPlace) -> Name:
        """Return what the end of a leg is called."""
        if place.site_id is not None:
            return self._names.get(place.site_id, Name(place.site_id, "und"))
        if place.base_id is not None:
            return Name(self.bases.get(place.base_id, place.base_id), "und")
        return Name(f"{place.lat:.4f}, {place.lon:.4f}", "und")

    def duration(self, seconds: float) -> str:
        """Return a length of time to the minute, such as 2 h 05 min."""
        hours, minutes = divmod(round(seconds / 60), 60)
        if not hours:
            return self._("%(minutes)s min") % {"minutes": number(minutes, self._lang)}
        return self._("%(hours)s h %(minutes)s min") % {
            "hours": number(hours, self._lang),
            "minutes": f"{minutes:02d}",
        }

    def basis(self, leg: PlanLeg) -> str:
        """Return what the time of a leg rests on."""
        walked = _ON_FOOT.fullmatch(leg.note)
        if walked:
            length = metres(int(walked[1]), self._lang)
            text = (
                self._("access: %(metres)s on foot") if walked[2] == "foot" else self._("access: %(metres)s on a track")
            )
            return text % {"metres": length}
        if leg.note.startswith(_ROAD):
            return self._("road: %(source)s") % {"source": leg.note.removeprefix(_ROAD)}
        return self._("estimate") if leg.note == "estimate" else leg.note

    def length(self, km: float) -> str:
        """Return a length in kilometres, below one in metres."""
        return distance_km(km, self._lang) if km >= _SHORT_KM else metres(1000 * km, self._lang)

    def access(self, stop: PlanStop) -> Markup:
        """Return on what the access to a stop rests, with who said it; the reason of who overrode it is among the notes."""
        if stop.access == "override":
            found = _OVERRIDDEN.match(stop.access_note or "")
            who = found[1] if found else stop.access_note or "?"
            return escape(self._("access: %(who)s answers for it")) % {"who": Markup("<bdi>{}</bdi>").format(who)}
        said = escape(self._("access: %(status)s") % {"status": label(AccessStatus, stop.access, self._lang)})
        return said + (Markup(" <bdi>({})</bdi>").format(stop.access_note) if stop.access_note else "")

    def turns(self, leg: PlanLeg) -> tuple[Markup, ...]:
        """Return the way turn by turn; names of roads are set apart from the direction of the sentence."""
        return tuple(self._turn(turn) for turn in leg.turns)

    def _turn(self, turn: PlanTurn) -> Markup:
        said = str(escape(turn_phrase(turn, self._lang))).replace("\u2068", "<bdi>").replace("\u2069", "</bdi>")
        after = Markup(' <span class="small">{}</span>').format(self.length(turn.km)) if turn.km > 0 else ""
        return Markup(said) + after  # noqa: S704 (escaped above)

    def climb(self, leg: PlanLeg) -> str | None:
        """Return how much a leg climbs and descends; None where heights are not known."""
        if leg.climb_m is None or leg.descent_m is None or leg.climb_m == leg.descent_m == 0:
            return None
        up, down = (metres(value, self._lang) for value in (leg.climb_m, leg.descent_m))
        return self._("%(up)s up, %(down)s down") % {"up": up, "down": down}

    def pause(self, name: str) -> str:
        """Return what a break is called."""
        known = {f"prayer:{code}": label for code, label in prayer_labels(self._lang).items()}
        known |= {"lunch": self._("Lunch"), "prayer:friday": self._("Friday prayer")}
        return known.get(name, name)

    def reason(self, omission: Omission) -> str:
        """Return why a site is left out, or which demands conflict."""
        try:
            return sentence(omission.code, omission.details, translate=self._, show=self._shown)
        except (KeyError, ValueError, IndexError):  # a code of a newer version; its sentence stands in the plan
            return omission.reason

    def cost(self, omission: Omission) -> list[str]:
        """Return what it would cost to add a site, as far as the plan knows."""
        cost, said = cost_of(omission), []
        if cost is None:
            return []
        where = {"day": number(cost.day or 0, self._lang), "team": self.team(cost.team or "")}
        if cost.day and cost.minutes:
            text = self._("%(minutes)s more of working hours on day %(day)s, %(team)s.")
            said.append(text % {**where, "minutes": self.duration(60 * cost.minutes)})
        if cost.day and cost.driving:
            text = self._("%(minutes)s more driving than is allowed on day %(day)s, %(team)s.")
            said.append(text % {**where, "minutes": self.duration(60 * cost.driving)})
        if cost.day and cost.detour:
            text = self._("A detour of %(minutes)s on day %(day)s, %(team)s.")
            said.append(text % {**where, "minutes": self.duration(60 * cost.detour)})
        if cost.instead_of and cost.worth is not None:
            text = self._("In its place would go: %(sites)s; worth %(worth)s, and it is worth %(priority)s.")
            shown = {"worth": cost.worth, "priority": cost.priority, "sites": cost.instead_of}
            said.append(text % {name: self._shown(name, value) for name, value in shown.items()})
        return said

    def may_be_added(self, omission: Omission) -> bool:
        """Tell whether another plan of the same mission could have the site."""
        possible = not omission.code.startswith("no_day")  # not even a must-see then
        return possible and (cost_of(omission) is not None or omission.code == "fits")

    def family(self, omission: Omission) -> str:
        """Return under which heading an omission stands."""
        return next((start for start in self._families if omission.code.startswith(start)), "other")

    @cached_property
    def _families(self) -> dict[str, str]:
        return {
            "needs_more": self._("A day would have to be longer"),
            "displaces": self._("Others are worth more"),
            "fits": self._("There would be room"),
            "together": self._("It belongs together with others"),
            "no_day_holds": self._("No day holds it"),
            "access_unknown": self._("Access is unknown"),
            "access_expired": self._("What is known of access is out of date"),
            "access_closed": self._("Closed to visitors"),
            "no_permit": self._("A permit is missing"),
            "no_escort": self._("An escort is missing"),
            "never_open": self._("Closed on all of these days"),
            "no_daylight": self._("Not open long enough in daylight"),
            "no_road": self._("No road is near"),
            "unreachable": self._("No road leads there"),
            "no_team": self._("No team has what it needs"),
            "no_position": self._("The position is not public"),
            "visited": self._("Visited already"),
            "excluded": self._("Left out on purpose"),
            "other": self._("Other reasons"),
        }

    @property
    def families(self) -> list[tuple[str, str]]:
        """The headings of omissions in the order of a page: what could still be had first."""
        return list(self._families.items())

    def _shown(self, field: str, value: object) -> str:
        if value is None:
            return "?"
        if field == "site":
            return self._name(value)
        if field == "sites" and isinstance(value, list | tuple):
            return joined([self._name(each) for each in value], self._lang)
        if field == "team":
            return self._bare_team(str(value))
        if field in ("base", "to_base"):
            return self.bases.get(str(value), str(value))
        if field in ("since", "expires"):
            return in_words(str(value), self._lang)
        if isinstance(value, list | tuple):
            return joined([self._shown("", each) for each in value], self._lang)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return number(value, self._lang)
        return str(value)

    def _bare_team(self, code: str) -> str:
        """Return what stands after the word "team": its name, or its number."""
        teams = self._plan.mission.get("teams", ())
        place = next((place for place, team in enumerate(teams, start=1) if team["id"] == code), None)
        if place is None:
            return code
        return str(teams[place - 1].get("title") or number(place, self._lang))

    def _name(self, site_id: Any) -> str:  # noqa: ANN401 (of a file)
        known = self._names.get(str(site_id))
        return known.text if known else str(site_id)


def team_labels(mission: Mapping[str, Any], lang: str) -> dict[str, str]:
    """Return what each team of a mission is called; one that nobody named goes by its letter, as on the map."""
    label = translations(lang).gettext("Team %(number)s")
    teams = enumerate(mission.get("teams", ()))
    return {team["id"]: team.get("title") or label % {"number": chr(ord("A") + place % 26)} for place, team in teams}


def prayer_labels(lang: str) -> dict[str, str]:
    """Return what the prayers are called, by their codes."""
    _ = translations(lang).gettext
    names = (_("Dawn prayer"), _("Noon prayer"), _("Afternoon prayer"), _("Sunset prayer"), _("Night prayer"))
    return dict(zip(PRAYERS, names, strict=True))
