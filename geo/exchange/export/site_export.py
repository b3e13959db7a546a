"""What an export carries: site rows, the layers behind them, their sources and licences."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from geo.exchange.export.held_rows import FrameRows, frame_of
from geo.exchange.read.text_columns import as_text
from geo.layers import LAYERS, SOURCES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    import geopandas as gpd
    import pandas as pd

    from geo.exchange.export.held_rows import HeldRows, RowPart
    from geo.exchange.export.spool import Spool
    from geo.layers.schema import Layer

__all__ = ["AT_ONCE", "SiteExport", "empty_layer", "export_of_frame", "labels_of"]

AT_ONCE = 16_384
"""Rows that are written together."""


@dataclass(frozen=True)
class SiteExport:
    """Sites to be written into a file. Public all through: of a hidden place it holds the cell, and nothing more exact."""

    held: HeldRows
    """One row a site: columns of `geo.exchange.site_rows.FIELDS` and those of its families that occur, in the order of
    `order_of`, and geometry in EPSG:4326."""
    sources: pd.DataFrame
    """Every source that is cited, by id; columns of `geo.layers.SOURCES`."""
    title: str
    made_on: date
    language: str = "en"
    """Of titles and labels; the rows are the same in every language."""
    question: str = ""
    """Which sites were asked for, as in an address; empty where all were."""
    beyond_rows: tuple[str, ...] = field(default=())
    """What site rows cannot hold of what is known of these sites, each to stand in a list, with the count in brackets."""
    base_iri: str = ""
    """Address of the server whose pages tell of the sites; where empty, exports name sites as `urn:mirasmap:site:<id>`."""
    layers: Mapping[str, Spool] = field(default_factory=dict)
    """Whole layers of these sites, with the columns of `geo.layers`, site by site in the order of entry; none where nobody asked
    for them."""

    def __len__(self) -> int:
        return len(self.held)

    @property
    def columns(self) -> list[str]:
        """Names of the columns of `rows` without the geometry."""
        return self.held.columns

    @property
    def filled(self) -> list[str]:
        """Names of the columns in which anything stands."""
        return [name for name in self.columns if self.held.n_filled(name)]

    @cached_property
    def rows(self) -> gpd.GeoDataFrame:
        """All rows as a frame in memory, `geometry` last, None where no position is known. Index 0 … n-1."""
        return self.held.frame()

    def parts(self, columns: Sequence[str] | None = None) -> Iterator[RowPart]:
        """Yield all rows some at a time, with all columns or some: what files are written from without holding all."""
        return self.held.parts(AT_ONCE, columns)

    def with_rows(self, rows: gpd.GeoDataFrame) -> SiteExport:
        """Return the same with other rows."""
        return replace(self, held=FrameRows(rows))

    @cached_property
    def names(self) -> pd.DataFrame:
        """Names of these sites."""
        return self._layer("names")

    @cached_property
    def statements(self) -> pd.DataFrame:
        """Statements on these sites; with `created_at`, `superseded_by` and `counts`."""
        return self._layer("statements")

    @cached_property
    def designations(self) -> pd.DataFrame:
        """Designations of these sites."""
        return self._layer("designations")

    @cached_property
    def identifiers(self) -> pd.DataFrame:
        """Identifiers of these sites."""
        return self._layer("identifiers")

    @cached_property
    def access(self) -> pd.DataFrame:
        """What is said on access to these sites."""
        return self._layer("access")

    def _layer(self, name: str) -> pd.DataFrame:
        if name not in self.layers or not self.layers[name].n_rows:
            return empty_layer(LAYERS[name])
        return frame_of(pa.concat_tables(self.layers[name].tables()))

    @property
    def licences(self) -> tuple[str, ...]:
        """The licences of the sources, each once, in alphabetical order."""
        return tuple(sorted(set(self.sources["licence"].dropna().astype(str))))

    def labels(self) -> pd.Series:
        """Return one name for each row, for a reader of `language`: see `labels_of`."""
        import pandas as pd

        labels = labels_of(self.held.whole().columns, self.language)
        return pd.Series(labels.to_pylist(), dtype="str")


def labels_of(rows: pa.RecordBatch, language: str) -> pa.Array:
    """Return one text for each site row by which a reader knows it.

    Parameters
    ----------
    rows
        Site rows.
    language
        BCP 47.

    Returns
    -------
    pa.Array
        `pa.string()`: the name in that language, else in English, else the first that there is, else the id.
    """
    named = [name for name in rows.schema.names if name.startswith("name:")]
    wanted = [name for name in (f"name:{language}", "name:en") if name in named]
    order = [*wanted, *(name for name in named if name not in wanted), *(["id"] if "id" in rows.schema.names else [])]
    texts = [as_text(rows[name]) for name in order]
    last = pa.scalar(None if "id" in rows.schema.names else "", pa.string())
    return pc.coalesce(*texts, last) if texts else pa.repeat(last, len(rows))


def empty_layer(layer: Layer) -> pd.DataFrame:
    """Return a frame of a layer without rows."""
    import pandas as pd

    return pd.DataFrame({name: pd.Series([], dtype=layer.fields[name].dtype) for name in layer.columns})


def export_of_frame(
    frame: gpd.GeoDataFrame, *, title: str = "", sources: pd.DataFrame | None = None, made_on: date | None = None
) -> SiteExport:
    """Return a frame of one's own as an export; it may have any columns.

    Parameters
    ----------
    frame
        In any declared reference system; its geometry becomes EPSG:4326.
    title
        Of the file.
    sources
        Columns of `geo.layers.SOURCES`; none where None.
    made_on
        Today (UTC) where None.

    Raises
    ------
    MissingCRSError
        If the frame declares no reference system.
    """
    from geo.crs import to_wgs84

    rows = to_wgs84(frame)
    if rows.geometry.name != "geometry":
        rows = rows.rename_geometry("geometry")
    rows = rows[[*(name for name in rows.columns if name != "geometry"), "geometry"]].reset_index(drop=True)
    return SiteExport(
        held=FrameRows(rows),
        sources=empty_layer(SOURCES) if sources is None else sources,
        title=title,
        made_on=made_on or datetime.now(UTC).date(),
    )
