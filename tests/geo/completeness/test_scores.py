"""The score is the sum of what is met, more facts never lower it, and hidden places stay untold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.completeness.scores import scores_of_masks
from geo.completeness.standard import (
    BANDS,
    CODES,
    EVERY_BIT,
    STANDARD,
    VAGUE_KINDS,
    missing_codes,
)
from geo.completeness.summary import mean_score, summary
from geo.questions.facets import facets_of
from geo.store import open_store
from geo.vocabularies import SiteKind, Tradition
from tests.geo.questions.facet_oracle import SITE, frames

if TYPE_CHECKING:
    from pathlib import Path

FACTS: dict[str, Any] = {
    "names": ["Velma fort"],
    "district": "west",
    "built": "15XX",
    "designations": [("List", None)],
    "access": [("2020", "open")],
    "photos": 1,
    "placed": True,
    "uncertainty_m": 25.0,
    "location_source_ids": "a;b",
    "graded": [("3", "2019", True, "proposed")],
    "kind": "fort",
}
"""A fact for each criterion, by what of a made-up site holds it."""


def test_the_standard_gives_a_hundred_points() -> None:
    assert sum(criterion.weight for criterion in STANDARD) == 100
    assert all(criterion.weight > 0 for criterion in STANDARD)
    assert len(set(CODES)) == len(CODES) <= 15  # a mask is an int16
    assert [score for low, high in BANDS for score in range(low, high + 1)] == list(range(101))


@given(st.integers(0, EVERY_BIT))
def test_a_score_is_the_sum_of_the_weights_of_what_is_met(mask: int) -> None:
    met = [criterion.weight for criterion in STANDARD if criterion.code not in missing_codes(mask)]
    assert scores_of_masks(np.array([mask])).tolist() == [sum(met)]


@settings(max_examples=40)
@given(SITE, st.sampled_from(list(FACTS)))
def test_to_add_a_fact_never_lowers_a_score(site: dict[str, Any], fact: str) -> None:
    more = FACTS[fact]
    added = site | {fact: [*site[fact], *more] if isinstance(more, list) else more}
    before, after = (int(facets_of(**frames([each])).sites["score"][0]) for each in (site, added))
    assert after >= before


def test_to_add_a_reviewed_grade_without_a_date_takes_nothing_away() -> None:
    """It becomes the current condition; the dated one is still on record."""
    sites = pd.DataFrame({"id": ["a"], "condition": [2], "condition_on": [None], "condition_by": ["B"]})
    said = {"site_id": ["a"], "property": ["condition"], "value": ["4"], "observed_on": ["2019"], "asserted_by": ["A"]}
    facets = facets_of(sites, statements=pd.DataFrame(said | {"status": ["proposed"], "counts": [True]}))
    assert "condition" not in missing_codes(facets.sites["missing"][0])


@settings(max_examples=40)
@given(SITE, st.booleans(), st.sampled_from([None, 25.0]), st.sampled_from([None, "a;b"]))
def test_the_score_of_a_hidden_place_does_not_tell_what_is_on_record_of_it(
    site: dict[str, Any], placed: bool, uncertainty: float | None, sources: str | None
) -> None:
    hidden = site | {"sensitivity": "restricted"}
    told = {"placed": placed, "uncertainty_m": uncertainty, "location_source_ids": sources, "photos": int(placed)}
    masks = [facets_of(**frames([each])).sites["missing"][0] for each in (hidden, hidden | told)]
    assert masks[0] == masks[1]


def test_every_kind_has_a_tradition_and_all_but_the_vague_ones_count() -> None:
    facets = facets_of(pd.DataFrame({"id": [str(kind) for kind in SiteKind], "kind": [str(kind) for kind in SiteKind]}))
    without = set(facets.sites.loc[[("kind" in missing_codes(mask)) for mask in facets.sites["missing"]], "id"])
    assert without == {str(kind) for kind in VAGUE_KINDS}
    assert {kind.tradition for kind in SiteKind} == set(Tradition)
    # contested heritage all alike: the same facts give the same score, whatever the place was made for
    assert facets.sites.loc[~facets.sites["id"].isin(without), "score"].nunique() == 1


def test_a_large_store_has_no_mean(bundled_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.completeness.summary.MOST_FOR_MEAN", 3)
    with open_store(bundled_store) as store:
        assert mean_score(store) is None


def test_a_summary_adds_up_however_sites_are_grouped(bundled_store: Path) -> None:
    with open_store(bundled_store) as store:
        facets = store.facets()
    whole = summary(facets)
    assert whole["group"].tolist() == ["sites"]
    bands = [f"{low}-{high}" for low, high in BANDS]
    for by in ("district", "tradition", "kind"):
        groups = summary(facets, by)
        assert groups["n"].sum() == len(facets) == groups[bands].to_numpy().sum()
        assert (groups["mean"] * groups["n"]).sum() == pytest.approx(facets.sites["score"].sum())
        lacking = [f"missing_{code}" for code in CODES]
        assert groups[lacking].sum().tolist() == whole[lacking].iloc[0].tolist()
    some = facets.sites["kind"].isin(["mosque", "church"]).to_numpy()
    assert summary(facets, "tradition", some)["group"].tolist() == ["christian", "muslim"]
    assert summary(facets, "kind", np.zeros(len(facets), dtype=bool)).empty


def test_a_layer_of_anybody_is_judged_by_what_it_has() -> None:
    foreign = gpd.GeoDataFrame(
        {"name": ["Old barn", None]},
        geometry=gpd.GeoSeries(np.array([shapely.Point(1, 2), None], dtype=object), crs=4326),
    )
    found = facets_of(foreign).sites["missing"].map(missing_codes).map(set)
    assert found.map(lambda codes: {"name", "position"} & codes).tolist() == [set(), {"name", "position"}]
