"""Search by name in every script: an index of words, without a copy of the text.

The index holds the folded words of each name. A list of all words finds those that begin with what is typed, and by their
consonant skeletons those that sound like it, in other scripts and spellings: they are then looked up in the index. What is
typed goes through the same folding, which leaves letters and digits only, so no text is ever read as an operator of the index.
"""

from __future__ import annotations

import re
from collections import Counter
from operator import itemgetter
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
WHERE n.fid IN (SELECT rowid FROM name_search WHERE name_search MATCH ? LIMIT ?)"""
_LONGER = "SELECT word FROM name_search_words WHERE word > ? AND word < ? AND word <> ? ORDER BY n DESC LIMIT 24"
_ALIKE = """
SELECT word FROM name_search_skeletons JOIN name_search_words USING (word)
WHERE skeleton = ? ORDER BY word <> ?, n DESC, word LIMIT 32"""
"""The typed word itself, and the most frequent: names of the whole world have hundreds of words with one skeleton, those of
a region a dozen, and each costs a look into the index."""
_STATUS = {"official": 0, "variant": 1, "historical": 2}


def words_of(text: str) -> list[str]:
    """Return the words that are looked for; empty where no letter is left."""
    from geo.search import fold

    return _words(fold(text[:_LONGEST]))


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text)[:_MOST_WORDS]


def _all(words: Iterable[str]) -> str:
    return " AND ".join(f'"{word}"' for word in words)


def _any(words: Iterable[str]) -> str:
    either = " OR ".join(f'"{word}"' for word in words)
    return f"({either})"


def _alike(connection: sqlite3.Connection, words: list[str]) -> str | None:
    """Return where to look for names that sound like some words; None where no name does."""
    wanted = {skeleton: word for word in reversed(words) for skeleton in _skeletons(word)}
    found = []
    for each in wanted.items():
        alike = connection.execute(_ALIKE, each).fetchall()
        if not alike:
            return None
        found.append(_any(word for (word,) in alike))
    return " AND ".join(found)


def _skeletons(word: str) -> list[str]:
    """Return the skeleton of a word; two of one that may be an adjective."""
    from geo.search import skeleton

    return skeleton(word).split()


def site_query(text: str) -> tuple[str, list[Any]]:
    """Return SQL of the keys of sites with a name of which a word begins with each word of a text, and its parameters."""
    from geo.search import search_words

    words = search_words(text)
    if not words:
        return "SELECT NULL WHERE 0", []
    hits = "SELECT rowid FROM name_search WHERE name_search MATCH ?"
    return f"SELECT site_fid FROM public_names WHERE fid IN ({hits})", [" AND ".join(f'"{word}" *' for word in words)]


def _stages(connection: sqlite3.Connection, words: list[str]) -> Iterator[str]:
    """Yield what to look for, best first: whole words, words that begin so, words that sound so."""
    yield _all(words)
    start = words[-1]
    longer = connection.execute(_LONGER, (start, start + "{", start)).fetchall()  # `{` is the character after `z`
    if longer:
        yield " AND ".join(filter(None, [_all(words[:-1]), _any(word for (word,) in longer)]))
    alike = _alike(connection, words)
    if alike is not None:
        yield alike


def suggestions(connection: sqlite3.Connection, text: str, limit: int) -> list[tuple[Any, ...]]:
    """Return the best name of each of the best sites, in the order of `SUGGESTION_COLUMNS`."""
    chosen: dict[int, tuple[Any, ...]] = {}
    words = words_of(text)
    for expression in _stages(connection, words) if words else ():
        if len(chosen) >= limit:
            break
        rows = connection.execute(_FOUND, (expression, _LOOKED_AT)).fetchall()
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
    connection.execute("INSERT INTO name_search(rowid, words) SELECT fid, folded FROM names ORDER BY fid")


def list_words(connection: sqlite3.Connection, words: Mapping[str, int]) -> None:
    """Add words of folded names to the list, each with how often it occurs."""
    connection.executemany(
        "INSERT INTO name_search_words VALUES (?, ?) ON CONFLICT (word) DO UPDATE SET n = n + excluded.n",
        ((word, words[word]) for word in sorted(words)),
    )
    connection.executemany("INSERT OR IGNORE INTO name_search_skeletons VALUES (?, ?)", _with_skeletons(words))


def forget_words(connection: sqlite3.Connection, words: Mapping[str, int]) -> None:
    """Take words of folded names that are removed off the list, each with how often it occurred."""
    connection.executemany(
        "UPDATE name_search_words SET n = n - ? WHERE word = ?", ((n, word) for word, n in sorted(words.items()))
    )
    connection.executemany("DELETE FROM name_search_words WHERE word = ? AND n <= 0", ((word,) for word in words))
    connection.executemany(
        "DELETE FROM name_search_skeletons WHERE skeleton = ? AND word = ? AND word NOT IN (SELECT word FROM name_search_words)",
        _with_skeletons(words),
    )


def _with_skeletons(words: Iterable[str]) -> list[tuple[str, str]]:
    from geo.search import skeletons

    listed = sorted(words)
    pairs = [
        (skeleton, word) for word, both in zip(listed, skeletons(listed), strict=True) for skeleton in both.split()
    ]
    return sorted(pairs, key=itemgetter(0))  # words of one skeleton stay in order


def remove_names(connection: sqlite3.Connection, which: str, parameters: Mapping[str, Any]) -> None:
    """Take names out of the index, before they are removed; inside a transaction.

    Parameters
    ----------
    connection
        Of the store.
    which
        `FROM names WHERE …`, names that are indexed.
    parameters
        Of `which`.
    """
    (n_removed,) = connection.execute(f"SELECT count(*) {which}", parameters).fetchone()
    (n_all,) = connection.execute("SELECT count(*) FROM names WHERE folded IS NOT NULL").fetchone()
    if 2 * n_removed <= n_all:
        # a contentless index takes an entry out only when it is told what was put in
        connection.execute(
            f"INSERT INTO name_search(name_search, rowid, words) SELECT 'delete', fid, folded {which}", parameters
        )
    else:  # it is quicker to put the few others in again
        connection.execute("INSERT INTO name_search(name_search) VALUES ('delete-all')")
        connection.execute(
            "INSERT INTO name_search(rowid, words) SELECT fid, folded FROM names WHERE folded IS NOT NULL "
            f"AND fid NOT IN (SELECT fid {which}) ORDER BY fid",
            parameters,
        )


def index_pending(connection: sqlite3.Connection) -> None:
    """Bring index and list up to names that another program added, changed or removed; inside a transaction."""
    from geo.search import fold

    # a contentless index takes an entry out only when it is told what was put in
    removed = connection.execute("SELECT name_fid, folded FROM search_removed ORDER BY fid").fetchall()
    connection.executemany("INSERT INTO name_search(name_search, rowid, words) VALUES ('delete', ?, ?)", removed)
    connection.execute("DELETE FROM search_removed")
    new = [(fid, fold(text)) for fid, text in connection.execute("SELECT fid, text FROM names WHERE folded IS NULL ORDER BY fid")]  # fmt: skip
    connection.executemany("UPDATE names SET folded = ? WHERE fid = ?", ((folded, fid) for fid, folded in new))
    connection.executemany("INSERT INTO name_search(rowid, words) VALUES (?, ?)", new)
    list_words(connection, _counts(new))
    forget_words(connection, _counts(removed))


def _counts(names: Iterable[tuple[int, str]]) -> Counter[str]:
    return Counter(word for _, folded in names for word in folded.split())
