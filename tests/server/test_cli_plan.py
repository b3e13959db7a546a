"""Plans from the command line: the missions of the package, change on the road, bad input, and nothing half-written."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pyogrio
import pytest
import yaml
from typer.testing import CliRunner

from geo.visits.plan import PlanLeg, PlanStop
from geo.visits.plan_file import read_plan
from server.cli import main

if TYPE_CHECKING:
    from geo.visits.plan import Plan

RUNNER = CliRunner()
MISSIONS = Path(__file__).parents[2] / "data" / "missions"
REPLAY, FIVE_DAYS = MISSIONS / "fuzuli-2021-01-12.yml", MISSIONS / "shusha-five-days.yml"
BRIDGE = MISSIONS / "bridge-closed.geojson"
EFFORT = ("--iterations", "300")


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch, bundled_store: Path) -> None:
    """Keep the user's own store and settings out of the tests."""
    monkeypatch.setenv("MIRASMAP_STORE", str(bundled_store))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "200")
    for name in ("PACKAGE", "LANGUAGE"):
        monkeypatch.delenv(f"MIRASMAP_{name}", raising=False)


def said(*arguments: str | Path, code: int = 0) -> str:
    result = RUNNER.invoke(main, [str(each) for each in arguments])
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result.output


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("plans")


@pytest.fixture(scope="module")
def before(folder: Path, bundled_store: Path) -> Path:
    """The plan of five days."""
    path = folder / "before.json"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MIRASMAP_STORE", str(bundled_store))
        said("plan", FIVE_DAYS, "-o", path, *EFFORT)
    return path


def stops(plan: Plan) -> dict[str, PlanStop]:
    return {item.id: item for day in plan.days for item in day.items if isinstance(item, PlanStop)}


def test_a_plan_is_written_and_read_as_a_timetable(tmp_path: Path) -> None:
    text = said("plan", REPLAY, "-o", tmp_path / "plan.json", *EFFORT)
    plan = read_plan(tmp_path / "plan.json")
    assert "Day 1, Tuesday 2021-01-12" in text
    assert "4 of 4 sites; priority" in text
    assert "Not a safety clearance" in text
    assert f"plan {plan.hash[:12]}." in text
    assert "Garghabazar Mosque" in text  # sites go by their names
    assert [path.name for path in tmp_path.iterdir()] == ["plan.json"]


def test_what_is_left_out_stands_below_with_its_reason(before: Path, tmp_path: Path) -> None:
    plan = read_plan(before)
    text = said("plan", FIVE_DAYS, "-o", tmp_path / "plan.gpx", *EFFORT, "--lang", "az")
    assert "Not in the plan" in text
    assert len(plan.omitted) >= 5
    assert all(omission.reason.split(":")[0][:30] in text for omission in plan.omitted)
    assert len(pyogrio.read_dataframe(tmp_path / "plan.gpx", layer="waypoints")) == len(plan.visited)


@pytest.mark.parametrize(("ending", "layers"), [("geojson", [None]), ("gpkg", ["stops", "legs"])])
def test_other_programs_open_a_plan(tmp_path: Path, ending: str, layers: list[str | None]) -> None:
    said("plan", REPLAY, "-o", tmp_path / f"plan.{ending}", *EFFORT, "--seed", "7")
    for layer in layers:
        assert len(pyogrio.read_dataframe(tmp_path / f"plan.{ending}", layer=layer)) >= 4


def test_demands_that_conflict_are_named_and_give_code_2(tmp_path: Path) -> None:
    mission = yaml.safe_load(REPLAY.read_text("utf-8"))
    mission |= {"end": {"base": "fuzuli", "deadline": "09:20"}, "must": ["gargabazar-mosque"]}
    (tmp_path / "early.yml").write_text(yaml.safe_dump(mission), "utf-8")
    text = said("plan", tmp_path / "early.yml", "-o", tmp_path / "plan.json", *EFFORT, code=2)
    assert "Demands that cannot be met together" in text
    assert "Garghabazar Mosque" in text
    assert read_plan(tmp_path / "plan.json").conflicts


def test_bad_missions_are_refused_with_field_and_line_and_nothing_is_written(tmp_path: Path) -> None:
    bad = (
        REPLAY.read_text("utf-8").replace("09:00-17:00", "17:00-09:00").replace("fuzuli-juma-mosque", "no-such-mosque")
    )
    (tmp_path / "bad.yml").write_text(bad, "utf-8")
    text = said("plan", tmp_path / "bad.yml", "-o", tmp_path / "plan.json", code=1)
    assert "line" in text
    assert "teams[0].hours" in text
    assert not (tmp_path / "plan.json").exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("plan", "none.yml", "-o", "plan.json"), "none.yml"),
        (("plan", str(REPLAY), "-o", "plan.docx"), "'plan.docx' does not say what to write"),
        (("plan", str(REPLAY), "-o", "no/plan.json"), "the folder no does not exist"),
        (("plan", str(REPLAY), "-o", "plan.json", "--closures", "none.geojson"), "none.geojson"),
        (("plan", str(REPLAY), "-o", "plan.json", "--lang", "xx"), "'xx'"),
        (("what-if", "a.json", "b.json"), "the plan a.json cannot be read"),
        (("map", "--plan", str(REPLAY), "-o", "plan.html"), "is no plan of mirasmap"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    arguments: tuple[str, ...], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert sentence in said(*arguments, code=1)
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_replaced_only_when_asked(before: Path) -> None:
    content = before.read_bytes()
    assert "replace it with --force" in said("plan", REPLAY, "-o", before, code=1)
    assert before.read_bytes() == content


def replanned(before: Path, output: Path, *more: str | Path, at: str = "2026-05-15T11:40", code: int = 0) -> str:
    return said("replan", before, "--mission", FIVE_DAYS, "--at", at, "-o", output, *EFFORT, *more, code=code)


@pytest.fixture(scope="module")
def after(before: Path, folder: Path, bundled_store: Path) -> tuple[Path, str]:
    """The plan of five days without a car and without a bridge, and what was said of it."""
    path = folder / "after.json"
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (("MIRASMAP_STORE", str(bundled_store)), ("NO_COLOR", "1"), ("COLUMNS", "200")):
            patch.setenv(name, value)
        return path, replanned(before, path, "--without", "car-2", "--closures", BRIDGE)


def test_on_the_road_what_was_done_stays_and_the_rest_keeps_out_of_what_is_closed(
    before: Path, after: tuple[Path, str]
) -> None:
    path, text = after
    old, new = read_plan(before), read_plan(path)
    now = "2026-05-15T11:40"
    begun = {stop_id: stop for stop_id, stop in stops(old).items() if stop.begin.isoformat() <= now}
    assert begun
    assert {stop_id: (stop.begin, stop.end) for stop_id, stop in stops(new).items() if stop_id in begun} == {
        stop_id: (stop.begin, stop.end) for stop_id, stop in begun.items()
    }
    assert all(stop.done for stop_id, stop in stops(new).items() if stop_id in begun)
    later = [day for day in new.days if day.team == "car-2" and day.date.isoformat() > "2026-05-15"]
    assert not any(isinstance(item, PlanStop) for day in later for item in day.items)
    assert "example-bridge-khojaly" in {closure.id for closure in new.closures}
    assert "sites as before" in text
    assert sorted([*new.visited, *(omission.site_id for omission in new.omitted)]) == sorted(old.candidates)
    assert new.hash != old.hash


def test_no_leg_after_the_bridge_has_closed_leads_over_it(before: Path, after: tuple[Path, str]) -> None:
    import shapely

    from geo.roads.closures import areas_of, read_closures

    (area,) = areas_of(read_closures(BRIDGE))
    ways = {
        plan: [
            shapely.LineString(leg.line)
            for day in read_plan(path).days
            for leg in day.items
            if isinstance(leg, PlanLeg) and leg.depart.isoformat() >= "2026-05-15T11:40"
        ]
        for plan, path in (("before", before), ("after", after[0]))
    }
    assert any(way.intersects(area) for way in ways["before"])  # the bridge is one that the plan needs
    assert not any(way.intersects(area) for way in ways["after"])


def test_nothing_new_changes_nothing(before: Path, tmp_path: Path) -> None:
    text = replanned(before, tmp_path / "after.json")
    old, new = read_plan(before), read_plan(tmp_path / "after.json")
    assert set(stops(old)) <= set(stops(new)) or new.objective.priority > old.objective.priority
    assert "sites as before" in text


def test_locked_stops_and_days_stay(before: Path, tmp_path: Path) -> None:
    old = read_plan(before)
    day = next(day for day in old.days if (day.day, day.team) == (4, "car-1"))
    locked = next(item for item in day.items if isinstance(item, PlanStop))
    more = ("--without", "car-2", "--lock", locked.site_id, "--lock-day", "3", "--lock-day", "2026-05-18")
    replanned(before, tmp_path / "after.json", *more)
    new = read_plan(tmp_path / "after.json")
    for number in (3, 5):
        assert [day for day in new.days if day.day == number] == [day for day in old.days if day.day == number]
    stop = stops(new)[locked.id]
    assert (stop.begin, stop.end, stop.locked) == (locked.begin, locked.end, True)
    (of_day,) = [day for day in new.days if day.day == 4]
    assert of_day != day, "the rest of that day is planned anew"


@pytest.mark.parametrize(("free", "base"), [((), "shusha"), (("--free-night", "1"), "fuzuli")])
def test_a_night_is_spent_elsewhere_only_where_it_is_free(free: tuple[str, ...], base: str, tmp_path: Path) -> None:
    """Both sites lie near the second base, which the mission allows by now."""
    parts = {
        "title": "Two days", "time_zone": "Asia/Baku", "days": ["2026-05-14", "2026-05-15"],
        "sites": {"ids": ["gargabazar-mosque", "fuzuli-juma-mosque"]},
        "locked": [{"site": "gargabazar-mosque", "day": "2026-05-14"}, {"site": "fuzuli-juma-mosque", "day": "2026-05-15"}],
        "bases": [{"id": "shusha", "lon": 46.74928, "lat": 39.75908}, {"id": "fuzuli", "lon": 47.145, "lat": 39.6}],
        "start": {"base": "shusha"}, "end": {"base": "fuzuli"}, "teams": [{"id": "car"}],
        "access": {"overrides": [{"by": "A. Person", "reason": "a test", "sites": "all"}]},
    }  # fmt: skip
    for name, nights in (("first", {"at": {1: "shusha"}}), ("second", {"choose": ["shusha", "fuzuli"]})):
        (tmp_path / f"{name}.yml").write_text(yaml.safe_dump(parts | {"nights": nights}), "utf-8")
    said("plan", tmp_path / "first.yml", "-o", tmp_path / "before.json", *EFFORT)
    moment = ("--at", "2026-05-14T08:00", "--mission", tmp_path / "second.yml")
    said("replan", tmp_path / "before.json", *moment, "-o", tmp_path / "after.json", *EFFORT, *free)
    assert [day.end.base_id for day in read_plan(tmp_path / "after.json").days] == [base, "fuzuli"]


def test_a_stop_that_is_over_cannot_be_locked(before: Path, tmp_path: Path) -> None:
    old = read_plan(before)
    over = next(stop.site_id for stop in stops(old).values() if stop.begin.isoformat() < "2026-05-15T11:40")
    left_out = old.omitted[0].site_id
    assert f"{over!r} has been visited by" in replanned(before, tmp_path / "after.json", "--lock", over, code=1)
    assert f"{left_out!r} has no stop in" in replanned(before, tmp_path / "after.json", "--lock", left_out, code=1)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (("--lock", "atlantis"), "'atlantis' is no candidate of the plan"),
        (("--lock-day", "6"), "--lock-day '6' is no day of the mission; write its number, 1 to 5, or its date"),
        (("--lock-day", "2026-05-19"), "--lock-day '2026-05-19' is no day of the mission"),
        (("--lock-day", "1"), "2026-05-14 is over by 2026-05-15 11:40"),
        (("--free-night", "soon"), "--free-night 'soon' is no day of the mission"),
        (("--free-night", "2026-05-14"), "night 1, after 2026-05-14, is over"),
        (("--free-night", "3", "--lock-day", "4"), "night 3 belongs to the locked day 2026-05-17"),
        (("--position", "car-1"), "--position 'car-1' is no position of a team"),
        (("--position", "car-1=46.7,139.7"), "is no position of a team"),
        (("--without", "car-9"), "there is no team 'car-9'"),
    ],
)
def test_bad_changes_are_refused(before: Path, tmp_path: Path, more: tuple[str, ...], sentence: str) -> None:
    assert sentence in replanned(before, tmp_path / "after.json", *more, code=1)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("at", ["soon", "2026-05-15T11:40+04:00", "2027-01-01T12:00"])
def test_a_moment_that_is_none_is_refused(before: Path, tmp_path: Path, at: str) -> None:
    replanned(before, tmp_path / "after.json", at=at, code=1)
    assert list(tmp_path.iterdir()) == []


def test_two_plans_stand_side_by_side(before: Path, after: tuple[Path, str]) -> None:
    text = said("what-if", before, after[0])
    for measure in ("sites", "priority", "driving hours", "km"):
        assert measure in text
    assert "35 sites as before" not in said("what-if", before, before)
    assert f"{len(read_plan(before).visited)} sites as before" in said("what-if", before, before)


def test_a_plan_is_drawn_into_one_file(before: Path, tmp_path: Path) -> None:
    said("map", "--plan", before, "-o", tmp_path / "plan.html", "--no-basemap")
    page = (tmp_path / "plan.html").read_text("utf-8")
    assert "mirasmap-visits" in page
    assert read_plan(before).title in page


def test_the_schema_of_missions_is_printed() -> None:
    assert json.loads(said("mission-schema"))["title"] == "Mission"


def test_ctrl_c_keeps_the_best_plan(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from server.cli import main; main()", "plan", str(FIVE_DAYS)]
    output = tmp_path / "plan.json"
    process = subprocess.Popen(
        [*command, "-o", str(output), "--iterations", "10000000"],
        env=os.environ | {"FORCE_COLOR": "1", "TERM": "xterm"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stderr is not None
    seen = b""
    deadline = time.monotonic() + 100
    while b"Ctrl+C keeps" not in seen and time.monotonic() < deadline:
        seen += os.read(process.stderr.fileno(), 4096)
    process.send_signal(signal.SIGINT)
    text, _ = process.communicate(timeout=100)
    assert process.returncode == 0
    assert b"Day 1" in text
    assert read_plan(output).visited
