"""Sites on the map: a layer of any size as one compact payload, drawn by the client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
import pandas as pd
from folium.template import Template

from geo.edtf import days_of, year_of
from geo.errors import LayerError
from geo.vocabularies import Condition
from maps.part import Part
from maps.payload import data_block, deltas, dictionary, grouped, packed_json
from maps.points import placed, shapes_json, xy
from maps.popup_rows import popup_rows

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

__all__ = ["BLOCK", "SiteLayer"]

BLOCK = "mirasmap-sites"
"""Id of the data block in the page."""

REVIEWED, DISPUTED, SOURCES_DIFFER, HIDDEN, SHAPE = 1, 2, 4, 8, 16
HALF_GIRTH = 20_000_000
"""Of the Earth, metres."""
STRIP = 0.25
"""Degrees of longitude: sites are sent strip by strip from south to north, so that differences stay small."""


class SiteLayer(Part):
    """A layer of sites as a Folium element; `build_map` adds it to its map.

    Parameters
    ----------
    sites
        Columns of `Store.public_sites()`, any of them missing; any geometry, any CRS. Rows without a place are left out.
    names
        Columns `site_id`, `text`, `lang`, `status`. Without it a column `name` of the sites is taken, language not stated.
    designations
        Columns `site_id`, `scheme`, `level`, `register_id`.
    districts
        Columns `id` and `label`.
    lang
        Language of the popups.

    Raises
    ------
    MissingCRSError
        If the sites have no reference system.
    LayerError
        If a position does not lie on the Earth.
    """

    _template = Template("{% macro html(this, kwargs) %}{{ this.block() }}{% endmacro %}")

    def __init__(
        self,
        sites: gpd.GeoDataFrame,
        *,
        names: pd.DataFrame | None = None,
        designations: pd.DataFrame | None = None,
        districts: pd.DataFrame | None = None,
        lang: str = "en",
    ) -> None:
        super().__init__("SiteLayer")
        lonlat = placed(sites)
        lon, lat = xy(lonlat)
        order = np.lexsort((lat, np.floor(lon / STRIP)))
        lonlat = lonlat.iloc[order]
        self.lon: NDArray[np.float64] = lon[order]
        self.lat: NDArray[np.float64] = lat[order]
        self.kinds: list[str] = []
        payload = self._payload(lonlat, names) | {
            "columns": popup_rows(
                lonlat.drop(columns=lonlat.geometry.name), designations=designations, districts=districts, lang=lang
            )
        }
        self.payload = packed_json(payload, len(lonlat))

    def block(self) -> str:
        """Return the data block of the page."""
        return data_block(BLOCK, self.payload)

    def _payload(self, sites: gpd.GeoDataFrame, names: pd.DataFrame | None) -> dict[str, Any]:
        ids = _ids(sites)
        kinds = dictionary(_column(sites, "kind", "string", "").reset_index(drop=True))
        kinds = kinds if "dict" in kinds else {"dict": kinds["v"], "v": list(range(len(kinds["v"])))}
        self.kinds = kinds["dict"]
        rows, shapes = shapes_json(sites)
        return {
            "n": len(sites),
            "x": deltas(self.lon),
            "y": deltas(self.lat),
            "id": ids.tolist(),
            "kind": kinds,
            "condition": _grades(sites),
            "year": _years(_column(sites, "condition_on", "string", "")),
            "flags": _flags(sites, rows),
            "uncertainty": _metres(_column(sites, "uncertainty_m", "Float64", 0)),
            "names": _names(ids, _own_names(sites, ids) if names is None else names),
            "shapes": dict(zip(map(str, rows.tolist()), map(orjson.Fragment, shapes), strict=True)),
        }


def _column(sites: pd.DataFrame, name: str, dtype: Any, default: Any) -> pd.Series[Any]:  # noqa: ANN401 (any dtype)
    """Return a column without gaps, or a column of the default where there is none."""
    column: pd.Series[Any] = sites[name] if name in sites else pd.Series(default, index=sites.index, dtype=dtype)
    try:
        whole = column.astype(dtype).fillna(default)
    except (TypeError, ValueError) as error:
        msg = f"field {name}: a map of sites needs it as {dtype} ({error}); mend the values, or rename the column and it becomes a row of the popup"
        raise LayerError(msg) from error
    return whole


def _ids(sites: pd.DataFrame) -> pd.Index[str]:
    """Return the ids; a layer without them is numbered by its index."""
    ids: pd.Series[Any] | pd.Index[Any] = sites.get("id", sites.index.to_flat_index())
    return pd.Index(ids.astype(str))


def _grades(sites: pd.DataFrame) -> NDArray[np.int64]:
    """Return the grades of condition, -1 where nobody said anything."""
    grades = _column(sites, "condition", "Int64", -1).to_numpy("int64")
    strange = grades[~np.isin(grades, [-1, *Condition])]
    if len(strange):
        msg = f"field condition: {strange[0]} is no grade; grades go from 0 (could not tell) over 1 (good) to 5 (destroyed)"
        raise LayerError(msg)
    return grades


def _metres(uncertainty: pd.Series[Any]) -> NDArray[np.int64]:
    """Return whole metres, 0 where none are known; nothing on Earth is more uncertain than half its girth."""
    metres: NDArray[np.float64] = np.nan_to_num(uncertainty.to_numpy("float64")).clip(0, HALF_GIRTH)
    return metres.round().astype("int64")


def _years(dates: pd.Series[str]) -> NDArray[np.int64]:
    """Return the year of each EDTF date, 0 where there is none."""
    codes, distinct = pd.factorize(dates)
    order = days_of(pd.Series(distinct, dtype="string").replace("", pd.NA))["order"]
    years = [0 if pd.isna(day) else year_of(int(day)) for day in order]
    return np.asarray(years, dtype="int64")[codes]


def _flags(sites: pd.DataFrame, rows_with_shape: NDArray[np.int64]) -> NDArray[np.int64]:
    bits = {
        REVIEWED: _column(sites, "condition_status", "string", "") == "reviewed",
        DISPUTED: _column(sites, "disputed", "boolean", default=False),
        SOURCES_DIFFER: _column(sites, "sources_differ", "boolean", default=False),
        HIDDEN: _column(sites, "sensitivity", "string", "public") != "public",
    }
    flags = np.zeros(len(sites), dtype="int64")
    for bit, column in bits.items():
        flags += bit * column.to_numpy("bool").astype("int64")
    flags[rows_with_shape] |= SHAPE
    return flags


def _own_names(sites: pd.DataFrame, ids: pd.Index[str]) -> pd.DataFrame:
    """Return the column `name` of a foreign layer as names whose language nobody stated."""
    own = sites.get("name", pd.Series(None, index=sites.index)).astype("string").to_numpy()
    frame = pd.DataFrame({"site_id": ids, "text": own, "lang": "und", "status": "variant"})
    return frame[frame["text"].notna()]


def _names(ids: pd.Index[str], names: pd.DataFrame) -> list[list[tuple[str, str, str]]]:
    """Return, for each site, its names as (language, text, status), in the order of the layer."""
    rows = list(zip(*(names[column].tolist() for column in ("lang", "text", "status")), strict=True))
    return grouped(ids, names["site_id"], rows)
