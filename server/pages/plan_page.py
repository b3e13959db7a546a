"""The page of a finished plan, and its files: JSON, GeoJSON, GPX, and the mission that it answers."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
from fastapi import APIRouter, Depends, Request, Response

from geo.visits.plan import Plan
from geo.visits.plan_exports import plan_geojson, plan_gpx
from geo.visits.plan_file import plan_bytes
from geo.visits.plan_notes import NO_CLEARANCE
from maps.names import Name, leading_names
from server.geojson import MEDIA_TYPE, harmless
from server.jobs.jobs import Job, Jobs
from server.jobs.state import Phase
from server.language import reader_language
from server.pages.left_out import unknown_words
from server.pages.mapping import plan_map
from server.pages.mission_yaml import yaml_file
from server.pages.plan_notes import notes_in
from server.pages.plan_view import day_views, left_out_groups
from server.pages.plan_words import PlanWords
from server.pages.render import chosen_style, private, render
from server.resources import Reading, Resources
from server.rights import require_planner

__all__ = ["plan_names", "plan_page", "router"]

router = APIRouter(dependencies=[Depends(require_planner)])


def plan_page(request: Request, reading: Resources, job: Job) -> Response:
    """Return the page of a plan."""
    lang = reader_language(request, reading.settings.language)
    plan = job.folder.plan()
    names = plan_names(reading, plan, lang)
    words = PlanWords(plan, names, lang)
    drawn = plan_map(reading, plan, lang, chosen_style(request))
    days = day_views(plan, words)
    others = [other for other in _jobs(request).all() if other.id != job.id and other.folder.has_plan]
    than = request.query_params.get("than")
    (clearance, _lang), *_more = notes_in(lang, (NO_CLEARANCE,), names)
    answer = render(
        request,
        "plan.html",
        policy=None if drawn is None else drawn.policy,
        problems=unknown_words(request, "add", "than"),
        map=drawn,
        job=job,
        plan=plan,
        words=words,
        days=days,
        left=left_out_groups(plan, words, names, request.query_params.get("add")),
        conflicts=[words.reason(conflict) for conflict in plan.conflicts],
        names=names,
        stopped=job.state.phase is Phase.STOPPED,
        others=others,
        than=than if than in {other.id for other in others} else None,
        percent=_percent(plan),
        notes=[note for note in notes_in(lang, plan.notes, names) if note.text != clearance],
        clearance=clearance,
        buffer=plan.mission.get("rules", {}).get("buffer_minutes", 0),
    )
    return private(answer)


def plan_names(reading: Resources, plan: Plan, lang: str) -> dict[str, Name]:
    """Return the first name of every site that a plan speaks of, by id."""
    return leading_names(reading.store.names(sorted({*plan.candidates, *plan.visited})), lang)


@router.get("/plans/{job_id}.json")
def plan_json(request: Request, job_id: str) -> Response:
    """Return the plan as `mirasmap plan` writes it."""
    plan = _plan(request, job_id)
    return _file(plan_bytes(plan), "application/json", f"plan-{plan.hash[:12]}.json")


@router.get("/plans/{job_id}.geojson")
def plan_as_geojson(request: Request, job_id: str, reading: Reading) -> Response:
    """Return stops, legs and bases as GeoJSON."""
    return _exported(request, job_id, reading, _geojson, (MEDIA_TYPE, "geojson"))


@router.get("/plans/{job_id}.gpx")
def plan_as_gpx(request: Request, job_id: str, reading: Reading) -> Response:
    """Return a waypoint a stop and a track a day, for a receiver."""
    return _exported(request, job_id, reading, _gpx, ("application/gpx+xml", "gpx"))


@router.get("/plans/{job_id}.yml")
def plan_mission(request: Request, job_id: str) -> Response:
    """Return the mission as a file."""
    return yaml_file(_jobs(request).get(job_id).folder.mission())


def _geojson(plan: Plan, names: pd.DataFrame) -> bytes:
    return harmless(plan_geojson(plan, names=names))


def _gpx(plan: Plan, names: pd.DataFrame) -> bytes:
    return plan_gpx(plan, names=names)


def _exported(
    request: Request,
    job_id: str,
    reading: Resources,
    write: Callable[[Plan, pd.DataFrame], bytes],
    kind: tuple[str, str],
) -> Response:
    lang = reader_language(request, reading.settings.language)
    plan = _plan(request, job_id)
    named = plan_names(reading, plan, lang)
    names = pd.DataFrame({"site_id": list(named), "text": [name.text for name in named.values()]}, dtype="str")
    return _file(write(plan, names), kind[0], f"plan-{plan.hash[:12]}.{kind[1]}")


def _file(content: bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(content, media_type=media_type, headers=headers)


def _plan(request: Request, job_id: str) -> Plan:
    return _jobs(request).get(job_id).folder.plan()


def _percent(plan: Plan) -> int | None:
    """Return how much of what no plan could exceed is reached, rounded down; None where nothing can be reached."""
    bound = plan.objective.bound
    return 100 * plan.objective.priority // bound if bound > 0 else None


def _jobs(request: Request) -> Jobs:
    jobs: Jobs = request.app.state.jobs
    return jobs
