"""Which sites a mission chooses among, and what is known of them before roads are looked at."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from geo.errors import MissionError
from geo.package import Package
from geo.store import init_store, open_store
from geo.visits import candidates as module
from geo.visits.candidates import candidates_of
from tests.geo.visits.made_up_missions import OVERRIDE, made_up_mission

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd

    from geo.store import Store


@pytest.fixture(scope="module")
def island(island_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path = tmp_path_factory.mktemp("candidates") / "island.gpkg"
    init_store(Package.open(island_path), path)
    with closing(open_store(path, public=True)) as store:
        yield store


def found(store: Store, **change: object) -> gpd.GeoDataFrame:
    return candidates_of(made_up_mission(**{"access": OVERRIDE, **change}), store)


def by_id(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    return pd.DataFrame(frame).set_index("site_id")


def refused(store: Store, **change: object) -> str:
    with pytest.raises(MissionError) as caught:
        found(store, **change)
    return str(caught.value)


def test_without_a_question_all_public_sites_are_candidates_by_id(island: Store) -> None:
    frame = found(island)
    assert set(frame["site_id"]) == set(island.public_sites()["id"])
    assert frame["site_id"].is_monotonic_increasing
    assert "keeper-tomb" not in set(frame["site_id"])  # withheld
    assert frame.crs.to_epsg() == 4326
    assert [str(frame[name].dtype) for name in ("site_id", "kind", "code", "access")] == ["str"] * 4
    assert [str(frame[name].dtype) for name in ("minutes", "priority", "must", "indoors")] == ["int64", "int64", "bool", "bool"]  # fmt: skip


def test_a_question_or_a_list_chooses(island: Store) -> None:
    assert list(found(island, sites={"where": "kind=mosque,church"})["site_id"]) == ["hill-chapel", "tide-mosque"]
    assert list(found(island, sites={"where": "?district=west&lang=en"})["site_id"])[-1] == "velma-fort-gate"
    assert list(found(island, sites={"ids": ["tide-mosque", "hill-chapel"]})["site_id"]) == [
        "hill-chapel",
        "tide-mosque",
    ]


def test_must_sees_and_locked_sites_are_candidates_whatever_the_question_finds(island: Store) -> None:
    frame = by_id(found(island, sites={"where": "kind=mosque"}, must=["border-mill"], locked=[{"site": "hill-chapel", "day": "2026-05-14"}]))  # fmt: skip
    assert frame["must"].to_dict() == {"border-mill": True, "hill-chapel": True, "tide-mosque": False}


def test_excluded_and_visited_sites_stay_with_their_reason_and_done_ones_do_not(island: Store) -> None:
    frame = by_id(
        found(
            island,
            sites={"where": "kind=mosque,church,bath", "exclude": ["market-bath"]},
            visited=["hill-chapel"],
            resume={"at": "2026-05-15T11:00", "done": ["tide-mosque"]},
        )
    )
    assert frame["code"].to_dict() == {"hill-chapel": "visited", "market-bath": "excluded"}


def test_a_site_stands_at_its_access_point_else_on_its_public_geometry(island: Store) -> None:
    frame = by_id(found(island))
    public = island.public_sites().set_index("id").geometry
    fort = frame.loc["velma-fort"]
    corner = public["velma-fort"].bounds
    assert (fort["lon"] - corner[0], fort["lat"] - corner[1]) == pytest.approx((0.0001, 0.0001), abs=0.00008)
    causeway = frame.loc["ora-causeway"]
    assert public["ora-causeway"].distance(causeway.geometry) < 1e-9
    assert set(frame.index[frame["vague"]]) == {"barrow-field", "sea-cave", "market-bath"}
    assert public["barrow-field"].contains(frame.loc["barrow-field"].geometry)  # only its cell is public
    lost = frame.loc["lost-monastery"]
    assert (lost["code"], lost.geometry) == ("no_position", None)
    assert np.isnan(lost["lon"])


def test_minutes_come_from_the_mission_then_the_store_then_the_kind_then_the_default(island: Store) -> None:
    minutes = {"default": 40, "kinds": {"mosque": 20, "bath": 25}, "sites": {"hill-chapel": 15}}
    frame = by_id(found(island, minutes=minutes))["minutes"]
    assert frame["hill-chapel"] == 15  # the store says 30
    assert frame["tide-mosque"] == 30  # of the store
    assert frame["market-bath"] == 25
    assert frame["border-mill"] == 40


def test_priority_is_given_or_the_urgency_and_one_more_with_its_parts(island: Store) -> None:
    given = {"kinds": {"mosque": 7}, "sites": {"market-bath": 0}}
    frame = by_id(found(island, priority=given))
    assert (frame.loc["tide-mosque", "priority"], frame.loc["tide-mosque", "priority_from"]) == (7, "kind")
    assert (frame.loc["market-bath", "priority"], frame.loc["market-bath", "priority_from"]) == (0, "site")
    assert pd.isna(frame.loc["market-bath", "condition_points"])
    parts = frame.loc[:, ["condition_points", "threat_points", "years_points"]]
    assert parts.loc["hill-chapel"].tolist() == [
        10,
        0,
        4,
    ]  # fair; visited on 2021-06-04, 4 whole years before 14 May 2026
    derived = frame[frame["priority_from"] == "urgency"]
    assert (parts.loc[derived.index].sum(axis=1) + 1 == derived["priority"]).all()
    urgency = pd.Series(island.facets().urgency(date(2026, 5, 14)), index=island.facets().sites["id"])
    assert (derived["priority"] == urgency[derived.index] + 1).all()


def test_all_are_worth_the_same_where_the_mission_says_so(island: Store) -> None:
    frame = found(island, priority={"derive": "equal"})
    assert (set(frame["priority"]), set(frame["priority_from"])) == ({10}, {"equal"})


def test_ages_count_back_from_the_first_day_of_the_mission_unless_a_day_is_given(island: Store) -> None:
    mission = made_up_mission(access=OVERRIDE)
    priority = candidates_of(mission, island)["priority"]
    pd.testing.assert_series_equal(priority, candidates_of(mission, island, today=date(2026, 5, 14))["priority"])
    assert (candidates_of(mission, island, today=date(2031, 1, 1))["priority"] > priority).any()


def test_access_is_said_by_site_and_unknown_sites_cannot_be_planned(island: Store) -> None:
    frame = by_id(candidates_of(made_up_mission(), island))
    assert pd.isna(frame.loc["velma-fort", "code"])
    assert (frame.loc["velma-fort", "access"], frame.loc["velma-fort", "access_note"]) == (
        "open",
        "Island Office, 2026-01-10",
    )
    assert frame.loc["tide-mosque", "code"] == "access_unknown"
    assert frame.loc["tide-mosque", "details"] == {"authority": "Island Office", "since": "2024-03"}
    assert frame.loc["sea-cave", "code"] == "access_expired"
    assert frame.loc["sea-cave", "details"]["expires"] == "2025-12-31"
    assert frame.loc["hill-chapel", "code"] == "access_unknown"


def test_indoors_are_the_kinds_and_sites_that_the_mission_names(island: Store) -> None:
    frame = by_id(found(island, rules={"indoors": ["bath"], "indoor_sites": ["hill-chapel"]}))
    assert set(frame.index[frame["indoors"]]) == {"market-bath", "hill-chapel"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"sites": {"ids": ["velma-forth"]}}, "field sites.ids[0]: there is no site 'velma-forth'; the nearest are velma-fort, velma-fort-gate"),
        ({"must": ["keeper-tomb"]}, "field must[0]: there is no site 'keeper-tomb'"),
        ({"minutes": {"sites": {"nowhere": 5}}}, "field minutes.sites.nowhere: there is no site 'nowhere'"),
        ({"access": {"permits": [{"sites": ["zz"]}]}}, "field access.permits[0].sites[0]: there is no site 'zz'; look its id up on the map"),
        ({"sites": {"where": "kind=mosqe"}}, "field sites.where: 'mosqe' is no kind of site; did you mean 'mosque'?"),
        ({"sites": {"where": "kynd=mosque"}}, "field sites.where: there is no filter 'kynd'; did you mean 'kind'?"),
        ({"sites": {"where": "district=north"}}, "field sites.where: 'north' is no district"),
        ({"sites": {"where": "bbox=0,0,1,1"}}, "field sites.where: finds no site to visit"),
    ],
)  # fmt: skip
def test_what_the_store_does_not_know_is_said_with_its_field(
    island: Store, change: dict[str, object], said: str
) -> None:
    assert f"island.yml, {said}" in refused(island, **change)


def test_all_unknown_ids_are_told_at_once(island: Store) -> None:
    assert len(refused(island, must=["aa", "bb"], visited=["cc"]).splitlines()) == 3


def test_too_many_sites_are_refused_with_a_way_out(island: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_CANDIDATES", 5)
    said = refused(island)
    assert "field sites: 11 sites are too many to plan at once, 5 at most; narrow the question" in said


def test_a_mission_that_was_never_read_is_checked_here(island: Store) -> None:
    mission = made_up_mission(access=OVERRIDE).model_copy(update={"must": ("velma-fort", "velma-fort")})
    with pytest.raises(MissionError, match="stands twice"):
        candidates_of(mission, island)
