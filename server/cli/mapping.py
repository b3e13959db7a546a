"""`mirasmap map`: what a question finds, as one file that needs no network."""

from __future__ import annotations

from pathlib import Path

import typer

from geo.visits.plan_file import read_plan
from geo.whole_file import whole_file
from maps.build import Style
from maps.i18n import check_language
from server.cli.loading import prepare
from server.cli.outputs import check_output
from server.file_map import file_map, read_question
from server.resources import open_resources
from server.settings import Settings

__all__ = ["write_map"]

_MEGABYTE = 1_000_000


def write_map(
    output: Path,
    *,
    where: str,
    bbox: str | None,
    lang: str | None,
    style: Style,
    title: str | None,
    store: Path | None,
    package: Path | None,
    basemap: bool,
    plan: Path | None,
    force: bool,
) -> None:
    """Write the map into a file, whole or not at all, and say how large it is.

    Parameters
    ----------
    output
        The file.
    where, bbox
        The question, as in an address.
    lang
        Language at first; None takes that of the settings.
    style, title
        As `server.file_map.file_map` has them.
    store, package
        What the command line names; None leaves it to the environment and the defaults.
    basemap
        Whether the base map is inside.
    plan
        A file of a plan, drawn in place of the documented visits.
    force
        Replace a file that exists.

    Raises
    ------
    MirasmapError
        If the file exists and is not to be replaced, the plan is none, or the question cannot be read, finds nothing, or finds too much.
    """
    check_output(output, force=force, such_as="map.html")
    drawn = None if plan is None else read_plan(plan)
    settings = Settings.given(store=store, package=package, language=lang and check_language(lang))
    prepare(settings)
    reading = open_resources(settings)
    try:
        question = read_question(reading, where, bbox)
        made = file_map(
            reading, question, lang=settings.language, style=style, title=title, basemap=basemap, plan=drawn
        )
    finally:
        reading.close()
    content = made.html.encode()
    with whole_file(output) as part:
        part.write_bytes(content)
    sites = "1 site" if made.n_sites == 1 else f"{made.n_sites:,} sites"
    typer.echo(f"{output}: {sites}, {len(content) / _MEGABYTE:.1f} MB; opens in any browser, without a network.")
