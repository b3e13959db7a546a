"""Access by day and team: as it was said, with permits and escorts, or overridden by name."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geo.visits.access import AccessTable, access_table, said_of
from tests.geo.visits.made_up_missions import OVERRIDE, made_up_mission

if TYPE_CHECKING:
    from geo.visits.mission import Mission

DAYS = [date(2026, 5, day) for day in range(14, 19)]


def table(mission: Mission, *rows: dict[str, Any], sites: tuple[str, ...] = ("fort",)) -> AccessTable:
    layer = pd.DataFrame(
        [{"site_id": "fort", "authority": "Island Office", "expires": None, **row} for row in rows],
        columns=["site_id", "status", "authority", "as_of", "expires"],
    )
    return access_table(
        gpd.GeoDataFrame({"site_id": list(sites), "said": said_of(list(sites), layer, mission)}), mission
    )


def states(mission: Mission, *rows: dict[str, Any]) -> list[str]:
    return [each.state for each in table(mission, *rows).on[0]]


def test_nobody_said_anything_is_unknown_and_nobody_goes() -> None:
    found = table(made_up_mission())
    assert {each.state for each in found.on[0]} == {"unknown"}
    assert not found.allowed.any()
    assert found.why_not(0, range(5)) == ("access_unknown", {})


def test_open_is_open_to_all() -> None:
    found = table(made_up_mission(), {"status": "open", "as_of": "2026-01"})
    assert found.allowed.all()
    assert found.why_not(0, range(5)) is None
    assert found.on[0][0].note == "Island Office, 2026-01"


def test_what_expires_in_the_middle_of_the_mission_holds_until_then() -> None:
    rows = {"status": "open", "as_of": "2026", "expires": "2026-05-15"}
    found = table(made_up_mission(), rows)
    assert [each.state for each in found.on[0]] == ["open", "open", "expired", "expired", "expired"]
    assert found.allowed[0, :, 0].tolist() == [True, True, False, False, False]
    assert found.why_not(0, [3, 4]) == ("access_expired", {"authority": "Island Office", "expires": "2026-05-15"})


def test_what_is_said_from_a_day_on_holds_from_that_day() -> None:
    rows = [{"status": "open", "as_of": "2026"}, {"status": "closed", "as_of": "2026-05-16"}]
    assert states(made_up_mission(), *rows) == ["open", "open", "closed", "closed", "closed"]


def test_an_older_statement_does_not_come_back_when_the_newest_expires() -> None:
    rows = [{"status": "open", "as_of": "2020"}, {"status": "permit", "as_of": "2026", "expires": "2026-05-14"}]
    assert states(made_up_mission(), *rows) == ["permit", "expired", "expired", "expired", "expired"]


def test_of_two_statements_of_one_day_the_one_that_allows_least_decides() -> None:
    rows = [{"status": "closed", "as_of": "2026-05-01"}, {"status": "open", "as_of": "2026-05-01"}]
    assert states(made_up_mission(), *rows) == states(made_up_mission(), *rows[::-1]) == ["closed"] * 5


def test_a_day_that_cannot_be_read_says_nothing() -> None:
    assert states(made_up_mission(), {"status": "open", "as_of": "last spring"}) == ["unknown"] * 5


def test_the_mission_may_know_more_than_the_store() -> None:
    said = {
        "sites": ["fort"],
        "status": "open",
        "authority": "Harbour master",
        "as_of": "2026-05-10",
        "expires": "2026-05-17",
    }
    mission = made_up_mission(access={"statements": [said]})
    found = table(mission, {"status": "closed", "as_of": "2025"})
    assert [each.state for each in found.on[0]] == ["open"] * 4 + ["expired"]
    assert found.on[0][0].note == "Harbour master, 2026-05-10"


@pytest.mark.parametrize(("rows", "state"), [([], "override"), ([{"status": "unknown", "as_of": "2024-03"}], "override"), ([{"status": "open", "as_of": "2020", "expires": "2021-01-01"}], "override"), ([{"status": "closed", "as_of": "2024"}], "closed"), ([{"status": "permit", "as_of": "2024"}], "permit")])  # fmt: skip
def test_an_override_answers_for_what_is_unknown_or_expired_and_for_nothing_else(
    rows: list[dict[str, Any]], state: str
) -> None:
    found = table(made_up_mission(access=OVERRIDE), *rows)
    assert found.on[0][0].state == state
    assert found.allowed.all() == (state == "override")
    if state == "override":
        assert found.on[0][0].note == "overridden by A. Keeper: the elders were asked"


def test_an_override_of_some_sites_leaves_the_others() -> None:
    mission = made_up_mission(access={"overrides": [{"by": "A", "reason": "b", "sites": ["bath"]}]})
    assert table(mission, sites=("fort", "bath")).allowed.any(axis=(1, 2)).tolist() == [False, True]


def test_a_permit_holds_from_day_to_day_and_for_its_teams() -> None:
    permits = [
        {"sites": ["fort"], "first": "2026-05-15", "last": "2026-05-16", "teams": ["cart"], "reference": "secret 7"}
    ]
    mission = made_up_mission(teams=[{"id": "boat"}, {"id": "cart"}], access={"permits": permits})
    found = table(mission, {"status": "permit", "as_of": "2026"})
    assert found.allowed[0, :, 0].tolist() == [False] * 5
    assert found.allowed[0, :, 1].tolist() == [False, True, True, False, False]
    assert found.why_not(0, [0, 3, 4]) == ("no_permit", {"authority": "Island Office", "since": "2026"})
    assert "secret" not in repr(found.on)


def test_a_mission_may_say_itself_that_a_site_needs_a_permit() -> None:
    needed = {"need_permit": ["fort"]}
    assert not table(made_up_mission(access={**OVERRIDE, **needed})).allowed.any()
    with_permit = made_up_mission(access={**needed, "permits": [{"sites": ["fort"]}]})
    assert table(with_permit).allowed.all()
    assert not table(with_permit, {"status": "closed", "as_of": "2026"}).allowed.any()
    assert not table(with_permit, {"status": "escort", "as_of": "2026"}).allowed.any()


def test_an_escort_is_arranged_or_nobody_goes() -> None:
    rows = {"status": "escort", "as_of": "2026"}
    assert table(made_up_mission(), rows).why_not(0, range(5)) == (
        "no_escort",
        {"authority": "Island Office", "since": "2026"},
    )
    assert table(made_up_mission(access={"escorts": ["fort"]}), rows).allowed.all()


def test_where_days_differ_the_reason_that_can_be_mended_is_told() -> None:
    rows = [{"status": "closed", "as_of": "2026"}, {"status": "permit", "as_of": "2026-05-16"}]
    why = table(made_up_mission(), *rows).why_not(0, range(5))
    assert why is not None
    assert why[0] == "no_permit"


def test_no_sites_give_an_empty_table() -> None:
    assert table(made_up_mission(), sites=()).allowed.shape == (0, len(DAYS), 1)
    assert np.array(table(made_up_mission()).allowed).shape == (1, len(DAYS), 1)
