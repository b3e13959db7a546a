"""What a question finds: the one answer from which table, number, files and features are made."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.questions.facets import Facets, facet_counts
from geo.questions.site_filter import Question, SiteFilter, as_of_day
from geo.questions.site_order import ordered
from geo.visits.documented import documented_visits
from maps.labels import script_of_language
from server.resources import Resources

__all__ = ["Answer", "answer", "last_visits", "sites_in_order", "today"]


def today() -> date:
    """Return the day from which ages count back, in UTC, so that every reader's answer is the same."""
    return datetime.now(UTC).date()


@dataclass(frozen=True)
class Answer:
    """What a question finds."""

    question: Question
    facets: Facets
    """Of all sites, as of the day of the question."""
    found: NDArray[np.bool_]
    """Which of them; shape (n_all,)."""
    today: date

    def __len__(self) -> int:
        return int(np.count_nonzero(self.found))

    def rows(self, reading: Resources, lang: str) -> NDArray[np.intp]:
        """Return the rows of the facets that are found, in the order that is asked for."""
        question = self.question
        rows = np.flatnonzero(self.found)
        ranks = _ranks(reading, lang)
        return ordered(self.facets, question.sort, question.order, ranks=ranks, today=self.today, rows=rows)

    def counts(self, reading: Resources) -> dict[str, dict[str, int]]:
        """Return how many sites each value of each word would find, all other words kept."""
        where, named = self.question.where, None
        if where.text is not None or self.question.bbox is not None:
            only = SiteFilter(text=where.text, as_of=where.as_of)
            named = reading.store.matching(bbox=self.question.bbox, where=only, today=self.today)
            where = replace(where, text=where.text or "-")  # a box counts as the text does: it is not counted itself
        return facet_counts(self.facets, where, today=self.today, named=named)


def answer(reading: Resources, question: Question) -> Answer:
    """Ask the store a question."""
    day = today()
    facets = reading.store.facets(as_of=question.where.as_of)
    found = reading.store.matching(bbox=question.bbox, where=question.where, today=day)
    if len(found) != len(facets):  # somebody wrote in between
        facets = reading.store.facets(as_of=question.where.as_of)
        found = reading.store.matching(bbox=question.bbox, where=question.where, today=day)
    return Answer(question, facets.on(day), found, day)


def sites_in_order(reading: Resources, given: Answer, rows: NDArray[np.intp]) -> gpd.GeoDataFrame:
    """Return whole sites for some rows of an answer, in their order.

    Returns
    -------
    GeoDataFrame
        The columns of `Store.public_sites`, with `access` (str), `visited_on` (str, EDTF as the visit gives it), `threat`
        (bool), `urgency` (int) and `score` (int8).
    """
    facets, where = given.facets, given.question.where
    picked = facets.sites.iloc[rows]
    ids = picked["id"].tolist()
    everything = len(rows) == len(facets)
    sites = reading.store.public_sites(where=SiteFilter(ids=None if everything else ids, as_of=where.as_of))
    by_id = sites.set_index("id", drop=False)
    sites = by_id.loc[[each for each in ids if each in by_id.index]].reset_index(drop=True)
    more = pd.DataFrame(
        {
            "access": picked["access"].astype("str").to_numpy(),
            "visited_on": picked["id"].map(last_visits(reading, where.as_of, given.today)).to_numpy(),
            "threat": picked["threat"].to_numpy(),
            "urgency": facets.urgency(given.today)[rows],
            "score": picked["score"].to_numpy(),
        },
        index=pd.Index(ids),
    ).reindex(sites["id"])
    return sites.assign(**{str(name): column.to_numpy() for name, column in more.items()})


def last_visits(reading: Resources, as_of: str | None, today: date) -> pd.Series:
    """Return the date of the last documented visit of each site that had one by then, as the visit gives it; by id."""
    visits = reading.kept("documented visits", lambda: documented_visits(reading.store.visits(), reading.store.stops()))
    visits = visits[visits["day"] <= (today.toordinal() if as_of is None else as_of_day(as_of))]
    return visits.drop_duplicates("site_id", keep="last").set_index("site_id")["date"]


def _ranks(reading: Resources, lang: str) -> NDArray[np.int64]:
    return reading.kept(("name ranks", lang), lambda: reading.store.name_ranks(lang, script_of_language(lang)))
