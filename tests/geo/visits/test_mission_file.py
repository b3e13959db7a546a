"""Mission files: what is read, and every problem by field and line."""

from __future__ import annotations

import json
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from geo.errors import MissionError
from geo.visits.mission import MOST_DAYS, Mission, Prayers
from geo.visits.mission_file import mission_from, mission_schema, mission_text, parse_mission, read_mission

MISSIONS = Path(__file__).parents[3] / "data" / "missions"
PLAIN: dict[str, Any] = {
    "title": "Round of the island",
    "time_zone": "Atlantic/Azores",
    "days": {"first": "2026-05-14", "last": "2026-05-18"},
    "bases": [{"id": "velma", "lon": -21.065, "lat": -32.985}, {"id": "sarna", "lon": -20.964, "lat": -33.036}],
    "teams": [{"id": "boat"}, {"id": "cart", "days": ["2026-05-14", "2026-05-15"]}],
}
HEAD = """\
title: Round
time_zone: Atlantic/Azores
days: {first: 2026-05-14, last: 2026-05-18}
bases:
  - {id: velma, lon: -21.065, lat: -32.985}
  - {id: sarna, lon: -20.964, lat: -33.036}
teams:
  - {id: boat}
"""
"""Eight lines: what follows begins on line 9."""


def problems(text: str, name: str = "mission.yml") -> list[str]:
    with pytest.raises(MissionError) as caught:
        parse_mission(text, name=name)
    return [str(problem) for problem in caught.value.problems]


def test_a_mission_needs_little_and_has_sensible_values() -> None:
    mission = parse_mission(HEAD, name="mission.yml")
    assert [day.day for day in mission.dates] == [14, 15, 16, 17, 18]
    assert mission == mission_from({**PLAIN, "title": "Round", "teams": [{"id": "boat"}]}, name="form")
    assert mission.rules.max_driving_hours == 4
    assert mission.teams[0].hours == "08:30-18:00"


def test_the_middle_of_bases_on_both_sides_of_the_180th_meridian_lies_between_them() -> None:
    bases = [{"id": "a", "lon": 179, "lat": 10}, {"id": "b", "lon": -179, "lat": 10}]
    lon, lat = mission_from({**PLAIN, "bases": bases}, name="m").middle
    assert abs(lon) == pytest.approx(180)
    assert lat == pytest.approx(10, abs=0.01)


WRONG: list[tuple[str, int, str]] = [
    # values
    ("minutes: {default: -5}", 9, "field minutes.default: -5 is too small; write 1 or more"),
    ("minutes: {sites: {a: 5.5}}", 9, "field minutes.sites.a: 5.5 is no whole number"),
    ("minutes: {default: true}", 9, "field minutes.default: true is no number"),
    ("seed: nine", 9, "field seed: 'nine' is no whole number"),
    ("rules:\n  daylight: maybe", 10, "field rules.daylight: 'maybe' is no answer; write true or false"),
    ("rules:\n  max_driving_hours: 0", 10, "field rules.max_driving_hours: 0 is too small; write more than 0"),
    ("rules: 7", 9, "field rules: 7 is no mapping"),
    ("must: velma-fort", 9, "field must: 'velma-fort' is no list"),
    ("must: [Velma Fort]", 9, "field must[0]: 'Velma Fort' is no id"),
    ("countries: [Azerbaijan]", 9, "field countries[0]: 'Azerbaijan' is no country; write two capital letters"),
    ("countries: [no]", 9, "field countries[0]: 'no' is no country"),
    ("closures: [../closed.geojson]", 9, "field closures[0]: '../closed.geojson' is no name of a file beside the mission"),
    ("priority: {kinds: {mosqe: 3}}", 9, "there is no choice 'mosqe'; did you mean 'mosque'?"),
    ("rules: {prayers: {method: MWL}}", 9, "field rules.prayers.method: there is no choice 'MWL'; there are MUSLIM_WORLD"),
    ("needs:\n  - sites: [a]\n    languages: [zz]", 11, "there is no language 'zz'; write a code of BCP 47"),
    ("needs:\n  - sites: [a]\n    languages: [English]", 11, "'English' is no language; write a code of BCP 47"),
    ("start: {base: velma, at: 960}", 9, "field start.at: 960 is no time of day; write it as 16:00"),
    ("start: {base: velma, at: 25:00}", 9, "field start.at: '25:00' is no time of day"),
    ("locked: [{site: a, day: 2026-02-30}]", 9, "field locked[0].day: there is no day 2026-02-30"),
    ("locked: [{site: a, day: 14.5.2026}]", 9, "field locked[0].day: '14.5.2026' is no day; write it as 2026-05-14"),
    ("locked: [{site: a, day: 0026-05-14}]", 9, "field locked[0].day: 0026-05-14 is too far away"),
    ("resume: {at: 2026-05-15}", 9, "field resume.at: '2026-05-15' is no local moment"),
    ("resume: {at: '2026-05-15T11:40+04:00'}", 9, "is no local moment; write it as 2026-05-15T11:40, without an offset"),
    ("opening:\n  - hours: [18:00-08:30]", 10, "18:00-08:30 runs backwards; write 08:30-18:00"),
    ("opening:\n  - hours: [12:00-12:00]", 10, "ends when it begins, so that it never opens"),
    ("opening:\n  - hours: [8-18]", 10, "field opening[0].hours[0]: '8-18' is no span of hours; write 08:30-18:00"),
    ("access: {overrides: [{by: '', reason: x}]}", 9, "field access.overrides[0].by: is empty; write something"),
    ("access: {permits: [{sites: []}]}", 9, "field access.permits[0].sites: is empty; name at least one"),
    ("mission: 2", 9, "field mission: there is no choice 2; there are 1"),
    # names of fields
    ("ruls: {}", 9, "field ruls: there is no such field; did you mean 'rules'?"),
    ("rules:\n  lunch: {minuts: 60, between: 12:00-14:00}", 10, "field rules.lunch.minuts: there is no such field; did you mean 'minutes'?"),
    ("opening:\n  - {hours: []}\n  - weekday: [friday]", 11, "field opening[1].weekday: there is no such field; did you mean 'weekdays'?"),
    ("rules:\n  lunch: {minutes: 60}", 10, "field rules.lunch.between: is missing; write it"),
    # what fields say together
    ("nights:\n  at:\n    1: velma\n    2: velmo", 12, "field nights.at[2]: there is no base 'velmo'; did you mean 'velma'?"),
    ("nights:\n  at: {6: velma}", 10, "there is no night 6; the mission has 5 days"),
    ("nights: {choose: [velma, velma]}", 9, "field nights.choose[1]: the base 'velma' stands twice, first as number 1; keep one"),
    ("end: {base: port}", 9, "field end.base: there is no base 'port'; there are velma, sarna"),
    ("end: {base: velma, deadline: 08:00}", 9, "field end.deadline: 08:00 is before the last day begins"),
    ("start: {base: velma, at: 19:00}", 9, "field start.at: 19:00 is after the hours of every team"),
    ("nights: {at: {5: velma}}\nend: {base: sarna}", 9, "the last day ends at 'sarna', not at 'velma'"),
    ("must: [a, a]", 9, "field must[1]: the site 'a' stands twice"),
    ("must: [a]\nsites: {exclude: [a]}", 9, "field must[0]: 'a' stands under sites.exclude as well; leave one of the two out"),
    ("must: [a]\nvisited: [a]", 9, "field must[0]: 'a' stands under visited as well"),
    ("together: [[a]]", 9, "field together[0]: names only one site"),
    ("together: [[a, b]]\nsites: {exclude: [b]}", 9, "field together[0][1]: 'b' stands under sites.exclude"),
    ("sites: {ids: []}", 9, "field sites.ids: is empty"),
    ("sites: {ids: [a, b, a]}", 9, "field sites.ids[2]: the site 'a' stands twice, first as number 1; keep one"),
    ("sites: {ids: [a], where: kind=fort}", 9, "field sites.ids: stands beside where; write one of the two"),
    ("locked: [{site: a, day: 2026-05-19}]", 9, "2026-05-19 is no day of the mission, which lasts from 2026-05-14 to 2026-05-18"),
    ("locked: [{site: a, day: 2026-05-14, team: bout}]", 9, "there is no team 'bout'; did you mean 'boat'?"),
    ("locked: [{site: a, day: 2026-05-14, at: 20:00}]", 9, "field locked[0].at: 20:00 is outside the hours of the team"),
    ("locked_days: [2026-05-20]", 9, "field locked_days[0]: 2026-05-20 is no day of the mission"),
    ("resume: {at: 2026-05-20T11:40}", 9, "field resume.at: 2026-05-20 is no day of the mission"),
    ("resume:\n  at: 2026-05-15T11:40\n  positions: {bike: [1, 2]}", 11, "field resume.positions.bike: there is no team 'bike'"),
    ("opening:\n  - {hours: [12:30-14:00], closed: [12:00-15:00]}", 10, "leaves nothing of the hours, so that the window never opens"),
    ("opening:\n  - {kinds: [mosque]}", 10, "field opening[0]: says neither hours nor closed"),
    ("opening:\n  - {dates: [2026-06-01], hours: []}", 10, "field opening[0].dates[0]: 2026-06-01 is no day of the mission"),
    ("access: {permits: [{sites: [a], first: 2026-05-16, last: 2026-05-14}]}", 9, "2026-05-14 lies before 2026-05-16; swap the two"),
    ("access: {permits: [{sites: [a], teams: [bike]}]}", 9, "field access.permits[0].teams[0]: there is no team 'bike'"),
    ("needs: [{sites: [a]}]", 9, "field needs[0]: names neither skills nor languages"),
    ("rules:\n  lunch: {minutes: 90, between: 12:00-13:00}", 10, "90 minutes are longer than 12:00-13:00; write a wider span"),
    ("crossings: [{title: x, lon: 1, lat: 1}]", 9, "field crossings: stand without countries"),
    # the text itself
    ("seed: 1\nseed: 2", 10, "the key 'seed' stands on line 9 already; keep one of the two"),
    ("seed: !!python/name:os.system 1", 9, "has the tag 'tag:yaml.org,2002:python/name:os.system'"),
    ("purpose: *before", 9, "*before stands for nothing"),
    ("? [a]\n: 1", 9, "has a key that is no text"),
    ("purpose: [a", 10, "is no YAML"),
    ("visited: [a\npurpose: b\nseed: 1", 10, "; look from line 9 on"),
    ("visited:\n\t- a", 10, "a tab stands before the text; YAML is indented by spaces"),
    ("---\ntitle: again", 9, "holds a second document"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "said"), WRONG, ids=[text[:50] for text, _, _ in WRONG])
def test_what_is_wrong_is_said_with_field_and_line(text: str, line: int, said: str) -> None:
    found = problems(HEAD + text + "\n")
    assert any(each.startswith(f"mission.yml, line {line}") and said in each for each in found), found
    assert len(found) == 1, found


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"days": {"first": "2026-05-18", "last": "2026-05-14"}}, "field days.last: 2026-05-14 lies before the first day, 2026-05-18; swap the two"),
        ({"days": ["2026-05-14", "2026-05-14"]}, "field days[1]: the day '2026-05-14' stands twice"),
        ({"days": ["2026-05-16", "2026-05-14"]}, "field days[1]: 2026-05-14 comes after 2026-05-16, so that the days run backwards"),
        ({"days": {"first": "2026-05-14", "last": "2026-07-13"}}, f"field days: 61 days are too many; plan at most {MOST_DAYS} at once"),
        ({"days": []}, "field days: is empty; name at least one"),
        ({"days": "2026-05-14"}, "field days: '2026-05-14' is no mapping"),
        ({"time_zone": "Asia/Bakuu"}, "field time_zone: 'Asia/Bakuu' is no time zone of IANA; did you mean 'Asia/Baku'?"),
        ({"time_zone": "../../etc/passwd"}, "is no time zone of IANA"),
        ({"bases": []}, "field bases: is empty; name at least one"),
        ({"bases": [{"id": "a", "lon": 1, "lat": 2}, {"id": "a", "lon": 1, "lat": 3}]}, "field bases[1].id: the base 'a' stands twice"),
        ({"bases": [{"id": "a", "lon": 1, "lat": 2}, {"id": "b", "lon": 1, "lat": 2}]}, "field bases[1]: 'b' and 'a' are two names for one place"),
        ({"bases": [{"id": "a", "lon": 1, "lat": 2, "overnight": False}]}, "field bases: no base is overnight"),
        ({"bases": [{"id": "a", "lon": 181, "lat": float("nan")}]}, "field bases[0].lon: 181 is too great; write 180 or less"),
        ({"teams": [{"id": "a"}, {"id": "a"}]}, "field teams[1].id: the team 'a' stands twice"),
        ({"teams": [{"id": "a", "days": []}]}, "field teams[0].days: the team 'a' is never there"),
        ({"teams": [{"id": "a", "days": ["2026-06-01"]}]}, "field teams[0].days[0]: 2026-06-01 is no day of the mission"),
        ({"teams": [{"id": str(n)} for n in range(21)]}, "field teams: has more than 20 items"),
        ({"title": "\ud800"}, "field title: has characters that no text has"),
        ({"title": "x" * 201}, "field title: is longer than 200 characters"),
    ],
)  # fmt: skip
def test_what_a_form_or_a_program_gives_wrong_is_said_with_its_field(change: dict[str, Any], said: str) -> None:
    with pytest.raises(MissionError) as caught:
        mission_from({**PLAIN, "teams": [{"id": "boat"}], **change}, name="form")
    assert f"form, {said}" in str(caught.value) or said in str(caught.value)
    assert all(problem.row is None for problem in caught.value.problems)


def test_all_problems_are_told_at_once_in_the_order_of_the_lines() -> None:
    text = """\
title: Round
time_zone: Asia/Bakuu
days: {first: 2026-05-18, last: 2026-05-14}
bases:
  - {id: velma, lon: -21, lat: -33}
  - {id: velma, lon: -20, lat: -33}
teams:
  - {id: boat, hours: 18:00-08:30}
nights: {default: velmo}
minutes: {default: -1}
"""
    assert [line.split(": ")[0].split(", ")[1] for line in problems(text)] == [f"line {n}" for n in (2, 3, 6, 8, 9, 10)]


def test_a_required_field_that_is_missing_hides_no_other_problem() -> None:
    found = problems("title: Round\nmust: [a, a]\n")
    assert {line.split("field ")[1].split(":")[0] for line in found} == {
        "time_zone",
        "days",
        "bases",
        "teams",
        "must[1]",
    }


@pytest.mark.parametrize("word", ["yes", "no", "on", "off", "12:30", "2026-05-14", "1_000", "0x10", "~x"])
def test_plain_words_of_yaml_stay_what_they_look_like(word: str) -> None:
    assert parse_mission(f"{HEAD}purpose: {word}\n", name="m.yml").purpose == word


def test_anchors_may_be_repeated() -> None:
    text = HEAD + "opening:\n  - &friday {weekdays: [friday], closed: ['12:30-14:30']}\n  - *friday\n"
    mission = parse_mission(text, name="m.yml")
    assert mission.opening[0] == mission.opening[1]


def test_a_bomb_of_anchors_is_refused_before_it_grows() -> None:
    letters = "abcdefghijklmnop"
    text = HEAD + "a: &a [x, x, x, x, x, x, x, x, x]\n"
    for before, letter in pairwise(letters):
        text += f"{letter}: &{letter} [{', '.join(['*' + before] * 9)}]\n"
    began = time.process_time()
    assert "stands for more than 100,000 values" in problems(text)[0]
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("m.yml", b"", "m.yml: is empty; a mission has at least a title"),
        ("m.yml", b"- a\n- b\n", "m.yml, line 1: is no mapping; begin with title:"),
        ("m.yml", b"title: \xff\n", "m.yml, line 1: is not in UTF-8"),
        ("m.yml", b"title: \x00\n", "m.yml: is no YAML: it has characters that no text has"),
        ("m.yml", b"a: " + b"x" * 1_000_001, "m.yml: has more than 1,000 kB"),
        ("m.yml", b"[" * 50_000, "is no YAML"),
        ("m.yml", b"- " * 5_000, "more than 12 levels"),
        ("m.yml", b"a: [" + b"1," * 200_000 + b"]", "holds more than 100,000 values"),
        ("m.json", b"", "m.json, line 1: is no JSON"),
        ("m.json", b'{"title": "a",\n "title": "b"}', "m.json, line 2: the key 'title' stands on line 1 already"),
        ("m.json", b'{"seed": NaN}', "has NaN, which is no number of JSON"),
        ("m.json", b"[" * 50_000, "more than 12 levels"),
        ("m.json", b"[" * 13 + b"]" * 13, "more than 12 levels"),
        ("m.json", b'{"seed": ' + b"9" * 5_000 + b"}", "field seed"),
        ("m.json", b'{"title": 1,}', "m.json, line 1: is no JSON"),
    ],
)
def test_files_that_are_no_missions_are_refused_in_a_sentence(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(MissionError) as caught:
        read_mission(path)
    assert said in str(caught.value)


def test_a_file_that_is_not_there_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(MissionError, match=r"^none\.yml: cannot be read"):
        read_mission(tmp_path / "none.yml")
    with pytest.raises(MissionError, match="cannot be read"):
        read_mission(tmp_path)


def test_json_gives_the_same_mission_as_yaml_and_knows_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "m.json"
    path.write_text("\ufeff" + json.dumps(PLAIN, indent="\t"), "utf-8")
    assert read_mission(path) == parse_mission(yaml.safe_dump(PLAIN), name="m.yml")
    text = json.dumps({**PLAIN, "nights": {"at": {"1": "velmo"}}}, indent=1)
    line = next(number for number, each in enumerate(text.splitlines(), 1) if "velmo" in each)
    assert problems(text, "m.json")[0].startswith(f"m.json, line {line}, field nights.at[1]")


def test_a_problem_found_later_knows_its_line_as_well() -> None:
    mission = parse_mission(HEAD + "must:\n  - nowhere\n", name="mission.yml")
    assert str(mission.problem(("must", 0), "is unknown")) == "mission.yml, line 10, field must[0]: is unknown"


FULL = {
    **PLAIN,
    "start": {"base": "velma", "at": "09:15"},
    "end": {"base": "sarna", "deadline": "16:00"},
    "nights": {"at": {2: "sarna"}, "default": "velma"},
    "opening": [{"kinds": ["mosque"], "weekdays": ["friday"], "closed": ["12:30-14:30"]}],
    "locked": [{"site": "velma-fort", "day": "2026-05-15", "at": "10:07:30", "team": "boat"}],
    "access": {"overrides": [{"by": "A. Keeper", "reason": "asked", "sites": ["velma-fort"]}]},
    "resume": {"at": "2026-05-15T11:40", "positions": {"boat": [-21, -33]}, "breaks_taken": {"boat": ["lunch"]}},
}


def test_a_mission_written_and_read_back_is_the_same() -> None:
    mission = mission_from(FULL, name="m")
    assert parse_mission(mission_text(mission), name="m.yml") == mission
    assert mission_from(mission.model_dump(mode="json"), name="plan") == mission
    assert Mission.model_validate_json(mission.model_dump_json()) == mission


def test_the_published_schema_is_up_to_date() -> None:
    schema = json.loads((MISSIONS / "mission-format.json").read_text("utf-8"))
    assert schema == mission_schema()
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("path", sorted(MISSIONS.glob("*.yml")), ids=lambda path: path.stem)
def test_example_missions_are_read_and_hold_the_schema(path: Path) -> None:
    read_mission(path)
    data = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)
    errors = list(Draft202012Validator(mission_schema()).iter_errors(_typed(data)))
    assert not errors, errors[0]


def _typed(value: Any) -> Any:  # noqa: ANN401
    """Turn the texts of a YAML file into the values of its core schema."""
    if isinstance(value, dict):
        return {key: _typed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_typed(item) for item in value]
    if value in ("true", "false"):
        return value == "true"
    try:
        return int(value)
    except ValueError:
        try:
            return float(value)
        except ValueError:
            return value


SINGLE = [text for text, _, said in WRONG if "field" in said][:24]


@pytest.mark.parametrize("text", [text for text in SINGLE if "languages" not in text and "0026" not in text])
def test_the_schema_refuses_single_fields_as_the_reader_does(text: str) -> None:
    data = {**PLAIN, **_typed(yaml.load(text, Loader=yaml.BaseLoader))}
    assert list(Draft202012Validator(mission_schema(), format_checker=FormatChecker()).iter_errors(data))


def test_the_schema_takes_what_the_reader_takes() -> None:
    Draft202012Validator(mission_schema()).validate(json.loads(json.dumps(FULL)))


def test_methods_of_prayer_times_are_those_of_the_library() -> None:
    from adhanpy.calculation.CalculationMethod import CalculationMethod

    known = {method.name for method in CalculationMethod} - {"NONE"}
    assert set(Prayers.model_fields["method"].annotation.__args__) == known  # type: ignore[union-attr]


words = st.one_of(st.text(max_size=12), st.integers(), st.floats(), st.booleans(), st.none(), st.sampled_from(["velma", "08:30-18:00", "2026-05-15", "all"]))  # fmt: skip
values = st.recursive(words, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3), max_leaves=8)  # fmt: skip


@settings(max_examples=50)
@given(st.dictionaries(st.sampled_from(sorted(Mission.model_fields)), values, max_size=6))
def test_whatever_a_form_sends_is_a_mission_or_refused_in_sentences(change: dict[str, Any]) -> None:
    try:
        mission_from({**PLAIN, **change}, name="form")
    except MissionError as error:
        assert all(str(problem).startswith("form, field ") for problem in error.problems)  # noqa: PT017


@given(st.text(max_size=60), st.integers(0, len(HEAD)), st.sampled_from(["m.yml", "m.json"]))
def test_whatever_stands_in_a_file_is_a_mission_or_refused_in_sentences(noise: str, at: int, name: str) -> None:
    text = json.dumps(PLAIN) if name == "m.json" else HEAD
    try:
        parse_mission(text[:at] + noise + text[at:], name=name)
    except MissionError as error:
        assert all(str(problem).startswith(name) for problem in error.problems)  # noqa: PT017
