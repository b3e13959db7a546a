"""`mirasmap replan` and `mirasmap what-if`: the rest of a visit planned anew, and two plans side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from geo.errors import PlanError
from geo.visits.plan_file import read_plan
from maps.i18n import check_language
from server.cli.loading import prepare
from server.cli.plan_progress import planning_bar
from server.cli.planning import check_plan_output, closed_beside, show_plan, site_names
from server.cli.told import plain
from server.settings import Settings

if TYPE_CHECKING:
    from geo.visits.mission import Mission
    from geo.visits.plan import Plan
    from geo.visits.what_if import Comparison

__all__ = ["print_what_if", "write_replan"]


def write_replan(
    plan_file: Path,
    mission_file: Path,
    output: Path,
    *,
    at: str,
    positions: Sequence[str],
    without: Sequence[str],
    done: Sequence[str],
    locked: Sequence[str],
    locked_days: Sequence[str],
    free_nights: Sequence[str],
    closures: Sequence[Path],
    seconds: float | None,
    iterations: int | None,
    lang: str | None,
    store: Path | None,
    package: Path | None,
    force: bool,
) -> Plan:
    """Plan the rest of a visit anew, write the whole, and print it with what is different.

    Parameters
    ----------
    plan_file, mission_file
        The plan as it was, and the mission that it was made of.
    output
        Its ending decides what is written.
    at
        Local moment, ISO.
    positions
        `team=lon,lat` each.
    without
        Teams that go no further.
    done
        Sites visited by now, beside those that the plan says.
    locked
        Sites of which the stops stay.
    locked_days, free_nights
        Days that stay, and days after which the night may be spent elsewhere: a number from 1 or an ISO date each.
    closures, seconds, iterations, lang, store, package, force
        As `server.cli.planning.write_plan_of` takes them.

    Raises
    ------
    MirasmapError
        If the plan is none or not of this mission, the moment, a day or a position cannot be read, and as `write_plan_of`.
    """
    from geo.visits.mission_file import read_mission
    from geo.visits.replan import replan
    from server.planning import ground

    check_plan_output(output, force=force)
    now, places = _moment(at), dict(map(_position, positions))
    before, mission = read_plan(plan_file), read_mission(mission_file)
    days = [_day(text, "--lock-day", mission) for text in locked_days]
    nights = [mission.dates.index(_day(text, "--free-night", mission)) + 1 for text in free_nights]
    settings = Settings.given(store=store, package=package, language=lang and check_language(lang))
    prepare(settings)
    files = [*closed_beside(mission, mission_file), *closures]
    with planning_bar() as bar, ground(settings, closures=files, progress=bar.tell) as on:
        anew, comparison = replan(
            before,
            mission,
            on.store,
            on.roads,
            at=now,
            positions=places,
            done=done,
            absent_teams=without,
            locked=locked,
            locked_days=days,
            free_nights=nights,
            closures=on.closures,
            borders=on.borders,
            heights=on.heights,
            iterations=iterations,
            seconds=seconds,
            watch=bar.watch,
        )
    show_plan(anew, output, settings)
    _print_comparison(comparison, _called(settings, before, anew))
    return anew


def print_what_if(first: Path, second: Path, *, lang: str | None, store: Path | None, package: Path | None) -> None:
    """Print what is different between two plans.

    Parameters
    ----------
    first, second
        Files of plans.
    lang, store, package
        As `server.cli.planning.write_plan_of` takes them; without a store sites go by their ids.

    Raises
    ------
    MirasmapError
        If a file is no plan.
    """
    from geo.visits.what_if import compare_plans

    a, b = read_plan(first), read_plan(second)
    settings = Settings.given(store=store, package=package, language=lang and check_language(lang))
    _print_comparison(compare_plans(a, b), _called(settings, a, b) if settings.store.exists() else {})


def _called(settings: Settings, *plans: Plan) -> Mapping[str, str]:
    frames = [site_names(plan, settings) for plan in plans]
    return {site: text for frame in frames for site, text in zip(frame["site_id"], frame["text"], strict=True)}


def _print_comparison(comparison: Comparison, names: Mapping[str, str]) -> None:
    from geo.visits.what_if import comparison_text

    shown = {site: plain(text) for site, text in names.items()}
    typer.echo(f"\n{comparison_text(comparison, names=shown)}")


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is not None:
        message = f"--at {text!r} is no local day and time; write it like 2026-05-15T11:40"
        raise PlanError(message)
    return moment


def _day(text: str, option: str, mission: Mission) -> date:
    """Return a day of a mission from its number or its date."""
    dates = mission.dates
    if text.isdecimal() and 1 <= int(text) <= len(dates):
        return dates[int(text) - 1]
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day not in dates:
        message = (
            f"{option} {text!r} is no day of the mission; "
            f"write its number, 1 to {len(dates)}, or its date, {dates[0]} to {dates[-1]}"
        )
        raise PlanError(message)
    return day


def _position(text: str) -> tuple[str, tuple[float, float]]:
    team, _, place = text.partition("=")
    try:
        lon, lat = map(float, place.split(","))
    except ValueError:
        lon = lat = float("nan")
    if not (team and -180 <= lon <= 180 and -90 <= lat <= 90):
        message = f"--position {text!r} is no position of a team; write it like car-1=46.75,39.76, longitude first"
        raise PlanError(message)
    return team, (lon, lat)
