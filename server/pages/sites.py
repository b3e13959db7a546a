"""The table of sites: `/sites`. Filter, order and paging are parts of the address, so it works without scripts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import Annotated, Any

import numpy as np
import pandas as pd
from fastapi import APIRouter, Query, Request, Response

from geo.search import fold
from geo.store import SiteFilter
from maps.i18n import number, translations
from maps.names import Name, shown_names
from maps.words import condition_label, kind_label
from server.language import reader_language
from server.pages.frames import rows
from server.pages.render import here, render
from server.query import SitesQuery
from server.resources import Reading, Resources

__all__ = ["router"]

router = APIRouter()
_PER_PAGE = 100
_SORTED_UP_TO = 20_000
"""More sites than this stay in the order of the store: sorting them for one page would take seconds."""


@router.get("/sites")
def sites_page(request: Request, query: Annotated[SitesQuery, Query()], reading: Reading) -> Response:
    """Return one page of the table."""
    lang = reader_language(request, reading.settings.language)
    where = query.filter()
    total = reading.store.count_sites(where=where)
    sortable = total <= _SORTED_UP_TO
    start = (query.page - 1) * _PER_PAGE
    if sortable:
        found = reading.store.public_sites(where=where)
        shown = _sorted(found, query, reading, lang).iloc[start : start + _PER_PAGE]
    else:
        shown = reading.store.public_sites(where=where, limit=_PER_PAGE, offset=start)
    return render(
        request,
        "sites.html",
        query=query,
        filtered=where != SiteFilter(),
        choices=_choices(reading, lang),
        columns=_columns(lang),
        rows=_table_rows(shown, reading, lang),
        pages=max(1, -(-total // _PER_PAGE)),
        sortable=sortable,
        sort_link=partial(_sort_link, request, query),
        said=_said(total, reading, lang),
    )


def _columns(lang: str) -> list[tuple[str, str]]:
    _ = translations(lang).gettext
    return [
        ("name", _("Name")),
        ("kind", _("Kind")),
        ("district", _("District")),
        ("condition", _("Condition")),
        ("statements", _("Statements")),
        ("newest", _("Newest")),
    ]


def _sorted(found: pd.DataFrame, query: SitesQuery, reading: Resources, lang: str) -> pd.DataFrame:
    """Return the sites in the order asked for; what is missing comes last either way, equals go by name."""
    names = {key: _sort_key(each[0]) for key, each in _all_names(reading, lang).items()}
    by_name = found["id"].map(names).fillna(found["id"])
    ways: dict[str, Callable[[], pd.Series[Any]]] = {
        "name": lambda: by_name,
        "kind": lambda: found["kind"].map({kind: kind_label(kind, lang).casefold() for kind in found["kind"].unique()}),
        "district": lambda: found["district"].map(reading.districts(lang)),
        "condition": lambda: found["condition"],
        "statements": lambda: found["n_statements"],
        "newest": lambda: found["newest_on"],
    }
    key = ways[query.sort]()
    order = pd.DataFrame({"key": np.asarray(key.to_numpy(), dtype=object), "name": by_name.to_numpy()})
    order = order.sort_values("name", kind="stable")
    order = order.sort_values("key", kind="stable", ascending=query.order == "up", na_position="last")
    return found.iloc[order.index]


def _sort_key(name: Name) -> str:
    """Return what a name is sorted by: Latin letters without their signs, any other script as it stands, after them."""
    return fold(name.text) if name.script == "Latn" else name.text.casefold()


def _all_names(reading: Resources, lang: str) -> dict[str, list[Name]]:
    return reading.kept(("names", lang), lambda: shown_names(reading.store.names(), lang))


def _table_rows(shown: pd.DataFrame, reading: Resources, lang: str) -> list[SimpleNamespace]:
    names = shown_names(reading.store.names(shown["id"].tolist()), lang)
    districts = reading.districts(lang)
    made = rows(shown.assign(unplaced=shown["geometry"].isna()).drop(columns="geometry"))
    for row in made:
        row.name, *others = names.get(row.id) or [Name(row.id, "und")]
        row.other = others[0] if others else None
        row.kind = kind_label(row.kind, lang)
        row.district = Name(districts[row.district], lang) if row.district in districts else None
    return made


def _choices(reading: Resources, lang: str) -> SimpleNamespace:
    def made() -> SimpleNamespace:
        facets = reading.kept("facets", lambda: _facets(reading))
        districts = reading.districts(lang)
        return SimpleNamespace(
            kinds=_by_label((kind, kind_label(kind, lang)) for kind in facets[0]),
            districts=_by_label((each, districts.get(each, each)) for each in facets[1]),
            conditions=[(grade, condition_label(int(grade), lang)) for grade in "123450"] + [("none", _nobody(lang))],
        )

    return reading.kept(("choices", lang), made)


def _facets(reading: Resources) -> tuple[list[str], list[str]]:
    """Return the kinds and districts that occur; of a very large store, in the sites that come first."""
    sites = reading.store.public_sites(limit=_SORTED_UP_TO)
    return sites["kind"].dropna().unique().tolist(), sites["district"].dropna().unique().tolist()


def _by_label(pairs: Any) -> list[tuple[str, str]]:  # noqa: ANN401 (any iterable of pairs)
    return sorted(pairs, key=lambda pair: pair[1].casefold())


def _nobody(lang: str) -> str:
    return translations(lang).gettext("nobody said anything")


def _said(total: int, reading: Resources, lang: str) -> str:
    ngettext = translations(lang).ngettext
    shown = ngettext("%(num)s site", "%(num)s sites", total) % {"num": number(total, lang)}
    if total == reading.info.n_sites:
        placed = reading.info.n_placed
        return translations(lang).gettext("%(sites)s, %(placed)s with a position") % {
            "sites": shown,
            "placed": number(placed, lang),
        }
    return translations(lang).gettext("%(sites)s of %(all)s") % {
        "sites": shown,
        "all": number(reading.info.n_sites, lang),
    }


def _sort_link(request: Request, query: SitesQuery, key: str) -> str:
    order = "down" if key == query.sort and query.order == "up" else "up"
    return here(request, sort=key, order=order, page=1)
