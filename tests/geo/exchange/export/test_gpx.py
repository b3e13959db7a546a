"""GPX: waypoints that receivers and GDAL read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import gpxpy
import pyogrio
import pytest
import shapely
from lxml import etree

from geo.exchange.export.writing import write_layer
from tests.geo.exchange.export.made_up import SHAPES, SHOWN, hostile_export

if TYPE_CHECKING:
    from pathlib import Path

    from geo.exchange.export.site_export import SiteExport

ORDER = ("name", "cmt", "desc", "src", "link", "type")


def test_each_site_with_a_position_is_a_waypoint_on_it(tmp_path: Path) -> None:
    told = write_layer(hostile_export(), tmp_path / "sites.gpx")
    gpx = gpxpy.parse((tmp_path / "sites.gpx").read_text())
    assert len(gpx.waypoints) == 7
    for waypoint, shape in zip(gpx.waypoints, SHAPES, strict=False):
        assert shapely.dwithin(shape, shapely.Point(waypoint.longitude, waypoint.latitude), 1e-6)
    first = gpx.waypoints[0]
    assert (first.name, first.comment, first.type) == (SHOWN, "0-site", "mosque")
    assert first.source
    assert first.description
    assert first.source.startswith("First & <last>; ")
    for line in ("Condition: destroyed, says A survey, 2021-05", "Access: permit, Office, as of 2026-01; not a safety clearance", "Position: within 12.5 m, high"):  # fmt: skip
        assert line in first.description
    assert [loss.partition(" (")[0] for loss in told] == [
        "lines and areas, which become a point each, since the format holds no others",
        "rows without a position, which are left out, since the format holds none",
        "control characters, which XML cannot hold and which are taken out",
        "places of several points, which become one point each",
        "fields of their own: what they say is a text for people, or left out",
    ]


def test_links_are_web_addresses_only(tmp_path: Path) -> None:
    write_layer(hostile_export(), tmp_path / "sites.gpx")
    links = [waypoint.link for waypoint in gpxpy.parse((tmp_path / "sites.gpx").read_text()).waypoints]
    assert links == ["https://example.org/?a=1&b=2", "https://example.org/?a=1&b=2", *[None] * 5]
    write_layer(replace(hostile_export(), base_iri="https://map.example/"), tmp_path / "own.gpx")
    first = gpxpy.parse((tmp_path / "own.gpx").read_text()).waypoints[0]
    assert first.link == "https://map.example/sites/0-site"


def test_the_elements_stand_in_the_order_of_the_schema(tmp_path: Path) -> None:
    write_layer(hostile_export(), tmp_path / "sites.gpx")
    root = etree.parse(tmp_path / "sites.gpx").getroot()
    assert etree.QName(root[0]).localname == "metadata"
    for waypoint in root[1:]:
        names = [ORDER.index(etree.QName(each).localname) for each in waypoint]
        assert names == sorted(names)


def test_gdal_reads_them_and_a_hidden_place_is_its_cell(island: SiteExport, tmp_path: Path) -> None:
    write_layer(island, tmp_path / "sites.gpx")
    read = pyogrio.read_dataframe(tmp_path / "sites.gpx", layer="waypoints").set_index("cmt")
    placed = island.rows[island.rows.geometry.notna()].set_index("id")
    assert list(read.index) == list(placed.index)
    assert (shapely.distance(read.geometry.to_numpy(), placed.geometry.to_numpy()) < 1e-6).all()
    assert "the place is not public" in read.loc["sea-cave", "desc"]
    metadata = etree.parse(tmp_path / "sites.gpx").findtext(".//{*}metadata/{*}desc")
    assert all(licence in metadata for licence in island.licences)


@pytest.mark.parametrize("rows", [0, 1])
def test_any_frame_is_written(tmp_path: Path, rows: int) -> None:
    frame = gpd.GeoDataFrame({"own": ["x"]}, geometry=[shapely.Point(1, 2)], crs=4326).iloc[:rows]
    write_layer(frame, tmp_path / "own.gpx")
    assert len(gpxpy.parse((tmp_path / "own.gpx").read_text()).waypoints) == rows
