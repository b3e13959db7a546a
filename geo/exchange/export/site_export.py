"""What an export carries: site rows, the layers behind them, their sources and licences."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from geo.layers import ACCESS, DESIGNATIONS, IDENTIFIERS, NAMES, SOURCES, STATEMENTS

if TYPE_CHECKING:
    from datetime import date

    import geopandas as gpd
    import pandas as pd

    from geo.layers.schema import Layer

__all__ = ["SiteExport", "empty_layer", "export_of_frame", "labels_of"]


@dataclass(frozen=True)
class SiteExport:
    """Sites to be written into a file. Public all through: of a hidden place it holds the cell, and nothing more exact."""

    rows: gpd.GeoDataFrame
    """One row a site: columns of `geo.exchange.site_rows.FIELDS` and those of its families that occur, in the order of
    `order_of`, then `geometry` in EPSG:4326, None where no position is known. Index 0 … n-1."""
    names: pd.DataFrame
    statements: pd.DataFrame
    """Oldest entry first; with `created_at`, `superseded_by` and `counts`."""
    designations: pd.DataFrame
    identifiers: pd.DataFrame
    access: pd.DataFrame
    """Whole layers of these sites, with the columns of `geo.layers`; empty where nobody asked for them."""
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

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def columns(self) -> list[str]:
        """Names of the columns of `rows` without the geometry."""
        return [str(name) for name in self.rows.columns if name != self.rows.geometry.name]

    @property
    def licences(self) -> tuple[str, ...]:
        """The licences of the sources, each once, in alphabetical order."""
        return tuple(sorted(set(self.sources["licence"].dropna().astype(str))))

    def labels(self) -> pd.Series:
        """Return one name for each row, for a reader of `language`: see `labels_of`."""
        return labels_of(self.rows, self.language)


def labels_of(rows: pd.DataFrame, language: str) -> pd.Series:
    """Return one text for each site row by which a reader knows it.

    Parameters
    ----------
    rows
        Site rows.
    language
        BCP 47.

    Returns
    -------
    Series
        `str`: the name in that language, else in English, else the first that there is, else the id.
    """
    import pandas as pd

    named = [str(name) for name in rows.columns if str(name).startswith("name:")]
    wanted = [f"name:{language}", "name:en"]
    found = pd.Series(pd.NA, index=rows.index, dtype="str")
    for name in [*(name for name in wanted if name in named), *(name for name in named if name not in wanted)]:
        found = found.fillna(rows[name].astype("str"))
    return found.fillna(rows["id"].astype("str")) if "id" in rows.columns else found.fillna("")


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
        rows=rows,
        names=empty_layer(NAMES),
        statements=empty_layer(STATEMENTS),
        designations=empty_layer(DESIGNATIONS),
        identifiers=empty_layer(IDENTIFIERS),
        access=empty_layer(ACCESS),
        sources=empty_layer(SOURCES) if sources is None else sources,
        title=title,
        made_on=made_on or datetime.now(UTC).date(),
    )
