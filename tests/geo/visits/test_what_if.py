"""Two plans side by side."""

from __future__ import annotations

from datetime import timedelta

import pytest

from geo.visits.plan import Plan, PlanStop
from geo.visits.plan_file import hashed
from geo.visits.what_if import CHANGES, MEASURES, SITES, TOTALS, compare_plans, comparison_text
from tests.geo.visits.check.plan_parts import plan


def changed(
    *, drop: str | None = None, later: str | None = None, team: str | None = None, day: str | None = None
) -> Plan:
    """The plan without a stop, with one at another time, on another day, or all of a day with another team."""
    old, days = plan(), []
    for each in old.days:
        items = []
        for item in each.items:
            if isinstance(item, PlanStop) and item.site_id == drop:
                continue
            if isinstance(item, PlanStop) and item.site_id in (later, day):
                by = timedelta(days=1) if item.site_id == day else timedelta(minutes=5)
                item = item.model_copy(update={"begin": item.begin + by})
            items.append(item)
        days.append(each.model_copy(update={"items": tuple(items), "team": team or each.team}))
    visited = tuple(site for site in old.visited if site != drop)
    return hashed(old.model_copy(update={"days": tuple(days), "visited": visited}))


def test_a_plan_is_the_same_as_itself() -> None:
    told = compare_plans(plan(), plan())
    assert told.is_same
    assert (told.totals["difference"] == 0).all()
    assert comparison_text(told).endswith("4 sites as before")


@pytest.mark.parametrize(
    ("other", "site", "change"),
    [
        (changed(drop="fort"), "fort", "only_a"),
        (changed(later="museum"), "museum", "time"),
        (changed(day="museum"), "museum", "day"),
    ],
)
def test_what_became_of_a_site_is_said_and_comes_first(other: Plan, site: str, change: str) -> None:
    told = compare_plans(plan(), other)
    assert told.sites[["site_id", "change"]].iloc[0].tolist() == [site, change]
    assert set(told.sites["change"].iloc[1:]) == {"same"}
    assert not told.is_same


def test_the_other_way_round_a_site_is_new() -> None:
    told = compare_plans(changed(drop="fort"), plan())
    assert told.sites[["site_id", "change"]].iloc[0].tolist() == ["fort", "only_b"]
    assert told.sites["day_a"].isna().tolist() == [True, False, False, False]
    assert told.totals.loc[told.totals["measure"] == "sites", ["a", "b", "difference"]].to_numpy().tolist() == [
        [3, 4, 1]
    ]


def test_another_team_is_said() -> None:
    assert set(compare_plans(plan(), changed(team="blue")).sites["change"]) == {"team"}


def test_frames_have_the_columns_that_are_declared() -> None:
    told = compare_plans(plan(), changed(drop="fort", later="museum"))
    assert {name: str(kind) for name, kind in told.sites.dtypes.items()} == SITES
    assert {name: str(kind) for name, kind in told.totals.dtypes.items()} == TOTALS
    assert tuple(told.totals["measure"]) == MEASURES
    assert set(told.sites["change"]) <= set(CHANGES)


def test_hours_and_days_are_those_of_the_plan() -> None:
    totals = compare_plans(plan(), plan()).totals.set_index("measure")["a"]
    assert totals["days"] == totals["shifts"] == 2
    assert totals["hours"] == pytest.approx((4 + 56 / 60 + 31 / 3600) + (7 + 1 / 60 + 6 / 3600), abs=0.01)


def test_the_text_names_what_is_different() -> None:
    text = comparison_text(compare_plans(plan(), changed(drop="fort", later="museum")), names={"fort": "The Fort"})
    assert "left out: The Fort (day 2, red, 09:21)" in text
    assert "at another time: museum (day 1, red, 10:00 -> day 1, red, 10:05)" in text
    assert "priority" in text
