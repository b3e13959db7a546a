"""SQL and whole columns find the same sites, and the history of a site is what was known as of each day."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.completeness.standard import CODES
from geo.package import Package
from geo.questions.site_filter import Age, Band, SiteFilter
from geo.store import init_store, open_store
from geo.vocabularies import SiteKind
from tests.geo.store.test_state import write_at_random
from tests.island import write_island

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo.store import GeoPackageStore, Store

TODAY = date(2026, 6, 30)
STATE = ["condition", "condition_on", "condition_status", "condition_by", "disputed", "sources_differ", "n_statements", "newest_on"]  # fmt: skip


@pytest.fixture(scope="module")
def island(telling_store: Path) -> Iterator[GeoPackageStore]:
    with open_store(telling_store) as store:
        yield store


@pytest.fixture(scope="module")
def bundled(bundled_store: Path) -> Iterator[GeoPackageStore]:
    with open_store(bundled_store) as store:
        yield store


def filters(store: GeoPackageStore) -> st.SearchStrategy[SiteFilter]:
    """Filters whose values occur, and some that do not."""
    sites, designations = store.public_sites(), store.designations()

    def some(values: list[object]) -> st.SearchStrategy[tuple[object, ...] | None]:
        return st.none() | st.lists(st.sampled_from([*dict.fromkeys(values), None]), max_size=3).map(tuple)

    ages = [Age(within=24), Age(within=600), Age(over=24, or_never=True), Age(over=12, within=120), Age(over=60)]
    return st.builds(
        SiteFilter,
        kinds=st.none() | st.lists(st.sampled_from([str(kind) for kind in SiteKind]), max_size=6),
        districts=some([*sites["district"].dropna().unique(), "nowhere"]),
        conditions=some([0, 1, 2, 3, 4, 5]),
        periods=some(["-00XX", "00XX", "11XX", "17XX", "18XX", "19XX"]),
        designations=some([*designations["scheme"].unique()[:4], "any", "nowhere"]),
        levels=some([*designations["level"].dropna().unique()[:4], "nowhere"]),
        access=some(["open", "closed", "unknown"]),
        newest=some([*ages]),
        visited=some([*ages]),
        dispute=some(["disputed", "differ"]),
        photos=st.none() | st.none() | st.booleans(),
        score=st.none()
        | some([Band(0, 49), Band(50, 79), Band(70, 100)]).map(lambda bands: bands and tuple(filter(None, bands))),
        missing=some([*CODES]),
        as_of=st.none() | st.sampled_from(["2021", "2023-05-01", "1990", "0500", "2030"]),
        ids=st.none() | st.none() | st.lists(st.sampled_from(sites["id"].tolist()), max_size=30),
        text=st.none() | st.none() | st.sampled_from(["m", "ve k", "church", "ult", "k", "?"]),
    ).map(_few)


def _few(where: SiteFilter) -> SiteFilter:
    """Keep at most three restrictions: of thirteen together nothing is left."""
    asked = [name for name in where.__dataclass_fields__ if name != "as_of" and getattr(where, name) is not None]
    dropped = random.Random(repr(where)).sample(asked, max(0, len(asked) - 3))
    return replace(where, **dict.fromkeys(dropped))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data(), box=st.none() | st.sampled_from([(-21.07, -33.1, -20.9, -32.8), (46.7, 39.6, 47.0, 40.0), (170, -90, 47, 90)]))  # fmt: skip
@pytest.mark.parametrize("name", ["island", "bundled"])
def test_sql_and_whole_columns_find_the_same(
    name: str, request: pytest.FixtureRequest, data: st.DataObject, box: tuple[float, float, float, float] | None
) -> None:
    store: GeoPackageStore = request.getfixturevalue(name)
    where = data.draw(filters(store))
    sites = store.public_sites(bbox=box, where=where, today=TODAY)
    mask = store.matching(bbox=box, where=where, today=TODAY)
    assert store.facets(as_of=where.as_of).sites["id"][mask].tolist() == sites["id"].tolist()
    assert store.count_sites(bbox=box, where=where, today=TODAY) == len(sites)
    page = store.public_sites(bbox=box, where=where, today=TODAY, limit=3, offset=1)
    pd.testing.assert_frame_equal(pd.DataFrame(page), pd.DataFrame(sites.iloc[1:4].reset_index(drop=True)))


def test_facets_stand_in_the_order_of_the_sites(store: Store) -> None:
    facets, sites = store.facets().sites, store.public_sites()
    assert facets["id"].tolist() == sites["id"].tolist()
    assert facets["condition"].replace(-1, pd.NA).astype("Int64").tolist() == sites["condition"].tolist()
    fort = facets.set_index("id").loc["velma-fort"]
    assert fort["has_photos"]
    assert store.facets() is store.facets()


def test_facets_tell_nothing_of_a_place_that_is_withheld(island: GeoPackageStore) -> None:
    facets = island.facets()
    assert "keeper-tomb" not in facets.sites["id"].tolist()
    assert "telltale" not in "".join(facets.designations["scheme"].cat.categories)
    assert "keeper-tomb" not in island.history()["site_id"].tolist()


def test_facets_are_made_anew_when_somebody_wrote(writable: Store) -> None:
    before = writable.facets(), writable.facets(as_of="2024"), writable.history()
    row = {"id": "t1", "site_id": "lost-monastery", "property": "threat", "value": "quarry", "observed_on": "2023-05", "asserted_by": "A", "source_ids": "survey", "status": "reviewed"}  # fmt: skip
    writable.add_statements(pd.DataFrame([row]))
    for old, new in zip(before[:2], (writable.facets(), writable.facets(as_of="2024")), strict=True):
        by_id = [each.sites.set_index("id").loc["lost-monastery"] for each in (old, new)]
        assert [row["threat"] for row in by_id] == [False, True]
        assert by_id[1]["n_statements"] == by_id[0]["n_statements"] + 1
    assert not writable.facets(as_of="2022").sites.set_index("id").loc["lost-monastery", "threat"]
    assert len(writable.history()) == len(before[2]) + 1


def days_of(history: pd.DataFrame) -> list[int]:
    """Every day on which something was observed, the days around them, and days between."""
    since = np.unique(history["since"].to_numpy(np.int64))
    around = np.concatenate([since - 1, since, since + 1, (since[1:] + since[:-1]) // 2])
    return sorted({int(day) for day in around if 1 <= day <= date(9999, 12, 31).toordinal()})


def agrees(store: GeoPackageStore, history: pd.DataFrame, day: int) -> None:
    """The last row of each site no later than a day is the site as of that day; no row, and nobody had said anything."""
    as_of = date.fromordinal(day).isoformat()
    sites = store.public_sites(where=SiteFilter(as_of=as_of))
    then = sites[sites["n_statements"] > 0].set_index("id")[STATE]
    last = history[history["since"] <= day].drop_duplicates("site_id", keep="last").set_index("site_id")
    pd.testing.assert_frame_equal(last[STATE].sort_index(), then.sort_index(), check_names=False)
    facets = store.facets(as_of=as_of).sites.set_index("id")
    assert facets["condition"].replace(-1, pd.NA).astype("Int64").tolist() == sites["condition"].tolist()
    assert facets["n_statements"].tolist() == sites["n_statements"].tolist()
    assert (facets["flags"] & 2 > 0).tolist() == sites["disputed"].tolist()
    assert facets["newest_day"].dropna().to_dict() == last["since"].to_dict()
    threats = store.statements()
    threats = threats[(threats["property"] == "threat") & threats["counts"] & threats["observed_on"].notna()]
    keys = threats["observed_on"].map(_day)
    told = set(threats["site_id"][keys <= day])
    assert set(last.index[last["threat"]]) == told == set(facets.index[facets["threat"]])


def _day(text: str) -> int:
    from geo.edtf import days

    return days(text).order or 0


@pytest.mark.parametrize("name", ["island", "bundled"])
def test_the_history_is_what_was_known_as_of_every_day(name: str, request: pytest.FixtureRequest) -> None:
    store: GeoPackageStore = request.getfixturevalue(name)
    history = store.history()
    assert history.sort_values(["site_id", "since"]).groupby("site_id")["since"].is_monotonic_increasing.all()
    assert not history.duplicated(["site_id", "since"]).any()
    chosen = days_of(history)
    for day in random.Random(5).sample(chosen, min(len(chosen), 30)):
        agrees(store, history, day)


@pytest.mark.parametrize("seed", [3, 8])
def test_the_history_follows_random_writes(gpkg: GeoPackageStore, seed: int) -> None:
    with gpkg._writing() as connection:
        write_at_random(connection, random.Random(seed))
    history = gpkg.history()
    assert history["disputed"].any()
    chosen = days_of(history)
    for day in random.Random(seed).sample(chosen, min(len(chosen), 40)):
        agrees(gpkg, history, day)


def test_a_store_of_which_the_public_sees_no_site_has_no_history(tmp_path: Path) -> None:
    folder = write_island(tmp_path / "package")
    for file in (folder / "heritage").glob("*.csv"):
        if file.stem != "sources":
            file.write_text(file.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    sites = json.loads((folder / "heritage" / "sites.geojson").read_text("utf-8"))
    sites["features"] = [each for each in sites["features"] if each["properties"]["id"] == "keeper-tomb"]
    (folder / "heritage" / "sites.geojson").write_text(json.dumps(sites), "utf-8")
    init_store(Package.open(folder), tmp_path / "empty.gpkg")
    with open_store(tmp_path / "empty.gpkg") as store:
        assert len(store.facets()) == len(store.facets(as_of="2020")) == 0
        assert store.history().empty
        assert store.matching(where=SiteFilter(visited=[None], kinds=["fort"])).tolist() == []


def test_the_history_is_read_however_far_apart_the_keys_lie(
    gpkg: GeoPackageStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = gpkg.history()
    with gpkg._pool.connection() as connection:
        connection.execute("INSERT INTO sites(fid, id, kind) VALUES (?, 'far', 'fort')", (2**62,))
    monkeypatch.setattr("geo.store.facets._SITES_AT_ONCE", 3)
    pd.testing.assert_frame_equal(gpkg.history(), before)
    assert gpkg.facets().sites["id"].iloc[-1] == "far"


def test_no_lock_is_kept_for_each_day_ever_asked_for(island: GeoPackageStore) -> None:
    for year in range(1900, 1960):
        island.facets(as_of=str(year))
    assert len(island._facets._locks) <= 10
    assert len(island._facets._kept) <= 10
