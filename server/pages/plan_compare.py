"""Two plans side by side: `/plans/compare?a=…&b=…`."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pandas as pd
from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import RedirectResponse

from geo.visits.plan import Plan
from geo.visits.what_if import CHANGES, Comparison, compare_plans
from maps.dates import in_words
from maps.i18n import distance_km, joined, number, translations
from maps.names import Name
from server.jobs.jobs import Jobs
from server.language import reader_language
from server.pages.frames import rows
from server.pages.left_out import unknown_words
from server.pages.plan_page import plan_names
from server.pages.plan_words import PlanWords
from server.pages.render import private, render
from server.resources import Reading
from server.rights import require_planner

__all__ = ["router"]

router = APIRouter(dependencies=[Depends(require_planner)])


@router.get("/plans/compare")
def compare_page(request: Request, reading: Reading) -> Response:
    """Return what is different between two plans, and what each comes to."""
    jobs: Jobs = request.app.state.jobs
    asked = [request.query_params.get(name, "") for name in ("a", "b")]
    if not all(asked):
        return RedirectResponse("/plans")
    a, b = (jobs.get(job_id).folder.plan() for job_id in asked)
    lang = reader_language(request, reading.settings.language)
    names = plan_names(reading, a, lang) | plan_names(reading, b, lang)
    words = (PlanWords(a, names, lang), PlanWords(b, names, lang))
    comparison = compare_plans(a, b)
    answer = render(
        request,
        "plan_compare.html",
        problems=unknown_words(request, "a", "b"),
        sides=[SimpleNamespace(id=job_id, title=plan.title) for job_id, plan in zip(asked, (a, b), strict=True)],
        totals=_totals(comparison, words[0], lang),
        groups=_groups(comparison, words, names, lang),
        n_same=int((comparison.sites["change"] == "same").sum()),
        is_same=comparison.is_same and _as_a_whole(a, b),
    )
    return private(answer)


def _as_a_whole(a: Plan, b: Plan) -> bool:
    return a.objective == b.objective


def _totals(comparison: Comparison, words: PlanWords, lang: str) -> list[SimpleNamespace]:
    """Return a row a measure: what it is called, both values, and the difference with its sign."""
    _ = translations(lang).gettext
    labels = {
        "sites": _("Sites"),
        "must": _("Must-sees"),
        "priority": _("Worth"),
        "bound": _("What no plan could exceed"),
        "hours": _("Working hours of all teams"),
        "driving_hours": _("Driving"),
        "km": _("On the way"),
        "days": _("Days on which somebody drives"),
        "shifts": _("Days of a team"),
    }

    def shown(measure: str, value: float) -> str:
        if measure.endswith("hours"):
            return words.duration(3600 * value)
        return distance_km(value, lang) if measure == "km" else number(value, lang)

    def signed(measure: str, value: float) -> str:
        return ("+" if value > 0 else "−" if value < 0 else "±") + shown(measure, abs(value))

    return [
        SimpleNamespace(
            label=labels.get(row.measure, row.measure),
            a=shown(row.measure, row.a),
            b=shown(row.measure, row.b),
            difference=signed(row.measure, row.difference),
        )
        for row in rows(comparison.totals)
    ]


def _groups(
    comparison: Comparison, words: tuple[PlanWords, PlanWords], names: dict[str, Name], lang: str
) -> list[SimpleNamespace]:
    """Return the sites that differ, by what is different."""
    _ = translations(lang).gettext
    labels = {
        "only_a": _("Only in the first"),
        "only_b": _("Only in the second"),
        "day": _("On another day"),
        "team": _("With another team"),
        "time": _("At another time"),
    }
    groups = []
    for change in CHANGES:
        found = rows(comparison.sites[comparison.sites["change"] == change])
        if change in labels and found:
            sites = [
                SimpleNamespace(
                    id=row.site_id,
                    name=names.get(row.site_id, Name(row.site_id, "und")),
                    a=_when(row.begin_a, row.team_a, words[0], lang),
                    b=_when(row.begin_b, row.team_b, words[1], lang),
                )
                for row in found
            ]
            groups.append(SimpleNamespace(label=labels[change], sites=sites))
    return groups


def _when(begin: Any, team: str | None, words: PlanWords, lang: str) -> str:  # noqa: ANN401 (a moment of a frame, or none)
    """Return when and with whom a site is visited; empty if it is not."""
    if not isinstance(begin, datetime) or pd.isna(begin):
        return ""
    return joined((in_words(begin.date().isoformat(), lang), f"{begin:%H:%M}", words.team(team or "")), lang)
