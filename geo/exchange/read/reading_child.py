"""The process that reads foreign files in binary formats: shut in, it reads one file and streams it out as Arrow.

Started as `python -I -m geo.exchange.read.reading_child` by `geo.exchange.read.foreign`. On its input stands one request, on its output
an Arrow stream: first the geometry as WKB, second the defect of the row (`code` or `code:detail`), third its number where the
description says so, then the attributes as text. The metadata of the schema describe the file. What goes wrong is said on the error stream as one sentence.
"""

from __future__ import annotations

import dataclasses
import json
import os
import sys
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import ExchangeError
from geo.exchange.read.confine import bound, leave_network, shut_in
from geo.exchange.read.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pyarrow as pa

__all__ = ["DESCRIPTION", "SOURCES_ITEM", "Description", "Request", "main"]

DESCRIPTION = b"mirasmap"
"""Key of the description in the metadata of the schema."""
SOURCES_ITEM = "mirasmap_sources"
"""Item of the metadata of a layer in which our own FlatGeobuf files hold their sources, as JSON."""
_READERS = {
    "gpkg": "gdal_reader",
    "shapefile": "gdal_reader",
    "flatgeobuf": "gdal_reader",
    "kml": "kml_reader",
    "gpx": "gdal_reader",
    "geoparquet": "parquet_reader",
    "xlsx": "workbook",
}


@dataclass(frozen=True)
class Request:
    """What to read."""

    format: str
    path: str
    """A file with the usual ending of its format, in a folder that has nothing but its parts (often links)."""
    layer: str | None = None
    encoding: str | None = None
    """Of the attributes of a Shapefile, as Python names it."""
    rows: int = 16384
    """In a batch."""
    write_bytes: int = 0
    """How much may be written beside the file: a database with a journal has to be put in order first."""
    limits: Limits = dataclasses.field(default_factory=Limits)

    def to_json(self) -> bytes:
        """Return the request as JSON."""
        return json.dumps(dataclasses.asdict(self)).encode()

    @staticmethod
    def of_json(text: bytes) -> Request:
        """Return the request that `to_json` wrote."""
        values: dict[str, Any] = json.loads(text)
        return Request(**values | {"limits": Limits(**values["limits"])})


@dataclass(frozen=True)
class Description:
    """What the reader says of a file."""

    layer: str
    layers: tuple[str, ...]
    crs: str | None = None
    has_geometry: bool = True
    titles: tuple[str, ...] = ()
    """What stood above the heading of a table."""
    numbered: bool = False
    """The third column is the number of the row; else rows count from 1."""
    n_rows: int = -1
    """-1 where that is not known beforehand."""
    sources: str | None = None
    """The table of sources that our own files carry, as JSON."""

    def to_json(self) -> bytes:
        """Return the description as JSON."""
        return json.dumps(dataclasses.asdict(self)).encode()

    @staticmethod
    def of_json(text: bytes) -> Description:
        """Return the description that `to_json` wrote."""
        values: dict[str, Any] = json.loads(text)
        return Description(**values | {name: tuple(values[name]) for name in ("layers", "titles")})


type Reader = Callable[[Request], tuple[Description, pa.Schema, Iterator[pa.RecordBatch]]]


def main() -> int:
    """Read the request, shut this process in, read the file, and write it out; return the code to end with."""
    said = os.fdopen(os.dup(2), "w", encoding="utf-8")
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 2)  # libraries must not fill a pipe that nobody reads
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(silence, 1)
    request = Request.of_json(sys.stdin.buffer.read())
    bound(request.limits, write_bytes=request.write_bytes)
    leave_network()
    try:
        reader = import_module(f"geo.exchange.read.{_READERS[request.format]}")
        import pyarrow as pa

        pa.set_cpu_count(1)
        folder = Path(request.path).parent
        shut_in([folder, *folder.iterdir()], [folder] if request.write_bytes else [])
        description, schema, batches = reader.read(request)
        schema = schema.with_metadata({DESCRIPTION: description.to_json()})
        with pa.ipc.new_stream(out, schema) as stream:
            for batch in batches:
                stream.write_batch(pa.record_batch(batch.columns, schema=schema))
        out.flush()
    except BrokenPipeError:
        return 0  # whoever reads has seen enough
    except ExchangeError as error:
        said.write(f"!{error}"[:2000])
    except MemoryError:
        said.write("!it needs more memory than a file may")
    except Exception as error:  # noqa: BLE001  (libraries raise what they like; their words are all there is to say)
        said.write(f"{error}"[:2000])
    else:
        return 0
    said.flush()
    return 3


if __name__ == "__main__":
    code = main()
    # threads and data of the libraries end with the process; nothing of them is worth tidying up
    os._exit(code)
