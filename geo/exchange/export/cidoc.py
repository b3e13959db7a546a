"""CIDOC-CRM 7.1 as JSON-LD, with a context of its own: nobody need reach the network to understand the file.

Each site is an E27 Site; its names (E41), its condition (E14 which identified an E3), listings (E30) and all that somebody says of
it (E13) hang from it, each with who says so (P14), when (P4) and the documents in which it stands (P70i).
Source: Definition of the CIDOC Conceptual Reference Model 7.1, https://www.cidoc-crm.org; positions: OGC GeoSPARQL 1.0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from geo.exchange.export.arrow_columns import arrow_column
from geo.exchange.export.edtf_spans import crm_time_spans
from geo.exchange.export.json_features import records, value_json
from geo.exchange.export.json_objects import json_array, json_object
from geo.exchange.export.layer_rows import LayerRows, foreign_loss
from geo.exchange.export.matches import match_addresses
from geo.exchange.export.rfc7946 import DECIMALS, rfc7946_geometry
from geo.exchange.export.row_texts import RowTexts
from geo.exchange.export.site_iris import iris, require_ids
from geo.exchange.export.source_citations import Citations
from geo.exchange.export.text_joins import blocks, constant, joined, listed, looked_up, stacked, text_bytes
from geo.exchange.site_parts import PARTS
from geo.store.style import CONDITIONS
from geo.vocabularies import AAT_IDS, Property

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from geo.exchange.export.site_export import SiteExport

__all__ = ["CONTEXT", "losses", "write"]

_TEXT = pa.large_string()
_NOTHING = pa.scalar(None, _TEXT)
_TITLE = "CIDOC-CRM JSON-LD"
_IRI = {"@type": "@id"}
CONTEXT = {
    "@vocab": "http://www.cidoc-crm.org/cidoc-crm/",
    "id": "@id",
    "type": "@type",
    "aat": "http://vocab.getty.edu/aat/",
    "dcterms": "http://purl.org/dc/terms/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "mirasmap": "urn:mirasmap:term:",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "geo:asWKT": {"@type": "geo:wktLiteral"},
    "skos:closeMatch": _IRI,
    "dcterms:replaces": _IRI,
    **dict.fromkeys(
        (
            "P2_has_type",
            "P14_carried_out_by",
            "P32_used_general_technique",
            "P46i_forms_part_of",
            "P70i_is_documented_in",
            "P72_has_language",
            "P89_falls_within",
            "P177_assigned_property_of_type",
        ),
        _IRI,
    ),
}
"""Terms of CIDOC-CRM under their own names; the values of some are addresses."""
_OF_SOURCES = {
    "dcterms:creator": "author",
    "dcterms:publisher": "publisher",
    "dcterms:date": "date",
    "dcterms:source": "url",
    "dcterms:license": "licence",
    "dcterms:language": "language",
}
_OWN = ("visit_minutes", "access_lon", "access_lat", "district_note", "sensitivity_reason")
"""Fields for which the model has no term: they stand under one of ours."""


def write(export: SiteExport, path: Path) -> None:
    """Write a graph: sites, then the types, languages, persons, districts and documents that they name.

    Parameters
    ----------
    export
        Names, statements and the rest come from its layers, or from its rows where it has no layers.
    path
        The file.

    Raises
    ------
    ExchangeError
        If rows have no id, or one stands twice.
    """
    require_ids(export, _TITLE)
    made = _Graph(export)
    with path.open("wb") as file:
        file.write(b'{"@context":' + orjson.dumps(CONTEXT) + b',\n"@graph":[\n')
        file.write(orjson.dumps(_about(export)))
        for some in blocks(made.geometries):
            file.write(text_bytes(joined(",\n", made.sites(some))))
        for node in made.named():
            file.write(b",\n" + orjson.dumps(node))
        file.write(b"\n]}\n")


def losses(export: SiteExport) -> list[str]:
    """Return what the format cannot hold of these rows."""
    return foreign_loss(export) if "id" in export.columns else []


def _about(export: SiteExport) -> dict[str, object]:
    """Return the file itself, as a node of the graph."""
    return {
        "type": "E73_Information_Object",
        "rdfs:label": export.title,
        "dcterms:created": export.made_on.isoformat(),
        "dcterms:license": export.licences,
        **({"mirasmap:question": export.question} if export.question else {}),
    }


class _Graph:
    def __init__(self, export: SiteExport) -> None:
        self._export, self._layers, self._citations = export, LayerRows(export), Citations(export)
        self.geometries = rfc7946_geometry(export.rows.geometry.to_numpy())

    def sites(self, some: slice) -> pa.Array:
        """Return some of the sites with all that hangs from them, as JSON."""
        rows = RowTexts(self._export.rows.iloc[some])
        names, identifiers = self._layers.part("names", some), self._layers.part("identifiers", some)
        statements = self._layers.part("statements", some)
        is_condition = pc.equal(statements["property"], str(Property.CONDITION))
        n = len(rows)
        return json_object(
            {
                "id": self._iri("site", rows["id"]),
                "type": '"E27_Site"',
                "rdfs:label": value_json(arrow_column(self._export.labels().iloc[some])),
                "P1_is_identified_by": _list(self._names(names, n), self._identifiers(identifiers, n)),
                "P2_has_type": self._kinds(rows["kind"]),
                "P3_has_note": rows.json("note"),
                "P46i_forms_part_of": self._iri("site", rows["part_of"]),
                "P53_has_former_or_current_location": self._place(rows, self.geometries[some]),
                "P92i_was_brought_into_existence_by": self._beginning(rows),
                "P34i_was_assessed_by": self._assessments(statements.filter(is_condition), n),
                "P140i_was_attributed_by": _list(
                    self._said(statements.filter(pc.invert(is_condition)), n),
                    self._listings(self._layers.part("designations", some), n),
                    self._access(self._layers.part("access", some), n),
                ),
                "P70i_is_documented_in": self._citations.references(rows["source_ids"]),
                "skos:closeMatch": _matches(identifiers, n),
                **{f"mirasmap:{name}": rows.json(name) for name in _OWN},
            }
        )

    def named(self) -> Iterator[dict[str, object]]:
        """Yield what sites refer to, each once: types, languages, who says it, districts, documents."""
        base = self._export.base_iri
        aat = {str(kind): f"aat:{number}" for kind, number in AAT_IDS.items()}
        for kind, of, words in self._named_words():
            for word in sorted(words):
                label = CONDITIONS.get(word, (word,))[0] if of == "condition" else word
                yield {"id": _address(base, of, word), "type": kind, "rdfs:label": label}
                if of == "kind" and word in aat:
                    yield {"id": aat[word], "type": kind, "rdfs:label": word}
        yield from self._documents()

    def _iri(self, of: str, ids: pa.Array) -> pa.Array:
        return value_json(iris(self._export.base_iri, of, ids))

    def _names(self, names: pa.RecordBatch, n: int) -> pa.Array:
        """Return the names of each site, all alike."""
        made = json_object(
            {
                "type": '["E41_Appellation","E33_Linguistic_Object"]',
                "P190_has_symbolic_content": _in_language(names["text"], names["lang"]),
                "P72_has_language": self._iri("language", names["lang"]),
                "P2_has_type": _list(
                    self._iri("name-status", names["status"]), self._iri("nativeness", names["nativeness"])
                ),
                "mirasmap:script": value_json(names["script"]),
                "P70i_is_documented_in": self._citations.references(names["source_ids"]),
            }
        )
        return _stacked(names, made, n)

    def _identifiers(self, identifiers: pa.RecordBatch, n: int) -> pa.Array:
        made = json_object(
            {
                "type": '"E42_Identifier"',
                "P190_has_symbolic_content": value_json(identifiers["value"]),
                "P2_has_type": self._iri("scheme", identifiers["scheme"]),
                "P70i_is_documented_in": self._citations.references(identifiers["source_ids"]),
            }
        )
        return _stacked(identifiers, made, n)

    def _kinds(self, kinds: pa.Array) -> pa.Array:
        aat = looked_up(kinds, {str(kind): f'"aat:{number}"' for kind, number in AAT_IDS.items()})
        return _list(self._iri("kind", kinds), aat)

    def _place(self, rows: RowTexts, geometries: NDArray[np.object_]) -> pa.Array:
        """Return the place of each site; null where nothing is known of it."""
        text = pa.array(shapely.to_wkt(geometries, rounding_precision=DECIMALS, trim=True), _TEXT)
        wkt = joined('{"type":["E94_Space_Primitive","geo:Geometry"],"geo:asWKT":', value_json(text), "}")
        settlement = joined('{"type":"E53_Place","rdfs:label":', rows.json("settlement"), "}")
        made = json_object(
            {
                "type": '"E53_Place"',
                "P168_place_is_defined_by": wkt,
                "P2_has_type": _list(
                    self._iri("geometry-role", rows["geometry_role"]),
                    self._iri("certainty", rows["location_certainty"]),
                ),
                "P3_has_note": rows.json("location_note"),
                "P89_falls_within": _list(self._iri("district", rows["district"]), settlement),
                "mirasmap:uncertainty_m": rows.json("uncertainty_m"),
                "mirasmap:sensitivity": rows.json("sensitivity"),
                "mirasmap:generalise_m": rows.json("generalise_m"),
                "P70i_is_documented_in": self._citations.references(rows["location_source_ids"]),
            }
        )
        known = listed([wkt, rows["district"], settlement, rows["location_note"]], "").is_valid()
        return pc.if_else(known, made, _NOTHING)

    def _beginning(self, rows: RowTexts) -> pa.Array:
        made = json_object(
            {
                "type": '"E63_Beginning_of_Existence"',
                "P4_has_time-span": crm_time_spans(rows["built"]),
                "P70i_is_documented_in": self._citations.references(rows["built_source_ids"]),
            }
        )
        return pc.if_else(rows["built"].is_valid(), made, _NOTHING)

    def _assessments(self, said: pa.RecordBatch, n: int) -> pa.Array:
        """Return who found a site in which condition, and when."""
        state = json_object(
            {
                "type": '"E3_Condition_State"',
                "P2_has_type": self._iri("condition", said["value"]),
                "P3_has_note": value_json(said["value_raw"]),
                "mirasmap:scale": value_json(said["scale"]),
            }
        )
        made = json_object({"type": '"E14_Condition_Assessment"', "P35_has_identified": state} | self._by_whom(said))
        return joined("[", _stacked(said, made, n), "]")

    def _said(self, said: pa.RecordBatch, n: int) -> pa.Array:
        """Return what else somebody says of a site."""
        made = json_object(
            {
                "type": '"E13_Attribute_Assignment"',
                "P177_assigned_property_of_type": self._iri("property", said["property"]),
                "P3_has_note": value_json(said["value"]),
                "mirasmap:value_raw": value_json(said["value_raw"]),
                "mirasmap:scale": value_json(said["scale"]),
            }
            | self._by_whom(said)
        )
        return _stacked(said, made, n)

    def _by_whom(self, said: pa.RecordBatch) -> dict[str, pa.Array | str]:
        return {
            "id": self._iri("statement", said["id"]),
            "P14_carried_out_by": self._iri("actor", said["asserted_by"]),
            "mirasmap:role": value_json(said["role"]),
            "P4_has_time-span": crm_time_spans(said["observed_on"]),
            "P32_used_general_technique": self._iri("method", said["method"]),
            "P2_has_type": _list(self._iri("status", said["status"]), self._iri("certainty", said["certainty"])),
            "dcterms:replaces": self._iri("statement", said["supersedes"]),
            "mirasmap:visit": value_json(said["visit_id"]),
            "P70i_is_documented_in": self._citations.references(said["source_ids"]),
        }

    def _access(self, said: pa.RecordBatch, n: int) -> pa.Array:
        made = json_object(
            {
                "id": self._iri("access-statement", said["id"]),
                "type": '"E13_Attribute_Assignment"',
                "P177_assigned_property_of_type": constant(self._one("property", "access"), len(said)),
                "P141_assigned": joined('{"id":', self._iri("access", said["status"]), "}"),
                "P14_carried_out_by": self._iri("actor", said["authority"]),
                "P4_has_time-span": crm_time_spans(said["as_of"]),
                "mirasmap:expires": value_json(said["expires"]),
                "P3_has_note": value_json(said["note"]),
                "P70i_is_documented_in": self._citations.references(said["source_ids"]),
            }
        )
        return _stacked(said, made, n)

    def _listings(self, said: pa.RecordBatch, n: int) -> pa.Array:
        """Return which registers list a site, as somebody says."""
        number = joined('{"type":"E42_Identifier","P190_has_symbolic_content":', value_json(said["register_id"]), "}")
        since = joined('{"type":"E65_Creation","P4_has_time-span":', crm_time_spans(said["listed_on"]), "}")
        right = json_object(
            {
                "type": '"E30_Right"',
                "P2_has_type": self._iri("register", said["scheme"]),
                "P1_is_identified_by": number,
                "P94i_was_created_by": since,
                "P3_has_note": value_json(said["document"]),
                "mirasmap:level": value_json(said["level"]),
            }
        )
        made = json_object(
            {
                "id": self._iri("designation", said["id"]),
                "type": '"E13_Attribute_Assignment"',
                "P177_assigned_property_of_type": constant(self._one("property", "designation"), len(said)),
                "P141_assigned": right,
                "P14_carried_out_by": self._iri("actor", said["asserted_by"]),
                "P3_has_note": value_json(said["note"]),
                "P70i_is_documented_in": self._citations.references(said["source_ids"]),
            }
        )
        return _stacked(said, made, n)

    def _one(self, of: str, word: str) -> str:
        made: str = self._iri(of, pa.array([word], _TEXT))[0].as_py()
        return made

    def _named_words(self) -> Iterator[tuple[str, str, set[str]]]:
        """Yield the class of what sites refer to, the last part of its address, and its words."""
        rows, layers = RowTexts(self._export.rows), self._layers
        said, listed_in, access = layers["statements"], layers["designations"], layers["access"]
        conditions = said.filter(pc.equal(said["property"], str(Property.CONDITION)))
        own = {"designation"} if listed_in.num_rows else set()
        own |= {"access"} if access.num_rows else set()
        yield "E55_Type", "kind", _words(rows["kind"])
        yield "E55_Type", "geometry-role", _words(rows["geometry_role"])
        yield "E55_Type", "certainty", _words(rows["location_certainty"]) | _words(said["certainty"])
        yield "E55_Type", "condition", _words(conditions["value"])
        yield "E55_Type", "property", _words(said["property"]) - {str(Property.CONDITION)} | own
        yield "E55_Type", "status", _words(said["status"])
        yield "E55_Type", "method", _words(said["method"])
        yield "E55_Type", "access", _words(access["status"])
        yield "E55_Type", "register", _words(listed_in["scheme"])
        yield "E55_Type", "scheme", _words(layers["identifiers"]["scheme"])
        yield "E55_Type", "name-status", _words(layers["names"]["status"])
        yield "E55_Type", "nativeness", _words(layers["names"]["nativeness"])
        yield "E55_Type", "perspective", set(self._export.sources["perspective"].dropna().astype(str))
        yield "E56_Language", "language", _words(layers["names"]["lang"])
        yield (
            "E39_Actor",
            "actor",
            _words(said["asserted_by"]) | _words(listed_in["asserted_by"]) | _words(access["authority"]),
        )
        yield "E53_Place", "district", _words(rows["district"])

    def _documents(self) -> Iterator[dict[str, object]]:
        """Yield the sources, and those that are cited and not known."""
        base = self._export.base_iri
        known = records(self._export.sources)
        for source in known:
            node: dict[str, object] = {
                "id": _address(base, "source", source["id"]),
                "type": "E31_Document",
                "rdfs:label": source.get("title"),
                "P2_has_type": _address(base, "perspective", source.get("perspective")),
                "P3_has_note": source.get("note"),
                "mirasmap:accessed": source.get("accessed"),
                **{name: source.get(column) for name, column in _OF_SOURCES.items()},
            }
            yield {name: value for name, value in node.items() if value is not None}
        cited = [
            RowTexts(self._export.rows)[name] for name in ("source_ids", "location_source_ids", "built_source_ids")
        ]
        cited += [self._layers[name]["source_ids"] for name in PARTS]
        ids = {each.strip() for column in cited for cell in _words(column) for each in cell.split(";")}
        for source_id in sorted(ids - {source["id"] for source in known} - {""}):
            yield {"id": _address(base, "source", source_id), "type": "E31_Document", "rdfs:label": source_id}


def _words(column: pa.Array | pa.ChunkedArray) -> set[str]:
    return set(pc.unique(column).drop_null().to_pylist())


def _address(base: str, of: str, word: str | None) -> str | None:
    made: str | None = iris(base, of, pa.array([word], _TEXT))[0].as_py()
    return made


def _list(*values: pa.Array) -> pa.Array:
    """Return the values that there are as a list in JSON; null where there is none."""
    return joined("[", listed(values, ","), "]")


def _stacked(rows: pa.RecordBatch, made: pa.Array, n: int) -> pa.Array:
    """Return the values of each site with commas between; null where there are none."""
    return stacked(rows["row"].to_numpy(), made, n, ",")


def _in_language(text: pa.Array, lang: pa.Array) -> pa.Array:
    """Return texts with their language, where somebody says which."""
    known = pc.and_(lang.is_valid(), pc.not_equal(pc.fill_null(lang, "und"), "und"))
    with_language = json_object({"@value": value_json(text), "@language": value_json(lang)})
    return pc.if_else(known, with_language, value_json(text))


def _matches(identifiers: pa.RecordBatch, n: int) -> pa.Array:
    address = match_addresses(identifiers["scheme"], identifiers["value"])
    return json_array(identifiers["row"].to_numpy(), value_json(address), n)
