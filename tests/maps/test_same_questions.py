"""The table of addresses that program and browser read alike; `maps/client/test/question.test.ts` reads it too."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from geo.completeness.standard import BANDS, CODES
from geo.questions.site_filter import format_question, parse_question
from geo.vocabularies import AccessStatus, SiteKind

TABLE: dict[str, Any] = json.loads(Path("tests/questions.json").read_text("utf-8"))
WORDS = Path("maps/client/src/question_words.ts")


@pytest.mark.parametrize("case", TABLE["cases"], ids=lambda case: case["query"] or "nothing")
def test_an_address_means_the_same_in_the_program_and_in_the_browser(case: dict[str, Any]) -> None:
    question = parse_question(parse_qsl(case["query"], keep_blank_values=True), known=TABLE["known"])
    assert format_question(question) == case["canonical"]
    assert [[p.word, p.value, p.reason] for p in question.problems] == case["problems"]


@pytest.mark.parametrize(
    ("name", "vocabulary"), [("SITE_KINDS", SiteKind), ("ACCESSES", AccessStatus), ("CRITERIA", CODES)]
)
def test_the_browser_knows_the_same_codes(name: str, vocabulary: Any) -> None:  # noqa: ANN401 (an enumeration)
    found = re.search(rf"{name} = \[(.*?)\]", WORDS.read_text("utf-8"), re.DOTALL)
    assert found is not None
    assert re.findall(r'"([^"]+)"', found[1]) == [str(code) for code in vocabulary]


def test_the_browser_counts_the_same_bands_of_scores() -> None:
    found = re.search(r"BANDS = \[(.*?)\]", Path("maps/client/src/counting.ts").read_text("utf-8"))
    assert found is not None
    assert re.findall(r'"([^"]+)"', found[1]) == [f"{low}-{high}" for low, high in BANDS]
