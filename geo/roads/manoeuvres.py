"""What a driver does at a point of a route: the codes that routes, plans and phrases share.

Source: the types of manoeuvres of Valhalla's directions, in the order of its numbers 0 to 43 (its turn-by-turn
documentation, "maneuver type"). Sentences in a language are `maps.manoeuvres`'; none of the router is used.
"""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Manoeuvre", "manoeuvre_of"]


class Manoeuvre(StrEnum):
    """A manoeuvre; the members stand in the order of Valhalla's numbers."""

    NONE = "none"
    START = "start"
    START_RIGHT = "start_right"
    START_LEFT = "start_left"
    DESTINATION = "destination"
    DESTINATION_RIGHT = "destination_right"
    DESTINATION_LEFT = "destination_left"
    BECOMES = "becomes"
    """The road takes another name."""
    CONTINUE = "continue"
    SLIGHT_RIGHT = "slight_right"
    RIGHT = "right"
    SHARP_RIGHT = "sharp_right"
    U_TURN_RIGHT = "u_turn_right"
    U_TURN_LEFT = "u_turn_left"
    SHARP_LEFT = "sharp_left"
    LEFT = "left"
    SLIGHT_LEFT = "slight_left"
    RAMP_STRAIGHT = "ramp_straight"
    RAMP_RIGHT = "ramp_right"
    RAMP_LEFT = "ramp_left"
    EXIT_RIGHT = "exit_right"
    EXIT_LEFT = "exit_left"
    STAY_STRAIGHT = "stay_straight"
    STAY_RIGHT = "stay_right"
    STAY_LEFT = "stay_left"
    MERGE = "merge"
    ROUNDABOUT_ENTER = "roundabout_enter"
    ROUNDABOUT_EXIT = "roundabout_exit"
    FERRY_ENTER = "ferry_enter"
    FERRY_EXIT = "ferry_exit"
    TRANSIT = "transit"
    TRANSIT_TRANSFER = "transit_transfer"
    TRANSIT_REMAIN_ON = "transit_remain_on"
    TRANSIT_CONNECTION_START = "transit_connection_start"
    TRANSIT_CONNECTION_TRANSFER = "transit_connection_transfer"
    TRANSIT_CONNECTION_DESTINATION = "transit_connection_destination"
    POST_TRANSIT_CONNECTION_DESTINATION = "post_transit_connection_destination"
    MERGE_RIGHT = "merge_right"
    MERGE_LEFT = "merge_left"
    ELEVATOR_ENTER = "elevator_enter"
    STEPS_ENTER = "steps_enter"
    ESCALATOR_ENTER = "escalator_enter"
    BUILDING_ENTER = "building_enter"
    BUILDING_EXIT = "building_exit"


_BY_NUMBER = tuple(Manoeuvre)


def manoeuvre_of(number: int) -> Manoeuvre:
    """Return the manoeuvre of a number of Valhalla; one that a later version may have added counts as going on.

    Examples
    --------
    >>> manoeuvre_of(10), manoeuvre_of(99)
    (<Manoeuvre.RIGHT: 'right'>, <Manoeuvre.CONTINUE: 'continue'>)
    """
    return _BY_NUMBER[number] if 0 <= number < len(_BY_NUMBER) else Manoeuvre.CONTINUE
