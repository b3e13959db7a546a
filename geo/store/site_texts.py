"""Ids and names of many sites as whole columns: what the rows of an import are compared with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from geo.arrow import whole
from geo.in_order import in_order
from geo.store.arrow_rows import read_columns
from geo.words import fold_column

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    type Lender = Callable[[], AbstractContextManager[sqlite3.Connection]]

__all__ = ["read_folded_names", "read_name_texts", "read_site_columns", "read_site_ids"]

_UNFOLDED = "\1"
"""Stands before a name that another program wrote and that is not folded yet; where it is, there is no such letter."""
_NAMES = """(
SELECT j.key AS at, n.fid, n."text", n.lang, coalesce(n.folded, char(1) || n."text") AS folded
FROM json_each(?) j CROSS JOIN public_names n ON n.site_id = j.value
)"""
_AT_ONCE = 25_000


def read_site_ids(connection: sqlite3.Connection) -> pa.Array:
    """Return the ids of all sites that the connection may see, in the order of `public_sites`."""
    parts = [pa.array([], pa.string()), *read_site_columns(connection, "id", "str")]
    return pa.concat_arrays(parts)


def read_site_columns(connection: sqlite3.Connection, name: str, of: str) -> Iterator[pa.Array]:
    """Yield a column of `public_sites` in its order, some rows at a time; its type is one of `arrow_rows.read_columns`."""
    some = f"(SELECT OGC_FID, {name} FROM public_sites WHERE OGC_FID > ? ORDER BY OGC_FID LIMIT ?)"
    last = -(2**63)
    while True:
        found = read_columns(connection, some, {name: of}, [last, _AT_ONCE], key=["OGC_FID"])
        yield whole(found[name])
        if len(found) < _AT_ONCE:
            return
        last = found["OGC_FID"][-1].as_py()


def read_name_texts(connection: Lender, site_ids: pa.Array) -> Iterator[pa.Table]:
    """Yield the names of sites without what else is said of them, site by site, each in the order of entry.

    Parameters
    ----------
    connection
        Lends one of its own to each thread.
    site_ids
        Of the sites, shape (n,), each once; one that is not there has no names.

    Yields
    ------
    Table
        Columns `at` (int64, place of the site in `site_ids`), `text`, `lang` (string); names of some sites.
    """
    return _names(connection, site_ids, "text")


def read_folded_names(connection: Lender, site_ids: pa.Array) -> Iterator[pa.Table]:
    """Yield the names of sites as `geo.search.fold` folds them, as `read_name_texts`; `folded` stands in place of `text`."""
    for names in _names(connection, site_ids, "folded"):
        folded = whole(names["folded"])
        plain = pc.starts_with(folded, _UNFOLDED)
        if pc.any(plain).as_py():
            texts = pc.utf8_slice_codeunits(folded.filter(plain), 1)
            folded = pc.replace_with_mask(folded, plain, fold_column(texts))
        yield names.set_column(1, "folded", folded)


def _names(connection: Lender, site_ids: pa.Array, column: str) -> Iterator[pa.Table]:
    def read(start: int) -> pa.Table:
        asked = json.dumps(site_ids.slice(start, _AT_ONCE).to_pylist())
        with connection() as reader:
            found = read_columns(reader, _NAMES, {column: "str", "lang": "str"}, [asked], key=["at", "fid"])
        return pa.table({"at": pc.add(found["at"], start), column: found[column], "lang": found["lang"]})

    return in_order(read, range(0, len(site_ids), _AT_ONCE))
