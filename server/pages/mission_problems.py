"""Which field of the form a problem of the mission belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from geo.errors import Problem
from server.pages.mission_form import Drafted

__all__ = ["FieldError", "field_errors"]

_PLAIN = {
    "title": "title",
    "time_zone": "time_zone",
    "days.first": "first",
    "days.last": "last",
    "days": "last",
    "sites": "where",
    "must": "must",
    "minutes": "minutes",
    "priority": "derive",
    "nights": "base_1_nights",
    "start": "start",
    "end": "end",
    "bases": "base_1",
    "teams": "team_1",
    "rules.max_driving_hours": "max_driving",
    "rules.buffer_minutes": "buffer",
    "rules.lunch": "lunch_minutes",
    "rules.prayers": "friday",
    "access": "override_by",
    "countries": "country",
}
"""Beginning of a path in the mission, and the field; the longest that fits is taken."""


@dataclass(frozen=True)
class FieldError:
    """What is wrong with a field of the form."""

    field: str
    """Empty for the form as a whole."""
    text: str
    lang: str | None = None
    """Of the text, where it is not that of the page."""


def field_errors(problems: Iterable[Problem], drafted: Drafted) -> list[FieldError]:
    """Return the problems of a mission beside the fields of the form that it came from."""
    return [FieldError(_field(problem.field or "", drafted), _sentence(problem.message), "en") for problem in problems]


def _field(path: str, drafted: Drafted) -> str:
    numbered = re.match(r"(bases|teams)[.\[](\d+)", path)
    if numbered:
        slots = drafted.base_slots if numbered[1] == "bases" else [f"team_{slot}" for slot in drafted.team_slots]
        index = int(numbered[2])
        return slots[index] if index < len(slots) else _PLAIN[numbered[1]]
    fitting = [start for start in _PLAIN if path == start or path.startswith((f"{start}.", f"{start}["))]
    return _PLAIN[max(fitting, key=len)] if fitting else ""


def _sentence(message: str) -> str:
    return message[:1].upper() + message[1:] + ("" if message.endswith(".") else ".")
