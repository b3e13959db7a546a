"""Makes stages of rows written by hand, and tells everything that a store holds."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from geo.exchange.site_batch import SiteBatch
from geo.exchange.site_rows import order_of
from geo.exchange.stage import Stage
from geo.search import fold, skeleton

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

type Row = dict[str, str | None]

_DERIVED = ("_node", "_rowid", "_parent", "_data", "_idx", "_config", "_docsize")


def staged(
    folder: Path, rows: Sequence[Row], geometries: Sequence[BaseGeometry | None] | None = None, at_once: int = 3
) -> Stage:
    """A finished stage of rows, put in a few at a time."""
    columns = order_of({name for row in rows for name in row} | {"id", "kind", "source_ids"})
    folder.mkdir(exist_ok=True)
    stage = Stage(folder, columns)
    shapes = np.empty(len(rows), dtype=object)
    shapes[:] = [None] * len(rows) if geometries is None else list(geometries)
    for first in range(0, len(rows), at_once):
        some = rows[first : first + at_once]
        table = pa.table({name: pa.array([row.get(name) for row in some], pa.string()) for name in columns})
        stage.put(SiteBatch(table, shapes[first : first + at_once], first))
    stage.finish()
    return stage


def dump(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Everything that stands in a store, table by table; what imports are on record and GDAL's own numbers left out."""
    out: dict[str, list[tuple[object, ...]]] = {}
    with closing(sqlite3.connect(path)) as connection:
        made = connection.execute("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'").fetchall()
        out["schema"] = sorted((kind, name, sql or "") for kind, name, sql in made)
        for kind, name, sql in made:
            virtual = (sql or "").startswith("CREATE VIRTUAL")
            if kind != "table" or name == "imports" or name.endswith(_DERIVED) or (virtual and "fts5" in sql):
                continue
            out[name] = sorted(connection.execute(f"SELECT * FROM {name}"), key=repr)
        connection.execute("CREATE VIRTUAL TABLE temp.indexed USING fts5vocab('main', 'name_search', 'instance')")
        out["name_search"] = sorted(connection.execute("SELECT term, doc FROM indexed"))
    return out


def assert_search_sound(connection: sqlite3.Connection) -> None:
    """Every name stands in the index with its words, and the list has these words with number and skeletons, and no others."""
    ask = connection.execute
    ask("INSERT INTO name_search(name_search) VALUES ('integrity-check')")
    ask("CREATE VIRTUAL TABLE temp.searched USING fts5vocab('main', 'name_search', 'instance')")
    folded = {fid: fold(text).split() for fid, text in ask("SELECT fid, text FROM names")}
    words = Counter(word for every in folded.values() for word in every)
    pairs = {(word, fid) for fid, every in folded.items() for word in every}
    assert set(ask("SELECT term, doc FROM searched")) == pairs
    assert dict(ask("SELECT word, n FROM name_search_words").fetchall()) == words
    skeletons = {(bones, word) for word in words for bones in skeleton(word).split()}
    assert set(ask("SELECT skeleton, word FROM name_search_skeletons")) == skeletons
    ask("DROP TABLE temp.searched")


def assert_sound(path: Path) -> None:
    """SQLite, its R-trees and its indexes are whole, every reference is kept, and the kept state equals the rule."""
    with closing(sqlite3.connect(path)) as connection:
        ask = connection.execute
        assert ask("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert ask("PRAGMA foreign_key_check").fetchall() == []
        for name in ("sites", "exact_places"):
            assert ask(f"SELECT rtreecheck('rtree_{name}_geom')").fetchone() == ("ok",)
            placed = ask(f"SELECT fid FROM {name} WHERE geom IS NOT NULL ORDER BY fid").fetchall()
            assert ask(f"SELECT id FROM rtree_{name}_geom ORDER BY id").fetchall() == placed
        assert_search_sound(connection)
        told = ask("SELECT DISTINCT source_fid, site_fid FROM telling ORDER BY source_fid, site_fid").fetchall()
        assert ask("SELECT * FROM tells_of").fetchall() == told
        assert ask("SELECT * FROM site_state EXCEPT SELECT * FROM current_state").fetchall() == []
        assert ask("SELECT * FROM current_state EXCEPT SELECT * FROM site_state").fetchall() == []
