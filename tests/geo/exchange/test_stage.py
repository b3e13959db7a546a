"""What is put on the stage comes back as it was, whole or in part."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.exchange import stage as stage_module
from geo.exchange.site_batch import SiteBatch
from geo.exchange.stage import Stage
from geo.store.blobs import encode, encode_column

if TYPE_CHECKING:
    from pathlib import Path

SHAPES = st.one_of(
    st.none(),
    st.builds(shapely.Point, st.floats(-180, 180), st.floats(-90, 90)),
    st.builds(shapely.Point, st.floats(-180, 180), st.floats(-90, 90), st.floats(0, 9)),
    st.just(shapely.box(1, 2, 3, 4)),
    st.just(shapely.LineString([(0, 0), (1, 5)])),
    st.just(shapely.Point()),
)
TEXTS = st.one_of(st.none(), st.text(st.characters(codec="utf-8"), max_size=5))


def batch(first: int, columns: dict[str, list[str | None]], shapes: list[object]) -> SiteBatch:
    geometry = np.empty(len(shapes), dtype=object)
    geometry[:] = shapes
    return SiteBatch(pa.table({n: pa.array(v, pa.string()) for n, v in columns.items()}), geometry, first)


@given(rows=st.lists(st.tuples(TEXTS, TEXTS, SHAPES), max_size=12), at_once=st.integers(1, 5), data=st.data())
@settings(max_examples=40, deadline=None)
def test_rows_come_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str | None, str | None, object]], at_once: int, data: st.DataObject
) -> None:  # fmt: skip
    with Stage(tmp_path_factory.mktemp("stage"), ["id", "name:az", "note"]) as stage:
        for first in range(0, len(rows), at_once):
            some = rows[first : first + at_once]
            stage.put(batch(first, {"id": [r[0] for r in some], "name:az": [r[1] for r in some]}, [r[2] for r in some]))
        stage.finish()
        assert stage.n_rows == len(rows)
        assert stage.column("id").to_pylist() == [row[0] for row in rows]
        assert stage.column("note").to_pylist() == stage.column("kind").to_pylist() == [None] * len(rows)
        wanted = np.array(
            data.draw(st.lists(st.sampled_from(range(len(rows)))) if rows else st.just([])), dtype=np.int64
        )
        assert stage.column("name:az", wanted).to_pylist() == [rows[row][1] for row in wanted]
        assert stage.names_of(wanted).to_pydict() == {"name:az": [rows[row][1] for row in wanted]}
        mask = np.array([row[0] is not None for row in rows], dtype=bool)
        assert stage.column("id", mask).to_pylist() == [row[0] for row in rows if row[0] is not None]
        there = [shape is not None and not shapely.is_empty(shape) for *_, shape in rows]
        for shape, back, centre, known in zip([r[2] for r in rows], stage.shapes(), stage.centres, there, strict=True):
            assert (back is not None) == known == (not np.isnan(centre[0]))
            if known:
                assert shapely.equals_exact(back, shapely.force_2d(shape))
                assert shapely.Point(centre).equals(shapely.centroid(shape))
        ids = [row[0] for row in rows]
        same = {(a == b, bool(ha == hb)) for a, ha in zip(ids, stage.id_hashes, strict=True) for b, hb in zip(ids, stage.id_hashes, strict=True)}  # fmt: skip
        assert same <= {(True, True), (False, False)}
        assert all((one is None) == (number == 0) for one, number in zip(ids, stage.id_hashes, strict=True))
    assert not stage.path.exists()


def test_batches_are_read_back_in_order_and_by_column(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage_module, "_AT_ONCE", 4)
    stage = Stage(tmp_path, ["id", "note"])
    for first in range(0, 9, 3):
        stage.put(batch(first, {"id": [f"a{first + n}" for n in range(3)]}, [shapely.Point(1, 2)] * 3))
    stage.finish()
    read = list(stage.batches(["id", "west"]))
    assert [(first, table.num_rows) for first, table in read] == [(0, 6), (6, 3)]
    assert read[0][1].column_names == ["id", "west"]
    assert [one for _, table in read for one in table["id"].to_pylist()] == [f"a{n}" for n in range(9)]


def test_rows_stand_in_the_order_of_the_file(tmp_path: Path) -> None:
    stage = Stage(tmp_path, ["id"])
    with pytest.raises(ValueError, match="begins at row 5 of 0"):
        stage.put(batch(5, {"id": ["a"]}, [None]))
    with pytest.raises(ValueError, match="unknown fields \\['kind'\\]"):
        stage.put(batch(0, {"id": ["a"], "kind": ["fort"]}, [None]))
    stage.finish()


@given(st.lists(SHAPES, max_size=8))
@settings(max_examples=40)
def test_blobs_are_a_header_and_flat_wkb(shapes: list[object]) -> None:
    column = np.empty(len(shapes), dtype=object)
    column[:] = shapes
    blobs, bounds = encode_column(column)
    objects, same_bounds = encode(column)
    assert blobs.to_pylist() == objects.tolist()
    assert np.array_equal(bounds, same_bounds, equal_nan=True)
    assert np.array_equal(bounds, shapely.bounds(column), equal_nan=True)
    for shape, blob in zip(shapes, blobs.to_pylist(), strict=True):
        if shape is None or shapely.is_empty(shape):
            assert blob is None
            continue
        west, south, east, north = shapely.bounds(shape).tolist()
        is_point = isinstance(shape, shapely.Point)
        envelope = b"" if is_point else struct.pack("<4d", west, east, south, north)
        head = struct.pack("<2sBBi", b"GP", 0, 1 if is_point else 3, 4326) + envelope
        assert blob == head + shapely.to_wkb(shapely.force_2d(shape), byte_order=1)
