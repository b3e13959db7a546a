"""The commands that plan visits and compare plans, and their help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from server.cli.options import Closures, Force, Lang, PackageFolder, StoreFile

__all__ = ["add_plan_commands"]

_CONFLICT = 2
"""Exit code where demands conflict: the plan is written, but not all that was asked for can be had."""

_Iterations = Annotated[
    int | None, typer.Option("--iterations", help="Effort of the search; the same gives the same plan anywhere.", min=1)
]
_Seconds = Annotated[float | None, typer.Option("--seconds", help="Search no longer than this.", min=0.1)]


def add_plan_commands(main: typer.Typer) -> None:
    """Add the commands to the command line."""
    main.command("plan")(_plan)
    main.command("replan")(_replan)
    main.command("what-if")(_what_if)
    main.command("mission-schema")(_mission_schema)


def _plan(
    mission: Annotated[Path, typer.Argument(help="The mission, YAML or JSON.", dir_okay=False)],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", help="The file to write: plan.json, or .geojson, .gpx, .gpkg.", dir_okay=False),
    ],
    seconds: _Seconds = None,
    iterations: _Iterations = None,
    seed: Annotated[
        int | None, typer.Option(help="Seed in place of that of the mission.", min=0, max=2**31 - 1)
    ] = None,
    closures: Closures = None,
    lang: Lang = None,
    store: StoreFile = None,
    package: PackageFolder = None,
    force: Force = False,
) -> None:
    """Plan a visit: which sites on which day, over which roads, at what time; and which not, and why.

    Exit code 2 where demands of the mission cannot be met together; the plan then says which.
    """
    from server.cli.planning import write_plan_of
    from server.cli.told import sentences

    with sentences():
        plan = write_plan_of(
            mission,
            output,
            closures=closures or [],
            seconds=seconds,
            iterations=iterations,
            seed=seed,
            lang=lang,
            store=store,
            package=package,
            force=force,
        )
    if plan.conflicts:
        raise typer.Exit(_CONFLICT)


def _replan(
    plan: Annotated[Path, typer.Argument(help="The plan as it was, plan.json.", dir_okay=False)],
    mission: Annotated[Path, typer.Option("--mission", help="The mission that it was made of.", dir_okay=False)],
    at: Annotated[str, typer.Option("--at", help="Local day and time from which to plan anew: 2026-05-15T11:40.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write.", dir_okay=False)],
    position: Annotated[
        list[str] | None,
        typer.Option(
            "--position", help="Where a team is: team=lon,lat; else where the plan has it.", metavar="TEAM=LON,LAT"
        ),
    ] = None,
    without: Annotated[
        list[str] | None, typer.Option("--without", help="A team that goes no further.", metavar="TEAM")
    ] = None,
    done: Annotated[
        list[str] | None, typer.Option("--done", help="A site visited, whatever the plan says.", metavar="SITE")
    ] = None,
    lock: Annotated[
        list[str] | None,
        typer.Option("--lock", help="A site of which the stop keeps its day, team and time.", metavar="SITE"),
    ] = None,
    lock_day: Annotated[
        list[str] | None,
        typer.Option("--lock-day", help="A day that stays as it is, by number or date.", metavar="DAY"),
    ] = None,
    free_night: Annotated[
        list[str] | None,
        typer.Option(
            "--free-night",
            help="A day, by number or date, after which the night may be spent elsewhere; all others stay.",
            metavar="DAY",
        ),
    ] = None,
    closures: Closures = None,
    seconds: _Seconds = None,
    iterations: _Iterations = None,
    lang: Lang = None,
    store: StoreFile = None,
    package: PackageFolder = None,
    force: Force = False,
) -> None:
    """Plan the rest of a visit anew, on the road: what was done stays, and the difference is printed."""
    from server.cli.replanning import write_replan
    from server.cli.told import sentences

    with sentences():
        anew = write_replan(
            plan,
            mission,
            output,
            at=at,
            positions=position or [],
            without=without or [],
            done=done or [],
            locked=lock or [],
            locked_days=lock_day or [],
            free_nights=free_night or [],
            closures=closures or [],
            seconds=seconds,
            iterations=iterations,
            lang=lang,
            store=store,
            package=package,
            force=force,
        )
    if anew.conflicts:
        raise typer.Exit(_CONFLICT)


def _what_if(
    first: Annotated[Path, typer.Argument(help="A plan, A.json.", dir_okay=False)],
    second: Annotated[Path, typer.Argument(help="Another, B.json.", dir_okay=False)],
    lang: Lang = None,
    store: StoreFile = None,
    package: PackageFolder = None,
) -> None:
    """Compare two plans side by side: sites, priority, hours, kilometres, and what is different."""
    from server.cli.replanning import print_what_if
    from server.cli.told import sentences

    with sentences():
        print_what_if(first, second, lang=lang, store=store, package=package)


def _mission_schema() -> None:
    """Print the JSON Schema of missions, by which editors complete and check them."""
    import json

    from geo.visits.mission_file import mission_schema

    typer.echo(json.dumps(mission_schema(), indent=2, ensure_ascii=False))
