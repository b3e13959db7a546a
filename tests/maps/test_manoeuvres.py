"""What a driver is told: every manoeuvre has words, and the names of roads stay as they are."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import LanguageError
from geo.roads.manoeuvres import Manoeuvre, manoeuvre_of
from maps.i18n import LANGUAGES
from maps.manoeuvres import PHRASES, phrase

STREETS = st.text(max_size=40)


def test_every_manoeuvre_has_a_phrase_under_one_context() -> None:
    assert set(PHRASES) == set(Manoeuvre)
    assert {context for context, _ in PHRASES.values()} == {"Manoeuvre"}
    assert all(text[0].isupper() and not text.endswith(".") for _, text in PHRASES.values())


def test_numbers_of_the_router_are_those_of_its_documentation() -> None:
    known = {0: "none", 1: "start", 4: "destination", 8: "continue", 10: "right", 15: "left", 26: "roundabout_enter", 27: "roundabout_exit", 28: "ferry_enter", 36: "post_transit_connection_destination", 37: "merge_right", 38: "merge_left", 43: "building_exit"}  # fmt: skip
    assert {number: str(manoeuvre_of(number)) for number in known} == known
    assert len(Manoeuvre) == 44
    assert manoeuvre_of(44) is manoeuvre_of(-1) is Manoeuvre.CONTINUE


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", Manoeuvre)
def test_every_language_says_something_of_every_manoeuvre(code: Manoeuvre, lang: str) -> None:
    assert phrase(code, None, None, lang)
    assert "{" not in phrase(code, "M12", 3, lang)


@given(street=STREETS, code=st.sampled_from(Manoeuvre), lang=st.sampled_from(sorted(LANGUAGES)))
def test_the_name_of_a_road_stands_apart_and_cannot_turn_the_sentence_round(
    street: str, code: Manoeuvre, lang: str
) -> None:
    said = phrase(code, street, None, lang)
    assert said.count("\u2068") == said.count("\u2069") <= 1
    assert not set(said) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067")


def test_names_of_roads_are_kept_as_they_are() -> None:
    for name in ("Rəsulzadə küçəsi", "Մ12", "شارع الملك", "M-12 {x} <b>"):
        assert f"\u2068{name}\u2069" in phrase("left", name, None, "fr")


def test_whoever_arrives_is_told_of_no_road_that_follows() -> None:
    assert "M12" not in phrase("destination_left", "M12", None, "en")


def test_what_is_no_manoeuvre_counts_as_going_on() -> None:
    assert phrase("<script>", None, None, "en") == phrase("continue", None, None, "en")
    with pytest.raises(LanguageError):
        phrase("left", None, None, "tlh")


def test_phrases_stand_in_one_table_where_the_catalogues_find_them() -> None:
    """Extraction reads literals: each phrase is one, in a call that it knows."""
    tree = ast.parse((Path(__file__).parents[2] / "maps" / "manoeuvres.py").read_text("utf-8"))
    calls = [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "mark_in"
    ]
    assert len(calls) == len(Manoeuvre)
    assert all(isinstance(argument, ast.Constant) for call in calls for argument in call.args)
