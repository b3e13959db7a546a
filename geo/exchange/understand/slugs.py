"""Identifiers of foreign files as ours: small letters, digits and hyphens. Whatever is not plain keeps eight signs of its hash."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from geo.exchange.distinct import Rewritten, objects, rewrite
from geo.layers.schema import SLUG
from geo.search import fold

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["made_ids", "mark_of", "slug_of", "slugs"]

_SLUG = re.compile(SLUG)
_PLAIN = re.compile(r"[A-Za-z0-9]+(?:[ _.:/-]+[A-Za-z0-9]+)*", re.ASCII)
_BETWEEN = re.compile(r"[ _.:/-]+")
_LONGEST_STEM, _LOOKED_AT = 60, 500


def mark_of(text: str) -> str:
    """Return eight hexadecimal digits that stand for a text: the beginning of its SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def slug_of(text: str, prefix: str = "") -> str:
    """Return an identifier of ours for a foreign one, the same each time.

    Examples
    --------
    >>> slug_of("AZ_001/17"), slug_of("17", "az-"), slug_of("aghdam-juma-mosque")
    ('az-001-17', 'az-17', 'aghdam-juma-mosque')
    >>> slug_of("Şuşa №5")
    'susa-no5-03422416'
    """
    text = text.strip()
    if _SLUG.fullmatch(text):
        out = text
    elif _PLAIN.fullmatch(text) and len(text) <= 80:
        out = _BETWEEN.sub("-", text).lower()
    else:
        out = f"{'-'.join(fold(text[:_LOOKED_AT]).split())[:_LONGEST_STEM].strip('-') or 'site'}-{mark_of(text)}"
    if out.startswith(prefix):
        return out
    whole = prefix + out
    return whole if len(whole) <= 80 else f"{whole[:71]}-{mark_of(whole)}"


def slugs(column: pa.Array, prefix: str = "") -> Rewritten:
    """Return a column of identifiers as ours; null stays null."""
    plain = SLUG if not prefix else rf"^{re.escape(prefix)}[a-z0-9-]{{1,{max(80 - len(prefix), 1)}}}$"
    return rewrite(column, lambda text: slug_of(text, prefix), plain=plain)


def made_ids(names: list[pa.Array], shapes: NDArray[np.object_]) -> pa.Array:
    """Return identifiers made of names and places: the first name, then a mark of all names and of the geometry.

    Parameters
    ----------
    names
        Columns of names in the order in which files hold them; null where there is none.
    shapes
        Geometry in EPSG:4326, shape (n,); five decimals of a degree (about a metre) count.

    Returns
    -------
    pa.Array
        The same for the same names and place, in whatever order the names stand.
    """
    places = np.asarray(shapely.to_wkt(shapes, rounding_precision=5, trim=True), dtype=object)
    places[[place is None for place in places]] = ""
    columns = [objects(pc.fill_null(pc.utf8_trim_whitespace(column), "")) for column in names]
    sorted_names = np.sort(np.column_stack(columns), axis=1) if columns else np.empty((len(shapes), 0), dtype=object)
    firsts = (
        objects(pc.coalesce(*[pc.if_else(pc.equal(c, ""), None, c) for c in map(pa.array, columns)], ""))
        if columns
        else np.full(len(shapes), "")
    )
    stems = {
        first: "-".join(fold(first[:_LOOKED_AT]).split())[:_LONGEST_STEM].strip("-") or "site"
        for first in set(firsts.tolist())
    }
    # a hash is of each row by itself; this runs only for files without identifiers
    marks = (
        mark_of("\x1f".join((*filter(None, row), place)))
        for row, place in zip(sorted_names.tolist(), places.tolist(), strict=True)
    )
    return pa.array([f"{stems[first]}-{mark}" for first, mark in zip(firsts.tolist(), marks, strict=True)], pa.string())
