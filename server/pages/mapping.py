"""Maps inside pages: of everything, of one site with its neighbours, of one visit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
from markupsafe import Markup

from geo.questions.site_filter import BBox
from geo.store import SiteFilter
from geo.visits.plan import Plan
from geo.visits.plan_layers import plan_layers, visit_id
from maps.build import build_map
from maps.labels import name_districts
from maps.page import served_page
from maps.problem_map import problem_map
from maps.target import Served
from server.answers import today
from server.facts import facts
from server.legs import documented_legs, drawn_legs
from server.map_answers import map_answers
from server.pages.static_files import pages_style
from server.pages.titles import credit_lines
from server.resources import Resources
from server.security import policy
from server.settings import ONLINE_BASEMAPS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from maps.heritage_map import HeritageMap
    from maps.online import OnlineMap

__all__ = ["LINKS", "MapPieces", "candidates_map", "home_map", "import_map", "plan_map", "site_map", "visit_map"]

_PIECES = ("head", "sheets", "body", "preview", "more", "libraries", "start")
_NEIGHBOURS = 200
_CANDIDATES = 2_000
_AROUND_DEGREES = 0.08
"""Half the height of the box around a site whose other sites its small map shows too, about 9 km."""

LINKS = {
    "site": "/sites/{id}",
    "visit": "/visits/{id}",
    "source": "/sources/{id}",
    "suggest": "/suggest?q={q}&lang={lang}&limit=8",
    "csv": "/sites.csv",
    "table": "/sites",
    "plan": "/visits/new",
}
"""Where the browser finds more; patterns on this server."""


@dataclass(frozen=True)
class MapPieces:
    """A map, ready to stand in a template."""

    head: Markup
    sheets: Markup
    body: Markup
    preview: Markup
    more: Markup
    libraries: Markup
    start: Markup
    policy: str
    """Content-Security-Policy of the page: what all pages have, and the hashes of what the map brings."""


def home_map(reading: Resources, lang: str, style: str) -> MapPieces:
    """Return the map of all sites and visits; kept until the store changes, or the day from which ages count back."""
    day = today().isoformat()

    def made() -> MapPieces:
        store = reading.store
        visits = {"visits": store.visits(), "stops": store.stops(), "legs": drawn_legs(reading)}
        many = reading.info.n_sites > reading.settings.sites_in_page
        sites = store.public_sites(limit=0 if many else None)
        if many:  # the server draws them view by view, and the page stays small
            return _drawn(reading, sites, lang, style, served=map_answers(reading).layer(), today=day, **visits)
        return _drawn(
            reading,
            sites,
            lang,
            style,
            names=store.names(),
            designations=store.designations(),
            access=store.access(),
            history=store.history(),
            today=day,
            **facts(store.facets()),
            **visits,
        )

    return reading.kept(("home map", lang, style), made, at=day)


def site_map(reading: Resources, site: gpd.GeoDataFrame, lang: str, style: str) -> MapPieces | None:
    """Return the map of one site with its neighbours; None where no position is known."""
    place = site.geometry.iloc[0]
    if place is None:
        return None
    west, south, east, north = place.bounds
    around = (
        max(west - _AROUND_DEGREES, -180.0),
        max(south - _AROUND_DEGREES, -90.0),
        min(east + _AROUND_DEGREES, 180.0),
        min(north + _AROUND_DEGREES, 90.0),
    )
    sites = reading.store.public_sites(bbox=around, limit=_NEIGHBOURS)
    names = reading.store.names(sites["id"].tolist())
    return _drawn(reading, sites, lang, style, names=names, focus=str(site["id"].iloc[0]), search=False, legend=False)


def visit_map(reading: Resources, visit: Any, lang: str, style: str) -> MapPieces | None:  # noqa: ANN401 (a VisitRecord)
    """Return the map of one visit; None where no stop has a position."""
    if not visit.stops.geometry.notna().any():
        return None
    ids = visit.stops["site_id"].unique().tolist()
    sites = reading.store.public_sites(where=SiteFilter(ids=ids))
    return _drawn(
        reading,
        sites,
        lang,
        style,
        names=reading.store.names(ids),
        visits=visit.visit,
        stops=visit.stops,
        legs=documented_legs(reading, visit.id),
        visit=visit.id,
        search=False,
        legend=False,
    )


def candidates_map(reading: Resources, where: SiteFilter, bbox: BBox | None, lang: str, style: str) -> MapPieces:
    """Return the map on which the bases of a visit to the sites of a question are set."""
    sites = reading.store.public_sites(where=where, bbox=bbox, limit=_CANDIDATES)
    names = reading.store.names(sites["id"].tolist())
    return _drawn(reading, sites, lang, style, names=names, search=False, legend=False)


def plan_map(reading: Resources, plan: Plan, lang: str, style: str) -> MapPieces | None:
    """Return the map of a plan with the closures that were in force; None where it visits nothing."""
    layers = plan_layers(plan)
    if layers.stops.empty and layers.legs.empty:
        return None
    ids = sorted({*plan.visited, *plan.candidates})[:_CANDIDATES]
    return _drawn(
        reading,
        reading.store.public_sites(where=SiteFilter(ids=ids)),
        lang,
        style,
        names=reading.store.names(ids),
        visits=layers,
        visit=visit_id(plan),
        app=False,
        search=False,
        legend=False,
    )


def import_map(
    reading: Resources,
    problems: pd.DataFrame,
    accepted: NDArray[np.floating[Any]],
    titles: dict[str, str],
    lang: str,
    style: str,
) -> MapPieces:
    """Return the map of the problems of a file, as `maps.problem_map` draws it."""
    drawn = problem_map(problems, accepted, titles=titles, **_options(reading, lang, style))
    return _pieces(reading, drawn, lang)


def _drawn(reading: Resources, sites: gpd.GeoDataFrame, lang: str, style: str, **layers: Any) -> MapPieces:  # noqa: ANN401
    return _pieces(reading, build_map(sites, **_options(reading, lang, style), **layers), lang)


def _options(reading: Resources, lang: str, style: str) -> dict[str, Any]:
    """Return what all maps of a server have in common."""
    return {
        "districts": reading.kept(("named districts", lang), lambda: _districts(reading, lang)),
        "basemap": reading.basemap,
        "lang": lang,
        "style": style,
        "links": LINKS,
        "online": _online(reading),
        "credit": _credit(reading),
        "dated": reading.info.created[:10] or None,
        "height": "100%",
    }


def _pieces(reading: Resources, drawn: HeritageMap, lang: str) -> MapPieces:
    page = served_page(drawn, Served(labels=f"/labels/{lang}.{reading.labels(lang).digest}.json"))
    hosts = [choice.host for choice in _online(reading)]
    allowed = policy(scripts=page.script_sources, styles=(*page.style_sources, pages_style().source), images=hosts)
    # each is ours or Folium's; data of the store stand in it as JSON with `<`, `>` and `&` escaped
    safe = {name: Markup(getattr(page, name)) for name in _PIECES}  # noqa: S704
    return MapPieces(**safe, policy=allowed)


def _online(reading: Resources) -> tuple[OnlineMap, ...]:
    return tuple(ONLINE_BASEMAPS[name] for name in reading.settings.online_basemaps)


def _credit(reading: Resources) -> tuple[str, ...]:
    """Return the credits of the package that the base map does not bring itself."""
    own = " ".join(reading.basemap.attribution) if reading.basemap is not None else ""
    return tuple(line for line in credit_lines(reading.info.meta) if line not in own)


def _districts(reading: Resources, lang: str) -> pd.DataFrame:
    return name_districts(reading.store.districts(), reading.store.place_names(), lang)
