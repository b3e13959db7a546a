"""Questions are read from anything that anybody may write, and written so that they read the same again."""

from __future__ import annotations

import time
from urllib.parse import parse_qsl

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import DateError, QuestionError
from geo.questions.site_filter import (
    ANY,
    MOST_IDS,
    MOST_VALUES,
    QUESTION_WORDS,
    SORT_KEYS,
    Age,
    Question,
    SiteFilter,
    as_of_day,
    format_question,
    parse_question,
)
from geo.vocabularies import AccessStatus, SiteKind

SLUGS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,12}", fullmatch=True).filter(lambda text: text != "none")
FREE = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=30).map(str.strip).filter(lambda text: text not in ("", "none", ANY))  # fmt: skip
TYPED = FREE.map(lambda text: " ".join(text.split())).filter(bool)
AGES = (
    st.integers(1, 1200).map(lambda n: Age(within=n))
    | st.builds(lambda n, never: Age(over=n, or_never=never), st.integers(1, 1200), st.booleans())
    | st.lists(st.integers(1, 1200), min_size=2, max_size=2, unique=True).map(
        lambda ends: Age(over=min(ends), within=max(ends))
    )
)
CENTURIES = st.from_regex(r"-?[0-9]{2}XX", fullmatch=True)
DAYS = st.dates().map(str) | st.integers(0, 9999).map(lambda year: f"{year:04d}") | st.just("0000-02-29")


def several(values: st.SearchStrategy[object], *, none: bool = True) -> st.SearchStrategy[object]:
    return st.none() | st.lists(values | st.none() if none else values, min_size=1, max_size=4, unique=True).map(tuple)


FILTERS = st.builds(
    SiteFilter,
    kinds=several(st.sampled_from([str(kind) for kind in SiteKind]), none=False),
    districts=several(SLUGS),
    conditions=several(st.integers(0, 5)),
    periods=several(CENTURIES),
    designations=several(FREE | st.just(ANY)),
    levels=several(FREE),
    access=several(st.sampled_from([str(status) for status in AccessStatus])),
    newest=several(AGES),
    visited=several(AGES),
    dispute=several(st.sampled_from(["disputed", "differ"])),
    photos=st.none() | st.booleans(),
    as_of=st.none() | DAYS,
    ids=several(SLUGS, none=False),
    text=st.none() | TYPED,
)
LATITUDES = st.tuples(st.floats(-90, 90), st.floats(-90, 90)).map(sorted)
BOXES = st.builds(lambda west, east, ns: (west, ns[0], east, ns[1]), st.floats(-180, 180), st.floats(-180, 180), LATITUDES)  # fmt: skip
QUESTIONS = st.builds(
    Question,
    where=FILTERS,
    bbox=st.none() | BOXES,
    sort=st.none() | st.sampled_from(SORT_KEYS),
    order=st.sampled_from([None, "down"]),
)


def read(query: str, **more: object) -> Question:
    return parse_question(parse_qsl(query, keep_blank_values=True, max_num_fields=None), **more)  # type: ignore[arg-type]


@given(QUESTIONS)
def test_a_question_that_is_written_reads_the_same_again(question: Question) -> None:
    assert read(format_question(question)) == question


@given(st.lists(st.tuples(st.sampled_from(QUESTION_WORDS) | st.text(max_size=8), st.text(max_size=30)), max_size=20))
def test_whatever_is_written_is_read_or_told_and_what_was_read_stays(pairs: list[tuple[str, str]]) -> None:
    question = parse_question(pairs)
    assert read(format_question(question)).require() == Question(
        where=question.where, bbox=question.bbox, sort=question.sort, order=question.order
    )
    for problem in question.problems:
        assert len(problem.word) <= 80
        assert len(problem.value) <= 80
        assert problem.message.isprintable()
        assert not problem.message.endswith(".")


def test_the_ministers_question_is_one_address() -> None:
    query = (
        "kind=mosque,burial+mound&district=west,none&condition=3,4,5,none&designation=State+register+(1999,+part+2)"
        "&designation=none&visited=not-24&as_of=2020&sort=urgency&order=down"
    )
    question = read(query).require()
    assert question.where == SiteFilter(
        kinds=("mosque", "burial mound"),
        districts=("west", None),
        conditions=(3, 4, 5, None),
        designations=("State register (1999, part 2)", None),
        visited=(Age(over=24, or_never=True),),
        as_of="2020",
    )
    assert (question.sort, question.order) == ("urgency", "down")
    assert read(format_question(question)) == question


@pytest.mark.parametrize(
    ("query", "near"),
    [("distrikt=west", "district"), ("kind=mosqe", "mosque"), ("access=opn", "open"), ("sort=urgancy", "urgency"), ("dispute=disputd", "disputed"), ("order=dwn", "down")],
)  # fmt: skip
def test_a_slip_of_the_pen_is_told_with_what_was_meant(query: str, near: str) -> None:
    question = read(query + "&photos=yes")
    assert question.where == SiteFilter(photos=True)
    assert [problem.near for problem in question.problems] == [near]
    assert repr(near) in question.problems[0].message
    with pytest.raises(QuestionError, match=near):
        question.require()


@pytest.mark.parametrize(
    "query",
    [
        "condition=6", "condition=-1", "condition=٣", "period=15", "period=15XY", "period=1", "newest=within-0", "newest=within-1201",
        "newest=not-99999999999999999999", "newest=24-12", "newest=12-12", "newest=-", "newest=0-5", "newest=12-1201", "visited=24", "visited=within-1e3", "visited=within-nan", "photos=maybe", "bbox=1,2,3", "bbox=1,2,3,4,5", "bbox=1,2,3,nan",
        "bbox=0,0,inf,1", "bbox=0,0,1e999,1", "bbox=0,0,181,1", "bbox=0,2,1,1", "bbox=0,0,1_0,1", "bbox=٠,٠,١,١", "bbox=,,,", "as_of=20", "as_of=12020", "as_of=2020-13-01",
        "as_of=2021-02-29", "as_of=20200101", "as_of=2020-W01-1", "as_of=-001", "q=a%00b", "district=a%0Ab", "designation=%7F", f"q={'a' * 201}", "ids=a%1Bb",
    ],
)  # fmt: skip
def test_what_is_no_value_is_left_out_and_told(query: str) -> None:
    question = read(query)
    assert question == Question(problems=question.problems)
    assert len(question.problems) == 1
    assert question.problems[0].word == query.split("=")[0]


def test_a_lone_half_of_a_letter_is_left_out() -> None:
    assert parse_question([("q", "a\ud800")]).problems[0].reason == "value"
    assert parse_question([("\ud800", "a")]).problems[0].reason == "word"


def test_an_empty_field_of_a_form_asks_for_nothing() -> None:
    assert read("&".join(f"{word}=" for word in QUESTION_WORDS) + "&kind=,,&q=%20") == Question()


def test_values_may_be_repeated_or_in_a_list_and_count_once() -> None:
    assert read("kind=fort&kind=bath,fort").where.kinds == ("fort", "bath")
    assert read("level=a,b&level=c").where.levels == ("a,b", "c")
    assert read("period=15xx").where.periods == ("15XX",)


def test_a_word_that_takes_one_value_keeps_the_first() -> None:
    question = read("q=one&q=two&photos=yes&photos=no")
    assert (question.where.text, question.where.photos) == ("one", True)
    assert [problem.reason for problem in question.problems] == ["twice", "twice"]


def test_lists_have_an_end() -> None:
    ids = [f"s{number}" for number in range(MOST_IDS + 5)]
    question = parse_question([("ids", ",".join(ids)), ("district", ",".join(ids)), ("level", "x" * 201)])
    assert question.where.ids == tuple(ids[:MOST_IDS])
    assert question.where.districts == tuple(ids[:MOST_VALUES])
    assert [problem.reason for problem in question.problems] == ["many", "many", "long"]
    assert len(parse_question([("x", "y")] * 1000).problems) == 20


def test_only_what_there_is_is_kept_where_the_caller_knows_it() -> None:
    known = {
        "district": ["west", "east"],
        "ids": pd.Index(["a", "b"]),
        "designation": ["Register, A"],
        "kind": ["barn"],
    }
    question = read("district=west,eastt,none&ids=a,c&designation=Register,+A&designation=any&designation=B&kind=barn,fort&lang=en", known=known, also=("lang",))  # fmt: skip
    assert question.where == SiteFilter(districts=("west", None), ids=("a",), designations=("Register, A", ANY), kinds=("barn",))  # fmt: skip
    assert [(problem.word, problem.value, problem.near) for problem in question.problems] == [
        ("district", "eastt", "east"),
        ("ids", "c", None),
        ("designation", "B", None),
        ("kind", "fort", None),
    ]


def test_a_year_means_its_last_day() -> None:
    assert as_of_day("0001") == 365
    assert as_of_day("0000-12-31") == as_of_day("0000") == 0
    assert as_of_day("0000-02-29") == -365 + 59
    assert as_of_day("9999") == as_of_day("9999-12-31")
    with pytest.raises(DateError, match="write it as 2020-12-31"):
        as_of_day("2019-02-29")


def test_thousands_of_wrong_values_are_told_quickly() -> None:
    """A near word is looked for among the first problems only: addresses of 64 kB may hold nothing but slips."""
    known = {"district": [f"district-{number}" for number in range(499)]}
    pairs = [("kind", ",".join(["mosqe"] * 10_000)), ("district", ",".join(f"distrikt-{n}" for n in range(5000)))]
    start = time.process_time()
    question = parse_question(pairs + [(f"kin{number}", "") for number in range(10_000)], known=known)
    assert time.process_time() - start < 1
    assert len(question.problems) == 20
