"""Rules of position: whole coordinates, valid geometry, and sites in their districts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from geo.check.known import true_rows
from geo.tables import KEPT, problems_at

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.check.known import Known
    from geo.errors import Problem
    from geo.tables import Table

__all__ = ["check_places"]

_POINT, _LINE, _POLYGON = {0}, {1, 5}, {3, 6}  # numbers of shapely.GeometryType, with the multiple forms
_ANY = _POINT | _LINE | _POLYGON
_ALLOWED = {"sites": _ANY, "closures": _ANY, "districts": _POLYGON, "places": _POINT}
_ANY_SHAPE = "a point, line or polygon"
_SHAPES = {"sites": _ANY_SHAPE, "closures": _ANY_SHAPE, "districts": "a polygon", "places": "a point"}


def check_places(table: Table, known: Known) -> list[Problem]:
    """Return what is wrong with the positions of a layer with geometry."""
    if not len(table):
        return []
    out = []
    for lon, lat in (("lon", "lat"), ("access_lon", "access_lat")):
        if lon in table.layer.fields:
            out += _halves(table, lon, lat)
    shapes = table.shapes()
    if table.geometry is not None:
        out += _shapes(table, shapes)
    if "lon" in table.layer.fields:
        out += _at_zero(table)
    if table.layer.name == "sites":
        out += _same_place(table)
        if "districts" not in known.lost:
            out += _outside_district(table, shapes, known)
    return out


def _halves(table: Table, lon: str, lat: str) -> list[Problem]:
    if table.geometry is not None and lon == "lon":
        return []
    out = []
    for name, other in ((lon, lat), (lat, lon)):
        half = pc.and_(pc.is_null(table.columns[name]), pc.is_valid(table.columns[other]))
        message = f"the cell is empty but {other} is not; give both, or none where the place is not known"
        out += problems_at(table, true_rows(half), name, message)
    return out


def _at_zero(table: Table) -> list[Problem]:
    lon, lat = table.columns["lon"], table.columns["lat"]
    zero = true_rows(pc.and_(pc.equal(lon, 0.0), pc.equal(lat, 0.0)))
    message = "the place lies at 0, 0 in the sea off Africa; if that stands for unknown, empty both cells"
    return problems_at(table, zero, "lon", message, severity="note")


def _same_place(table: Table) -> list[Problem]:
    vicinity = pc.fill_null(pc.equal(table.columns["geometry_role"], "vicinity"), fill_value=False)
    frame = pd.DataFrame({name: table.columns[name].to_numpy() for name in ("lon", "lat")})
    rows = np.flatnonzero(frame["lon"].notna() & ~np.asarray(vicinity))
    repeated = rows[frame.iloc[rows].duplicated().to_numpy()]
    message = "another site stands at the same place; if one of them is the other, merge them"
    return problems_at(table, repeated, "lon" if table.geometry is None else "geometry", message, severity="note")


def _shapes(table: Table, shapes: NDArray[np.object_]) -> list[Problem]:
    """Return what is wrong with the geometry of a GeoJSON file."""
    name, there, kinds = table.layer.name, ~shapely.is_missing(shapes), shapely.get_type_id(shapes)
    strange = there & ~np.isin(kinds, list(_ALLOWED[name]))
    empty = there & ~strange & shapely.is_empty(shapes)
    broken = np.flatnonzero(there & ~strange & ~shapely.is_valid(shapes))
    reasons = shapely.is_valid_reason(shapes[broken[:KEPT]]).tolist()
    bounds = np.abs(shapely.bounds(shapes))
    asked = there if "lon" not in table.layer.fields else there & (kinds > 0)  # points of others: by coordinate
    far = asked & ((bounds[:, ::2] > 180) | (bounds[:, 1::2] > 90)).any(axis=1)
    found: list[tuple[NDArray[np.int64], str | list[str]]] = [
        (np.flatnonzero(strange), f"the geometry is not {_SHAPES[name]}"),
        (np.flatnonzero(empty), "the geometry is empty; write null where it is not known"),
        (broken, [f"the geometry is not valid ({reason}); mend it, for instance in QGIS" for reason in reasons]),
        (np.flatnonzero(far), "the geometry reaches outside the world; write lon first, then lat"),
    ]
    return [problem for rows, say in found for problem in problems_at(table, rows, "geometry", say)]


def _outside_district(table: Table, shapes: NDArray[np.object_], known: Known) -> list[Problem]:
    ids = known.ids.get("districts", pa.array([], type=pa.string()))
    if not len(ids):
        return []
    district = pc.index_in(table.columns["district"], value_set=ids).to_numpy()
    explained = np.asarray(pc.is_valid(table.columns["district_note"]))
    asked = np.flatnonzero(~np.isnan(district) & ~shapely.is_missing(shapes) & ~explained)
    boundaries = known.districts
    shapely.prepare(boundaries)  # one preparation a district serves all its sites
    own = boundaries[district[asked].astype(int)]
    outside = asked[~shapely.intersects(own, shapes[asked]) & ~shapely.is_missing(own)]
    tree = shapely.STRtree(boundaries)
    messages = []
    for row in outside[:KEPT].tolist():
        around = tree.query(shapes[row], predicate="intersects").tolist()
        where = f"it lies in {ids[around[0]].as_py()!r}" if around else "it lies in no district of the package"
        name = table.columns["district"][row].as_py()
        messages.append(
            f"the site lies outside its district {name!r}: {where}; mend the position or the district, "
            "or say why in district_note"
        )
    return problems_at(table, outside, "district", messages)
