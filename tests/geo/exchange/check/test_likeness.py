from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

from geo.exchange.check.likeness import ALIKE, Names, NamesInLanguage, in_language
from geo.exchange.check.name_parts import contradict, proper_names
from geo.search import fold


def score(one: dict[str, str], other: dict[str, str]) -> float:
    columns = [
        NamesInLanguage(lang, pa.array([one.get(lang), other.get(lang)], pa.string())) for lang in {**one, **other}
    ]
    return float(Names(columns).alike(np.array([0]), np.array([1])).score[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"az": "Şuşa qalası"}, {"az": "şuşa  QALASI"}),
        ({"az": "Xudafərin körpüsü"}, {"az": "Xudaferin köprüsü"}),
        ({"az": "Gəncəsər monastırı"}, {"fr": "monastère de Gandzasar"}),
        ({"ru": "Монастырь Гандзасар"}, {"en": "Gandzasar monastery"}),
        ({"hy": "Ղազանչեցոց"}, {"en": "Ghazanchetsots Cathedral"}),
        ({"az": "Vaqif türbəsi"}, {"ar": "ضريح واقف"}),
        ({"en": "x", "az": "Şuşa qalası"}, {"ru": "y", "az": "Şuşa qalası"}),
    ],
)
def test_names_of_one_site_are_alike_in_any_script(one: dict[str, str], other: dict[str, str]) -> None:
    assert score(one, other) >= 85
    assert score(other, one) == score(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"az": "Şuşa məscidi"}, {"az": "Ağdam məscidi"}),
        ({"az": "Kurqan 12"}, {"az": "Kurqan 13"}),
        ({"az": "Kurqan II"}, {"az": "Kurqan III"}),
        ({"az": "Yuxarı Gövhər ağa məscidi"}, {"az": "Aşağı Gövhər ağa məscidi"}),
        ({"az": "Yuxarı Gövhər ağa məscidi"}, {"en": "Ashaghi Govhar Agha Mosque"}),
        ({"az": "Çanaqçı qalası"}, {"az": "Çanaqçı kilsəsi"}),
        ({"az": "Çanaqçı qalası"}, {"en": "Chanagchi church"}),
        ({"en": "Mosque"}, {"az": "Məscid"}),
        ({"az": "Şuşa qalası"}, {}),
        ({"az": "—"}, {"az": "—"}),
    ],
)
def test_names_of_different_sites_are_not(one: dict[str, str], other: dict[str, str]) -> None:
    assert score(one, other) == 0


def test_languages_are_crossed_only_where_none_is_shared() -> None:
    assert score({"az": "Gəncəsər"}, {"en": "Ganjasar"}) >= 85
    assert score({"az": "Gəncəsər", "ru": "Один"}, {"en": "Ganjasar", "ru": "Другой"}) == 0


def test_other_names_of_a_site_count_too_and_the_two_that_are_alike_are_known() -> None:
    texts = pa.array(["Şuşa qalası", "Pənahabad", "Şuşa  qalası", None])
    columns = in_language("az", np.array([0, 1, 1, 1]), texts, n=2, most=4)
    names = Names(columns)
    found = names.alike(np.array([0]), np.array([1]))
    assert found.score[0] == 100
    assert names.texts(np.array([found.first[0], found.second[0]])) == ["Şuşa qalası", "Şuşa  qalası"]


def test_at_most_so_many_names_are_looked_at() -> None:
    columns = in_language("az", np.zeros(9, dtype=np.int64), pa.array(list("abcdefghi")), n=1, most=4)
    assert [column.texts.to_pylist() for column in columns] == [["a"], ["b"], ["c"], ["d"]]


def test_likeness_in_one_language_has_its_threshold() -> None:
    assert 0 < ALIKE <= score({"az": "abcdefghijkl"}, {"az": "abcdefghijk"}) < 100


WORDS = ["Gəncəsər", "Gandzasar", "Ганджасар", "Գանձասար", "Vaqif", "Vaqıf", "məscidi", "Mosque", "monastırı", "2", "II", "12", "21", "Yuxarı", "Ashaghi", "—", "de"]  # fmt: skip
SITES = st.lists(
    st.dictionaries(st.sampled_from(["az", "en", "hy"]), st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join)),
    min_size=2,
    max_size=6,
)


def by_hand(one: dict[str, str], other: dict[str, str]) -> float:
    """The rule of the module, name by name."""
    pairs = [(fold(a), fold(b), lang == its_lang) for lang, a in one.items() for its_lang, b in other.items()]
    pairs = [pair for pair in pairs if pair[0] and pair[1]]
    return max((of_names(*pair) for pair in pairs if pair[2] == any(shared for *_, shared in pairs)), default=0)


def of_names(a: str, b: str, one_language: bool) -> float:
    if a == b:
        return 100
    if [letter for letter in a if letter.isdigit()] != [letter for letter in b if letter.isdigit()] or contradict(a, b):
        return 0
    if one_language:
        return fuzz.ratio(a, b, score_cutoff=ALIKE)
    letters, sounds = (side.to_pylist() for side in proper_names(pa.array([a, b])))
    fewest = min(map(len, sounds))
    alike = fewest and fuzz.ratio(*letters) >= (40 if fewest >= 3 else ALIKE)
    return fuzz.ratio(*sounds, score_cutoff=85) if alike else 0


@settings(max_examples=150)
@given(SITES)
def test_whole_columns_give_what_names_one_by_one_do(sites: list[dict[str, str]]) -> None:
    columns = [
        NamesInLanguage(lang, pa.array([site.get(lang) for site in sites], pa.string())) for lang in ("az", "en", "hy")
    ]
    first, second = np.triu_indices(len(sites), 1)
    expected = [by_hand(sites[one], sites[other]) for one, other in zip(first, second, strict=True)]
    assert Names(columns).alike(first, second).score.tolist() == pytest.approx(expected, abs=1e-4)
