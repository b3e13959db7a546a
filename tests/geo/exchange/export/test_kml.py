"""KML: well-formed, coloured, harmless, and the same rows when read again."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from lxml import etree

from geo.exchange.export.kml import losses
from geo.exchange.export.rfc7946 import rfc7946_geometry
from geo.exchange.export.site_export import SiteExport, export_of_frame
from geo.exchange.export.writing import write_layer
from geo.exchange.read.kml_reader import read as read_kml
from geo.exchange.read.limits import LIMITS
from geo.exchange.read.reading import open_rows
from geo.exchange.read.reading_child import Request
from geo.store.style import CONDITIONS
from tests.geo.exchange.export.made_up import SHAPES, SHOWN, hostile_export
from tests.geo.exchange.export.test_round_trip import assert_same, export_of, points, rows_of, shapes

if TYPE_CHECKING:
    from pathlib import Path

KML = "{http://www.opengis.net/kml/2.2}"


@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(rows=rows_of(shapes))
def test_what_is_written_is_read_again_by_an_import(tmp_path: Path, rows: list[tuple[Any, ...]]) -> None:
    export = export_of(rows)
    assert [loss for loss in write_layer(export, tmp_path / "sites.kml") if "order" not in loss] == []
    assert_same(export, tmp_path / "sites.kml")


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(rows=rows_of(points))
def test_every_text_stands_in_its_field(tmp_path: Path, rows: list[tuple[Any, ...]]) -> None:
    export = export_of(rows)
    write_layer(export, tmp_path / "sites.kml")
    read = read_back(tmp_path / "sites.kml")
    for name in ("name:az", "note"):
        wanted = dict(zip(export.rows["id"], export.rows[name], strict=True))
        assert {each["id"]: each.get(name) for each in read} == {
            site: None if pd.isna(text) else text for site, text in wanted.items()
        }


def read_back(path: Path) -> list[dict[str, str | None]]:
    """Rows as the reader of imports gives them, without a process of its own."""
    description, _schema, batches = read_kml(Request(path=str(path), format="kml", layer=None, rows=100, limits=LIMITS))
    assert description.layers == ("sites",)
    return [row for batch in batches for row in batch.to_pylist()]


def test_all_sites_of_a_store_are_read_again_with_their_sources(island: SiteExport, tmp_path: Path) -> None:
    write_layer(island, tmp_path / "sites.kmz")
    assert zipfile.ZipFile(tmp_path / "sites.kmz").namelist() == ["doc.kml"]
    write_layer(island, tmp_path / "sites.kml")
    ordered = island.with_rows(rounded(island.rows.sort_values("id", ignore_index=True)))
    assert_same(ordered, tmp_path / "sites.kml")
    with open_rows(tmp_path / "sites.kml") as rows:
        assert (rows.layer, rows.layers, rows.remarks) == ("sites", ("sites",), ())
        assert rows.sources is not None
        assert rows.sources["id"].to_pylist() == island.sources["id"].tolist()


def rounded(rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return rows.set_geometry(gpd.GeoSeries(rfc7946_geometry(rows.geometry.to_numpy()), crs=4326))


def test_folders_and_styles_go_by_condition(tmp_path: Path) -> None:
    write_layer(hostile_export(), tmp_path / "sites.kml")
    document = etree.parse(tmp_path / "sites.kml").getroot()[0]
    folders = {folder.findtext(f"{KML}name"): folder for folder in document.findall(f"{KML}Folder")}
    assert list(folders) == ["nobody said anything", "0 could not tell", "1 good", "3 poor", "5 destroyed"]
    assert [len(folder.findall(f"{KML}Placemark")) for folder in folders.values()] == [2, 1, 3, 1, 1]
    styles = {style.get("id"): style for style in document.findall(f"{KML}Style")}
    used = {mark.findtext(f"{KML}styleUrl") for mark in document.iter(f"{KML}Placemark")}
    assert used <= {f"#{style}" for style in styles}
    assert len(styles) == len(CONDITIONS)
    destroyed = styles["condition-5"]
    assert destroyed.findtext(f"{KML}IconStyle/{KML}color") == "ff003bc2"  # #c23b00 as alpha, blue, green, red
    assert any("the order of the rows" in loss for loss in losses(hostile_export()))


def test_words_on_a_condition_that_are_no_grade_are_not_silence(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(
        {"condition": [3.0, np.nan, np.nan, 9.0], "condition_raw": [None, "damaged", None, None]},
        geometry=shapely.points(np.zeros((4, 2))),
        crs=4326,
    )
    write_layer(frame, tmp_path / "own.kml")
    document = etree.parse(tmp_path / "own.kml").getroot()[0]
    folders = {folder.findtext(f"{KML}name"): len(folder) - 1 for folder in document.findall(f"{KML}Folder")}
    assert folders == {"nobody said anything": 1, "3 poor": 1, "said in words that are no grade": 2}


def test_the_elements_stand_in_the_order_of_the_schema(tmp_path: Path) -> None:
    write_layer(hostile_export(), tmp_path / "sites.kml")
    document = etree.parse(tmp_path / "sites.kml").getroot()[0]
    kinds = list(dict.fromkeys(etree.QName(each).localname for each in document))
    assert kinds == ["name", "open", "description", "Style", "ExtendedData", "Schema", "Folder"]
    for mark in document.iter(f"{KML}Placemark"):
        names = [etree.QName(each).localname for each in mark]
        assert names[:4] == ["name", "description", "styleUrl", "ExtendedData"]
        assert len(names) <= 5


def test_nothing_in_it_names_the_network_or_runs(tmp_path: Path) -> None:
    told = write_layer(hostile_export(), tmp_path / "sites.kml")
    root = etree.parse(tmp_path / "sites.kml").getroot()
    names = {etree.QName(each).localname for each in root.iter()}
    assert not names & {"NetworkLink", "Icon", "href", "Link", "GroundOverlay", "script", "a"}
    for description in root.iter(f"{KML}description"):
        assert "<" not in (description.text or "")
    assert any("control characters, which XML cannot hold and which are taken out" in loss for loss in told)
    named = root.find(f".//{KML}SimpleData[@name='name:az']")
    assert named is not None
    assert named.text == SHOWN


def test_gdal_sees_every_shape(tmp_path: Path) -> None:
    write_layer(hostile_export(), tmp_path / "sites.kml")
    layers = [name for name, _kind in pyogrio.list_layers(tmp_path / "sites.kml")]
    frames = [pyogrio.read_dataframe(tmp_path / "sites.kml", layer=layer) for layer in layers]
    read = pd.concat(frames).sort_values("id2")  # `id` is that of the element
    assert len(read) == len(SHAPES)
    for made, wanted in zip(read.geometry, SHAPES, strict=True):
        assert (made is None) == (wanted is None)
        assert wanted is None or shapely.equals_exact(shapely.normalize(made), shapely.normalize(wanted), 1e-9)


def test_rows_without_ids_or_conditions_are_a_document_too(tmp_path: Path) -> None:
    columns = {"a<\"&'\n": ["x", None], "n": [1.5, np.nan]}
    frame = gpd.GeoDataFrame(columns, geometry=shapely.from_wkt(["POINT (1 2)", None]), crs=4326)
    assert write_layer(frame, tmp_path / "own.kml") == []
    root = etree.parse(tmp_path / "own.kml").getroot()
    assert [field.get("type") for field in root.iter(f"{KML}SimpleField")] == ["string", "double"]
    assert [data.get("name") for data in root.iter(f"{KML}SimpleData")] == ["a<\"&'\n", "n"]
    assert losses(export_of_frame(frame.iloc[:0])) == []


@pytest.mark.parametrize("rows", [0, 1])
def test_few_rows_are_well_formed(tmp_path: Path, island: SiteExport, rows: int) -> None:
    some = island.with_rows(island.rows.iloc[:rows])
    write_layer(some, tmp_path / "few.kml")
    assert len(list(etree.parse(tmp_path / "few.kml").iter(f"{KML}Placemark"))) == rows
