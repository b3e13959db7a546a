"""Ids and names of many sites as whole columns: what the rows of an import are compared with."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from geo.store.arrow_rows import read_columns

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

__all__ = ["read_name_texts", "read_site_ids"]

_NAMES = """(
SELECT j.key AS at, n.fid, n."text", n.lang FROM json_each(?) j CROSS JOIN public_names n ON n.site_id = j.value
)"""
_AT_ONCE = 25_000
_THREADS = 2


def read_site_ids(connection: sqlite3.Connection) -> pa.Array:
    """Return the ids of all sites that the connection may see, in the order of `public_sites`."""
    return read_columns(connection, "public_sites", {"id": "str"}, key=["OGC_FID"])["id"].combine_chunks()


def read_name_texts(
    connection: Callable[[], AbstractContextManager[sqlite3.Connection]], site_ids: pa.Array
) -> Iterator[pa.Table]:
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

    def read(start: int) -> pa.Table:
        some = json.dumps(site_ids.slice(start, _AT_ONCE).to_pylist())
        with connection() as reader:
            found = read_columns(reader, _NAMES, {"text": "str", "lang": "str"}, [some], key=["at", "fid"])
        return pa.table({"at": pc.add(found["at"], start), "text": found["text"], "lang": found["lang"]})

    with ThreadPoolExecutor(_THREADS) as threads:  # SQLite works without the GIL
        yield from threads.map(read, range(0, len(site_ids), _AT_ONCE))
