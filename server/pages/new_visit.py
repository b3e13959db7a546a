"""A new visit: `/visits/new`, from the form to a job; and the schema of mission files, `/mission.schema.json`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.responses import RedirectResponse

from geo.errors import MissionError, Problem
from geo.questions.site_filter import Question
from geo.visits.mission import Mission
from geo.visits.mission_file import mission_from, mission_schema, parse_mission
from server.answers import today
from server.asking import page_question, question_of_text
from server.errors import ForbiddenError
from server.jobs.jobs import Jobs
from server.language import reader_language
from server.pages.filters import address, chosen_parts
from server.pages.mapping import candidates_map
from server.pages.mission_form import BASES, TEAMS, draft, first_form
from server.pages.mission_problems import FieldError, field_errors
from server.pages.mission_yaml import yaml_file
from server.pages.plan_words import prayer_labels
from server.pages.render import chosen_style, render
from server.pages.visit_ground import Ground
from server.posted import Form, Posted
from server.query import LangQuery
from server.resources import Reading, Resources
from server.rights import refusal, require_writer

__all__ = ["router"]

router = APIRouter()
_MOST_MUST = 1000
_NO_FILES = "a mission on this page can name no files; put the closures into the store, or plan on the command line"


@router.get("/visits/new")
def new_visit_page(
    request: Request, question: Annotated[Question, Depends(page_question("must"))], reading: Reading
) -> Response:
    """Return the form for a visit to the sites of a question, with sensible values."""
    lang = reader_language(request, reading.settings.language)
    ground = Ground(reading, _unordered(question), lang)
    must = request.query_params.get("must", "").split(",")[:_MOST_MUST]
    form = first_form(ground, lang, must=must, today=today())
    return _form_page(request, reading, ground, form, problems=question.problems)


@router.post("/visits/new", dependencies=[Depends(require_writer)])
def take_visit(request: Request, form: Posted, reading: Reading) -> Response:
    """Plan what the form says, or show it again with what is wrong."""
    lang = reader_language(request, reading.settings.language)
    if form.get("do") == "paste":
        return _take_file(request, form, reading, lang)
    ground = Ground(reading, _unordered(question_of_text(reading, form.get("where", ""))), lang)
    drafted = draft(form, ground, lang)
    errors = [FieldError(name, text) for name, text in drafted.errors]
    mission: Mission | None = None
    try:
        mission = mission_from(drafted.data, name="form")
    except MissionError as error:
        known = {each.field for each in errors}
        errors += [each for each in field_errors(error.problems, drafted) if each.field not in known]
    if errors or mission is None:
        return _form_page(request, reading, ground, form, errors=errors)
    if form.get("do") == "yaml":
        return yaml_file(mission)
    try:
        return _begin(request, mission)
    except ForbiddenError as error:
        return _form_page(request, reading, ground, form, errors=[FieldError("", f"{error}.", "en")])


@router.get("/mission.schema.json")
def schema(_query: Annotated[LangQuery, Query()]) -> Response:
    """Return the JSON Schema of mission files."""
    body = orjson.dumps(mission_schema(), option=orjson.OPT_INDENT_2)
    return Response(body, media_type="application/schema+json", headers={"Cache-Control": "no-cache"})


def _take_file(request: Request, form: Form, reading: Resources, lang: str) -> Response:
    text = form.get("mission_file", "")
    try:
        mission = parse_mission(text, name="mission")
        if mission.closures:  # they would be files of this machine
            raise MissionError([Problem("mission", _NO_FILES, field="closures")])
        return _begin(request, mission)
    except MissionError as error:
        errors = [FieldError("mission_file", f"{problem}.", "en") for problem in error.problems]
    except ForbiddenError as error:
        errors = [FieldError("mission_file", f"{error}.", "en")]
    ground = Ground(reading, Question(), lang)
    return _form_page(request, reading, ground, first_form(ground, lang, must=[], today=today()), errors, pasted=text)


def _begin(request: Request, mission: Mission) -> Response:
    jobs: Jobs = request.app.state.jobs
    job = jobs.create(mission)
    return RedirectResponse(f"/plans/{job.id}", HTTPStatus.SEE_OTHER)


def _form_page(
    request: Request,
    reading: Resources,
    ground: Ground,
    form: Form,
    errors: Sequence[FieldError] = (),
    *,
    pasted: str | None = None,
    problems: Any = (),  # noqa: ANN401 (as `render` takes them)
) -> Response:
    lang = reader_language(request, reading.settings.language)
    wrong: dict[str, list[FieldError]] = {}
    for error in errors:
        wrong.setdefault(error.field, []).append(error)
    question = ground.question
    drawn = candidates_map(reading, question.where, question.bbox, lang, chosen_style(request))
    return render(
        request,
        "new_visit.html",
        policy=drawn.policy,
        map=drawn,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK,
        problems=problems,
        ground=ground,
        form=form,
        errors=errors,
        wrong=wrong,
        pasted=pasted,
        chosen=chosen_parts(question, reading, lang) if question != Question() else [],
        on_map=address("/", question),
        in_table=address("/sites", question),
        refusal=refusal(request),
        has_token=reading.settings.token is not None,
        base_slots=BASES,
        more_bases=any(form.get(f"base_{slot}_{part}") for slot in BASES[2:] for part in ("place", "lon", "lat")),
        more_teams=any(str(slot) in form.all("team") for slot in TEAMS[2:]),
        team_slots=TEAMS,
        prayers=list(prayer_labels(lang).items()),
    )


def _unordered(question: Question) -> Question:
    """Return the question without what only a table needs."""
    return replace(question, sort=None, order=None)
