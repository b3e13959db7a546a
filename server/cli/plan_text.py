"""A plan as people read it in a terminal: day by day, what is left out and why, and what no plan could exceed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from geo.visits.plan import Omission, Plan, PlanBreak, PlanDay, PlanLeg, PlanPlace, PlanStop
from geo.visits.reasons import CONFLICTS, REASONS, sentence
from geo.vocabularies import LegBasis
from server.cli.told import plain

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

__all__ = ["hours", "print_plan"]


def hours(seconds: float) -> str:
    """Return a length of time in hours and minutes.

    Examples
    --------
    >>> hours(5400), hours(540)
    ('1 h 30', '9 min')
    """
    minutes = round(seconds / 60)
    return f"{minutes // 60} h {minutes % 60:02}" if minutes >= 60 else f"{minutes} min"


def print_plan(plan: Plan, *, names: Mapping[str, str], console: Console) -> None:
    """Print a plan.

    Parameters
    ----------
    plan
        With or without conflicts; these come first.
    names
        Of sites by id; else the id stands there.
    console
        Where to.
    """
    _Printer(plan, names, console).print()


class _Printer:
    def __init__(self, plan: Plan, names: Mapping[str, str], console: Console) -> None:
        self.plan, self.names, self.console = plan, names, console
        self.bases = {base["id"]: base.get("title") or base["id"] for base in plan.mission.get("bases", ())}
        self.teams = {team["id"]: team.get("title") or team["id"] for team in plan.mission.get("teams", ())}

    def print(self) -> None:
        self._say(self.plan.title, "bold")
        for conflict in self.plan.conflicts:
            self._say(f"Demands that cannot be met together: {self._sentence(conflict)}", "bold red")
        for day in self.plan.days:
            self._say("")
            self._day(day)
        self._say("")
        self._worth()
        self._omitted()
        for note in self.plan.notes:
            self._say(note, "dim")

    def _say(self, text: str, style: str = "") -> None:
        self.console.print(plain(text), style=style, markup=False, highlight=False, soft_wrap=True)

    def _called(self, site_id: str) -> str:
        return plain(self.names.get(site_id, site_id))

    def _place(self, place: PlanPlace) -> str:
        if place.site_id is not None:
            return self._called(place.site_id)
        return plain(self.bases.get(place.base_id, place.base_id or f"{place.lon:.4f}, {place.lat:.4f}"))

    def _day(self, day: PlanDay) -> None:
        heading = f"Day {day.day}, {day.date:%A} {day.date.isoformat()}, {self.teams.get(day.team, day.team)}"
        if day.depart is None or day.arrive is None:
            self._say(f"{heading}: rests at {self._place(day.start)}", "bold")
            return
        km = sum(item.km for item in day.items if isinstance(item, PlanLeg))
        self._say(
            f"{heading}: {day.depart:%H:%M}–{day.arrive:%H:%M}, {hours(day.drive_seconds)} of driving, {km:.0f} km",
            "bold",
        )
        table = _table()
        for item in day.items:
            table.add_row(*self._row(item))
        self.console.print(table)

    def _row(self, item: PlanLeg | PlanStop | PlanBreak) -> tuple[str | Text, ...]:
        from rich.text import Text

        if isinstance(item, PlanStop):
            marks = [
                word for word, there in (("must-see", item.must), ("locked", item.locked), ("done", item.done)) if there
            ]
            said = ", ".join([self._called(item.site_id), *marks])
            return (
                _span(item.begin, item.end),
                Text(f"{item.position}  {said}", "bold"),
                Text(f"worth {item.priority}", "dim"),
            )
        if isinstance(item, PlanBreak):
            return _span(item.begin, item.end), Text(plain(f"   {item.name}"), "italic"), Text("")
        said = f"   {self._way(item)}: {item.km:.1f} km, {hours(item.seconds)}"
        return _span(item.depart, item.arrive), Text(said, "dim"), Text("")

    def _way(self, leg: PlanLeg) -> str:
        if leg.basis is LegBasis.ACCESS:
            return plain(leg.note)
        return f"{'estimate, ' if leg.basis is LegBasis.ESTIMATE else ''}to {self._place(leg.end)}"

    def _worth(self) -> None:
        reached, plan = self.plan.objective, self.plan
        share = f" ({100 * reached.priority // reached.bound} %)" if reached.bound > 0 else ""
        self._say(
            f"{len(plan.visited)} of {len(plan.candidates)} sites; priority {reached.priority}, and no plan exceeds {reached.bound}{share}."
        )
        if reached.must_of:
            self._say(f"Must-sees: {reached.must} of {reached.must_of}.")
        days = "1 day" if reached.shifts == 1 else f"{reached.shifts} days"
        self._say(f"{hours(reached.drive_seconds)} of driving, {reached.km:.0f} km, {days} of a team.")

    def _omitted(self) -> None:
        if not self.plan.omitted:
            return
        self._say("\nNot in the plan", "bold")
        table = _table()
        for omission in self.plan.omitted:
            table.add_row(*self._reason(omission))
        self.console.print(table)

    def _reason(self, omission: Omission) -> Iterable[str | Text]:
        from rich.text import Text

        return Text(self._called(omission.site_id)), Text(self._sentence(omission))

    def _sentence(self, omission: Omission) -> str:
        """Return a reason with names in place of ids; as the plan has it where its code is unknown."""
        if omission.code not in REASONS and omission.code not in CONFLICTS:
            return plain(omission.reason)
        return plain(sentence(omission.code, omission.details, show=self._show))

    def _show(self, field: str, value: object) -> str:
        names = {"site": self.names, "sites": self.names, "team": self.teams, "base": self.bases, "to_base": self.bases}
        values = value if isinstance(value, list | tuple) else [value]
        return ", ".join(names.get(field, {}).get(str(each), str(each)) for each in values)


def _table() -> Table:
    from rich.table import Table

    return Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))


def _span(begin: datetime, end: datetime) -> Text:
    from rich.text import Text

    return Text(f"{begin:%H:%M}–{end:%H:%M}")
