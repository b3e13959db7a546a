"""The door for foreign files: every format comes as the same rows."""

from __future__ import annotations

import random
import shutil
import sqlite3
import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from geo.errors import ExchangeError
from geo.exchange.read.foreign import Stream, laid_out
from geo.exchange.read.limits import Limits
from geo.exchange.read.reading import open_rows
from geo.exchange.read.reading_child import Request
from tests.geo.exchange.dirty import SITES, flatgeobuf, geopackage, parquet, shapefile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geo.exchange.batch import Batch

FRAME = gpd.GeoDataFrame(
    {
        "id": ["a", "b", "c", "d"],
        "ad": ["Şuşa qalası", "Գանձասար", None, "كنيسة"],
        "number": [17.0, 0.1, np.nan, 1e21],
        "count": pd.array([1, 2, None, 9007199254740993], dtype="Int64"),
        "day": pd.to_datetime(["1950-01-02", None, "2024-05-06T07:08:09", "2024-05-06T07:08:09.125"], format="ISO8601"),
        "flag": pd.array([True, False, None, True], dtype="boolean"),
    },
    geometry=[shapely.Point(46.75, 39.76), None, shapely.box(46, 39, 47, 40), shapely.LineString([(46, 39), (47, 40)])],
    crs=4326,
)
NUMBERS = ["17", "0.1", None, "1e+21"]
COUNTS = ["1", "2", None, "9007199254740993"]
DAYS = ["1950-01-02", None, "2024-05-06T07:08:09", "2024-05-06T07:08:09.125"]


def whole(path: Path, **options: str) -> tuple[dict[str, list[str | None]], list[object], list[int]]:
    """Return the columns, the geometry and the numbers of all rows."""
    with open_rows(path, **options) as rows:
        batches = list(rows.batches())
    columns: dict[str, list[str | None]] = {name: [] for name in rows.columns}
    for batch in batches:
        for name in rows.columns:
            columns[name] += batch.columns[name].to_pylist()
    return columns, [g for b in batches for g in b.geometry], [n for b in batches for n in b.numbers.tolist()]


def same(found: list[object], wanted: list[object]) -> bool:
    return all(a == b if a is None or b is None else shapely.equals(a, b) for a, b in zip(found, wanted, strict=True))


@pytest.mark.parametrize("ending", ["gpkg", "fgb", "parquet"])
def test_values_are_exact_texts_whatever_the_format(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{ending}"
    if ending == "parquet":
        FRAME.to_parquet(path, write_covering_bbox=True, schema_version="1.1.0")
    else:
        pyogrio.write_dataframe(FRAME, path, **({"SPATIAL_INDEX": "NO"} if ending == "fgb" else {}))
    columns, geometry, numbers = whole(path)
    assert list(columns) == ["id", "ad", "number", "count", "day", "flag"]
    assert columns["ad"] == FRAME["ad"].replace({np.nan: None}).tolist()
    assert columns["number"] == NUMBERS
    assert columns["day"] == DAYS
    assert [None if cell is None else cell.lower() for cell in columns["flag"]] == ["true", "false", None, "true"]
    if ending != "fgb":
        assert columns["count"] == COUNTS
    assert same(geometry, FRAME.geometry.tolist())
    assert numbers == [1, 2, 3, 4]


@pytest.mark.parametrize("kind", ["Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon"])
def test_geoparquet_in_geoarrow_is_read_like_wkb(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = shapely.LineString([(46, 39), (47, 40)]), shapely.LineString([(46, 39), (47, 41)])
    holed = shapely.Polygon([(0, 0), (9, 0), (9, 9), (0, 9)], [[(1, 1), (2, 1), (2, 2)]])
    shapes = {
        "Point": [shapely.Point(46, 39), shapely.Point(47, 40)],
        "LineString": list(lines),
        "Polygon": [holed, shapely.box(1, 2, 3, 4)],
        "MultiPoint": [shapely.MultiPoint([(1, 2), (3, 4)]), shapely.MultiPoint([(5, 6)])],
        "MultiLineString": [shapely.MultiLineString(lines), shapely.MultiLineString(lines[:1])],
        "MultiPolygon": [shapely.MultiPolygon([holed, shapely.box(20, 20, 21, 21)]), shapely.MultiPolygon([holed])],
    }[kind]
    frame = gpd.GeoDataFrame({"id": ["a", "b", "c"]}, geometry=[shapes[0], None, shapes[1]], crs=32638)
    frame.to_parquet(tmp_path / "a.parquet", geometry_encoding="geoarrow", schema_version="1.1.0")
    with open_rows(tmp_path / "a.parquet") as rows:
        assert rows.crs == "EPSG:32638"
        assert same(rows.sample().geometry.tolist(), frame.geometry.tolist())


def test_rows_are_read_again_from_the_start_and_a_sample_costs_nothing(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(
        {"id": range(40_000)}, geometry=gpd.points_from_xy([46.0] * 40_000, [39.0] * 40_000), crs=4326
    )
    pyogrio.write_dataframe(frame, tmp_path / "a.gpkg")
    told: list[float] = []

    def ids(batches: list[Batch]) -> list[int]:
        return [int(cell) for batch in batches for cell in batch.columns["id"].to_pylist()]

    with open_rows(tmp_path / "a.gpkg") as rows:
        assert ids([rows.sample(10)]) == list(range(10))
        assert ids(list(rows.batches(progress=told.append))) == list(range(40_000))
        assert told == sorted(told)
        assert told[-1] == 1
        next(rows.batches())  # given up in the middle
        assert ids([rows.sample(20_000)]) == list(range(20_000))
        assert ids(list(rows.batches())) == list(range(40_000))


def test_progress_is_a_share_of_the_file(tmp_path: Path) -> None:
    line = '{"type":"Feature","properties":{"id":"Kilsə"},"geometry":{"type":"Point","coordinates":[46.7,39.7]}}\n'
    for name, content in {"a.ndjson": (line * 1000).encode("utf-16"), "a.csv": b"id,name\n" + b"1,A\n" * 1000}.items():
        (tmp_path / name).write_bytes(content)
        told: list[float] = []
        with open_rows(tmp_path / name) as rows:
            assert sum(map(len, rows.batches(progress=told.append))) == 1000
        assert told == sorted(told)
        assert 0 < told[0] <= told[-1] == 1


def test_names_of_files_mean_nothing(tmp_path: Path) -> None:
    geopackage(tmp_path / "made.bin", 0)
    for name in ("b!c.zip", "ş ə?&.kml", "-layer"):
        shutil.copy(tmp_path / "made.bin", tmp_path / name)
        columns, _geometry, _numbers = whole(tmp_path / name)
        assert columns["ad"] == SITES["ad"].tolist()


def test_a_database_in_use_is_read_with_what_waits_beside_it_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    geopackage(path, 0)
    connection = sqlite3.connect(path)
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma wal_autocheckpoint = 0")
    connection.execute("create table more (name text)")
    connection.execute("insert into more values ('fresh')")
    connection.execute(
        "insert into gpkg_contents (table_name, data_type, identifier) values ('more', 'attributes', 'more')"
    )
    connection.commit()
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert "a.gpkg-wal" in before
    assert whole(path, layer="more")[0]["name"] == ["fresh"]
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before
    connection.close()


def test_the_reference_system_is_named_if_it_surely_is_one(tmp_path: Path) -> None:
    for crs in (32638, 28408):
        frame = SITES.to_crs(crs)
        frame.to_parquet(tmp_path / "a.parquet")
        with open_rows(tmp_path / "a.parquet") as rows:
            assert rows.crs == f"EPSG:{crs}"
    shapefile("utf-8", crs=28408)(tmp_path / "b.zip", 0)
    with open_rows(tmp_path / "b.zip") as rows:
        assert rows.crs == "EPSG:28408"


def test_a_reference_system_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    shapefile("utf-8")(tmp_path / "a.zip", 0)
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        archive.extractall(tmp_path)
    (tmp_path / "data" / "sites.prj").write_text("nonsense")
    with open_rows(tmp_path / "data" / "sites.shp") as rows:
        assert rows.crs is None
        assert [(r.code, r.detail) for r in rows.remarks if r.code != "encoding_guessed"] == [
            ("crs_unreadable", "nonsense")
        ]


def test_parts_of_a_shapefile_are_found_in_any_case_and_deleted_rows_numbered(tmp_path: Path) -> None:
    shapefile(
        "cp1251",
        frame=SITES.assign(ad=["Шуша", "Гандзасар", "Дадиванк"]).rename(columns={"ad": "название"}),
        without=(".cpg",),
    )(tmp_path / "a.zip", 0)
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        archive.extractall(tmp_path)
    for part in list((tmp_path / "data").iterdir()):
        part.rename(tmp_path / f"Sites{part.suffix.upper()}")
    table = bytearray((tmp_path / "Sites.DBF").read_bytes())
    start, length = int.from_bytes(table[8:10], "little"), int.from_bytes(table[10:12], "little")
    table[start + length] = ord("*")
    (tmp_path / "Sites.DBF").write_bytes(table)
    with open_rows(tmp_path / "Sites.SHP") as rows:
        (batch,) = rows.batches()
    assert batch.columns["название"].to_pylist() == ["Шуша", "Дадиванк"]
    assert batch.numbers.tolist() == [1, 3]
    assert (rows.encoding.name if rows.encoding else "", rows.layer) == ("cp1251", "Sites")


def test_a_shape_that_cannot_be_read_is_a_defect_and_none_at_all_is_not(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(
        {"ad": ["a", "b", "c"]}, geometry=[shapely.box(0, 0, 1, 1), None, shapely.box(2, 2, 3, 3)], crs=4326
    )
    shapefile("utf-8", crs=4326, frame=frame)(tmp_path / "a.zip", 0)
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        archive.extractall(tmp_path)
    shapes = bytearray((tmp_path / "data" / "sites.shp").read_bytes())
    last = 2 * int.from_bytes((tmp_path / "data" / "sites.shx").read_bytes()[-8:-4], "big") + 8
    shapes[last + 36 : last + 40] = (1 << 28).to_bytes(4, "little")  # more rings than bytes
    (tmp_path / "data" / "sites.shp").write_bytes(shapes)
    with open_rows(tmp_path / "data" / "sites.shp") as rows:
        (batch,) = rows.batches()
    assert [shape is None for shape in batch.geometry] == [False, True, True]
    assert [(defect.at, defect.code) for defect in batch.defects] == [(2, "geometry_unreadable")]


def test_several_shapefiles_in_a_zip_are_its_layers(tmp_path: Path) -> None:
    for name in ("old", "new"):
        shapefile("utf-8", frame=SITES.assign(ad=name))(tmp_path / f"{name}.zip", 0)
    with zipfile.ZipFile(tmp_path / "both.zip", "w") as both:
        for name in ("old", "new"):
            with zipfile.ZipFile(tmp_path / f"{name}.zip") as one:
                for part in one.namelist():
                    both.writestr(part.replace("sites", name), one.read(part))
        both.writestr("SOURCES.csv", "id,title\nihlg,A list\n")
    with open_rows(tmp_path / "both.zip") as rows:
        assert (rows.layer, rows.layers) == ("old", ("old", "new"))
        assert rows.sources is not None
        assert rows.sources.to_pylist() == [{"id": "ihlg", "title": "A list"}]
    assert whole(tmp_path / "both.zip", layer="new")[0]["ad"] == ["new"] * 3
    with pytest.raises(ExchangeError, match=r"'both.zip' has no layer 'more': there are 'old', 'new'"):
        open_rows(tmp_path / "both.zip", layer="more")


def test_an_unknown_layer_is_told_with_those_that_are_there(tmp_path: Path) -> None:
    geopackage(tmp_path / "a.gpkg", 0)
    with pytest.raises(ExchangeError, match=r"'a.gpkg': it has no layer 'more': there are 'sites'"):
        open_rows(tmp_path / "a.gpkg", layer="more")
    (tmp_path / "a.csv").write_text("id,name\n1,A\n")
    with pytest.raises(ExchangeError, match=r"'a.csv' has no layer 'more': the file has no layers"):
        open_rows(tmp_path / "a.csv", layer="more")


KML = """<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"><Document><name>All</name>
<Schema name="t" id="t"><SimpleField type="string" name="kind"/></Schema>
<Placemark id="p1"><name>Loose</name><address>Street 1</address><xsi:odd/><Point><coordinates> 46.7 , 39.7 </coordinates></Point></Placemark>
<Folder><name>Churches</name><open>1</open>
<Placemark><name>A &amp; B</name><description><![CDATA[<b>old</b>]]></description><Style><LabelStyle/></Style>
<TimeSpan><begin>1850</begin></TimeSpan><ExtendedData><SchemaData schemaUrl="#t"><SimpleData name="kind">church</SimpleData>
<SimpleData name="undeclared">u</SimpleData></SchemaData><Data name="built"><value>1850</value></Data></ExtendedData>
<Polygon><outerBoundaryIs><LinearRing><coordinates>46,39,1 47,39,1 47,40,1</coordinates></LinearRing></outerBoundaryIs>
<innerBoundaryIs><LinearRing><coordinates>46.5,39.2 46.6,39.2 46.6,39.3 46.5,39.2</coordinates></LinearRing></innerBoundaryIs></Polygon></Placemark>
<Placemark><name>Track</name><gx:Track><when>2024</when><gx:coord>46 39 1</gx:coord><gx:coord>47 40 1</gx:coord></gx:Track></Placemark>
<Placemark><name>Both</name><MultiGeometry><Point><coordinates>1,2</coordinates></Point><Point><coordinates>3,4</coordinates></Point></MultiGeometry></Placemark>
<Placemark><name>None</name></Placemark>
<Placemark><name>Bad</name><ExtendedData><Data name="name"><value>Other</value></Data></ExtendedData><Point><coordinates>here</coordinates></Point></Placemark>
</Folder><Folder><name>Mosques</name><Folder><name>Churches</name><Placemark><name>Inner</name></Placemark></Folder></Folder>
</Document></kml>"""


def test_kml_comes_whole_with_folders_as_layers(tmp_path: Path) -> None:
    path = tmp_path / "a.kml"
    path.write_text(KML)
    with open_rows(path) as rows:
        (batch,) = rows.batches()
    assert rows.layers == ("Churches", "All", "Mosques / Churches")
    assert batch.columns["name"].to_pylist() == ["A & B", "Track", "Both", "None", "Other"]
    assert batch.columns["@name"].to_pylist() == [None, None, None, None, "Bad"]
    first = {name: cell for name, cell in batch.columns.to_pylist()[0].items() if cell}
    assert first == {
        "name": "A & B", "description": "<b>old</b>", "begin": "1850", "kind": "church", "undeclared": "u", "built": "1850",
    }  # fmt: skip
    assert [shapely.get_type_id(shape) for shape in batch.geometry] == [3, 1, 4, -1, -1]
    assert shapely.get_num_interior_rings(batch.geometry[0]) == 1
    assert [(defect.at, defect.code) for defect in batch.defects] == [(4, "geometry_unreadable")]
    columns, geometry, _numbers = whole(path, layer="All")
    assert columns == {"id": ["p1"], "name": ["Loose"], "address": ["Street 1"]}
    assert same(geometry, [shapely.Point(46.7, 39.7)])


def test_gpx_has_waypoints_and_ways(tmp_path: Path) -> None:
    path = tmp_path / "a.gpx"
    path.write_text(
        '<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1"><wpt lat="39.7" lon="46.7"><ele>12.5</ele>'
        '<time>2024-05-06T07:08:09Z</time><name>A</name></wpt><rte><name>R</name><rtept lat="1" lon="2"/><rtept lat="3" lon="4"/></rte></gpx>'
    )
    columns, _geometry, _numbers = whole(path)
    assert (columns["name"], columns["ele"], columns["time"]) == (["A"], ["12.5"], ["2024-05-06T07:08:09Z"])
    assert whole(path, layer="routes")[0]["name"] == ["R"]


def test_our_own_exports_bring_their_sources(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    geopackage(path, 0)
    pyogrio.write_dataframe(
        pd.DataFrame({"id": ["ihlg"], "title": ["A list"], "date": ["2024"]}), path, layer="sources"
    )
    pyogrio.write_dataframe(pd.DataFrame({"site_id": ["a"]}), path, layer="names")
    with open_rows(path) as rows:
        assert rows.layers == ("sites",)
        assert not rows.remarks
        assert rows.sources is not None
        assert rows.sources.to_pylist() == [{"id": "ihlg", "title": "A list", "date": "2024"}]


def test_formulas_of_our_own_tables_are_taken_back_and_others_stay(tmp_path: Path) -> None:
    (tmp_path / "ours.csv").write_text("id,kind,note\na,church,'=1+1\n")
    assert whole(tmp_path / "ours.csv")[0]["note"] == ["=1+1"]
    (tmp_path / "other.csv").write_text("id,kind,remark\na,church,'=1+1\n")
    assert whole(tmp_path / "other.csv")[0]["remark"] == ["'=1+1"]
    (tmp_path / "other.sources.csv").write_text("\ufeffid,title\nihlg,'=2\n")
    with open_rows(tmp_path / "other.csv") as rows:
        assert rows.sample().columns["remark"].to_pylist() == ["=1+1"]
        assert rows.sources is not None
        assert rows.sources["title"].to_pylist() == ["=2"]


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    shapefile("cp1254")(tmp_path / "a.zip", 0)
    with open_rows(tmp_path / "a.zip") as rows:
        rows.sample()
        assert any(scratch.iterdir())
    assert not any(scratch.iterdir())
    with suppress(ExchangeError):
        open_rows(tmp_path / "a.zip", layer="more")
    assert not any(scratch.iterdir())


WRITERS: dict[str, tuple[str, Callable[[Path, int], None]]] = {
    "gpkg": (".gpkg", geopackage),
    "flatgeobuf": (".fgb", flatgeobuf),
    "geoparquet": (".parquet", parquet),
    "kml": (".kml", lambda path, _port: path.write_text(KML) and None),
}


@pytest.mark.parametrize("name", WRITERS)
def test_changed_bytes_end_in_rows_or_in_a_sentence(name: str, tmp_path: Path) -> None:
    ending, write = WRITERS[name]
    good = tmp_path / f"good{ending}"
    write(good, 0)
    body = good.read_bytes()
    draw = random.Random(f"{name} 7")
    for at in range(2):
        changed = bytearray(body)
        for _ in range((5, 100)[at]):
            changed[draw.randrange(100, len(body))] = draw.randrange(256)
        path = tmp_path / f"{at}{ending}"
        path.write_bytes(changed)
        folder = tmp_path / f"folder{at}"
        folder.mkdir()
        try:
            with_rows = list(
                Stream(
                    Request(name, str(laid_out(folder, {ending: path})), limits=Limits(seconds=20)), "a.bin", 99999
                ).batches()
            )
        except ExchangeError as error:
            assert str(error).startswith("'a.bin'")  # noqa: PT017  (either end is right)
        else:
            assert sum(map(len, with_rows)) <= 10
