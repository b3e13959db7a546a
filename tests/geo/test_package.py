from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.crs import WGS84
from geo.errors import PackageError
from geo.layers import LAYERS
from geo.package import Licence, Package, bundled_path
from geo.tables import KEPT
from tests.island import BBOX, CLOSURES, CRS, LANGUAGES, ROWS, SITES, write_json, write_rows


@pytest.fixture
def island(island_path: Path, tmp_path: Path) -> Path:
    """A copy of the island that a test may spoil."""
    return shutil.copytree(island_path, tmp_path / "island")


def descriptor(folder: Path, **changes: object) -> None:
    path = folder / "datapackage.json"
    write_json(path, json.loads(path.read_text("utf-8")) | changes)


def small(folder: Path, text: str | bytes, layer: str = "places", path: str = "", **resource: object) -> Package:
    """A package of one file."""
    data = text.encode() if isinstance(text, str) else text
    path = path or f"{layer}.csv"
    (folder / path).write_bytes(data)
    write_json(folder / "datapackage.json", {"name": "small", "resources": [{"name": layer, "path": path, **resource}]})
    return Package.open(folder)


def problem(package: Package, layer: str = "places") -> str:
    with pytest.raises(PackageError) as caught:
        package.layer(layer)
    return str(caught.value)


def test_the_island_says_what_it_is(island_path: Path) -> None:
    package = Package.open(island_path)
    meta = package.meta
    assert (meta.name, meta.version, meta.languages, meta.bbox) == ("island", "1.0.0", LANGUAGES, BBOX)
    assert meta.licences == (Licence("CC0-1.0", "CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),)
    assert meta.credit == "The keepers of the island"
    assert meta.created.startswith("2026-01-02")
    assert package.title("qab") == "მირა ინსულა"
    assert package.title("qab-Geor") == "მირა ინსულა"
    assert package.title("fr") in meta.title.values()


def test_a_package_opens_by_its_folder_and_by_its_descriptor(island_path: Path) -> None:
    assert Package.open(island_path / "datapackage.json").meta == Package.open(island_path).meta


@pytest.mark.parametrize("name", list(LAYERS))
def test_every_layer_has_its_declared_columns_and_types(name: str, island_path: Path) -> None:
    layer, frame = LAYERS[name], Package.open(island_path).layer(name)
    assert [column for column in frame.columns if column != "geometry"] == layer.columns
    assert {column: str(frame[column].dtype) for column in layer.columns} == {
        column: layer.fields[column].dtype for column in layer.columns
    }
    assert isinstance(frame, gpd.GeoDataFrame) == layer.geometry
    assert len(frame) == len(ROWS.get(name, {"sites": SITES, "closures": CLOSURES, "districts": range(3)}.get(name)))
    if layer.geometry:
        assert frame.crs == WGS84


@pytest.mark.parametrize("name", list(LAYERS))
def test_a_layer_that_the_package_does_not_have_is_empty(name: str, tmp_path: Path) -> None:
    write_json(tmp_path / "datapackage.json", {"name": "nothing"})
    frame = Package.open(tmp_path).layer(name)
    assert len(frame) == 0
    assert [str(frame[column].dtype) for column in LAYERS[name].columns] == [
        LAYERS[name].fields[column].dtype for column in LAYERS[name].columns
    ]
    assert ("geometry" in frame.columns) == LAYERS[name].geometry


def test_text_stays_text_and_empty_cells_are_null(island_path: Path) -> None:
    package = Package.open(island_path)
    assert package.layer("identifiers")["value"].tolist() == ["0012", "0007"]
    assert package.layer("sources")["author"].isna().sum() == 3


def test_no_word_stands_for_null(tmp_path: Path) -> None:
    rows = [{"id": word.lower(), "kind": "town", "lon": 1, "lat": 2, "note": word} for word in ("NA", "null", "NaN")]
    write_rows(tmp_path / "places.csv", list(LAYERS["places"].fields), rows)
    package = small(tmp_path, (tmp_path / "places.csv").read_bytes())
    assert package.layer("places")["note"].tolist() == ["NA", "null", "NaN"]


def test_defaults_stand_in_for_empty_cells_and_absent_columns(island_path: Path, tmp_path: Path) -> None:
    assert (Package.open(island_path).layer("sites")["sensitivity"] == "public").sum() == 9
    sites = small(tmp_path, "id,kind\na,fort\n", "sites").layer("sites")
    assert sites["sensitivity"].tolist() == ["public"]
    assert sites.geometry.isna().all()


def test_sites_in_another_reference_system_come_as_lon_and_lat(island_path: Path) -> None:
    sites = Package.open(island_path).layer("sites").set_index("id")
    west, south, east, north = sites.total_bounds
    assert BBOX[0] < west < east < BBOX[2]
    assert BBOX[1] < south < north < BBOX[3]
    assert sites.geometry.geom_type.value_counts().to_dict() == {"Point": 9, "Polygon": 1, "LineString": 1}
    assert sites.geometry["lost-monastery"] is None
    access = sites.loc["velma-fort", ["access_lon", "access_lat"]].tolist()
    assert access == pytest.approx(list(sites.geometry["velma-fort-gate"].coords[0]))


def test_a_csv_file_may_declare_its_reference_system_too(tmp_path: Path) -> None:
    text = "id,kind,lon,lat,access_lon,access_lat\na,fort,500000,6348600,500100,6348600\nb,fort,,,,\nc,fort,500000,,,\n"
    package = small(tmp_path, text, "sites", **{"mirasmap:crs": CRS})
    sites = package.layer("sites")
    assert sites.geometry[0].x == pytest.approx(-21)
    assert sites.geometry[0].y == pytest.approx(-33, abs=0.01)
    assert sites["access_lon"][0] == pytest.approx(-20.99893, abs=1e-5)
    assert sites.geometry[1] is None
    assert package.table("sites").columns["lon"].to_pylist()[1:] == [None, 500000.0]


def test_quotes_line_breaks_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    text = '\ufeffid,kind,lon,lat,note\r\na,town,1,2,"two\nlines, ""quoted"""\r\n'
    places = small(tmp_path, text).layer("places")
    assert places["note"].tolist() == ['two\nlines, "quoted"']
    assert places["id"].tolist() == ["a"]


def test_columns_may_stand_in_any_order_and_others_are_left_out(tmp_path: Path) -> None:
    package = small(tmp_path, "lat,extra,lon,kind,id\n2,x,1,town,a\n")
    assert package.layer("places").geometry[0].x == 1
    notes = package.table("places").problems
    assert [(note.field, note.severity) for note in notes] == [("extra", "note")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "places.csv: the file is empty; its first row must name the columns"),
        ("id,kind,lon,lat\na,town,1\n", "places.csv, row 2: the row has 3 cells where the heading has 4"),
        ("id,kind,lon,lat\na,town,1,2\nb,town,x,2\n", "places.csv, row 3, field lon: 'x' is no number with a decimal"),
        ("id,kind,lon,lat\na,town,\"1,5\",2\n", "places.csv, row 2, field lon: '1,5' is no number with a decimal point"),
        ("id,kind,lon,lat\na,town,nan,2\n", "places.csv, row 2, field lon: 'nan' is no number"),
        ("id,kind,lon,lat\na,town,inf,2\n", "places.csv, row 2, field lon: 'inf' is no number"),
        ("id,kind,lon,lat,rank\na,town,1,2,1.5\n", "places.csv, row 2, field rank: '1.5' is no whole number"),
        ("id,kind,lon,lat,rank\na,town,1,2,99999999999999999999\n", "field rank: '99999999999999999999' is no whole"),
        ("id,kind,lon,lat,rank\na,town,1,2,1_000\n", "places.csv, row 2, field rank: '1_000' is no whole number"),
        ("id,lon,lat\na,1,2\n", "places.csv, field kind: the column kind is missing; the file has id, lon, lat"),
        ("id,kind,lon,lat,lat\na,town,1,2,3\n", "places.csv, row 1, field lat: two columns are called 'lat'"),
        ('id,kind,lon,lat\na,town,1,2\n"b,town,1,2\nc,town,1,2\n', "places.csv, row 3: a quotation mark is not closed"),
        (b"id,kind,lon,lat\na,town,1,2\nb,to\xffwn,1,2\n", "row 3, field kind: byte 32 of the file (0xFF) is not UTF-8"),
        (b"id,ki\xffnd,lon,lat\n", "places.csv, row 1: byte 6 of the file (0xFF) is not UTF-8"),
        ("id,kind,lon,lat\na,town,1,2\n".encode("utf-16"), "byte 1 of the file (0xFF) is not UTF-8"),
    ],
)  # fmt: skip
def test_a_broken_csv_file_is_refused_with_file_row_and_field(text: str | bytes, message: str, tmp_path: Path) -> None:
    assert message in problem(small(tmp_path, text))


def test_many_problems_are_counted(tmp_path: Path) -> None:
    rows = "".join(f"p{number},town,x,1\n" for number in range(KEPT + 50))
    with pytest.raises(PackageError) as caught:
        small(tmp_path, "id,kind,lon,lat\n" + rows).layer("places")
    assert len(caught.value.problems) == KEPT + 1
    assert caught.value.problems[-1].message == "50 more rows have the same problem"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "districts.geojson: the file is not JSON in UTF-8"),
        ("[]", "it has no list `features`"),
        ('{"features": {}}', "it has no list `features`"),
        ('{"features": [1]}', "districts.geojson, row 1: the feature is no object"),
        ('{"features": [{"properties": []}]}', "districts.geojson, row 1: the feature is no object"),
        ('{"features": [{"properties": {"id": 12}, "geometry": null}]}', "row 1, field id: 12 is not text"),
        ('{"features": [{"properties": {"id": "a", "in_region": true}}]}', "row 1, field in_region: True is not a whole"),
        ('{"features": [{"properties": {"id": "a", "in_region": 18446744073709551615}}]}', "is not a whole number"),
        ('{"features": [{"properties": {"id": "a"}, "geometry": {"type": "Polygon", "coordinates": "x"}}]}', "row 1, field geometry: the geometry cannot be read"),
        ('{"features": [{"properties": {"name": "a"}, "geometry": null}]}', "field id: the column id is missing"),
    ],
)  # fmt: skip
def test_a_broken_geojson_file_is_refused_with_file_row_and_field(content: str, message: str, tmp_path: Path) -> None:
    package = small(tmp_path, content, "districts", path="districts.geojson")
    assert message in problem(package, "districts")


@pytest.mark.parametrize(
    "path",
    ["/etc/passwd", "../places.csv", "a/../../places.csv", "C:\\places.csv", "\\places.csv", "a\\b.csv", "//host/x.csv", "C:places.csv"],
)  # fmt: skip
def test_a_path_that_leaves_the_package_is_refused(path: str, tmp_path: Path) -> None:
    write_json(tmp_path / "datapackage.json", {"name": "x", "resources": [{"name": "places", "path": path}]})
    (tmp_path.parent / "places.csv").write_text("id\n")
    with pytest.raises(PackageError, match="leaves the package"):
        Package.open(tmp_path).resolve(path)


def test_a_link_out_of_the_package_is_refused(tmp_path: Path) -> None:
    outside = tmp_path / "secret.csv"
    outside.write_text("id,kind,lon,lat\n")
    inside = tmp_path / "package"
    inside.mkdir()
    package = small(inside, "")
    (inside / "places.csv").unlink()
    (inside / "places.csv").symlink_to(outside)
    assert "leads out of the package by a link" in problem(package)


def test_an_address_is_no_file(tmp_path: Path) -> None:
    url = "https://example.org/places.csv"
    write_json(tmp_path / "datapackage.json", {"name": "x", "resources": [{"name": "places", "path": url}]})
    assert "the file is missing" in problem(Package.open(tmp_path))


def test_a_missing_file_is_named(island: Path) -> None:
    (island / "heritage" / "names.csv").unlink()
    assert problem(Package.open(island), "names").startswith("heritage/names.csv: the file is missing")


def test_other_files_are_found_by_their_names(island: Path) -> None:
    (island / "base.pmtiles").write_bytes(b"PMTiles")
    resources = json.loads((island / "datapackage.json").read_text("utf-8"))["resources"]
    descriptor(island, resources=[*resources, {"name": "basemap", "path": "base.pmtiles"}])
    package = Package.open(island)
    assert package.file("basemap") == (island / "base.pmtiles").resolve()
    assert package.file("heights") is None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "datapackage.json: the file is not JSON in UTF-8"),
        (b'{"name": "\xff"}', "datapackage.json: the file is not JSON in UTF-8"),
        ("[]", "the file holds no JSON object"),
        ("{}", "the package has no title"),
        ('{"title": {"en": 5}}', "title must be text, or texts by language"),
        ('{"name": 5}', "name must be text"),
        ('{"name": "x", "resources": {}}', "resources must be a list of objects"),
        ('{"name": "x", "resources": [{"name": "a"}]}', "resource 1 must have a name and one path"),
        ('{"name": "x", "resources": [{"name": "a", "path": ["b.csv"]}]}', "resource 1 must have a name and one path"),
        ('{"name": "x", "resources": [{"name": "a", "path": "b"}, {"name": "a", "path": "c"}]}', "two resources are"),
        ('{"name": "x", "resources": [{"name": "a", "path": "b", "mirasmap:crs": "EPSG:0"}]}', "no code such as"),
        ('{"name": "x", "resources": [{"name": "a", "path": "b", "mirasmap:crs": "+proj=utm +zone=1"}]}', "no code such"),
        ('{"name": "x", "resources": [{"name": "a", "path": "b", "mirasmap:crs": "EPSG:4978"}]}', "no code such as"),
        ('{"name": "x", "resources": [{"name": "a", "path": "b", "mirasmap:as_of": "2021-02-30"}]}', "no day such as"),
        ('{"name": "x", "resources": [{"name": "a", "path": "b", "mirasmap:as_of": 2021}]}', "no day such as"),
        ('{"name": "x", "mirasmap:bbox": [1, 2, 3]}', "the region must be four numbers"),
        ('{"name": "x", "mirasmap:bbox": [10, 0, 5, 1]}', "the region must be four numbers"),
        ('{"name": "x", "mirasmap:languages": "en"}', "mirasmap:languages must be a list of texts"),
    ],
)  # fmt: skip
def test_a_broken_descriptor_is_refused(content: str | bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(PackageError, match=message):
        Package.open(tmp_path)


def test_a_folder_without_descriptor_is_no_package(tmp_path: Path) -> None:
    with pytest.raises(PackageError, match=r"datapackage.json: there is none in .* a folder that holds it"):
        Package.open(tmp_path)


def test_a_layer_in_another_format_is_refused(tmp_path: Path) -> None:
    assert "must be CSV or GeoJSON" in problem(small(tmp_path, "x", path="places.xlsx"))


@pytest.mark.skipif(not (Path(__file__).parents[2] / "data" / "datapackage.json").exists(), reason="no bundled data")
def test_the_bundled_package_opens_without_a_path() -> None:
    assert Package.open().folder == bundled_path()
    assert len(Package.open().layer("sites")) > 100


def test_the_bundled_data_of_a_wheel_are_found_before_a_folder_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.package.files", lambda _: tmp_path / "geo")
    with pytest.raises(PackageError, match="the bundled data are missing"):
        Package.open()
    for folder in (tmp_path / "data", tmp_path / "geo" / "_shipped"):  # a checkout, then a wheel
        write_json(folder / "datapackage.json", {"name": folder.name})
        assert bundled_path() == folder
        assert Package.open().meta.name == folder.name


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    features=st.lists(
        st.fixed_dictionaries(
            {"properties": st.dictionaries(st.sampled_from(["id", "note", "in_region"]), JSON), "geometry": JSON}
        ),
        max_size=3,
    )
)
def test_any_geojson_is_a_layer_or_a_package_error(features: list[Any], tmp_path: Path) -> None:
    try:
        text = json.dumps({"features": features})
        frame = small(tmp_path, text, "districts", path="districts.geojson").layer("districts")
    except (PackageError, UnicodeEncodeError):
        return
    assert len(frame) == len(features)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(tail=st.binary(max_size=60) | st.text('id,kindlonat\n"0123456789.-e ', max_size=80).map(str.encode))
def test_any_bytes_are_a_layer_or_a_package_error(tail: bytes, tmp_path: Path) -> None:
    package = small(tmp_path, b"id,kind,lon,lat\n" + tail)
    try:
        frame = package.layer("places")
    except PackageError as error:
        files = {problem.file for problem in error.problems}
    else:
        files = {"places.csv"}
        assert isinstance(frame, pd.DataFrame)
    assert files == {"places.csv"}
