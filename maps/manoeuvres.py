"""What a driver is told, in the reader's language: one table for all languages, none of the router's sentences."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo.roads.manoeuvres import Manoeuvre
from maps.i18n import mark_in, translations

if TYPE_CHECKING:
    from geo.visits.plan import PlanTurn

__all__ = ["PHRASES", "phrase", "turn_phrase"]

PHRASES: dict[Manoeuvre, tuple[str, str]] = {
    Manoeuvre.NONE: mark_in("Manoeuvre", "Go on"),
    Manoeuvre.START: mark_in("Manoeuvre", "Set out"),
    Manoeuvre.START_RIGHT: mark_in("Manoeuvre", "Set out to the right"),
    Manoeuvre.START_LEFT: mark_in("Manoeuvre", "Set out to the left"),
    Manoeuvre.DESTINATION: mark_in("Manoeuvre", "Arrive"),
    Manoeuvre.DESTINATION_RIGHT: mark_in("Manoeuvre", "Arrive: the place is on the right"),
    Manoeuvre.DESTINATION_LEFT: mark_in("Manoeuvre", "Arrive: the place is on the left"),
    Manoeuvre.BECOMES: mark_in("Manoeuvre", "The road takes another name"),
    Manoeuvre.CONTINUE: mark_in("Manoeuvre", "Go on"),
    Manoeuvre.SLIGHT_RIGHT: mark_in("Manoeuvre", "Bear right"),
    Manoeuvre.RIGHT: mark_in("Manoeuvre", "Turn right"),
    Manoeuvre.SHARP_RIGHT: mark_in("Manoeuvre", "Turn sharply right"),
    Manoeuvre.U_TURN_RIGHT: mark_in("Manoeuvre", "Turn round to the right"),
    Manoeuvre.U_TURN_LEFT: mark_in("Manoeuvre", "Turn round to the left"),
    Manoeuvre.SHARP_LEFT: mark_in("Manoeuvre", "Turn sharply left"),
    Manoeuvre.LEFT: mark_in("Manoeuvre", "Turn left"),
    Manoeuvre.SLIGHT_LEFT: mark_in("Manoeuvre", "Bear left"),
    Manoeuvre.RAMP_STRAIGHT: mark_in("Manoeuvre", "Go straight onto the slip road"),
    Manoeuvre.RAMP_RIGHT: mark_in("Manoeuvre", "Take the slip road on the right"),
    Manoeuvre.RAMP_LEFT: mark_in("Manoeuvre", "Take the slip road on the left"),
    Manoeuvre.EXIT_RIGHT: mark_in("Manoeuvre", "Leave the road on the right"),
    Manoeuvre.EXIT_LEFT: mark_in("Manoeuvre", "Leave the road on the left"),
    Manoeuvre.STAY_STRAIGHT: mark_in("Manoeuvre", "Keep straight on at the fork"),
    Manoeuvre.STAY_RIGHT: mark_in("Manoeuvre", "Keep right at the fork"),
    Manoeuvre.STAY_LEFT: mark_in("Manoeuvre", "Keep left at the fork"),
    Manoeuvre.MERGE: mark_in("Manoeuvre", "Join the other road"),
    Manoeuvre.ROUNDABOUT_ENTER: mark_in("Manoeuvre", "Enter the roundabout"),
    Manoeuvre.ROUNDABOUT_EXIT: mark_in("Manoeuvre", "Leave the roundabout"),
    Manoeuvre.FERRY_ENTER: mark_in("Manoeuvre", "Take the ferry"),
    Manoeuvre.FERRY_EXIT: mark_in("Manoeuvre", "Leave the ferry"),
    Manoeuvre.TRANSIT: mark_in("Manoeuvre", "Take public transport"),
    Manoeuvre.TRANSIT_TRANSFER: mark_in("Manoeuvre", "Change to another line"),
    Manoeuvre.TRANSIT_REMAIN_ON: mark_in("Manoeuvre", "Stay on board"),
    Manoeuvre.TRANSIT_CONNECTION_START: mark_in("Manoeuvre", "Enter the station"),
    Manoeuvre.TRANSIT_CONNECTION_TRANSFER: mark_in("Manoeuvre", "Change station"),
    Manoeuvre.TRANSIT_CONNECTION_DESTINATION: mark_in("Manoeuvre", "Leave the station"),
    Manoeuvre.POST_TRANSIT_CONNECTION_DESTINATION: mark_in("Manoeuvre", "Go on from the station"),
    Manoeuvre.MERGE_RIGHT: mark_in("Manoeuvre", "Join the other road to the right"),
    Manoeuvre.MERGE_LEFT: mark_in("Manoeuvre", "Join the other road to the left"),
    Manoeuvre.ELEVATOR_ENTER: mark_in("Manoeuvre", "Take the lift"),
    Manoeuvre.STEPS_ENTER: mark_in("Manoeuvre", "Take the steps"),
    Manoeuvre.ESCALATOR_ENTER: mark_in("Manoeuvre", "Take the escalator"),
    Manoeuvre.BUILDING_ENTER: mark_in("Manoeuvre", "Enter the building"),
    Manoeuvre.BUILDING_EXIT: mark_in("Manoeuvre", "Leave the building"),
}
"""Context and English text of every manoeuvre; the catalogues have the translations."""

_STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ISOLATE, _END = "\u2068", "\u2069"
_NO_ROAD_FOLLOWS = (Manoeuvre.DESTINATION, Manoeuvre.DESTINATION_RIGHT, Manoeuvre.DESTINATION_LEFT)


def phrase(manoeuvre: str, street: str | None, exit_number: int | None, lang: str) -> str:
    """Return what a driver does, as plain text.

    Parameters
    ----------
    manoeuvre
        A code of `geo.roads.manoeuvres.Manoeuvre`; another counts as going on, since plans are read from files.
    street
        Name of the road that follows, in whatever language and script the network has it. It stays as it is, set apart
        from the direction of the sentence (U+2068, U+2069).
    exit_number
        Of a roundabout, counted from where it is entered.
    lang
        One of `maps.i18n.LANGUAGES`.

    Raises
    ------
    LanguageError
        If the interface does not speak `lang`.

    Examples
    --------
    >>> phrase("right", "M12", None, "en").encode("ascii", "ignore").decode()
    'Turn right: M12'
    >>> phrase("roundabout_enter", None, 2, "en")
    'At the roundabout take exit 2'
    """
    texts = translations(lang)
    known = Manoeuvre(manoeuvre) if manoeuvre in Manoeuvre else Manoeuvre.CONTINUE
    if known is Manoeuvre.ROUNDABOUT_ENTER and exit_number is not None:
        said = texts.pgettext("Manoeuvre", "At the roundabout take exit {number}").format(number=exit_number)
    else:
        said = texts.pgettext(*PHRASES[known])
    name = _STEERING.sub("", street or "").strip()
    if not name or known in _NO_ROAD_FOLLOWS:
        return said
    return texts.pgettext("Manoeuvre", "{what}: {road}").format(what=said, road=f"{_ISOLATE}{name}{_END}")


def turn_phrase(turn: PlanTurn, lang: str) -> str:
    """Return what a driver does at a turn of a plan; see `phrase`."""
    return phrase(turn.type, turn.street, turn.exit, lang)
