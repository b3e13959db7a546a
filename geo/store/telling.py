"""Which sites each source tells of: one small table, by which the rows that rest on a source are found.

It takes the place of an index by source of every layer: most sources tell several things of a site. A pair may outlast its
last row where another program replaces rows, so whoever asks by it looks at the rows too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.layers import LAYERS
from geo.store.links import links

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.store.links import Link

__all__ = ["TELLING", "rows_of_source", "telling_guards", "tells", "tells_anything"]

_FURTHER: dict[str, Link | None] = {
    name: next((link for link in links(layer) if link.target == "sources"), None)
    for name, layer in LAYERS.items()
    if "site_id" in layer.fields and {"source_id", "source_ids"} & layer.fields.keys()
}
"""Layers whose rows tell something of a site, with the link table of further sources where a row may have several."""
TELLING = tuple(_FURTHER)
_ADD = "INSERT INTO tells_of(source_fid, site_fid)"
_KNOWN = "ON CONFLICT DO NOTHING"


def rows_of_source(name: str) -> str:
    """Return SQL, to follow `FROM`, of the rows `t` of a layer that rest on the source of a pair `x`."""
    return f"tells_of x CROSS JOIN {name} t ON t.site_fid = x.site_fid AND {_cites(name, 'x')}"


def tells(name: str, pair: str = "x") -> str:
    """Return SQL of whether a row of a layer tells what the table `pair` says, its `source_fid` of its `site_fid`."""
    return f"EXISTS (SELECT 1 FROM {name} t WHERE t.site_fid = {pair}.site_fid AND {_cites(name, pair)})"


def tells_anything(pair: str = "x") -> str:
    """Return SQL of whether any row tells it; asked of the view `telling`, SQLite would go through all rows."""
    return f"({' OR '.join(tells(name, pair) for name in TELLING)})"


def _cites(name: str, pair: str) -> str:
    link, source = _FURTHER[name], f"{pair}.source_fid"
    return f"t.source_fid = {source}" if link is None else link.has(source)


def telling_guards(derived: dict[str, tuple[str, ...]], append_only: tuple[str, ...]) -> str:
    """Return the SQL of the table, filled from the rows, and of the triggers that keep it.

    Parameters
    ----------
    derived
        Columns that the store keeps of a layer.
    append_only
        Layers whose rows are neither changed nor removed.
    """
    told = []
    for name, link in _FURTHER.items():
        brought = any(column.startswith("import_fid") for column in derived.get(name, ()))
        told.append(f"SELECT source_fid, site_fid, {'import_fid' if brought else 'NULL'} FROM {name}")
        if link is not None:
            told.append(
                f"SELECT l.source_fid, t.site_fid, t.import_fid FROM {link.table} l JOIN {name} t ON t.fid = l.{link.owner}"
            )
    triggers = [
        trigger for name, link in _FURTHER.items() for trigger in _kept(name, link, changes=name not in append_only)
    ]
    return "\n".join(
        [
            f"CREATE VIEW telling(source_fid, site_fid, import_fid) AS {' UNION ALL '.join(told)};",
            "CREATE TABLE tells_of (source_fid INTEGER NOT NULL, site_fid INTEGER NOT NULL, PRIMARY KEY (source_fid, site_fid)) WITHOUT ROWID;",
            f"{_ADD} SELECT source_fid, site_fid FROM telling GROUP BY source_fid, site_fid;",
            *triggers,
        ]
    )


def _kept(name: str, link: Link | None, *, changes: bool) -> Iterator[str]:
    old, new, moved = "OLD.source_fid", "NEW.source_fid", ""
    if link is not None:
        further = f"SELECT source_fid FROM {link.table} WHERE {link.owner} = NEW.fid"
        old = f"SELECT {old} UNION ALL {further}"
        moved = f" {_ADD} SELECT source_fid, NEW.site_fid FROM {link.table} WHERE {link.owner} = NEW.fid {_KNOWN};"
    add = f"{_ADD} VALUES ({new}, NEW.site_fid) {_KNOWN};"
    yield f"CREATE TRIGGER {name}_told_insert AFTER INSERT ON {name} BEGIN {add} END;"
    if changes:
        yield (
            f"CREATE TRIGGER {name}_told_update AFTER UPDATE OF source_fid, site_fid ON {name} "
            f"BEGIN {_forget(old, 'OLD.site_fid')} {add}{moved} END;"
        )
        yield f"CREATE TRIGGER {name}_told_delete AFTER DELETE ON {name} BEGIN {_forget('OLD.source_fid', 'OLD.site_fid')} END;"
    if link is None:
        return
    site = f"(SELECT site_fid FROM {name} WHERE fid = {{}}.{link.owner})"
    add = f"{_ADD} SELECT NEW.source_fid, site_fid FROM {name} WHERE fid = NEW.{link.owner} {_KNOWN};"
    yield f"CREATE TRIGGER {link.table}_told_insert AFTER INSERT ON {link.table} BEGIN {add} END;"
    if changes:
        forget = _forget("OLD.source_fid", site.format("OLD"))
        yield f"CREATE TRIGGER {link.table}_told_update AFTER UPDATE ON {link.table} BEGIN {forget} {add} END;"
        yield f"CREATE TRIGGER {link.table}_told_delete AFTER DELETE ON {link.table} BEGIN {forget} END;"


def _forget(sources: str, site: str) -> str:
    return f"DELETE FROM tells_of WHERE source_fid IN ({sources}) AND site_fid = {site} AND NOT {tells_anything('tells_of')};"
