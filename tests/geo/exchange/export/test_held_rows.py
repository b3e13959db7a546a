"""Rows that are held in a file come out as those that are held in memory, in every format."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.exchange.export import site_export, spool
from geo.exchange.export.held_rows import Shapes
from geo.exchange.export.losses import losses
from geo.exchange.export.site_table import site_rows_of
from geo.exchange.export.spool import Spool
from geo.exchange.export.wkb_points import points_of
from geo.exchange.export.writers import WRITTEN
from geo.exchange.export.writing import write_layer
from geo.exchange.formats import FORMATS
from geo.in_order import in_order
from geo.store import site_batches
from tests.geo.exchange.export.conftest import TODAY
from tests.geo.exchange.export.test_round_trip import read

if TYPE_CHECKING:
    from pathlib import Path

    from geo.exchange.export.site_export import SiteExport
    from geo.store import GeoPackageStore

SAME_BYTES = ("geojson", "ndjson", "csv", "kml", "gpx", "xlsx", "shapefile")
SAME_ROWS = ("gpkg", "flatgeobuf", "geoparquet")


@pytest.fixture
def pieces(island_store: GeoPackageStore, monkeypatch: pytest.MonkeyPatch) -> SiteExport:
    """The island in many pieces, which lie in a file."""
    monkeypatch.setattr(site_batches, "_AT_ONCE", 3)
    monkeypatch.setattr(site_export, "AT_ONCE", 2)
    monkeypatch.setattr(spool, "_IN_MEMORY", 0)
    return site_rows_of(island_store, today=TODAY)


numbers = st.floats(-180, 180)
geometries = st.lists(
    st.none()
    | st.builds(shapely.Point, numbers, numbers)
    | st.builds(shapely.Point, numbers, numbers, numbers)
    | st.builds(lambda x, y: shapely.box(x, y, x + 1, y + 1), numbers, numbers)
    | st.sampled_from([shapely.Point(), shapely.Polygon(), shapely.MultiPoint([(1, 2)])]),
    max_size=6,
)


@given(geometries, st.integers(0, 3))
def test_points_are_found_in_wkb(given_shapes: list[shapely.Geometry | None], start: int) -> None:
    wkb = pa.array(shapely.to_wkb(np.array(given_shapes, dtype=object)), pa.binary()).slice(start)
    flat = [shape is not None and shape.geom_type == "Point" and not shape.has_z for shape in given_shapes[start:]]
    is_point, places = points_of(wkb)
    assert is_point.tolist() == flat
    found = [shape for shape, there in zip(given_shapes[start:], flat, strict=True) if there]
    np.testing.assert_array_equal(places, np.array([(p.x, p.y) if not p.is_empty else (np.nan, np.nan) for p in found]).reshape(-1, 2))  # fmt: skip


@given(geometries)
def test_shapes_are_counted_the_same_as_objects_and_as_wkb(given_shapes: list[shapely.Geometry | None]) -> None:
    column = np.array(given_shapes, dtype=object)
    of_objects, of_wkb = Shapes(), Shapes()
    of_objects.add(column)
    of_wkb.add_wkb(pa.array(shapely.to_wkb(column), pa.binary()))
    assert of_objects == of_wkb


@pytest.mark.parametrize("name", SAME_BYTES)
def test_a_file_written_piece_by_piece_is_the_one_that_a_frame_gives(
    pieces: SiteExport, tmp_path: Path, name: str
) -> None:
    if name == "shapefile":
        pieces = pieces.with_rows(pieces.rows[pieces.rows.geom_type != "GeometryCollection"])
    one, other = (tmp_path / f"{which}{FORMATS[name].endings[0]}" for which in ("pieces", "frame"))
    told = write_layer(pieces, one, format=name)
    assert write_layer(pieces.with_rows(pieces.rows), other, format=name) == told
    assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize("name", SAME_ROWS)
def test_a_table_written_piece_by_piece_is_the_one_that_a_frame_gives(
    pieces: SiteExport, tmp_path: Path, name: str
) -> None:
    one, other = (tmp_path / f"{which}{FORMATS[name].endings[0]}" for which in ("pieces", "frame"))
    told = write_layer(pieces, one, format=name)
    assert write_layer(pieces.with_rows(pieces.rows), other, format=name) == told
    (columns, geometry, sources), (of_frame, places, known) = read(one), read(other)
    assert columns.equals(of_frame)
    assert columns.num_rows == len(pieces) == 11
    assert [place and place.wkb for place in geometry] == [place and place.wkb for place in places]
    assert (sources is None and known is None) or (sources is not None and known is not None and sources.equals(known))


@pytest.mark.parametrize("name", WRITTEN)
def test_what_is_lost_is_the_same(pieces: SiteExport, island: SiteExport, name: str) -> None:
    assert losses(pieces, name) == losses(island, name) == losses(island.with_rows(island.rows), name)


def test_whole_layers_are_the_same_in_pieces(pieces: SiteExport, island: SiteExport) -> None:
    for name in ("names", "statements", "designations", "identifiers", "access"):
        pd.testing.assert_frame_equal(getattr(pieces, name), getattr(island, name))
    pd.testing.assert_frame_equal(pieces.sources, island.sources)
    assert pieces.labels().tolist() == island.labels().tolist()


tables = st.lists(
    st.dictionaries(st.sampled_from("abc"), st.none() | st.integers(0, 9), min_size=1).map(
        lambda row: pa.table({name: pa.array([value, None]) for name, value in row.items()})
    ),
    min_size=1,
    max_size=6,
)


@given(tables, st.sampled_from([0, 1_000_000]))
def test_what_is_put_in_comes_out_as_often_as_one_likes(given_tables: list[pa.Table], in_memory: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spool, "_IN_MEMORY", in_memory)
        kept = Spool()
        for table in given_tables:
            kept.put(table)
    wanted = pa.concat_tables(given_tables, promote_options="default").to_pylist()
    with ThreadPoolExecutor(2) as threads:
        for rows in threads.map(lambda _: pa.concat_tables(kept.tables()).to_pylist(), range(2)):
            assert rows == wanted
    assert kept.n_rows == len(wanted)
    assert kept.n_filled == {name: sum(row[name] is not None for row in wanted) for name in kept.types}


@given(st.lists(st.integers(), max_size=9))
def test_what_is_made_side_by_side_keeps_its_order(numbers: list[int]) -> None:
    assert list(in_order(str, numbers)) == [str(number) for number in numbers]


def test_what_goes_wrong_in_a_part_is_raised_and_the_others_are_given_up() -> None:
    seen: list[int] = []

    def make(number: int) -> int:
        seen.append(number)
        return 1 // (number - 1)

    with pytest.raises(ZeroDivisionError):
        list(in_order(make, range(100)))
    assert len(seen) < 10
