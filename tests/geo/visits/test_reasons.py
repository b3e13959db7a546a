"""Each code has sentences that can be said with or without details."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from geo.visits import reasons
from geo.visits.reasons import CONFLICTS, REASONS, fields, sentence

FIELDS = set(re.findall(r"`([a-z_]+)`", str(reasons.__doc__).split("=\n", 1)[1].split("\n=", 1)[0]))
TEXTS = [(code, text) for table in (REASONS, CONFLICTS) for code, texts in table.items() for text in texts]


@pytest.mark.parametrize(("code", "text"), TEXTS)
def test_a_sentence_has_only_fields_that_are_documented(code: str, text: str) -> None:
    assert set(fields(text)) <= FIELDS
    assert text.endswith("."), code


def test_no_code_stands_for_two_things() -> None:
    assert not set(REASONS) & set(CONFLICTS)


@pytest.mark.parametrize("code", [*REASONS, *CONFLICTS])
def test_sentences_of_a_code_say_less_and_less(code: str) -> None:
    said = [set(fields(text)) for text in (REASONS | CONFLICTS)[code]]
    assert all(more > less for more, less in pairwise(said))


def test_the_fullest_sentence_that_is_known_is_said() -> None:
    assert "the office" in sentence("access_unknown", {"since": "2021-05", "authority": "the office"})
    assert sentence("access_unknown", {"since": "2021-05", "authority": None}).startswith(
        "Access is unknown since 2021-05:"
    )
    assert sentence("access_unknown", {}).startswith("Nobody has said")


def test_a_detail_that_is_missing_does_not_break_the_sentence() -> None:
    assert "day ?" in sentence("needs_more", {"minutes": 5, "team": "a"})


def test_braces_in_a_detail_are_text() -> None:
    assert "{minutes}" in sentence("no_team", {"needs": ["{minutes}"]})


def test_a_page_translates_and_shows_in_its_own_way() -> None:
    def show(name: str, value: object) -> str:
        return f"<{name} {value}>"

    said = sentence(
        "needs_more",
        {"minutes": 40, "day": 2, "team": "b"},
        translate=lambda text: (
            "Jour {day}, équipe {team} : encore {minutes} min." if text == REASONS["needs_more"][-1] else ""
        ),
        show=show,
    )
    assert said == "Jour <day 2>, équipe <team b> : encore <minutes 40> min."


def test_a_code_that_nobody_knows_is_refused() -> None:
    with pytest.raises(KeyError):
        sentence("bad_mood", {})
