"""Names are found in every script and spelling, and nothing that is typed is an operator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.search import fold
from geo.store import SiteFilter, open_store

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

    from geo.store import GeoPackageStore


@pytest.fixture(scope="module")
def island(island_store: Path) -> Iterator[GeoPackageStore]:
    with open_store(island_store) as store:
        yield store


@pytest.mark.parametrize("text", ["Ûl Kapela", "ul kap", "KAPELA", "ულ კაპელა", "კაპ", "Капела", "كابيلا", "Կապելա"])
def test_a_place_is_found_in_any_script(island: GeoPackageStore, text: str) -> None:
    assert island.suggest(text).site_id.tolist() == ["hill-chapel"]


def test_whole_words_come_first_then_what_begins_so_then_other_spellings(raw: sqlite3.Connection, store_path: Path) -> None:  # fmt: skip
    texts = {"velma-fort": "Shushanik", "hill-chapel": "Susa", "tide-mosque": "Shusha", "sea-cave": "Shushan"}
    for site, text in texts.items():
        raw.execute(
            "INSERT INTO names(site_fid, text, lang, script, status, source_fid) SELECT fid, ?, 'qaa', 'Latn', 'official', 1 FROM sites WHERE id = ?",
            (text, site),
        )
    with open_store(store_path, public=False) as store:
        assert store.suggest("shusha").text.tolist() == ["Shusha", "Shushan", "Shushanik", "Susa"]
        assert store.suggest("shusha", limit=2).text.tolist() == ["Shusha", "Shushan"]
        assert store.suggest("shusha", limit=0).empty


def test_the_name_shown_is_the_one_that_was_typed(island: GeoPackageStore) -> None:
    assert island.suggest("ველმა").iloc[0][["site_id", "text", "script"]].tolist() == [
        "velma-fort",
        "ველმა კორ",
        "Geor",
    ]
    assert island.suggest("velma k").iloc[0][["site_id", "text", "kind", "district"]].tolist() == ["velma-fort", "Velma Kôr", "fort", "west"]  # fmt: skip


HOSTILE = ['"', "' OR 1=1 --", "NEAR(a b)", "a* OR b*", "words:a", "-velma", "^velma", "a AND", "(", "\0", "velma\0", "\ud800", "a" * 100_000, "a " * 5000, "%", "_", "{", "}", "", " ", "\u202e", "*", '""', "NOT"]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_only_text(island: GeoPackageStore, text: str) -> None:
    assert list(island.suggest(text).columns) == ["site_id", "text", "lang", "script", "kind", "district"]
    assert island.count_sites(where=SiteFilter(text=text)) >= 0


@given(
    st.text(max_size=40)
    | st.lists(st.sampled_from(["ul", "kap", "KAPELA", "velma", "v", "კაპ", "m", "mo", "?"]), max_size=3).map(" ".join)
)
def test_sites_are_found_where_each_typed_word_begins_a_word_of_one_name(island_store: Path, text: str) -> None:
    with open_store(island_store) as store:
        assert isinstance(store.suggest(text), pd.DataFrame)
        names = store.names()
        typed = fold(text).split()
        expected = {
            site
            for site, name in zip(names.site_id, names.text, strict=True)
            if typed and all(any(word.startswith(start) for word in fold(name).split()) for start in typed)
        }
        assert set(store.public_sites(where=SiteFilter(text=text)).id) == expected


def test_names_that_another_program_changed_are_found_when_the_store_is_next_written(raw: sqlite3.Connection, store_path: Path) -> None:  # fmt: skip
    raw.execute("UPDATE names SET text = 'Molin' WHERE text = 'Limes Mola'")
    raw.execute("DELETE FROM names WHERE text = 'Teska Dom'")
    raw.execute("INSERT INTO names(site_fid, text, lang, script, status, source_fid) VALUES (1, 'Kastel', 'qaa', 'Latn', 'variant', 1)")  # fmt: skip
    with open_store(store_path, public=False) as store:
        assert store.suggest("molin").site_id.tolist() == ["border-mill"]
        assert store.suggest("limes").empty
        assert store.suggest("teska").empty
        assert store.suggest("kast").site_id.tolist() == ["velma-fort"]
    with open_store(store_path, public=False):  # nothing is left to do
        assert raw.execute("SELECT count(*) FROM search_removed").fetchone() == (0,)
        assert raw.execute("SELECT count(*) FROM names WHERE folded IS NULL").fetchone() == (0,)
