"""From the form to the finished plan without scripts, on the bundled data and its roads, in processes of their own."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gpxpy
import pytest

from geo.visits.mission_file import parse_mission
from geo.visits.plan_file import plan_from
from maps.i18n import LANGUAGES
from server.jobs.folder import JobFolder
from server.jobs.jobs import Jobs
from server.jobs.state import Phase
from server.settings import Settings
from tests.server.planning import OWN, fields_of, planner, waits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi.testclient import TestClient

    from geo.visits.plan import Plan

N_SITES = 6
"""So few that the planner, which tries all plans of a small mission, is done soon: of eight there are fifty times as many."""


@pytest.fixture(scope="module")
def settings(graph_folder: Path, bundled_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    place = tmp_path_factory.mktemp("planned")
    return Settings(store=Path(shutil.copy(bundled_store, place)), roads=graph_folder.parent, plans=place / "plans")


@pytest.fixture(scope="module")
def client(settings: Settings) -> Iterator[TestClient]:
    with planner(settings) as client:
        yield client


def form(client: TestClient, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 (a text or several)
    """Return the form of a short visit, as a person sends it."""
    found = client.get("/collections/sites/items?district=shusha&sort=urgency&order=down&limit=20").json()
    ids = [feature["id"] for feature in found["features"] if feature["geometry"]][:N_SITES]
    fields: dict[str, Any] = fields_of(client.get(f"/visits/new?ids={','.join(ids)}").text, "/visits/new")
    answered = {"override_by": "A. Keeper", "override_reason": "an example", "do": "plan"}
    return {**fields, **answered, "last": fields["first"], **changes}


def sent(client: TestClient, **changes: Any) -> str:  # noqa: ANN401
    """Return the address of the page of a new job."""
    answer = client.post("/visits/new", data=form(client, **changes), headers=OWN)
    assert answer.status_code == 303
    address: str = answer.headers["Location"]
    return address


def ended(client: TestClient, address: str) -> str:
    """Return how a job ended."""

    def look() -> str | None:
        state: str = client.get(f"{address}/state").json()["state"]
        return None if state in ("queued", "running") else state

    return waits(look, seconds=120)


@pytest.fixture(scope="module")
def address(client: TestClient) -> str:
    """The page of a finished plan."""
    found = sent(client, title="A day in <i>the hills</i>")
    page = client.get(found)
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page.text
    assert f'action="{found}/stop"' in page.text
    assert ended(client, found) == "done", client.get(found).text
    return found


@pytest.fixture(scope="module")
def plan(client: TestClient, address: str) -> Plan:
    return plan_from(client.get(f"{address}.json").content)


def test_the_page_of_a_plan_says_all_that_the_plan_says(client: TestClient, address: str, plan: Plan) -> None:
    page = client.get(address).text
    assert "http-equiv" not in page
    assert "A day in &lt;i&gt;the hills&lt;/i&gt;" in page
    assert "Not a safety clearance" in page
    assert f"no plan could exceed {plan.objective.bound}" in page.replace(",", "")
    assert page.count('class="stop"') == len(plan.visited) > 0
    assert page.count('id="left-') - 1 == len(plan.omitted)
    assert "A. Keeper" in page
    assert plan.hash in page
    for stop in (item for day in plan.days for item in day.items if item.kind == "stop"):
        assert f'data-stop="{stop.id}"' in page
        assert f"{stop.begin:%H:%M}–{stop.end:%H:%M}" in page
    legs = [item for day in plan.days for item in day.items if item.kind == "leg"]
    assert page.count("data-leg=") == len(legs)
    assert "road: OSM 2021-08-06" in page
    assert page.count("Turn by turn") == sum(bool(leg.turns) for leg in legs)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", ["", "?add=nobody", "/../compare"])
def test_pages_of_plans_speak_every_language(client: TestClient, address: str, lang: str, path: str) -> None:
    job_id = address.rsplit("/", 1)[-1]
    url = f"/plans/compare?a={job_id}&b={job_id}" if "compare" in path else address + path
    page = client.get(url, params=None, headers={"Cookie": f"lang={lang}"})
    assert (page.status_code, page.headers["Content-Language"]) == (200, lang)
    assert page.text.count("<h1") == 1
    text = re.sub(r"<script.*?</script>", "", page.text, flags=re.DOTALL)
    assert not re.search(r"<[^>]+\s(style|on[a-z]+)=", text)


def test_a_plan_is_taken_along_as_files(client: TestClient, address: str, plan: Plan) -> None:
    features = client.get(f"{address}.geojson").json()["features"]
    stops = [each for each in features if each["properties"]["layer"] == "stop"]
    assert [each["properties"]["site_id"] for each in stops] == list(plan.visited)
    gpx = gpxpy.parse(client.get(f"{address}.gpx").text)
    assert len(gpx.waypoints) == len(plan.visited)
    mission = parse_mission(client.get(f"{address}.yml").text, name="mission.yml")
    assert mission.title == plan.title
    for kind in ("json", "geojson", "gpx", "yml"):
        answer = client.get(f"{address}.{kind}")
        assert "attachment" in answer.headers["Content-Disposition"]
        assert "no-store" in answer.headers["Cache-Control"]


def test_the_list_leads_to_the_plan_and_the_visits_lead_to_the_list(client: TestClient, address: str) -> None:
    assert f'href="{address}"' in client.get("/plans").text
    visits = client.get("/visits").text
    assert 'href="/plans"' in visits
    assert 'href="/visits/new"' in visits
    assert f'href="{address}"' in visits


def test_plans_are_nobody_elses_business(settings: Settings, address: str) -> None:
    with planner(settings, host="0.0.0.0") as other:
        assert address not in other.get("/visits").text
        for path in ("", "/state", ".json", ".geojson", ".gpx", ".yml"):
            assert other.get(address + path).status_code == 403
        assert other.get(f"/plans/compare?a={address[7:]}&b={address[7:]}").status_code == 403
        for path in ("stop", "delete", "again"):
            assert other.post(f"{address}/{path}", data={"sure": "yes"}, headers=OWN).status_code == 403


def test_pages_of_other_sites_do_nothing_to_a_plan(client: TestClient, address: str) -> None:
    evil = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    for path in ("stop", "delete", "again"):
        assert client.post(f"{address}/{path}", data={"sure": "yes"}, headers=evil).status_code == 403
    assert client.get(address).status_code == 200


def test_planned_again_with_a_must_see_it_is_compared_with_the_plan_before(client: TestClient, address: str) -> None:
    first = client.get("/collections/sites/items?district=aghdam&limit=1").json()["features"][0]["id"]
    again = client.post(f"{address}/again", data={"must": first}, headers=OWN)
    assert again.status_code == 303
    other, than = re.fullmatch(r"(/plans/\w+)\?than=(\w+)", again.headers["Location"]).groups()  # type: ignore[union-attr]
    assert address.endswith(than)
    assert ended(client, other) == "done"
    assert f"/plans/compare?a={than}" in client.get(again.headers["Location"]).text
    compared = client.get(f"/plans/compare?a={than}&b={other.rsplit('/', 1)[-1]}").text
    assert first in compared
    assert client.post(f"{other}/delete", data={"sure": "yes"}, headers=OWN).headers["Location"] == "/plans"
    assert client.get(other).status_code == 404
    assert client.get(f"{other}.json", headers={"Accept": "application/json"}).status_code == 404


def test_stopped_planning_keeps_the_best_so_far(client: TestClient, settings: Settings) -> None:
    where = "district=shusha,khojaly"
    address = sent(client, where=where, last=form(client)["first"])
    folder = JobFolder(settings.plans / address.rsplit("/", 1)[-1])
    waits(lambda: folder.best() or (folder.state().phase is Phase.DONE))  # type: ignore[union-attr]
    assert client.post(f"{address}/stop", data={"sure": "yes"}, headers=OWN).status_code == 303
    assert ended(client, address) in ("stopped", "done")
    plan = folder.plan()
    assert plan.visited


def test_work_goes_on_when_the_server_is_closed(settings: Settings, tmp_path: Path) -> None:
    apart = settings.model_copy(update={"plans": tmp_path / "plans"})
    with planner(apart) as before:
        address = sent(before)
        waits(lambda: before.get(f"{address}/state").json()["state"] == "running")
    with planner(apart) as after:
        assert ended(after, address) == "done"
        assert JobFolder(apart.plans / address.rsplit("/", 1)[-1]).state().starts == 1  # type: ignore[union-attr]


def test_work_that_ended_with_the_server_begins_again_and_comes_to_the_same_plan(
    settings: Settings, tmp_path: Path, client: TestClient, address: str, plan: Plan
) -> None:
    apart = settings.model_copy(update={"plans": tmp_path / "plans"})
    mission = JobFolder(settings.plans / address.rsplit("/", 1)[-1]).mission()
    job = Jobs(apart).create(mission)
    job.folder.write_state(job.state.model_copy(update={"phase": Phase.RUNNING, "starts": 1}))
    with planner(apart) as after:
        assert ended(after, f"/plans/{job.id}") == "done"
    assert job.folder.plan().hash == plan.hash


def test_a_mission_that_cannot_be_planned_says_so_in_a_sentence(client: TestClient) -> None:
    address = sent(client, must=["nobody-has-this-id"])
    assert ended(client, address) == "failed"
    page = client.get(address).text
    assert "It cannot be planned as it stands." in page
    assert "nobody-has-this-id" in page
    assert "Traceback" not in page
