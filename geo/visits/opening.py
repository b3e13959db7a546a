"""When sites are open: the rules of a mission as spans of a day, in seconds since midnight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.visits.mission_values import span_seconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from geo.visits.mission import Mission, Opening

__all__ = ["ALL_DAY", "WEEKDAYS", "open_spans", "rules_of"]

type Spans = tuple[tuple[int, int], ...]
"""In order, apart from each other."""

ALL_DAY: Spans = ((0, 86_400),)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def rules_of(mission: Mission, site_id: str, kind: str) -> tuple[int, ...]:
    """Return which of the rules of a mission are about a site: sites with the same are open at the same times."""

    def fits(rule: Opening) -> bool:
        return not (rule.sites or rule.kinds) or site_id in rule.sites or kind in rule.kinds

    return tuple(number for number, rule in enumerate(mission.opening) if fits(rule))


def open_spans(rules: Iterable[Opening], day: date) -> Spans:
    """Return when a site is open on a day.

    Parameters
    ----------
    rules
        Those about the site, in the order of the mission: `hours` say when it is open, whatever was said before, `closed`
        is cut out of what holds so far.
    day
        The day.

    Returns
    -------
    tuple of (int, int)
        Opens and closes, in seconds since midnight, in order and apart from each other; () where it stays closed.

    Examples
    --------
    >>> from datetime import date
    >>> from geo.visits.mission import Opening
    >>> rules = [Opening(hours=["09:00-18:00"]), Opening(weekdays=["friday"], closed=["12:30-14:30"])]
    >>> open_spans(rules, date(2026, 5, 15))
    ((32400, 45000), (52200, 64800))
    """
    spans = ALL_DAY
    for rule in rules:
        if (rule.dates and day not in rule.dates) or (rule.weekdays and WEEKDAYS[day.weekday()] not in rule.weekdays):
            continue
        if rule.hours is not None:
            spans = _joined([span_seconds(span) for span in rule.hours])
        for span in rule.closed:
            spans = _without(spans, *span_seconds(span))
    return spans


def _joined(spans: Sequence[tuple[int, int]]) -> Spans:
    """Return spans in order; those that touch or overlap become one."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = out[-1][0], max(end, out[-1][1])
        else:
            out.append((start, end))
    return tuple(out)


def _without(spans: Spans, start: int, end: int) -> Spans:
    """Return spans with one cut out."""
    parts = [part for first, last in spans for part in ((first, min(last, start)), (max(first, end), last))]
    return tuple(part for part in parts if part[0] < part[1])
