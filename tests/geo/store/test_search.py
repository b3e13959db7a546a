"""Names are found in every script and spelling, and nothing that is typed is an operator."""

from __future__ import annotations

import random
import shutil
from contextlib import closing
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.search import fold, skeleton
from geo.store import SiteFilter, open_store
from geo.store.connection import connect_writer
from tests.geo.store.staging import assert_search_sound

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from geo.store import GeoPackageStore


@pytest.fixture(scope="module")
def island(island_store: Path) -> Iterator[GeoPackageStore]:
    with open_store(island_store) as store:
        yield store


def name_sites(connection: sqlite3.Connection, names: Iterable[tuple[str, str]]) -> None:
    """Give names to sites as another program does; they are indexed when the store is next opened for writing."""
    connection.executemany(
        "INSERT INTO names(site_fid, text, lang, script, status, source_fid) SELECT fid, ?, 'qaa', 'Latn', 'official', 1 FROM sites WHERE id = ?",
        ((text, site) for site, text in names),
    )


@pytest.mark.parametrize("text", ["Ûl Kapela", "ul kap", "KAPELA", "ულ კაპელა", "კაპ", "Капела", "كابيلا", "Կապելա"])
def test_a_place_is_found_in_any_script(island: GeoPackageStore, text: str) -> None:
    assert island.suggest(text).site_id.tolist() == ["hill-chapel"]


def test_whole_words_come_first_then_what_begins_so_then_other_spellings(raw: sqlite3.Connection, store_path: Path) -> None:  # fmt: skip
    texts = {"velma-fort": "Shushanik", "hill-chapel": "Susa", "tide-mosque": "Shusha", "sea-cave": "Shushan"}
    name_sites(raw, texts.items())
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


WORDS = ["Susa", "Shusha", "Шуша", "Շուշի", "Шушинская", "Shushinsky", "Shushansk", "Shushan", "Qala", "Kale", "Крепость", "v", "Vv", "12", "1-2", "a", "O", "Ta'us", "ul", "Ûl", "وادي", "واقف", "·"]  # fmt: skip


@pytest.fixture(scope="module")
def alike(island_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the island with names of which many sound alike."""
    path = shutil.copy(island_store, tmp_path_factory.mktemp("alike") / "alike.gpkg")
    rng = random.Random(7)  # no secret
    with closing(connect_writer(path)) as connection:
        sites = [site for (site,) in connection.execute("SELECT id FROM sites")]
        name_sites(
            connection, [(rng.choice(sites), " ".join(rng.choices(WORDS, k=rng.randint(1, 3)))) for _ in range(60)]
        )
    open_store(path, public=False).close()
    return path


@given(st.lists(st.sampled_from([*WORDS, "sh", "Shush", "Vaqf", "Kapel"]), min_size=1, max_size=3).map(" ".join))
def test_sites_are_suggested_where_a_name_has_each_word_or_one_that_sounds_like_it(alike: Path, text: str) -> None:
    typed = fold(text).split()
    with open_store(alike) as store:
        names = store.names()
        expected = set()
        for site, name in zip(names.site_id, names.text, strict=True):
            words = fold(name).split()
            sounds = set(skeleton(" ".join(typed)).split()) <= set(skeleton(" ".join(words)).split())
            begins = (
                set(typed[:-1]) <= set(words) and any(word.startswith(typed[-1]) for word in words) if typed else False
            )
            if typed and (sounds or begins):
                expected.add(site)
        assert set(store.suggest(text, limit=50).site_id) == expected


def test_a_typed_word_is_looked_for_however_many_sound_like_it(raw: sqlite3.Connection, store_path: Path) -> None:
    many = [f"b{one}{two}{three}" for one in "aeiou" for two in "aeiou" for three in "aeiou"]
    name_sites(raw, [("border-mill", f"{word} mola") for word in [*many, *many]] + [("hill-chapel", "bouai Kapela")])
    with open_store(store_path, public=False) as store:
        assert store.suggest("bouai qapela").site_id.tolist() == ["hill-chapel"]


TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
CHANGES = st.lists(
    st.tuples(st.just("INSERT"), st.just(0), TEXTS) | st.tuples(st.sampled_from(["UPDATE", "DELETE", "open"]), st.integers(0, 9), TEXTS),
    max_size=12,
)  # fmt: skip


@given(changes=CHANGES)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_index_and_list_are_right_whatever_another_program_changed(
    island_store: Path, tmp_path: Path, changes: list[tuple[str, int, str]]
) -> None:
    path = shutil.copy(island_store, tmp_path / "changed.gpkg")
    with closing(connect_writer(path)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        for change, at, text in [*changes, ("open", 0, "")]:
            which = "WHERE fid = (SELECT fid FROM names ORDER BY fid DESC LIMIT 1 OFFSET :at)"
            if change == "INSERT":
                name_sites(connection, [("velma-fort", text)])
            elif change == "UPDATE":
                connection.execute(f"UPDATE names SET text = :text {which}", {"at": at, "text": text})
            elif change == "DELETE":
                connection.execute(f"DELETE FROM names {which}", {"at": at})
            else:
                open_store(path, public=False).close()
        assert_search_sound(connection)
