"""Rows that may be of one site: the same identifier twice in a file, or close by and alike in name. Never merged by itself.

Looked for among the rows of a file, and between them and the sites of a store.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, Self

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyproj import Geod

from geo.exchange.check.likeness import ALIKE
from geo.exchange.check.near import near_pairs
from geo.exchange.check.site_names import NameColumns, SiteNames
from geo.exchange.free_memory import free_memory
from geo.exchange.report.reason import N_, Reason, Reasons, pieces_of, quotable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.exchange.report.issues import Issues
    from geo.store import Store

__all__ = ["METRES", "Staged", "find_twins"]

METRES = 250.0
"""Sites farther apart are not taken for one."""
_MOST_TWINS = 3
"""Twins of one row that are named one by one."""
_PAIRS_AT_ONCE = 250_000
"""Whose names stand in memory at once."""
_GEOD = Geod(ellps="WGS84")


class Staged(NameColumns, Protocol):
    """All rows of a file, as `geo.exchange.stage.Stage` holds them."""

    @property
    def centres(self) -> NDArray[np.float64]:
        """Longitude and latitude of each, shape (n, 2), not a number where there is none."""
        ...

    @property
    def id_hashes(self) -> NDArray[np.uint64]:
        """A hash of each identifier, that of `pandas.util.hash_array`; 0 where there is none."""
        ...

    def column(self, name: str, rows: NDArray[np.int64] | NDArray[np.bool_] | None = None) -> pa.Array:
        """Return a field of all rows, or of some, as text; null where the file has no such field."""
        ...


def find_twins(stage: Staged, store: Store | None, issues: Issues, *, numbers: NDArray[Any] | None = None) -> None:
    """Say which rows of a file may be of one site with another row, or with a site of a store.

    Parameters
    ----------
    stage
        All rows of the file.
    store
        The sites that are there; None looks only within the file.
    issues
        Gets `duplicate_id` and `duplicate_site`, on the later of two rows, and `twins_crowded`.
    numbers
        What the rows are called in messages, shape (n,): their numbers in the file; None counts from 1.
    """
    numbers = np.arange(1, stage.n_rows + 1) if numbers is None else numbers
    _same_ids(stage, issues, numbers)
    _same_sites(stage, store, issues, numbers)


def _same_ids(stage: Staged, issues: Issues, numbers: NDArray[Any]) -> None:
    """Two identifiers of one hash are compared as text before they are called the same."""
    hashes = stage.id_hashes
    ordered = np.sort(hashes)
    twice = ordered[1:][(ordered[1:] == ordered[:-1]) & (ordered[1:] != 0)]
    if not len(twice):
        return
    # only a sort is needed of all: it takes a fraction of the time of an order
    rows = np.flatnonzero(twice[np.minimum(np.searchsorted(twice, hashes), len(twice) - 1)] == hashes)
    ids = stage.column("id", rows)
    codes = ids.dictionary_encode().indices.to_numpy(zero_copy_only=False)
    _, first, code = np.unique(codes, return_index=True, return_inverse=True)
    again = np.flatnonzero(first[code] != np.arange(len(rows)))
    earlier = pa.array(map(str, numbers[rows[first[code[again]]]].tolist()), pa.string())
    detail = Reasons("{id}, as row {row}", {"id": ids.take(pa.array(again)), "row": earlier})
    issues.add("duplicate_id", rows[again], field="id", detail=detail)


@dataclass(frozen=True)
class _Pairs:
    """Pairs of rows; those of the store come after those of the file."""

    first: NDArray[np.int64]
    second: NDArray[np.int64]

    def some(self, which: slice | NDArray[Any]) -> _Pairs:
        return _Pairs(self.first[which], self.second[which])


@dataclass(frozen=True)
class _Alike:
    """Pairs whose names are alike."""

    pairs: _Pairs
    score: NDArray[np.float32]
    first: pa.Array
    """The name by which they are alike, of the first row."""
    second: pa.Array

    @classmethod
    def joined(cls, parts: list[_Alike]) -> Self:
        pairs = _Pairs(
            np.concatenate([part.pairs.first for part in parts]), np.concatenate([part.pairs.second for part in parts])
        )
        score = np.concatenate([part.score for part in parts])
        first, second = (pa.concat_arrays([getattr(part, name) for part in parts]) for name in ("first", "second"))
        return cls(pairs, score, first, second)

    def some(self, which: NDArray[np.bool_]) -> _Alike:
        mask = pa.array(which)
        return _Alike(self.pairs.some(which), self.score[which], self.first.filter(mask), self.second.filter(mask))

    def names(self, first: NDArray[np.bool_]) -> pa.Array:
        """Return of each pair one name: that of the first where asked for, else of the second."""
        return pc.if_else(pa.array(first), self.first, self.second)


def _same_sites(stage: Staged, store: Store | None, issues: Issues, numbers: NDArray[Any]) -> None:
    n = stage.n_rows
    lon, lat, ids = _places(stage, store)
    free_memory()
    pairs, crowd = _near(lon, lat, n, issues)
    if not len(pairs.first):
        return
    free_memory()
    names = SiteNames(stage, store, ids)
    sites, place = _numbered(pairs, len(lon))
    crowd = crowd[np.isin(crowd, sites)]
    # of most pairs, the names cannot be alike, and need not be held in memory all at once
    pairs = pairs.some(names.bounds(sites).may_be_alike(place[pairs.first], place[pairs.second], ALIKE))
    del sites, place
    free_memory()
    if len(crowd):
        pairs = _with_equal_names(pairs, crowd, names, lon, lat)
    found = _alike(pairs, names, len(lon))
    found = found.some(~_one_or_part(stage, found.pairs, n, ids))
    if not len(found.score):
        return
    one, other = found.pairs.first, found.pairs.second
    of_file = other < n
    twins = pd.DataFrame(
        {
            # the later row of the file has the issue
            "row": np.where(of_file, other, one),
            "twin": np.where(of_file, one, other),
            "metres": _GEOD.inv(lon[one], lat[one], lon[other], lat[other])[2],
            "score": found.score,
        }
    )
    _say(twins, found.names(of_file), found.names(~of_file), ids, n, numbers, issues)


def _alike(pairs: _Pairs, names: SiteNames, n: int) -> _Alike:
    """Return the pairs that are alike, of `n` sites; some are looked at after the others, so that few names are held."""
    parts = [
        _Alike(pairs.some(slice(0)), np.empty(0, np.float32), pa.array([], pa.string()), pa.array([], pa.string()))
    ]
    for start in range(0, len(pairs.first), _PAIRS_AT_ONCE):
        some = pairs.some(slice(start, start + _PAIRS_AT_ONCE))
        sites, place = _numbered(some, n)
        known = names.read(sites)
        found = known.alike(place[some.first], place[some.second])
        hit = np.flatnonzero(found.score)
        first, second = (pa.array(known.texts(which[hit]), pa.string()) for which in (found.first, found.second))
        parts.append(_Alike(some.some(hit), found.score[hit], first, second))
        free_memory()
    return _Alike.joined(parts)


def _numbered(pairs: _Pairs, n: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return which of `n` rows are in a pair, in order, and for each of the `n` its place among them."""
    paired = np.zeros(n, dtype=bool)
    paired[pairs.first] = paired[pairs.second] = True
    return np.flatnonzero(paired), np.cumsum(paired) - 1


def _places(stage: Staged, store: Store | None) -> tuple[NDArray[np.float64], NDArray[np.float64], pa.Array]:
    """Return longitude and latitude of the rows of the file and then the sites of the store, and the ids of the latter.

    A site of the store that a row of the file is about has no place here: whoever is close to it is close to that row.
    """
    lon, lat = stage.centres.T
    if store is None:
        return lon, lat, pa.array([], pa.string())
    with ThreadPoolExecutor(1) as pool:  # SQLite and Arrow work without the lock of Python
        reading = pool.submit(store.positions)
        ids = store.site_ids()
        own = pc.is_in(ids, value_set=stage.column("id")).to_numpy(zero_copy_only=False)
        known = reading.result()
    away = np.where(own, np.nan, known["lon"])
    return np.concatenate([lon, away]), np.concatenate([lat, known["lat"]]), ids


def _near(
    lon: NDArray[np.float64], lat: NDArray[np.float64], n: int, issues: Issues
) -> tuple[_Pairs, NDArray[np.int64]]:
    """Return the pairs that are close by, and the rows that have too many others beside them."""
    firsts, seconds, crowds = ([np.empty(0, dtype=np.int64)] for _ in range(3))
    for strip in near_pairs(lon, lat, METRES, n):
        firsts.append(strip.first)
        seconds.append(strip.second)
        crowds.append(strip.crowded)
    crowd = np.concatenate(crowds)
    if len(crowd):
        detail = Reason("{count} rows have so many others beside them", {"count": len(crowd)})
        issues.add_file("twins_crowded", detail=detail)
    return _Pairs(np.concatenate(firsts), np.concatenate(seconds)), crowd


def _with_equal_names(
    pairs: _Pairs, crowd: NDArray[np.int64], names: SiteNames, lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> _Pairs:
    """Return the pairs, and in a crowd those of the same name: they are found without comparing all with all."""
    more = crowd[names.read(crowd).equal_neighbours(np.arange(len(crowd)), lat[crowd])]
    metres = _GEOD.inv(lon[more[:, 0]], lat[more[:, 0]], lon[more[:, 1]], lat[more[:, 1]])[2]
    every = np.concatenate([np.column_stack([pairs.first, pairs.second]), more[metres <= METRES]])
    every = np.unique(every, axis=0)
    return _Pairs(every[:, 0], every[:, 1])


def _one_or_part(stage: Staged, pairs: _Pairs, n: int, ids: pa.Array) -> NDArray[np.bool_]:
    """Return which pairs have one identifier, which is said elsewhere, or are whole and part of each other."""
    rows, place = _numbered(pairs, n + len(ids))
    own = rows[rows < n]
    texts = np.full(len(rows), None, dtype=object)
    wholes = np.full(len(rows), None, dtype=object)
    texts[: len(own)] = stage.column("id", own).to_pandas()
    texts[len(own) :] = ids.take(pa.array(rows[len(own) :] - n)).to_pandas()
    wholes[: len(own)] = stage.column("part_of", own).to_pandas()
    one, other = place[pairs.first], place[pairs.second]

    def same(a: NDArray[np.object_], b: NDArray[np.object_]) -> NDArray[np.bool_]:
        equal: NDArray[np.bool_] = (a == b) & ~pd.isna(a) & ~pd.isna(b)
        return equal

    return same(texts[one], texts[other]) | same(wholes[one], texts[other]) | same(texts[one], wholes[other])


def _say(  # all that is said of them
    twins: pd.DataFrame,
    there: pa.Array,
    here: pa.Array,
    ids: pa.Array,
    n: int,
    numbers: NDArray[Any],
    issues: Issues,
) -> None:
    twins = twins.sort_values(["row", "score", "metres"], ascending=[True, False, True], kind="stable")
    rank = twins.groupby("row").cumcount().to_numpy()
    left = twins.groupby("row")["row"].transform("size").to_numpy() - _MOST_TWINS
    shown = twins[rank < _MOST_TWINS]
    more = np.where((rank == _MOST_TWINS - 1) & (left > 0), left, 0)[rank < _MOST_TWINS]
    twin = shown["twin"].to_numpy()
    rows, of_file = shown["row"].to_numpy(dtype=np.int64), twin < n
    values: dict[str, NDArray[Any]] = {
        "row": np.array([str(numbers[place]) if place < n else "" for place in twin.tolist()], dtype=object),
        "id": ids.take(pa.array(twin - n, mask=of_file)).to_numpy(zero_copy_only=False),
        "metres": np.rint(shown["metres"].to_numpy()).astype(np.int64),
        "percent": np.array([f"{score:.0f} %" for score in shown["score"].tolist()], dtype=object),
        "there": _quoted(there.take(pa.array(shown.index))),
        "here": _quoted(here.take(pa.array(shown.index))),
        "count": more.astype(np.int64),
    }
    for sentence, which in (
        (
            N_("row {row}, {metres} m away, {percent} alike: '{there}' there, '{here}' here"),
            of_file & (more == 0),
        ),
        (
            N_("row {row}, {metres} m away, {percent} alike: '{there}' there, '{here}' here; and {count} more"),
            of_file & (more > 0),
        ),
        (
            N_("{id} in the store, {metres} m away, {percent} alike: '{there}' there, '{here}' here"),
            ~of_file & (more == 0),
        ),
        (
            N_("{id} in the store, {metres} m away, {percent} alike: '{there}' there, '{here}' here; and {count} more"),
            ~of_file & (more > 0),
        ),
    ):
        told = {name: values[name][which] for _text, name in pieces_of(sentence) if name is not None}
        issues.add("duplicate_site", rows[which], field="name", detail=Reasons(sentence, told))


def _quoted(names: pa.Array) -> NDArray[np.object_]:
    return np.array([quotable(text) for text in names.to_pylist()], dtype=object)
