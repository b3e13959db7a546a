"""Rows of the table beside a map of many sites: `/rows`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import pandas as pd
from fastapi import APIRouter, Depends, Request, Response

from geo.questions.site_filter import Question, SiteFilter
from geo.questions.urgency import NEVER
from maps.dates import in_words
from maps.names import shown_names
from maps.site_facts import EPOCH, years
from server.api.asked import answered, box, whole_number
from server.api.details import designations_of
from server.api.marks import marks
from server.asking import question_of_map
from server.errors import RequestError
from server.language import reader_language
from server.map_answers import MapAnswer, map_answers
from server.resources import Reading, Resources

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["router"]

router = APIRouter()
_MOST_ROWS = 200
_MOST_STARTS = 100_000_000
_OWN = ("start", "limit", "view", "only", "find")


@router.get("/rows")
def rows(
    request: Request, asked: Annotated[Question, Depends(question_of_map("lang", *_OWN))], reading: Reading
) -> Response:
    """Return rows of what a question finds in its order, as columns; `view` leaves those in a box, `only` some ids.

    With `find` return instead at which place among them a site stands, -1 where it does not.
    """
    start = whole_number(request, "start", least=0, most=_MOST_STARTS, default=0)
    limit = whole_number(request, "limit", least=1, most=_MOST_ROWS, default=100)
    view, only, sought = box(request, "view"), request.query_params.get("only"), request.query_params.get("find")
    lang = reader_language(request, reading.settings.language)
    if only is not None and only.count(",") >= _MOST_ROWS:
        message = f"parameter 'only' takes at most {_MOST_ROWS} ids"
        raise RequestError(message, parameter="only")

    def made() -> dict[str, Any]:
        if only is not None:
            whole = Question(where=SiteFilter(as_of=asked.where.as_of))
            found = map_answers(reading).ask(whole)
            chosen = found.by_id(only.split(","))
            return {"n": len(chosen)} | _columns(reading, found, chosen, lang)
        found = map_answers(reading).ask(asked)
        chosen = found.in_order(asked, lang)
        if view is not None:
            chosen = chosen[found.inside(view)[chosen]]
        if sought is not None:
            places = np.flatnonzero(np.isin(chosen, found.by_id([sought])))
            return {"n": len(chosen), "rank": int(places[0]) if len(places) else -1}
        return {"n": len(chosen)} | _columns(reading, found, chosen[start : start + limit], lang)

    return answered(request, reading, lang, made)


def _columns(reading: Resources, found: MapAnswer, chosen: NDArray[np.intp], lang: str) -> dict[str, Any]:
    """Return what the table says of some sites; words for their dates stand beside them."""
    facets, where = found.answer.facets, found.answer.question.where
    drawn = marks(found, chosen, lang)
    ids = drawn["id"]
    picked = facets.sites.iloc[chosen]
    whole = reading.store.public_sites(where=SiteFilter(ids=tuple(ids), as_of=where.as_of)).set_index("id").reindex(ids)
    designations = reading.store.designations(ids)
    of_site = {site_id: designations_of(rows) for site_id, rows in designations.groupby("site_id")}
    shown = shown_names(reading.store.names(ids), lang)
    built = whole["built"].fillna("").tolist()
    return {
        "marks": drawn,
        "other": [[other.lang, other.text] if (other := _second(shown.get(site_id))) else None for site_id in ids],
        "district": picked["district"].astype("str").fillna("").tolist(),
        "year": years(whole["condition_on"].astype("string").fillna("")),
        "built": built,
        "dates": {date: words for date in set(built) if date and (words := in_words(date, lang)) != date},
        "designations": [of_site.get(site_id, []) for site_id in ids],
        "access": picked["access"].astype("str").fillna("").tolist(),
        "statements": picked["n_statements"].to_numpy(np.int64),
        "newest": _days(picked["newest_day"]),
        "visited": _days(picked["visited_day"]),
        "urgency": facets.urgency(found.answer.today)[chosen],
    }


def _second(names: list[Any] | None) -> Any:  # noqa: ANN401 (a Name)
    return names[1] if names is not None and len(names) > 1 else None


def _days(days: pd.Series[Any]) -> list[int | None]:
    """Return days as the browser counts them, from 1970-01-01."""
    numbers = days.to_numpy(np.int64, na_value=NEVER)
    return [None if day == NEVER else day - EPOCH for day in numbers.tolist()]
