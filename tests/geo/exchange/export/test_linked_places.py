"""Linked Places Format: what version 1.3 asks for, each fact with its source, and nothing that nobody said."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pyarrow as pa
import pyogrio
import pytest
import shapely

from geo.errors import ExchangeError
from geo.exchange.export.edtf_spans import lpf_whens
from geo.exchange.export.json_features import records
from geo.exchange.export.writing import write_layer
from tests.geo.exchange.export.made_up import HOSTILE, SHAPES, hostile_export

if TYPE_CHECKING:
    from pathlib import Path

    from geo.exchange.export.site_export import SiteExport

KNOWN = {"@id", "type", "properties", "when", "names", "types", "geometry", "links", "relations", "descriptions"}
CERTAINTIES = {"certain", "less-certain", "uncertain"}


def written(export: SiteExport, path: Path) -> dict[str, Any]:
    """The file, read as JSON."""
    write_layer(export, path)
    said: dict[str, Any] = json.loads(path.read_bytes())
    return said


def test_every_place_has_what_the_format_asks_for(island: SiteExport, tmp_path: Path) -> None:
    said = written(island, tmp_path / "sites.lpf.json")
    assert said["type"] == "FeatureCollection"
    assert said["@context"][0].endswith("linkedplaces-context-v1.1.jsonld")
    assert [place["@id"] for place in said["features"]] == [f"urn:mirasmap:site:{site}" for site in island.rows["id"]]
    for place in said["features"]:
        assert place["type"] == "Feature"
        assert place["properties"]["title"]
        assert place["properties"]["fclasses"] == ["S"]
        assert {name for name in place if not name.startswith("mirasmap:")} <= KNOWN
        assert {"names", "types", "geometry"} <= set(place)
        for name in place["names"]:
            assert name["toponym"]
            assert name["citations"]
        if place["geometry"] is not None:
            assert place["geometry"].get("certainty", "certain") in CERTAINTIES
        for relation in place.get("relations", []):
            assert {"relationType", "relationTo", "label"} <= set(relation)
    assert said["mirasmap:licences"] == list(island.licences)
    assert [source["id"] for source in said["mirasmap:sources"]] == island.sources["id"].tolist()


def test_nothing_of_the_layers_is_missing(island: SiteExport, tmp_path: Path) -> None:
    places = written(island, tmp_path / "sites.lpf.json")["features"]
    named = {(place["@id"].split(":")[-1], name["toponym"], name.get("lang", "und")) for place in places for name in place["names"]}  # fmt: skip
    assert named == set(island.names[["site_id", "text", "lang"]].itertuples(index=False, name=None))
    statements = {each["@id"].split(":")[-1]: each for place in places for each in place.get("mirasmap:statements", [])}
    assert set(statements) == set(island.statements["id"])
    for row in records(island.statements):
        one = statements[row["id"]]
        for field in ("property", "value", "value_raw", "observed_on", "asserted_by", "certainty", "method", "status"):
            assert one.get(field) == row.get(field)
        assert len(one["citations"]) == len(row["source_ids"].split(";"))
    listed = [each for place in places for each in place.get("relations", []) if ":register:" in each["relationTo"]]
    assert len(listed) == len(island.designations)
    assert all(each["citations"] and each["mirasmap:asserted_by"] for each in listed)
    assert sum(len(place.get("mirasmap:access", [])) for place in places) == len(island.access)


def test_a_hidden_place_is_its_cell(island: SiteExport, tmp_path: Path) -> None:
    places = {place["@id"]: place for place in written(island, tmp_path / "sites.lpf.json")["features"]}
    cave = places["urn:mirasmap:site:sea-cave"]
    assert cave["geometry"]["type"] == "Polygon"
    assert cave["mirasmap:generalise_m"] >= 100
    assert "urn:mirasmap:site:keeper-tomb" not in places


def test_rows_without_layers_tell_their_names_and_statements(tmp_path: Path) -> None:
    said = written(hostile_export(), tmp_path / "sites.lpf.json")
    first, second, *others = said["features"]
    assert [name["toponym"] for name in first["names"]] == [HOSTILE, "Բերդ", "one", "two;2"]
    assert first["types"][0]["identifier"] == "aat:300007544"
    assert "identifier" not in second["types"][0]
    assert first["links"] == [{"type": "closeMatch", "identifier": "http://www.wikidata.org/entity/Q42"}]
    assert "links" not in second or second["links"] == []
    assert first["geometry"] == {"type": "Point", "coordinates": [46.75, 39.76], "certainty": "less-certain"}
    assert second["geometry"]["certainty"] == "uncertain"
    assert others[-1]["geometry"] is None
    relations = {each["relationTo"]: each for each in second["relations"]}
    assert relations["urn:mirasmap:site:0-site"]["relationType"] == "gvp:broaderPartitive"
    assert relations["urn:mirasmap:register:State%20register"]["when"] == {"timespans": [{"start": {"in": "1998"}}]}
    assert [each["property"] for each in first["mirasmap:statements"]] == ["condition", "threat"]
    assert first["mirasmap:statements"][0]["asserted_by"] == "A survey"
    assert "asserted_by" not in first["mirasmap:statements"][1]  # a row does not tell
    assert first["mirasmap:access"][0]["authority"] == "Office"
    assert first["mirasmap:citations"] == [
        {"label": "First & <last>", "@id": "urn:mirasmap:source:one"},  # its address is no web address
        {"label": HOSTILE, "@id": "https://example.org/?a=1&b=2"},
    ]
    assert "when" not in said["features"][5]
    assert said["features"][5]["mirasmap:built"] == "nonsense"


@pytest.mark.parametrize(
    ("edtf", "span"),
    [
        ("1905", {"start": {"in": "1905"}}),
        ("1905-06-17?", {"start": {"in": "1905-06-17?"}}),
        ("18XX", {"start": {"earliest": "1800-01-01", "latest": "1899-12-31"}}),
        ("1905/1917~", {"start": {"in": "1905"}, "end": {"in": "1917~"}}),
        ("1905/..", {"start": {"in": "1905"}}),
        ("../1905", {"start": {"latest": "1905-12-31"}, "end": {"in": "1905"}}),
        ("-05XX", {"start": {"earliest": "-0599", "latest": "-0500"}}),
    ],
)
def test_dates_are_spans(edtf: str, span: dict[str, Any]) -> None:
    (made,) = lpf_whens(pa.array([edtf])).to_pylist()
    assert json.loads(made)["timespans"] == [span]


def test_gdal_reads_it_as_geojson(tmp_path: Path) -> None:
    write_layer(hostile_export(), tmp_path / "sites.lpf.json")
    read = pyogrio.read_dataframe(tmp_path / "sites.lpf.json")
    assert len(read) == len(SHAPES)
    for made, wanted in zip(read.geometry, SHAPES, strict=True):
        assert (made is None) == (wanted is None)
        assert wanted is None or shapely.equals_exact(shapely.normalize(made), shapely.normalize(wanted), 1e-9)


def test_sites_have_the_addresses_of_the_server_that_shows_them(tmp_path: Path) -> None:
    said = written(replace(hostile_export(), base_iri="https://map.example"), tmp_path / "sites.lpf.json")
    assert said["features"][1]["@id"] == "https://map.example/sites/1-site"
    assert said["features"][1]["relations"][0]["relationTo"] == "https://map.example/sites/0-site"


def test_what_is_missing_is_said(island: SiteExport, tmp_path: Path) -> None:
    export = hostile_export()
    assert write_layer(export.with_rows(export.rows.assign(colour="red")), tmp_path / "a.lpf.json") == [
        "columns that are no fields of sites: colour (1)"
    ]
    nameless = island.rows.loc[~island.rows["id"].isin(island.names["site_id"])]
    told = write_layer(island, tmp_path / "b.lpf.json")
    assert any("names of sites that have none" in loss for loss in told) == bool(len(nameless))


@pytest.mark.parametrize("name", ["a.lpf.json", "a.jsonld", "a.gml"])
@pytest.mark.parametrize(
    ("ids", "why"), [(None, "no column id"), (["a", None], "row 2 has none"), (["a", "a"], "'a' stands twice")]
)
def test_rows_that_cannot_be_told_apart_are_refused(tmp_path: Path, name: str, ids: list[str] | None, why: str) -> None:
    columns = {"id": ids} if ids else {"other": ["a", "b"]}
    frame = gpd.GeoDataFrame(columns, geometry=shapely.points([[1, 2], [3, 4]]), crs=4326)
    with pytest.raises(ExchangeError, match=why):
        write_layer(frame, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a.lpf.json", "a.jsonld"])
def test_no_rows_are_json_too(island: SiteExport, tmp_path: Path, name: str) -> None:
    for rows in (0, 1):
        written(island.with_rows(island.rows.iloc[:rows]), tmp_path / name)
