"""GeoPackage, Shapefile, FlatGeobuf and GPX by GDAL. Only `geo.exchange.read.reading_child` may import this module.

With the import GDAL starts, with the one driver that `geo.exchange.read.foreign` leaves it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

import pyarrow as pa
import pyarrow.compute as pc


class _Needless:
    """Hides libraries that pyogrio looks for and does not need here: importing them takes longer than most files."""

    @staticmethod
    def find_spec(name: str, _path: object = None, _target: object = None) -> None:
        if name in ("geopandas", "pandas", "pyproj", "shapely"):
            raise ModuleNotFoundError(name)


sys.meta_path.insert(0, _Needless)

import pyogrio  # noqa: E402 (after the finder that hides)
from pyogrio.raw import open_arrow  # noqa: E402 (after the finder that hides)

from geo.errors import ExchangeError  # noqa: E402 (after the finder that hides)
from geo.exchange.read.reading_child import SOURCES_ITEM, Description, Request  # noqa: E402 (after the finder that hides)
from geo.exchange.read.text_columns import as_text, bad_text, headings  # noqa: E402 (after the finder that hides)

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["read"]

_BYTES = "ISO-8859-1"
"""In which each byte is a letter, so that nothing of it is lost: the true encoding is known better by whoever asks."""
_OURS = {"layer_styles", "sources", "names", "statements", "designations", "identifiers", "access"}
"""Tables beside the layer `sites` of our own exports."""
_NAMES_OF_IDS = {"", "fid", "ogc_fid", "objectid"}
"""Of columns that only number the rows."""


def read(request: Request) -> tuple[Description, pa.Schema, Iterator[pa.RecordBatch]]:
    """Read a file.

    Raises
    ------
    ExchangeError
        If there is no layer of that name, or no layer at all.
    """
    if request.format == "gpx":
        _check_xml(Path(request.path))
    tables = {str(name): kind is not None for name, kind in pyogrio.list_layers(request.path)}
    layers, layer = _choose(request, tables)
    options: dict[str, Any] = {"IMMUTABLE": "YES"} if request.format == "gpkg" and not request.write_bytes else {}
    if request.encoding is not None:
        options["ENCODING"] = "UTF-8" if request.encoding == "utf-8" else _BYTES
    info = pyogrio.read_info(request.path, layer=layer, **options)
    numbered = request.format == "shapefile"  # rows that are marked as deleted are numbered, too
    fid = str(info.get("fid_column") or "")
    # the dataset stays open for as long as this process: the stream ends with it
    keep = open_arrow(
        request.path,
        layer=layer,
        batch_size=request.rows,
        use_pyarrow=True,
        datetime_as_string=True,
        return_fids=numbered or fid.lower() not in _NAMES_OF_IDS,
        **options,
    )
    meta, stream = keep.__enter__()  # left open on purpose
    geometry = meta["geometry_name"] or "wkb_geometry"
    names = [name for name in stream.schema.names if name != geometry and not (numbered and name == meta["fid_column"])]
    moments = {str(name) for name, kind in zip(meta["fields"], meta["ogr_types"], strict=True) if kind == "OFTDateTime"}
    places = {name: at for at, name in enumerate(stream.schema.names)}
    fixed = [("", pa.binary()), ("", pa.string()), *([("", pa.int64())] if numbered else [])]
    found = headings([_decoded(name, request.encoding) for name in names])
    schema = pa.schema([*fixed, *((name, pa.string()) for name in found)])
    description = Description(
        layer=layer,
        layers=layers,
        crs=meta["crs"],
        has_geometry=geometry in places,
        n_rows=int(info["features"]),
        numbered=numbered,
        sources=_sources(request, tables, info["layer_metadata"]),
    )

    def batches() -> Iterator[pa.RecordBatch]:
        for batch in stream:
            n = len(batch)
            columns: list[pa.Array] = []
            bad: set[int] = set()
            for name in names:
                text, rows = _recoded(as_text(batch.column(places[name])), request.encoding)
                columns.append(_day(text) if name in moments else text)
                bad.update(rows)
            wkb = batch.column(places[geometry]).cast(pa.binary()) if geometry in places else pa.nulls(n, pa.binary())
            defects = pa.nulls(n, pa.string())
            if bad:
                defects = pa.array(["bad_text" if at in bad else None for at in range(n)], pa.string())
            numbers = [pc.add(batch.column(places[meta["fid_column"]]), pa.scalar(1))] if numbered else []
            yield pa.record_batch([wkb, defects, *numbers, *columns], schema=schema)

    return description, schema, batches()


def _check_xml(path: Path) -> None:
    """Go through a whole document once: GDAL gives what comes before a defect, and is silent about the rest."""
    parser = expat.ParserCreate()
    try:
        with path.open("rb") as file:
            parser.ParseFile(file)
    except expat.ExpatError as error:
        message = f"the XML is broken or cut off ({error}): mend it there, or get the file again"
        raise ExchangeError(message) from None


def _choose(request: Request, tables: dict[str, bool]) -> tuple[tuple[str, ...], str]:
    """Return the layers that can be read, and the one to read: the one asked for, else `sites`, else the first with places."""
    ours = tables.get("sites", False)
    offered = {name: placed for name, placed in tables.items() if placed or not (ours and name in _OURS)}
    offered.pop("layer_styles", None)
    if request.format == "gpx":
        offered = {name: placed for name, placed in offered.items() if name in ("waypoints", "routes", "tracks")}
        counts = {
            name: pyogrio.read_info(request.path, layer=name, force_feature_count=True)["features"] for name in offered
        }
        offered = {name: placed for name, placed in offered.items() if counts[name]} or offered
    layers = tuple(sorted(offered, key=lambda name: (not offered[name], name != "sites")))
    if not layers:
        message = "it has no layer: export it again with one"
        raise ExchangeError(message)
    if request.layer is None:
        return layers, layers[0]
    if request.layer not in tables:
        message = f"it has no layer {request.layer!r}: there are {', '.join(map(repr, layers[:20]))}"
        raise ExchangeError(message)
    return layers, request.layer


def _day(column: pa.Array) -> pa.Array:
    """Return moments without their time of day where it is midnight, as of days that a format has no type for."""
    return pc.replace_substring_regex(column, "T00:00:00$", "")


def _decoded(name: str, encoding: str | None) -> str:
    return name if encoding in (None, "utf-8") else name.encode("latin-1").decode(encoding, "replace")


def _recoded(column: pa.Array, encoding: str | None) -> tuple[pa.Array, list[int]]:
    """Return a column whose bytes were read as Latin-1 in its true encoding, and the places of texts that are not in it."""
    if encoding in (None, "utf-8"):
        return bad_text(column)
    if pc.all(pc.string_is_ascii(column)).as_py() is not False:
        return column, []
    words = column.dictionary_encode()
    raw = [word.encode("latin-1") for word in words.dictionary.to_pylist()]
    found = [word.decode(encoding, "replace") for word in raw]
    lost = [word.decode(encoding, "ignore") != text for word, text in zip(raw, found, strict=True)]
    bad = pc.fill_null(pa.array(lost, pa.bool_()).take(words.indices), fill_value=False)
    return pa.array(found, pa.string()).take(words.indices), pc.indices_nonzero(bad).to_pylist()


def _sources(request: Request, tables: dict[str, bool], metadata: dict[str, str] | None) -> str | None:
    if request.format == "flatgeobuf":
        return (metadata or {}).get(SOURCES_ITEM)
    if request.format != "gpkg" or tables.get("sources", True):
        return None
    _meta, table = pyogrio.read_arrow(request.path, layer="sources", max_features=100_000)
    names = [name for name in table.column_names if not pa.types.is_binary(table.schema.field(name).type)]
    columns = {name: bad_text(as_text(table[name].combine_chunks()))[0].to_pylist() for name in names}
    return json.dumps(columns, ensure_ascii=False)
