"""Linked Places Format 1.3: GeoJSON that is JSON-LD, with who says what of each name, type, place and relation.

Source: https://github.com/LinkedPasts/linked-places-format (version 1.3 of 24 June 2024, which requires `fclasses`). What the
format has no word for, such as statements on the condition, stands in properties `mirasmap:…`, defined in the context.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from geo.exchange.export.arrow_columns import arrow_column
from geo.exchange.export.edtf_spans import lpf_whens
from geo.exchange.export.json_features import geometry_json, records, value_json
from geo.exchange.export.json_objects import json_array, json_object
from geo.exchange.export.layer_rows import LayerRows, foreign_loss
from geo.exchange.export.matches import match_addresses
from geo.exchange.export.rfc7946 import rfc7946_geometry
from geo.exchange.export.row_texts import RowTexts
from geo.exchange.export.site_iris import iris, require_ids
from geo.exchange.export.source_citations import Citations
from geo.exchange.export.text_joins import blocks, joined, listed, looked_up, stacked, text_bytes
from geo.vocabularies import AAT_IDS

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from geo.exchange.export.site_export import SiteExport

__all__ = ["CONTEXT", "losses", "write"]

_TEXT = pa.large_string()
_TITLE = "Linked Places Format"
_OURS = {"@vocab": "urn:mirasmap:term:"}
CONTEXT = [
    "https://raw.githubusercontent.com/LinkedPasts/linked-places/master/linkedplaces-context-v1.1.jsonld",
    {
        "@version": 1.1,
        "mirasmap": "urn:mirasmap:term:",
        "mirasmap:statements": {"@container": "@set", "@context": _OURS},
        "mirasmap:access": {"@container": "@set", "@context": _OURS},
        "mirasmap:identifiers": {"@container": "@set", "@context": _OURS},
    },
]
"""The context of the format, and what is ours."""
_CERTAINTY = {
    "definite": "certain", "high": "less-certain", "medium": "less-certain", "low": "uncertain", "negligible": "uncertain",
}  # fmt: skip
"""Words of ours for how sure a place is, and those of the format; `mirasmap:certainty` has the former."""
_OWN = (
    "geometry_role", "uncertainty_m", "location_certainty", "location_note", "access_lon", "access_lat", "district_note", "settlement", "built",
    "sensitivity", "sensitivity_reason", "generalise_m", "visit_minutes",
)  # fmt: skip
_SAID = {
    "statements": (
        "property", "value", "value_raw", "scale", "certainty", "observed_on", "method", "asserted_by", "role", "status",
        "visit_id",
    ),
    "access": ("status", "authority", "as_of", "expires", "note"),
}  # fmt: skip
"""Layers of what somebody says, with the columns in which it stands."""


def write(export: SiteExport, path: Path) -> None:
    """Write a FeatureCollection.

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
    made = _Features(export)
    head = {
        "type": "FeatureCollection",
        "@context": CONTEXT,
        "mirasmap:title": export.title,
        "mirasmap:licences": list(export.licences),
        "mirasmap:sources": records(export.sources),
    }
    with path.open("wb") as file:
        file.write(orjson.dumps(head)[:-1] + b',"features":[')
        for some in blocks(made.geometries):
            features = text_bytes(joined(",\n", made.features(some)))
            file.write(features if some.start else features[1:])
        file.write(b"\n]}\n")


def losses(export: SiteExport) -> list[str]:
    """Return what the format cannot hold of these rows."""
    if "id" not in export.columns:
        return []
    told = foreign_loss(export)
    n_unnamed = len(export) - pc.count_distinct(LayerRows(export)["names"]["row"]).as_py()
    if n_unnamed:
        told.append(
            f"names of sites that have none: the format asks for one, and their title is their id ({n_unnamed:,})"
        )
    return told


class _Features:
    def __init__(self, export: SiteExport) -> None:
        self._export, self._layers, self._citations = export, LayerRows(export), Citations(export)
        self._labels = export.labels()
        self.geometries = rfc7946_geometry(export.rows.geometry.to_numpy())

    def features(self, some: slice) -> pa.Array:
        """Return some of the features, as JSON."""
        rows = RowTexts(self._export.rows.iloc[some])
        title = value_json(arrow_column(self._labels.iloc[some]))
        identifiers = self._layers.part("identifiers", some)
        return json_object(
            {
                "@id": value_json(self._iris("site", rows["id"])),
                "type": '"Feature"',
                "properties": json_object({"title": title, "fclasses": '["S"]'}),
                "when": lpf_whens(rows["built"]),
                "names": pc.fill_null(self._names(self._layers.part("names", some), len(rows)), "[]"),
                "types": _types(rows),
                "geometry": self._geometry(rows, self.geometries[some]),
                "links": _links(identifiers, len(rows)),
                "relations": self._relations(rows, self._layers.part("designations", some)),
                "descriptions": joined('[{"value":', rows.json("note"), "}]"),
                "mirasmap:statements": self._said("statements", some),
                "mirasmap:access": self._said("access", some),
                "mirasmap:identifiers": self._identifiers(identifiers, len(rows)),
                "mirasmap:built_citations": self._citations.citations(rows["built_source_ids"]),
                "mirasmap:citations": self._citations.citations(rows["source_ids"]),
                **{f"mirasmap:{name}": rows.json(name) for name in _OWN},
            }
        )

    def _iris(self, of: str, ids: pa.Array) -> pa.Array:
        return iris(self._export.base_iri, of, ids)

    def _names(self, names: pa.RecordBatch, n: int) -> pa.Array:
        """Return the names of each site, all alike: none of them is the name."""
        lang = names["lang"]
        made = json_object(
            {
                "toponym": value_json(names["text"]),
                "lang": value_json(pc.if_else(pc.equal(lang, "und"), pa.scalar(None, _TEXT), lang)),
                "citations": self._citations.citations(names["source_ids"]),
                "mirasmap:script": value_json(names["script"]),
                "mirasmap:nativeness": value_json(names["nativeness"]),
                "mirasmap:status": value_json(names["status"]),
            }
        )
        return json_array(names["row"].to_numpy(), made, n)

    def _geometry(self, rows: RowTexts, geometries: NDArray[np.object_]) -> pa.Array:
        """Return GeoJSON with how sure it is, and who says it; `null` where no position is known."""
        plain = geometry_json(geometries)
        members = [
            joined('"certainty":"', looked_up(rows["location_certainty"], _CERTAINTY), '"'),
            joined('"citations":', self._citations.citations(rows["location_source_ids"])),
        ]
        more = joined(pc.utf8_slice_codeunits(plain, 0, -1), ",", listed(members, ","), "}")
        return pc.if_else(pc.and_(pc.not_equal(plain, "null"), more.is_valid()), more, plain)

    def _relations(self, rows: RowTexts, designations: pa.RecordBatch) -> pa.Array:
        """Return what a site is part of, the district that it lies in, and the registers that list it."""
        n = len(rows)
        within = [
            self._relation("gvp:broaderPartitive", self._iris("site", rows["part_of"]), joined("part of ", rows["part_of"])),
            self._relation("gvp:broaderPartitive", self._iris("district", rows["district"]), joined("in the district ", rows["district"])),
        ]  # fmt: skip
        scheme = designations["scheme"]
        label = listed([scheme, designations["level"], joined("no. ", designations["register_id"])], ", ")
        listings = self._relation(
            "gvp:tgn3000_related_to",
            self._iris("register", scheme),
            label,
            when=lpf_whens(designations["listed_on"]),
            citations=self._citations.citations(designations["source_ids"]),
            asserted_by=value_json(designations["asserted_by"]),
            document=value_json(designations["document"]),
            note=value_json(designations["note"]),
        )
        listings = stacked(designations["row"].to_numpy(), listings, n, ",")
        return joined("[", listed([*within, listings], ","), "]")

    def _relation(self, kind: str, to: pa.Array, label: pa.Array, **more: pa.Array) -> pa.Array:
        ours = {name if name in ("when", "citations") else f"mirasmap:{name}": values for name, values in more.items()}
        made = json_object(
            {"relationType": f'"{kind}"', "relationTo": value_json(to), "label": value_json(label), **ours}
        )
        return pc.if_else(to.is_valid(), made, pa.scalar(None, _TEXT))

    def _said(self, layer: str, some: slice) -> pa.Array:
        """Return the statements of a layer as they stand, each with its sources."""
        said = self._layers.part(layer, some)
        made = json_object(
            {
                "@id": value_json(self._iris("access" if layer == "access" else "statement", said["id"])),
                **{name: value_json(said[name]) for name in _SAID[layer]},
                "supersedes": value_json(self._iris("statement", said["supersedes"])),
                "citations": self._citations.citations(said["source_ids"]),
            }
        )
        return json_array(said["row"].to_numpy(), made, some.stop - some.start)

    def _identifiers(self, identifiers: pa.RecordBatch, n: int) -> pa.Array:
        made = json_object(
            {
                "scheme": value_json(identifiers["scheme"]),
                "value": value_json(identifiers["value"]),
                "citations": self._citations.citations(identifiers["source_ids"]),
            }
        )
        return json_array(identifiers["row"].to_numpy(), made, n)


def _types(rows: RowTexts) -> pa.Array:
    """Return the kind of each site as the AAT has it, where it has it; the word in any case."""
    word = rows.json("kind")
    identifier = looked_up(rows["kind"], {str(kind): f'"aat:{number}"' for kind, number in AAT_IDS.items()})
    made = json_object({"identifier": identifier, "label": word, "sourceLabels": joined('[{"label":', word, ',"lang":"en"}]')})  # fmt: skip
    return joined("[", pc.if_else(word.is_valid(), made, pa.scalar(None, _TEXT)), "]")


def _links(identifiers: pa.RecordBatch, n: int) -> pa.Array:
    """Return identifiers that are addresses, as what is close to the site: nobody here says that it is the same."""
    address = match_addresses(identifiers["scheme"], identifiers["value"])
    made = joined('{"type":"closeMatch","identifier":', value_json(address), "}")
    return json_array(identifiers["row"].to_numpy(), made, n)
