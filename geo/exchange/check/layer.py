"""A layer in memory, checked as an import checks a file: for notebooks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

from geo.crs import to_wgs84
from geo.exchange.check.row_checks import RowChecks
from geo.exchange.check.twins import find_twins
from geo.exchange.report.issue_codes import CODES
from geo.exchange.report.issues import Issues
from geo.exchange.site_batch import SiteBatch
from geo.exchange.site_rows import INPUTS, is_target, order_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from geo.exchange.understand.known import Known
    from geo.questions.question_words import BBox

__all__ = ["check_layer"]


def check_layer(layer: gpd.GeoDataFrame, *, area: BBox | None = None, known: Known | None = None) -> pd.DataFrame:
    """Return what is wrong with site rows: nothing is changed, and nothing is written.

    Parameters
    ----------
    layer
        Columns of site rows (`geo.exchange.site_rows.FIELDS`, `name:LANG` and the like) with geometry in any declared
        reference system. Not modified; its index may be any. Without a column `id` nothing is said of identifiers: an
        import makes them.
    area
        What the data are about: west, south, east, north in degrees, EPSG:4326; None asks nothing of it.
    known
        Districts and sources that rows may name; None asks nothing of them.

    Returns
    -------
    DataFrame
        One row an issue, in the order of the layer: `row` (label in the index of the layer, null for the layer as a whole),
        `code`, `severity`, `field`, `title`, `message`, `before`, `after`, `mend` (str), `lon`, `lat` (of a defect of
        geometry, EPSG:4326). `before` and `after` are what an import would have changed.

    Raises
    ------
    MissingCRSError
        If the layer declares no reference system.

    Examples
    --------
    >>> import geopandas as gpd
    >>> layer = gpd.GeoDataFrame({"kind": ["mosque"], "name:az": [None]}, geometry=gpd.points_from_xy([46.7], [39.8]), crs=4326)
    >>> check_layer(layer, area=(44, 38, 51, 42))["code"].tolist()
    ['no_name', 'no_source']
    """
    issues = Issues()
    shapes = to_wgs84(layer.geometry).to_numpy()
    names = [name for name in map(str, layer.columns) if is_target(name) and name not in INPUTS]
    for name in map(str, layer.columns):
        if name not in (*names, layer.geometry.name):
            issues.add_file("column_left_out", field=name)
    texts = {name: _text(layer[name]) for name in names}
    texts.setdefault("id", pa.array([f"row-{row}" for row in range(len(layer))], pa.string()))
    columns = pa.table({name: texts[name] for name in order_of(texts)})
    checks = RowChecks(
        area=area,
        districts=None if known is None else known.district_ids,
        sources=None if known is None else known.source_ids,
    )
    batch = checks.check(SiteBatch(columns, shapes, 0), issues)
    find_twins(_Checked(batch), None, issues, numbers=layer.index.to_numpy())
    return _labelled(issues.frame(), layer.index)


@dataclass(frozen=True)
class _Checked:
    """The rows of a layer as `find_twins` reads them."""

    batch: SiteBatch

    @property
    def n_rows(self) -> int:
        return len(self.batch)

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.batch.columns.column_names)

    @property
    def centres(self) -> NDArray[np.float64]:
        middle = shapely.centroid(self.batch.geometry)
        return np.column_stack([shapely.get_x(middle), shapely.get_y(middle)])

    @property
    def id_hashes(self) -> NDArray[np.uint64]:
        ids = self.column("id")
        hashes: NDArray[np.uint64] = pd.util.hash_array(ids.to_numpy(zero_copy_only=False), categorize=False)
        hashes[ids.is_null().to_numpy(zero_copy_only=False)] = 0
        return hashes

    def batches(self, columns: Sequence[str]) -> Iterator[tuple[int, pa.Table]]:
        yield 0, self.batch.columns.select(columns)

    def column(self, name: str, rows: NDArray[np.int64] | NDArray[np.bool_] | None = None) -> pa.Array:
        if name not in self.columns:
            whole = pa.nulls(self.n_rows, pa.string())
        else:
            whole = self.batch.columns[name].combine_chunks()
        if rows is None:
            return whole
        return whole.filter(pa.array(rows)) if rows.dtype == bool else whole.take(pa.array(rows))


def _text(column: pd.Series) -> pa.Array:
    """Return a column as text, as a file would hold it."""
    if pd.api.types.is_datetime64_any_dtype(column):
        column = column.dt.strftime("%Y-%m-%d")
    elif not pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
        column = column.astype(object).where(column.notna(), None).map(str, na_action="ignore")
        return pa.array(column, pa.string(), from_pandas=True)
    return pa.array(column, from_pandas=True).cast(pa.string())


def _labelled(found: pd.DataFrame, index: pd.Index) -> pd.DataFrame:
    rows = found["row"].to_numpy(dtype=np.int64, na_value=-1)
    of_layer = pd.Series(rows < 0)
    labels = pd.Series(index.take(np.maximum(rows, 0)) if len(index) else [None] * len(rows), dtype=object)
    labels = labels.mask(of_layer, None) if of_layer.any() else labels.infer_objects()
    words = {name: {code: getattr(kind, name) for code, kind in CODES.items()} for name in ("title", "mend")}
    out = {
        "row": labels,
        **{name: found[name] for name in ("code", "severity", "field")},
        "title": found["code"].map(words["title"]),
        **{name: found[name] for name in ("message", "before", "after")},
        "mend": found["code"].map(words["mend"]),
        **{name: found[name] for name in ("lon", "lat")},
    }
    return pd.DataFrame(out).astype({"title": "str", "mend": "str"})
