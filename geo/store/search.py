"""Search by name in every script: an index of words, without a copy of the text.

One index holds the folded words of each name, another the consonant skeletons of these words (for other scripts and
spellings); a list of all words finds those that begin with what is typed. What is typed goes through the same folding, which leaves letters
and digits only, so no text is ever read as an operator of the index.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Mapping

SUGGESTION_COLUMNS = {"site_id": "str", "text": "str", "lang": "str", "script": "str", "kind": "str", "district": "str"}
_LONGEST = 200
_MOST_WORDS = 8
_LOOKED_AT = 150
"""Names that are fetched and ranked: ranking all that begin with one letter would take too long."""
_FOUND = """
SELECT n.site_fid, n.site_id, n.text, n.lang, n.script, n.status, n.folded FROM public_names n
WHERE n.fid IN (SELECT rowid FROM {index} WHERE {index} MATCH ? LIMIT ?)"""
_WORDS, _SKELETONS = "name_search", "name_search_skeletons"
_LONGER = "SELECT word FROM name_search_words WHERE word > ? AND word < ? AND word <> ? ORDER BY n DESC LIMIT 24"
_STATUS = {"official": 0, "variant": 1, "historical": 2}


def words_of(text: str) -> list[str]:
    """Return the words that are looked for; empty where no letter is left."""
    from geo.search import fold

    return _words(fold(text[:_LONGEST]))


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text)[:_MOST_WORDS]


def _both(words: list[str]) -> str:
    return " AND ".join(f'"{word}"' for word in words)


def _skeletons(words: list[str]) -> str:
    from geo.search import skeleton

    return _both(_words(skeleton(" ".join(words))))


def site_query(text: str) -> tuple[str, list[Any]]:
    """Return SQL of the keys of sites with a name of which a word begins with each word of a text, and its parameters."""
    from geo.search import search_words

    words = search_words(text)
    if not words:
        return "SELECT NULL WHERE 0", []
    hits = f"SELECT rowid FROM {_WORDS} WHERE {_WORDS} MATCH ?"
    return f"SELECT site_fid FROM public_names WHERE fid IN ({hits})", [" AND ".join(f'"{word}" *' for word in words)]


def _stages(connection: sqlite3.Connection, words: list[str]) -> Iterator[tuple[str, str]]:
    """Yield where to look for what, best first: whole words, words that begin so, skeletons."""
    yield _WORDS, _both(words)
    start = words[-1]
    longer = connection.execute(_LONGER, (start, start + "{", start)).fetchall()  # `{` is the character after `z`
    if longer:
        any_of = " OR ".join(f'"{word}"' for (word,) in longer)
        yield _WORDS, " AND ".join([*(f'"{word}"' for word in words[:-1]), f"({any_of})"])
    yield _SKELETONS, _skeletons(words)


def suggestions(connection: sqlite3.Connection, text: str, limit: int) -> list[tuple[Any, ...]]:
    """Return the best name of each of the best sites, in the order of `SUGGESTION_COLUMNS`."""
    chosen: dict[int, tuple[Any, ...]] = {}
    words = words_of(text)
    for index, expression in _stages(connection, words) if words else ():
        if len(chosen) >= limit:
            break
        rows = connection.execute(_FOUND.format(index=index), (expression, _LOOKED_AT)).fetchall()
        for row in sorted(rows, key=_rank(text)):
            chosen.setdefault(row[0], row)
    best = list(chosen.items())[:limit]
    marks = ", ".join("?" * len(best))
    about = {
        fid: (kind, district)
        for fid, kind, district in connection.execute(
            f"SELECT OGC_FID, kind, district FROM public_sites WHERE OGC_FID IN ({marks})",
            [fid for fid, _ in best],
        )
    }
    return [(*row[1:5], *about[fid]) for fid, row in best]


def _rank(text: str) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    from geo.search import fold

    typed, wanted = text.casefold().strip(), fold(text[:_LONGEST])

    def key(row: tuple[Any, ...]) -> tuple[Any, ...]:
        _, site_id, name, lang, _, status, folded = row
        low = name.casefold()
        return (
            not low.startswith(typed),
            not (folded or "").startswith(wanted),
            _STATUS.get(status, 3),
            len(name),
            name,
            site_id,
            lang,
        )

    return key


def index_all_names(connection: sqlite3.Connection) -> None:
    """Add the folded words of all names to an empty index; inside SQLite, which is twice as fast as row by row."""
    connection.execute(f"INSERT INTO {_WORDS}(rowid, words) SELECT fid, folded FROM names ORDER BY fid")


def index_skeletons(connection: sqlite3.Connection, fids: Iterable[int], skeletons: Iterable[str]) -> None:
    """Add skeletons of names to their index, in ascending order of the keys of the names."""
    rows = zip(fids, skeletons, strict=True)
    connection.executemany(f"INSERT INTO {_SKELETONS}(rowid, words) VALUES (?, ?)", rows)


def list_words(connection: sqlite3.Connection, names: Mapping[str, int]) -> None:
    """Add the words of folded names to the list; each name with how often it occurs."""
    counts: Counter[str] = Counter()
    for folded, n in names.items():
        for word in folded.split():
            counts[word] += n
    connection.executemany(
        "INSERT INTO name_search_words VALUES (?, ?) ON CONFLICT (word) DO UPDATE SET n = n + excluded.n",
        sorted(counts.items()),
    )


def remove_names(connection: sqlite3.Connection, which: str, parameters: Mapping[str, Any]) -> None:
    """Take names out of the indexes, before they are removed; inside a transaction.

    Parameters
    ----------
    connection
        Of the store.
    which
        `FROM names WHERE …`, names that are indexed.
    parameters
        Of `which`.
    """
    from geo.search import skeleton

    connection.create_function("skeleton", 1, skeleton, deterministic=True)
    words = {_WORDS: "folded", _SKELETONS: "skeleton(folded)"}
    (n_removed,) = connection.execute(f"SELECT count(*) {which}", parameters).fetchone()
    (n_all,) = connection.execute("SELECT count(*) FROM names WHERE folded IS NOT NULL").fetchone()
    for index, text in words.items():
        if 2 * n_removed <= n_all:
            # a contentless index takes an entry out only when it is told what was put in
            connection.execute(
                f"INSERT INTO {index}({index}, rowid, words) SELECT 'delete', fid, {text} {which}", parameters
            )
        else:  # it is quicker to put the few others in again
            connection.execute(f"INSERT INTO {index}({index}) VALUES ('delete-all')")
            connection.execute(
                f"INSERT INTO {index}(rowid, words) SELECT fid, {text} FROM names WHERE folded IS NOT NULL "
                f"AND fid NOT IN (SELECT fid {which}) ORDER BY fid",
                parameters,
            )


def index_pending(connection: sqlite3.Connection) -> None:
    """Bring the indexes up to names that another program added, changed or removed; inside a transaction."""
    from geo.search import fold, skeleton

    # a contentless index takes an entry out only when it is told what was put in
    for removed, fid, folded in connection.execute("SELECT fid, name_fid, folded FROM search_removed").fetchall():
        for index, words in ((_WORDS, folded), (_SKELETONS, skeleton(folded))):
            connection.execute(f"INSERT INTO {index}({index}, rowid, words) VALUES ('delete', ?, ?)", (fid, words))
        connection.execute("DELETE FROM search_removed WHERE fid = ?", (removed,))
    new = connection.execute("SELECT fid, text FROM names WHERE folded IS NULL ORDER BY fid").fetchall()
    fids, folded_texts = [fid for fid, _ in new], [fold(text) for _, text in new]
    connection.executemany("UPDATE names SET folded = ? WHERE fid = ?", zip(folded_texts, fids, strict=True))
    connection.executemany(f"INSERT INTO {_WORDS}(rowid, words) VALUES (?, ?)", zip(fids, folded_texts, strict=True))
    index_skeletons(connection, fids, map(skeleton, folded_texts))
    list_words(connection, Counter(folded_texts))
