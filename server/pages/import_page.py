"""One file that is imported: `/imports/ID`, from the check over the mapping to what was written."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
import pandas as pd
from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import RedirectResponse

from geo.exchange.report.issue_codes import CODES
from geo.vocabularies import Perspective
from maps.dates import in_words
from maps.words import label
from server.geojson import harmless
from server.imports.jobs import ImportJob
from server.imports.state import ImportState, Outcome, Task
from server.jobs.state import Phase
from server.language import reader_language
from server.pages.frames import rows
from server.pages.import_constants import constant_groups
from server.pages.import_details import change_words, detail_words, reason_words, system_words
from server.pages.import_form import EMPTIED, NEW_SOURCE, OTHER_CRS, mapping_of, open_questions
from server.pages.import_issues import ALL, IssueTable, by_severity
from server.pages.import_list import imports_of, undone_day, user_name
from server.pages.import_words import (
    ENCODINGS,
    added_words,
    field_groups,
    field_label,
    mend_words,
    severity_words,
    size_words,
    state_words,
    title_words,
    word_choices,
)
from server.pages.left_out import chosen, page_number, unknown_words
from server.pages.mapping import MapPieces, import_map
from server.pages.render import chosen_style, private, render
from server.posted import Posted
from server.resources import Reading, Resources
from server.rights import require_planner, require_writer

if TYPE_CHECKING:
    pass

__all__ = ["router"]

router = APIRouter(dependencies=[Depends(require_planner)])
_SECONDS = 3
"""After which a page without scripts looks again."""
_MOST_COLUMNS = 200
_LONGEST_WHO = 200


@router.get("/imports/{job_id}/state")
def import_state(request: Request, job_id: str, reading: Reading) -> Response:
    """Return where an import stands, for the page that shows how it comes on."""
    state = imports_of(request).get(job_id).state
    body = {
        "state": state.phase,
        "done": state.done,
        "total": state.total,
        "message": state_words(state, reader_language(request, reading.settings.language)),
        "best": None,
    }
    return Response(
        harmless(orjson.dumps(body)), media_type="application/json", headers={"Cache-Control": "private, no-store"}
    )


@router.get("/imports/{job_id}")
def one_import(request: Request, job_id: str, reading: Reading) -> Response:
    """Return the page of a file; while it is worked on, how far that is."""
    job = imports_of(request).get(job_id)
    outcome = job.folder.outcome()
    if job.state.task is Task.UNDO and job.state.phase is Phase.DONE:
        return RedirectResponse("/import#imported", HTTPStatus.SEE_OTHER)
    if not job.state.phase.is_open and outcome is not None:
        return _file_page(request, reading, job, outcome)
    lang = reader_language(request, reading.settings.language)
    return private(
        render(
            request,
            "import_progress.html",
            problems=unknown_words(request, "kind", "page"),
            job=job,
            state=job.state,
            said=state_words(job.state, lang),
            seconds=_SECONDS,
            sentences=(job.state.message or "").splitlines(),
        )
    )


@router.post("/imports/{job_id}/check", dependencies=[Depends(require_writer)])
def check_again(request: Request, job_id: str, form: Posted) -> Response:
    """Check a file again, with the mapping that the form says."""
    imports = imports_of(request)
    job = imports.get(job_id)
    outcome = job.folder.outcome()
    if job.state.task is Task.UNDO:
        imports.again(job_id, None, task=Task.UNDO)
    elif form.get("do") == "afresh" or outcome is None:
        imports.again(job_id, None)
    elif _is_of_now(form, job.state):
        imports.again(job_id, mapping_of(form, outcome, job.folder.asked()))
    return RedirectResponse(f"/imports/{job_id}", HTTPStatus.SEE_OTHER)


@router.post("/imports/{job_id}/write", dependencies=[Depends(require_writer)])
def write(request: Request, job_id: str, form: Posted) -> Response:
    """Write the accepted rows of a file into the store."""
    imports = imports_of(request)
    job = imports.get(job_id)
    outcome = job.folder.outcome()
    if outcome is not None and not outcome.written and _is_of_now(form, job.state):
        imports.again(
            job_id,
            job.folder.asked(),
            task=Task.WRITE,
            accept_warnings=form.get("warnings") == "yes",
            who=form.get("who", "").strip()[:_LONGEST_WHO],
        )
    return RedirectResponse(f"/imports/{job_id}", HTTPStatus.SEE_OTHER)


@router.post("/imports/{job_id}/stop", dependencies=[Depends(require_writer)])
def stop(request: Request, job_id: str, _form: Posted) -> Response:
    """End the work on a file; nothing is written."""
    imports_of(request).stop(job_id)
    return RedirectResponse(f"/imports/{job_id}", HTTPStatus.SEE_OTHER)


@router.post("/imports/{job_id}/delete", dependencies=[Depends(require_writer)])
def delete(request: Request, job_id: str, _form: Posted) -> Response:
    """Remove a file with its reports; what was written stays."""
    imports_of(request).delete(job_id)
    return RedirectResponse("/import", HTTPStatus.SEE_OTHER)


@router.post("/imports/{job_id}/forget", dependencies=[Depends(require_writer)])
def forget(request: Request, job_id: str, _form: Posted) -> Response:
    """Forget the mapping of the headings of a file, and check the file without it."""
    imports = imports_of(request)
    outcome = imports.get(job_id).folder.outcome()
    if outcome is not None:
        imports.memory.forget(outcome.key)
        if not outcome.written:
            imports.again(job_id, None)
    return RedirectResponse(f"/imports/{job_id}", HTTPStatus.SEE_OTHER)


def _is_of_now(form: Posted, state: ImportState) -> bool:
    """Tell whether the form was made for the last look at the file, not for one before it."""
    return form.get("turn") == str(state.turn)


def _file_page(request: Request, reading: Resources, job: ImportJob, outcome: Outcome) -> Response:
    lang = reader_language(request, reading.settings.language)
    kind, problems = chosen(request, "kind", [ALL, *(found.code for found in outcome.kinds)])
    wanted, wrong_page = page_number(request)
    table = IssueTable.read(job.folder.listed, kind)
    page = min(wanted, table.pages)
    drawn = _map(request, reading, job, table, lang)
    undone = undone_day(reading, outcome.import_id)
    answer = render(
        request,
        "import_file.html",
        policy=None if drawn is None else drawn.policy,
        problems=[*problems, *wrong_page, *unknown_words(request, "kind", "page")],
        job=job,
        state=job.state,
        said=state_words(job.state, lang),
        failed=job.state.phase in (Phase.FAILED, Phase.STOPPED),
        sentences=(job.state.message or "").splitlines(),
        outcome=outcome,
        size=size_words(outcome.n_bytes, lang),
        mapping=job.folder.asked() or outcome.mapping.model_copy(update={"columns": {}}),
        questions=[] if outcome.written else open_questions(outcome, lang),
        kind=kind,
        kinds=[
            (found, CODES[found.code].severity, title_words(found.code, lang)) for found in by_severity(outcome.kinds)
        ],
        mend=None if kind in (None, ALL) else mend_words(kind, lang),
        severity=severity_words(lang),
        titles={found.code: title_words(found.code, lang) for found in outcome.kinds},
        issues=table.page(page),
        n_issues=len(table),
        page=page,
        pages=table.pages,
        map=drawn,
        who=user_name() if reading.settings.token is None else "",
        field_name=lambda field: _field_name(field, lang),
        detail_of=lambda issue: detail_words(issue, lang),
        is_mended=lambda code: CODES[code].mended,
        change_of=lambda text: change_words(text, lang),
        reasons_of=lambda column: reason_words(column.reasons, lang),
        **({} if outcome.written else _choices(reading, job, outcome, lang)),
        added=added_words(outcome.added, lang),
        on_map=_on_map(outcome),
        undone=undone and in_words(undone, lang),
        remembered=outcome.remembered and in_words(outcome.remembered.on, lang),
    )
    return private(answer)


def _choices(reading: Resources, job: ImportJob, outcome: Outcome, lang: str) -> dict[str, Any]:
    """Return what the form of the mapping offers."""
    sources = reading.store.sources()
    words = (*outcome.words, *outcome.districts)
    districts = sorted(reading.districts(lang).items(), key=lambda one: one[1].casefold())
    return {
        "groups": field_groups(lang),
        "n_columns": min(len(outcome.columns), _MOST_COLUMNS),
        "known_targets": {target for group in field_groups(lang) for target, _label in group.choices},
        "label_of": lambda target: field_label(target, lang),
        "words": words,
        "choices": {field: districts if field == "district" else word_choices(field, lang) for field in {word.field for word in words}},
        "constants": constant_groups({column.target for column in outcome.columns}, (job.folder.asked() or outcome.mapping).constants, districts, lang),
        "sources": sorted(zip(sources["id"], sources["title"], strict=True), key=lambda one: one[1].casefold()),
        "perspectives": [(str(each), label(Perspective, each, lang)) for each in Perspective],
        "encodings": tuple(dict.fromkeys([*filter(None, (outcome.mapping.encoding, outcome.encoding_other)), *ENCODINGS])),
        "fits": [fit.model_copy(update={"title": system_words(fit.title, lang)}) for fit in outcome.fits if not fit.swapped],
        "new_source": NEW_SOURCE,
        "other_crs": OTHER_CRS,
        "emptied": EMPTIED,
    }  # fmt: skip


def _field_name(field: str | None, lang: str) -> str:
    """Return what a field at fault is called; a heading of the file as it stands."""
    if field is None:
        return ""
    known = {"geometry", "name", *(target for group in field_groups(lang) for target, _label in group.choices)}
    return field_label(field, lang) if field in known else field


def _map(request: Request, reading: Resources, job: ImportJob, table: IssueTable, lang: str) -> MapPieces | None:
    """Return the map of the problems; None where neither a problem nor a row has a place."""
    points = table.points()
    accepted = np.load(job.folder.accepted)
    if points.empty and not len(accepted):
        return None
    titles = {code: title_words(code, lang).text for code in set(points["code"])}
    said = [str(detail_words(issue, lang)) for issue in rows(points)]
    fields = [_field_name(field, lang) for field in points["field"].astype(object).where(points["field"].notna(), None)]
    points = points.assign(message=pd.Series(said, index=points.index, dtype="str"), field=fields)
    return import_map(reading, points, accepted, titles, lang, chosen_style(request))


def _on_map(outcome: Outcome) -> str | None:
    """Return the address of the map of what came in; None where nothing with a place did."""
    if not outcome.added.get("sites"):
        return None
    if outcome.ids:
        return f"/?ids={','.join(outcome.ids)}"
    return None if outcome.bounds is None else f"/?bbox={','.join(f'{edge:.4f}' for edge in _widened(outcome.bounds))}"


def _widened(bounds: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    west, south, east, north = bounds
    return max(west - 0.001, -180.0), max(south - 0.001, -90.0), min(east + 0.001, 180.0), min(north + 0.001, 90.0)
