"""Foreign files in binary formats, read by another process (`geo.exchange.read.reading_child`), which may crash or be hostile."""

from __future__ import annotations

import contextlib
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

import numpy as np
import pyarrow as pa
import shapely

from geo.errors import ExchangeError
from geo.exchange.batch import Batch, RowDefect
from geo.exchange.read.reading_child import DESCRIPTION, Description, Request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray


__all__ = ["Stream", "laid_out"]

_DRIVERS = {"gpkg": "GPKG", "shapefile": "ESRI Shapefile", "flatgeobuf": "FlatGeobuf", "gpx": "GPX"}
_ALL_DRIVERS = (
    "MEM", "PCIDSK", "PDS4", "VICAR", "PDF", "MBTiles", "EEDA", "OGCAPI", "GDALG", "ESRI Shapefile", "MapInfo File", "LVBAG",
    "S57", "DGN", "OGR_VRT", "VRT", "CSV", "GML", "GPX", "LIBKML", "KML", "GeoJSON", "GeoJSONSeq", "ESRIJSON", "TopoJSON",
    "OGR_GMT", "GPKG", "SQLite", "WAsP", "OpenFileGDB", "DXF", "FlatGeobuf", "GeoRSS", "VFK", "PGDUMP", "OSM", "GPSBabel",
    "OGR_PDS", "WFS", "OAPIF", "EDIGEO", "Idrisi", "ODS", "XLSX", "Elasticsearch", "Carto", "AmigoCloud", "SXF", "Selafin",
    "JML", "PLSCENES", "CSW", "VDV", "MVT", "NGW", "MapML", "GTFS", "PMTiles", "JSONFG", "MiraMonVector", "ADBC", "AVCBin",
    "AVCE00", "AIVector", "HTTP", "GMLAS", "Parquet", "Arrow", "PostgreSQL", "MySQL", "ODBC", "LIBXLS", "XLS", "netCDF",
    "NAS", "GPSBabel", "DAAS", "WMS", "WMTS", "WCS", "STACIT", "STACTA", "GTI", "DERIVED",
)  # fmt: skip
"""Of GDAL 3.12 in the wheel of pyogrio and of fuller builds: all but one are left out."""


def _environment(format_name: str) -> dict[str, str]:
    """Return the environment of the process: nothing of ours, and a GDAL with one driver and no network."""
    skipped = [name for name in _ALL_DRIVERS if name != _DRIVERS.get(format_name)]
    return {
        "PATH": "/usr/bin:/bin",
        "LC_ALL": "C.UTF-8",
        "OGR_SKIP": ",".join(skipped),
        "GDAL_SKIP": ",".join(skipped),
        "GDAL_DRIVER_PATH": "disable",
        "GDAL_NUM_THREADS": "1",
        "OGR_GPKG_NUM_THREADS": "1",
        "OGR_FLATGEOBUF_STREAM_BASE_IMPL": "YES",  # GDAL 3.12's own one loses the geometry before a row without any
        "OGR_SQLITE_ALLOW_EXTERNAL_ACCESS": "NO",
        "CPL_CURL_ENABLE_VSIMEM": "NO",
        "GDAL_DISABLE_READDIR_ON_OPEN": "NO",
        "CPL_DEBUG": "OFF",
        "PROJ_NETWORK": "OFF",
        "SHAPE_ENCODING": "",  # the bytes as they are: we know their encoding better
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
    }


def laid_out(folder: Path, files: dict[str, Path], *, copied: bool = False) -> Path:
    """Lay a file and its parts out in a folder of its own, under names that tell a reader nothing but their kind.

    Parameters
    ----------
    folder
        Private and empty.
    files
        Ending, such as `.shp`, to the file; the one to open first.
    copied
        Copies instead of links: for a database that has to be put in order by writing to it.
    """
    for ending, file in files.items():
        place = folder / f"data{ending}"
        if copied:
            shutil.copyfile(file, place)
        else:
            place.symlink_to(file.resolve())
    return folder / f"data{next(iter(files))}"


@dataclass
class Stream:
    """A file being read by another process."""

    request: Request
    file: str
    """Its name, for messages."""
    n_bytes: int
    """How large it is: what comes out of it may be many times as much, but not without end."""

    def __post_init__(self) -> None:
        self._waited = 0.0
        self._before = 0
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-m", "geo.exchange.read.reading_child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment(self.request.format),
            cwd="/",
            start_new_session=True,
        )
        try:
            with contextlib.suppress(BrokenPipeError), _pipe(self._process.stdin) as asked:
                asked.write(self.request.to_json())
            with self._patience():
                self._reader = pa.ipc.open_stream(_pipe(self._process.stdout))
            self.description = Description.of_json(self._reader.schema.metadata[DESCRIPTION])
        except (pa.ArrowInvalid, OSError, EOFError, KeyError, TypeError, ValueError):
            raise self._failure() from None
        except BaseException:
            self.close()
            raise
        self._fixed = 3 if self.description.numbered else 2
        self.columns = tuple(self._reader.schema.names[self._fixed :])

    def batches(self, tell: Callable[[float], None] = lambda _share: None) -> Iterator[Batch]:
        """Yield the rows, once.

        Parameters
        ----------
        tell
            Called with the share of the rows that were read, where the file says how many there are.

        Raises
        ------
        ExchangeError
            If the file is damaged, or the other process asks for more than it may.
        """
        limits = self.request.limits
        left = min(limits.zip_bytes, max(limits.zip_free * 4, self.n_bytes * limits.zip_ratio))
        while True:
            try:
                with self._patience():
                    part = self._reader.read_next_batch()
                part.validate(full=True)  # the other process may have been taken over: nothing of it is trusted
            except StopIteration:
                with self._patience():
                    code = self._process.wait()
                if code:
                    raise self._failure() from None
                said = self.description.n_rows
                if self.request.format == "flatgeobuf" and self._before < said:  # GDAL is silent about the rest
                    message = (
                        f"{self.file!r} is damaged or cut off: {self._before} of {said} rows can be read; get it again"
                    )
                    raise ExchangeError(message) from None
                self.close()
                return
            except (pa.ArrowInvalid, OSError):
                raise self._failure() from None
            left -= part.nbytes
            if left < 0:
                self.close()
                message = f"{self.file!r} unpacks to more than its {self.n_bytes:,} bytes can honestly hold: split it"
                raise ExchangeError(message)
            yield self._batch(part)
            if self.description.n_rows > 0:
                tell(self._before / self.description.n_rows)

    def close(self) -> None:
        """End the other process."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdout, self._process.stderr):
            _pipe(pipe).close()

    @contextlib.contextmanager
    def _patience(self) -> Iterator[None]:
        """Wait for the other process, but not for ever: it is killed when it has kept us waiting too long in all."""
        since = time.monotonic()  # before the killer counts: who was killed has waited all the time
        killer = threading.Timer(max(0.0, self.request.limits.seconds - self._waited), self._process.kill)
        killer.daemon = True
        killer.start()
        try:
            yield
        finally:
            killer.cancel()
            self._waited += time.monotonic() - since

    def _failure(self) -> ExchangeError:
        """Return what to say of a process that failed."""
        late = self._waited >= self.request.limits.seconds
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=5)
        self._process.kill()
        code = self._process.wait()
        said = _pipe(self._process.stderr).read(4000).decode("utf-8", "replace")
        self.close()
        if late or code == -signal.SIGXCPU:
            return ExchangeError(f"{self.file!r} took longer to read than {self.request.limits.seconds:g} s: split it")
        if said.startswith("!"):
            return ExchangeError(f"{self.file!r}: {said[1:]}")
        if said and code == 3:
            words = " ".join(said.split()).replace(self.request.path, self.file).rstrip(".")
            return ExchangeError(
                f"{self.file!r} cannot be read, it is damaged or cut off ({words[:120]}): get it again"
            )
        return ExchangeError(
            f"{self.file!r} made its reader fail or asked for more memory than a file may: get it again, or split it"
        )

    def _batch(self, part: pa.RecordBatch) -> Batch:
        n = len(part)
        numbers = np.arange(self._before + 1, self._before + 1 + n, dtype=np.int64)
        if self.description.numbered:
            numbers = part.column(2).to_numpy()
        self._before += n
        wkb = part.column(0).to_numpy(zero_copy_only=False)
        geometry: NDArray[np.object_] = shapely.from_wkb(wkb, on_invalid="ignore")
        defects = (
            {at: RowDefect(at, *text.split(":", 1)) for at, text in enumerate(part.column(1).to_pylist()) if text}
            if part.column(1).null_count < n
            else {}
        )
        for at in np.flatnonzero((wkb != np.array(None)) & (geometry == np.array(None))):
            defects.setdefault(int(at), RowDefect(int(at), "geometry_unreadable"))
        geometry[shapely.is_empty(geometry)] = None
        columns = pa.Table.from_arrays(part.columns[self._fixed :], names=list(self.columns))
        return Batch(columns, geometry, numbers, defects=tuple(defects[at] for at in sorted(defects)))


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None  # noqa: S101  (asked for above)
    return pipe
