"""The tables of the store, made from the declarations of `geo.layers`: columns, checks, references and guards.

A reference of one id that ends in `_id` becomes the integer key `…_fid` of the other table (small and fast); any other
reference keeps the slug. A reference of many ids becomes a link table (`geo.store.links`).
"""

from __future__ import annotations

from importlib.resources import files

from geo.layers import LAYERS, Field, Layer
from geo.store.links import Link, links, singular
from geo.store.rtree import TABLES as SPATIAL
from geo.store.rtree import rtree_table, rtree_triggers
from geo.store.rule import current_state
from geo.store.telling import TELLING, rows_of_source, telling_guards

APPEND_ONLY = ("statements", "measure_statements")
_IMPORT = "import_fid INTEGER REFERENCES imports(fid)"
"""The import that brought a row; null where none did."""
DERIVED = {
    "sources": (_IMPORT,),
    "districts": (_IMPORT,),
    "place_names": (_IMPORT,),
    "sites": ("built_from INTEGER", "built_to INTEGER", _IMPORT),
    "names": ("folded TEXT", _IMPORT),
    "identifiers": (_IMPORT,),
    "designations": (_IMPORT,),
    "access": (_IMPORT,),
    "photos": ("media_type TEXT NOT NULL", "data BLOB NOT NULL"),
    "statements": (
        "observed_from INTEGER",
        "observed_to INTEGER",
        "observed_key INTEGER",
        _IMPORT,
        "created_at DATETIME",
        "CHECK (property <> 'condition' OR (length(value) = 1 AND value >= '0' AND value <= '5'))",
        "CHECK (observed_on IS NOT NULL OR observed_key IS NULL)",
    ),
}
"""Columns that the store keeps beside the declared ones, and checks over several columns."""


def stored(name: str, field: Field) -> str:
    """Return the column that holds a field which is no many-valued reference."""
    return f"{name.removesuffix('_id')}_fid" if field.reference is not None and name.endswith("_id") else name


def stored_columns(layer: Layer) -> dict[str, str]:
    """Return the column in the table for each declared field that has one."""
    return {
        name: stored(name, layer.fields[name])
        for name in layer.columns
        if (reference := layer.fields[name].reference) is None or not reference.many
    }


def _column(name: str, field: Field) -> str:
    column, quoted = stored(name, field), f'"{stored(name, field)}"'
    if column.endswith("_fid") and field.reference is not None:
        required = " NOT NULL" if field.required else ""
        return f"{quoted} INTEGER{required} REFERENCES {field.reference.layer}(fid)"
    parts = [quoted, {"integer": "INTEGER", "number": "REAL", "moment": "DATETIME"}.get(field.kind, "TEXT")]
    if field.required:
        parts.append("NOT NULL")
    if field.unique:
        parts.append("UNIQUE")
    if field.default is not None:
        parts.append(f"DEFAULT '{field.default}'")
    # OR chains: SQLite builds a temporary index for every row that it tests with IN
    if field.words is not None:
        parts.append("CHECK (" + " OR ".join(f"{quoted} = '{word}'" for word in field.words) + ")")
    bounds = [
        f"{quoted} {sign} {limit}"
        for sign, limit in ((">=", field.minimum), ("<=", field.maximum))
        if limit is not None
    ]
    if bounds:
        parts.append(f"CHECK ({' AND '.join(bounds)})")
    if field.required and field.dtype == "str" and field.words is None:
        parts.append(f"CHECK ({quoted} <> '')")
    if field.reference is not None:
        parts.append(f"REFERENCES {field.reference.layer}(id)")
    return " ".join(parts)


def create_table(layer: Layer) -> str:
    """Return the SQL of the table of a layer and of its link tables."""
    columns = ["fid INTEGER PRIMARY KEY"]
    if layer.geometry:
        columns.append(f"geom {SPATIAL[layer.name]}")
    columns += [_column(name, layer.fields[name]) for name in stored_columns(layer)]
    columns += [f"{link.key} INTEGER NOT NULL REFERENCES {link.target}(fid)" for link in links(layer) if link.required]
    columns += sorted(DERIVED.get(layer.name, ()), key=lambda column: column.startswith("CHECK"))
    out = f"CREATE TABLE {layer.name} (\n  " + ",\n  ".join(columns) + ");\n"
    for link in links(layer):
        out += (
            f"CREATE TABLE {link.table} (fid INTEGER PRIMARY KEY, {link.owner} INTEGER NOT NULL REFERENCES {layer.name}(fid), "
            f"{link.key} INTEGER NOT NULL REFERENCES {link.target}(fid));\n"
        )
    return out


def tables() -> str:
    """Return the SQL of all tables, without guards."""
    own = "".join(create_table(layer) for layer in LAYERS.values())
    return sql_file("geopackage.sql") + own + sql_file("own.sql") + "".join(rtree_table(name) for name in SPATIAL)


def guards() -> str:
    """Return the SQL of indexes, triggers and inner views."""
    out = [
        sql_file("guards.sql").replace(
            "CREATE TRIGGER statements_after_insert", f"{current_state()}\nCREATE TRIGGER statements_after_insert"
        )
    ]
    for layer in LAYERS.values():
        out += _reference_indexes(layer)
        out += [_link_guards(link) for link in links(layer)]
        if "id" in layer.fields:
            out.append(_no_replace(layer.name))
    out.append(telling_guards(DERIVED, APPEND_ONLY))
    out += [_append_only(name) for name in APPEND_ONLY]
    out += [rtree_triggers(name) for name in SPATIAL]
    out += [_keep(name) for name in ("sources", "sites", "visits", "measures")]
    return "\n".join(out)


def _reference_indexes(layer: Layer) -> list[str]:
    columns = [column for column in stored_columns(layer).values() if column.endswith("_fid")]
    if layer.name in TELLING:  # what rests on a source is found by the sites that it tells of
        columns = [column for column in columns if column != "source_fid"]
    else:
        columns += [link.key for link in links(layer) if link.required]
    partial = {"visit_fid": " WHERE visit_fid IS NOT NULL"} if layer.name == "statements" else {}
    return [
        f"CREATE INDEX {layer.name}_{column} ON {layer.name}({column}){partial.get(column, '')};" for column in columns
    ]


def _no_replace(table: str) -> str:
    if table in APPEND_ONLY[:1]:
        return ""  # written out in guards.sql
    return (
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) "
        f"OR EXISTS (SELECT 1 FROM {table} WHERE fid = NEW.fid) BEGIN SELECT RAISE(ABORT, "
        f"'the id exists in {table}; other rows refer to it, so it is not replaced'); END;"
    )


def _append_only(table: str) -> str:
    own = [
        "fid",
        *stored_columns(LAYERS[table]).values(),
        "source_fid",
        *(["import_fid"] if table == "statements" else []),
    ]
    columns = ", ".join(f'"{column}"' for column in own)
    out = (
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE OF {columns} ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'append-only: a statement is never changed; add one that supersedes it'); END;"
    )
    if table != "statements":
        out += (
            f"\nCREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'append-only: a statement is never removed'); END;"
        )
    return out


def _link_guards(link: Link) -> str:
    table, append_only = link.table, link.layer in APPEND_ONLY
    out = [f"CREATE UNIQUE INDEX {table}_pair ON {table}({link.owner}, {link.key});"]
    if not (link.required and link.layer in TELLING):
        out.append(f"CREATE INDEX {table}_{link.key} ON {table}({link.key});")
    if link.required:
        out += _further(link, changes=not append_only)
    if append_only:
        refuse = "BEGIN SELECT RAISE(ABORT, 'append-only: the sources of a statement are only ever added to'); END;"
        out += [
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE fid = NEW.fid) "
            f"OR EXISTS (SELECT 1 FROM {table} WHERE {link.owner} = NEW.{link.owner} AND {link.key} = NEW.{link.key}) {refuse}",
        ]
    return "\n".join(out)


def _further(link: Link, *, changes: bool) -> list[str]:
    """Return the guards of a table of further references: none is the first one, and none outlasts its row."""
    table, layer, owner, key = link.table, link.layer, link.owner, link.key
    what = f"{singular(link.target)} of a row of {layer}"
    refuse = (
        f"WHEN NOT EXISTS (SELECT 1 FROM {layer} WHERE fid = NEW.{owner} AND {key} <> NEW.{key}) BEGIN SELECT RAISE(ABORT, "
        f"'a further {what} needs a row that is there and has another first one'); END;"
    )
    out = [f"CREATE TRIGGER {table}_further_insert BEFORE INSERT ON {table} {refuse}"]
    if changes:
        out += [
            f"CREATE TRIGGER {table}_further_update BEFORE UPDATE OF {owner}, {key} ON {table} {refuse}",
            f"CREATE TRIGGER {layer}_first_{key} AFTER UPDATE OF {key} ON {layer} "
            f"BEGIN DELETE FROM {table} WHERE {owner} = NEW.fid AND {key} = NEW.{key}; END;",
            f"CREATE TRIGGER {layer}_further_delete BEFORE DELETE ON {layer} BEGIN DELETE FROM {table} WHERE {owner} = OLD.fid; END;",
        ]
    return out


def _keep(table: str) -> str:
    """Foreign keys hold only where a connection asked for them: a row that statements need is kept by a trigger."""
    uses = {
        "sources": f"SELECT 1 FROM {rows_of_source('statements')} WHERE x.source_fid = OLD.fid",
        "sites": "SELECT 1 FROM statements WHERE site_fid = OLD.fid",
        "visits": "SELECT 1 FROM statements WHERE visit_fid = OLD.fid",
        "measures": "SELECT 1 FROM measure_statements WHERE measure_fid = OLD.fid",
    }
    return (
        f"CREATE TRIGGER {table}_keep BEFORE DELETE ON {table} WHEN EXISTS ({uses[table]}) BEGIN SELECT RAISE(ABORT, "
        f"'append-only: statements refer to this row of {table}'); END;"
    )


def sql_file(name: str) -> str:
    """Return the text of one of our SQL files."""
    return files("geo.store").joinpath("sql", name).read_text("utf-8")
