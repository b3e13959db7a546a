"""The form of a file in work: what was chosen becomes a mapping, and what is still to be decided becomes questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from geo.exchange.understand.mapping import FileSource, Mapping
from maps.i18n import number, translations
from server.errors import RequestError
from server.pages.import_constants import constants_of

if TYPE_CHECKING:
    from server.imports.state import Outcome, Word
    from server.posted import Form

__all__ = ["EMPTIED", "NEW_SOURCE", "OTHER_CRS", "OpenQuestion", "mapping_of", "open_questions"]

NEW_SOURCE, OTHER_CRS, EMPTIED = "new", "other", "-"
"""Values of the form that are none of ours: a source of which there is no record, a system that is not in the list, no word."""
_OF_SOURCE = ("title", "perspective", "licence", "publisher", "url")


@dataclass(frozen=True)
class OpenQuestion:
    """What a person should decide, and where on the page."""

    text: str
    anchor: str


def mapping_of(form: Form, outcome: Outcome, asked: Mapping | None) -> Mapping:
    """Return how a file is to be read.

    Parameters
    ----------
    form
        As the page of the file sends it.
    outcome
        By which the page was made.
    asked
        What was decided before. A column that stays as it was proposed is not decided by that.

    Raises
    ------
    RequestError
        If a value is none that a mapping can have.
    """
    before = asked or Mapping()
    crs = form.get("crs", "").strip()
    try:
        return Mapping(
            layer=form.get("layer") or before.layer,
            encoding=form.get("encoding") or None,
            crs=(form.get("crs_other", "").strip() if crs == OTHER_CRS else crs) or None,
            swap=form.get("swap") == "yes",
            columns=_columns(form, outcome, before),
            constants=constants_of(form, before.constants),
            values=_values(form, outcome, before),
            source=_source(form),
            said_by=form.get("said_by", "").strip() or None,
            id_prefix=form.get("id_prefix", "").strip(),
        )
    except ValidationError as error:
        detail = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in detail["loc"])[:80]
        message = f"{field}: {detail['msg'].removeprefix('Value error, ')}"
        raise RequestError(message) from None


def _columns(form: Form, outcome: Outcome, before: Mapping) -> dict[str, str | None]:
    decided = dict(before.columns)
    for place, column in enumerate(outcome.columns):
        chosen = form.get(f"column_{place}")
        if chosen is None or (column.heading not in decided and chosen == (column.target or "")):
            continue
        decided[column.heading] = chosen or None
    return decided


def _values(form: Form, outcome: Outcome, before: Mapping) -> dict[str, dict[str, str | None]]:
    values = {field: dict(words) for field, words in before.values.items()}
    for place, word in enumerate((*outcome.words, *outcome.districts)):
        chosen = form.get(f"word_{place}")
        if chosen is None:
            continue
        words = values.setdefault(word.field, {})
        if chosen:
            words[word.word] = None if chosen == EMPTIED else chosen
        else:
            words.pop(word.word, None)
    return {field: words for field, words in values.items() if words}


def _source(form: Form) -> FileSource | None:
    chosen = form.get("source", "")
    if chosen != NEW_SOURCE:
        return FileSource(id=chosen) if chosen else None
    given = {name: form.get(f"source_{name}", "").strip() or None for name in _OF_SOURCE}
    return FileSource.model_validate(given) if any(given.values()) else None


def open_questions(outcome: Outcome, lang: str) -> list[OpenQuestion]:
    """Return what a person should decide before the file comes in, the gravest first."""
    messages = translations(lang)
    _, ngettext = messages.gettext, messages.ngettext
    found = {kind.code: kind.count for kind in outcome.kinds}
    targets = {column.target for column in outcome.columns} | set(outcome.mapping.constants)
    questions: list[OpenQuestion] = []

    def ask(is_open: object, text: str, anchor: str) -> None:
        if is_open:
            questions.append(OpenQuestion(text, anchor))

    ask(
        found.keys() & {"crs_missing", "crs_unreadable"},
        _("The file does not say its reference system, and its numbers are no degrees: which is it?"),
        "crs",
    )
    ask(
        "crs_doubtful" in found,
        _("The numbers do not fit the reference system that the file names: is it right?"),
        "crs",
    )
    n = outcome.swapped_rows
    ask(
        n and not outcome.mapping.swap,
        ngettext(
            "%(num)s row lies in the area only with longitude and latitude exchanged: shall it be changed back?",
            "%(num)s rows lie in the area only with longitude and latitude exchanged: shall they be changed back?",
            n,
        )
        % {"num": number(n, lang)},
        "swap",
    )
    ask("encoding_unsure" in found, _("The encoding could be either of two: look at the names."), "encoding")
    no_kind = _("No column says what kind of site each row is: which does, or are all of one kind?")
    ask("kind" not in targets, no_kind, "constants")
    named = any(target and target.startswith("name:") for target in targets)
    ask(not named, _("No column holds names: which does?"), "columns")
    ask("no_source" in found, _("Who says what the file says?"), "source")
    ask(_graded(outcome), _("Numbers are taken for grades of condition, 1 good to 5 destroyed: is that so?"), "columns")
    ask(any(column.rivals for column in outcome.columns), _("Several columns would fit the same field: is the right one chosen?"), "columns")  # fmt: skip
    n = _n_open(outcome.words)
    asked = ngettext(
        "%(num)s word is none of ours: what does it mean?", "%(num)s words are none of ours: what do they mean?", n
    )
    ask(n, asked % {"num": number(n, lang)}, "words")
    n = _n_open(outcome.districts)
    asked = ngettext(
        "%(num)s district is not known: which is it?", "%(num)s districts are not known: which are they?", n
    )
    ask(n, asked % {"num": number(n, lang)}, "words")
    return questions


def _n_open(words: tuple[Word, ...]) -> int:
    return sum(not word.matched for word in words)


def _graded(outcome: Outcome) -> bool:
    """Whether digits were taken for grades without anybody's word."""
    return any(
        column.target == "condition"
        and column.confidence < 1
        and any(text.strip().isdigit() for text in column.examples)
        for column in outcome.columns
    )
