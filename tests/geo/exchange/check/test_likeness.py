from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from geo.exchange.check.likeness import ALIKE, Names, NamesInLanguage, names_of


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
    columns = names_of(
        np.array([0, 1, 1]),
        pa.array(["az", "az", "az"]),
        pa.array(["Şuşa qalası", "Pənahabad", "Şuşa  qalası"]),
        n=2,
        most=4,
    )
    names = Names(columns)
    found = names.alike(np.array([0]), np.array([1]))
    assert found.score[0] == 100
    assert names.texts.take(pa.array([found.first[0], found.second[0]])).to_pylist() == ["Şuşa qalası", "Şuşa  qalası"]


def test_at_most_so_many_names_are_looked_at() -> None:
    columns = names_of(
        np.zeros(9, dtype=np.int64), pa.repeat(pa.scalar("az"), 9), pa.array(list("abcdefghi")), n=1, most=4
    )
    assert [column.texts.to_pylist() for column in columns] == [["a"], ["b"], ["c"], ["d"]]


def test_likeness_in_one_language_has_its_threshold() -> None:
    assert 0 < ALIKE <= score({"az": "abcdefghijkl"}, {"az": "abcdefghijk"}) < 100
