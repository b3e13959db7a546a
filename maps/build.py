"""Layers of heritage to a Folium map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from maps import palette
from maps.closure_layer import BLOCK as CLOSURES_BLOCK
from maps.closure_layer import ClosureLayer
from maps.colouring import PLAIN_FILL, colouring_of
from maps.heritage_map import ClientStart, HeritageMap
from maps.i18n import LANGUAGES
from maps.names import first_names
from maps.own_columns import is_plain, require_geometry, tips, with_popup
from maps.page import APP, BASEMAP, CHARTS, PLAN, MapFigure
from maps.site_layer import BLOCK as SITES_BLOCK
from maps.site_layer import SiteLayer
from maps.texts import language_texts
from maps.visit_layer import BLOCK as VISITS_BLOCK
from maps.visit_layer import VisitLayer, visit_layers

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from maps.basemap import Basemap
    from maps.colouring import Cmap, Column
    from maps.heritage_map import Bbox
    from maps.online import OnlineMap
    from maps.own_columns import Columns
    from maps.served_layer import ServedLayer
    from maps.visit_layer import VisitLayers

__all__ = ["build_map"]

VERSION = 2
"""Of the agreement between page and client."""
MARGIN = 0.1
"""Degrees around the sites, where nothing else says what the region is."""
LINKS = ("site", "visit", "source", "suggest", "csv", "table", "plan")
"""What addresses a server has for us."""
WORLD: Bbox = (-180.0, -60.0, 180.0, 75.0)

type Style = Literal["light", "dark", "print", "auto"]


def build_map(
    sites: gpd.GeoDataFrame,
    visits: pd.DataFrame | VisitLayers | None = None,
    *,
    column: Column | None = None,
    cmap: Cmap | None = None,
    color: str | Sequence[str] | None = None,
    categorical: bool = False,
    categories: Sequence[Any] | None = None,
    scheme: str | None = None,
    k: int = 5,
    vmin: float | None = None,
    vmax: float | None = None,
    tooltip: Columns | None = None,
    popup: Columns = True,
    names: pd.DataFrame | None = None,
    designations: pd.DataFrame | None = None,
    statements: pd.DataFrame | None = None,
    stops: gpd.GeoDataFrame | None = None,
    legs: gpd.GeoDataFrame | None = None,
    access: pd.DataFrame | None = None,
    photos: pd.DataFrame | None = None,
    completeness: pd.DataFrame | None = None,
    closures: gpd.GeoDataFrame | None = None,
    history: pd.DataFrame | None = None,
    districts: pd.DataFrame | Mapping[str, pd.DataFrame] | None = None,
    basemap: Basemap | None = None,
    labels: Mapping[str, Any] | None = None,
    lang: str = "en",
    langs: Sequence[str] = (),
    today: str | None = None,
    style: Style = "light",
    links: Mapping[str, str] | None = None,
    online: Sequence[OnlineMap] = (),
    region: Bbox | None = None,
    credit: Sequence[str] = (),
    dated: str | None = None,
    title: str | None = None,
    served: ServedLayer | None = None,
    search: bool = True,
    legend: bool = True,
    app: bool | None = None,
    focus: str | None = None,
    visit: str | None = None,
    width: str = "100%",
    height: str = "560px",
) -> HeritageMap:
    """Build a map of heritage sites, with visits through it and an offline base map under it.

    Parameters
    ----------
    sites
        Any GeoDataFrame, any geometry, any CRS (transformed to EPSG:4326 here; not modified). The columns of
        `Store.public_sites()` are drawn as what they are, any of them may be missing, every other column becomes a row of
        the popup. Rows without a place are in lists and counts. A layer with neither `kind` nor `condition` is drawn as
        it is: points as dots, lines and polygons as themselves.
    visits
        Visits through the sites: what `Store.visit` gives, a plan (`geo.visits.plan_layers`), stops as a GeoDataFrame, or
        the table of visits whose stops and legs are given too (see `maps.visit_layer.VisitLayer`). What they report says
        when a site was last visited.
    column, cmap, color, categorical, categories, scheme, k, vmin, vmax
        As in `GeoDataFrame.explore`: a column, or one value for each row, by which the sites are coloured in place of
        their condition. Colour maps are those of ColorBrewer and viridis, plasma, inferno, magma by name (`_r` turns one
        round), a list of colours, a colour map of branca or matplotlib, or a function from value to colour. Schemes are
        `quantiles` and `equal_interval`.
    tooltip
        Columns said when the pointer rests on a site: a name, names, True for all, False for none; else its name.
    popup
        Columns of the layer's own in the popup: True for all, False for none, a number for the first so many, or names.
    names
        Columns `site_id`, `text`, `lang`, `status`: all names in all languages. Else a column `name` of the sites.
    designations
        Columns `site_id`, `scheme`, `level`, `register_id`.
    statements
        Columns `site_id` at least: their number stands in the popup where the sites do not bring it (`n_statements`).
    stops, legs
        Layers of visits; drawn if there are stops.
    access
        Columns `site_id`, `status`, `as_of`: what was said on access.
    photos
        Column `site_id`.
    completeness
        Columns `site_id` and `missing`, as `Store.facets().sites` has them by `id`: how complete each record is, by which
        the map can then be coloured and asked; None where nobody judges the records.
    closures
        Columns of the layer `closures` and `source` in words: areas that no way may touch (see
        `maps.closure_layer`); else those that a plan brings.
    history
        As `Store.history()` makes it: the map can then show what was known in a year.
    districts
        Columns `id` and `label`, as `maps.labels.name_districts` makes them; for several languages a mapping by language.
    basemap
        Vector tiles and shading; None gives plain paper.
    labels
        As `maps.labels.labels` makes them; for several languages a mapping by language.
    lang
        Language of the interface at first, one of `maps.i18n.LANGUAGES`.
    langs
        Languages among which the reader may choose; else `lang` alone.
    today
        ISO day from which ages are counted; else the day on which the map is read.
    style
        `auto` follows what the reader's browser prefers.
    links
        Addresses with `{id}`, `{q}` and `{lang}` in them, under `site`, `visit`, `source` and `suggest`; None without a server.
    online
        Base maps of other hosts that the reader may choose; off at first.
    region
        West, south, east, north in degrees; else the base map's, else where the sites are.
    credit
        Credits to show beside those of the base map.
    dated
        ISO day on which the data were put together, for printed sheets.
    title
        Title of the page.
    served
        The layer that a server draws view by view, in place of sites: give none of these then (`sites.iloc[:0]`).
    search, legend
        Whether the map has them.
    app
        Whether filters, table, charts and tools stand around the map; None gives them to a map with a search, unless its
        layer has nothing that they ask for.
    focus, visit
        Id of a site, or of a visit, to show first.
    width, height
        Size in a notebook, as CSS writes it.

    Returns
    -------
    HeritageMap
        A `folium.Map`; parts of Folium can be added to it, `save` writes one file, a notebook shows it.

    Raises
    ------
    MissingCRSError
        If a layer has no reference system.
    MissingColumnError
        If the layer has no column of a name that is given.
    LayerError
        If the layer has no geometry, a position does not lie on the Earth, or a column of ours holds something else.
    LanguageError
        If the interface does not speak `lang`.
    """
    spoken = tuple(dict.fromkeys((lang, *langs)))
    require_geometry(sites)
    planned = visits
    visits, stops, legs = visit_layers(visits, stops, legs)
    plain = served is None and is_plain(sites)
    colouring = colouring_of(
        sites,
        column,
        cmap=cmap,
        color=PLAIN_FILL if plain and column is None and color is None else color,
        categorical=categorical,
        categories=categories,
        scheme=scheme,
        k=k,
        vmin=vmin,
        vmax=vmax,
    )
    site_layer = SiteLayer(
        with_popup(sites, popup),
        names=names,
        designations=designations,
        statements=statements,
        access=access,
        photos=photos,
        completeness=completeness,
        visits=visits,
        stops=stops,
        history=history,
        colouring=colouring,
        tips=tips(sites, tooltip),
    )
    called = None if names is None or stops is None or stops.empty else first_names(names, lang)
    of_plan = {name: getattr(planned, name, None) for name in ("bases", "breaks", "teams")}
    visit_layer = (
        None if stops is None or stops.empty else VisitLayer(stops, legs=legs, visits=visits, names=called, **of_plan)
    )
    closures = getattr(planned, "closures", None) if closures is None else closures
    closure_layer = None if closures is None or closures.empty else ClosureLayer(closures)
    points = _points(site_layer, visit_layer)
    region = region or (basemap.bbox if basemap is not None else (served and served.extent) or _around(points))
    codes: dict[str, Sequence[str]] = dict(site_layer.codes)
    if served is not None:
        codes |= {"kinds": served.kinds, "accesses": served.accesses, "langs": served.langs}
    named_districts = _by_language(districts, spoken)
    texts = {
        each: language_texts(
            each,
            page_title=title,
            kinds=codes["kinds"],
            districts=named_districts.get(each),
            accesses=codes["accesses"],
            dates=codes["dates"],
            name_langs=() if names is None and served is None else codes["langs"],
        )
        for each in spoken
    }
    config = {
        "version": VERSION,
        "lang": lang,
        "langs": spoken,
        "languages": [{"code": code, "label": label} for code, label in LANGUAGES.items()],
        "today": today,
        "style": style,
        "palette": palette.as_config(),
        "region": region,
        "dated": dated,
        "sites": f"#{SITES_BLOCK}",
        "visits": None if visit_layer is None else f"#{VISITS_BLOCK}",
        "closures": None if closure_layer is None else f"#{CLOSURES_BLOCK}",
        "links": None if links is None else {key: links.get(key) for key in LINKS},
        "online": [asdict(choice) for choice in online],
        "colouring": None
        if colouring is None
        else colouring.as_config() | {"plain": plain, "extent": site_layer.extent},
        "completeness": completeness is not None or served is not None,
        "served": None if served is None else served.config(),
        "options": {"search": search, "legend": legend, "focus": focus, "visit": visit, "interactive": True},
    }
    figure = MapFigure(
        title=texts[lang]["title"],
        lang=lang,
        width=width,
        height=height,
        img_sources=tuple(dict.fromkeys(choice.host for choice in online)),
        parts=_parts(
            basemap=basemap is not None,
            app=search and not plain if app is None else app,
            plan=visit_layer is not None and visit_layer.is_plan,
        ),
    )
    heritage_map = HeritageMap(figure, region)
    start = ClientStart(
        config,
        texts=texts,
        basemap=basemap,
        labels=_by_language(labels, spoken),
        points=points,
        credit=tuple(credit),
    )
    for part in (site_layer, visit_layer, closure_layer, start):
        if part is not None:
            part.add_to(heritage_map)
    return heritage_map


def _parts(*, basemap: bool, app: bool, plan: bool) -> tuple[str, ...]:
    return (*((BASEMAP,) if basemap else ()), *((APP, CHARTS) if app else ()), *((PLAN,) if plan else ()))


def _by_language(given: Any, spoken: Sequence[str]) -> dict[str, Any]:  # noqa: ANN401 (a layer, or layers by language)
    """Return what is given by language, or the one thing given for the first."""
    if given is None:
        return {}
    by_language = isinstance(given, Mapping) and all(key in LANGUAGES for key in given)
    return dict(given) if by_language else dict.fromkeys(spoken[:1], given)


def _points(site_layer: SiteLayer, visit_layer: VisitLayer | None) -> NDArray[np.float64]:
    points = np.column_stack((site_layer.lon, site_layer.lat))
    return points if visit_layer is None else np.concatenate((points, visit_layer.points))


def _around(points: NDArray[np.float64]) -> Bbox:
    if len(points) == 0:
        return WORLD
    west, south = (float(edge) for edge in points.min(axis=0) - MARGIN)
    east, north = (float(edge) for edge in points.max(axis=0) + MARGIN)
    return west, south, east, north
