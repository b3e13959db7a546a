"""`mirasmap plan`: from a mission file to a plan, as a file and as a timetable to read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from geo.visits.plan_exports import ENDINGS, export_plan
from maps.i18n import check_language
from server.cli.loading import prepare
from server.cli.outputs import OutputError, check_output
from server.cli.plan_progress import planning_bar
from server.cli.plan_text import print_plan
from server.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

    from geo.visits.mission import Mission
    from geo.visits.plan import Plan

__all__ = ["check_plan_output", "closed_beside", "show_plan", "site_names", "write_plan_of"]


def write_plan_of(
    mission_file: Path,
    output: Path,
    *,
    closures: Sequence[Path],
    seconds: float | None,
    iterations: int | None,
    seed: int | None,
    lang: str | None,
    store: Path | None,
    package: Path | None,
    force: bool,
) -> Plan:
    """Plan a mission, write the plan whole or not at all, and print it.

    Parameters
    ----------
    mission_file
        YAML or JSON; the files of closures that it names lie beside it.
    output
        Its ending decides what is written.
    closures
        Files of closed areas beside those of the store and of the mission.
    seconds, iterations, seed
        Effort and seed in place of those of the mission.
    lang
        Language of the names of sites; None takes that of the settings.
    store, package
        What the command line names; None leaves it to the environment and the defaults.
    force
        Replace a file that exists.

    Raises
    ------
    MirasmapError
        If the mission has problems, the roads or the store cannot be opened, or the file cannot be written.
    """
    from geo.visits.mission_file import read_mission
    from server.planning import plan_mission

    check_plan_output(output, force=force)
    mission = read_mission(mission_file)
    if seed is not None:
        mission = mission.model_copy(update={"seed": seed})
    settings = Settings.given(store=store, package=package, language=lang and check_language(lang))
    prepare(settings)
    with planning_bar() as bar:
        plan = plan_mission(
            mission,
            settings,
            closures=[*closed_beside(mission, mission_file), *closures],
            iterations=iterations,
            seconds=seconds,
            watch=bar.watch,
            progress=bar.tell,
        )
    show_plan(plan, output, settings)
    return plan


def check_plan_output(output: Path, *, force: bool) -> None:
    """See that a plan can be written into a file, before it is made."""
    if output.suffix.lower() not in ENDINGS:
        message = f"{output.name!r} does not say what to write; let it end in {', '.join(ENDINGS)}"
        raise OutputError(message)
    check_output(output, force=force, such_as="plan.json")


def closed_beside(mission: Mission, mission_file: Path) -> list[Path]:
    """Return where the files of closures lie that a mission names."""
    return [mission_file.parent / name for name in mission.closures]


def show_plan(plan: Plan, output: Path, settings: Settings) -> None:
    """Write a plan, and print it with the names of its sites."""
    from rich.console import Console

    names = site_names(plan, settings)
    export_plan(plan, output, names=names)
    called = dict(zip(names["site_id"].tolist(), names["text"].tolist(), strict=True))
    print_plan(plan, names=called, console=Console(soft_wrap=False))
    typer.echo(f"{output}: plan {plan.hash[:12]}.")


def site_names(plan: Plan, settings: Settings) -> pd.DataFrame:
    """Return a name of each candidate in the language of the settings: columns `site_id`, `text`."""
    from geo.store import open_store
    from maps.names import first_names

    store = open_store(settings.store, public=True)
    try:
        return first_names(store.names(list(plan.candidates)), settings.language)[["site_id", "text"]]
    finally:
        store.close()
