"""INSPIRE Protected Sites 4.0: GML 3.2.1 of the application schema `ps:ProtectedSite`, with every name as a GeographicalName.

Source: D2.8.I.9 Data Specification on Protected Sites v3.2 and D2.8.I.3 on Geographical Names v3.1; schemas `ps/4.0`, `gn/4.0` and
`base/3.3` of inspire.ec.europa.eu. What nobody says is void, with the reason.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from geo.arrow import whole
from geo.exchange.export.language_codes import three_letters
from geo.exchange.export.layer_rows import LayerRows, foreign_loss
from geo.exchange.export.rfc7946 import bbox_of, rfc7946_geometry
from geo.exchange.export.row_texts import RowTexts
from geo.exchange.export.site_iris import iris, require_ids
from geo.exchange.export.site_text import document_text, source_titles
from geo.exchange.export.text_joins import blocks, joined, listed, looked_up, or_empty, stacked, text_bytes
from geo.exchange.export.xml_columns import attribute, element, illegal_loss, plain_text, xml_text
from geo.exchange.export.xml_geometry import GML_CRS, gml_geometry
from geo.vocabularies import NameStatus

if TYPE_CHECKING:
    from pathlib import Path

    from geo.exchange.export.site_export import SiteExport

__all__ = ["losses", "write"]

_TEXT = pa.large_string()
_TITLE = "INSPIRE Protected Sites"
_SCHEMAS = "http://inspire.ec.europa.eu/schemas"
_CODES = "http://inspire.ec.europa.eu/codelist"
_NAMESPACES = {
    "gml": "http://www.opengis.net/gml/3.2",
    "ps": f"{_SCHEMAS}/ps/4.0",
    "gn": f"{_SCHEMAS}/gn/4.0",
    "base": f"{_SCHEMAS}/base/3.3",
    "gmd": "http://www.isotc211.org/2005/gmd",
    "gco": "http://www.isotc211.org/2005/gco",
    "xlink": "http://www.w3.org/1999/xlink",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
_LOCATIONS = f"{_SCHEMAS}/ps/4.0 {_SCHEMAS}/ps/4.0/ProtectedSites.xsd http://www.opengis.net/gml/3.2 http://schemas.opengis.net/gml/3.2.1/gml.xsd"
_VOID = f' xsi:nil="true" nilReason="{_CODES}/VoidReasonValue/{{}}"/>'
_UNKNOWN, _UNPOPULATED = _VOID.format("Unknown"), _VOID.format("Unpopulated")
_STATUSES = {
    str(NameStatus.HISTORICAL): "historical",
    str(NameStatus.OFFICIAL): "other",
    str(NameStatus.VARIANT): "other",
}
"""Standings of names: `official` of INSPIRE means approved by law, which the main title in a source is not."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_NOT_NC = re.compile(r"[^A-Za-z0-9_.-]")


def write(export: SiteExport, path: Path) -> None:
    """Write a feature collection; rows without a position are left out, since a protected site has one.

    Parameters
    ----------
    export
        Names and designations come from its layers, or from its rows where it has no layers.
    path
        The file.

    Raises
    ------
    ExchangeError
        If rows have no id, or one stands twice.
    """
    require_ids(export, _TITLE)
    made = _Sites(export)
    spaces = "".join(f' xmlns:{prefix}="{name}"' for prefix, name in _NAMESPACES.items())
    with path.open("wb") as file:
        file.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<gml:FeatureCollection{spaces} xsi:schemaLocation="{_LOCATIONS}" gml:id="sites">\n'
            f"<gml:description>{plain_text(document_text(export))}</gml:description>\n"
            f"<gml:name>{plain_text(export.title)}</gml:name>\n{made.bounds()}".encode()
        )
        for some in blocks(made.geometries):
            file.write(text_bytes(made.members(some)))
        file.write(b"</gml:FeatureCollection>\n")


def losses(export: SiteExport) -> list[str]:
    """Return what the format cannot hold of these rows."""
    if "id" not in export.columns:
        return []
    layers = LayerRows(export)
    names, designations = layers["names"], layers["designations"]
    n_main = pc.sum(pc.equal(names["status"], str(NameStatus.OFFICIAL))).as_py() or 0
    dated = designations["listed_on"].drop_null().to_pylist()
    n_inexact = sum(_DAY.fullmatch(each) is None for each in dated)
    n_listings = designations.num_rows - pc.count_distinct(designations["row"]).as_py()
    n_unlisted = len(export) - pc.count_distinct(designations["row"]).as_py()
    n_said = sum(layers[name].num_rows for name in ("statements", "access", "identifiers"))
    filled = export.filled
    n_own = sum(name in _NOT_HELD for name in filled)
    told = [
        (n_main, "which name is the main one in its source: official names of INSPIRE are those approved by law"),
        (n_inexact, "dates of listing that name no day"),
        (n_listings, "dates and documents of further designations: a site has those of one"),
        (n_unlisted, "under what these sites are protected, which is left open: no register here lists them"),
        (n_said, "statements on the condition and other things, access, and identifiers elsewhere"),
        (n_own, "fields of sites such as the kind and the uncertainty of the position"),
    ]
    columns = [whole(column) for column in (names["text"], designations["scheme"])]
    return [
        *illegal_loss(export, columns),
        *foreign_loss(export),
        *(f"{words} ({number:,})" for number, words in told if number),
    ]


_NOT_HELD = {
    "kind", "geometry_role", "uncertainty_m", "location_certainty", "location_note", "access_lon", "access_lat", "district",
    "district_note", "settlement", "built", "sensitivity_reason", "visit_minutes", "part_of", "note",
}  # fmt: skip


class _Sites:
    def __init__(self, export: SiteExport) -> None:
        self._export, self._layers = export, LayerRows(export)
        self.geometries = rfc7946_geometry(export.rows.geometry.to_numpy())

    def bounds(self) -> str:
        """Return the envelope of all; nothing where there is no geometry."""
        box = bbox_of(self.geometries)
        if box is None:
            return ""
        west, south, east, north = box
        if west > east:  # an envelope cannot run over the 180th meridian
            west, east = -180.0, 180.0
        return (
            f'<gml:boundedBy><gml:Envelope srsName="{GML_CRS}" srsDimension="2"><gml:lowerCorner>{south} {west}</gml:lowerCorner>'
            f"<gml:upperCorner>{north} {east}</gml:upperCorner></gml:Envelope></gml:boundedBy>\n"
        )

    def members(self, some: slice) -> pa.Array:
        """Return some of the sites; null where there is no position."""
        rows, geometries = RowTexts(self._export.rows.iloc[some]), self.geometries[some]
        ids = _nc_names(rows["id"])
        designations = self._layers.part("designations", some)
        chosen = _first_legal(designations)
        return joined(
            '<gml:featureMember>\n<ps:ProtectedSite gml:id="site.', ids, '">',
            "<ps:geometry>", gml_geometry(geometries, joined("geometry.", ids)), "</ps:geometry>",
            "<ps:inspireID><base:Identifier>",
            element("base:localId", xml_text(rows["id"])),
            f"<base:namespace>{plain_text(self._namespace())}</base:namespace>",
            "</base:Identifier></ps:inspireID>",
            _date(_spread(chosen, "listed_on", len(rows))),
            _document(_spread(chosen, "document", len(rows))),
            pc.coalesce(self._designations(designations, len(rows)), f"<ps:siteDesignation{_UNKNOWN}"),
            pc.coalesce(self._names(self._layers.part("names", some), len(rows)), f"<ps:siteName{_UNKNOWN}"),
            "<ps:siteProtectionClassification>cultural</ps:siteProtectionClassification>",
            "</ps:ProtectedSite>\n</gml:featureMember>\n",
        )  # fmt: skip

    def _namespace(self) -> str:
        return f"{self._export.base_iri.rstrip('/')}/sites" if self._export.base_iri else "urn:mirasmap:site"

    def _names(self, names: pa.RecordBatch, n: int) -> pa.Array:
        """Return every name of each site as a GeographicalName."""
        code = pc.coalesce(looked_up(names["status"], _STATUSES), pa.scalar("other", _TEXT))
        made = joined(
            "<ps:siteName><gn:GeographicalName>",
            _or_void("gn:language", three_letters(names["lang"])),
            _code("gn:nativeness", "NativenessValue", names["nativeness"]),
            _code(
                "gn:nameStatus", "NameStatusValue", pc.if_else(names["status"].is_valid(), code, pa.scalar(None, _TEXT))
            ),
            _or_void("gn:sourceOfName", xml_text(source_titles(self._export, names["source_ids"]))),
            f"<gn:pronunciation{_UNPOPULATED}",
            "<gn:spelling><gn:SpellingOfName>",
            element("gn:text", xml_text(names["text"])),
            _or_void("gn:script", xml_text(names["script"])),
            "</gn:SpellingOfName></gn:spelling></gn:GeographicalName></ps:siteName>",
        )
        return stacked(names["row"].to_numpy(), made, n)

    def _designations(self, designations: pa.RecordBatch, n: int) -> pa.Array:
        """Return every register that lists each site: schemes and designations of our own, since the code lists are open."""
        scheme = designations["scheme"]
        entry = listed([designations["level"], joined("no. ", designations["register_id"])], ", ")
        address = iris(self._export.base_iri, "register", scheme)
        made = joined(
            "<ps:siteDesignation><ps:DesignationType>",
            joined(
                '<ps:designationScheme xlink:href="', attribute(address), '" xlink:title="', attribute(scheme), '"/>'
            ),
            joined("<ps:designation", or_empty(joined(' xlink:title="', attribute(entry), '"')), "/>"),
            "</ps:DesignationType></ps:siteDesignation>",
        )
        return stacked(designations["row"].to_numpy(), made, n)


def _nc_names(ids: pa.Array) -> pa.Array:
    """Return ids as the end of an NCName: what that may not hold is written as its code, so that they still differ."""
    text = ids.cast(_TEXT)
    if not pc.any(pc.match_substring_regex(text, _NOT_NC.pattern)).as_py():
        return text
    coded = [_NOT_NC.sub(lambda found: f"_x{ord(found[0]):X}_", each) for each in text.to_pylist()]
    return pa.array(coded, _TEXT)


def _first_legal(designations: pa.RecordBatch) -> pa.RecordBatch:
    """Return for each site the first designation with a day and a document, else with either, else none."""
    dated = pc.fill_null(pc.match_substring_regex(designations["listed_on"], r"^\d{4}-\d\d-\d\d$"), False)
    papers = designations["document"].is_valid()
    rank = pc.add(dated.cast(pa.int8()), papers.cast(pa.int8()))
    table = pa.table(
        {"row": designations["row"], "rank": pc.negate(rank), "at": pa.array(range(len(rank)), pa.int64())}
    )
    ordered = table.sort_by([("row", "ascending"), ("rank", "ascending"), ("at", "ascending")])
    rows = ordered["row"].to_numpy()
    first = [True, *(rows[1:] != rows[:-1])][: len(rows)]
    return designations.take(pa.array(ordered["at"].to_numpy()[first], pa.int64()))


def _spread(chosen: pa.RecordBatch, column: str, n: int) -> pa.Array:
    """Return a value for each site, null where it has none; at most one row a site."""
    return stacked(chosen["row"].to_numpy(), chosen[column], n)


def _date(listed_on: pa.Array) -> pa.Array:
    is_day = pc.fill_null(pc.match_substring_regex(listed_on, r"^\d{4}-\d\d-\d\d$"), False)
    day = pc.if_else(is_day, listed_on, pa.scalar(None, _TEXT))
    return _or_void("ps:legalFoundationDate", joined(day, "T00:00:00"))


def _document(title: pa.Array) -> pa.Array:
    """Return the citation of the legal document (ISO 19139); its own date is not known, that of listing is another one."""
    citation = joined(
        "<ps:legalFoundationDocument><gmd:CI_Citation><gmd:title><gco:CharacterString>",
        xml_text(title),
        '</gco:CharacterString></gmd:title><gmd:date gco:nilReason="unknown"/></gmd:CI_Citation></ps:legalFoundationDocument>',
    )
    return pc.coalesce(citation, f"<ps:legalFoundationDocument{_UNKNOWN}")


def _or_void(name: str, content: pa.Array) -> pa.Array:
    return pc.coalesce(joined(f"<{name}>", content, f"</{name}>"), f"<{name}{_UNKNOWN}")


def _code(name: str, code_list: str, code: pa.Array) -> pa.Array:
    linked = joined(
        f'<{name} xlink:href="{_CODES}/{code_list}/', attribute(code), '" xlink:title="', attribute(code), '"/>'
    )
    return pc.coalesce(linked, f"<{name}{_UNKNOWN}")
