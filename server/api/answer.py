"""What a question finds, in figures: `/answer`; counted by two things at once, for charts: `/cross`."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
import pandas as pd
from fastapi import APIRouter, Depends, Request, Response

from geo.clusters.pyramid import GRADES
from geo.edtf import months_before, year_of
from geo.questions.matching import reference_day
from geo.questions.site_filter import Question
from geo.questions.urgency import NEVER
from server.api.asked import answered
from server.asking import question_of_map
from server.errors import RequestError
from server.language import reader_language
from server.map_answers import MapAnswer, map_answers
from server.resources import Reading

__all__ = ["router"]

router = APIRouter()
_NONE = "none"
_GRADES = (*reversed([grade for grade in GRADES if grade >= 0]), -1)
"""Worst first, silence last."""
_AGE_MONTHS = (12, 24, 60, 120)
_AGES = ("within-12", "12-24", "24-60", "60-120", "120-", _NONE)


@router.get("/answer")
def answer(
    request: Request, asked: Annotated[Question, Depends(question_of_map("lang"))], reading: Reading
) -> Response:
    """Return how many sites a question finds, where they lie, and how many each value of each word would give."""
    lang = reader_language(request, reading.settings.language)

    def made() -> dict[str, Any]:
        found = map_answers(reading).ask(asked)
        return {
            "n": len(found.answer),
            "placed": len(found.clustering),
            "counts": found.counts,
            "extent": found.extent,
            "mix": dict(zip(map(_grade, GRADES), found.clustering.mix().tolist(), strict=True)),
        }

    return answered(request, reading, lang, made)


@router.get("/cross")
def cross(
    request: Request, asked: Annotated[Question, Depends(question_of_map("lang", "by"))], reading: Reading
) -> Response:
    """Return the sites that a question finds, counted by `district`, `kind` (with condition), `year` or `age`."""
    by = request.query_params.get("by", "")
    if by not in _TABLES:
        message = f"parameter 'by' must be one of {', '.join(_TABLES)} (found {by[:80]!r})"
        raise RequestError(message, parameter="by")
    lang = reader_language(request, reading.settings.language)

    def made() -> dict[str, Any]:
        columns, rows = _TABLES[by](map_answers(reading).ask(asked), by)
        return {"by": by, "columns": columns, "rows": [{"value": value, "counts": counts} for value, counts in rows]}

    return answered(request, reading, lang, made)


type _Table = tuple[list[str], list[tuple[str, list[int]]]]


def _by_code(found: MapAnswer, by: str) -> _Table:
    """Count by a column of codes and by the grade of condition; values that do not occur are left out."""
    column = found.answer.facets.sites[by].array
    codes, grades = (
        column.codes[found.answer.found],
        found.answer.facets.sites["condition"].to_numpy(np.int64)[found.answer.found],
    )
    width = len(GRADES)
    n_rows = len(column.categories) + 1  # the first is for sites without a value
    counts = np.bincount((codes.astype(np.int64) + 1) * width + grades + 1, minlength=n_rows * width).reshape(-1, width)
    counts = counts[:, [grade + 1 for grade in _GRADES]]
    values = [_NONE, *column.categories]
    rows = [(values[row], counts[row].tolist()) for row in np.flatnonzero(counts.any(axis=1))]
    return [_grade(grade) for grade in _GRADES], rows


def _by_age(found: MapAnswer, _by: str) -> _Table:
    """Count by the age of the newest dated statement."""
    newest = found.answer.facets.sites["newest_day"].to_numpy(np.int64, na_value=NEVER)[found.answer.found]
    day = reference_day(found.answer.question.where, found.answer.today)
    limits = [months_before(day, months) for months in reversed(_AGE_MONTHS)]
    ages = len(_AGE_MONTHS) - np.searchsorted(limits, newest, side="left")
    counts = np.bincount(np.where(newest == NEVER, len(_AGES) - 1, ages), minlength=len(_AGES))
    return ["sites"], [(age, [int(n)]) for age, n in zip(_AGES, counts, strict=True)]


def _by_year(found: MapAnswer, _by: str) -> _Table:
    """Count statements by the year of what they say; what has no date comes last."""
    history = found.of.reading.store.history()
    steps = pd.DataFrame({"site": history["site_id"].array, "n": history["n_statements"].to_numpy(np.int64)})
    before = np.where(steps["site"] == steps["site"].shift(), steps["n"].shift(fill_value=0), 0)
    matching = steps["site"].isin(found.answer.facets.sites["id"].array[found.answer.found]).to_numpy()
    since, added = history["since"].to_numpy(np.int64)[matching], (steps["n"].to_numpy() - before)[matching]
    days, which = np.unique(since, return_inverse=True)
    years = np.array([year_of(int(day)) for day in days], dtype=np.int64)
    totals = pd.Series(np.bincount(which, added, len(days)).astype(np.int64)).groupby(years).sum()
    rows = [(str(year), [int(n)]) for year, n in totals.items() if n > 0]
    today = found.of.reading.store.facets().sites["n_statements"].to_numpy(np.int64)[found.answer.found].sum()
    undated = int(today - added.sum())
    return ["statements"], [*rows, *([(_NONE, [undated])] if undated > 0 else [])]


def _grade(grade: int) -> str:
    return _NONE if grade < 0 else str(grade)


_TABLES = {"district": _by_code, "kind": _by_code, "year": _by_year, "age": _by_age}
