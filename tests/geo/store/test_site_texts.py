from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from geo.search import fold
from geo.store import site_texts

if TYPE_CHECKING:
    import sqlite3

    from geo.store import GeoPackageStore, Store


@pytest.mark.parametrize("at_once", [1, 2, 7, 100])
def test_how_many_sites_are_read_at_once_changes_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    ids, positions = store.site_ids(), store.positions()
    monkeypatch.setattr(site_texts, "_AT_ONCE", at_once)
    assert store.site_ids().equals(ids)
    assert store.positions().equals(positions)


def test_names_that_another_program_wrote_are_folded_too(gpkg: GeoPackageStore, raw: sqlite3.Connection) -> None:
    known = gpkg.names()
    changed = known["text"].iloc[0]
    raw.execute("UPDATE names SET text = 'Nəw  Ńame' WHERE text = ?", (changed,))
    (n,) = raw.execute("SELECT count(*) FROM names WHERE folded IS NULL").fetchone()
    ids = gpkg.site_ids()
    tables = [*gpkg.folded_names(ids)]
    found = [row for table in tables for row in table.to_pylist()]
    expected = [row for table in gpkg.name_texts(ids) for row in table.to_pylist()]
    assert found == [{"at": row["at"], "folded": fold(row["text"]), "lang": row["lang"]} for row in expected]
    assert [row["folded"] for row in found].count("new name") == n > 0


def test_names_of_no_site_are_none(store: Store) -> None:
    assert not [*store.folded_names(pa.array([], pa.string()))]
    assert not [row for table in store.folded_names(pa.array(["nobody", "keeper-tomb"])) for row in table.to_pylist()]
