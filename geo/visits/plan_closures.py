"""Closures that a plan kept clear of, carried by the plan itself: whoever takes it along sees them, without store or files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import orjson
import pandas as pd
import shapely

from geo.crs import WGS84
from geo.layers.closures import CLOSURES_FILE
from geo.roads.closures import areas_of
from geo.visits.plan import PlanClosure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.visits.plan import Plan

__all__ = ["closures_layer", "plan_closures"]

_WORDS = ("id", "kind", "title", "first_day", "last_day", "yearly", "as_of", "expires", "note")
_GRID = 1e-6
"""Degrees to which areas are written; about a decimetre."""


def plan_closures(closures: gpd.GeoDataFrame, ids: Iterable[str]) -> tuple[PlanClosure, ...]:
    """Return what a plan says of the closures that were in force on any of its days.

    Parameters
    ----------
    closures
        Columns of the layer `closures`, from the store (`source_ids`) or from files (`source`); any geometry, EPSG:4326.
    ids
        Of those in force; ids that are not among them (`outside`, beyond the borders) are left out.
    """
    held = closures[closures["id"].isin({*ids})].drop_duplicates("id").sort_values("id")
    if held.empty:
        return ()
    nothing = pd.Series(None, index=held.index, dtype="str")
    source = held.get("source", nothing).fillna(held.get("source_ids", nothing))
    said = held.reindex(columns=_WORDS).assign(source=source).astype(object)
    areas = shapely.set_precision(areas_of(held), _GRID)
    shapes = map(orjson.loads, shapely.to_geojson(areas))
    rows = said.where(said.notna(), None).to_dict("records")
    return tuple(PlanClosure.model_validate({**row, "area": shape}) for row, shape in zip(rows, shapes, strict=True))


def closures_layer(plan: Plan) -> gpd.GeoDataFrame:
    """Return the closures of a plan as a layer: columns as files of closures have them; areas in EPSG:4326."""
    columns = CLOSURES_FILE.columns
    rows = [closure.model_dump() for closure in plan.closures]
    frame = pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype="str") for name in columns})
    shapes = shapely.from_geojson([orjson.dumps(row["area"]) for row in rows])
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=WGS84)
