"""Two plans side by side: `/plans/compare?a=…&b=…`."""

from __future__ import annotations

from types import SimpleNamespace

from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import RedirectResponse

from geo.visits.plan import Plan
from maps.names import Name
from server.jobs.jobs import Job, Jobs
from server.language import reader_language
from server.pages.left_out import unknown_words
from server.pages.plan_page import plan_names
from server.pages.plan_words import PlanWords
from server.pages.render import render
from server.resources import Reading
from server.rights import require_planner

__all__ = ["router"]

router = APIRouter(dependencies=[Depends(require_planner)])


@router.get("/plans/compare")
def compare_page(request: Request, reading: Reading) -> Response:
    """Return what two plans have in common and what not."""
    jobs: Jobs = request.app.state.jobs
    asked = [request.query_params.get(name, "") for name in ("a", "b")]
    if not all(asked):
        return RedirectResponse("/plans")
    pair = [jobs.get(job_id) for job_id in asked]
    lang = reader_language(request, reading.settings.language)
    plans = [job.folder.plan() for job in pair]
    names = {site: name for plan in plans for site, name in plan_names(reading, plan, lang).items()}
    first, second = (set(plan.visited) for plan in plans)
    return render(
        request,
        "plan_compare.html",
        problems=unknown_words(request, "a", "b"),
        sides=[_side(job, plan, names, lang) for job, plan in zip(pair, plans, strict=True)],
        both=_named(first & second, names),
        only=[_named(first - second, names), _named(second - first, names)],
        moved=_moved(plans, names),
        same=plans[0].hash == plans[1].hash,
    )


def _side(job: Job, plan: Plan, names: dict[str, Name], lang: str) -> SimpleNamespace:
    words, objective = PlanWords(plan, names, lang), plan.objective
    return SimpleNamespace(
        id=job.id,
        title=plan.title,
        n_sites=len(plan.visited),
        priority=objective.priority,
        bound=objective.bound,
        must=objective.must,
        must_of=objective.must_of,
        drive=words.duration(objective.drive_seconds),
        km=objective.km,
        shifts=objective.shifts,
    )


def _named(ids: set[str], names: dict[str, Name]) -> list[tuple[str, Name]]:
    found = [(site, names.get(site, Name(site, "und"))) for site in ids]
    return sorted(found, key=lambda each: each[1].text.casefold())


def _moved(plans: list[Plan], names: dict[str, Name]) -> list[SimpleNamespace]:
    """Return the sites that both visit, but on another day."""
    days = [
        {item.site_id: day.date for day in plan.days for item in day.items if item.kind == "stop"} for plan in plans
    ]
    return [
        SimpleNamespace(id=site, name=name, days=[of[site].isoformat() for of in days])
        for site, name in _named(set(days[0]) & set(days[1]), names)
        if days[0][site] != days[1][site]
    ]
