"""The store says how complete each record is as its layers say it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
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


def layers(store: Store, pictured: set[str]) -> dict[str, Any]:
    details = store.site_details()[["id", "location_source_ids"]]
    return {
        "sites": store.public_sites().merge(details, on="id", how="left"),
        **{name: getattr(store, name)() for name in ("names", "designations", "access", "statements")},
        "photos": pd.DataFrame({"site_id": [row.site_id for row in photos_of(store, pictured)]}, dtype="str"),
    }


def photos_of(store: Store, pictured: set[str]) -> list[Any]:
    """Return what the public sees of the photos of sites that have some, hidden ones among them."""
    sites = [site for site in store.public_sites()["id"] if site in pictured]
    return [row for site in sites for row in store.site(site).photos.itertuples()]


def pictured_sites(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {site for (site,) in connection.execute("SELECT s.id FROM photos p JOIN sites s ON s.fid = p.site_fid")}


@pytest.mark.parametrize("kept", ["telling_store", "bundled_store"])
def test_the_store_says_what_its_layers_say(kept: str, request: pytest.FixtureRequest) -> None:
    path: Path = request.getfixturevalue(kept)
    with open_store(path) as store:
        read = store.facets().sites
        made = facets_of(**layers(store, pictured_sites(path))).sites
        assert read["id"].tolist() == made["id"].tolist()
        assert read["missing"].map(missing_codes).tolist() == made["missing"].map(missing_codes).tolist()
        assert read["score"].nunique() > 2
        assert store.facets(as_of="2015").sites["missing"].tolist() == read["missing"].tolist()
        assert sorted(store.missing_masks().tolist()) == sorted(read["missing"].tolist())
        assert mean_score(store) == pytest.approx(read["score"].mean())
