"""Planned visits: `/plans`, one of them while it is made and afterwards, and what can be done with it."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from types import SimpleNamespace

import orjson
from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import RedirectResponse

from geo.visits.mission import Mission
from maps.dates import in_words
from maps.i18n import number, translations
from maps.names import Name, leading_names
from server.geojson import harmless
from server.jobs.jobs import KEPT_DAYS, MOST_JOBS, Job, Jobs
from server.language import reader_language
from server.pages.left_out import unknown_words
from server.pages.plan_page import plan_page
from server.pages.plan_states import state_words
from server.pages.plan_words import team_labels
from server.pages.render import private, render
from server.posted import Posted
from server.resources import Reading, Resources
from server.rights import require_planner, require_writer

__all__ = ["router"]

router = APIRouter(dependencies=[Depends(require_planner)])
_SECONDS = 3
"""After which a page without scripts looks again."""


def _jobs(request: Request) -> Jobs:
    jobs: Jobs = request.app.state.jobs
    return jobs


@router.get("/plans")
def plans_page(request: Request, reading: Reading) -> Response:
    """Return the list of plans, newest first."""
    lang = reader_language(request, reading.settings.language)
    jobs = _jobs(request).all()
    plans = [
        SimpleNamespace(
            id=job.id,
            state=job.state,
            said=state_words(job.state, lang),
            made=in_words(job.state.created.date().isoformat(), lang),
            at=f"{job.state.created.astimezone():%H:%M}",
            has_plan=job.folder.has_plan,
        )
        for job in jobs
    ]
    return private(render(request, "plans.html", plans=plans, most=MOST_JOBS, days=KEPT_DAYS))


@router.get("/plans/{job_id}/state")
def plan_state(request: Request, job_id: str, reading: Reading) -> Response:
    """Return where a plan stands, for the page that shows how it comes on."""
    job = _jobs(request).get(job_id)
    lang = reader_language(request, reading.settings.language)
    body = {
        "state": job.state.phase,
        "done": job.state.measure[0],
        "total": job.state.measure[1],
        "priority": job.state.priority,
        "message": state_words(job.state, lang),
        "best": _best_words(job, lang) or None,
        "days": [vars(day) for day in _best(job, reading, lang)],
    }
    return Response(
        harmless(orjson.dumps(body)), media_type="application/json", headers={"Cache-Control": "private, no-store"}
    )


@router.get("/plans/{job_id}")
def one_plan(request: Request, job_id: str, reading: Reading) -> Response:
    """Return a plan; while it is made, how far that is."""
    job = _jobs(request).get(job_id)
    if job.folder.has_plan and not job.state.phase.is_open:
        return plan_page(request, reading, job)
    lang = reader_language(request, reading.settings.language)
    answer = render(
        request,
        "plan_progress.html",
        problems=unknown_words(request, "add", "than"),
        job=job,
        state=job.state,
        said=state_words(job.state, lang),
        best=_best(job, reading, lang),
        best_words=_best_words(job, lang),
        seconds=_SECONDS,
        sentences=(job.state.message or "").splitlines(),
    )
    return private(answer)


@router.post("/plans/{job_id}/stop", dependencies=[Depends(require_writer)])
def stop_plan(request: Request, job_id: str, _form: Posted) -> Response:
    """End the planning with the best plan so far."""
    _jobs(request).stop(job_id)
    return RedirectResponse(f"/plans/{job_id}", HTTPStatus.SEE_OTHER)


@router.post("/plans/{job_id}/delete", dependencies=[Depends(require_writer)])
def delete_plan(request: Request, job_id: str, _form: Posted) -> Response:
    """Remove a plan."""
    _jobs(request).delete(job_id)
    return RedirectResponse("/plans", HTTPStatus.SEE_OTHER)


@router.post("/plans/{job_id}/again", dependencies=[Depends(require_writer)])
def plan_again(request: Request, job_id: str, form: Posted, reading: Reading) -> Response:
    """Plan the same mission once more, with another site as a must-see if one is named."""
    jobs = _jobs(request)
    mission = jobs.get(job_id).folder.mission()
    must = form.get("must", "")
    if must:
        lang = reader_language(request, reading.settings.language)
        mission = _with_must(mission, reading.store.site(must).id, _names(reading, [must], lang), lang)
    job = jobs.create(mission)
    return RedirectResponse(f"/plans/{job.id}?than={job_id}", HTTPStatus.SEE_OTHER)


def _with_must(mission: Mission, site_id: str, names: dict[str, Name], lang: str) -> Mission:
    name = names[site_id].text if site_id in names else site_id
    added = translations(lang).gettext("%(title)s, with %(site)s") % {"title": mission.title, "site": name}
    return mission.model_copy(update={"must": (*mission.must, site_id), "title": added[:200]})


def _best_words(job: Job, lang: str) -> str:
    best = job.folder.best()
    if best is None:
        return ""
    text = translations(lang).ngettext(
        "The best so far visits %(n)s site, worth %(priority)s.",
        "The best so far visits %(n)s sites, worth %(priority)s.",
        best.n_sites,
    )
    return text % {"n": number(best.n_sites, lang), "priority": number(best.priority, lang)}


def _best(job: Job, reading: Resources, lang: str) -> list[SimpleNamespace]:
    """Return the best plan so far, a team and day each, with names."""
    best = job.folder.best()
    if best is None:
        return []
    names = _names(reading, [site for day in best.days for site in day.sites], lang)
    labels = team_labels(job.folder.mission().model_dump(mode="json"), lang)
    return [
        SimpleNamespace(
            date=day.date.isoformat(),
            team=day.team,
            team_label=labels.get(day.team, day.team),
            sites=[vars(names.get(site, Name(site, "und"))) | {"id": site} for site in day.sites],
        )
        for day in best.days
    ]


def _names(reading: Resources, ids: Iterable[str], lang: str) -> dict[str, Name]:
    return leading_names(reading.store.names(sorted(set(ids))), lang)
