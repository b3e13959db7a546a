"""Answers for maps of many sites: kept for a while, since a map asks view after view of one question."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from threading import RLock
from typing import TYPE_CHECKING

import numpy as np

from geo.clusters.pyramid import PointPyramid
from geo.completeness.standard import BANDS
from geo.edtf import year_of
from geo.questions.site_filter import BBox, Question, format_question
from maps.names import Name, leading_names
from maps.served_layer import ServedLayer
from server.answers import Answer, answer, today

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.clusters.pyramid import Clustering
    from server.resources import Resources

__all__ = ["MapAnswer", "MapAnswers", "map_answers", "warm"]

_MOST_BYTES = 160_000_000
"""Kept of answers beside that for all sites; the last one is kept whatever it takes."""
_MOST_ANSWERS = 300
"""However small they are: what is counted for them takes memory too."""
_BYTES_OF_A_DAY = 40
"""That the facets of a day in the past take of a site; an answer keeps those that the store lets go."""
_MOST_NAMES = 50_000
"""Kept in a language: a reader goes back and forth."""
_MOST_ORDERS = 4


@dataclass(eq=False)
class MapAnswer:
    """What a question finds, with what a map needs of it; rows are those of the facets."""

    of: MapAnswers
    answer: Answer
    _orders: OrderedDict[tuple[object, ...], NDArray[np.intp]] = field(default_factory=OrderedDict)

    @cached_property
    def clustering(self) -> Clustering:
        """Those sites that have a position, to be drawn."""
        return self.of.pyramid.ask(self.answer.facets.sites["condition"].to_numpy(np.int8), self.answer.found)

    @cached_property
    def clustering_of_records(self) -> Clustering:
        """The same by how complete the records are: bands of the score, from 1, in place of grades."""
        steps = [low for low, _ in BANDS]
        bands = np.searchsorted(steps, self.answer.facets.sites["score"].to_numpy(), side="right")
        return self.of.pyramid.ask(bands.astype(np.int8), self.answer.found)

    @cached_property
    def counts(self) -> dict[str, dict[str, int]]:
        """How many sites each value of each word would give, all other words kept."""
        return self.answer.counts(self.of.reading)

    @cached_property
    def extent(self) -> BBox | None:
        """Where they lie; None where none has a position."""
        rows = self.clustering.rows
        if len(rows) == 0:
            return None
        lon, lat = self.of.lon[rows], self.of.lat[rows]
        return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())

    @property
    def nbytes(self) -> int:
        """Memory that it takes, about."""
        own = self.answer.found.nbytes + sum(rows.nbytes for rows in list(self._orders.values()))
        own += 0 if self.answer.facets.as_of is None else _BYTES_OF_A_DAY * len(self.answer.facets)
        made: list[Clustering] = [
            self.__dict__[name] for name in ("clustering", "clustering_of_records") if name in self.__dict__
        ]
        return own + sum(clustering.nbytes for clustering in made)

    def inside(self, box: BBox | None) -> NDArray[np.bool_]:
        """Return which rows are found and have their position in a box; all that are found without one."""
        if box is None:
            return self.answer.found
        west, south, east, north = box
        lon, lat = self.of.lon, self.of.lat
        between = (lon >= west) | (lon <= east) if west > east else (lon >= west) & (lon <= east)
        out: NDArray[np.bool_] = self.answer.found & between & (lat >= south) & (lat <= north)
        return out

    def by_id(self, ids: Sequence[str]) -> NDArray[np.intp]:
        """Return the rows of sites in the order of their ids, found or not; unknown ids are left out."""
        every = self.answer.facets.sites["id"]
        rows = np.flatnonzero(every.isin(ids).to_numpy(dtype=bool))
        place = dict(zip(every.array.take(rows).tolist(), rows.tolist(), strict=True))
        return np.array([place[site_id] for site_id in ids if site_id in place], dtype=np.intp)

    def in_order(self, question: Question, lang: str) -> NDArray[np.intp]:
        """Return the rows that are found in the order that a question asks for."""
        key = (question.sort, question.order, lang)
        rows = self._orders.get(key)
        if rows is None:
            rows = replace(self.answer, question=question).rows(self.of.reading, lang)
            with self.of.lock:  # others come and go here too
                self._orders[key] = rows
                while len(self._orders) > _MOST_ORDERS:
                    self._orders.popitem(last=False)
        return rows


class MapAnswers:
    """Answers questions about one state of a store; may be used by many threads at once."""

    def __init__(self, reading: Resources) -> None:
        self.reading = reading
        positions = reading.store.positions()
        self.lon: NDArray[np.float64] = positions["lon"].to_numpy()
        self.lat: NDArray[np.float64] = positions["lat"].to_numpy()
        self.pyramid = PointPyramid(self.lon, self.lat)
        self.lock = RLock()
        self._kept: OrderedDict[tuple[object, ...], MapAnswer] = OrderedDict()
        self._names: dict[str, dict[str, tuple[str, str]]] = {}

    def ask(self, question: Question) -> MapAnswer:
        """Return what a question finds, its order aside."""
        asked = replace(question, sort=None, order=None)
        key = (format_question(asked), today())
        with self.lock:
            if key not in self._kept:
                self._kept[key] = MapAnswer(self, answer(self.reading, asked))
                self._forget(key)
            self._kept.move_to_end(key)
            return self._kept[key]

    def names_of(self, ids: Sequence[str], lang: str) -> list[tuple[str, str]]:
        """Return language and text of the first name of each site for a reader; its id where nobody named it."""
        known = self._names.setdefault(lang, {})
        new = [site_id for site_id in ids if site_id not in known]
        if new:
            if len(known) > _MOST_NAMES:
                known, new = {}, list(ids)
            named = leading_names(self.reading.store.names(new), lang)
            for site_id in new:
                name = named.get(site_id, Name(site_id, "und"))
                known[site_id] = (name.lang, name.text)
            self._names[lang] = known
        return [known[site_id] for site_id in ids]

    def _forget(self, newest: tuple[object, ...]) -> None:
        """Let the answers go that were asked for longest ago, but that for all sites."""
        over = sum(kept.nbytes for kept in self._kept.values()) - _MOST_BYTES
        for key, kept in list(self._kept.items()):
            if over <= 0 and len(self._kept) <= _MOST_ANSWERS:
                return
            if key != newest and kept.answer.question != Question():
                over -= kept.nbytes
                del self._kept[key]

    def layer(self) -> ServedLayer:
        """Return what a page knows of the layer."""
        whole = self.ask(Question())
        facets = whole.answer.facets
        return ServedLayer(
            n=len(facets),
            placed=len(whole.clustering),
            extent=whole.extent,
            years=self._years(),
            kinds=facets.sites["kind"].cat.categories.tolist(),
            accesses=facets.access["status"].cat.categories.tolist(),
            langs=self.reading.info.languages,
            designations=facets.designations["scheme"].cat.categories.tolist(),
            levels=facets.designations["level"].cat.categories.tolist(),
        )

    def _years(self) -> tuple[int, int] | None:
        span = self.reading.store.observed_span()
        if span is None:
            return None
        first, last = year_of(span[0]), min(year_of(span[1]), today().year)
        return (first, last) if first < last else None


def map_answers(reading: Resources) -> MapAnswers:
    """Return what answers maps about the store as it is now."""
    return reading.kept("map answers", lambda: MapAnswers(reading))


def warm(reading: Resources) -> None:
    """Make what the first reader of a layer too large for a page would wait for; the history of a million sites last."""
    if reading.info.n_sites <= reading.settings.sites_in_page:
        return
    whole = map_answers(reading).ask(Question())
    _ = whole.clustering, whole.counts
    whole.in_order(Question(), reading.settings.language)
    reading.store.history()
