"""The places of the issues of an import as a GeoJSON layer of points, like the error points of QGIS's validity check.

An issue of a row lies where its defect is, else in the middle of the row. What has no place on earth is left out here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import orjson
import pyarrow as pa

from geo.exchange.report.import_report import in_words
from geo.whole_file import whole_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo.exchange.report.import_report import ImportReport

__all__ = ["parts", "write"]

_AT_ONCE = 20_000
_DIGITS = 7
_PROPERTIES = ("code", "severity", "title", "mend", "row", "line", "id", "field", "message", "before", "after")


def parts(report: ImportReport, at_most: int | None = None) -> Iterator[bytes]:
    """Yield a FeatureCollection in UTF-8; at most so many issues of each kind, all where None."""
    found = report.listed(at_most)
    on_earth = (found["lon"].abs() <= 180) & (found["lat"].abs() <= 90)
    found = in_words(found[on_earth].reset_index(drop=True))
    xy = np.round(found[["lon", "lat"]].to_numpy(), _DIGITS).tolist()
    yield b'{"type":"FeatureCollection","features":['
    table = pa.Table.from_pandas(found[list(_PROPERTIES)], preserve_index=False)
    first = 0
    for batch in table.to_batches(_AT_ONCE):
        features = [
            {"type": "Feature", "geometry": {"type": "Point", "coordinates": place}, "properties": properties}
            for place, properties in zip(xy[first : first + len(batch)], batch.to_pylist(), strict=True)
        ]
        yield (b",\n" if first else b"\n") + orjson.dumps(features)[1:-1]
        first += len(batch)
    yield b"]}\n"


def write(report: ImportReport, path: Path) -> None:
    """Write the layer, whole or not at all."""
    with whole_file(path) as part, part.open("wb") as out:
        out.writelines(parts(report))
