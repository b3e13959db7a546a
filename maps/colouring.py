"""Colours for a column of the reader's own, as `GeoDataFrame.explore` gives them: by category, by class, or along a ramp."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import branca.colormap
import numpy as np
import pandas as pd

from geo.errors import LayerError, MissingColumnError
from maps.payload import texts

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

__all__ = ["PLAIN_FILL", "Colouring", "colouring_of"]

APART = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#7a6a53")
"""For categories: told apart by colour-blind readers too (Okabe and Ito, 2008; brown in place of black, our outline)."""
PLAIN_FILL = APART[0]
MISSING = "#b9bec4"
RAMP, RAMP_STEPS = "viridis", 48
MOST_CATEGORIES = 500
COLOUR = re.compile(r"#[0-9a-fA-F]{3}(?:[0-9a-fA-F]{1}|[0-9a-fA-F]{3}|[0-9a-fA-F]{5})?|[a-zA-Z]{3,24}")

type Cmap = str | Sequence[str] | branca.colormap.ColorMap | Callable[[Any], Any]
type Column = str | Sequence[Any] | NDArray[Any] | pd.Series[Any]


@dataclass(frozen=True)
class Colouring:
    """Colours of the rows of a layer, and what they mean."""

    title: str
    """Over the legend; empty where there is nothing to explain."""
    fills: list[str]
    codes: NDArray[np.int64]
    """Index in `fills` of each row, -1 without a value; shape (n,)."""
    labels: list[str]
    """What each fill means, where they stand for categories or classes; else empty."""
    ends: tuple[str, str] | None
    """What the first and the last fill mean, where they are a ramp."""

    def as_config(self) -> dict[str, Any]:
        """Return what the client needs beside the codes."""
        missing = MISSING if (self.codes < 0).any() else None
        return {"title": self.title, "fills": self.fills, "labels": self.labels, "ends": self.ends, "missing": missing}


def colouring_of(
    sites: gpd.GeoDataFrame,
    column: Column | None,
    *,
    cmap: Cmap | None = None,
    color: str | Sequence[str] | None = None,
    categorical: bool = False,
    categories: Sequence[Any] | None = None,
    scheme: str | None = None,
    k: int = 5,
    vmin: float | None = None,
    vmax: float | None = None,
) -> Colouring | None:
    """Return the colours of a layer, or None where nothing asks for any.

    The parameters are those of `GeoDataFrame.explore`.

    Raises
    ------
    MissingColumnError
        If the layer has no such column.
    LayerError
        If a colour, a colour map or a scheme is unknown, or there is not one value for each row.
    """
    if column is None:
        return None if color is None else _given(color, len(sites))
    values, title = _values(sites, column)
    numeric = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    if categorical or categories is not None or not numeric:
        return _by_category(values, title, cmap, categories)
    numbers = pd.Series(values.astype("Float64").to_numpy("float64", na_value=np.nan)).replace(
        [np.inf, -np.inf], np.nan
    )
    if scheme is not None:
        return _by_class(numbers, title, cmap, scheme, k)
    return _along_ramp(numbers, title, cmap, vmin, vmax)


def _values(sites: gpd.GeoDataFrame, column: Column) -> tuple[pd.Series[Any], str]:
    if isinstance(column, str):
        if column not in sites or column == sites.geometry.name:
            near = difflib.get_close_matches(column, [str(name) for name in sites.columns], n=1)
            hint = (
                f"; did you mean {near[0]!r}?" if near else f"; it has {', '.join(map(str, list(sites.columns)[:20]))}"
            )
            msg = f"the layer has no column {column!r} to colour by{hint}"
            raise MissingColumnError(msg)
        return sites[column].reset_index(drop=True), column
    values = pd.Series(column).reset_index(drop=True)
    _one_a_row(len(values), len(sites), "column")
    return values, str(getattr(column, "name", None) or "")


def _given(color: str | Sequence[str], n: int) -> Colouring:
    if isinstance(color, str):
        return Colouring("", [_colour(color)], np.zeros(n, dtype="int64"), [], None)
    codes, fills = pd.factorize(pd.Series(list(color), dtype="object"))
    _one_a_row(len(codes), n, "color")
    return Colouring("", [_colour(fill) for fill in fills], codes.astype("int64"), [], None)


def _by_category(values: pd.Series[Any], title: str, cmap: Cmap | None, categories: Sequence[Any] | None) -> Colouring:
    said = texts(values)
    if categories is None and isinstance(values.dtype, pd.CategoricalDtype):
        categories = list(values.cat.categories)
    words = sorted(said.dropna().unique()) if categories is None else list(texts(pd.Series(list(categories))))
    if len(words) > MOST_CATEGORIES:
        msg = f"the column {title!r} has {len(words)} categories, and nobody tells more than a few apart; give numbers, or at most {MOST_CATEGORIES} categories"
        raise LayerError(msg)
    codes = pd.Index(words).get_indexer(pd.Index(said.fillna(pd.NA).astype(object)))
    if cmap is None:
        fills = [APART[at % len(APART)] for at in range(len(words))]
    elif callable(cmap) and not _is_map(cmap):
        of_word = dict(zip(said.tolist(), values.tolist(), strict=True))
        fills = [_colour(cmap(of_word.get(word, word))) for word in words]
    elif not isinstance(cmap, str) and isinstance(cmap, Sequence):
        fills = [_colour(cmap[at % len(cmap)]) for at in range(len(words))]
    else:
        fills = _shades(cmap, len(words))
    return Colouring(title, fills, codes.astype("int64"), words, None)


def _by_class(numbers: pd.Series[float], title: str, cmap: Cmap | None, scheme: str, k: int) -> Colouring:
    known = numbers.dropna().to_numpy()
    if not 1 <= k <= 50:
        msg = f"k is {k}; choose from 1 to 50 classes"
        raise LayerError(msg)
    name = re.sub(r"[^a-z]", "", scheme.lower())
    if name not in ("quantiles", "equalinterval"):
        msg = f"there is no scheme {scheme[:40]!r} here; take 'quantiles' or 'equal_interval', or classify with another package and colour by the classes"
        raise LayerError(msg)
    if len(known) == 0:
        return Colouring(title, [], np.full(len(numbers), -1), [], None)
    steps = np.linspace(0, 1, k + 1)
    edges = np.quantile(known, steps) if name == "quantiles" else known.min() + steps * (known.max() - known.min())
    edges = np.unique(edges)
    inner = edges[1:-1]
    codes = np.where(numbers.isna(), -1, np.searchsorted(inner, numbers.to_numpy(), side="left"))
    labels = [f"{_number(low)} – {_number(high)}" for low, high in pairwise(edges)] or [_number(edges[0])]
    return Colouring(title, _shades(cmap or RAMP, len(labels)), codes.astype("int64"), labels, None)


def _along_ramp(
    numbers: pd.Series[float], title: str, cmap: Cmap | None, vmin: float | None, vmax: float | None
) -> Colouring:
    if callable(cmap) and not _is_map(cmap):
        codes, distinct = pd.factorize(numbers)
        fill, fills = pd.factorize(pd.Series([_colour(cmap(value)) for value in distinct], dtype="object"))
        shown = np.append(fill, -1)[codes]
        return Colouring(title, list(fills), shown.astype("int64"), [], None)
    own = (cmap.vmin, cmap.vmax) if isinstance(cmap, branca.colormap.ColorMap) else (None, None)
    known = numbers.dropna()
    low = next((float(end) for end in (vmin, own[0]) if end is not None), float(known.min()) if len(known) else 0.0)
    high = next((float(end) for end in (vmax, own[1]) if end is not None), float(known.max()) if len(known) else 0.0)
    if not (np.isfinite(low) and np.isfinite(high) and low <= high):
        msg = f"vmin {low:g} and vmax {high:g} are no range; vmin must not exceed vmax"
        raise LayerError(msg)
    steps = RAMP_STEPS if high > low else 1
    part = (numbers - low) / (high - low) if high > low else numbers * 0
    codes = np.clip(np.floor(part.fillna(0).to_numpy() * steps), 0, steps - 1)
    return Colouring(
        title,
        _shades(cmap or RAMP, steps),
        np.where(numbers.isna(), -1, codes).astype("int64"),
        [],
        (_number(low), _number(high)),
    )


def _shades(cmap: Cmap, n: int) -> list[str]:
    """Return n colours from one end of a colour map to the other."""
    parts = np.linspace(0, 1, n) if n > 1 else np.array([0.5])
    if isinstance(cmap, str):
        found, backwards = _named(cmap)
        parts = 1 - parts if backwards else parts
        return _sampled(found, parts)
    if isinstance(cmap, branca.colormap.ColorMap):
        return _sampled(cmap, parts)
    if callable(cmap):  # a colour map of matplotlib
        return ["#" + "".join(f"{round(255 * float(each)):02x}" for each in cmap(float(part))[:3]) for part in parts]
    colours = [_colour(each) for each in cmap]
    return _sampled(branca.colormap.LinearColormap(colours), parts) if len(colours) > 1 else colours * n


def _sampled(cmap: branca.colormap.ColorMap, parts: NDArray[np.float64]) -> list[str]:
    return [str(cmap.rgb_hex_str(cmap.vmin + float(part) * (cmap.vmax - cmap.vmin))) for part in parts]


def _named(name: str) -> tuple[branca.colormap.ColorMap, bool]:
    """Return the colour map of a name as matplotlib and ColorBrewer have it, and whether `_r` turns it round."""
    plain, backwards = (name[:-2], True) if name.endswith("_r") else (name, False)
    linear = branca.colormap.linear
    known = [each for each in dir(linear) if not each.startswith("_")]
    fitting = [each for each in known if each.lower() == plain.lower() or each.lower().startswith(f"{plain.lower()}_")]
    if not fitting:
        families = sorted({each.rsplit("_", 1)[0] for each in known})
        near = difflib.get_close_matches(plain, families, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(families)}"
        msg = f"there is no colour map {name[:40]!r}; {hint}"
        raise LayerError(msg)
    return getattr(linear, fitting[-1]), backwards


def _is_map(cmap: object) -> bool:
    """Tell whether something is a colour map of branca or matplotlib, which take numbers and know their ends."""
    return isinstance(cmap, branca.colormap.ColorMap) or hasattr(cmap, "N")


def _colour(given: object) -> str:
    if isinstance(given, str) and COLOUR.fullmatch(given):
        return given
    msg = f"{str(given)[:40]!r} is no colour; write a name such as 'teal', or #rrggbb"
    raise LayerError(msg)


def _number(value: float) -> str:
    return f"{value:,.4g}" if abs(value) < 1e4 else f"{value:,.0f}"


def _one_a_row(found: int, wanted: int, what: str) -> None:
    if found != wanted:
        msg = f"{what} has {found} values for {wanted} rows; give one for each row"
        raise LayerError(msg)
