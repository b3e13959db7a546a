"""Why a site is not in a plan, and which demands cannot be met together: codes, and sentences that a person can act on.

A code has one sentence or several, the fullest first; the first of which all details are known is said. Details are named
fields, so that a page can say the same in the reader's language:

=========================  ====================================================================
`site`, `sites`            id, ids of sites
`day`, `days`              number of a day from 1, several
`team`, `base`, `to_base`  ids of the mission
`minutes`, `driving`       whole minutes
`priority`, `worth`        what a visit is worth, what several are worth together
`since`, `expires`         ISO day, or EDTF
`deadline`, `arrive`       `HH:MM`
`metres`, `limit`          whole metres; the limit in the unit of what is limited
`authority`, `needs`       text, texts
=========================  ====================================================================
"""

from __future__ import annotations

from string import Formatter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["CONFLICTS", "REASONS", "fields", "sentence"]


def N_(text: str) -> str:  # noqa: N802  (the name by which extractors of texts know it)
    """Mark a text for translation where it is said."""
    return text


REASONS: dict[str, tuple[str, ...]] = {
    "no_position": (
        N_("Its position is not public: a plan cannot lead there. Give it a public place, or visit without plan."),
    ),
    "access_unknown": (
        N_("Access is unknown since {since}, says {authority}: ask there, or override it by name."),
        N_("Access is unknown since {since}: ask its authority, or override it by name."),
        N_("Nobody has said whether it may be visited: ask its authority, or override it by name."),
    ),
    "access_expired": (
        N_("What {authority} said of access was good until {expires}: ask again, or override it by name."),
        N_("What is known of access was good until {expires}: ask again, or override it by name."),
        N_("What is known of access is out of date: ask again, or override it by name."),
    ),
    "access_closed": (
        N_("It is closed to visitors since {since}, says {authority}: ask there when it opens."),
        N_("It is closed to visitors since {since}: ask its authority when it opens."),
        N_("It is closed to visitors: ask its authority when it opens."),
    ),
    "no_permit": (
        N_(
            "It needs a permit, says {authority}, and no team holds one on these days: apply, then name it in the mission."
        ),
        N_("It needs a permit, and no team holds one on these days: apply for one, then name it in the mission."),
    ),
    "no_escort": (
        N_("It needs an escort, says {authority}: arrange one, then name the site among the escorts of the mission."),
        N_("It needs an escort: arrange one, then name the site among the escorts of the mission."),
    ),
    "visited": (N_("It has been visited already: take it off that list to visit it again."),),
    "excluded": (N_("The mission leaves it out: take it off that list to let it in."),),
    "no_road": (
        N_("It lies {metres} m from a road, more than {limit} m: give it an access point, or raise that limit."),
        N_("No road is near: give it an access point, or build the roads from a larger extract."),
    ),
    "unreachable": (
        N_(
            "No road leads there from a base on any of these days: look at closures and borders, or choose another base."
        ),
    ),
    "never_open": (N_("It is closed on every day of the mission: move the mission, or ask for other hours."),),
    "no_daylight": (
        N_(
            "Between sunrise and sunset it needs {minutes} min more while it is open: shorten the visit, or ask for other hours."
        ),
        N_("It has no hours in daylight that are long enough: shorten the visit, or ask for other hours."),
    ),
    "no_team": (
        N_("No team has what it needs ({needs}): add it to a team."),
        N_("No team has what it needs: add the skill, language or permit to a team."),
    ),
    "no_day_holds": (N_("No day holds it, even alone: begin earlier, end later, or sleep nearer."),),
    "no_day_holds_hours": (
        N_("No day holds it, even alone: on day {day}, team {team}, it needs {minutes} min more of working hours."),
    ),
    "no_day_holds_driving": (
        N_(
            "No day holds it, even alone: on day {day}, team {team}, it needs {driving} min more of driving than allowed."
        ),
    ),
    "no_day_holds_window": (
        N_("No day holds it, even alone: on day {day}, team {team}, it would have to be open {minutes} min longer."),
        N_("No day holds it, even alone: it is not open long enough when a team can be there."),
    ),
    "needs_more": (
        N_(
            "It needs {minutes} min more on day {day}, team {team}; without them it would displace {sites}, worth {worth} against its {priority}."
        ),
        N_("It needs {minutes} min more on day {day}, team {team}: lengthen that day, or shorten a visit."),
    ),
    "needs_more_both": (
        N_("It needs {minutes} min more on day {day}, team {team}, and {driving} min more of driving than allowed."),
    ),
    "needs_more_driving": (
        N_("It needs {driving} min more of driving on day {day}, team {team}, than is allowed: raise that limit."),
    ),
    "displaces": (
        N_("It is worth {priority} and would displace {sites}, worth {worth}: make it a must-see to have it instead."),
    ),
    "displaces_must": (N_("It would displace {sites}, a must-see among them: drop that, or add a day or a team."),),
    "better": (
        N_(
            "It is worth {priority} and could stand in place of {sites}, worth {worth}: plan again with more effort, or make it a must-see."
        ),
    ),
    "fits": (N_("Day {day}, team {team}, has room for it: plan again with more effort, or make it a must-see."),),
    "no_room": (
        N_("It fits on no day between the stops that are planned: make it a must-see to have it in their place."),
    ),
    "together": (
        N_("It belongs on one day with {sites}, and no day of the plan has room for all: part them, or drop one."),
    ),
}
"""Of sites that are not in a plan."""

CONFLICTS: dict[str, tuple[str, ...]] = {
    "must_cannot": (
        N_(
            "No day can hold the must-see {site}: even alone, {minutes} min are missing on day {day}, team {team}. Mend what is said with the omitted sites, or drop it."
        ),
        N_("No day can hold the must-see {site}, for the reason said with the omitted sites: mend that, or drop it."),
    ),
    "must_left": (
        N_(
            "No place was found for the must-see {site}: beside the others {minutes} min are missing on day {day}, team {team}. Plan with more effort, or lengthen that day."
        ),
        N_("No place was found for the must-see {site}: plan with more effort, or lengthen a day."),
    ),
    "must_together": (
        N_(
            "No days were found for the must-sees {sites} together, though each has one alone: for {site} {minutes} min are missing on day {day}, team {team}. Lengthen that day, drop one, or add a day or a team."
        ),
        N_(
            "No days were found for the must-sees {sites} together, though each has one alone: drop one, or add a day or a team."
        ),
    ),
    "must_apart": (
        N_("The must-see {site} belongs on one day with {sites}, and no day holds them all: part them, or drop one."),
    ),
    "lock_cannot": (
        N_(
            "The locked stop {site} on day {day} cannot be held: {minutes} min are missing. Free it, or give it another time or team."
        ),
        N_("The locked stop {site} on day {day} cannot be held: free it, or give it another time or team."),
    ),
    "end_deadline": (
        N_(
            "Even without a stop on day {day}, team {team} is not at {to_base} by {deadline}: from {base} it arrives at {arrive} at the earliest. Set a later deadline, or spend the night nearer."
        ),
    ),
    "end_deadline_stop": (
        N_(
            "With {site} on day {day}, team {team} cannot be at {to_base} by {deadline}: drop that stop, or end {minutes} min later."
        ),
    ),
    "transfer_too_long": (
        N_(
            "On day {day} team {team} drives {minutes} min from {base} to {to_base}, more than {limit} min: raise that limit, or sleep nearer."
        ),
    ),
    "transfer_hours": (
        N_(
            "On day {day} team {team} needs {minutes} min more of working hours to get from {base} to {to_base}: lengthen the day, or sleep nearer."
        ),
    ),
    "transfer_no_road": (
        N_(
            "On day {day} no road leads team {team} from {base} to {to_base}: look at closures and borders, or choose another base."
        ),
    ),
    "base_off_network": (
        N_("The base {base} lies {metres} m from a road: move it to a road, or build the roads from a larger extract."),
        N_("The base {base} lies off the roads: move it to a road, or build the roads from a larger extract."),
    ),
}
"""Of demands that cannot be met together."""


def fields(text: str) -> tuple[str, ...]:
    """Return the names of the details that a sentence has, in order.

    Examples
    --------
    >>> fields("It needs {minutes} min more on day {day}.")
    ('minutes', 'day')
    """
    return tuple(name for _, name, _, _ in Formatter().parse(text) if name)


def sentence(
    code: str,
    details: Mapping[str, Any],
    *,
    translate: Callable[[str], str] = str,
    show: Callable[[str, Any], str] | None = None,
) -> str:
    """Return what a code says.

    Parameters
    ----------
    code
        One of `REASONS` or `CONFLICTS`.
    details
        Its fields; those that are missing or None are not known.
    translate
        From the English sentence to that of another language, with the same fields.
    show
        The text of a field's value, by name; as it stands by default, several joined by commas.

    Raises
    ------
    KeyError
        If there is no such code.

    Examples
    --------
    >>> sentence("access_unknown", {"since": "2021-05"})
    'Access is unknown since 2021-05: ask its authority, or override it by name.'
    """
    texts = REASONS[code] if code in REASONS else CONFLICTS[code]
    known = {name for name, value in details.items() if value is not None}
    text = next((text for text in texts if known.issuperset(fields(text))), texts[-1])
    values = {name: (show or _plain)(name, details.get(name)) for name in fields(text)}
    return translate(text).format_map(values)


def _plain(_: str, value: object) -> str:
    if value is None:
        return "?"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value)
