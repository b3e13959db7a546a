"""Shapefile, zipped: one for each type of geometry, with the full names of its fields, sources and licences beside."""

from __future__ import annotations

import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from geo.errors import ExchangeError
from geo.exchange.export.arrow_columns import arrow_column, is_number
from geo.exchange.export.citations import licence_text, write_sources
from geo.exchange.export.gdal_write import write_frame
from geo.exchange.export.short_names import short_name
from geo.exchange.read.own_fields import FIELDS_FILE, FIELDS_HEAD
from geo.exchange.read.text_columns import as_text
from geo.exchange.site_rows import FIELDS, INPUTS, field_of, is_target

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from geo.exchange.export.site_export import SiteExport

__all__ = ["cut_text", "losses", "short_names", "write"]

_LONGEST_NAME, _LONGEST_TEXT, _MOST_FIELDS = 10, 254, 255
_MOST_BYTES = 2_000_000_000
"""Of a table: many programs refuse more than 2 GB."""
_PARTS = {
    "sites": ((0,), "Point"),
    "sites_multipoints": ((4,), "MultiPoint"),
    "sites_lines": ((1, 2, 5), "LineString"),
    "sites_areas": ((3, 6), "Polygon"),
}
"""Files with their types of geometry: a Shapefile holds one, single and multiple being the same but for points."""


def write(export: SiteExport, path: Path) -> None:
    """Write the files into a zip. Columns in which nothing stands are left out.

    Parameters
    ----------
    export
        Rows without a geometry stand in the first file, with an empty shape.
    path
        The zip.

    Raises
    ------
    ExchangeError
        If there are more columns than the format has, more text, or collections of geometry.
    """
    rows = _filled(export)
    names = short_names([str(name) for name in rows.columns if name != "geometry"])
    _require_room(rows, names)
    parts = _parts(export.rows.geometry.to_numpy())
    day = export.made_on
    with TemporaryDirectory(prefix="mirasmap-") as made:
        folder = Path(made)
        for name, (chosen, kind) in parts.items():
            short = rows[chosen].rename(columns=names)
            options = {"ENCODING": "UTF-8", "DBF_DATE_LAST_UPDATE": day.isoformat()}
            write_frame(short, folder / f"{name}.shp", "ESRI Shapefile", name, geometry=kind, options=options)
        (folder / FIELDS_FILE).write_text(_fields_text(names), encoding="utf-8")
        (folder / "LICENCES.txt").write_text(licence_text(export), encoding="utf-8")
        write_sources(export, folder / "SOURCES.csv")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(folder.iterdir()):
                # a fixed time, so that the same export gives the same file
                entry = zipfile.ZipInfo(file.name, date_time=(max(day.year, 1980), day.month, day.day, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                with file.open("rb") as content, archive.open(entry, "w", force_zip64=True) as out:
                    while block := content.read(1 << 20):
                        out.write(block)


def losses(export: SiteExport) -> list[str]:
    """Return what the format cannot hold of these rows."""
    rows = _filled(export)
    told = []
    names = short_names([str(name) for name in rows.columns if name != "geometry"])
    renamed = {full: short for full, short in names.items() if full != short}
    if renamed:
        told.append(
            f"full names of fields, which are cut to ten letters; FIELDS.txt in the zip has them ({len(renamed)})"
        )
    for name in names:
        text = _text(export.rows[name])
        n_long = int(pc.sum(pc.greater(pc.binary_length(text), _LONGEST_TEXT)).as_py() or 0) if text is not None else 0
        if n_long:
            told.append(f"the rest of texts of more than {_LONGEST_TEXT} bytes in the field {name} ({n_long:,})")
    parts = _parts(export.rows.geometry.to_numpy())
    if len(parts) > 1:
        told.append(
            f"one file for all: a Shapefile holds one type of geometry, so the zip has {', '.join(f'{name}.shp' for name in parts)}"
        )
    return told


def short_names(names: Sequence[str]) -> dict[str, str]:
    """Return a name of at most ten bytes for each field, none twice, whatever the case of its letters.

    Examples
    --------
    >>> short_names(["kind", "condition_raw", "a long name", "a long names"])
    {'kind': 'kind', 'condition_raw': 'cond_raw', 'a long name': 'a long nam', 'a long names': 'a long n_2'}
    """
    out: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        short = wanted = _cut(short_name(name) if is_target(name) else name, _LONGEST_NAME)
        number = 1
        while short.lower() in taken or not short:
            number += 1
            short = f"{_cut(wanted, _LONGEST_NAME - len(str(number)) - 1)}_{number}"
        taken.add(short.lower())
        out[name] = short
    return out


def cut_text(texts: pa.Array, longest: int = _LONGEST_TEXT, *, entries: bool = False) -> pa.Array:
    """Return texts of at most so many bytes in UTF-8, cut between two letters; null stays null.

    Parameters
    ----------
    texts
        Column of text.
    longest
        Bytes.
    entries
        They are `;` lists, and cut between two entries: half an id is another one.

    Examples
    --------
    >>> cut_text(pa.array(["Şuşa", None]), 4).to_pylist()
    ['Şu', None]
    >>> cut_text(pa.array(["one;two"]), 5, entries=True).to_pylist()
    ['one']
    """
    long = pc.fill_null(pc.greater(pc.binary_length(texts), longest), fill_value=False)
    if not pc.any(long).as_py():
        return texts
    cut = [_cut(text, longest) for text in texts.filter(long).to_pylist()]
    if entries:
        cut = [text.rpartition(";")[0].rstrip(";") for text in cut]
    return pc.replace_with_mask(texts, long, pa.array(cut, pa.string()))


def _cut(text: str, longest: int) -> str:
    return text.encode()[:longest].decode("utf-8", "ignore").rstrip()


def _is_list(name: str) -> bool:
    return name.startswith("alt_name:") or (name in FIELDS and getattr(FIELDS[name].reference, "many", False))


def _filled(export: SiteExport) -> gpd.GeoDataFrame:
    """Return the rows without the columns in which nothing stands, texts cut to what fits."""
    rows = export.rows[[name for name in export.rows.columns if name == "geometry" or export.rows[name].notna().any()]]
    out = rows.copy()
    for name in out.columns:
        text = None if name == "geometry" else _text(out[name])
        if text is not None:
            out[name] = cut_text(text, entries=_is_list(str(name))).to_pandas().set_axis(out.index)
    return out


def _text(column: pd.Series) -> pa.Array | None:
    """Return a column as text; None where it is one of numbers."""
    made = arrow_column(column)
    return None if is_number(made) else as_text(made)


def _parts(geometries: NDArray[np.object_]) -> dict[str, tuple[NDArray[np.bool_], str]]:
    types = shapely.get_type_id(geometries)
    found = {name: (np.isin(types, kinds), kind) for name, (kinds, kind) in _PARTS.items()}
    left = ~np.any([chosen for chosen, _kind in found.values()], axis=0)
    if (left & (types >= 0)).any():
        n_left = int((left & (types >= 0)).sum())
        message = f"{n_left:,} rows are collections of several types of geometry, which a Shapefile cannot hold; choose another format"
        raise ExchangeError(message)
    found = {name: part for name, part in found.items() if part[0].any()} or {"sites": found["sites"]}
    first = next(iter(found))
    found[first] = (found[first][0] | left, found[first][1])
    return found


def _require_room(rows: gpd.GeoDataFrame, names: dict[str, str]) -> None:
    if len(names) > _MOST_FIELDS:
        message = f"a Shapefile holds {_MOST_FIELDS} fields, and there are {len(names)}; choose some with --fields, or another format"
        raise ExchangeError(message)
    texts = [_text(rows[name]) for name in names]
    width = sum(20 if text is None else pc.max(pc.binary_length(text)).as_py() or 1 for text in texts)
    if width * len(rows) > _MOST_BYTES:
        message = (
            f"a Shapefile holds 2 GB, and these {len(rows):,} rows would take {width * len(rows) / 1e9:.1f}; "
            "choose fewer with --where, fewer columns with --fields, or another format"
        )
        raise ExchangeError(message)


def _fields_text(names: dict[str, str]) -> str:
    lines = [FIELDS_HEAD, ""]
    for full, short in names.items():
        title = field_of(full).title if is_target(full) and full not in INPUTS else ""
        lines.append(f"{short:<10}  {full:<24}  {title}".rstrip())
    return "\n".join(lines) + "\n"
