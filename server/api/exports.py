"""Sites as files of other programs: `/export/sites.gpkg?kind=fort` and the like, one address a format."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore
from typing import IO, Annotated

from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import StreamingResponse

from geo.errors import ExchangeError, MirasmapError, NotFoundError
from geo.exchange.export.citations import write_sources
from geo.exchange.export.site_export import SiteExport
from geo.exchange.export.site_table import chosen_fields
from geo.exchange.export.writers import WRITTEN, needs_layers
from geo.exchange.export.writing import write_layer
from geo.exchange.formats import FORMATS
from geo.questions.site_filter import Question
from server.asking import question_of_program
from server.errors import RequestError
from server.language import reader_language
from server.resources import Reading, Resources
from server.site_exports import question_export

__all__ = ["ENDINGS", "MOST_SITES", "router"]

router = APIRouter()
ENDINGS: dict[str, str] = {FORMATS[name].endings[0].removeprefix("."): name for name in WRITTEN}
"""What addresses end in, with the name of the format."""
SOURCES = "sources.csv"
"""Ending of the sources of the same question, for formats that have no place for them."""
MOST_SITES = {"xlsx": 50_000, "kml": 100_000}
_MOST_SITES = 250_000
"""Sites in one answer: more would hold up everybody; the command line has no such limit."""
_AT_ONCE = BoundedSemaphore(2)
"""Files that are made at one time."""
_PATIENCE = 20
"""Seconds after which one is asked to come again."""
_BLOCK = 1 << 18
_LONGEST_HEADER = 4_000


class BusyError(MirasmapError):
    """Others are being served."""

    def __init__(self) -> None:
        self.status = HTTPStatus.TOO_MANY_REQUESTS
        self.headers = {"Retry-After": str(_PATIENCE)}
        super().__init__(f"other files are being made; ask again in {_PATIENCE} seconds")


@router.get("/export/sites.{ending}")
def export_sites(
    request: Request,
    ending: str,
    question: Annotated[Question, Depends(question_of_program("lang", "style", "fields"))],
    reading: Reading,
) -> Response:
    """Return the sites of a question as a file, with their sources; what its format does not hold stands in a header."""
    name = _format(ending)
    fields = request.query_params.get("fields")
    wanted = None if fields is None else [each.strip() for each in fields.split(",") if each.strip()]
    with _refusals():
        chosen_fields(wanted or (), ())
    _require_few(reading, question, name)
    lang = reader_language(request, reading.settings.language)
    with _turn(), _refusals():
        export = question_export(
            reading, question, lang=lang, fields=wanted, layers=name is not None and needs_layers(name)
        )
        content, losses = _written(export, name)
    size = content.seek(0, 2)
    content.seek(0)
    headers = {
        "Content-Disposition": f'attachment; filename="{_file_name(question, ending)}"',
        "Content-Length": str(size),
        "Cache-Control": "no-cache",
        "Vary": "Accept-Language, Cookie",
        "X-Content-Type-Options": "nosniff",
    }
    if losses:
        told = "; ".join(losses).encode("ascii", "replace").decode()
        headers["X-Mirasmap-Losses"] = told[:_LONGEST_HEADER]
    media_type = "text/csv; charset=utf-8" if name in (None, "csv") else FORMATS[name].media_type
    return StreamingResponse(_blocks(content), media_type=media_type, headers=headers)


def _format(ending: str) -> str | None:
    """Return the format of an address; None for the sources."""
    if ending == SOURCES:
        return None
    if ending not in ENDINGS:
        what = "format of sites"
        raise NotFoundError(what, ending, [*ENDINGS, SOURCES])
    return ENDINGS[ending]


def _require_few(reading: Resources, question: Question, name: str | None) -> None:
    most = MOST_SITES.get(name or "", _MOST_SITES)
    found = reading.store.count_sites(bbox=question.bbox, where=question.where)
    if found > most:
        message = f"{found:,} sites are more than {most:,}, which is the most in such a file here; ask for fewer, or use mirasmap export"
        raise RequestError(message)


@contextmanager
def _refusals() -> Iterator[None]:
    """Rows that a format cannot hold are no fault of the server."""
    try:
        yield
    except ExchangeError as error:
        raise RequestError(str(error)) from error


@contextmanager
def _turn() -> Iterator[None]:
    if not _AT_ONCE.acquire(timeout=_PATIENCE):
        raise BusyError
    try:
        yield
    finally:
        _AT_ONCE.release()


def _written(export: SiteExport, name: str | None) -> tuple[IO[bytes], list[str]]:
    """Return the file, open and already without a name, so that it goes when nobody reads it any more."""
    with TemporaryDirectory(prefix="mirasmap-") as folder:
        file = Path(folder) / (SOURCES if name is None else f"sites{FORMATS[name].endings[0]}")
        losses: list[str] = []
        if name is None:
            write_sources(export, file)
        else:
            losses = write_layer(export, file, format=name)
        return file.open("rb"), losses


def _blocks(content: IO[bytes]) -> Iterator[bytes]:
    with content:
        while block := content.read(_BLOCK):
            yield block


def _file_name(question: Question, ending: str) -> str:
    """Return what the file is saved as: one site under its id, which is plain ASCII."""
    ids = question.where.ids
    return f"{ids[0]}.{ending}" if ids is not None and len(ids) == 1 else f"sites.{ending}"
