"""Names of the rows of a file and of the sites of a store, as many as there are: little of all of them, and some in full."""

from __future__ import annotations

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.arrow import whole
from geo.exchange.check.likeness import Names, NamesInLanguage, in_language
from geo.exchange.check.name_bounds import NameBounds, SiteBounds
from geo.exchange.site_parts import split_list
from geo.in_order import in_order

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from geo.store import Store

    type _Part = tuple[str, NDArray[np.int64], pa.Array]
    """A language, and places of sites with their names."""

__all__ = ["NameColumns", "SiteNames"]

_MOST_NAMES = 4
"""Names of one site in one language that are compared."""


class NameColumns(Protocol):
    """The rows of a file, as `geo.exchange.stage.Stage` holds them."""

    @property
    def n_rows(self) -> int:
        """How many there are."""
        ...

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of their fields."""
        ...

    def batches(self, columns: Sequence[str]) -> Iterator[tuple[int, pa.Table]]:
        """Yield the number of the first row, and some fields of rows as text, in order."""
        ...


class SiteNames:
    """Names of sites by their number: the rows of a file come first, then the sites of a store.

    Parameters
    ----------
    stage
        All rows of the file.
    store
        What else is there; None is nothing.
    ids
        Of the sites of the store.
    """

    def __init__(self, stage: NameColumns, store: Store | None, ids: pa.Array) -> None:
        self._stage, self._store, self._ids = stage, store, ids
        self._fields = [name for name in stage.columns if name.partition(":")[0] in ("name", "alt_name")]

    def bounds(self, sites: NDArray[np.int64]) -> SiteBounds:
        """Return the bounds of all names of sites; their numbers ascend, shape (n,)."""
        own, others = self._parted(sites)
        bounds = SiteBounds(len(sites), _MOST_NAMES)

        def put_own() -> None:
            for lang, at, some in in_order(_bounds, self._own(own)):
                bounds.put(lang, at, some)

        with ThreadPoolExecutor(1) as pool:  # beside the reading of the store
            done = pool.submit(put_own)
            for known in self._store.folded_names(others) if self._store is not None else ():
                for lang, at, folded in _by_language(known, "folded"):
                    bounds.put(lang, at + len(own), NameBounds.of(folded))
            done.result()
        return bounds

    def read(self, sites: NDArray[np.int64]) -> Names:
        """Return the names of sites as they are; their numbers ascend, shape (n,)."""
        own, others = self._parted(sites)
        places: dict[str, list[NDArray[np.int64]]] = defaultdict(list)
        texts: dict[str, list[pa.Array]] = defaultdict(list)
        for lang, at, some in self._own(own):
            places[lang].append(at)
            texts[lang].append(some)
        for known in self._store.name_texts(others) if self._store is not None else ():
            for lang, at, some in _by_language(known, "text"):
                places[lang].append(at + len(own))
                texts[lang].append(some)
        columns: list[NamesInLanguage] = []
        # of names that are as alike, those of the first language are told: whichever sites are asked for
        order = dict.fromkeys([*map(_language, self._fields), *sorted(places)])
        for lang in (lang for lang in order if lang in places):
            at, column = np.concatenate(places[lang]), pa.concat_arrays(texts.pop(lang))
            columns += in_language(lang, at, column, len(sites), _MOST_NAMES)
        return Names(columns)

    def _parted(self, sites: NDArray[np.int64]) -> tuple[NDArray[np.int64], pa.Array]:
        """Return the rows of the file and the ids of the sites of the store."""
        n = self._stage.n_rows
        return sites[sites < n], self._ids.take(pa.array(sites[sites >= n] - n))

    def _own(self, rows: NDArray[np.int64]) -> Iterator[_Part]:
        """Yield names of the file, by the place of their rows among those that are asked for."""
        for first, table in self._stage.batches(self._fields) if self._fields else ():
            start, end = np.searchsorted(rows, [first, first + len(table)])
            some = table.take(pa.array(rows[start:end] - first))
            for field in self._fields:
                column = whole(some[field])
                at, texts = split_list(column) if field.startswith("alt_name") else _told(column)
                if len(texts):
                    yield _language(field), at + start, texts


def _language(field: str) -> str:
    return field.partition(":")[2]


def _bounds(part: _Part) -> tuple[str, NDArray[np.int64], NameBounds]:
    lang, at, texts = part
    return lang, at, NameBounds.folding(texts)


def _told(column: pa.Array) -> tuple[NDArray[np.int64], pa.Array]:
    return np.flatnonzero(column.is_valid().to_numpy(zero_copy_only=False)), column.drop_null()


def _by_language(names: pa.Table, column: str) -> Iterator[_Part]:
    langs = whole(names["lang"]).dictionary_encode()
    for code, lang in enumerate(langs.dictionary.to_pylist()):
        some = names.filter(pc.equal(langs.indices, code))
        yield lang, some["at"].to_numpy(), whole(some[column])
