"""What of the address of a page cannot be meant: the page is shown all the same, and says what was left out."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable

from fastapi import Request

from geo.questions.site_filter import QUESTION_WORDS, QuestionProblem
from maps.i18n import LANGUAGES

__all__ = ["STYLES", "chosen", "of_every_page", "page_number", "unknown_words"]

STYLES = ("light", "dark", "auto")
_LAST_PAGE = 1_000_000
_SHOWN = 80


def of_every_page(request: Request) -> list[QuestionProblem]:
    """Return what is wrong with the language and the style that an address names."""
    named = (("lang", LANGUAGES), ("style", STYLES))
    values = ((word, request.query_params.get(word), known) for word, known in named)
    return [_problem(word, value, known) for word, value, known in values if value and value not in known]


def unknown_words(request: Request, *own: str) -> list[QuestionProblem]:
    """Return the words of the address of a page that asks no question of sites, which mean nothing there.

    Parameters
    ----------
    request
        The address.
    own
        Words that the page reads, beside language and style.
    """
    words = dict.fromkeys(word for word in request.query_params if word not in ("lang", "style", *own, *QUESTION_WORDS))
    found = [(word[:_SHOWN], request.query_params[word][:_SHOWN]) for word in list(words)[:20]]
    return [QuestionProblem(word, value, f"there is no parameter {word!r}", "word") for word, value in found]


def chosen(request: Request, word: str, known: Collection[str]) -> tuple[str | None, list[QuestionProblem]]:
    """Return one of some values, or None and what is wrong with it."""
    value = request.query_params.get(word)
    if not value or value in known:
        return value or None, []
    return None, [_problem(word, value, known)]


def page_number(request: Request) -> tuple[int, list[QuestionProblem]]:
    """Return which part of a long list is asked for, the first where that cannot be read."""
    text = request.query_params.get("page", "1")
    if text.isascii() and text.isdigit() and len(text) < 8 and 1 <= int(text) <= _LAST_PAGE:
        return int(text), []
    return 1, [_problem("page", text, ())]


def _problem(word: str, value: str, known: Iterable[str]) -> QuestionProblem:
    near = next(iter(difflib.get_close_matches(value[:_SHOWN], list(known), n=1)), None)
    return QuestionProblem(word, value[:_SHOWN], f"{value[:_SHOWN]!r} is not known as {word}", "value", near)
