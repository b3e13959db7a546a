"""What a look at a file leaves to take along: the report, the table of issues, their places, the mapping, the rejected rows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import FileResponse

from geo.errors import NotFoundError
from geo.exchange.understand.mapping_file import ENDING, mapping_text
from server.geojson import MEDIA_TYPE
from server.imports.jobs import ImportJob
from server.imports.state import Outcome
from server.pages.import_list import imports_of
from server.rights import require_planner

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["router"]

router = APIRouter(dependencies=[Depends(require_planner)])
_HEADERS = {"Cache-Control": "private, no-store"}


@router.get("/imports/{job_id}/report.json")
def report(request: Request, job_id: str) -> Response:
    """Return the report as `geo.exchange.report.as_json` has it."""
    return _file(request, job_id, lambda job: job.folder.report, "application/json", "report.json")


@router.get("/imports/{job_id}/issues.csv")
def table(request: Request, job_id: str) -> Response:
    """Return all issues as a table."""
    return _file(request, job_id, lambda job: job.folder.table, "text/csv; charset=utf-8", "issues.csv")


@router.get("/imports/{job_id}/points.geojson")
def points(request: Request, job_id: str) -> Response:
    """Return the places of all issues."""
    return _file(request, job_id, lambda job: job.folder.points, MEDIA_TYPE, "issues.geojson")


@router.get("/imports/{job_id}/mapping.yml")
def mapping(request: Request, job_id: str) -> Response:
    """Return the mapping by which the file was read, as `mirasmap import --map` takes it."""
    _job, outcome = _checked(request, job_id)
    headers = _HEADERS | {"Content-Disposition": _attachment(f"{outcome.file}{ENDING}")}
    return Response(mapping_text(outcome.mapping), media_type="application/yaml; charset=utf-8", headers=headers)


@router.get("/imports/{job_id}/rejected")
def rejected(request: Request, job_id: str) -> Response:
    """Return the rejected rows as they stand in the file, to be mended and imported again."""
    job, outcome = _checked(request, job_id)
    if outcome.rejected_file is None:
        msg = "file of rejected rows"
        raise NotFoundError(msg, job_id)
    path = job.folder.rejected / outcome.rejected_file
    return FileResponse(
        path,
        media_type="application/octet-stream",
        headers=_HEADERS | {"Content-Disposition": _attachment(outcome.rejected_file)},
    )


def _file(
    request: Request, job_id: str, path_of: Callable[[ImportJob], Path], media_type: str, ending: str
) -> Response:
    job, outcome = _checked(request, job_id)
    headers = _HEADERS | {"Content-Disposition": _attachment(f"{outcome.file}.{ending}")}
    return FileResponse(path_of(job), media_type=media_type, headers=headers)


def _checked(request: Request, job_id: str) -> tuple[ImportJob, Outcome]:
    """Return an import and what the last look at it has found.

    Raises
    ------
    NotFoundError
        If there is none, or nobody has looked at it yet.
    """
    job = imports_of(request).get(job_id)
    outcome = job.folder.outcome()
    if outcome is None:
        msg = "report"
        raise NotFoundError(msg, job_id)
    return job, outcome


def _attachment(name: str) -> str:
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_").replace("\\", "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
