"""The candidates of a mission: sites of the public store with all that the choice among them rests on."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import numpy as np
import pandas as pd

from geo.errors import MissionError, QuestionError
from geo.questions.site_filter import Question, SiteFilter, parse_question
from geo.questions.urgency import NEVER, urgency_parts
from geo.visits.access import access_table, said_of
from geo.visits.mission_file import check_mission
from geo.vocabularies import GeometryRole, Sensitivity, SiteKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import date

    import geopandas as gpd
    from numpy.typing import NDArray

    from geo.questions.facets import Facets
    from geo.store.protocol import Store
    from geo.visits.mission import Mission

__all__ = ["MOST_CANDIDATES", "candidates_of"]

MOST_CANDIDATES = 1_000
"""A matrix of all ways among them takes a minute and a half; no mission visits so many."""
_EQUAL = 10
"""Priority of every site where all are worth the same."""
_PARTS = ("condition_points", "threat_points", "years_points")
_MANY_IDS = 50_000
"""Above which ids that look alike are not looked for."""


def candidates_of(mission: Mission, store: Store, *, today: date | None = None) -> gpd.GeoDataFrame:
    """Return the sites among which a mission chooses.

    Those of the question or of the list, else all; must-sees and locked sites as well; not those that have been visited on
    the mission itself. Excluded sites and sites visited before stay, with the code that says so.

    Parameters
    ----------
    mission
        The mission; what its fields say together is checked.
    store
        Only what the public sees of it enters a plan.
    today
        Day from which ages count back, in questions and in urgency; the first day of the mission where None, so that a plan
        does not depend on the day on which it is made.

    Returns
    -------
    GeoDataFrame
        One row a site, by id; EPSG:4326, geometry the point of `lon` and `lat`. Columns

        - `site_id`, `kind` (str), `lon`, `lat` (float64): the access point, else the public position; a line or an area
          stands at a point on it; NaN where none is public; `vague` (bool) where only the surroundings are;
        - `minutes` (int64): of the mission for the site, else of the store, else of the mission for the kind, else for all;
        - `priority` (int64) and `priority_from` (`site`, `kind`, `urgency` or `equal`): given, else 10 each, else the urgency
          (`geo.questions.urgency`) and 1 more; `condition_points`, `threat_points`, `years_points` (Int64) are its parts;
        - `must`, `indoors` (bool);
        - `access`, `access_note` (str): on the first day on which it can be visited, else on the first day; `said`: what was
          said of access, see `geo.visits.access`;
        - `code` (str, null where nothing speaks against it before roads are looked at) and `details` (dict): why it cannot be
          planned, of `geo.visits.reasons`.

    Raises
    ------
    MissionError
        If the question cannot be read, ids are unknown, nothing is found though nothing has been visited on the mission
        itself, or more than `MOST_CANDIDATES` are.
    """
    check_mission(mission)
    today = today or mission.dates[0]
    facets = store.facets()
    ids = pd.Index(facets.sites["id"])
    _refuse_unknown(mission, ids)
    rows = np.flatnonzero(_chosen(mission, store, ids, today))
    _refuse_number(mission, len(rows))
    return _frame(mission, store, facets, rows[np.argsort(ids[rows].to_numpy())], today)


def _named(mission: Mission) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield every id of a site that a mission names, with the path of the field."""
    sites, access = mission.sites, mission.access
    lists: list[tuple[tuple[str | int, ...], Collection[str]]] = [
        (("sites", "ids"), sites.ids or ()),
        (("sites", "exclude"), sites.exclude),
        (("must",), mission.must),
        (("visited",), mission.visited),
        *((("together", number), group) for number, group in enumerate(mission.together)),
        *((("opening", number, "sites"), rule.sites) for number, rule in enumerate(mission.opening)),
        *((("access", "statements", number, "sites"), said.sites) for number, said in enumerate(access.statements)),
        *((("access", "permits", number, "sites"), permit.sites) for number, permit in enumerate(access.permits)),
        (("access", "escorts"), access.escorts),
        *(
            (("access", "overrides", number, "sites"), override.sites)
            for number, override in enumerate(access.overrides)
            if override.sites != "all"
        ),
        (("access", "need_permit"), access.need_permit),
        *((("needs", number, "sites"), need.sites) for number, need in enumerate(mission.needs)),
        (("rules", "indoor_sites"), mission.rules.indoor_sites),
        (("resume", "done"), mission.resume.done if mission.resume else ()),
    ]
    for where, named in lists:
        yield from (((*where, number), site) for number, site in enumerate(named))
    for name, by_site in (("minutes", mission.minutes.sites), ("priority", mission.priority.sites)):
        yield from (((name, "sites", site), site) for site in by_site)
    yield from ((("locked", number, "site"), lock.site) for number, lock in enumerate(mission.locked))


def _refuse_unknown(mission: Mission, ids: pd.Index) -> None:
    named = list(_named(mission))
    found = ids.get_indexer(pd.Index([site for _, site in named], dtype="str")) >= 0
    unknown = [each for each, known in zip(named, found, strict=True) if not known]
    choices = ids.tolist() if unknown and len(ids) <= _MANY_IDS else []
    problems = []
    for where, site in unknown[:100]:
        alike = difflib.get_close_matches(site, choices, 3, 0.6)
        hint = f"; the nearest are {', '.join(alike)}" if alike else "; look its id up on the map"
        problems.append(mission.problem(where, f"there is no site {site!r}{hint}"))
    if problems:
        raise MissionError(problems)


def _chosen(mission: Mission, store: Store, ids: pd.Index, today: date) -> NDArray[np.bool_]:
    """Return which of all sites are candidates."""
    sites = mission.sites
    chosen: NDArray[np.bool_]
    if sites.where is not None:
        question = _question(mission, store)
        chosen = store.matching(bbox=question.bbox, where=question.where, today=today)
    elif sites.ids is not None:
        chosen = ids.isin(list(sites.ids))
    else:
        chosen = np.ones(len(ids), dtype=bool)
    chosen = chosen | ids.isin([*mission.must, *(lock.site for lock in mission.locked)])
    if mission.resume is not None:
        chosen &= ~ids.isin(list(mission.resume.done))
    return chosen


def _question(mission: Mission, store: Store) -> Question:
    facets = store.facets()
    known = {
        "kind": {*map(str, SiteKind), *facets.sites["kind"].cat.categories},
        "district": {*facets.sites["district"].cat.categories, *store.districts()["id"].tolist()},
        "designation": set(facets.designations["scheme"].cat.categories),
        "level": set(facets.designations["level"].cat.categories),
        "ids": pd.Index(facets.sites["id"]),
    }
    try:
        pairs = parse_qsl((mission.sites.where or "").removeprefix("?"), keep_blank_values=True)
        return parse_question(pairs, known=known, also=("lang", "style")).require()
    except QuestionError as error:
        raise MissionError([mission.problem(("sites", "where"), str(error))]) from None
    except ValueError:
        raise MissionError([mission.problem(("sites", "where"), "has too many words; write it shorter")]) from None


def _field(mission: Mission) -> tuple[str, ...]:
    sites = mission.sites
    return ("sites", "where") if sites.where is not None else ("sites", "ids") if sites.ids is not None else ("sites",)


def _refuse_number(mission: Mission, n_sites: int) -> None:
    done = mission.resume is not None and mission.resume.done
    if n_sites == 0 and not done:
        message = "finds no site to visit; ask for more, such as another district or kind"
        raise MissionError([mission.problem(_field(mission), message)])
    if n_sites > MOST_CANDIDATES:
        message = (
            f"{n_sites:,} sites are too many to plan at once, {MOST_CANDIDATES:,} at most; narrow the question under where, "
            "such as district=…, condition=3,4 or sort out by bbox=west,south,east,north"
        )
        raise MissionError([mission.problem(_field(mission), message)])


def _frame(mission: Mission, store: Store, facets: Facets, rows: NDArray[np.intp], today: date) -> gpd.GeoDataFrame:
    import geopandas as gpd

    sites = facets.on(today).sites.iloc[rows]
    ids = sites["id"].tolist()
    frame = pd.DataFrame({"site_id": pd.Series(ids, dtype="str"), "kind": sites["kind"].astype("str").array})
    details = store.site_details(ids).set_index("id").reindex(ids)
    public = store.public_sites(where=SiteFilter(ids=ids)).set_index("id").reindex(ids)
    frame["lon"], frame["lat"] = _positions(public, details).T
    hidden = (public["sensitivity"] != Sensitivity.PUBLIC) | (public["geometry_role"] == GeometryRole.VICINITY)
    frame["vague"] = hidden.to_numpy(bool)
    frame["minutes"] = _minutes(mission, ids, frame["kind"], details["visit_minutes"])
    for name, column in _priority(mission, ids, frame["kind"], sites, today).items():
        frame[name] = column
    frame["must"] = frame["site_id"].isin([*mission.must, *(lock.site for lock in mission.locked)])
    frame["indoors"] = frame["kind"].isin([*map(str, mission.rules.indoors)]) | frame["site_id"].isin(
        list(mission.rules.indoor_sites)
    )
    frame["said"] = pd.Series(said_of(ids, store.access(ids), mission), dtype=object)
    for name, values in _access(mission, frame).items():
        frame[name] = values
    points = gpd.GeoSeries.from_xy(frame["lon"], frame["lat"], crs=4326)
    return gpd.GeoDataFrame(frame, geometry=points.where(frame["lon"].notna()), crs=4326)


def _positions(public: gpd.GeoDataFrame, details: pd.DataFrame) -> NDArray[np.float64]:
    """Return the access point of each site, else a point of its public geometry; shape (n, 2)."""
    import shapely

    shapes = public.geometry.to_numpy(dtype=object).copy()
    others = ~np.isin(shapely.get_type_id(shapes), (0, -1))
    shapes[others] = shapely.point_on_surface(shapes[others])
    out = np.column_stack([shapely.get_x(shapes), shapely.get_y(shapes)])
    access = details[["access_lon", "access_lat"]].to_numpy(np.float64)
    known = np.isfinite(access).all(axis=1)
    out[known] = access[known]
    return out


def _by_kind(kinds: pd.Series, given: Mapping[SiteKind, int]) -> pd.Series:
    return kinds.map({str(kind): value for kind, value in given.items()}).astype("Int64")


def _minutes(mission: Mission, ids: Sequence[str], kinds: pd.Series, of_store: pd.Series) -> NDArray[np.int64]:
    own = pd.Series(ids, dtype="str").map(dict(mission.minutes.sites)).astype("Int64")
    minutes = own.fillna(pd.Series(of_store.array)).fillna(_by_kind(kinds, mission.minutes.kinds))
    return np.asarray(minutes.fillna(mission.minutes.default).to_numpy(), dtype=np.int64)


def _priority(
    mission: Mission, ids: Sequence[str], kinds: pd.Series, sites: pd.DataFrame, today: date
) -> dict[str, Any]:
    """Return the priority of each site, and what it comes from."""
    visited = sites["visited_day"].to_numpy(np.int64, na_value=NEVER)
    parts = urgency_parts(sites["condition"].to_numpy(), sites["threat"].to_numpy(), visited, on=today)
    derives = mission.priority.derive == "urgency"
    derived = np.add.reduce(parts).astype(np.int64) + 1 if derives else np.full(len(ids), _EQUAL)
    by_site = pd.Series(ids, dtype="str").map(dict(mission.priority.sites)).astype("Int64")
    by_kind = _by_kind(kinds, mission.priority.kinds)
    given = by_site.notna() | by_kind.notna()
    hidden = given.to_numpy(bool) | (not derives)
    return {
        "priority": by_site.fillna(by_kind).fillna(pd.Series(derived, dtype="Int64")).to_numpy(np.int64),
        "priority_from": pd.Series(
            np.select([by_site.notna(), by_kind.notna()], ["site", "kind"], mission.priority.derive), dtype="str"
        ),
        **{
            name: pd.arrays.IntegerArray(part.astype(np.int64), hidden)
            for name, part in zip(_PARTS, parts, strict=True)
        },
    }


def _access(mission: Mission, frame: pd.DataFrame) -> dict[str, Any]:
    """Return access to each site, and what speaks against it as far as is known before roads are looked at."""
    import geopandas as gpd

    table = access_table(gpd.GeoDataFrame(frame), mission)
    days = range(len(mission.dates))
    possible = table.allowed.any(axis=2)
    first = np.where(possible.any(axis=1), possible.argmax(axis=1), 0)
    on = [table.on[site][day] for site, day in enumerate(first)]
    found: list[tuple[str | None, dict[str, object]]] = []
    for number, (site, lon) in enumerate(zip(frame["site_id"], frame["lon"], strict=True)):
        if site in mission.sites.exclude:
            found.append(("excluded", {}))
        elif site in mission.visited:
            found.append(("visited", {}))
        elif np.isnan(lon):
            found.append(("no_position", {}))
        else:
            found.append(table.why_not(number, days) or (None, {}))
    return {
        "access": pd.Series([each.state for each in on], dtype="str"),
        "access_note": pd.Series([each.note for each in on], dtype="str"),
        "code": pd.Series([code for code, _ in found], dtype="str"),
        "details": pd.Series([details for _, details in found], dtype=object),
    }
