"""The order of all sites by name, for one reader: chosen by SQLite, so that a million sites take seconds and little memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.search import fold

if TYPE_CHECKING:
    import sqlite3

    from numpy.typing import NDArray

_FIRST = """
SELECT v.id, n.chosen FROM public_sites v LEFT JOIN (
  SELECT site_fid, min(
    CASE WHEN lang = :lang OR lang LIKE :lang || '-%' THEN 0 WHEN script = :script THEN 1 ELSE 2 END || lang || char(1) ||
    CASE status WHEN 'official' THEN 0 WHEN 'variant' THEN 1 WHEN 'historical' THEN 2 ELSE 3 END || char(1) ||
    printf('%012d', fid) || char(1) || folded) AS chosen
  FROM public_names GROUP BY site_fid
) n ON n.site_fid = v.OGC_FID ORDER BY v.OGC_FID
"""
"""The rule of `maps.names.ordered_names`: own language, own script, others; by language; by standing; as they stand."""
_AT_ONCE = 50_000


def read_name_ranks(connection: sqlite3.Connection, lang: str, script: str) -> NDArray[np.int64]:
    """Return the place of each site among all, by the folded name that a reader sees first, then by id.

    Parameters
    ----------
    connection
        What it may see is ranked.
    lang, script
        Of the reader, such as `az` and `Latn`.

    Returns
    -------
    NDArray[np.int64]
        Shape (n,), in the order of `public_sites`, each place once. A site without a name stands by its id.
    """
    codes: dict[str, int] = {}
    parts, ids = [], []
    cursor = connection.execute(_FIRST, {"lang": lang, "script": script})
    while rows := cursor.fetchmany(_AT_ONCE):
        ids.append(np.array([site_id for site_id, _ in rows], dtype=np.str_))
        names = (fold(site_id) if chosen is None else chosen.rsplit("\x01", 1)[1] for site_id, chosen in rows)
        parts.append(np.fromiter((codes.setdefault(name, len(codes)) for name in names), np.int64, len(rows)))
    if not parts:
        return np.empty(0, dtype=np.int64)
    place = np.empty(len(codes), dtype=np.int64)
    place[[codes[name] for name in sorted(codes)]] = np.arange(len(codes), dtype=np.int64)
    order = np.lexsort((np.concatenate(ids), place[np.concatenate(parts)]))
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.arange(len(order), dtype=np.int64)
    return ranks
