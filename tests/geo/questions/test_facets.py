"""Whole columns find the same sites as the grammar read for one site after the other, and counts tell what would be found."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.completeness.standard import BANDS, missing_codes
from geo.errors import LayerError
from geo.questions.counting import COUNTED
from geo.questions.facets import DISPUTED, REVIEWED, SOURCES_DIFFER, facet_counts, facets_of, matches
from geo.questions.matching import FIELD_OF
from geo.questions.site_filter import ANY, SiteFilter, as_of_day, format_question, parse_question
from tests.geo.questions.facet_oracle import (
    SITES,
    TODAY,
    WHERE,
    access_of,
    finds,
    frames,
    lacking,
    last_visit,
    order,
    score,
)


@given(SITES, WHERE)
def test_whole_columns_find_what_the_grammar_finds_one_by_one(sites: list[dict[str, Any]], where: SiteFilter) -> None:
    found = matches(facets_of(**frames(sites)), where, today=TODAY)
    assert found.tolist() == [finds(f"s{number}", site, where) for number, site in enumerate(sites)]


@given(SITES)
def test_each_site_has_its_facets(sites: list[dict[str, Any]]) -> None:
    facets = facets_of(**frames(sites))
    rows = facets.sites.astype(object).where(facets.sites.notna(), None).to_dict("records")
    assert len(facets) == len(sites)
    for site, row in zip(sites, rows, strict=True):
        assert row["condition"] == (-1 if site["condition"] is None else site["condition"])
        assert row["flags"] == (
            REVIEWED * (site["condition_status"] == "reviewed")
            + DISPUTED * site["disputed"]
            + SOURCES_DIFFER * site["sources_differ"]
        )
        assert (row["newest_day"], row["visited_day"]) == (order(site["newest_on"]), last_visit(site))
        assert row["access"] == access_of(site)
        assert row["has_photos"] == (site["photos"] > 0)
        assert row["threat"] == any(counts for _, counts in site["threats"])
        assert row["n_statements"] == site["n_statements"]
        assert (row["score"], missing_codes(row["missing"])) == (score(site), tuple(lacking(site)))


@given(SITES, WHERE)
def test_a_count_is_what_choosing_the_value_would_find(sites: list[dict[str, Any]], where: SiteFilter) -> None:
    facets = facets_of(**frames(sites))
    counts = facet_counts(facets, where, today=TODAY)
    assert tuple(counts) == COUNTED
    for word, found in counts.items():
        for value, n in found.items():
            chosen = getattr(parse_question([(word, value)], known={"kind": [value]}).where, FIELD_OF.get(word, word))
            other = replace(where, **{FIELD_OF.get(word, word): chosen})
            assert int(matches(facets, other, today=TODAY).sum()) == n, (word, value)


@given(SITES, WHERE)
def test_counts_add_up(sites: list[dict[str, Any]], where: SiteFilter) -> None:
    facets = facets_of(**frames(sites))
    counts = facet_counts(facets, where, today=TODAY)
    for word in ("kind", "district", "condition", "access", "photos"):
        n = int(matches(facets, replace(where, **{FIELD_OF.get(word, word): None}), today=TODAY).sum())
        assert sum(counts[word].values()) == n
    n = int(matches(facets, replace(where, score=None), today=TODAY).sum())
    assert sum(counts["score"].get(f"{low}-{high}", 0) for low, high in BANDS) == n
    for word in ("newest", "visited"):
        n = int(matches(facets, replace(where, **{word: None}), today=TODAY).sum())
        days = facets.on(TODAY).sites[f"{word}_day"].to_numpy(np.float64, na_value=-np.inf)
        future = matches(facets, replace(where, **{word: None}), today=TODAY) & (days > TODAY.toordinal())
        assert counts[word].get("within-12", 0) + counts[word].get("not-12", 0) == n - int(future.sum())
    assert counts["designation"].get(ANY, 0) + counts["designation"].get("none", 0) == int(
        matches(facets, replace(where, designations=None), today=TODAY).sum()
    )


@given(SITES, st.sampled_from(["2014-03-31", "2022", "2024-03-30", "0000"]))
def test_facets_of_a_day_know_what_was_known_then(sites: list[dict[str, Any]], as_of: str) -> None:
    where = SiteFilter(as_of=as_of)
    day = as_of_day(as_of)
    facets = facets_of(**frames(sites), as_of=day)
    assert matches(facets, where, today=TODAY).all()
    for number, site in enumerate(sites):
        then = site | {"access": [each for each in site["access"] if (order(each[0]) or 0) <= day]}
        row = facets.sites.iloc[number]
        assert (None if pd.isna(row["access"]) else row["access"]) == access_of(then)
        assert (None if pd.isna(row["visited_day"]) else row["visited_day"]) == last_visit(site, until=day)
        assert row["threat"] == any(counts and on is not None and (order(on) or 0) <= day for on, counts in site["threats"])  # fmt: skip


def test_what_is_dated_ahead_is_known_on_its_day_and_not_before() -> None:
    def known(year: int) -> tuple[list[str], bool, int]:
        today = date(year, 7, 1)
        found = [word for word in ("closed", "open") if matches(facets, SiteFilter(access=[word]), today=today).all()]
        counted = facet_counts(facets, SiteFilter(), today=today)["access"]
        assert counted == dict.fromkeys(found, 1)
        return (
            found,
            bool(matches(facets, SiteFilter(visited=[None]), today=today).all()),
            int(facets.urgency(today)[0]),
        )

    facets = facets_of(
        pd.DataFrame({"id": ["a"]}),
        access=pd.DataFrame({"site_id": ["a", "a"], "status": ["closed", "open"], "as_of": ["2020", "2030"]}),
        visits=pd.DataFrame({"id": ["v"], "start": ["2028-05-01"], "end": [None]}),
        stops=pd.DataFrame({"site_id": ["a"], "visit_id": ["v"], "attestation": ["reported"]}),
    )
    assert known(2026) == (["closed"], True, 30)
    assert known(2029) == (["closed"], False, 21)
    assert known(2031) == (["open"], False, 23)
    assert known(2026) == (["closed"], True, 30)
    assert facets.on(date(2031, 7, 1)) is facets


def test_facets_of_another_day_are_refused() -> None:
    facets = facets_of(pd.DataFrame({"id": ["a"]}))
    with pytest.raises(LayerError, match="take the facets of that day"):
        matches(facets, SiteFilter(as_of="2020"), today=TODAY)
    with pytest.raises(LayerError, match="no names to look for"):
        matches(facets, SiteFilter(text="a"), today=TODAY)
    assert matches(facets, SiteFilter(text="a"), today=TODAY, named=np.array([True])).tolist() == [True]


def test_a_layer_of_anybody_has_facets() -> None:
    """No ids, no dates that are dates, ids that stand twice, other kinds: nothing is known, and nothing fails."""
    foreign = pd.DataFrame({"kind": ["barn", None], "built": ["long ago", "1905"], "newest_on": ["soon", None]}, index=[7, 7])  # fmt: skip
    names = pd.DataFrame({"site_id": ["7", "8"], "text": ["Barn", "Elsewhere"]})
    facets = facets_of(foreign, names=names)
    assert facets.sites["id"].tolist() == ["7", "7"]
    assert matches(facets, SiteFilter(text="barn"), today=TODAY).tolist() == [True, False]
    assert matches(facets, SiteFilter(periods=[None]), today=TODAY).tolist() == [True, False]
    assert facet_counts(facets, SiteFilter(), today=TODAY)["kind"] == {"barn": 1, "none": 1}
    assert matches(facets_of(foreign.iloc[:0]), SiteFilter(kinds=["barn"]), today=TODAY).tolist() == []


def test_values_that_are_asked_for_are_counted_even_where_they_find_nothing() -> None:
    facets = facets_of(pd.DataFrame({"id": ["a"], "kind": ["fort"], "built": ["1905"]}))
    question = parse_question([("kind", "bath"), ("period", "15XX"), ("newest", "3-7"), ("designation", "X")]).require()
    counts = facet_counts(facets, question.where, today=TODAY)
    assert (counts["kind"], counts["period"], counts["designation"]) == ({"bath": 0}, {"15XX": 0}, {"X": 0})
    assert counts["newest"]["3-7"] == 0
    assert format_question(question) == "kind=bath&period=15XX&designation=X&newest=3-7"
