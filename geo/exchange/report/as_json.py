"""The report of an import as JSON.

::

    {
      "report": "mirasmap-import-report/1",
      "file": "sites.geojson", "sha256": "…", "n_bytes": 1234, "format": "geojson", "layer": null,
      "encoding": "utf-8", "crs": "EPSG:4326", "mapping": {…},       as in a mapping file; null where there was none
      "rows_in": 3, "accepted": 2, "rejected": 1,                    rows_in = accepted + rejected
      "mended": 1, "unchanged": 0,                                   rows changed; rows that the store had already
      "written": true, "import_id": "…", "added": {"sites": 2, …}, "stopped_by": [], "columns_left_out": [],
      "score_before": null, "score_after": 61.5, "seconds": 0.4,
      "issues": [
        {
          "code": "geometry_invalid", "severity": "warning",         error, warning or note
          "title": "…", "mend": "…", "mended": true,                 mended: before and after say what was changed
          "count": 1,                                                rows with it
          "rows": [
            {"row": 17,                                              number in the file, null for the file as a whole
             "line": 812, "id": "x", "field": "geometry", "message": "Self-intersection", "before": "…", "after": "…",
             "lon": 46.5, "lat": 39.5}                               of the defect, else of the row
          ]
        }
      ]
    }

All keys are always there; what is not known is null. Each row of issues is listed, however many there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
import pyarrow as pa

from geo.exchange.report.issue_codes import CODES
from geo.whole_file import whole_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo.exchange.report.import_report import ImportReport

__all__ = ["FORMAT", "parts", "write"]

FORMAT = "mirasmap-import-report/1"
_AT_ONCE = 20_000
_ROW = ("row", "line", "id", "field", "message", "before", "after", "lon", "lat")
_OF_FILE = (
    "file", "sha256", "n_bytes", "format", "layer", "encoding", "crs", "rows_in", "accepted", "rejected", "mended",
    "unchanged", "written", "import_id", "added", "stopped_by", "columns_left_out", "score_before", "score_after", "seconds",
)  # fmt: skip


def parts(report: ImportReport) -> Iterator[bytes]:
    """Yield the text of the report in UTF-8, some rows at a time."""
    head = {"report": FORMAT, **{name: getattr(report, name) for name in _OF_FILE}}
    head["mapping"] = None if report.mapping is None else report.mapping.model_dump(mode="json")
    yield orjson.dumps(head)[:-1] + b',"issues":['
    found = report.listed()
    counts = report.issues.counts()
    for place, (code, rows) in enumerate(found.groupby("code", sort=False)):
        kind = CODES[str(code)]
        about = {
            "code": kind.code,
            "severity": str(kind.severity),
            "title": kind.title,
            "mend": kind.mend,
            "mended": kind.mended,
            "count": counts[kind.code],
        }
        yield (b",\n" if place else b"\n") + orjson.dumps(about)[:-1] + b',"rows":['
        table = pa.Table.from_pandas(rows[list(_ROW)], preserve_index=False)
        for number, batch in enumerate(table.to_batches(_AT_ONCE)):
            yield (b",\n" if number else b"\n") + orjson.dumps(batch.to_pylist())[1:-1]
        yield b"]}"
    yield b"]}\n"


def write(report: ImportReport, path: Path) -> None:
    """Write the report, whole or not at all."""
    with whole_file(path) as part, part.open("wb") as out:
        out.writelines(parts(report))
