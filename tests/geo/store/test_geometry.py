"""Geometry and spatial index, as the format asks."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import numpy as np
import pyarrow as pa
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from geo.errors import StoreError
from geo.store.blobs import decode, encode, encode_column, read_points, wkb_column
from geo.store.packed_rtree import fill_rtree, hilbert
from geo.store.rtree import register_functions

degrees = st.floats(-180, 180, allow_nan=False).map(lambda x: round(x, 9))
points = st.builds(shapely.Point, degrees, degrees)
lines = st.lists(st.tuples(degrees, degrees), min_size=2, max_size=5, unique=True).map(shapely.LineString)
boxes = st.tuples(degrees, degrees).map(lambda at: shapely.box(at[0], at[1], at[0] + 0.1, at[1] + 0.1))
shapes = st.one_of(st.none(), points, lines, boxes, st.lists(points, min_size=1, max_size=3).map(shapely.MultiPoint))


@given(st.lists(shapes, max_size=8))
def test_geometry_comes_back_as_it_was(geometries: list[shapely.Geometry | None]) -> None:
    column = np.array([*geometries, None], dtype=object)
    blobs, bounds = encode(column)
    back = decode(blobs.tolist())
    assert [g is None for g in back] == [g is None for g in column]
    assert all(shapely.equals_identical(a, b) for a, b in zip(column, back, strict=True) if a is not None)
    assert_array_equal(bounds, shapely.bounds(column))


@pytest.mark.parametrize(
    "geometry", [shapely.Point(1, 2), shapely.box(0, 0, 1, 2), shapely.LineString([(0, 5), (3, 1)])]
)
def test_the_blob_is_a_header_and_standard_wkb(geometry: shapely.Geometry) -> None:
    (blob,), _ = encode(np.array([geometry], dtype=object))
    assert blob[:2] == b"GP"
    assert int.from_bytes(blob[4:8], "little") == 4326
    assert blob.endswith(shapely.to_wkb(geometry, byte_order=1))


@given(st.lists(shapes, max_size=8), st.integers(0, 8))
def test_blobs_are_wkb_without_their_heads(geometries: list[shapely.Geometry | None], start: int) -> None:
    column = np.array([*geometries, None], dtype=object)[start:]
    blobs, _ = encode_column(np.array([*geometries, None], dtype=object))
    assert wkb_column(blobs.slice(start)).to_pylist() == shapely.to_wkb(column, byte_order=1).tolist()


def bare_blob(wkb: bytes) -> bytes:
    return b"GP\x00\x01" + (4326).to_bytes(4, "little") + wkb


@pytest.mark.parametrize(
    ("wkb", "expected"),
    [
        (shapely.to_wkb(shapely.Point(1, 2), byte_order=0), shapely.Point(1, 2)),
        (shapely.to_wkb(shapely.box(0, 0, 1, 2), byte_order=0), shapely.box(0, 0, 1, 2)),
        (shapely.to_wkb(shapely.Point(1, 2, 3), flavor="iso"), shapely.Point(1, 2, 3)),
        (shapely.to_wkb(shapely.Point(1, 2, 3), flavor="extended"), shapely.Point(1, 2, 3)),
    ],
)
def test_blobs_of_other_programs_become_wkb_of_one_kind(wkb: bytes, expected: shapely.Geometry) -> None:
    others, _ = encode_column(np.array([shapely.Point(5, 6), None, shapely.box(0, 0, 1, 1)], dtype=object))
    blobs = pa.concat_arrays([pa.array([bare_blob(wkb)], pa.binary()), others])
    found = wkb_column(blobs)
    assert found.to_pylist() == [shapely.to_wkb(expected, byte_order=1), *wkb_column(others).to_pylist()]


def test_only_points_as_we_write_them_are_read_without_geos() -> None:
    other = bare_blob(shapely.to_wkb(shapely.Point(1, 2), byte_order=0))
    ours, _ = encode_column(np.array([shapely.Point(5, 6), None, shapely.box(0, 0, 1, 1)], dtype=object))
    points, coordinates = read_points(pa.concat_arrays([pa.array([other], pa.binary()), ours]))
    assert points.tolist() == [False, True, False, False]
    assert coordinates.tolist() == [[5, 6]]


@pytest.mark.parametrize("damage", [b"", b"\x01", b"\x01\x02\x00\x00", b"\x01\xff\x00\x00\x00"])
def test_a_blob_without_a_geometry_is_refused(damage: bytes) -> None:
    with pytest.raises(shapely.errors.GEOSException):
        wkb_column(pa.array([bare_blob(damage)], pa.binary()))


def test_empty_geometry_counts_as_none() -> None:
    blobs, _ = encode(np.array([shapely.Point(), shapely.Polygon()], dtype=object))
    assert blobs.tolist() == [None, None]


def test_neighbours_on_the_curve_are_neighbours_on_the_map() -> None:
    xs, ys = np.meshgrid(np.arange(16), np.arange(16))
    along = hilbert(xs.ravel(), ys.ravel())
    order = np.argsort(along)
    steps = np.abs(np.diff(xs.ravel()[order])) + np.abs(np.diff(ys.ravel()[order]))
    assert len(set(along.tolist())) == 256
    assert steps.max() == 1


def rtree(n: int) -> tuple[sqlite3.Connection, np.ndarray]:
    rng = np.random.default_rng(n)
    low = rng.uniform(-170, 160, (n, 2))
    bounds = np.hstack([low, low + rng.uniform(0, 5, (n, 2)) * (rng.random((n, 1)) < 0.3)])
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE t USING rtree(id, minx, maxx, miny, maxy)")
    fill_rtree(connection, "t", np.arange(1, n + 1), bounds)
    return connection, bounds


@pytest.mark.parametrize("n", [0, 1, 44, 45, 46, 51, 52, 2025, 2296, 12_345])
def test_the_packed_index_finds_what_looking_at_every_box_finds(n: int) -> None:
    connection, bounds = rtree(n)
    with closing(connection):
        for west, south, east, north in (
            (-180, -90, 180, 180),
            (0, 0, 30, 30),
            (10, 10, 10.5, 10.5),
            (-170, -170, -169, -169),
        ):
            found = {row[0] for row in connection.execute("SELECT id FROM t WHERE maxx >= ? AND minx <= ? AND maxy >= ? AND miny <= ?", (west, east, south, north))}  # fmt: skip
            hit = (bounds[:, 2] >= west) & (bounds[:, 0] <= east) & (bounds[:, 3] >= south) & (bounds[:, 1] <= north)
            assert set((np.flatnonzero(hit) + 1).tolist()) <= found
            assert len(found) - hit.sum() <= 2  # boxes are rounded outward to single precision


def test_a_packed_index_can_be_written_to_afterwards() -> None:
    connection, _ = rtree(3000)
    with closing(connection):
        connection.execute("DELETE FROM t WHERE id % 3 = 0")
        connection.executemany(
            "INSERT INTO t VALUES (?, ?, ?, ?, ?)", [(i, i % 90, i % 90 + 1, 0, 1) for i in range(5000, 9000)]
        )
        assert connection.execute("SELECT rtreecheck('t')").fetchone() == ("ok",)
        assert connection.execute("SELECT count(*) FROM t").fetchone() == (2000 + 4000,)


@pytest.mark.parametrize("wrong", [[5, 5, 2, 6], [5, 5, 6, 2], [np.nan, 5, 6, 6], [5, 5, np.inf, 6]])
def test_a_box_that_is_none_is_refused(wrong: list[float]) -> None:
    connection, _ = rtree(0)
    with closing(connection), pytest.raises(StoreError, match="ends before it begins, or is not finite"):
        fill_rtree(connection, "t", np.array([7, 8]), np.array([[0.0, 0, 1, 1], wrong]))


def test_the_functions_of_the_triggers_read_every_kind_of_blob() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        register_functions(connection)
        blobs, _ = encode(np.array([shapely.Point(1, 2), shapely.box(3, 4, 5, 6)], dtype=object))
        bare = bare_blob(shapely.to_wkb(shapely.box(3, 4, 5, 6), byte_order=1))
        for blob, expected in (
            (blobs[0], (1, 1, 2, 2, 0)),
            (blobs[1], (3, 5, 4, 6, 0)),
            (bare, (3, 5, 4, 6, 0)),
            (None, (None,) * 5),
        ):
            row = connection.execute(
                "SELECT ST_MinX(b), ST_MaxX(b), ST_MinY(b), ST_MaxY(b), ST_IsEmpty(b) FROM (SELECT ? AS b)", (blob,)
            ).fetchone()
            assert row == expected
