"""The question that an address asks: pages read it as far as it can be read and say the rest, programs are refused."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Annotated
from urllib.parse import parse_qsl

import pandas as pd
from fastapi import Depends, Request

from geo.questions.site_filter import MOST_VALUES, Question, parse_question
from geo.vocabularies import SiteKind
from server.errors import RequestError
from server.resources import Reading, Resources

__all__ = [
    "PAGE_WORDS",
    "PageQuestion",
    "known_values",
    "page_question",
    "question_of_map",
    "question_of_program",
    "question_of_text",
]

PAGE_WORDS = ("lang", "style", "page")
"""What addresses of pages say beside the question."""


def _of_page(request: Request, reading: Reading) -> Question:
    return _read(request, reading, PAGE_WORDS)


PageQuestion = Annotated[Question, Depends(_of_page)]
"""Parameter of a page: what of the question could be read; `problems` says the rest."""


def page_question(*also: str) -> Callable[[Request, Resources], Question]:
    """Return a dependency that reads the question of a page which has words of its own.

    Parameters
    ----------
    also
        Words that the page reads itself, beside language, style and page.
    """

    def of_page(request: Request, reading: Reading) -> Question:
        return _read(request, reading, (*PAGE_WORDS, *also))

    return of_page


def question_of_text(reading: Resources, text: str) -> Question:
    """Return the question that a text asks, as it stands in an address; what cannot be read is left out and told."""
    known = known_values(reading)
    return parse_question(parse_qsl(text, max_num_fields=MOST_VALUES), known=known, also=PAGE_WORDS)


def question_of_program(*also: str) -> Callable[[Request, Resources], Question]:
    """Return a dependency that reads a question strictly.

    Parameters
    ----------
    also
        Words that the route reads itself.
    """

    def of_program(request: Request, reading: Reading) -> Question:
        return _strictly(_read(request, reading, also))

    return of_program


def question_of_map(*also: str) -> Callable[[Request, Resources], Question]:
    """Return a dependency that reads what the page of a large layer asks: strictly, but for ids that nobody has.

    The page does not know all ids; one that has gone since an address was written must not empty the map of the others.
    """

    def of_map(request: Request, reading: Reading) -> Question:
        return _strictly(_read(request, reading, also, unchecked=("ids",)))

    return of_map


def known_values(reading: Resources) -> Mapping[str, Collection[str]]:
    """Return what may be asked for, by word; made anew only after the store has changed."""

    def made() -> Mapping[str, Collection[str]]:
        facets = reading.store.facets()
        kinds, districts = (facets.sites[name].cat.categories for name in ("kind", "district"))
        return {
            "kind": {*map(str, SiteKind), *kinds},
            "district": {*districts, *reading.store.districts()["id"].tolist()},
            "designation": set(facets.designations["scheme"].cat.categories),
            "level": set(facets.designations["level"].cat.categories),
            "ids": pd.Index(facets.sites["id"]),
        }

    return reading.kept("known values", made)


def _strictly(question: Question) -> Question:
    if question.problems:
        first = question.problems[0]
        raise RequestError(first.message, parameter=first.word)
    return question


def _read(request: Request, reading: Resources, also: Collection[str], *, unchecked: Collection[str] = ()) -> Question:
    pairs = request.query_params.multi_items()
    if all(word in also for word, _value in pairs):  # so that the first page of all waits for nothing
        return Question()
    known = {word: values for word, values in known_values(reading).items() if word not in unchecked}
    return parse_question(pairs, known=known, also=also)
