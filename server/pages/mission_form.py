"""The form of a new visit: what stands in it at first, and the mission that it comes to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from maps.dates import in_words
from maps.i18n import translations
from server.pages.visit_ground import Ground
from server.posted import Form

__all__ = ["BASES", "PRAYERS", "TEAMS", "Drafted", "draft", "first_form"]

BASES = (1, 2, 3, 4)
"""Places to sleep that the form has room for; a mission file has no such limit."""
TEAMS = (1, 2, 3, 4)
PRAYERS = ("fajr", "dhuhr", "asr", "maghrib", "isha")
_N_DAYS = 3
_AHEAD_DAYS = 14
"""Permits and drivers are not found overnight; a setting of the form, for want of a better one."""
_NIGHTS = re.compile(r"(\d{1,3})(?:-(\d{1,3}))?", re.ASCII)


@dataclass
class Drafted:
    """The mission that a form comes to, as data, and where each part stands in the form."""

    data: dict[str, Any]
    errors: list[tuple[str, str]] = field(default_factory=list)
    """Field of the form, and what is wrong with it in the reader's language."""
    base_slots: list[str] = field(default_factory=list)
    """Which fields each base of the mission came from: `base_1`, `start`."""
    team_slots: list[int] = field(default_factory=list)


def first_form(ground: Ground, lang: str, *, must: list[str], today: date) -> Form:
    """Return the form with sensible values, before anybody typed."""
    first = today + timedelta(days=_AHEAD_DAYS + (7 - (today.weekday() + _AHEAD_DAYS) % 7) % 7)  # a Monday
    title = translations(lang).gettext("Visit from %(day)s") % {"day": in_words(first.isoformat(), lang)}
    town = ground.nearest_town
    pairs = [
        ("where", ground.where),
        ("title", title),
        ("first", first.isoformat()),
        ("last", (first + timedelta(days=_N_DAYS - 1)).isoformat()),
        ("time_zone", ground.time_zones[0]),
        ("base_1_place", town.id if town else ""),
        *[("team", str(slot)) for slot in TEAMS[:1]],
        *[(f"team_{slot}_from", "08:30") for slot in TEAMS],
        *[(f"team_{slot}_until", "18:00") for slot in TEAMS],
        ("max_driving", "4"),
        ("buffer", "5"),
        ("minutes", "45"),
        ("lunch", "yes"),
        ("lunch_minutes", "60"),
        ("lunch_from", "12:00"),
        ("lunch_until", "15:00"),
        ("daylight", "yes"),
        ("derive", "urgency"),
        *[("country", code) for code in ground.stay_in],
        *[("must", site_id) for site_id in must if site_id in set(ground.ids)],
    ]
    return Form(pairs)


def draft(form: Form, ground: Ground, lang: str) -> Drafted:
    """Return the mission that a form comes to; values go into it as they were typed, for the mission itself checks them.

    Only what the mission could not say beside a field of the form is looked at here.
    """
    return _Drafting(form, ground, lang).drafted()


class _Drafting:
    def __init__(self, form: Form, ground: Ground, lang: str) -> None:
        self.form, self.ground = form, ground
        self._ = translations(lang).gettext
        self.made = Drafted({"mission": 1})

    def drafted(self) -> Drafted:
        text, data = self._text, self.made.data
        data["title"] = text("title") or self._("Visit")
        data["time_zone"] = text("time_zone")
        data["days"] = {"first": text("first"), "last": text("last")}
        data["sites"] = self._sites()
        data["must"] = self._ids("must")
        data["minutes"] = {"default": self._number("minutes")}
        data["priority"] = {"derive": text("derive") or "urgency"}
        data["bases"], data["nights"] = self._bases()
        self._end_place("start", "at", data)
        self._end_place("end", "deadline", data)
        data["teams"] = list(self._teams())
        data["rules"] = self._rules()
        data["access"] = self._access()
        data["countries"] = self.form.all("country")
        return self.made

    def _sites(self) -> dict[str, Any]:
        where = self.ground.question.where
        if not self.ground.n:
            self._wrong("where", self._("No site is like that; choose others on the map or in the table."))
        only_ids = where.ids is not None and self.ground.where.startswith("ids=") and "&" not in self.ground.where
        sites: dict[str, Any] = {"exclude": self._ids("exclude")}
        if only_ids:
            sites["ids"] = list(where.ids or ())
        elif self.ground.where:
            sites["where"] = self.ground.where
        return sites

    def _bases(self) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        bases: list[dict[str, Any]] = []
        at: dict[int, str] = {}
        free: list[str] = []
        for slot in BASES:
            base = self._base(f"base_{slot}")
            if base is None:
                if self._text(f"base_{slot}_nights"):
                    self._wrong(f"base_{slot}", self._("Choose the place for these nights."))
                continue
            bases.append(base)
            self.made.base_slots.append(f"base_{slot}")
            nights = self._nights(f"base_{slot}_nights")
            at |= dict.fromkeys(nights, base["id"])
            if not nights:
                free.append(base["id"])
        if not bases and not any(name.startswith("base_") for name, _text in self.made.errors):
            self._wrong("base_1", self._("Choose a place to sleep, or write its longitude and latitude."))
        chosen = {"default": free[0]} if len(free) == 1 else {"choose": free} if free else {}
        return bases, {"at": at, **chosen}

    def _end_place(self, slot: str, when: str, data: dict[str, Any]) -> None:
        """Add where the first day begins or the last one ends, if it is another place or has a time."""
        base, clock = self._base(slot), self._text(f"{slot}_{when}")
        if base is None and not clock:
            return
        if base is None and len(data["bases"]) != 1:
            self._wrong(slot, self._("Choose the place that this time is for."))
            return
        if base is not None and base["id"] not in [each["id"] for each in data["bases"]]:
            data["bases"].append({**base, "overnight": False})
            self.made.base_slots.append(slot)
        data[slot] = {"base": (base or data["bases"][0])["id"], when: clock or None}

    def _base(self, slot: str) -> dict[str, Any] | None:
        """Return the base that some fields name: a position if one is written, else a town."""
        lon, lat = self._text(f"{slot}_lon"), self._text(f"{slot}_lat")
        if lon or lat:
            title = self._text(f"{slot}_title")
            position = {"lon": self._number(f"{slot}_lon"), "lat": self._number(f"{slot}_lat")}
            return {"id": slot.replace("_", "-"), "title": title or f"{lat}, {lon}", **position}
        chosen = self._text(f"{slot}_place")
        town = next((town for town in self.ground.towns if town.id == chosen), None)
        if chosen and town is None:
            self._wrong(slot, self._("This place is not known; choose another one."))
        if town is None:
            return None
        return {"id": town.id, "title": town.label, "lon": round(town.lon, 6), "lat": round(town.lat, 6)}

    def _nights(self, name: str) -> list[int]:
        nights: list[int] = []
        typed = re.sub(r"\s*[-–]\s*", "-", self._text(name))
        for part in filter(None, re.split(r"[\s,;،]+", typed)):
            span = _NIGHTS.fullmatch(part)
            if span is None or int(span[2] or span[1]) < int(span[1]):
                self._wrong(name, self._("Write nights by their numbers, such as 1-2, 4."))
                return nights
            nights += range(int(span[1]), int(span[2] or span[1]) + 1)
        return nights

    def _teams(self) -> Iterator[dict[str, Any]]:
        for slot in TEAMS:
            if str(slot) in self.form.all("team"):
                self.made.team_slots.append(slot)
                yield {
                    "id": f"team-{slot}",
                    "title": self._text(f"team_{slot}_title") or None,
                    "hours": self._span(f"team_{slot}"),
                    "off_road": f"team_{slot}_off_road" in self.form,
                }
        if not self.made.team_slots:
            self._wrong("team_1", self._("At least one team must go."))

    def _rules(self) -> dict[str, Any]:
        lunch = {"minutes": self._number("lunch_minutes"), "between": self._span("lunch")}
        return {
            "max_driving_hours": self._number("max_driving"),
            "buffer_minutes": self._number("buffer"),
            "lunch": lunch if "lunch" in self.form else None,
            "prayers": {"breaks": self.form.all("prayer"), "friday": "friday" in self.form},
            "daylight": "daylight" in self.form,
        }

    def _access(self) -> dict[str, Any]:
        by, reason = self._text("override_by"), self._text("override_reason")
        if by and not reason:
            self._wrong("override_reason", self._("Write why these sites may be visited although nobody has said so."))
        if reason and not by:
            self._wrong("override_by", self._("Write the name of the person who answers for it."))
        if not by and not reason and self.ground.n and self.ground.n_unknown == self.ground.n:
            said = self._(
                "Nobody has said whether these sites may be visited: without a name here none of them is planned."
            )
            self._wrong("override_by", said)
        return {"overrides": [{"by": by, "reason": reason}]} if by and reason else {}

    def _ids(self, name: str) -> list[str]:
        typed = (part for value in self.form.all(name) for part in re.split(r"[\s,;]+", value) if part)
        return [*dict.fromkeys(typed)]

    def _span(self, name: str) -> str:
        return f"{self._text(f'{name}_from')}-{self._text(f'{name}_until')}"

    def _number(self, name: str) -> float | int | str:
        """Return a number; what is none stays as it was typed, for the mission to say what is wrong with it."""
        typed = self._text(name).replace("\u066b", ".").replace(",", ".")
        if re.fullmatch(r"-?\d{1,9}", typed):
            return int(typed)
        return float(typed) if re.fullmatch(r"-?\d{0,9}\.\d{1,9}", typed) else self._text(name)

    def _text(self, name: str) -> str:
        return self.form.get(name, "").strip()

    def _wrong(self, name: str, text: str) -> None:
        self.made.errors.append((name, text))
