"""What a file is, is told from its content; whatever the bytes, the end is a kind or a sentence."""

from __future__ import annotations

import os
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ExchangeError
from geo.exchange.read.dbf import dbf_texts
from geo.exchange.read.declared_crs import declared_crs
from geo.exchange.read.detect import kind_of
from geo.exchange.read.heading_row import heading_row
from geo.exchange.read.shp import has_shape
from tests.geo.exchange.dirty import shapefile

if TYPE_CHECKING:
    from pathlib import Path

HEADS = {
    "json": [b'{"type":', b"\xef\xbb\xbf\n {", b"\x1e{}\n", "{}".encode("utf-16"), "{ }".encode("utf-16-le"), b"[1]"],
    "csv": [b"id,name\n", b"\xef\xbb\xbfid;name", "id;название".encode("utf-16"), "ad;Şuşa".encode("cp1254"), b"a"],
    "kml": [b"<kml/>", b"\xef\xbb\xbf<?xml version='1.0'?><!-- <gpx> --><kml:kml a='1'>", "<kml/>".encode("utf-16")],
    "gpx": [b"<gpx>", b"  <gpx><wpt/>"],
    "geoparquet": [b"PAR1"],
    "flatgeobuf": [b"fgb\x03fgb\x00"],
    "gpkg": [
        b"SQLite format 3\0" + bytes(52) + b"GPKG",
        b"SQLite format 3\0" + bytes(200) + b"CREATE TABLE gpkg_contents",
    ],
    "shapefile": [b"\0\0\x27\x0a"],
}


@pytest.mark.parametrize("kind", HEADS)
def test_the_content_tells_and_the_ending_does_not(kind: str, tmp_path: Path) -> None:
    for at, head in enumerate(HEADS[kind]):
        path = tmp_path / f"{at}.pdf"
        path.write_bytes(head)
        assert kind_of(path).name == kind


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"%PDF-1.7", "is a PDF"),
        (b"\x1f\x8b\x08", "packed with gzip"),
        (b"<osm version='0.6'>", "OpenStreetMap extract"),
        (b"<qgis>", "QGIS project"),
        (b"<gml:thing>", "XML of the kind 'thing'"),
        (b"<", "begins like XML but"),
        (b"<?xml version='1.0' encoding='nonsense'?><kml/>", "begins like XML but is broken"),
        (bytes(range(256)) * 9, "no format that is known"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "save it as .xlsx"),
        (b"PK\5\6" + bytes(18), "zip|archive"),
    ],
)
def test_what_is_not_read_is_called_by_its_name(content: bytes, says: str, tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_bytes(content)
    try:
        assert kind_of(path).name == "zip"  # an empty archive is told when it is unpacked
    except ExchangeError as error:
        assert says in str(error) or says == "zip|archive"  # noqa: PT017  (either end is right)


def test_an_old_office_file_and_others_inside_a_zip_are_told(tmp_path: Path) -> None:
    for name, kind in (("xl/workbook.xml", "xlsx"), ("doc.kml", "kmz"), ("a/b.shp", "zip")):
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
            archive.writestr(name, b"x")
        assert kind_of(tmp_path / "a.zip").name == kind
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as archive:
        archive.writestr("mimetype", b"x")
        archive.writestr("content.xml", b"x")
    with pytest.raises(ExchangeError, match="OpenDocument"):
        kind_of(tmp_path / "a.ods")


def test_missing_unreadable_and_partial_files_are_told(tmp_path: Path) -> None:
    with pytest.raises(ExchangeError, match="there is no file"):
        kind_of(tmp_path / "none.csv")
    with pytest.raises(ExchangeError, match="cannot be opened"):
        kind_of(tmp_path / ("x" * 300))
    (tmp_path / "a.dbf").write_bytes(b"\3abc")
    with pytest.raises(ExchangeError, match="a part of a Shapefile"):
        kind_of(tmp_path / "a.dbf")
    (tmp_path / "locked.csv").write_text("id\n")
    (tmp_path / "locked.csv").chmod(0)
    if os.geteuid():
        with pytest.raises(ExchangeError, match="cannot be opened: Permission denied"):
            kind_of(tmp_path / "locked.csv")


BEGINNINGS = st.sampled_from(
    [b"", b"PK\3\4", b"<kml", b"{", b"SQLite format 3\0", b"fgb\x03fgb", b"PAR1", b"\xff\xfe", b"<!DOCTYPE"]
)


@settings(max_examples=150)
@given(BEGINNINGS, st.binary(max_size=300))
def test_any_bytes_are_a_kind_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, begin: bytes, rest: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.bin"
    path.write_bytes(begin + rest)
    try:
        assert kind_of(path).name
    except ExchangeError as error:
        assert "any.bin" in str(error)  # noqa: PT017  (either end is right)


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("parts")
    shapefile("cp1254")(folder / "a.zip", 0)
    with zipfile.ZipFile(folder / "a.zip") as archive:
        return {name[-4:]: archive.read(name) for name in archive.namelist()}


@settings(max_examples=80)
@given(st.data())
def test_parts_of_a_shapefile_with_changed_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, parts: dict[str, bytes], data: st.DataObject
) -> None:
    folder = tmp_path_factory.getbasetemp()
    for ending in (".shp", ".shx", ".dbf"):
        body = bytearray(parts[ending])
        for at in data.draw(st.lists(st.integers(0, len(body) - 1), max_size=4)):
            body[at] = data.draw(st.integers(0, 255))
        (folder / f"fuzz{ending}").write_bytes(
            body[: data.draw(st.integers(0, len(body)))] if data.draw(st.booleans()) else body
        )
    try:
        assert len(has_shape(folder / "fuzz.shp", folder / "fuzz.shx")) >= 0
        assert dbf_texts(folder / "fuzz.dbf").n_rows >= 0
    except ExchangeError as error:
        assert "its ." in str(error)  # noqa: PT017  (either end is right)


@settings(max_examples=50)
@given(st.lists(st.lists(st.sampled_from(["", "a", " "]), max_size=4), max_size=6))
def test_a_heading_is_a_row_with_something_in_it(rows: list[list[str]]) -> None:
    at = heading_row(rows)
    assert (at is None) == (not any(cell.strip() for row in rows for cell in row))
    if at is not None:
        assert any(cell.strip() for cell in rows[at])


@pytest.mark.parametrize(
    ("said", "crs"),
    [
        (None, None), ("EPSG:32638", "EPSG:32638"), ("OGC:CRS84", "EPSG:4326"), ("nonsense", None), ("EPSG:x", None), ("{}", None),
        ('LOCAL_CS["Undefined Cartesian SRS"]', None), ("x" * 60_000, None), ('{"a":' * 9_000, None), ('{"type":' + "[" * 20_000 + "]" * 20_000 + "}", None), ("+init=epsg:4326", None), ("/etc/passwd", None),
        ('GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]', "EPSG:4326"),
        ('PROJCS["Pulkovo_1942_GK_Zone_8",GEOGCS["GCS_Pulkovo_1942",DATUM["D_Pulkovo_1942",SPHEROID["Krasovsky_1940",6378245.0,298.3]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",8500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",45.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]', "EPSG:28408"),
    ],
)  # fmt: skip
def test_declared_reference_systems_get_their_usual_names(said: str | None, crs: str | None) -> None:
    assert declared_crs(said) == crs
