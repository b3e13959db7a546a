"""The map of a store as one file: what a question finds, with filters, table, charts, all languages and the base map inside."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import parse_qsl

import geopandas as gpd
import pandas as pd

from geo.errors import QuestionError
from geo.questions.site_filter import Question, as_of_day, format_question, parse_question
from geo.visits.plan import Plan
from geo.visits.plan_layers import plan_layers, visit_id
from maps.build import Style, build_map
from maps.i18n import LANGUAGES
from maps.labels import labels, name_districts
from maps.page import file_page
from server.asking import known_values
from server.facts import facts
from server.legs import drawn_legs
from server.pages.titles import credit_lines, package_title
from server.resources import Resources

__all__ = ["MOST_IN_FILE", "FileMap", "NothingToDrawError", "TooManySitesError", "file_map", "read_question"]

MOST_IN_FILE = 200_000
"""Sites in one file: more would take a browser tens of seconds and half a gigabyte."""


class TooManySitesError(QuestionError):
    """A question finds more sites than one file should hold."""


class NothingToDrawError(QuestionError):
    """A question finds no site."""


@dataclass(frozen=True)
class FileMap:
    """A page that needs nothing beside it."""

    html: str
    n_sites: int


def read_question(reading: Resources, text: str, bbox: str | None = None) -> Question:
    """Read a question as it stands in an address, strictly.

    Parameters
    ----------
    reading
        The store that is asked.
    text
        Such as `district=aghdam,fuzuli&condition=3,4,5`; of an address that was copied, `?`, language and colours do not
        matter.
    bbox
        West, south, east, north, in place of a `bbox` of the question.

    Raises
    ------
    QuestionError
        If any of it cannot be read.
    """
    pairs = [
        (word, value)
        for word, value in parse_qsl(text.removeprefix("?"), keep_blank_values=True)
        if word not in ("lang", "style")
    ]
    if bbox is not None:
        pairs = [(word, value) for word, value in pairs if word != "bbox"] + [("bbox", bbox)]
    return parse_question(pairs, known=known_values(reading)).require()


def file_map(
    reading: Resources,
    question: Question,
    *,
    lang: str = "en",
    style: Style = "auto",
    title: str | None = None,
    basemap: bool = True,
    plan: Plan | None = None,
) -> FileMap:
    """Return what a question finds as one page.

    Parameters
    ----------
    reading
        The store, and the base map that goes with it.
    question
        Which sites; with `as_of` the map shows what was known then, and counts ages back from there.
    lang
        Language at first; all are inside.
    title
        Else that of the data package.
    basemap
        Whether the base map is inside; without it the sites lie on plain paper.
    plan
        A plan to draw in place of the documented visits, with the closures of the store.

    Raises
    ------
    TooManySitesError, NothingToDrawError
        If there is no sense in one file; the message says what to do instead.
    """
    store, where = reading.store, question.where
    n_sites = store.count_sites(bbox=question.bbox, where=where)
    if n_sites > MOST_IN_FILE:
        message = f"the question finds {n_sites:,} sites, and one file holds at most {MOST_IN_FILE:,}; ask for less with --where or --bbox, or serve the map with mirasmap serve"
        raise TooManySitesError(message)
    if n_sites == 0:
        message = "the question finds no site, so there is nothing to draw; ask for more with --where or --bbox"
        raise NothingToDrawError(message)
    sites = store.public_sites(bbox=question.bbox, where=where)
    districts, place_names, ground = store.districts(), store.place_names(), reading.basemap if basemap else None
    places = None if ground is None else store.places()
    drawn = build_map(
        sites,
        **_about(reading, sites, where.as_of, plan),
        districts={each: name_districts(districts, place_names, each) for each in LANGUAGES},
        labels=None if places is None else {each: labels(places, place_names, each) for each in LANGUAGES},
        basemap=ground,
        lang=lang,
        langs=tuple(LANGUAGES),
        style=style,
        credit=[*credit_lines(reading.info.meta), *_excerpt(question, n_sites, reading)],
        title=title or (plan.title if plan is not None else package_title(reading.info, lang)),
        visit=None if plan is None else visit_id(plan),
        height="100%",
    )
    return FileMap(file_page(drawn), n_sites)


def _excerpt(question: Question, n_sites: int, reading: Resources) -> list[str]:
    """Return what the file leaves out, to stand beside the credits: the question as it is asked, in no language."""
    asked = format_question(replace(question, sort=None, order=None))
    return [f"{asked}: {n_sites} / {reading.info.n_sites}"] if asked else []


def _about(reading: Resources, sites: gpd.GeoDataFrame, as_of: str | None, plan: Plan | None = None) -> dict[str, Any]:
    """Return the layers that say more about some sites; all of each where all sites are asked for."""
    store = reading.store
    ids = None if len(sites) == reading.info.n_sites else sites["id"].tolist()
    history = _of_sites(store.history(), ids)
    day = None if as_of is None else as_of_day(as_of)
    visits = _visits(reading, ids) if plan is None else {"visits": plan_layers(plan)}
    return (
        visits
        | facts(store.facets(as_of=as_of))
        | {
            "names": store.names(ids),
            "designations": store.designations(ids),
            "access": store.access(ids),
            "history": history if day is None else history[history["since"] <= day],
            "today": None if day is None else date.fromordinal(day).isoformat(),
        }
    )


def _visits(reading: Resources, ids: list[str] | None) -> dict[str, Any]:
    """Return the visits that stop at any of the sites, whole."""
    store = reading.store
    visits, stops, legs = store.visits(), store.stops(), drawn_legs(reading)
    if ids is not None:
        chosen = stops.loc[stops["site_id"].isin(ids), "visit_id"].unique()
        visits, stops = visits[visits["id"].isin(chosen)], stops[stops["visit_id"].isin(chosen)]
        legs = legs[legs["visit_id"].isin(chosen)]
    return {"visits": visits, "stops": stops, "legs": legs}


def _of_sites(rows: pd.DataFrame, ids: list[str] | None) -> pd.DataFrame:
    return rows if ids is None else rows[rows["site_id"].isin(ids)]
