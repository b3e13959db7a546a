from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from geo.exchange.understand.text_key import text_key
from geo.exchange.understand.word_forms import FORMS, RANGES
from geo.exchange.understand.word_match import grades_of, match_word, propose_word, vocabulary_of
from geo.vocabularies import Condition, SiteKind

LOCALES = Path(__file__).parents[4] / "maps" / "locale"
LANGUAGES = sorted(path.name for path in LOCALES.iterdir() if path.is_dir())
UNSURE = {"قلعة"}
"""The same letters as another word in Persian: a person decides."""
KINDS = {
    "mosque": "Mosque|MOSQUES|məscid|MƏSCİD|mescid|Cami|мечеть|Мечети|مسجد|جامع|մզկիթ|მეჩეთი|mosquée|Moschee|mezquita|Moskee",
    "church": "kilsə|kilise|церковь|كنيسة|կլիսա|եկեղեցի|ეკლესია|église|Kirche|iglesia|kerk".replace("|կլիսա", ""),
    "bridge": "körpü|köprü|мост|جسر|پل|կամուրջ|ხიდი|pont|Brücke|puente",
    "mausoleum": "türbə|türbe|мавзолей|ضريح|آرامگاه|դամբարան|mausolée",
    "caravanserai": "karvansara|kervansaray|караван-сарай|caravansérail|Караван сарай|caravanserai",
    "archaeological site": "archaeological_site|arxeoloji abidə|site archéologique|Археологический памятник",
    "bath": "hamam|Hammam|баня|حمّام|حَمَّام",
}


@pytest.mark.parametrize(("kind", "word"), [(kind, word) for kind, words in KINDS.items() for word in words.split("|")])
def test_the_same_word_in_another_language_is_matched(kind: str, word: str) -> None:
    assert match_word("kind", word) == kind


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_that_our_own_pages_show_are_understood(language: str) -> None:
    with (LOCALES / language / "LC_MESSAGES" / "mirasmap.po").open("rb") as file:
        catalogue = read_po(file)
    said = {(message.id, message.context): str(message.string) for message in catalogue}
    for kind in SiteKind:
        word = said.get((kind.value, None)) or said[kind.value, "SiteKind"]
        assert match_word("kind", word) == kind.value or word in UNSURE, word
    for grade in Condition:
        word = said[grade.name.lower().replace("_", " "), "Condition"]
        assert match_word("condition", word) == str(grade.value), word


@pytest.mark.parametrize("word", ["chapel", "shrine", "часовня", "пир", "храм", "spring", "", "17"])
def test_words_that_are_only_alike_are_left_to_a_person(word: str) -> None:
    assert match_word("kind", word) == word


def test_a_likely_word_is_proposed_and_not_more() -> None:
    assert propose_word("kind", "Juma mosque (ruined)")[0] == "mosque"
    assert propose_word("kind", "мечетьь")[0] == "mosque"
    assert propose_word("kind", "church and mosque")[0] is None
    assert propose_word("kind", "xyz")[0] is None


@pytest.mark.parametrize(
    ("word", "grade"),
    [
        ("good", "1"), ("Fair", "2"), ("POOR", "3"), ("very bad", "4"), ("Destroyed", "5"), ("unknown", "0"), ("severe damage", "4"), ("moderate damage", "3"),
        ("yaxşı", "1"), ("pis", "3"), ("хорошее", "1"), ("уничтожен", "5"), ("جيدة", "1"), ("2", "2"), ("3.0", "3"), ("9", "9"), ("2.5", "2.5"),
    ],
)  # fmt: skip
def test_grades_are_matched_by_the_crosswalks_of_the_data_model(word: str, grade: str) -> None:
    assert match_word("condition", word) == grade


@pytest.mark.parametrize(
    ("word", "grades"),
    [
        ("damaged", (2, 4)),
        ("possible damage", (1, 5)),
        ("Threatened", (1, 5)),
        ("zədələnib", (2, 4)),
        ("разрушен", (3, 5)),
    ],
)
def test_a_word_that_means_several_grades_is_never_made_one(word: str, grades: tuple[int, int]) -> None:
    assert grades_of(word) == grades
    assert match_word("condition", word) == word
    target, why = propose_word("condition", word)
    assert target is None
    assert f"{grades[0]} to {grades[1]}" in why


def test_what_the_mapping_says_comes_first() -> None:
    assert match_word("kind", "Chapel", {"chapel": "church"}) == "church"
    assert match_word("condition", "1", {"1": "5", "5": "1"}) == "5"
    assert match_word("kind", "misc", {"misc": None}) is None


def test_the_lists_keep_what_they_promise() -> None:
    for field, forms in FORMS.items():
        assert set(forms.values()) <= set(vocabulary_of(field) or ())
        assert all(key and key == text_key(key) for key in forms)
        for word in vocabulary_of(field) or ():
            assert match_word(field, word) == word
    assert not RANGES.keys() & FORMS["condition"].keys()
    assert all(0 < low < high <= 5 for low, high in RANGES.values())
    scripts = {"latin", "cyrillic", "arabic", "armenian", "georgian"}
    import unicodedata

    for key in (*RANGES, *(key for forms in FORMS.values() for key in forms)):
        found = {unicodedata.name(char).split()[0].lower() for char in key if char.isalpha()}
        assert len(found & scripts) == 1, f"{key}: letters of several scripts, a slip of the keyboard"
