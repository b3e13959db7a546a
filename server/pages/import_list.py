"""Imports: `/import`, what was imported, what is in work, and the form for another file."""

from __future__ import annotations

import getpass
import json
from contextlib import closing, suppress
from http import HTTPStatus
from types import SimpleNamespace
from typing import TYPE_CHECKING

from fastapi import APIRouter, Depends, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse

from geo.store import open_store
from maps.dates import in_words
from maps.i18n import translations
from server.imports.jobs import MOST_IMPORTS, ImportJob, Imports
from server.imports.state import Task
from server.imports.upload import FIELD, Refusal, UploadError, receive_file
from server.jobs.jobs import KEPT_DAYS, TooManyJobsError
from server.jobs.state import Phase
from server.language import reader_language
from server.pages.frames import rows
from server.pages.import_words import added_words, can_read, refusal_words, size_words, state_words, undone_words
from server.pages.render import private, render
from server.posted import Posted
from server.resources import Reading, Resources
from server.rights import refusal, require_writer

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    import pandas as pd

__all__ = ["imports_of", "router", "undone_day", "user_name"]

router = APIRouter()
_STATUS = {
    Refusal.TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Refusal.NO_ROOM: HTTPStatus.INSUFFICIENT_STORAGE,
}


def imports_of(request: Request) -> Imports:
    """Return the imports of the server."""
    imports: Imports = request.app.state.imports
    return imports


def user_name() -> str:
    """Return who runs the server, as the first word on who imports; empty where nobody knows."""
    with suppress(OSError, KeyError):  # there is none in some containers
        return getpass.getuser()
    return ""


@router.get("/import")
def import_page(request: Request, reading: Reading) -> Response:
    """Return what was imported and what is in work, and the form for another file."""
    return _page(request, reading)


@router.post("/import", dependencies=[Depends(require_writer)])
async def take_file(request: Request, reading: Reading) -> Response:
    """Take a file, and have it checked."""
    imports, most = imports_of(request), reading.settings.import_bytes
    try:
        folder = await run_in_threadpool(imports.receive)
    except TooManyJobsError as error:
        return await run_in_threadpool(_page, request, reading, status=HTTPStatus.FORBIDDEN, english=f"{error}.")
    try:
        file = await receive_file(request, folder.upload, most)
        job = await run_in_threadpool(imports.begin, folder, file.name)
    except BaseException as error:
        await run_in_threadpool(folder.remove)
        if not isinstance(error, UploadError):
            raise
        lang = reader_language(request, reading.settings.language)
        status = _STATUS.get(error.refusal, HTTPStatus.UNPROCESSABLE_ENTITY)
        said = refusal_words(error.refusal, most, lang)
        return await run_in_threadpool(_page, request, reading, status=status, wrong=said)
    return RedirectResponse(f"/imports/{job.id}", HTTPStatus.SEE_OTHER)


@router.post("/import/undo", dependencies=[Depends(require_writer)])
def undo(request: Request, form: Posted, reading: Reading) -> Response:
    """Have taken out of the store what an import brought; the list says so where there is no such import, or no longer."""
    import_id = form.get("id", "")
    found = _on_record(reading)
    found = found[(found["id"] == import_id) & found["undone_at"].isna()]
    if found.empty:
        _ = translations(reader_language(request, reading.settings.language)).gettext
        said = _("This import was undone already, or there never was one; the list below says which there are.")
        return _page(request, reading, status=HTTPStatus.NOT_FOUND, wrong=said)
    record = rows(found)[0]
    job = imports_of(request).undo(import_id, record.title or record.file or import_id)
    return RedirectResponse(f"/imports/{job.id}", HTTPStatus.SEE_OTHER)


def _page(
    request: Request, reading: Resources, *, status: HTTPStatus = HTTPStatus.OK, wrong: str = "", english: str = ""
) -> Response:
    lang = reader_language(request, reading.settings.language)
    refused = refusal(request)
    found = None if refused else _on_record(reading)
    formats, endings = can_read(lang)
    most = reading.settings.import_bytes
    answer = render(
        request,
        "import.html",
        status=status,
        wrong=wrong,
        english=english,
        refusal=refused,
        has_token=reading.settings.token is not None,
        in_work=[]
        if found is None
        else list(_in_work(request, set(found.loc[found["undone_at"].notna(), "id"]), lang)),
        records=[] if found is None else list(_records(found, lang)),
        field=FIELD,
        formats=formats,
        endings=endings,
        most=most,
        most_words=size_words(most, lang),
        too_large=refusal_words(Refusal.TOO_LARGE, most, lang),
        most_files=MOST_IMPORTS,
        days=KEPT_DAYS,
    )
    return private(answer)


def _in_work(request: Request, undone: Collection[str], lang: str) -> Iterator[SimpleNamespace]:
    for job in imports_of(request).all():
        if job.state.task is Task.UNDO and job.state.phase is Phase.DONE:
            continue
        made = job.state.created
        yield SimpleNamespace(
            id=job.id,
            title=job.state.title,
            said=undone_words(lang) if _brought(job) in undone else state_words(job.state, lang),
            made=in_words(made.date().isoformat(), lang),
            at=f"{made.astimezone():%H:%M}",
        )


def _brought(job: ImportJob) -> str | None:
    """Return the id of the import that came of a file; None as long as nothing did."""
    if job.state.task is not Task.WRITE or job.state.phase is not Phase.DONE:
        return None
    outcome = job.folder.outcome()
    return None if outcome is None else outcome.import_id


def _on_record(reading: Resources) -> pd.DataFrame:
    with closing(open_store(reading.settings.store, public=False)) as store:
        return store.imports()


def undone_day(reading: Resources, import_id: str | None) -> str | None:
    """Return the ISO day on which an import was undone; None where it stands, or there is none."""
    if import_id is None:
        return None
    found = _on_record(reading)
    days = found.loc[found["id"] == import_id, "undone_at"].dropna()
    return None if days.empty else str(days.iloc[0])[:10]


def _records(found: pd.DataFrame, lang: str) -> Iterator[SimpleNamespace]:
    for record in rows(found):
        yield SimpleNamespace(
            id=record.id,
            title=record.title or record.file or record.id,
            who=record.who,
            made=in_words(record.at[:10], lang),
            rows_in=record.rows_in,
            accepted=record.accepted,
            rejected=record.rejected,
            added=added_words(json.loads(record.added or "{}"), lang),
            undone=record.undone_at and in_words(record.undone_at[:10], lang),
        )
