from __future__ import annotations

import itertools
import re
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geo.package import Package
from geo.search import fold, fold_words, folds, skeleton, skeletons

BUNDLED = Path(__file__).parents[2] / "data" / "datapackage.json"


def key(name: str) -> str:
    return skeleton(fold(name))


@pytest.mark.parametrize(
    "name", ["Susa", "Shusha", "Şuşa", "Շուշի", "Шуша", "شوشا", "شوشي", "Shushi", "SHUSHA", "Şuša"]
)
def test_a_place_has_one_skeleton_in_every_script(name: str) -> None:
    assert key(name) == "ss"


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Şuşa", "susa"), ("Gəncəsər monastırı", "genceser monastiri"), ("Շուշի", "shushi"), ("Шуша", "shusha"),
        ("شوشا", "shusha"), ("  Ağ-oğlan’s (1)  ", "ag oglans 1"), ("", ""), ("—", ""), ("ĞĞ", "gg"), ("Straße", "strasse"),
    ],
)  # fmt: skip
def test_a_folded_name_is_readable_ascii(name: str, folded: str) -> None:
    assert fold(name) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Агдамская", "Ağdam"),
        ("واقف", "Vaqif"),
        ("Khojaly", "Xocalı"),
        ("Гянджинский", "Gəncə"),
        ("Худаферинские", "Xudafərin"),
    ],
)
def test_endings_and_initial_letters_do_not_part_a_name(one: str, other: str) -> None:
    assert set(key(one).split()) & set(key(other).split())


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert folded.isascii()
    assert folded == folded.strip()


@given(st.text())
def test_every_folded_text_has_a_skeleton(text: str) -> None:
    folded = fold(text)
    assert bool(skeleton(folded)) == bool(folded)


def test_whole_columns_agree_with_single_names_and_keep_gaps() -> None:
    names = pd.Series(["Şuşa", None, "Շուշի", "Şuşa"], index=[5, 6, 7, 8])
    folded = folds(names)
    assert folded.dropna().tolist() == [fold("Şuşa"), fold("Շուշի"), fold("Şuşa")]
    assert folded.isna().tolist() == [False, True, False, False]
    assert folded.index.equals(names.index)


def test_a_blank_in_a_word_is_refused() -> None:
    with pytest.raises(ValueError, match="blank"):
        fold_words(pa.array(["Şuşa", "Şuşa qalası"]))


def of_one_word(word: str) -> str:
    """The rule of skeletons, step by step."""
    ending = re.search(r"sk(aya|aia|ii|iy|ij|yi|y|oe|oye|ogo|oi|oy|ie|iye)$", word)
    stem = word[: ending.start()] if ending and ending.start() >= 3 else word
    stems = [stem, stem[:-2]] if stem != word and stem.endswith("in") and len(stem) > 4 else [stem]
    return " ".join(map(consonants, stems))


def consonants(stem: str) -> str:
    for spelling, sound in zip(SPELLINGS.split()[::2], SPELLINGS.split()[1::2], strict=True):
        stem = stem.replace(spelling, sound)
    single = "".join(char for char, _ in itertools.groupby(stem))
    return ("a" if single[0] in "aeiouy" else single[0]) + "".join(char for char in single[1:] if char not in "aeiouyv")


SPELLINGS = "shch s tch c sch s dzh c sh s ch c gh g kh h zh j dj c ph f th t ts c tz c ou u x h q g k g w v j c p b"
PARTS = ["aghda", "mol", "in", "sk", "aya", "iy", "oye", "y", "shch", "dzh", "kk", "aa", "2", "ou", "v", "e"]
WORDS = st.one_of(
    st.lists(st.sampled_from(PARTS), min_size=1, max_size=5).map("".join),
    st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=9),
)


@given(st.lists(WORDS, max_size=6))
@example(["molinskaya", "insky", "skaya", "abinskaya", "aghdamskaya", "1a", "aab", "a"])
def test_skeletons_of_many_words_are_those_of_each(words: list[str]) -> None:
    expected = [of_one_word(word) for word in words]
    assert skeletons(words) == expected
    assert skeleton(" ".join(words)) == " ".join(expected)


@pytest.mark.skipif(not BUNDLED.exists(), reason="no bundled data")
def test_bundled_names_in_other_scripts_find_the_site_of_a_latin_name() -> None:
    names = Package.open().layer("names")
    names["keys"] = names["text"].map(lambda text: set(key(text).split()))
    latin = names[names["script"] == "Latn"].groupby("site_id")["keys"].agg(lambda keys: set().union(*keys))
    others = names[(names["script"] != "Latn") & names["site_id"].isin(latin.index)]
    found = sum(bool(keys & latin[site]) for site, keys in zip(others["site_id"], others["keys"], strict=True))
    assert found / len(others) >= 99 / 134
