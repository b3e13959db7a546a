"""The door for foreign files: `open_rows` finds out what a file is, and gives its rows, whatever the format."""

from __future__ import annotations

import json
import tempfile
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np
import pyarrow as pa

from geo.errors import ExchangeError
from geo.exchange.archive import check_archive, unpack
from geo.exchange.batch import Batch, RowDefect
from geo.exchange.dbf import DbfTexts, dbf_texts
from geo.exchange.delimited import Delimited
from geo.exchange.detect import READABLE, kind_of
from geo.exchange.encoding import Encoding, encoding_of, encoding_of_file, named, transcoded, with_line_feeds
from geo.exchange.foreign import Stream, laid_out
from geo.exchange.formats import FORMATS, Format
from geo.exchange.formula_safe import formula_taken_back
from geo.exchange.json_features import json_rows
from geo.exchange.limits import LIMITS
from geo.exchange.reading_child import Request
from geo.exchange.shp import has_shape
from geo.exchange.site_rows import is_target
from geo.layers import SOURCES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

    from numpy.typing import NDArray

    from geo.exchange.limits import Limits

    type Progress = Callable[[float], None]

__all__ = ["Encoding", "Remark", "Rows", "open_rows"]

_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_SIDECARS = (".txt", ".md", ".qml", ".sld", "sources.csv", ".mapping.yml")
"""Ends of names of files that come with others, and are no data by themselves."""
_SOURCES_BYTES = 20_000_000
_JOURNAL_BYTES = 4 << 30


class Remark(NamedTuple):
    """An issue of the file as a whole that was found when it was opened."""

    code: str
    """Of `geo.exchange.issue_codes`."""
    detail: str


@dataclass
class Rows:
    """An opened file. A context manager: at its end, temporary files are removed and reading processes ended."""

    path: Path
    """The file that was asked for."""
    file: str
    """Its name, for messages."""
    format: Format
    layer: str | None
    """The layer that is read; None where the format has no layers."""
    layers: tuple[str, ...]
    """All layers that have rows."""
    crs: str | None
    """The reference system that the file declares: `EPSG:32638`, else WKT; of GeoJSON, KML and GPX `EPSG:4326`; None where
    none is declared."""
    encoding: Encoding | None
    """None for formats that are not text."""
    columns: tuple[str, ...]
    """Headings that are known before reading."""
    has_geometry: bool
    """False where the position can only come from columns."""
    n_bytes: int
    sources: pa.Table | None
    """Our own exports carry their sources: text columns of `geo.layers.SOURCES`."""
    spans_path: Path
    """The file that `Batch.spans` count bytes of: unpacked, and in UTF-8."""
    remarks: tuple[Remark, ...] = ()
    _open: Callable[[Progress], Iterator[Batch]] = field(default=lambda _tell: iter(()), repr=False)
    _stack: ExitStack = field(default_factory=ExitStack, repr=False)
    _progress: Progress | None = field(default=None, repr=False)
    _head: list[Batch] = field(default_factory=list, repr=False)
    """Batches that were read for a sample."""
    _rest: Iterator[Batch] | None = field(default=None, repr=False)
    """Those after `_head`, from a reader that waits."""
    _whole: bool = field(default=False, repr=False)
    """`_head` is all there is."""

    def batches(self, *, progress: Progress | None = None) -> Iterator[Batch]:
        """Yield all rows, in the order of the file; each call reads from the beginning.

        Parameters
        ----------
        progress
            Called with the share of the file that is read, from 0 to 1, now and then.

        Raises
        ------
        ExchangeError
            While reading, where a file in a binary format is damaged: what came before is not enough to go on.
        """
        self._progress = progress
        if self._rest is None:
            yield from self._open(self._tell)
        else:  # the reader that gave the sample goes on where it stands
            rest, self._rest = self._rest, None
            yield from self._head
            yield from rest
        self._tell(1.0)

    def _tell(self, share: float) -> None:
        if self._progress is not None:
            self._progress(min(1.0, share))

    def sample(self, n: int = 2000) -> Batch:
        """Return the first rows, fewer than `n` where the file has fewer."""
        if self._rest is None and not self._whole and sum(map(len, self._head)) < n:
            self._head, self._rest = [], self._open(self._tell)
        while self._rest is not None and sum(map(len, self._head)) < n:
            batch = next(self._rest, None)
            if batch is None:
                self._rest, self._whole = None, True
            else:
                self._head.append(batch)
        return _first(self._head, n, self.columns)

    def close(self) -> None:
        """Remove temporary files and end reading processes."""
        self._rest = None
        self._stack.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        self.close()


def _first(batches: list[Batch], n: int, columns: tuple[str, ...]) -> Batch:
    """Return the first rows of some batches as one."""
    if not batches:
        empty = pa.table({name: pa.array([], pa.string()) for name in columns})
        return Batch(empty, np.array([], dtype=object), np.array([], dtype=np.int64))
    defects, before = [], 0
    for batch in batches:
        defects += [replace(defect, at=defect.at + before) for defect in batch.defects if defect.at + before < n]
        before += len(batch)
    spans = [batch.spans for batch in batches if batch.spans is not None]
    lines = [batch.lines for batch in batches if batch.lines is not None]
    return Batch(
        pa.concat_tables([batch.columns for batch in batches], promote_options="default").slice(0, n),
        np.concatenate([batch.geometry for batch in batches])[:n],
        np.concatenate([batch.numbers for batch in batches])[:n],
        np.concatenate(spans)[:n] if len(spans) == len(batches) else None,
        np.concatenate(lines)[:n] if len(lines) == len(batches) else None,
        tuple(defects),
    )


def open_rows(path: Path, *, layer: str | None = None, encoding: str | None = None, limits: Limits = LIMITS) -> Rows:
    """Open a foreign file: GeoJSON in all its kinds, GeoPackage, Shapefile, FlatGeobuf, GeoParquet, KML, GPX, CSV, XLSX.

    What the file is, is found out from its content; its ending may be any. Nothing outside of it is read, nothing is written
    beside it, and no connection is made, whatever it holds.

    Parameters
    ----------
    path
        The file; a zip archive of one of the formats, or of several Shapefiles, which are its layers.
    layer
        The layer to read of a file with several; None takes the one named `sites`, else the first.
    encoding
        Of text and Shapefiles, where the user knows it.
    limits
        How much the file may ask of the machine.

    Returns
    -------
    Rows
        To be closed by its `with`.

    Raises
    ------
    ExchangeError
        If the file cannot be read at all; the sentence names the file and says how to mend it.
    """
    path = Path(path)
    with ExitStack() as stack:
        opening = _Opening(path, path.name, layer, encoding, limits, stack)
        rows = opening.rows(path)
        if layer is not None and layer not in rows.layers and layer != rows.layer:
            known = f"there are {', '.join(map(repr, rows.layers[:20]))}" if rows.layers else "the file has no layers"
            message = f"{path.name!r} has no layer {layer[:80]!r}: {known}"
            raise ExchangeError(message)
        others = [name for name in rows.layers if name != rows.layer]
        if others:
            more = f" and {len(others) - 20} more" if len(others) > 20 else ""
            rows.remarks += (Remark("other_layers", ", ".join(others[:20]) + more),)
        if rows.encoding is not None and rows.encoding.unsure:
            rows.remarks += (Remark("encoding_unsure", f"{rows.encoding.name} or {rows.encoding.other}"),)
        elif rows.encoding is not None and rows.encoding.guessed:
            rows.remarks += (Remark("encoding_guessed", rows.encoding.name),)
        rows._stack = stack.pop_all()  # the rows close what was opened for them
        return rows


@dataclass
class _Opening:
    """A file being opened, perhaps out of an archive."""

    path: Path
    file: str
    layer: str | None
    encoding: str | None
    limits: Limits
    stack: ExitStack

    def folder(self) -> Path:
        """Return a private folder that is removed with the rows."""
        return Path(self.stack.enter_context(tempfile.TemporaryDirectory(prefix="mirasmap-")))

    def rows(self, path: Path, *, packed: bool = False) -> Rows:
        """Return the rows of a file, which is the one asked for or one unpacked from it."""
        kind = kind_of(path, limits=self.limits)
        match kind.name:
            case "zip" | "kmz" if packed:
                message = f"{self.file!r} holds another archive: unpack it and name the file in it"
                raise ExchangeError(message)
            case "zip" | "kmz":
                return self._archive(path)
            case "json":
                return self._json(path)
            case "csv":
                return self._delimited(path)
            case "shapefile":
                return self._shapefile(path)
            case "xlsx":
                check_archive(path, limits=self.limits)
        return self._binary(kind.name, path)

    def _archive(self, path: Path) -> Rows:
        files = unpack(path, self.folder(), limits=self.limits)
        shapes = {file.stem: file for file in files if file.suffix.lower() == ".shp"}
        if shapes:
            layer = self.layer if self.layer is not None else "sites" if "sites" in shapes else next(iter(shapes))
            if layer not in shapes:
                known = ", ".join(map(repr, list(shapes)[:20]))
                message = f"{self.file!r} has no layer {layer[:80]!r}: there are {known}"
                raise ExchangeError(message)
            rows = self._shapefile(shapes[layer])
            sources = next((file for file in files if file.name == "SOURCES.csv"), None)
            rows.sources = _sources_beside(sources, sources.name) if sources is not None else None
            rows.layer, rows.layers = layer, tuple(shapes)
            return rows
        documents = [file for file in files if file.suffix.lower() == ".kml"]
        if documents:
            main = next((file for file in documents if file.name.lower() == "doc.kml"), documents[0])
            return self.rows(main, packed=True)
        if any(file.suffix.lower() in _PARTS for file in files):
            message = f"{self.file!r} has parts of a Shapefile but no .shp: zip .shp, .shx, .dbf and .prj together"
            raise ExchangeError(message)
        found, why = [], ""
        for file in files:
            try:
                kind_of(file, limits=self.limits)
            except ExchangeError as error:
                why = str(error).rpartition(": ")[0]
            else:
                if not file.name.lower().endswith(_SIDECARS) or len(files) == 1:
                    found.append(file)
        if len(found) == 1:
            return self.rows(found[0], packed=True)
        if found:
            names = ", ".join(repr(file.name) for file in found[:10])
            message = f"{self.file!r} holds several files, {names}: unpack it and name one of them"
            raise ExchangeError(message)
        message = f"{self.file!r} holds no file that is read ({why}): use {READABLE}"
        raise ExchangeError(message)

    def _text(self, path: Path) -> tuple[Path, Encoding]:
        """Return the file in UTF-8 and the encoding that it had."""
        encoding = encoding_of_file(path, wanted=self.encoding)
        if encoding.name == "utf-8":
            return path, encoding
        return transcoded(path, encoding.name, self.folder() / path.name), encoding

    def _json(self, path: Path) -> Rows:
        text, encoding = self._text(path)
        source = json_rows(text, limits=self.limits)
        return Rows(
            path=self.path,
            file=self.file,
            format=FORMATS[source.kind],
            layer=None,
            layers=(),
            crs=source.crs,
            encoding=encoding,
            columns=tuple(source.columns),
            has_geometry=True,
            n_bytes=path.stat().st_size,
            sources=source.sources if source.sources is not None else _sources_beside(path, f"{path.stem}.sources.csv"),
            spans_path=text,
            remarks=(Remark("crs_unreadable", source.remark),) if source.remark else (),
            _open=lambda tell: source.batches(progress=tell),
        )

    def _delimited(self, path: Path) -> Rows:
        text, encoding = self._text(path)
        with text.open("rb") as file:
            head = file.read(1 << 16)
        if b"\r" in head and b"\n" not in head:  # of an old Macintosh
            text = with_line_feeds(text, self.folder() / path.name)
        try:
            table = Delimited(text, limits=self.limits)
        except ExchangeError as error:
            raise ExchangeError(str(error).replace(repr(text.name), repr(self.file))) from None
        sources = _sources_beside(path, f"{path.stem}.sources.csv")
        # our own exports write formulas so that no spreadsheet runs them
        ours = sources is not None or (table.columns[:2] == ("id", "kind") and all(map(is_target, table.columns)))
        return Rows(
            path=self.path,
            file=self.file,
            format=FORMATS["csv"],
            layer=None,
            layers=(),
            crs=None,
            encoding=encoding,
            columns=table.columns,
            has_geometry=False,
            n_bytes=path.stat().st_size,
            sources=sources,
            spans_path=text,
            _open=lambda tell: map(_taken_back, table.batches(tell)) if ours else table.batches(tell),
        )

    def _shapefile(self, path: Path) -> Rows:
        parts = {
            part.suffix.lower(): part
            for part in sorted(path.parent.iterdir())
            if part.stem.casefold() == path.stem.casefold() and part.suffix.lower() in _PARTS and part.is_file()
        }
        parts[".shp"] = path
        missing = [ending for ending in (".shx", ".dbf") if ending not in parts]
        if missing:
            message = (
                f"{self.file!r} lacks the {' and '.join(path.stem + ending for ending in missing)}: a Shapefile is .shp, .shx "
                "and .dbf together, with .prj and .cpg where there are any"
            )
            raise ExchangeError(message)
        try:
            shaped = has_shape(path, parts[".shx"])
            texts = dbf_texts(parts[".dbf"])
        except ExchangeError as error:
            message = f"{self.file!r}: {error}"
            raise ExchangeError(message) from None
        if len(shaped) != texts.n_rows:
            message = f"{self.file!r} has {len(shaped)} shapes but {texts.n_rows} rows: zip the files of one Shapefile together"
            raise ExchangeError(message)
        encoding = self._encoding_of_table(parts, texts)
        place = laid_out(self.folder(), {ending: parts[ending] for ending in _PARTS if ending in parts})
        request = Request("shapefile", str(place), encoding=encoding.name, limits=self.limits)
        rows = self._foreign(request, path)
        rows.encoding = encoding
        if ".prj" in parts and rows.crs is None and not rows.remarks:
            said = parts[".prj"].read_bytes()[:200].decode("utf-8", "replace")
            rows.remarks += (Remark("crs_unreadable", said.strip() or "the .prj file is empty"),)
        rows.layer, rows.layers = path.stem, (path.stem,)
        read = rows._open
        rows._open = lambda tell: (_unshaped(batch, shaped) for batch in read(tell))
        rows.n_bytes = sum(part.stat().st_size for part in parts.values())
        return rows

    def _encoding_of_table(self, parts: dict[str, Path], texts: DbfTexts) -> Encoding:
        """Return the encoding of the attributes: the user's word, the .cpg if it can be true, the letters."""
        if self.encoding is not None:
            return Encoding(named(self.encoding), guessed=False)
        guess = encoding_of(texts.cells)
        if not texts.cells:
            return Encoding("utf-8", guessed=False)
        if ".cpg" in parts:
            try:
                said = named(parts[".cpg"].read_bytes()[:100].decode("ascii", "replace"))
            except ExchangeError:
                return replace(guess, unsure=True, other="the .cpg file, which names no encoding")
            if said == "utf-8" and guess.name != "utf-8":
                return replace(guess, unsure=True, other="utf-8, as the .cpg file says, which it is not")
            doubtful = guess.name == "utf-8" != said
            return Encoding(said, guessed=False, unsure=doubtful, other="utf-8" if doubtful else None)
        if guess.unsure and texts.language in (guess.name, guess.other):
            return Encoding(texts.language or guess.name, guessed=True)
        if texts.language not in (None, "cp1252", "cp1251", "cp1254") and guess.name != "utf-8":
            return Encoding(str(texts.language), guessed=False)
        return guess

    def _binary(self, kind: str, path: Path) -> Rows:
        name = FORMATS[kind].name
        files = {FORMATS[name].endings[0]: path}
        write_bytes = 0
        if name == "gpkg":  # what a program has not yet written into the database itself
            for ending in ("-wal", "-journal"):
                beside = path.with_name(path.name + ending)
                if beside.is_file() and beside.stat().st_size:
                    files[".gpkg" + ending] = beside
                    write_bytes = _JOURNAL_BYTES
        folder = self.folder()
        place = laid_out(folder, files, copied=bool(write_bytes))
        request = Request(name, str(place), layer=self.layer, write_bytes=write_bytes, limits=self.limits)
        rows = self._foreign(request, path)
        if name == "kml" and (links := _count(path, b"<NetworkLink")):
            rows.remarks += (Remark("links_not_followed", f"{links} network links"),)
        if name in ("flatgeobuf", "geoparquet"):
            rows.layer, rows.layers = None, ()
        return rows

    def _foreign(self, request: Request, path: Path) -> Rows:
        n_bytes = path.stat().st_size
        stream = Stream(request, self.file, n_bytes)
        self.stack.callback(stream.close)
        said = stream.description
        first = [stream]

        def again(tell: Progress) -> Iterator[Batch]:
            if first:
                yield from first.pop().batches(tell)
                return
            with closing(Stream(request, self.file, n_bytes)) as more:
                yield from more.batches(tell)

        crs = _crs(said.crs)
        remarks: tuple[Remark, ...] = ()
        if said.crs is not None and crs is None and "Undefined" not in said.crs:
            remarks = (Remark("crs_unreadable", said.crs[:200]),)
        return Rows(
            path=self.path,
            file=self.file,
            format=FORMATS[request.format],
            layer=said.layer,
            layers=said.layers,
            crs=crs,
            encoding=None,
            columns=stream.columns,
            has_geometry=said.has_geometry,
            n_bytes=n_bytes,
            sources=_sources(said.sources),
            spans_path=path,
            remarks=remarks,
            _open=again,
        )


def _unshaped(batch: Batch, shaped: NDArray[np.bool_]) -> Batch:
    """Return a batch of a Shapefile with a defect for each row whose shape could not be read."""
    lost = shaped[batch.numbers - 1] & (batch.geometry == np.array(None))
    known = {defect.at for defect in batch.defects}
    more = [RowDefect(int(at), "geometry_unreadable") for at in np.flatnonzero(lost) if int(at) not in known]
    return replace(batch, defects=(*batch.defects, *more)) if more else batch


def _count(path: Path, mark: bytes) -> int:
    """Return how often bytes stand in a file."""
    count, rest = 0, b""
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            count += (rest + block).count(mark)
            rest = block[-len(mark) + 1 :]
    return count


def _crs(text: str | None) -> str | None:
    """Return a reference system as `EPSG:…` where it surely is one, else as WKT; None where none is said."""
    if text is None or len(text) > 50_000:
        return None
    import pyproj

    try:
        if text.startswith("{"):
            crs = pyproj.CRS.from_json(text)
        elif text.upper().startswith("EPSG:"):
            return f"EPSG:{int(text[5:])}"
        elif text.upper() in ("OGC:CRS84", "CRS84"):
            return "EPSG:4326"
        else:
            crs = pyproj.CRS.from_wkt(text)
        if crs.is_engineering:
            return None  # an undefined one, as GeoPackage writes it
        found = crs.to_authority("EPSG", min_confidence=70)
    except (pyproj.exceptions.CRSError, ValueError):
        return None
    return f"EPSG:{found[1]}" if found else crs.to_wkt()


def _sources(text: str | None) -> pa.Table | None:
    if text is None:
        return None
    try:
        columns = json.loads(text)
        if isinstance(columns, list):
            columns = {name: [row.get(name) for row in columns] for name in SOURCES.fields}
        found = {
            name: pa.array([None if cell is None else str(cell) for cell in columns[name]], pa.string())
            for name in SOURCES.fields
            if name in columns
        }
        return pa.table(found) if "id" in found else None
    except (ValueError, TypeError, AttributeError, KeyError, pa.ArrowInvalid):
        return None  # the sources are a help and no more: rows without theirs are told so


def _sources_beside(path: Path, name: str) -> pa.Table | None:
    """Return the sources that our own exports write into a file beside those that cannot hold them."""
    beside = path.with_name(name)
    try:
        if not beside.is_file() or beside.stat().st_size > _SOURCES_BYTES:
            return None
        batches = list(map(_taken_back, Delimited(beside).batches()))
    except (ExchangeError, OSError):
        return None
    found = _first(batches, sum(map(len, batches)), ("id",)).columns
    names = [column for column in SOURCES.fields if column in found.column_names]
    return found.select(names) if "id" in names else None


def _taken_back(batch: Batch) -> Batch:
    columns = [formula_taken_back(column) for column in batch.columns.columns]
    return replace(batch, columns=pa.table(columns, names=batch.columns.column_names))
