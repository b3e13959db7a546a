"""Words for codes and columns: complete, told apart, in every language."""

from __future__ import annotations

from enum import Enum

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import geo.layers
import geo.vocabularies
from geo.errors import LanguageError
from geo.layers import Field, Layer
from geo.vocabularies import Condition, Method, Perspective, SiteKind
from maps.i18n import LANGUAGES, translations
from maps.words import (
    LABELS,
    access_label,
    condition_label,
    kind_label,
    label,
    language_name,
    property_label,
    script_name,
    title,
    word,
)

VOCABULARIES = [
    value for value in vars(geo.vocabularies).values() if isinstance(value, type) and issubclass(value, Enum)
]
OURS = [each for each in VOCABULARIES if each.__module__ == "geo.vocabularies"]
DECLARED = [value for value in vars(geo.layers).values() if isinstance(value, Layer)]
TITLED: list[Field | Layer] = [*DECLARED, *(field for layer in DECLARED for field in layer.fields.values())]


@pytest.mark.parametrize("vocabulary", OURS)
def test_every_member_of_every_vocabulary_has_its_word_in_every_language(vocabulary: type[Enum]) -> None:
    assert set(LABELS[vocabulary]) == set(vocabulary)
    for lang in LANGUAGES:
        words = [word(member, lang) for member in vocabulary]
        assert all(words)
        assert len(set(words)) == len(words), lang  # a legend must tell them apart
        if lang != "en":
            marks = [f"{context}\x04{text}" for context, text in LABELS[vocabulary].values()]
            assert set(marks) <= set(catalogue(lang))


def test_every_vocabulary_is_here_under_its_own_name() -> None:
    assert set(LABELS) == set(OURS)
    assert all({context for context, _ in words.values()} == {each.__name__} for each, words in LABELS.items())


@pytest.mark.parametrize("lang", [lang for lang in LANGUAGES if lang != "en"])
def test_every_declared_column_and_layer_has_its_title_in_every_language(lang: str) -> None:
    assert len(DECLARED) >= 16
    assert {declared.title for declared in TITLED} <= set(catalogue(lang))
    assert all(title(declared, lang) for declared in TITLED)


def catalogue(lang: str) -> dict[object, str]:
    return translations(lang)._catalog  # type: ignore[attr-defined, no-any-return]


def test_labels_take_what_frames_hold() -> None:
    grades = pd.array([1, None], dtype="Int64")
    assert [condition_label(grade, "en") for grade in grades] == ["good", "unknown"]
    assert condition_label(0, "en") == "looked at, could not tell"
    assert label(Condition, 5.0, "az") == "məhv olmuş"
    assert kind_label("caravanserai", "fr") == "caravansérail"
    assert property_label("condition", "ar") == "الحالة"
    assert access_label("escort", "en") == "with an escort"
    assert [label(Perspective, none, "fr") for none in (None, float("nan"), pd.NA)] == ["", "", ""]


def test_a_code_that_no_vocabulary_has_is_shown_as_it_is() -> None:
    assert label(Method, "dowsing", "ar") == "dowsing"
    assert label(Condition, "grade five", "ar") == "grade five"


def test_equal_codes_of_two_vocabularies_have_their_own_words() -> None:
    assert word(geo.vocabularies.MeasureKind.EVENT, "az") == "tədbir"
    assert word(geo.vocabularies.Property.EVENT, "az") == "hadisə"


def test_an_unknown_language_is_an_error_whatever_the_code() -> None:
    for value in (None, "mosque", "no kind"):
        with pytest.raises(LanguageError):
            label(SiteKind, value, "xx")


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("az", ["Azerbaijani", "azerbaïdjanais", "الأذربيجانية", "azərbaycan"]),
        ("hy", ["Armenian", "arménien", "الأرمنية", "erməni"]),
        ("hy-Latn", ["Armenian (Latin)", "arménien (latin)", "الأرمنية (اللاتينية)", "erməni (latın)"]),
        ("qaa-x-none", ["qaa-x-none"] * 4),
        ("no language", ["no language"] * 4),
    ],
)
def test_languages_have_names_or_keep_their_code(code: str, names: list[str]) -> None:
    assert [language_name(code, lang) for lang in LANGUAGES] == names


def test_scripts_have_names_or_keep_their_code() -> None:
    assert script_name("Armn", "fr") == "arménien"
    assert script_name("Qaaa", "fr") == "Qaaa"


@given(st.text())
def test_any_code_of_a_language_or_script_has_some_name(code: str) -> None:
    assert isinstance(language_name(code, "ar"), str)
    assert isinstance(script_name(code, "ar"), str)
