"""Labels of the base map in the reader's language: settlements by importance, peaks by height."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from babel.core import get_global

from geo.vocabularies import PlaceKind
from maps.points import placed, xy

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

__all__ = ["labels", "name_districts", "names_in", "script_of_language"]

ALWAYS_NAMED = 1
"""Up to this rank a place is named whatever the script of its name: a town without a name would mislead."""
LOWEST_RANK = 4
"""For places that state no rank."""
SAME_PLACE_KM = 3.0
"""Two entries of one name (or two towns) nearer than this are one place in two gazetteers."""
KM_A_DEGREE = 111.32


def labels(places: gpd.GeoDataFrame, place_names: pd.DataFrame, lang: str) -> dict[str, list[list[Any]]]:
    """Return the labels of the base map, most important first.

    The name is the one that the package chose for readers of the language (`label` = 1); else another name in it; else
    the main name, language not stated (`und`), if its script is Latin or the reader's. Towns are named in any case.
    A peak has its name only in the reader's script, and its height always.

    Parameters
    ----------
    places
        Layer `places`: points in any CRS.
    place_names
        Layer `place_names`.
    lang
        The reader's language.

    Returns
    -------
    dict
        `places`: `[lon, lat, rank, text]`, and `peaks`: `[lon, lat, metres, text]`; degrees to five decimal places.

    Raises
    ------
    MissingCRSError
        If the places have no reference system.
    """
    lonlat = placed(places)
    lon, lat = xy(lonlat)
    named = pd.DataFrame({"lon": lon, "lat": lat, "kind": lonlat["kind"].to_numpy()}, index=pd.Index(lonlat["id"]))
    named["rank"] = _numbers(lonlat, "rank").fillna(LOWEST_RANK)
    named["population"] = _numbers(lonlat, "population").fillna(0)
    named["metres"] = _numbers(lonlat, "elevation_m")
    named = named.join(names_in(place_names, lang))
    is_peak = named["kind"] == PlaceKind.PEAK
    return {"places": _settlements(named[~is_peak], lang), "peaks": _peaks(named[is_peak], lang)}


def names_in(place_names: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return one name for each place that has any, by the rule of `labels`, whatever its script.

    Returns
    -------
    DataFrame
        Columns `text` and `script` on an index of place ids.
    """
    stranger = place_names["lang"].astype("string") != lang
    undetermined = place_names["lang"].astype("string") == "und"
    chosen = (place_names["label"].fillna(0) == 1) if "label" in place_names else False
    # in the language and chosen 0, in the language 1, main name 2 and 3, the rest 4 and 5
    order = 2 * stranger.astype("int64") + 2 * (stranger & ~undetermined).astype("int64") + (1 - 1 * chosen)
    best = place_names.iloc[np.argsort(order.to_numpy(), kind="stable")].drop_duplicates("place_id")
    return best.set_index("place_id")[["text", "script"]]


def name_districts(districts: pd.DataFrame, place_names: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return the districts with a column `label`, their name in the reader's language; the id where nobody gave one."""
    text = names_in(place_names, lang)["text"]
    named = districts["id"].map(text).astype("str")  # without any name the column would be one of numbers
    return districts.assign(label=named.fillna(districts["id"]))


def script_of_language(lang: str) -> str:
    """Return the script in which a language is mostly written (ISO 15924), by CLDR's likely subtags.

    Examples
    --------
    >>> [script_of_language(lang) for lang in ("az", "ar", "hy", "ru")]
    ['Latn', 'Arab', 'Armn', 'Cyrl']
    """
    likely = get_global("likely_subtags").get(lang.split("-")[0], "en_Latn_US")
    return next((part for part in likely.split("_") if len(part) == 4), "Latn")


def _settlements(named: pd.DataFrame, lang: str) -> list[list[Any]]:
    readable = named["script"].isin(["Latn", script_of_language(lang)]) | (named["rank"] <= ALWAYS_NAMED)
    shown = named[named["text"].notna() & readable].sort_values(
        ["rank", "population"], ascending=[True, False], kind="stable"
    )
    shown = shown[~_said_before(shown)]
    return _rows(shown, "rank")


def _peaks(named: pd.DataFrame, lang: str) -> list[list[Any]]:
    shown = named[named["metres"].notna()].sort_values("metres", ascending=False, kind="stable")
    return _rows(
        shown.assign(text=shown["text"].where(shown["script"] == script_of_language(lang)).fillna("")), "metres"
    )


def _rows(named: pd.DataFrame, number: str) -> list[list[Any]]:
    whole = named[number].round().astype("int64")
    columns = (named["lon"].round(5), named["lat"].round(5), whole, named["text"])
    return list(map(list, zip(*(column.tolist() for column in columns), strict=True)))


def _said_before(named: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell for each row whether a more important one near it has the same name, or both are towns."""
    km = np.column_stack((named["lon"] * np.cos(np.radians(named["lat"])), named["lat"])) * KM_A_DEGREE
    points = np.asarray(shapely.points(km))
    one, other = shapely.STRtree(points).query(points, predicate="dwithin", distance=SAME_PLACE_KM)
    town = (named["rank"] <= ALWAYS_NAMED).to_numpy()
    text = pd.factorize(named["text"])[0]
    same = (one < other) & ((text[one] == text[other]) | (town[one] & town[other]))
    said = np.zeros(len(named), dtype="bool")
    said[other[same]] = True
    return said


def _numbers(places: pd.DataFrame, column: str) -> pd.Series[float]:
    values = places[column] if column in places else pd.Series(np.nan, index=places.index)
    return pd.Series(values.astype("Float64").to_numpy("float64", na_value=np.nan), index=pd.Index(places["id"]))
