"""The form of a new visit: what stands in it, what it comes to, what is said beside its fields."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from geo.visits.mission_file import parse_mission
from server.jobs.folder import JobFolder
from tests.server.planning import OWN, fields_of, planner, wrong_fields

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fastapi.testclient import TestClient

    from geo.visits.mission import Mission
    from server.settings import Settings

FORM = "/visits/new"


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("new_visit") / "plans"


@pytest.fixture(scope="module")
def client(island_settings: Settings, plans: Path) -> Iterator[TestClient]:
    """One server for all forms: each says by its answer what became of it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("server.jobs.jobs.AT_ONCE", 0)  # nothing is planned here, only written down
        with planner(island_settings, plans=plans) as client:
            yield client


def folders_in(plans: Path) -> set[str]:
    """Return what is planned, or waits for it."""
    return {path.name for path in plans.iterdir()} if plans.exists() else set()


@cache
def form(client: TestClient, query: str) -> dict[str, list[str]]:
    """Return the form as it stands in the page."""
    return fields_of(client.get(f"{FORM}?{query}").text, FORM)


def filled(client: TestClient, *, query: str = "", **changes: object) -> dict[str, Any]:
    """Return the form as a person sends it who writes only what must be written."""
    fields: dict[str, Any] = form(client, query)
    return {**fields, "override_by": "A. Keeper", "override_reason": "asked at the harbour", "do": "plan", **changes}


def written(client: TestClient, plans: Path, *, query: str = "", **changes: object) -> Mission:
    answer = client.post(FORM, data=filled(client, query=query, **changes), headers=OWN)
    assert answer.status_code == 303, wrong_fields(answer.text)
    return JobFolder(plans / answer.headers["Location"].split("/")[-1]).mission()


def wrong(client: TestClient, *, query: str = "", **changes: object) -> dict[str, str]:
    answer = client.post(FORM, data=filled(client, query=query, **changes), headers=OWN)
    assert answer.status_code == 422
    for name in wrong_fields(answer.text):
        assert f'id="{name}"' in answer.text
    return wrong_fields(answer.text)


def test_sensible_values_stand_in_the_form_already(client: TestClient) -> None:
    fields = fields_of(client.get(f"{FORM}?district=east&must=hill-chapel,nobody").text, FORM)
    first, last = (date.fromisoformat(fields[name][0]) for name in ("first", "last"))
    assert (first.weekday(), (last - first).days) == (0, 2)
    assert first > date.today()  # noqa: DTZ011 (of this machine, as for its user)
    assert fields["base_1_place"] == ["sarna"]
    assert fields["team"] == ["1"]
    assert fields["must"] == ["hill-chapel"]
    assert fields["where"] == ["district=east"]
    assert {"lunch", "daylight"} <= fields.keys()


def test_nobody_answers_for_access_before_somebody_wrote_a_name(client: TestClient) -> None:
    fields = fields_of(client.get(FORM).text, FORM)
    assert fields["override_by"] == fields["override_reason"] == [""]
    said = wrong(client, query="district=east", override_by="", override_reason="")
    assert "without a name here none of them is planned" in said["override_by"]
    assert "override_reason" in wrong(client, override_reason=" ")
    assert "override_by" in wrong(client, override_by=" ")


def test_the_form_comes_to_the_mission_that_it_says(client: TestClient, plans: Path) -> None:
    mission = written(
        client,
        plans,
        query="kind=fort,mosque,church&sort=name",
        title="Round of the forts",
        first="2027-05-14",
        last="2027-05-16",
        time_zone="Atlantic/Azores",
        must=["tide-mosque"],
        exclude=["hill-chapel"],
        base_1_place="velma",
        base_1_nights="1",
        base_2_place="sarna",
        start_place="sarna",
        start_at="09:00",
        end_title="Airfield",
        end_lon="-20,95",
        end_lat="-33.05",
        end_deadline="16:00",
        team=["1", "3"],
        team_1_title="First car",
        team_3_from="07:30",
        team_3_off_road="yes",
        max_driving="3,5",
        buffer="10",
        minutes="30",
        friday="yes",
        prayer=["asr"],
    )
    assert mission.sites.where == "kind=fort,mosque,church"
    assert (mission.must, mission.sites.exclude) == (("tide-mosque",), ("hill-chapel",))
    assert [day.isoformat() for day in mission.dates] == ["2027-05-14", "2027-05-15", "2027-05-16"]
    assert [(base.id, base.overnight) for base in mission.bases] == [("velma", True), ("sarna", True), ("end", False)]
    assert mission.nights.at == {1: "velma"}
    assert mission.nights.default == "sarna"
    assert mission.start is not None
    assert (mission.start.base, f"{mission.start.at:%H:%M}") == ("sarna", "09:00")
    assert mission.end is not None
    assert (mission.end.base, f"{mission.end.deadline:%H:%M}") == ("end", "16:00")
    assert (mission.bases[2].lon, mission.bases[2].title) == (-20.95, "Airfield")
    assert [(team.id, team.hours, team.off_road) for team in mission.teams] == [
        ("team-1", "08:30-18:00", False),
        ("team-3", "07:30-18:00", True),
    ]
    assert (mission.rules.max_driving_hours, mission.rules.buffer_minutes, mission.minutes.default) == (3.5, 10, 30)
    assert (mission.rules.prayers.friday, mission.rules.prayers.breaks) == (True, ("asr",))
    assert mission.rules.lunch is not None
    assert [(each.by, each.reason) for each in mission.access.overrides] == [("A. Keeper", "asked at the harbour")]


def test_chosen_sites_are_named_one_by_one(client: TestClient, plans: Path) -> None:
    mission = written(client, plans, query="ids=velma-fort,hill-chapel", lunch=[])
    assert mission.sites.ids is not None
    assert sorted(mission.sites.ids) == ["hill-chapel", "velma-fort"]
    assert mission.sites.where is None
    assert mission.rules.lunch is None


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"first": "2027-02-30"}, "first", "no day 2027-02-30"),
        ({"first": "2027-05-16", "last": "2027-05-14"}, "last", "before the first day"),
        ({"title": "x" * 201}, "title", "longer than 200"),
        ({"time_zone": "Atlantic/Azore"}, "time_zone", "Atlantic/Azores"),
        ({"base_1_place": "nowhere"}, "base_1", "not known"),
        ({"base_1_place": ""}, "base_1", "Choose a place to sleep"),
        ({"base_1_lon": "200", "base_1_lat": "3"}, "base_1", "too great"),
        ({"base_1_nights": "one"}, "base_1_nights", "numbers"),
        ({"base_1_nights": "9"}, "base_1_nights", "9"),
        ({"base_2_nights": "2"}, "base_2", "Choose the place"),
        ({"team": []}, "team_1", "At least one team"),
        ({"team_1_from": "18:00", "team_1_until": "08:30"}, "team_1", "backwards"),
        ({"max_driving": "much"}, "max_driving", "no number"),
        ({"minutes": "-5"}, "minutes", "too small"),
        ({"lunch_from": "15:00", "lunch_until": "12:00"}, "lunch_minutes", "backwards"),
        ({"where": "kind=palace"}, "where", "No site is like that"),
        ({"end_deadline": "25:00"}, "end", "no time of day"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    client: TestClient, changes: dict[str, Any], field: str, said: str
) -> None:
    found = wrong(client, **changes)
    assert said in found[field]


def test_what_was_typed_stays_when_something_is_wrong(client: TestClient) -> None:
    sent = filled(client, title="<b>Round</b> & more", minutes="many", must=["tide-mosque"], team=["1", "4"])
    page = client.post(FORM, data=sent, headers=OWN).text
    kept = fields_of(page, FORM)
    assert kept["title"] == ["<b>Round</b> & more"]
    assert (kept["minutes"], kept["must"], kept["team"]) == (["many"], ["tide-mosque"], ["1", "4"])
    assert "<b>Round" not in page


def test_a_form_can_be_kept_as_a_mission_file(client: TestClient, plans: Path) -> None:
    before = folders_in(plans)
    answer = client.post(FORM, data=filled(client, do="yaml", title="Sârna"), headers=OWN)
    assert answer.headers["Content-Type"].startswith("application/yaml")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert parse_mission(answer.text, name="mission.yml").title == "Sârna"
    assert folders_in(plans) == before


def test_a_mission_file_can_be_pasted_and_its_faults_are_told_by_line(client: TestClient, plans: Path) -> None:
    text = client.post(FORM, data=filled(client, do="yaml"), headers=OWN).text
    before = folders_in(plans)
    good = client.post(FORM, data={"do": "paste", "mission_file": text}, headers=OWN)
    assert good.status_code == 303
    assert folders_in(plans) - before == {good.headers["Location"].split("/")[-1]}
    for bad, said in [
        (text.replace("teams:", "teem:"), "line "),
        ("[", "no YAML"),
        ("", "empty"),
        (text + "\nclosures: [roads.geojson]\n", "no files"),
        ("!!python/object/apply:os.system [id]", "tag"),
    ]:
        answer = client.post(FORM, data={"do": "paste", "mission_file": bad}, headers=OWN)
        assert answer.status_code == 422
        assert said in wrong_fields(answer.text)["mission_file"]
    assert len(folders_in(plans) - before) == 1


def test_the_schema_of_missions_is_published(client: TestClient) -> None:
    answer = client.get("/mission.schema.json")
    assert answer.headers["Content-Type"] == "application/schema+json"
    assert json.loads(answer.text)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_who_may_not_plan_is_told_so_on_the_form(island_settings: Settings) -> None:
    with planner(island_settings, host="0.0.0.0") as client:
        page = client.get(FORM)
        assert page.status_code == 200
        assert "MIRASMAP_TOKEN" in page.text
        assert 'value="plan" disabled' in page.text
