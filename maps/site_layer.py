"""Sites on the map: a layer of any size as one compact payload, drawn by the client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
import pandas as pd
from folium.template import Template

from geo.completeness.scores import scores_of_masks
from geo.completeness.standard import EVERY_BIT
from geo.errors import LayerError
from geo.questions.facets import facets_of
from geo.vocabularies import Condition
from maps.part import Part
from maps.payload import by_owner, coded, column_blocks, data_block, deltas, narrow, text_column
from maps.points import order_of_places, placed, shapes_json, xy
from maps.popup_rows import designation_columns, foreign_columns, name_columns
from maps.site_facts import date_columns, day_numbers, event_columns, history_columns, observed_columns, years

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from maps.colouring import Colouring

__all__ = ["BLOCK", "SiteLayer"]

BLOCK = "mirasmap-sites"
"""Id of the data block in the page."""

HIDDEN, SHAPE = 8, 16
"""Bits of the column `flags` beside those of the condition (see `geo.questions.facets`)."""
HALF_GIRTH = 20_000_000
"""Of the Earth, metres."""


class SiteLayer(Part):
    """A layer of sites as a Folium element; `build_map` adds it to its map.

    Parameters
    ----------
    sites
        Columns of `Store.public_sites()`, any of them missing; any geometry, any CRS. Rows without a place are in lists
        and counts, not on the map.
    names
        Columns `site_id`, `text`, `lang`, `status`. Without it a column `name` of the sites is taken, language not stated.
    designations
        Columns `site_id`, `scheme`, `level`, `register_id`.
    statements
        Column `site_id`: their number, where the sites do not bring it (`n_statements`); with `property` and `counts`,
        as the store has them, also which sites are threatened.
    access
        Columns `site_id`, `status`, `as_of`.
    photos
        Column `site_id`.
    completeness
        Columns `site_id` and `missing`, the mask of `geo.completeness.standard`; None where nobody judges the records.
    visits, stops
        Columns `id`, `start`, `end`, and `visit_id`, `site_id`, `attestation`: when each site was visited.
    history
        As `Store.history()` makes it: what was known since which day.
    colouring
        Colours of the rows, in place of those of the condition.
    tips
        What is said of each row when the pointer rests on it, in place of its name.

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
        statements: pd.DataFrame | None = None,
        access: pd.DataFrame | None = None,
        photos: pd.DataFrame | None = None,
        completeness: pd.DataFrame | None = None,
        visits: pd.DataFrame | None = None,
        stops: pd.DataFrame | None = None,
        history: pd.DataFrame | None = None,
        colouring: Colouring | None = None,
        tips: pd.Series[str] | None = None,
    ) -> None:
        super().__init__("SiteLayer")
        lonlat = placed(sites)
        lon, lat = xy(lonlat)
        order = order_of_places(lon, lat)
        self.lon: NDArray[np.float64] = lon[order]
        self.lat: NDArray[np.float64] = lat[order]
        self.extent = _extent(lonlat)
        """West, south, east, north of all that is placed, shapes included; None where nothing is."""
        shape_rows, shapes = shapes_json(lonlat.iloc[order])
        rows = _placed_first(sites, order)
        table = pd.DataFrame(sites.drop(columns=sites.geometry.name)).iloc[rows]
        ids = _ids(table)
        told = statements if statements is not None and "property" in statements else None
        reported = stops if stops is not None and "attestation" in stops else None
        facets = facets_of(
            _declared(table, ids, statements),
            access=access,
            visits=visits,
            stops=reported,
            photos=photos,
            statements=told,
        )
        core: dict[str, Any] = {
            "n": len(table),
            "placed": len(lonlat),
            "x": deltas(self.lon),
            "y": deltas(self.lat),
        } | _core(table, facets.sites, shape_rows)
        if colouring is not None:
            core["fill"] = narrow(colouring.codes[rows])
        facts: dict[str, Any] = {
            "uncertainty": narrow(_metres(_column(table, "uncertainty_m", "Float64", 0))),
            "statements": narrow(facets.sites["n_statements"].to_numpy("int64")),
            "newest": day_numbers(facets.sites["newest_day"]),
            "threat": facets.sites["threat"].to_numpy("int8"),
            **({} if photos is None else {"photos": facets.sites["has_photos"].to_numpy("int8")}),
            **({} if completeness is None else _record_columns(ids, completeness)),
            **_codes(table, "district", "districts"),
            **date_columns(table),
            **designation_columns(ids, designations),
            **event_columns(facets),
            **history_columns(ids, history),
            **observed_columns(ids, table, history),
        }
        texts: dict[str, Any] = {
            "id": text_column(ids.to_series()),
            **name_columns(ids, _own_names(table, ids) if names is None else names),
            **_codes(table, "settlement", "settlements"),
            **_codes(table, "condition_by", "speakers"),
            **_codes(table, "geometry_role", "roles"),
            **foreign_columns(table),
            **({} if tips is None else {"tip": text_column(tips.iloc[rows])}),
            "shapes": dict(zip(map(str, shape_rows.tolist()), map(orjson.Fragment, shapes), strict=True)),
        }
        self.codes: dict[str, list[str]] = {
            name: (core | facts | texts).get(name, []) for name in ("kinds", "accesses", "dates", "langs")
        }
        """Codes that the page's texts put into words."""
        self.blocks = column_blocks(BLOCK, {"core": core, "facts": facts, "texts": texts}, len(table))

    def block(self) -> str:
        """Return the data block that the first frame needs."""
        return data_block(BLOCK, self.blocks[BLOCK])

    def more(self) -> str:
        """Return the other data blocks, which only large layers have."""
        return "\n".join(data_block(name, text) for name, text in self.blocks.items() if name != BLOCK)


def _extent(lonlat: gpd.GeoDataFrame) -> tuple[float, float, float, float] | None:
    if lonlat.empty:
        return None
    west, south, east, north = (float(edge) for edge in lonlat.total_bounds)
    return west, south, east, north


def _placed_first(sites: gpd.GeoDataFrame, order: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the rows as the page has them: those with a place in the order given, then the others."""
    somewhere = ~(sites.geometry.isna() | sites.geometry.is_empty).to_numpy("bool")
    return np.concatenate((np.flatnonzero(somewhere)[order], np.flatnonzero(~somewhere)))


def _declared(sites: pd.DataFrame, ids: pd.Index[str], statements: pd.DataFrame | None) -> pd.DataFrame:
    """Return the columns that facets are made from, as they need them; what cannot be read so is an error that names it."""
    declared = pd.DataFrame(
        {
            "id": ids,
            "condition": _grades(sites),
            "condition_status": _column(sites, "condition_status", "string", "").array,
            "disputed": _column(sites, "disputed", "boolean", default=False).array,
            "sources_differ": _column(sites, "sources_differ", "boolean", default=False).array,
            "newest_on": _column(sites, "newest_on", "string", "").replace("", pd.NA).array,
            "n_statements": _column(sites, "n_statements", "Int64", 0).array,
        }
    )
    if statements is not None and "n_statements" not in sites:
        declared["n_statements"] = by_owner(ids, statements["site_id"])[1]
    return declared


def _core(sites: pd.DataFrame, facts: pd.DataFrame, shape_rows: NDArray[np.int64]) -> dict[str, Any]:
    """Return what the symbols of the first frame need."""
    kind, kinds = pd.factorize(_column(sites, "kind", "string", ""))
    hidden = (_column(sites, "sensitivity", "string", "public") != "public").to_numpy("bool")
    flags = facts["flags"].to_numpy("int8") | (HIDDEN * hidden).astype("int8")
    flags[shape_rows] |= SHAPE
    return {
        "kind": narrow(kind),
        "kinds": [str(each) for each in kinds],
        "condition": facts["condition"].to_numpy("int8"),
        "year": years(_column(sites, "condition_on", "string", "")),
        "flags": flags,
    }


def _record_columns(ids: pd.Index[str], completeness: pd.DataFrame) -> dict[str, Any]:
    """Return what is missing of each record, and its score."""
    masks = pd.Series(completeness["missing"].to_numpy(), index=completeness["site_id"].astype("str"))
    missing = masks.reindex(ids).fillna(EVERY_BIT).to_numpy("int16")
    return {"missing": missing, "score": scores_of_masks(missing)}


def _codes(sites: pd.DataFrame, name: str, distinct: str) -> dict[str, Any]:
    if name not in sites:
        return {}
    codes, words = coded(sites[name].astype("string"))
    return {name: codes, distinct: words} if words else {}


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


def _grades(sites: pd.DataFrame) -> pd.arrays.IntegerArray:
    """Return the grades of condition, null where nobody said anything."""
    grades = _column(sites, "condition", "Int64", -1).to_numpy("int64")
    strange = grades[~np.isin(grades, [-1, *Condition])]
    if len(strange):
        msg = f"field condition: {strange[0]} is no grade; grades go from 0 (could not tell) over 1 (good) to 5 (destroyed)"
        raise LayerError(msg)
    return pd.arrays.IntegerArray(grades, grades < 0)


def _metres(uncertainty: pd.Series[Any]) -> NDArray[np.int64]:
    """Return whole metres, 0 where none are known; nothing on Earth is more uncertain than half its girth."""
    metres: NDArray[np.float64] = np.nan_to_num(uncertainty.to_numpy("float64")).clip(0, HALF_GIRTH)
    return metres.round().astype("int64")


def _own_names(sites: pd.DataFrame, ids: pd.Index[str]) -> pd.DataFrame:
    """Return the column `name` of a foreign layer as names whose language nobody stated."""
    own = sites.get("name", pd.Series(None, index=sites.index)).astype("string").to_numpy()
    frame = pd.DataFrame({"site_id": ids, "text": own, "lang": "und", "status": "variant"})
    return frame[frame["text"].notna()]
