from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import numpy as np
import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.exchange.check.likeness import ALIKE
from geo.exchange.check.site_names import SiteNames
from geo.search import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.exchange.check.site_names import NameColumns
    from geo.store import Store

WORDS = ["Gəncəsər", "Gandzasar", "Ганджасар", "Գանձասար", "Vaqif", "Vaqıf", "məscidi", "2", "12", "21", "—"]
NAME = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
SITE = st.dictionaries(st.sampled_from(["az", "en", "hy"]), st.lists(NAME, min_size=1, max_size=6), max_size=3)
type Site = dict[str, list[str]]


def stage_of(sites: list[Site], at_once: int, langs: Sequence[str] = ("az", "en", "hy")) -> NameColumns:
    """Rows of a file: of each language the first name, and the others as a list."""
    fields = [f"{family}:{lang}" for family in ("name", "alt_name") for lang in langs]

    def cell(field: str, site: Site) -> str | None:
        family, _colon, lang = field.partition(":")
        names = site.get(lang, [])
        return (names[0] if names else None) if family == "name" else (";".join(names[1:]) or None)

    table = pa.table({field: pa.array([cell(field, site) for site in sites], pa.string()) for field in fields})

    def batches(columns: Sequence[str]) -> Iterator[tuple[int, pa.Table]]:
        for first in range(0, len(sites), at_once):
            yield first, table.select(columns).slice(first, at_once)

    return cast("NameColumns", SimpleNamespace(n_rows=len(sites), columns=("id", *fields), batches=batches))


def store_of(sites: list[Site], at_once: int) -> Store:
    def names(wanted: pa.Array, column: str) -> Iterator[pa.Table]:
        for first in range(0, len(wanted), at_once):
            of = [(first + at, sites[int(name)]) for at, name in enumerate(wanted[first : first + at_once].to_pylist())]
            rows = [(at, text, lang) for at, site in of for lang, texts in site.items() for text in texts]
            texts = [fold(text) if column == "folded" else text for _, text, _ in rows]
            places, langs = [at for at, *_ in rows], [lang for *_, lang in rows]
            yield pa.table({"at": pa.array(places, pa.int64()), column: pa.array(texts, pa.string()), "lang": pa.array(langs, pa.string())})  # fmt: skip

    stand_in = SimpleNamespace(folded_names=lambda ids: names(ids, "folded"), name_texts=lambda ids: names(ids, "text"))
    return cast("Store", stand_in)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(SITE, max_size=6), st.lists(SITE, max_size=6), st.integers(1, 4))
def test_no_pair_whose_names_are_alike_is_left_out_by_their_bounds(
    own: list[Site], stored: list[Site], at_once: int
) -> None:
    ids = pa.array(map(str, range(len(stored))), pa.string())
    names = SiteNames(stage_of(own, at_once), store_of(stored, at_once), ids)
    n = len(own) + len(stored)
    first, second = np.triu_indices(n, 1)
    score = names.read(np.arange(n)).alike(first, second).score
    may_be = names.bounds(np.arange(n)).may_be_alike(first, second, ALIKE)
    assert not (score[~may_be] > 0).any()


def test_pairs_whose_names_cannot_be_alike_are_left_out() -> None:
    own: list[Site] = [{"az": ["Gəncəsər"]}, {"az": ["Vaqif", "məscidi"]}, {"az": ["Vaqif 12"]}, {"en": ["Vaqif"]}]
    stored: list[Site] = [{"az": ["Gəncəsər"]}, {"az": ["x"] * 4 + ["Gəncəsər"]}]
    names = SiteNames(stage_of(own, 2), store_of(stored, 1), pa.array(["0", "1"]))
    first, second = np.array([0, 0, 1, 0, 2, 0]), np.array([1, 4, 4, 5, 4, 3])
    may_be = names.bounds(np.arange(6)).may_be_alike(first, second, ALIKE)
    # the fourth has more names than are compared, the last no language in common
    assert may_be.tolist() == [False, True, False, True, False, True]


def test_some_names_are_the_same_as_among_all() -> None:
    own: list[Site] = [{"az": ["Vaqif"]}, {"az": ["Gəncəsər", "Gandzasar"]}, {}]
    stored: list[Site] = [{"hy": ["Գանձասար"]}, {"az": ["Gandzasar"], "en": ["Vaqif"]}]
    names = SiteNames(stage_of(own, 1), store_of(stored, 2), pa.array(["0", "1"]))
    some = names.read(np.array([1, 4]))
    found = some.alike(np.array([0]), np.array([1]))
    assert found.score.tolist() == [100]
    assert some.texts(np.array([found.first[0], found.second[0]])) == ["Gandzasar", "Gandzasar"]


def test_of_names_that_are_as_alike_those_of_the_first_language_of_the_file_are_told() -> None:
    site: Site = {"az": ["Vaqif"], "hy": ["Վակիֆ"]}
    for langs, told in ((("az", "hy"), "Vaqif"), (("hy", "az"), "Վակիֆ")):
        names = SiteNames(stage_of([site], 1, langs), store_of([site], 1), pa.array(["0"])).read(np.arange(2))
        found = names.alike(np.array([0]), np.array([1]))
        assert names.texts(np.array([found.first[0], found.second[0]])) == [told, told]
