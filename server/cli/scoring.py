"""`mirasmap score`: how complete the records of sites are, as a table."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from geo.completeness.standard import BANDS, STANDARD
from geo.completeness.summary import Grouping, summary
from geo.errors import QuestionError
from geo.vocabularies import SiteKind, Tradition
from maps.i18n import check_language
from maps.words import label
from server.answers import answer
from server.api.sites_csv import inert
from server.cli.loading import prepare
from server.cli.outputs import check_output
from server.cli.told import plain
from server.file_map import read_question
from server.resources import Resources, open_resources
from server.settings import Settings

__all__ = ["tell_scores"]

_BANDS = [f"{low}-{high}" for low, high in BANDS]
_TITLES = {"layer": "layer", "district": "district", "tradition": "made for", "kind": "kind"}


def tell_scores(
    *,
    by: Grouping,
    where: str,
    missing: bool,
    csv: Path | None,
    lang: str | None,
    store: Path | None,
    package: Path | None,
    force: bool,
) -> None:
    """Print how complete the records of a question are, for groups of sites.

    Parameters
    ----------
    by
        The groups.
    where
        The question, as in an address; it may ask for a box too.
    missing
        Print how many records lack each thing as well.
    csv
        A file to write the figures to.
    lang
        Language of the names of groups; None takes that of the settings.
    store, package
        What the command line names; None leaves it to the environment and the defaults.
    force
        Replace a file that exists.

    Raises
    ------
    MirasmapError
        If the file exists and is not to be replaced, or the question cannot be read or finds nothing.
    """
    if csv is not None:
        check_output(csv, force=force, such_as="scores.csv")
    settings = Settings.given(store=store, package=package, language=lang and check_language(lang))
    prepare(settings, roads=False)
    reading = open_resources(settings)
    try:
        given = answer(reading, read_question(reading, where, None))
        found = summary(given.facets, by, given.found)
        named = found.assign(name=_named(reading, found["group"], by, settings.language))
    finally:
        reading.close()
    if found.empty:
        message = "the question finds no site, so there is nothing to score; ask for more with --where"
        raise QuestionError(message)
    console = Console()
    console.print(_scores(named, by))
    if missing:
        console.print(_missing(named, by))
    typer.echo("A score says how much is on record, and nothing about the worth of a site.")
    if csv is not None:
        texts = {name: inert(named[name]) for name in ("group", "name")}
        named.assign(**texts).to_csv(csv, index=False, float_format="%.1f")
        typer.echo(f"{csv}: {len(named):,} {'row' if len(named) == 1 else 'rows'}.")


def _named(reading: Resources, groups: pd.Series, by: Grouping, lang: str) -> pd.Series:
    """Return what groups are called."""
    if by == "district":
        names = groups.map(reading.districts(lang)).fillna(groups)
    elif by == "layer":
        names = groups
    else:
        vocabulary = Tradition if by == "tradition" else SiteKind
        names = groups.map(lambda code: label(vocabulary, code, lang), na_action="ignore")
    return names.astype("str").fillna("not stated")


def _scores(found: pd.DataFrame, by: Grouping) -> Table:
    table = Table(title="How complete records are, of 100", title_justify="left")
    table.add_column(_TITLES[by], overflow="fold")
    for heading in ("sites", "mean", "median", *_BANDS):
        table.add_column(heading, justify="right")
    for row in found.to_dict("records"):
        counts = (f"{row[band]:,}" for band in _BANDS)
        table.add_row(Text(plain(row["name"])), f"{row['n']:,}", f"{row['mean']:.1f}", f"{row['median']:.0f}", *counts)
    return table


def _missing(found: pd.DataFrame, by: Grouping) -> Table:
    """Return what is missing in each group, a row a criterion."""
    table = Table(title="What is missing, in how many records", title_justify="left")
    for heading in (_TITLES[by], "missing", "weight"):
        table.add_column(heading, overflow="fold")
    for heading in ("records", "share"):
        table.add_column(heading, justify="right")
    for row in found.to_dict("records"):
        for criterion in STANDARD:
            n = row[f"missing_{criterion.code}"]
            if n:
                share = f"{100 * n / row['n']:.0f} %"
                table.add_row(Text(plain(row["name"])), criterion.title, str(criterion.weight), f"{n:,}", share)
    return table
