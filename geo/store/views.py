"""The public views: the only way in which a public connection reads. Each hides what the public may not see.

*Withheld* sites are absent with everything about them. Of other *hidden* sites the public sees the cell, and nothing that
tells the place otherwise: no identifiers in other data sets, no sources of the position, no notes on access, no settlement
of a measure. Photos of *restricted* sites are left out. A source or visit that has to do with withheld sites only is
absent too.
"""

from __future__ import annotations

from geo.layers import LAYERS
from geo.store.links import links
from geo.store.rule import STATE_COLUMNS
from geo.store.schema import stored_columns
from geo.store.telling import TELLING as OF_SITES
from geo.store.telling import rows_of_source, tells, tells_anything

SITE_FACTS = (
    "id", "kind", "district", "settlement", "geometry_role", "uncertainty_m", "location_certainty", "sensitivity",
    "built", "built_from", "built_to", "part_of",
)  # fmt: skip
"""Columns of `public_sites` that stand in the table, between `geom` and the derived ones."""

TELLING = ("access_lon", "access_lat", "location_note", "district_note", "settlement", "part_of", "note")
"""Columns of sites that can tell where a hidden place is; they stand in `exact_places` instead."""

_SEEN = "s.sensitivity <> 'withheld'"
_SEEN_OF = {
    "identifiers": "s.sensitivity = 'public'",
    "photos": "(s.sensitivity = 'public' OR s.sensitivity = 'generalised')",
}
"""Which sites the public sees a row of, where it is not all but the withheld ones."""
_TELLING = {"access": ("note",), "designations": ("register_id", "document", "note")}
"""Columns of other layers that can lead to a hidden place."""
_PLAIN = ("districts", "places", "place_names")


def public_views() -> str:
    """Return the SQL of all public views and of their place among the layers of the GeoPackage."""
    views = [
        _sites(),
        _site_details(),
        _live(),
        _citations(),
        _sources(),
        _of_sources(),
        _counts(),
        _stops(),
        _stops_on_map(),
        _visits(),
        _measures(),
        _photo_data(),
    ]
    views += [f"CREATE VIEW public_{name} AS SELECT * FROM {name};" for name in _PLAIN]
    views.append(_closures())
    views += [_of_sites(name) for name in ("names", "identifiers", "designations", "access", "photos", "statements")]
    views.append(_measure_statements())
    return "\n".join(views)


def register() -> str:
    """Return the SQL that lists tables and layers for other programs."""
    from geo.store.rtree import TABLES

    features = {**TABLES, "public_sites": "GEOMETRY", "stops_on_map": "GEOMETRY"}
    attributes = [name for name in LAYERS if name not in features]
    attributes += [link.table for layer in LAYERS.values() for link in links(layer)]
    attributes += ["settings", "imports", "site_state", "layer_styles"]
    rows = [(name, "features", 4326) for name in features] + [(name, "attributes", 0) for name in attributes]
    contents = ",\n  ".join(f"('{name}', '{kind}', '{name}', {srs})" for name, kind, srs in rows)
    geometries = ",\n  ".join(f"('{name}', 'geom', '{kind}', 4326, 0, 0)" for name, kind in features.items())
    return (
        f"INSERT INTO gpkg_contents(table_name, data_type, identifier, srs_id) VALUES\n  {contents};\n"
        f"INSERT INTO gpkg_geometry_columns VALUES\n  {geometries};\n"
    )


def _sites() -> str:
    facts = ", ".join("p.id AS part_of" if column == "part_of" else f"s.{column}" for column in SITE_FACTS)
    state = ", ".join(f"c.{column}" for column in STATE_COLUMNS)
    # plain columns only: GDAL finds no type for an expression. It finds the R-tree of `sites` through the view by itself
    return (
        f"CREATE VIEW public_sites AS SELECT s.fid AS OGC_FID, s.geom, {facts}, {state} FROM sites s "
        "LEFT JOIN site_state c ON c.site_fid = s.fid "
        f"LEFT JOIN sites p ON p.id = s.part_of AND p.sensitivity = 'public' WHERE {_SEEN};"
    )


def _site_details() -> str:
    location, built = links(LAYERS["sites"])
    return (
        "CREATE VIEW public_site_details AS SELECT t.fid, t.id, t.access_lon, t.access_lat, t.location_note, "
        f"CASE WHEN t.sensitivity = 'public' THEN {location.ids} END AS location_source_ids, t.district_note, "
        f"{built.ids} AS built_source_ids, t.generalise_m, t.visit_minutes, t.note FROM sites t WHERE t.sensitivity <> 'withheld';"
    )


def _live() -> str:
    return (
        f"CREATE VIEW public_live AS SELECT l.* FROM live_statements l JOIN sites s ON s.fid = l.site_fid AND {_SEEN};"
    )


def _columns(name: str, changed: dict[str, str] | None = None) -> tuple[str, str]:
    """Return the declared columns of a layer with slugs in place of keys, and the joins that this takes."""
    layer, columns, joins = LAYERS[name], [], []
    many = {link.field: link.ids for link in links(layer)}
    stored = stored_columns(layer)
    for column in layer.columns:
        reference = layer.fields[column].reference
        if changed and column in changed:
            columns.append(f"{changed[column]} AS {column}")
        elif column in many:
            columns.append(f"{many[column]} AS {column}")
        elif reference is not None and stored[column].endswith("_fid"):
            alias = "s" if column == "site_id" else f"j_{column}"
            columns.append(f"{alias}.id AS {column}")
            if alias != "s":
                # a left join, because SQLite leaves it out where a query does not ask for its column
                joins.append(f"LEFT JOIN {reference.layer} {alias} ON {alias}.fid = t.{stored[column]}")
        else:
            columns.append(f't."{column}"')
    return ", ".join(columns), " ".join(joins)


def _of_sites(name: str) -> str:
    seen = _SEEN_OF.get(name, _SEEN)
    changed = {column: _if_public(column) for column in _TELLING.get(name, ())}
    joined = ""
    if name == "statements":  # a visit that the public does not see is not named either
        changed["visit_id"], joined = "w.id", "LEFT JOIN public_visits w ON w.fid = t.visit_fid"
    columns, joins = _columns(name, changed)
    more = {
        "names": ", t.folded",
        "photos": ", t.media_type",
        "statements": ", t.created_at, t.observed_key, (SELECT n.id FROM statements n LEFT JOIN imports i ON i.fid = n.import_fid "
        "WHERE n.supersedes = t.id AND i.undone_at IS NULL ORDER BY n.fid LIMIT 1) AS superseded_by, "
        "EXISTS (SELECT 1 FROM live_statements v WHERE v.fid = t.fid) AS counts",
    }.get(name, "")
    return (
        f"CREATE VIEW public_{name} AS SELECT t.fid, t.site_fid, {columns}{more} FROM {name} t "
        f"JOIN sites s ON s.fid = t.site_fid AND {seen} {joins} {joined};"
    )


def _if_public(column: str) -> str:
    return f"CASE WHEN s.sensitivity = 'public' THEN t.{column} END"


def _photo_data() -> str:
    return (
        "CREATE VIEW public_photo_data AS SELECT t.id, t.media_type, t.data FROM photos t "
        f"JOIN sites s ON s.fid = t.site_fid AND {_SEEN_OF['photos']};"
    )


def _stops() -> str:
    # numbered anew, so that a gap does not tell of a stop that is withheld
    position = "row_number() OVER (PARTITION BY t.visit_fid, t.day ORDER BY t.position, t.fid)"
    columns, joins = _columns(
        "stops", {"note": _if_public("note"), "reason": _if_public("reason"), "position": position}
    )
    return (
        f"CREATE VIEW public_stops AS SELECT t.fid AS OGC_FID, s.geom, t.visit_fid, {columns} FROM stops t "
        f"JOIN sites s ON s.fid = t.site_fid AND {_SEEN} {joins};"
    )


def _stops_on_map() -> str:
    """Return the layer of stops for other programs: with plain columns only, as `public_sites`."""
    return (
        "CREATE VIEW stops_on_map AS SELECT t.fid AS OGC_FID, s.geom, v.id AS visit_id, t.day, t.position, s.id AS site_id, "
        "t.attestation, t.arrive, t.depart FROM stops t JOIN visits v ON v.fid = t.visit_fid "
        f"JOIN sites s ON s.fid = t.site_fid AND {_SEEN};"
    )


def _visits() -> str:
    columns, _ = _columns("visits")
    return (
        f"CREATE VIEW public_visits AS SELECT t.fid, {columns} FROM visits t WHERE NOT EXISTS (SELECT 1 FROM stops WHERE visit_fid = t.fid) "
        f"OR EXISTS (SELECT 1 FROM stops p JOIN sites s ON s.fid = p.site_fid AND {_SEEN} WHERE p.visit_fid = t.fid);"
    )


def _closures() -> str:
    columns, _ = _columns("closures")
    return f"CREATE VIEW public_closures AS SELECT t.fid, t.geom, {columns} FROM closures t;"


def _measures() -> str:
    sites = next(link for link in links(LAYERS["measures"]) if link.target == "sites")
    of = f"FROM {sites.table} l JOIN sites s ON s.fid = l.site_fid WHERE l.measure_fid = t.fid"
    columns, _ = _columns(
        "measures",
        {
            "site_ids": f"(SELECT group_concat(id, ';') FROM (SELECT s.id {of} AND {_SEEN} ORDER BY l.fid))",
            "settlements": f"CASE WHEN NOT EXISTS (SELECT 1 {of} AND s.sensitivity <> 'public') THEN t.settlements END",
        },
    )
    return (
        f"CREATE VIEW public_measures AS SELECT t.fid, {columns} FROM measures t "
        f"WHERE NOT EXISTS (SELECT 1 FROM {sites.table} l WHERE l.measure_fid = t.fid) OR EXISTS (SELECT 1 {of} AND {_SEEN});"
    )


def _measure_statements() -> str:
    columns, _ = _columns("measure_statements", {"measure_id": "m.id"})
    return (
        f"CREATE VIEW public_measure_statements AS SELECT t.fid, t.measure_fid, {columns} FROM measure_statements t "
        "JOIN public_measures m ON m.fid = t.measure_fid;"
    )


def _citations() -> str:
    """Return which source stands behind what; once for everything, once for what the public sees."""
    every = [f"SELECT x.source_fid FROM tells_of x WHERE {tells_anything()}"]
    public = ["SELECT source_fid FROM public_source_sites"]
    for layer in LAYERS.values():
        for link in links(layer):
            if link.target != "sources" or layer.name in OF_SITES:
                continue
            every.append(f"SELECT source_fid FROM {link.table}")
            if layer.name == "sites":
                seen = "s.sensitivity = 'public'" if link.field.startswith("location") else _SEEN
                public.append(
                    f"SELECT l.source_fid FROM {link.table} l JOIN sites s ON s.fid = l.{link.owner} AND {seen}"
                )
                continue
            every.append(f"SELECT source_fid FROM {layer.name}")
            public += [
                f"SELECT l.source_fid FROM {link.table} l JOIN public_{layer.name} t ON t.fid = l.{link.owner}",
                f"SELECT l.source_fid FROM {layer.name} l JOIN public_{layer.name} t ON t.fid = l.fid",
            ]
    return (
        f"CREATE VIEW citations AS {' UNION ALL '.join(every)};\n"
        f"CREATE VIEW public_citations AS {' UNION ALL '.join(public)};"
    )


def _sources() -> str:
    columns, _ = _columns("sources")
    return (
        f"CREATE VIEW public_sources AS SELECT t.fid, {columns} FROM sources t "
        "WHERE EXISTS (SELECT 1 FROM public_citations c WHERE c.source_fid = t.fid) "
        "OR NOT EXISTS (SELECT 1 FROM citations c WHERE c.source_fid = t.fid);"
    )


def _of_sources() -> str:
    """Return what rests on a source: its statements, its names, and the sites that any row is about, each once."""
    seen = f"JOIN sites s ON s.fid = x.site_fid AND {_SEEN}"
    told = " OR ".join(
        f"({_SEEN_OF[name]} AND {tells(name)})" if name in _SEEN_OF else tells(name) for name in OF_SITES
    )
    return (
        f"CREATE VIEW public_statement_sources AS SELECT t.fid AS statement_fid, x.source_fid FROM {rows_of_source('statements')} {seen};\n"
        f"CREATE VIEW public_source_names AS SELECT t.fid AS name_fid, x.source_fid FROM {rows_of_source('names')} {seen};\n"
        f"CREATE VIEW public_source_sites AS SELECT x.source_fid, x.site_fid FROM tells_of x {seen} WHERE {told};"
    )


def _counts() -> str:
    """Return how many rows of each layer the public sees: all but those of hidden sites, of which there are few."""
    parts = []
    for name, layer in LAYERS.items():
        if name == "sites":
            count = "(SELECT count(*) FROM sites) - (SELECT count(*) FROM sites WHERE sensitivity = 'withheld')"
        elif "site_id" in layer.fields:
            hidden = f"s.sensitivity <> 'public' AND NOT ({_SEEN_OF.get(name, _SEEN)})"
            count = f"(SELECT count(*) FROM {name}) - (SELECT count(*) FROM sites s JOIN {name} t ON t.site_fid = s.fid WHERE {hidden})"
        else:
            count = f"(SELECT count(*) FROM public_{name})"
        parts.append(f"SELECT '{name}' AS layer, {count} AS n")
    return f"CREATE VIEW public_counts AS {' UNION ALL '.join(parts)};"
