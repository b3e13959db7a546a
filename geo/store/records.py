"""One site, visit or source with everything about it, read in one go so that its parts agree."""

from __future__ import annotations

import json
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from geo.errors import NotFoundError
from geo.store.frames import DETAIL_COLUMNS, SITE_COLUMNS, features, layer_types, table
from geo.store.protocol import SiteRecord, SourceRecord, StoreInfo, VisitRecord
from geo.store.views import TELLING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    import geopandas as gpd
    import pandas as pd

    from geo.questions.site_filter import BBox
    from geo.store.frames import Rows

STATEMENT_TYPES = layer_types("statements", created_at="str", superseded_by="str", counts="bool")
_MOST = 1000
_TABLES = {"site": "public_sites", "visit": "public_visits", "source": "public_sources", "photo": "public_photos"}
_NEWEST = "ORDER BY observed_key IS NULL, observed_key DESC, fid DESC"


def read_info(connection: sqlite3.Connection) -> StoreInfo:
    """Return what the store says of itself."""
    settings = dict(connection.execute("SELECT key, value FROM settings"))
    counts = dict(connection.execute("SELECT layer, n FROM public_counts"))
    (n_placed,) = connection.execute("SELECT count(id) FROM rtree_sites_geom").fetchone()
    meta: dict[str, Any] = json.loads(settings["package"])
    return StoreInfo(
        schema_version=int(settings["schema_version"]),
        name=meta.get("name") or "",
        titles=meta.get("title") or {},
        descriptions=meta.get("description") or {},
        languages=tuple(meta.get("languages") or ()),
        bbox=read_area(connection),
        package_version=meta.get("version") or "",
        created=settings["created"],
        n_sites=counts["sites"],
        n_placed=n_placed,
        counts=counts,
        meta=meta,
    )


def read_area(connection: sqlite3.Connection) -> BBox | None:
    """Return the declared area of the store, else the bounds of all sites; None where there is neither. EPSG:4326."""
    box = _package(connection).get("bbox")
    if not box:
        sql = "SELECT min(minx), min(miny), max(maxx), max(maxy) FROM rtree_sites_geom"
        box = connection.execute(sql).fetchone()
    return None if box[0] is None else (box[0], box[1], box[2], box[3])


def read_title(connection: sqlite3.Connection, language: str) -> str:
    """Return the title of the store in a language, else in English, else its name."""
    meta = _package(connection)
    titles: dict[str, str] = meta.get("title") or {}
    return titles.get(language) or titles.get("en") or meta.get("name") or ""


def _package(connection: sqlite3.Connection) -> dict[str, Any]:
    """Return what the data package said of itself."""
    (package,) = connection.execute("SELECT value FROM settings WHERE key = 'package'").fetchone()
    meta: dict[str, Any] = json.loads(package)
    return meta


def read(
    connection: sqlite3.Connection,
    name: str,
    where: str = "1",
    parameters: Sequence[Any] = (),
    order: str = "ORDER BY fid",
) -> pd.DataFrame:
    """Return rows of the public view of a layer, with its declared columns."""
    types = STATEMENT_TYPES if name == "statements" else layer_types(name)
    columns = ", ".join(f'"{column}"' for column in types)
    sql = f"SELECT {columns} FROM public_{name} WHERE {where} {order}"
    return table(connection.execute(sql, parameters).fetchall(), types)


def read_features(
    connection: sqlite3.Connection, name: str, where: str = "1", parameters: Sequence[Any] = (), order: str = ""
) -> gpd.GeoDataFrame:
    """Return rows of the public view of a layer with their geometry."""
    types = layer_types(name, geometry="geometry")
    columns = ", ".join("geom" if column == "geometry" else f'"{column}"' for column in types)
    sql = f"SELECT {columns} FROM public_{name} WHERE {where} {order}"
    return features(connection.execute(sql, parameters).fetchall(), types)


def key_of(connection: sqlite3.Connection, what: str, record_id: str) -> int:
    """Return the key of a record.

    Raises
    ------
    NotFoundError
        With the nearest ids.
    """
    view = _TABLES[what]
    key = "OGC_FID" if what == "site" else "fid"
    row = connection.execute(
        f"SELECT {key} FROM {view} WHERE id = ?", (record_id.encode("utf-8", "replace").decode(),)
    ).fetchone()
    if row is None:
        raise NotFoundError(what, record_id, _nearest(connection, view, record_id))
    return int(row[0])


def _nearest(connection: sqlite3.Connection, view: str, record_id: str) -> list[str]:
    """Ids that look alike: among those that begin alike, so that a large store answers quickly too."""
    wanted = record_id[:80].encode("utf-8", "replace").decode().lower()
    for length in (8, 4, 2, 1, 0):
        start = wanted[:length]
        sql = f"SELECT id FROM {view} WHERE id >= ? AND id < ? LIMIT 2000"
        ids = [row[0] for row in connection.execute(sql, (start, start + "\U0010ffff"))]
        if found := get_close_matches(wanted, ids, n=3, cutoff=0.5):
            return found
    return []


def cited(connection: sqlite3.Connection, frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return every source that the frames cite in a column of sources."""
    ids: set[str] = set()
    for frame in frames:
        for column in frame.columns:
            if column.endswith(("source_id", "source_ids")):
                ids.update(one for cell in frame[column].dropna() for one in cell.split(";"))
    return read(
        connection, "sources", "id IN (SELECT value FROM json_each(?))", (json.dumps(sorted(ids)),), "ORDER BY id"
    )


def sites_of(rows: Rows) -> gpd.GeoDataFrame:
    """Return rows of `public_sites` as a frame, `geometry` among what tells where a site is."""
    out = features(rows, SITE_COLUMNS)
    out["n_statements"] = out["n_statements"].fillna(0)
    columns = list(SITE_COLUMNS)
    return out[[*columns[1:5], "geometry", *columns[5:]]]


def site_rows(
    connection: sqlite3.Connection, where: str, parameters: Sequence[Any], *, most: int = -1
) -> gpd.GeoDataFrame:
    """Return sites with the columns of `public_sites`, at most so many where it is not negative."""
    columns = ", ".join("geom" if column == "geometry" else column for column in SITE_COLUMNS)
    sql = f"SELECT {columns} FROM public_sites WHERE {where} ORDER BY OGC_FID LIMIT {most:d}"
    return sites_of(connection.execute(sql, parameters).fetchall())


def read_site(connection: sqlite3.Connection, site_id: str) -> SiteRecord:
    """Return one site with everything about it."""
    fid = key_of(connection, "site", site_id)
    site = site_rows(connection, "OGC_FID = ?", (fid,))
    details = connection.execute(
        f"SELECT {', '.join(DETAIL_COLUMNS)} FROM public_site_details WHERE fid = ?", (fid,)
    ).fetchall()
    for column, values in table(details, DETAIL_COLUMNS).items():
        site[column] = values

    def of_site(name: str, order: str = "ORDER BY fid") -> pd.DataFrame:
        return read(connection, name, "site_fid = ?", (fid,), order)

    statements = of_site("statements", _NEWEST)
    statements["n_sources"] = (statements["source_ids"].str.count(";") + 1).astype("Int64")
    measures = read_measures(connection, site_id)
    said = read(connection, "measure_statements", f"measure_fid IN ({_MEASURES_OF_SITE})", (site_id,), _MEASURE_ORDER)
    parts = {name: of_site(name) for name in ("names", "identifiers", "designations", "access", "photos")}
    visits = read(
        connection, "visits", "fid IN (SELECT visit_fid FROM public_stops WHERE site_id = ?)", (site_id,), _VISIT_ORDER
    )
    sources = cited(connection, [site, *parts.values(), statements, measures, said, visits])
    return SiteRecord(
        site_id,
        site,
        **parts,
        statements=statements,
        measures=measures,
        measure_statements=said,
        visits=visits,
        sources=sources,
    )


def read_details(connection: sqlite3.Connection, site_ids: Sequence[str] | None) -> pd.DataFrame:
    """Return what `public_sites` does not tell of sites, of all or of some: `id` and `DETAIL_COLUMNS`, by id."""
    columns = ["id", *DETAIL_COLUMNS]
    where = "1" if site_ids is None else "id IN (SELECT value FROM json_each(?))"
    ids = [] if site_ids is None else [json.dumps(list(site_ids))]
    sql = f"SELECT {', '.join(columns)} FROM public_site_details WHERE {where} ORDER BY id"
    return table(connection.execute(sql, ids).fetchall(), {"id": "str"} | DETAIL_COLUMNS)


_VISIT_ORDER = "ORDER BY start DESC NULLS LAST, id"
_MEASURE_ORDER = "ORDER BY measure_id, observed_on DESC NULLS LAST, fid DESC"
_MEASURES_OF_SITE = "SELECT fid FROM public_measures WHERE instr(';' || site_ids || ';', ';' || ? || ';')"


def read_measures(connection: sqlite3.Connection, site_id: str | None) -> pd.DataFrame:
    """Return measures, of all sites or of one; there are few, so their sites are looked through."""
    if site_id is None:
        return read(connection, "measures")
    return read(connection, "measures", f"fid IN ({_MEASURES_OF_SITE})", (site_id,))


def read_visits(connection: sqlite3.Connection) -> pd.DataFrame:
    """Return visits, newest first."""
    return read(connection, "visits", order=_VISIT_ORDER)


def read_stops(connection: sqlite3.Connection, visit_id: str | None) -> gpd.GeoDataFrame:
    """Return stops in order."""
    order = "ORDER BY visit_id, day, position"
    if visit_id is None:
        return read_features(connection, "stops", order=order)
    return read_features(connection, "stops", "visit_id = ?", (visit_id,), order)


def legs_between(stops: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the legs between stops; made from the public geometry at every reading, so they never tell more than it."""
    import shapely

    from geo.visits.itinerary import legs

    return legs(stops.set_geometry(shapely.point_on_surface(stops.geometry.to_numpy()), crs=stops.crs))


def read_visit(connection: sqlite3.Connection, visit_id: str) -> VisitRecord:
    """Return one visit with its stops and legs."""
    fid = key_of(connection, "visit", visit_id)
    visit = read(connection, "visits", "fid = ?", (fid,))
    stops = read_stops(connection, visit_id)
    return VisitRecord(visit_id, visit, stops, legs_between(stops), cited(connection, [visit]))


def read_source(connection: sqlite3.Connection, source_id: str) -> SourceRecord:
    """Return one source and what rests on it."""
    fid = key_of(connection, "source", source_id)
    source = read(connection, "sources", "fid = ?", (fid,))
    statements = "fid IN (SELECT statement_fid FROM public_statement_sources WHERE source_fid = ?)"
    names = "fid IN (SELECT name_fid FROM public_source_names WHERE source_fid = ?)"
    sites = "OGC_FID IN (SELECT site_fid FROM public_source_sites WHERE source_fid = ?)"
    counts = [
        connection.execute(f"SELECT count(DISTINCT {key}) FROM {view} WHERE source_fid = ?", (fid,)).fetchone()[0]
        for key, view in (
            ("statement_fid", "public_statement_sources"),
            ("name_fid", "public_source_names"),
            ("site_fid", "public_source_sites"),
        )
    ]
    return SourceRecord(
        source_id,
        source,
        read(connection, "statements", statements, (fid,), f"{_NEWEST} LIMIT {_MOST}"),
        read(connection, "names", names, (fid,), f"ORDER BY fid LIMIT {_MOST}"),
        site_rows(connection, sites, (fid,), most=_MOST),
        *counts,
    )


_EXACT = {"site_id": "s.id", "sensitivity": "s.sensitivity", "geometry": "e.geom"} | {
    name: f"e.{name}" for name in TELLING
}


def read_exact_places(connection: sqlite3.Connection, site_ids: Sequence[str] | None) -> gpd.GeoDataFrame:
    """Return the exact places of hidden sites; refused on a public connection."""
    types = dict.fromkeys(_EXACT, "str") | {"geometry": "geometry", "access_lon": "float64", "access_lat": "float64"}
    sql = f"SELECT {', '.join(_EXACT.values())} FROM exact_places e JOIN sites s ON s.fid = e.fid"
    if site_ids is None:
        return features(connection.execute(f"{sql} ORDER BY s.fid").fetchall(), types)
    sql += " WHERE s.id IN (SELECT value FROM json_each(?)) ORDER BY s.fid"
    return features(connection.execute(sql, (json.dumps(list(site_ids)),)).fetchall(), types)
