"""CIDOC-CRM: a graph in itself, in which each statement has who, when and where it stands."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import shapely

from geo.exchange.export.cidoc import CONTEXT
from geo.exchange.export.json_features import records
from geo.exchange.export.writing import write_layer
from tests.geo.exchange.export.made_up import HOSTILE, SHAPES, hostile_export

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo.exchange.export.site_export import SiteExport

REFERS = {name for name, said in CONTEXT.items() if said == {"@type": "@id"}}
CLASSES = {
    "E3_Condition_State", "E13_Attribute_Assignment", "E14_Condition_Assessment", "E27_Site", "E30_Right", "E31_Document",
    "E33_Linguistic_Object", "E39_Actor", "E41_Appellation", "E42_Identifier", "E52_Time-Span", "E53_Place", "E55_Type",
    "E56_Language", "E63_Beginning_of_Existence", "E65_Creation", "E73_Information_Object", "E94_Space_Primitive", "geo:Geometry",
}  # fmt: skip


def written(export: SiteExport, path: Path) -> dict[str, Any]:
    """The file, read as JSON."""
    write_layer(export, path)
    said: dict[str, Any] = json.loads(path.read_bytes())
    return said


def nodes(value: object) -> Iterator[dict[str, Any]]:
    """Every object of a graph, however deep."""
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from nodes(each)
    if isinstance(value, list):
        for each in value:
            yield from nodes(each)


def references(node: dict[str, Any]) -> Iterator[str]:
    """The addresses that a node refers to."""
    for name in REFERS & set(node):
        values = node[name] if isinstance(node[name], list) else [node[name]]
        yield from (value for value in values if isinstance(value, str))
    if isinstance(node.get("P141_assigned"), dict) and set(node["P141_assigned"]) == {"id"}:
        yield node["P141_assigned"]["id"]


def test_the_file_explains_itself(island: SiteExport, tmp_path: Path) -> None:
    said = written(island, tmp_path / "sites.jsonld")
    assert list(said) == ["@context", "@graph"]  # anything beside would make it a named graph
    assert isinstance(said["@context"], dict)
    every = list(nodes(said["@graph"]))
    kinds = {kind for node in every for kind in ([node["type"]] if isinstance(node.get("type"), str) else node.get("type", []))}  # fmt: skip
    assert kinds <= CLASSES
    prefixes = {name for name in CONTEXT if ":" not in name} | {"id", "type"}
    for node in every:
        for name in node:
            assert name.startswith(("P", "@")) or name.partition(":")[0] in prefixes
    about = said["@graph"][0]
    assert (about["rdfs:label"], about["dcterms:license"]) == (island.title, list(island.licences))


def test_every_reference_leads_to_a_node_of_the_file(island: SiteExport, tmp_path: Path) -> None:
    for export in (island, hostile_export()):
        graph = written(export, tmp_path / "sites.jsonld")["@graph"]
        defined: dict[str, int] = defaultdict(int)
        for node in nodes(graph):
            if "type" in node and "id" in node:
                defined[node["id"]] += 1
        assert set(defined.values()) == {1}
        outside = {to for node in nodes(graph) for to in references(node) if to not in defined}
        assert all(to.startswith(("http://www.wikidata.org/", "urn:mirasmap:site:")) for to in outside)
        assert outside - {"http://www.wikidata.org/entity/Q42"} == {f"urn:mirasmap:site:{site}" for site in set(export.rows["part_of"].dropna()) - set(export.rows["id"])}  # fmt: skip


def test_each_condition_has_who_when_how_and_where_it_stands(island: SiteExport, tmp_path: Path) -> None:
    graph = written(island, tmp_path / "sites.jsonld")["@graph"]
    labels = {node["id"]: node["rdfs:label"] for node in graph if "id" in node}
    found = {one["id"]: (site["id"], one) for site in graph for one in site.get("P34i_was_assessed_by", [])}
    conditions = island.statements[island.statements["property"] == "condition"]
    assert len(found) == len(conditions) > 0
    for row in records(conditions):
        site, one = found[f"urn:mirasmap:statement:{row['id']}"]
        assert site == f"urn:mirasmap:site:{row['site_id']}"
        assert one["P35_has_identified"]["P2_has_type"] == f"urn:mirasmap:condition:{row['value']}"
        assert labels[one["P14_carried_out_by"]] == row["asserted_by"]
        assert one["P70i_is_documented_in"] == [f"urn:mirasmap:source:{each}" for each in row["source_ids"].split(";")]
        assert one.get("P4_has_time-span", {}).get("P82_at_some_time_within") == row.get("observed_on")
    said = [one for site in graph for one in site.get("P140i_was_attributed_by", [])]
    others = len(island.statements) - len(conditions)
    assert len(said) == others + len(island.designations) + len(island.access)
    assert all(one["P14_carried_out_by"] in labels and one["P70i_is_documented_in"] for one in said)


def test_names_stand_side_by_side_with_their_language_and_source(island: SiteExport, tmp_path: Path) -> None:
    graph = written(island, tmp_path / "sites.jsonld")["@graph"]
    named = {
        (site["id"].rpartition(":")[2], name["P190_has_symbolic_content"]["@value"], name["P190_has_symbolic_content"]["@language"])
        for site in graph
        for name in site.get("P1_is_identified_by", [])
        if "E41_Appellation" in name["type"] and isinstance(name["P190_has_symbolic_content"], dict)
    }  # fmt: skip
    wanted = island.names[island.names["lang"] != "und"]
    assert named == set(wanted[["site_id", "text", "lang"]].itertuples(index=False, name=None))


def test_positions_are_well_known_text(tmp_path: Path) -> None:
    graph = written(hostile_export(), tmp_path / "sites.jsonld")["@graph"]
    sites = [node for node in graph if node["type"] == "E27_Site"]
    for site, shape in zip(sites, SHAPES, strict=True):
        place = site.get("P53_has_former_or_current_location")
        assert (place is None) == (shape is None)
        if shape is not None:
            made = shapely.from_wkt(place["P168_place_is_defined_by"]["geo:asWKT"])
            assert shapely.equals_exact(shapely.normalize(made), shapely.normalize(shape), 1e-9)


def test_rows_without_layers_tell_what_they_hold_in_any_words(tmp_path: Path) -> None:
    graph = written(hostile_export(), tmp_path / "sites.jsonld")["@graph"]
    first = next(node for node in graph if node.get("id") == "urn:mirasmap:site:0-site")
    assert first["P1_is_identified_by"][0]["P190_has_symbolic_content"] == {"@value": HOSTILE, "@language": "az"}
    assert first["P2_has_type"] == ["urn:mirasmap:kind:mosque", "aat:300007544"]
    assert first["skos:closeMatch"] == ["http://www.wikidata.org/entity/Q42"]
    listing = next(one for one in first["P140i_was_attributed_by"] if one["P177_assigned_property_of_type"].endswith(":designation"))  # fmt: skip
    assert listing["P141_assigned"]["P1_is_identified_by"]["P190_has_symbolic_content"] == "17"
    assert listing["P141_assigned"]["P94i_was_created_by"]["P4_has_time-span"]["P82a_begin_of_the_begin"] == {"@value": "2001-08-02", "@type": "xsd:date"}  # fmt: skip
    access = next(one for one in first["P140i_was_attributed_by"] if one["P177_assigned_property_of_type"].endswith(":access"))  # fmt: skip
    assert access["P141_assigned"] == {"id": "urn:mirasmap:access:permit"}
    assert first["P34i_was_assessed_by"][0]["P35_has_identified"]["P3_has_note"] == "razed"
    old = next(node for node in graph if node.get("id") == "urn:mirasmap:site:4-site")
    span = old["P92i_was_brought_into_existence_by"]["P4_has_time-span"]
    assert span["P82a_begin_of_the_begin"] == {"@value": "-0550", "@type": "xsd:gYear"}


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    export = hostile_export()
    assert write_layer(export, tmp_path / "a.jsonld") == []
    more = export.with_rows(export.rows.assign(visit_minutes=5, own="x"))
    assert write_layer(more, tmp_path / "a.jsonld") == [
        "columns that are no fields of sites: own (1)",
    ]
    graph = json.loads((tmp_path / "a.jsonld").read_bytes())["@graph"]
    assert {node["mirasmap:visit_minutes"] for node in graph if node["type"] == "E27_Site"} == {5}
