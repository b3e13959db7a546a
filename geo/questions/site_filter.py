"""A question about sites: which ones, as of when, in which order. One grammar for addresses, the API and `--where`.

Words are joined by *and*, the values inside a word by *or*. Read from pairs of texts, as a query string gives them, and
written back as one; whatever cannot be read is left out and said, never guessed.

=============  ======================================================================================================
`q`            every word typed begins a word of one name, both folded (`geo.search.fold`)
`kind`         kinds of site, in a comma list
`district`     ids of districts, `none`; comma list
`condition`    grades `0` to `5`, `none` (nobody said anything); comma list
`period`       centuries such as `15XX` (the years 1500 to 1599) that the date of building overlaps, `none`; comma list
`designation`  a register or list; repeated for several; `any`, `none`
`level`        a level in a register; repeated for several; `none` (designated, level not stated)
`access`       states of access, `none` (nobody said anything); comma list
`newest`       age in months of the newest dated statement: `within-24`, `not-24` (older or none), `12-24` (more than 12, at
               most 24), `120-` (more than 120), `none`; comma list
`visited`      the same for the last documented visit
`dispute`      `disputed`, `differ`, `none`; comma list
`photos`       `yes`, `no`
`score`        how complete the record is, 0 to 100: `0-49`, `80-` (80 to 100); comma list
`missing`      criteria of `geo.completeness.standard` that the record does not meet, such as `photo`, `none` (it meets
               all); comma list
`ids`          ids of sites; comma list
`bbox`         west,south,east,north in degrees; west above east crosses the 180th meridian; its edge belongs to it
`as_of`        a year such as `2020` (its last day) or a day: what was known then
`sort`         what the answer is ordered by, see `SORT_KEYS`; missing values come last either way
`order`        `up` or `down`
=============  ======================================================================================================

Ages count back from the day of reference: the day of `as_of`, else today. What happened on day D is `within-N` where D
is no later than that day and later than the same day N months earlier (or the last day of that month, where it is
shorter).

A point is in a `bbox` by its position in double precision, everywhere. A line or an area is in it, in the store, where its
bounds touch the box; a page that holds all its sites asks for the point at which it stands on the map.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlencode

from geo.errors import QuestionError
from geo.questions.question_words import (
    ANY,
    QUESTION_WORDS,
    SHOWN,
    SORT_KEYS,
    Age,
    Band,
    BBox,
    RefusedValueError,
    as_of_day,
    century_years,
    hint,
    near,
    read_value,
)
from geo.vocabularies import SiteKind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

__all__ = [
    "ANY",
    "MOST_IDS",
    "MOST_VALUES",
    "QUESTION_WORDS",
    "SORT_KEYS",
    "Age",
    "BBox",
    "Band",
    "Order",
    "Question",
    "QuestionProblem",
    "SiteFilter",
    "as_of_day",
    "century_years",
    "format_question",
    "parse_question",
]

type Order = Literal["up", "down"]
type Reason = Literal["word", "value", "long", "many", "twice"]
"""No such word; no such value; too long; too many values; one value too many for a word that takes one."""

MOST_VALUES, MOST_IDS = 200, 10_000
"""Values that a word takes, and ids."""
_MOST_PROBLEMS = 20
_FIELDS = {
    "kind": "kinds",
    "district": "districts",
    "condition": "conditions",
    "period": "periods",
    "designation": "designations",
    "level": "levels",
    "access": "access",
    "newest": "newest",
    "visited": "visited",
    "dispute": "dispute",
    "score": "score",
    "missing": "missing",
    "ids": "ids",
}
"""Words that take several values, with the field of `SiteFilter` that holds them."""
_REPEATED = ("designation", "level")
"""Their values are free text, in which a comma may stand."""


@dataclass(frozen=True, kw_only=True)
class SiteFilter:
    """Which sites; a field that is None does not restrict, and None among values stands for `none`."""

    kinds: Sequence[str] | None = None
    districts: Sequence[str | None] | None = None
    conditions: Sequence[int | None] | None = None
    """Grades; None among them means sites of whose condition nobody said anything."""
    periods: Sequence[str | None] | None = None
    """Centuries in EDTF such as `15XX`; None among them means no date of building."""
    designations: Sequence[str | None] | None = None
    """Registers and lists, or `ANY`; None among them means in no register."""
    levels: Sequence[str | None] | None = None
    """Levels of designations; None among them means a designation without one."""
    access: Sequence[str | None] | None = None
    """States of the newest statement on access up to the day of reference."""
    newest: Sequence[Age | None] | None = None
    """Age of the newest dated statement."""
    visited: Sequence[Age | None] | None = None
    """Age of the last documented visit: a reported stop of a visit with a date."""
    dispute: Sequence[str | None] | None = None
    """`disputed`, `differ`; None among them means neither."""
    photos: bool | None = None
    score: Sequence[Band] | None = None
    """How complete the record is, as it stands today, whatever `as_of` says."""
    missing: Sequence[str | None] | None = None
    """Criteria that the record does not meet; None among them means that it meets all."""
    as_of: str | None = None
    """A year (its last day) or an ISO day: what was observed until then, by the same rule as today's condition."""
    ids: Sequence[str] | None = None
    text: str | None = None
    """Each word begins a word of one name, in any script."""


@dataclass(frozen=True)
class QuestionProblem:
    """A part of a question that was left out."""

    word: str
    """As it was written, at most 80 characters."""
    value: str
    """As it was written, at most 80 characters."""
    message: str
    """What is wrong and how to mend it; one sentence without a final stop."""
    reason: Reason
    near: str | None = None
    """What was probably meant."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked, and what of it could not be read."""

    where: SiteFilter = field(default_factory=SiteFilter)
    bbox: BBox | None = None
    sort: str | None = None
    """One of `SORT_KEYS`."""
    order: Order | None = None
    """Upwards where None; `parse_question` says nothing of what goes without saying."""
    problems: tuple[QuestionProblem, ...] = ()
    """At most twenty."""

    def require(self) -> Question:
        """Return the question itself if all of it could be read.

        Raises
        ------
        QuestionError
            With the first problem, and how many more there are.
        """
        if self.problems:
            more = len(self.problems) - 1
            raise QuestionError(self.problems[0].message + (f" (and {more} more)" if more else ""))
        return self


def parse_question(
    pairs: Iterable[tuple[str, str]],
    *,
    known: Mapping[str, Collection[str]] | None = None,
    also: Collection[str] = (),
) -> Question:
    """Read a question; what cannot be read is left out and told in its `problems`.

    Parameters
    ----------
    pairs
        Words and values, decoded, as a query string gives them; anybody may have written them.
    known
        Which values there are, by word: `district`, `designation`, `level`, `ids`, and `kind` where other kinds than
        ours occur. Words that it does not name take any value, kinds those of `SiteKind`.
    also
        Words that the caller reads itself, such as `lang`.

    Returns
    -------
    Question
        Pages show its problems; `Question.require` refuses them.

    Examples
    --------
    >>> question = parse_question([("kind", "fort,mosqe"), ("visited", "not-24"), ("as_of", "2020")])
    >>> question.where.kinds, question.where.visited, question.where.as_of
    (('fort',), (Age(within=None, over=24, or_never=True),), '2020')
    >>> question.problems[0].near
    'mosque'
    """
    reading = _Reading({"kind": tuple(map(str, SiteKind)), **(known or {})})
    for word, value in pairs:
        if word in QUESTION_WORDS:
            reading.read(word, value)
        elif word not in also:
            reading.refuse(word, value, "word", partial(_unknown, word, also))
    return reading.question()


def _unknown(word: str, also: Collection[str]) -> tuple[str, str | None]:
    meant = near(word, (*QUESTION_WORDS, *also))
    return f"there is no filter {word[:SHOWN]!r}{hint(meant)}; known are {', '.join(QUESTION_WORDS)}", meant


def format_question(question: Question) -> str:
    """Write a question as a query string in its one way; `parse_question` of its pairs asks the same again.

    Examples
    --------
    >>> format_question(Question(where=SiteFilter(kinds=("burial mound", "fort"), conditions=(4, None)), sort="urgency"))
    'kind=burial+mound,fort&condition=4,none&sort=urgency'
    """
    where, pairs = question.where, []
    single = {
        "q": where.text,
        "photos": None if where.photos is None else "yes" if where.photos else "no",
        "bbox": None if question.bbox is None else ",".join(f"{end!r}".removesuffix(".0") for end in question.bbox),
        "as_of": where.as_of,
        "sort": question.sort,
        "order": "down" if question.order == "down" else None,  # upwards it goes anyhow
    }
    for word in QUESTION_WORDS:
        if word in single:
            text = single[word]
            texts = [] if text is None else [text]
        else:
            values = getattr(where, _FIELDS[word]) or ()
            texts = ["none" if value is None else str(value) for value in values]
            texts = texts if word in _REPEATED or not texts else [",".join(texts)]
        pairs += [(word, text) for text in texts]
    return urlencode(pairs, safe=",")


class _Reading:
    """What has been read of a question so far."""

    def __init__(self, known: Mapping[str, Collection[str]]) -> None:
        self._known = known
        self._lists: dict[str, dict[Any, None]] = {}
        self._single: dict[str, Any] = {}
        self._problems: list[QuestionProblem] = []

    def read(self, word: str, value: str) -> None:
        if word in _FIELDS:
            texts = (value,) if word in _REPEATED else value.split(",")
            for text in filter(None, map(str.strip, texts)):  # an empty field of a form asks for nothing
                if not self._add(word, text):
                    break
        elif (text := value.strip()) and word in self._single:
            message = f"{word} takes one value, and {text[:SHOWN]!r} is one too many; leave it out"
            self.refuse(word, text, "twice", lambda: (message, None))
        elif text:
            for read in self._read(word, text):
                self._single[word] = read

    def _add(self, word: str, text: str) -> bool:
        values, most = self._lists.setdefault(word, {}), MOST_IDS if word == "ids" else MOST_VALUES
        if len(values) >= most:
            self.refuse(word, text, "many", lambda: (f"{word} takes at most {most:,} values; leave some out", None))
            return False
        for read in self._read(word, text):
            values[read] = None
        return True

    def _read(self, word: str, text: str) -> list[Any]:
        """Return the value, in a list because `none` is None; or nothing, which is then told."""
        try:
            return [read_value(word, text, self._known.get(word))]
        except RefusedValueError as refusal:
            self.refuse(word, text, refusal.reason, refusal.told)
            return []

    def refuse(self, word: str, value: str, reason: Reason, told: Callable[[], tuple[str, str | None]]) -> None:
        if len(self._problems) < _MOST_PROBLEMS:  # a thousand of them help nobody, and take long to tell
            message, meant = told()
            self._problems.append(QuestionProblem(word[:SHOWN], value[:SHOWN], message, reason, meant))

    def question(self) -> Question:
        lists = {_FIELDS[word]: tuple(values) for word, values in self._lists.items() if values}
        single = dict(self._single)
        outside = {word: single.pop(word, None) for word in ("bbox", "sort", "order")}
        outside["order"] = "down" if outside["order"] == "down" else None
        where = SiteFilter(**lists, text=single.get("q"), photos=single.get("photos"), as_of=single.get("as_of"))
        return Question(where=where, **outside, problems=tuple(self._problems))
