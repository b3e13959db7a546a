"""The door for foreign files: `open_rows` finds out what a file is, and gives its rows, whatever the format.

The reader of a format is imported when the first such file is opened.
"""

from __future__ import annotations

import tempfile
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import ExchangeError
from geo.exchange.export.formula_safe import is_own_table
from geo.exchange.formats import FORMATS
from geo.exchange.read.declared_crs import declared_crs
from geo.exchange.read.detect import READABLE, kind_of
from geo.exchange.read.encoding import Encoding, encoding_of_file, transcoded, with_line_feeds
from geo.exchange.read.limits import LIMITS
from geo.exchange.read.own_fields import fields_among
from geo.exchange.read.own_sources import formulas_taken_back, sources_beside, sources_of_json
from geo.exchange.read.rows import Remark, Rows
from geo.exchange.report.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo.exchange.batch import Batch
    from geo.exchange.read.limits import Limits
    from geo.exchange.read.reading_child import Request

    type Progress = Callable[[float], None]

__all__ = ["Encoding", "Remark", "Rows", "open_rows"]

_SIDECARS = (".txt", ".md", ".qml", ".sld", "sources.csv", ".mapping.yml")
"""Ends of names of files that come with others, and are no data by themselves."""
_JOURNAL_BYTES = 4 << 30


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
            rows.remarks += (Remark("encoding_unsure", _either(rows.encoding)),)
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
                from geo.exchange.read.archive import check_archive

                check_archive(path, limits=self.limits)
        return self._binary(kind.name, path)

    def _archive(self, path: Path) -> Rows:
        from geo.exchange.read.archive import unpack
        from geo.exchange.read.shapefile import PARTS

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
            rows.sources = sources_beside(sources, sources.name) if sources is not None else None
            rows.fields = fields_among(files)
            rows.layer, rows.layers = layer, tuple(shapes)
            return rows
        documents = [file for file in files if file.suffix.lower() == ".kml"]
        if documents:
            main = next((file for file in documents if file.name.lower() == "doc.kml"), documents[0])
            return self.rows(main, packed=True)
        if any(file.suffix.lower() in PARTS for file in files):
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

    def _named(self, error: ExchangeError) -> ExchangeError:
        """Return what to say of the file that was asked for, if the sentence does not name it."""
        return error if repr(self.file) in str(error) else ExchangeError(f"{self.file!r}: {error}")

    def _json(self, path: Path) -> Rows:
        from geo.exchange.read.json_features import json_rows

        text, encoding = self._text(path)
        try:
            source = json_rows(text, limits=self.limits)
            columns = tuple(source.columns)
        except ExchangeError as error:
            raise self._named(error) from None
        n_text = text.stat().st_size
        return Rows(
            path=self.path,
            file=self.file,
            format=FORMATS[source.kind],
            layer=None,
            layers=(),
            crs=source.crs,
            encoding=encoding,
            columns=columns,
            has_geometry=True,
            n_bytes=path.stat().st_size,
            sources=source.sources if source.sources is not None else sources_beside(path, f"{path.stem}.sources.csv"),
            spans_path=text,
            remarks=(Remark("crs_unreadable", source.remark),) if source.remark else (),
            _open=lambda tell: source.batches(progress=lambda done: tell(done / n_text)),
        )

    def _delimited(self, path: Path) -> Rows:
        from geo.exchange.read.delimited import Delimited

        text, encoding = self._text(path)
        with text.open("rb") as file:
            head = file.read(1 << 16)
        if b"\r" in head and b"\n" not in head:  # of an old Macintosh
            text = with_line_feeds(text, self.folder() / path.name)
        try:
            table = Delimited(text, limits=self.limits)
        except ExchangeError as error:
            raise self._named(error) from None
        sources = sources_beside(path, f"{path.stem}.sources.csv")
        # our own exports write formulas so that no spreadsheet runs them
        ours = sources is not None or is_own_table(table.columns)
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
            remarks=_title_rows(table.titles),
            _open=lambda tell: map(formulas_taken_back, table.batches(tell)) if ours else table.batches(tell),
        )

    def _shapefile(self, path: Path) -> Rows:
        from geo.exchange.read.foreign import laid_out
        from geo.exchange.read.reading_child import Request
        from geo.exchange.read.shapefile import Shapefile, with_lost_shapes

        shapefile = Shapefile(path, self.file, encoding=self.encoding)
        place = laid_out(self.folder(), shapefile.parts)
        request = Request("shapefile", str(place), encoding=shapefile.encoding.name, limits=self.limits)
        rows = self._foreign(request, path)
        rows.encoding, rows.n_bytes = shapefile.encoding, shapefile.n_bytes
        if ".prj" in shapefile.parts and rows.crs is None and not rows.remarks:
            said = shapefile.parts[".prj"].read_bytes()[:200].decode("utf-8", "replace")
            rows.remarks += (Remark("crs_unreadable", said.strip() or "the .prj file is empty"),)
        rows.layer, rows.layers = path.stem, (path.stem,)
        read = rows._open
        rows._open = lambda tell: (with_lost_shapes(batch, shapefile.has_shape) for batch in read(tell))
        return rows

    def _binary(self, kind: str, path: Path) -> Rows:
        from geo.exchange.read.foreign import laid_out
        from geo.exchange.read.reading_child import Request

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
            rows.remarks += (Remark("links_not_followed", Reason("{count} network links", {"count": links})),)
        if name in ("flatgeobuf", "geoparquet"):
            rows.layer, rows.layers = None, ()
        return rows

    def _foreign(self, request: Request, path: Path) -> Rows:
        from geo.exchange.read.foreign import Stream

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

        crs = declared_crs(said.crs)
        remarks = _title_rows(said.titles)
        if said.crs is not None and crs is None and "Undefined" not in said.crs:
            remarks += (Remark("crs_unreadable", said.crs[:200]),)
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
            sources=sources_of_json(said.sources),
            spans_path=path,
            remarks=remarks,
            _open=again,
        )


def _either(encoding: Encoding) -> Reason:
    return Reason("{encoding} or {other}", {"encoding": encoding.name, "other": encoding.other or ""})


def _title_rows(titles: tuple[str, ...]) -> tuple[Remark, ...]:
    told = "; ".join(filter(None, titles))
    return (Remark("title_rows", told if len(told) <= 200 else f"{told[:200]}…"),) if told else ()


def _count(path: Path, mark: bytes) -> int:
    """Return how often bytes stand in a file."""
    count, rest = 0, b""
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            count += (rest + block).count(mark)
            rest = block[-len(mark) + 1 :]
    return count
