"""Export, then reading: the same rows in every format that holds them, and what it does not hold is said."""

from __future__ import annotations

import shutil
from datetime import date
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.exchange.export.arrow_columns import arrow_column
from geo.exchange.export.site_export import SiteExport, export_of_frame
from geo.exchange.export.writers import format_of_path
from geo.exchange.export.writing import write_layer
from geo.exchange.read.reading import open_rows
from geo.exchange.read.text_columns import as_text
from geo.layers import SOURCES

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

QUICK = ("sites.geojson", "sites.geojsonl", "sites.csv")
SLOW = ("sites.xlsx", "sites.parquet", "sites.gpkg", "sites.fgb")
"""Read in a process of their own."""

_letters = st.characters(exclude_categories=("Cs", "Cc", "Cf", "Co", "Cn", "Zl", "Zp", "Zs"))
texts = st.one_of(
    st.text(_letters, min_size=1, max_size=12),
    st.sampled_from(["=1+1", "'=1", "''@x", "+7 (495)", "-5", "-0550", "@sum", '=HYPERLINK("http://x")', 'say "x", y;z', "two\nlines", "007", "1e5", "TRUE", "null", "NA", "a;;b", "{}", "<b>", "٣", "x" * 300, "Şuşa" * 90]),
)  # fmt: skip
numbers = st.decimals(min_value="0.1", max_value="99999", places=3).map(float)
_degrees = st.tuples(st.integers(-1_799_999_999, 1_799_999_999), st.integers(-800_000_000, 800_000_000)).map(
    lambda ends: (ends[0] / 1e7, ends[1] / 1e7)
)
points = _degrees.map(shapely.Point)
shapes = st.one_of(
    points,
    st.lists(_degrees, min_size=2, max_size=4, unique=True).map(shapely.LineString),
    _degrees.map(lambda at: shapely.box(round(at[0] * 0.9, 7), at[1], round(at[0] * 0.9 + 0.5, 7), round(at[1] + 0.25, 7))),
    st.none(),
)  # fmt: skip


def rows_of(geometry: st.SearchStrategy[Any]) -> st.SearchStrategy[list[tuple[Any, ...]]]:
    maybe = st.one_of(st.none(), texts)
    row = st.tuples(maybe, maybe, st.one_of(st.none(), numbers), st.one_of(st.none(), st.integers(0, 5)), geometry)
    return st.lists(row, min_size=1, max_size=30)


def export_of(rows: list[tuple[Any, ...]]) -> SiteExport:
    """Rows under names of fields, each with an id."""
    said, note, uncertainty, condition, geometry = zip(*rows, strict=True)
    column = np.empty(len(rows), dtype=object)
    column[:] = geometry
    frame = gpd.GeoDataFrame(
        {
            "id": [f"s{at:03}" for at in range(len(rows))],
            "kind": pd.array(["fort"] * len(rows), dtype="str"),
            "name:az": pd.array(list(said), dtype="str"),
            "uncertainty_m": np.array(uncertainty, dtype=np.float64),
            "note": pd.array(list(note), dtype="str"),
            "condition": pd.array(list(condition), dtype="Int64"),
        },
        geometry=gpd.GeoSeries(column, crs="EPSG:4326"),
    )
    sources = pd.DataFrame({name: pd.Series(["x"], dtype="str") for name in SOURCES.columns})
    return export_of_frame(frame, sources=sources, made_on=date(2026, 1, 2), title="Trial")


def read(path: Path) -> tuple[pa.Table, NDArray[np.object_], pa.Table | None]:
    """Columns, geometry and sources of a file, by the reader of imports, in the order of the ids."""
    with open_rows(path) as rows:
        batches = list(rows.batches())
        assert not [defect for batch in batches for defect in batch.defects]
        table = pa.concat_tables([batch.columns for batch in batches], promote_options="default").combine_chunks()
        geometry = np.concatenate([np.empty(0, object), *(batch.geometry for batch in batches)])
        order = pc.sort_indices(table["id"])
        return table.take(order), geometry[order.to_numpy()], rows.sources


def placed(table: pa.Table, geometry: NDArray[np.object_]) -> NDArray[np.object_]:
    """The geometry of a table, whose positions may be columns."""
    if "lon" not in table.column_names:
        return geometry
    lon, lat = (np.array([float(each) if each else np.nan for each in table[name].to_pylist()]) for name in ("lon", "lat"))  # fmt: skip
    out = np.array(shapely.points(lon, lat), dtype=object)
    out[np.isnan(lon)] = None
    if "wkt" in table.column_names:
        shaped = shapely.from_wkt(np.array(table["wkt"].to_pylist(), dtype=object))
        out[~shapely.is_missing(shaped)] = shaped[~shapely.is_missing(shaped)]
    return out


def same_place(one: NDArray[np.object_], other: NDArray[np.object_]) -> bool:
    """Whether geometries are equal, whatever the order of their rings and however their coordinates are rounded."""
    one, other = shapely.normalize(one), shapely.normalize(other)
    assert (shapely.is_missing(one) == shapely.is_missing(other)).all()
    there = ~shapely.is_missing(one)
    return bool(shapely.equals_exact(one[there], other[there], tolerance=1e-9).all())


def assert_same(export: SiteExport, path: Path) -> None:
    """See that a file says what the export does, field by field."""
    table, geometry, _sources = read(path)
    for name in export.columns:
        wanted = as_text(arrow_column(export.rows[name])).to_pylist()
        found = table[name].to_pylist() if name in table.column_names else [None] * len(export)
        assert found == wanted, name
    assert set(table.column_names) - set(export.columns) <= {"lon", "lat", "wkt"}
    assert same_place(placed(table, geometry), export.rows.geometry.to_numpy())


@pytest.mark.parametrize("name", QUICK)
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(rows=rows_of(shapes))
def test_what_is_written_is_read_again(tmp_path: Path, name: str, rows: list[tuple[Any, ...]]) -> None:
    export = export_of(rows)
    losses = write_layer(export, tmp_path / name)
    assert_same(export, tmp_path / name)
    assert [loss for loss in losses if "the sources" not in loss] == []


@pytest.mark.parametrize("name", SLOW)
@settings(max_examples=2, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(rows=rows_of(shapes))
def test_what_is_written_is_read_again_by_another_process(
    tmp_path: Path, name: str, rows: list[tuple[Any, ...]]
) -> None:
    export = export_of(rows)
    write_layer(export, tmp_path / name)
    assert_same(export, tmp_path / name)


@settings(max_examples=2, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(rows=rows_of(points))
def test_a_shapefile_is_read_again_but_for_what_it_says(tmp_path: Path, rows: list[tuple[Any, ...]]) -> None:
    export = export_of(rows)
    losses = write_layer(export, tmp_path / "sites.shp.zip")
    table, geometry, sources = read(tmp_path / "sites.shp.zip")
    for name, short in (("name:az", "name_az"), ("note", "note")):
        wanted = [None if pd.isna(text) else text for text in export.rows[name]]
        n_long = sum(text is not None and len(text.encode()) > 254 for text in wanted)
        found = table[short].to_pylist() if short in table.column_names else [None] * len(wanted)
        for text, shown in zip(wanted, found, strict=True):
            if text is None or len(text.encode()) <= 254:
                assert shown == text
            else:
                assert shown
                assert text.startswith(shown)
                assert 250 <= len(shown.encode()) <= 254
        assert any(f"in the field {name} ({n_long})" in loss for loss in losses) == bool(n_long)
    assert sources is not None
    assert same_place(geometry, export.rows.geometry.to_numpy())


@pytest.mark.parametrize(
    "name", ["sites.geojson", "sites.csv", "sites.xlsx", "sites.parquet", "sites.gpkg", "sites.fgb", "sites.shp.zip"]
)
def test_sources_come_along(island: SiteExport, tmp_path: Path, name: str) -> None:
    if name == "sites.shp.zip":
        island = island.with_rows(island.rows[island.rows.geom_type == "Point"])
    losses = write_layer(island, tmp_path / name)
    with open_rows(tmp_path / name) as rows:
        assert rows.sources is not None
        found = {one: rows.sources[one].to_pylist() for one in rows.sources.column_names}
    assert found["id"] == island.sources["id"].tolist()
    for column in found:
        assert found[column] == [None if pd.isna(text) else text for text in island.sources[column]]
    beside = (tmp_path / "sites.sources.csv").exists()
    assert beside == any("the sources, for which the format has no place" in loss for loss in losses)


def test_sources_that_are_too_many_for_the_head_of_a_flatgeobuf_are_told_as_lost(
    island: SiteExport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.exchange.export.flatgeobuf._MOST_BYTES", 10)
    losses = write_layer(island, tmp_path / "sites.fgb")
    assert any("more than the head of the file can bear" in loss for loss in losses)
    with open_rows(tmp_path / "sites.fgb") as rows:
        assert rows.sources is None


@pytest.mark.parametrize("name", [*QUICK, *SLOW, "sites.shp.zip"])
def test_the_same_rows_give_the_same_bytes(island: SiteExport, tmp_path: Path, name: str) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
        write_layer(island, folder / name)
    assert (first / name).read_bytes() == (second / name).read_bytes()
    assert sorted(file.name for file in first.iterdir()) == sorted(file.name for file in second.iterdir())


@pytest.mark.parametrize("name", [*QUICK, *SLOW])
def test_all_sites_of_a_store_are_read_again(island: SiteExport, tmp_path: Path, name: str) -> None:
    ordered = island.with_rows(island.rows.sort_values("id", ignore_index=True))
    losses = write_layer(ordered, tmp_path / name)
    table, geometry, _sources = read(tmp_path / name)
    assert same_place_roughly(placed(table, geometry), ordered.rows.geometry.to_numpy())
    for column in ordered.columns:
        wanted = as_text(arrow_column(ordered.rows[column])).to_pylist()
        if any(f"digit of numbers in the field {column} " in loss for loss in losses):
            assert name == "sites.xlsx"
            wanted = [each and repr(float(f"{float(each):.16G}")) for each in wanted]
        assert (table[column].to_pylist() if column in table.column_names else [None] * len(ordered)) == wanted, column
    assert any("positions of hidden places: the file has the cell that the public sees (2)" in loss for loss in losses)
    assert all(loss in losses for loss in ordered.beyond_rows) == (format_of_path(tmp_path / name) != "gpkg")


def same_place_roughly(one: NDArray[np.object_], other: NDArray[np.object_]) -> bool:
    there = ~shapely.is_missing(other)
    assert (shapely.is_missing(one) == ~there).all()
    return bool((shapely.hausdorff_distance(one[there], other[there]) < 1e-7).all())


def test_nothing_is_left_where_writing_fails(tmp_path: Path, island: SiteExport, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    from geo.exchange.export import geojson

    (tmp_path / "sites.geojson").write_text("old")

    def fail(_export: SiteExport, path: Path) -> None:
        path.write_text("half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(geojson, "write", fail)
    with pytest.raises(OSError, match="No space"):
        write_layer(island, tmp_path / "sites.geojson")
    assert [file.name for file in tmp_path.iterdir()] == ["sites.geojson"]
    assert (tmp_path / "sites.geojson").read_text() == "old"


def test_the_format_decides_and_not_the_ending_where_it_is_named(tmp_path: Path, island: SiteExport) -> None:
    write_layer(island, tmp_path / "sites.data", format="gpkg")
    shutil.move(tmp_path / "sites.data", tmp_path / "sites.gpkg")
    assert read(tmp_path / "sites.gpkg")[0].num_rows == len(island)
    assert [file.name for file in tmp_path.iterdir()] == ["sites.gpkg"]


def test_no_text_of_a_table_is_run_by_a_spreadsheet(tmp_path: Path) -> None:
    import csv
    import zipfile

    bad = ["=1+1", "@x", '-2+3+cmd|" /C calc"!A0', "\t=1", "＝1", '=HYPERLINK("http://x")']
    export = export_of([(text, text, None, None, None) for text in bad])
    write_layer(export, tmp_path / "sites.csv")
    write_layer(export, tmp_path / "sites.xlsx")
    with (tmp_path / "sites.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [row["note"] for row in csv.DictReader(file)]
    assert cells == [f"'{text}" for text in bad]
    with zipfile.ZipFile(tmp_path / "sites.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert sheet.count('t="inlineStr"') + sheet.count('t="s"') > 2 * len(bad)
        assert not [name for name in book.namelist() if "rels" in name and b"http://x" in book.read(name)]


def test_columns_called_like_a_position_stay_what_they_are(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(
        {"lon": ["one"], "wkt": ["two"]}, geometry=[shapely.LineString([(0, 0), (1, 1)])], crs="EPSG:4326"
    )
    write_layer(frame, tmp_path / "own.csv")
    table = pd.read_csv(tmp_path / "own.csv", encoding="utf-8-sig")
    assert [str(table[name][0]) for name in ("lon", "wkt", "wkt_2")] == ["one", "two", "LINESTRING (0 0, 1 1)"]
