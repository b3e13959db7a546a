"""One site of a map of many: `/details/{id}` for its popup."""

from __future__ import annotations

from typing import Annotated, Any

import pandas as pd
from fastapi import APIRouter, Depends, Request, Response

from geo.errors import NotFoundError
from geo.questions.site_filter import Question, SiteFilter
from maps.dates import in_words
from maps.i18n import translations
from maps.site_facts import years
from server.api.asked import answered
from server.api.marks import marks
from server.asking import question_of_map
from server.language import reader_language
from server.map_answers import map_answers
from server.resources import Reading, Resources

__all__ = ["designations_of", "router"]

router = APIRouter()


@router.get("/details/{site_id}")
def details(
    request: Request, site_id: str, asked: Annotated[Question, Depends(question_of_map("lang"))], reading: Reading
) -> Response:
    """Return what a popup says of a site, as of the day of the question."""
    as_of = asked.where.as_of
    lang = reader_language(request, reading.settings.language)
    return answered(request, reading, lang, lambda: _details(reading, site_id, as_of, lang))


def _details(reading: Resources, site_id: str, as_of: str | None, lang: str) -> dict[str, Any]:
    sites = reading.store.public_sites(where=SiteFilter(ids=(site_id,), as_of=as_of))
    if sites.empty:
        reading.store.site(site_id)  # names the nearest ids
        raise NotFoundError("site", site_id)  # noqa: EM101
    found = map_answers(reading).ask(Question(where=SiteFilter(as_of=as_of)))
    names = reading.store.names([site_id])
    site = sites.iloc[0]
    district = _text(site["district"])
    return {
        "mark": marks(found, found.by_id([site_id]), lang),
        "names": list(zip(*(names[column].fillna("").tolist() for column in ("lang", "text", "status")), strict=True)),
        "district": district,
        "year": _year(site["condition_on"]),
        "uncertainty": 0 if pd.isna(site["uncertainty_m"]) else float(site["uncertainty_m"]),
        "hidden": site["sensitivity"] != "public",
        "rows": _rows(reading, site, district, as_of, lang),
    }


def _rows(
    reading: Resources, site: pd.Series[Any], district: str, as_of: str | None, lang: str
) -> list[dict[str, object]]:
    """Return key and value of each row that says something, as the page's own popups have them."""
    number = translations(lang).gettext("no.")
    said = reading.districts(lang).get(district, district)
    settlement = _text(site["settlement"])
    repeats = settlement.casefold() in (district.casefold(), said.casefold())
    values: dict[str, str | list[str]] = {
        "district": said,
        "settlement": "" if repeats else settlement,
        "built": in_words(_text(site["built"]), lang),
        "condition_by": _text(site["condition_by"]),
        "last_looked_on": in_words(_text(site["last_looked_on"]), lang) if as_of is None else "",
        "n_statements": str(site["n_statements"]) if site["n_statements"] > 0 else "",
        "designations": designations_of(reading.store.designations([str(site["id"])]), number),
    }
    return [{"key": key, "value": value} for key, value in values.items() if value]


def designations_of(designations: pd.DataFrame, number: str | None = None) -> list[str]:
    """Return each designation as a text: register, level, and its number there where asked for."""
    texts = designations[["scheme", "level", "register_id"]].fillna("").itertuples(index=False)
    return [
        ", ".join(part for part in (scheme, level) if part) + (f" · {number} {entry}" if number and entry else "")
        for scheme, level, entry in texts
    ]


def _text(value: object) -> str:
    return "" if pd.isna(value) else str(value)  # type: ignore[call-overload] # a scalar of a row


def _year(date: object) -> int | None:
    """Return the year of a date in EDTF."""
    if pd.isna(date):  # type: ignore[call-overload] # a scalar of a row
        return None
    return int(years(pd.Series([str(date)], dtype="string"))[0]) or None
