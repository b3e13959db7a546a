"""The store says how complete each record is as its layers say it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from geo.completeness.standard import missing_codes
from geo.completeness.summary import mean_score
from geo.questions.facets import facets_of
from geo.store import open_store

if TYPE_CHECKING:
    from pathlib import Path

    from geo.store import Store


def layers(store: Store) -> dict[str, Any]:
    details = store.site_details()[["id", "location_source_ids"]]
    return {
        "sites": store.public_sites().merge(details, on="id", how="left"),
        **{name: getattr(store, name)() for name in ("names", "designations", "access", "statements")},
        "photos": pd.DataFrame({"site_id": [row.site_id for row in photos_of(store)]}, dtype="str"),
    }


def photos_of(store: Store) -> list[Any]:
    return [row for site in store.public_sites()["id"] for row in store.site(site).photos.itertuples()]


@pytest.mark.parametrize("kept", ["telling_store", "bundled_store"])
def test_the_store_says_what_its_layers_say(kept: str, request: pytest.FixtureRequest) -> None:
    path: Path = request.getfixturevalue(kept)
    with open_store(path) as store:
        read = store.facets().sites
        made = facets_of(**layers(store)).sites
        assert read["id"].tolist() == made["id"].tolist()
        assert read["missing"].map(missing_codes).tolist() == made["missing"].map(missing_codes).tolist()
        assert read["score"].nunique() > 2
        assert store.facets(as_of="2015").sites["missing"].tolist() == read["missing"].tolist()
        assert mean_score(store) == pytest.approx(read["score"].mean())
