"""INSPIRE Protected Sites: the elements of the schema in their order, void where nobody says anything, latitude first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pyogrio
import pytest
import shapely
from lxml import etree

from geo.exchange.export.language_codes import ISO_639_3
from geo.exchange.export.site_export import export_of_frame
from geo.exchange.export.writing import write_layer
from geo.exchange.understand.aliases import LANGUAGES
from tests.geo.exchange.export.made_up import SHAPES, SHOWN, hostile_export

if TYPE_CHECKING:
    from pathlib import Path

    from geo.exchange.export.site_export import SiteExport

PS, GN = "{http://inspire.ec.europa.eu/schemas/ps/4.0}", "{http://inspire.ec.europa.eu/schemas/gn/4.0}"
GML, XLINK = "{http://www.opengis.net/gml/3.2}", "{http://www.w3.org/1999/xlink}"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
SITE = ["geometry", "inspireID", "legalFoundationDate", "legalFoundationDocument", "siteDesignation", "siteName", "siteProtectionClassification"]  # fmt: skip
"""Elements of ProtectedSiteType, in the order of ProtectedSites.xsd 4.0."""
NAME = ["language", "nativeness", "nameStatus", "sourceOfName", "pronunciation", "spelling"]
"""Elements of GeographicalNameType, in the order of GeographicalNames.xsd 4.0; each once but the last."""


def written(export: SiteExport, path: Path) -> etree._Element:
    """The collection."""
    write_layer(export, path)
    return etree.parse(path).getroot()


def local(element: etree._Element) -> list[str]:
    return [etree.QName(each).localname for each in element]


def test_the_elements_of_each_site_stand_in_the_order_of_the_schema(island: SiteExport, tmp_path: Path) -> None:
    for export in (island, hostile_export()):
        root = written(export, tmp_path / "sites.gml")
        sites = list(root.iter(f"{PS}ProtectedSite"))
        assert len(sites) == int(export.rows.geometry.notna().sum())
        for site in sites:
            assert list(dict.fromkeys(local(site))) == SITE
            assert local(site).count("legalFoundationDate") == local(site).count("geometry") == 1
            assert site.findtext(f"{PS}siteProtectionClassification") == "cultural"
        for name in root.iter(f"{GN}GeographicalName"):
            assert local(name) == NAME
            assert local(name[-1][0]) == ["text", "script"]
        for void in root.iterfind(f".//*[@{XSI}nil]"):
            assert void.get("nilReason", "").startswith("http://inspire.ec.europa.eu/codelist/VoidReasonValue/")
            assert len(void) == 0
            assert not void.text
        for coded in root.iter(f"{GN}nativeness", f"{GN}nameStatus", f"{PS}designation", f"{PS}designationScheme"):
            assert not coded.text


def test_ids_differ_and_are_names_of_xml(tmp_path: Path) -> None:
    export = hostile_export()
    ids = export.rows["id"].copy()
    ids[0], ids[1] = "a b", "a.b/ä"
    root = written(export.with_rows(export.rows.assign(id=ids)), tmp_path / "sites.gml")
    found = [element.get(f"{GML}id") for element in root.iter() if element.get(f"{GML}id")]
    assert len(set(found)) == len(found)
    etree.fromstring(etree.tostring(root), etree.XMLParser(resolve_entities=False))
    assert all(each.isascii() and each[0].isalpha() and " " not in each and "/" not in each for each in found)
    for kind in ("Point", "LineString", "Polygon", "MultiSurface", "MultiPoint", "MultiCurve"):
        assert all(shape.get(f"{GML}id") for shape in root.iter(f"{GML}{kind}"))


def test_latitude_comes_first_and_gdal_turns_it_round(tmp_path: Path) -> None:
    root = written(hostile_export(), tmp_path / "sites.gml")
    first = root.find(f".//{GML}Point")
    assert first is not None
    assert (first.get("srsName"), first.findtext(f"{GML}pos")) == ("urn:ogc:def:crs:EPSG::4326", "39.76 46.75")
    read = pyogrio.read_dataframe(tmp_path / "sites.gml", layer="ProtectedSite")
    assert read.crs == "EPSG:4326"
    assert read["localId"].tolist() == [f"{at}-site" for at in range(7)]
    for made, wanted in zip(read.geometry, SHAPES, strict=False):
        assert shapely.equals_exact(shapely.normalize(made), shapely.normalize(wanted), 1e-9)


def test_the_envelope_holds_all_even_beyond_the_180th_meridian(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"id": ["a", "b"]}, geometry=shapely.points([[179, -17], [-178, -18]]), crs=4326)
    root = written(export_of_frame(frame), tmp_path / "sites.gml")
    corners = [root.findtext(f".//{GML}{name}Corner") for name in ("lower", "upper")]
    assert corners == ["-18.0 -180.0", "-17.0 180.0"]


def test_names_keep_their_language_script_and_source_and_none_is_official(island: SiteExport, tmp_path: Path) -> None:
    root = written(island, tmp_path / "sites.gml")
    placed = set(island.rows.loc[island.rows.geometry.notna(), "id"])
    names = island.names[island.names["site_id"].isin(placed)]
    spelled = [text.text for text in root.iter(f"{GN}text")]
    assert sorted(map(str, spelled)) == sorted(names["text"])
    assert [text.text for text in root.iter(f"{GN}script")].count("Geor") == int((names["script"] == "Geor").sum())
    titles = dict(zip(island.sources["id"], island.sources["title"], strict=True))
    assert {text.text for text in root.iter(f"{GN}sourceOfName")} == {titles[each] for each in names["source_id"]}
    statuses = {str(status.get(f"{XLINK}href")).rpartition("/")[2] for status in root.iter(f"{GN}nameStatus")}
    assert statuses == {"historical" if status == "historical" else "other" for status in names["status"]}


def test_designations_are_those_of_the_registers(tmp_path: Path) -> None:
    root = written(hostile_export(), tmp_path / "sites.gml")
    first, second, third = list(root.iter(f"{PS}ProtectedSite"))[:3]
    assert first.findtext(f"{PS}legalFoundationDate") == "2001-08-02T00:00:00"
    assert "".join(first.find(f"{PS}legalFoundationDocument").itertext()) == "Decree 132 & more"
    scheme = first.find(f".//{PS}designationScheme")
    assert (scheme.get(f"{XLINK}href"), scheme.get(f"{XLINK}title")) == ("urn:mirasmap:register:State%20register", "State register")  # fmt: skip
    assert first.find(f".//{PS}designation").get(f"{XLINK}title") == "no. 17"
    assert second.find(f"{PS}legalFoundationDate").get(f"{XSI}nil") == "true"  # 1998 is no day
    assert third.find(f"{PS}siteDesignation").get(f"{XSI}nil") == "true"
    assert first.findtext(f".//{GN}text") == SHOWN


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    told = write_layer(hostile_export(), tmp_path / "sites.gml")
    assert [loss.rpartition(" (")[2] for loss in told if "dates of listing that name no day" in loss] == ["1)"]
    for words in ("rows without a position", "no register here lists them (6)", "control characters", "statements on the condition"):  # fmt: skip
        assert any(words in loss for loss in told), words


@pytest.mark.parametrize("rows", [0, 1])
def test_few_sites_are_a_collection_too(island: SiteExport, tmp_path: Path, rows: int) -> None:
    root = written(island.with_rows(island.rows.iloc[:rows]), tmp_path / "sites.gml")
    assert len(list(root.iter(f"{PS}ProtectedSite"))) == rows
    assert all(licence in root.findtext(f"{GML}description") for licence in island.licences)


def test_every_language_that_an_import_knows_has_three_letters() -> None:
    two = {language.partition("-")[0] for language in LANGUAGES.values()} - {"und"}
    assert {language for language in two if len(language) == 2} <= set(ISO_639_3)
    assert len(set(ISO_639_3.values())) == len(ISO_639_3)
    assert all(len(one) == 2 and len(three) == 3 for one, three in ISO_639_3.items())
