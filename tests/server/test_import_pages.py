"""Imports in the browser: a file is sent, checked, mended by its mapping, written and undone; and nobody else may."""

from __future__ import annotations

import html
import json
import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from geo.exchange.importing import open_import
from geo.exchange.understand.mapping_file import parse_mapping
from geo.store import open_store
from maps.i18n import LANGUAGES
from maps.problem_map import BLOCK, problem_map
from server.imports.file_name import safe_name
from server.imports.jobs import Imports
from server.imports.remembered import MappingMemory
from server.imports.state import Task
from server.jobs.state import Failure, Phase
from tests.server.importing import InThread, collection, ended, feature, folder_of, outcome, send
from tests.server.planning import AT, OWN, fields_of, planner

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fastapi.testclient import TestClient

    from server.settings import Settings

GOOD = feature(-21.01, -33.01, id="new-mill", kind="ruin", source_ids="survey", **{"name:en": "New mill"})
SWAPPED = feature(-33.02, -21.02, kind="fort", source_ids="survey", **{"name:en": "Swapped <b>fort</b> \u202eabc"})
STRANGE = feature(-21.03, -33.03, kind="windmill", source_ids="survey", **{"name:en": "Third"})
NOTHING = {"": ""}
"""A form without fields: a client that has none to send says no type either."""
FOREIGN = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}


def with_own_store(island_settings: Settings, folder: Path) -> Settings:
    store = folder / "store.gpkg"
    with closing(sqlite3.connect(island_settings.store)) as source, closing(sqlite3.connect(store)) as target:
        source.backup(target)
    return island_settings.model_copy(update={"store": store, "plans": folder / "plans"})


@pytest.fixture
def own(island_settings: Settings, tmp_path: Path) -> Settings:
    """A store of its own, into which a test may write."""
    return with_own_store(island_settings, tmp_path)


@pytest.fixture(scope="module", autouse=True)
def _in_threads() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(
            "server.imports.jobs.start_worker", lambda folder, settings, **_module: InThread(folder, settings)
        )
        patched.setattr("server.imports.jobs.MOST_IMPORTS", 100)
        yield


@pytest.fixture(scope="module")
def client(
    island_settings: Settings, tmp_path_factory: pytest.TempPathFactory, _in_threads: None
) -> Iterator[TestClient]:
    """One server for all tests that bear what others have written."""
    with planner(with_own_store(island_settings, tmp_path_factory.mktemp("importing"))) as client:
        yield client


@pytest.fixture
def alone(own: Settings) -> Iterator[TestClient]:
    """A server into which nobody else writes."""
    with planner(own) as client:
        yield client


def again(client: TestClient, address: str, **changes: object) -> Any:  # noqa: ANN401 (an answer)
    """Send the form of the mapping as it stands in the page, with some changes."""
    action = f"{address}/check"
    fields: dict[str, Any] = fields_of(client.get(address).text, action)
    return client.post(action, data={**fields, **changes}, headers=OWN)


def write(client: TestClient, address: str, **changes: object) -> Any:  # noqa: ANN401 (an answer)
    action = f"{address}/write"
    fields: dict[str, Any] = fields_of(client.get(address).text, action)
    return client.post(action, data={**fields, **changes}, headers=OWN)


def undo(client: TestClient, import_id: str | None, *, status: int = 303) -> str:
    answer = client.post("/import/undo", data={"id": import_id}, headers=OWN)
    assert answer.status_code == status
    return answer.headers.get("Location", "")


def figures(page: str) -> list[str]:
    return re.findall(r"<dd>([^<]*)</dd>", page.split('class="figures"')[1].split("</dl>")[0])


def test_a_file_is_checked_mended_by_its_mapping_written_and_undone(alone: TestClient) -> None:
    address = send(alone, collection(GOOD, SWAPPED, STRANGE))
    assert outcome(alone, address).written is False
    page = alone.get(address).text
    assert figures(page) == ["3", "1", "2", "2"]
    assert "1 row lies in the area only with longitude and latitude exchanged" in page
    assert "1 word is none of ours" in page
    assert f'id="{BLOCK}"' in page
    assert alone.get("/sites/new-mill").status_code == 404

    names = [f"word_{place}" for place, word in enumerate(outcome(alone, address).words) if word.word == "windmill"]
    assert again(alone, address, swap="yes", **{names[0]: "ruin"}).status_code == 303
    found = outcome(alone, address)
    assert (found.rows_in, found.accepted, found.rejected) == (3, 3, 0)
    assert found.mapping.values == {"kind": {"windmill": "ruin"}}
    asked = folder_of(alone, address).asked()
    assert asked is not None
    assert asked.columns == {}, "columns that nobody changed are not decided"

    assert write(alone, address, who="A. Keeper").status_code == 303
    done = outcome(alone, address)
    assert (done.written, done.added["sites"]) == (True, 3)
    page = alone.get(address).text
    assert 'href="/?ids=' in page
    assert alone.get("/sites/new-mill").status_code == 200
    listed = alone.get("/import").text
    assert "A. Keeper" in listed
    assert "3 rows in: 3 accepted, 0 rejected" in listed

    undoing = undo(alone, done.import_id)
    assert ended(alone, undoing) is Phase.DONE
    assert alone.get("/sites/new-mill").status_code == 404
    assert alone.get(undoing).headers["Location"] == "/import#imported"
    assert "Undone on" in alone.get("/import").text
    assert "Undone on" in alone.get(address).text
    assert "Imported, and undone." in alone.get("/import").text
    assert undo(alone, done.import_id, status=404) == ""


def test_an_import_on_which_others_build_is_not_undone_and_the_page_says_why(alone: TestClient) -> None:
    def brought(**properties: object) -> str:
        kind_and_source = {"kind": "ruin", "source_ids": "survey"}
        address = send(alone, collection(feature(-21.05, -33.05, **kind_and_source, **properties)))
        outcome(alone, address)
        write(alone, address)
        return outcome(alone, address).import_id or ""

    whole = brought(id="whole-mill", **{"name:en": "Whole mill"})
    brought(id="mill-wheel", part_of="whole-mill", **{"name:en": "Its wheel"})
    undoing = undo(alone, whole)
    assert ended(alone, undoing) is Phase.FAILED
    page = alone.get(undoing).text
    assert "It cannot be undone as things stand." in page
    assert "mill-wheel" in page
    assert alone.get("/sites/whole-mill").status_code == 200
    again = alone.post(f"{undoing}/check", data={"do": "afresh"}, headers=OWN).headers["Location"]
    assert ended(alone, again) is Phase.FAILED, "it is tried again as what it is"
    assert undo(alone, whole) != undoing
    assert alone.get(undoing).status_code == 404, "one that failed makes room for another try"


def test_the_same_file_twice_changes_nothing_the_second_time(client: TestClient) -> None:
    for _ in range(2):
        address = send(client, collection(GOOD))
        outcome(client, address)
        write(client, address)
        last = outcome(client, address)
    assert (last.import_id, last.unchanged) == (None, 1)
    assert "Nothing was new" in client.get(address).text


def test_warnings_are_accepted_only_where_somebody_ticks_the_box(client: TestClient) -> None:
    far = feature(-25.0, -30.0, kind="fort", source_ids="survey", **{"name:en": "Far fort"})
    for tick, accepted in (({}, 1), ({"warnings": "yes"}, 2)):
        address = send(client, collection(GOOD, far))
        found = outcome(client, address)
        assert (found.accepted, found.with_warnings) == (1, 2)
        assert "1 row more comes in" in client.get(address).text
        write(client, address, **tick)
        assert outcome(client, address).accepted == accepted


def test_a_file_in_metres_without_a_reference_system_waits_for_the_users_word(client: TestClient) -> None:
    table = "Ad;X;Y;Tip;Kaynak\n" + "\n".join(
        f"Kale {n};{500_000 + 900 * n};{6_348_600 - 700 * n};fort;survey" for n in range(5)
    )
    address = send(client, table.encode("cp1254"), "kaleler.csv")
    found = outcome(client, address)
    assert "crs_missing" in found.stopped_by
    assert "EPSG:32727" in {fit.code for fit in found.fits}
    assert found.accepted == 0
    page = client.get(address).text
    assert "which is it?" in page
    assert "No row can come in as it stands" in page
    again(client, address, crs="other", crs_other="EPSG:99999")
    assert ended(client, address) is Phase.FAILED
    assert "EPSG:99999" in client.get(address).text
    again(client, address, crs="EPSG:32727", source="survey")
    assert outcome(client, address).accepted == 5


def test_a_new_source_is_made_of_what_the_form_says(client: TestClient) -> None:
    bare = feature(-21.11, -33.11, kind="ruin", **{"name:en": "Weir"})
    address = send(client, collection(bare))
    assert outcome(client, address).accepted == 0
    assert "Who says what the file says?" in client.get(address).text
    again(
        client,
        address,
        source="new",
        source_title="Survey of weirs",
        source_perspective="academic",
        source_licence="CC0",
    )
    assert outcome(client, address).accepted == 1
    write(client, address)
    assert outcome(client, address).written
    assert "Survey of weirs" in client.get("/sources").text


def test_a_column_can_be_matched_otherwise_and_left_out(client: TestClient) -> None:
    row = feature(-21.01, -33.01, kind="ruin", source_ids="survey", **{"name:en": "Mill", "zz": "Old mill"})
    address = send(client, collection(row))
    headings = [column.heading for column in outcome(client, address).columns]
    assert outcome(client, address).mapping.columns["zz"] is None
    at = headings.index("zz")
    again(client, address, **{f"column_{at}": "alt_name:en"})
    found = outcome(client, address)
    assert found.mapping.columns["zz"] == "alt_name:en"
    assert [column.why for column in found.columns][at] == "the mapping says so"
    assert [column.why for column in found.columns][headings.index("kind")] != "the mapping says so"
    bad = again(client, address, **{f"column_{at}": "no_such_field"})
    assert bad.status_code == 400
    assert "no_such_field" in html.unescape(bad.text)


def test_what_is_the_same_in_all_rows_is_said_once_kept_in_the_mapping_and_taken_back(client: TestClient) -> None:
    rows = [feature(-21.07 - n / 100, -33.07, source_ids="survey", **{"name:en": f"Keep number {n}"}) for n in (1, 2)]
    rows[1]["properties"]["condition_on"] = "2001"
    address = send(client, collection(*rows))
    assert outcome(client, address).accepted == 0
    page = client.get(address).text
    assert 'href="#constants"' in page
    assert {"constant_kind", "constant_district", "constant_access"} <= fields_of(page, f"{address}/check").keys()
    assert 'name="constant_condition_on"' not in page, "a column fills it"
    assert 'name="constant_id"' not in page, "no two rows have one identifier"

    again(client, address, constant_kind="Kale", constant_observed_on="31.12.2019", constant_threat=" road works ")
    found = outcome(client, address)
    said = {"kind": "Kale", "observed_on": "31.12.2019", "threat": "road works"}
    assert found.mapping.constants == said
    assert found.accepted == 2, "read as cells are"
    assert parse_mapping(client.get(f"{address}/mapping.yml").text, name="m").constants == said
    page = client.get(address).text
    assert 'value="31.12.2019"' in page
    assert 'href="#constants"' not in page
    again(client, address, constant_observed_on="")
    assert set(outcome(client, address).mapping.constants) == {"kind", "threat"}

    write(client, address)
    assert outcome(client, address).written
    ids = outcome(client, address).ids
    assert [client.get(f"/sites/{site}.geojson").json()["properties"]["kind"] for site in ids] == ["fort", "fort"]
    assert "road works" in client.get(f"/sites/{ids[0]}").text
    assert parse_mapping(client.get(f"{address}/mapping.yml").text, name="m").constants["kind"] == "Kale"


def test_a_value_for_all_rows_that_nobody_can_read_is_told_in_each(client: TestClient) -> None:
    address = send(client, collection(feature(-21.2, -33.2, source_ids="survey", **{"name:en": "Mill"})))
    outcome(client, address)
    again(client, address, constant_kind="no such kind", constant_visit_minutes="long")
    found = outcome(client, address)
    assert {"unknown_word", "not_a_number"} <= {kind.code for kind in found.kinds}
    assert 'value="no such kind" selected' in client.get(address).text
    bad = again(client, address, constant_lon="46.5")
    assert bad.status_code == 400
    assert "that can be the same in all rows" in bad.text


def test_a_form_of_an_earlier_look_is_not_taken(client: TestClient) -> None:
    address = send(client, collection(GOOD, SWAPPED))
    outcome(client, address)
    again(client, address, swap="yes")
    outcome(client, address)
    again(client, address, turn="0", swap="")
    write(client, address, turn="0")
    found = outcome(client, address)
    assert (found.mapping.swap, found.written) == (True, False)


def test_a_mapping_is_remembered_for_the_same_headings_and_can_be_forgotten(client: TestClient) -> None:
    def row(n: int) -> dict[str, Any]:
        return feature(
            -21.0 - n / 100, -33.0, kind="ruin", source_ids="survey", **{"name:en": f"Mill number {n}", "zz": "Old"}
        )

    first = send(client, collection(row(1)), "first.geojson")
    at = [column.heading for column in outcome(client, first).columns].index("zz")
    again(client, first, **{f"column_{at}": "note"})
    outcome(client, first)
    write(client, first)
    assert outcome(client, first).written
    second = send(client, collection(row(3)), "second.geojson")
    found = outcome(client, second)
    assert found.mapping.columns["zz"] == "note"
    assert found.remembered is not None
    assert found.remembered.file == "first.geojson"
    assert "first.geojson" in client.get(second).text
    client.post(f"{second}/forget", data=NOTHING, headers=OWN)
    found = outcome(client, second)
    assert (found.mapping.columns["zz"], found.remembered) == (None, None)


def test_what_is_found_can_be_taken_along_and_adds_up(client: TestClient, tmp_path: Path) -> None:
    address = send(client, collection(GOOD, SWAPPED, STRANGE), 'çay "x" <i>.geojson')
    outcome(client, address)
    report = client.get(f"{address}/report.json").json()
    assert report["rows_in"] == report["accepted"] + report["rejected"] == 3
    assert client.get(f"{address}/issues.csv").text.startswith('\ufeff"severity","code"')
    points = client.get(f"{address}/points.geojson").json()
    assert {"swapped", "unknown_word"} <= {point["properties"]["code"] for point in points["features"]}
    assert parse_mapping(client.get(f"{address}/mapping.yml").text, name="m").columns["kind"] == "kind"
    answer = client.get(f"{address}/rejected")
    assert "filename*=UTF-8''%C3%A7ay" in answer.headers["Content-Disposition"]
    mended = tmp_path / "rejected.geojsonl"
    mended.write_bytes(answer.content)
    with open_import(mended) as work:
        work.check()
        assert work.n_rows == 2


def test_names_and_markup_of_the_file_are_text_on_the_page(client: TestClient) -> None:
    evil = '</script><script>alert(1)</script>"onload="x'
    row = feature(-33.01, -21.01, kind=evil, source_ids="survey", **{"name:en": evil, evil: evil, "\u202eevil": "x"})
    address = send(client, collection(row), f"{evil}.geojson")
    outcome(client, address)
    for query, lang in (("", "en"), ("?kind=all", "en"), ("", "ar")):
        page = client.get(address + query, headers={"Accept-Language": lang}).text
        assert "alert(1)</script>" not in page.replace("&lt;", "")
        assert "\u202e" not in page
    assert "<bdi>&lt;/script&gt;" in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_speak_every_language(client: TestClient, lang: str) -> None:
    address = send(client, collection(GOOD, SWAPPED, STRANGE))
    outcome(client, address)
    for path in ("/import", address, f"{address}?kind=swapped&page=7"):
        answer = client.get(path, headers={"Accept-Language": lang})
        assert answer.status_code == 200
        assert f'lang="{lang}"' in answer.text


def test_a_file_that_cannot_be_read_says_why_and_can_be_deleted(alone: TestClient, own: Settings) -> None:
    address = send(alone, b"SQLite format 3\x00 and no more", "thing.gpkg")
    assert ended(alone, address) is Phase.FAILED
    page = alone.get(address).text
    assert "It cannot be read as it stands" in page
    assert "thing.gpkg" in page
    assert str(own.imports_folder) not in page
    assert alone.post(f"{address}/delete", data=NOTHING, headers=OWN).status_code == 303
    assert alone.get(address).status_code == 404
    assert [path for path in own.imports_folder.iterdir() if path.is_dir() and path.name != "mappings"] == []


def test_work_that_is_stopped_writes_nothing_and_can_begin_again(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("server.jobs.jobs.AT_ONCE", 0)
        address = send(client, collection(GOOD))
        client.post(f"{address}/stop", data=NOTHING, headers=OWN)
        assert ended(client, address) is Phase.STOPPED
    state = client.app.state.imports.get(address.rsplit("/", 1)[-1]).state  # type: ignore[attr-defined] # of FastAPI
    assert state.failure is Failure.EMPTY
    assert "nothing was written" in client.get(address).text
    client.post(f"{address}/check", data={"do": "afresh"}, headers=OWN)
    assert outcome(client, address).accepted == 1


def test_a_server_that_starts_takes_up_what_another_left(own: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("server.jobs.jobs.AT_ONCE", 0)
        with planner(own) as before:
            address = send(before, collection(GOOD))
            folder = folder_of(before, address)
            state = folder.state()
            assert state is not None
            folder.write_state(state.model_copy(update={"phase": Phase.RUNNING, "task": Task.WRITE, "starts": 1}))
            half = Imports(own).receive()
    with planner(own) as after:
        assert outcome(after, address).written
        assert half.path.exists(), "perhaps it is still being sent"


@pytest.mark.parametrize("path", ["/import", "/import/undo", "/imports/{id}/check", "/imports/{id}/write", "/imports/{id}/stop", "/imports/{id}/delete", "/imports/{id}/forget"])  # fmt: skip
def test_no_page_of_another_site_sends_writes_or_undoes(alone: TestClient, path: str) -> None:
    address = send(alone, collection(GOOD))
    found = outcome(alone, address)
    target = path.format(id=address.rsplit("/", 1)[-1])
    for headers in (FOREIGN, {**OWN, "Origin": "null"}, {}):
        sent = (
            {"files": {"file": ("x.geojson", collection(GOOD))}}
            if path == "/import"
            else {"data": {"turn": "0", "id": "x"}}
        )
        assert alone.post(target, headers=headers, **sent).status_code == 403  # type: ignore[arg-type] # one or the other
    assert outcome(alone, address) == found
    assert len(alone.app.state.imports.all()) == 1  # type: ignore[attr-defined] # of FastAPI


def test_who_may_not_write_is_told_so_and_sees_nothing(alone: TestClient, own: Settings) -> None:
    address = send(alone, collection(GOOD))
    outcome(alone, address)
    write(alone, address, who="A. Keeper")
    outcome(alone, address)
    with planner(own, token=SecretStr("correct-horse-battery"), host="0.0.0.0") as other:
        page = other.get("/import")
        assert page.status_code == 200
        assert "A. Keeper" not in page.text
        assert 'type="file"' not in page.text
        for path in ("", "/state", "/report.json", "/rejected", "/issues.csv", "/points.geojson", "/mapping.yml"):
            assert other.get(address + path).status_code == 403
        headers = {**OWN, "Origin": AT}
        assert other.post("/import", files={"file": ("x.geojson", b"{}")}, headers=headers).status_code == 403


def test_a_file_is_refused_with_a_sentence_and_leaves_nothing(own: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def chunks() -> Iterator[bytes]:  # no length is announced
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
        yield from (b"a" * 1000 for _ in range(20))
        yield b"\r\n--x--\r\n"

    typed = {**OWN, "Content-Type": "multipart/form-data; boundary=x"}
    with planner(own, import_bytes=10_000) as client:
        for answer, status, said in (
            (
                client.post("/import", files={"file": ("a.csv", b"a" * 20_000)}, headers=OWN),
                413,
                "too large: at most 10 kB",
            ),
            (client.post("/import", content=chunks(), headers=typed), 413, "too large"),
            (client.post("/import", files={"file": ("a.csv", b"")}, headers=OWN), 422, "is empty"),
            (client.post("/import", files={"other": ("a.csv", b"a")}, headers=OWN), 422, "Choose a file"),
            (client.post("/import", data={"file": "a"}, headers=OWN), 422, "did not arrive whole"),
            (client.post("/import", content=b"--x\r\nContent-Disp", headers=typed), 422, "did not arrive whole"),
            (client.post("/import", content=b"no form at all", headers=typed), 422, "did not arrive whole"),
        ):
            assert answer.status_code == status
            assert said in answer.text
        monkeypatch.setattr("server.imports.upload._SPARE_BYTES", 1 << 60)
        answer = client.post("/import", files={"file": ("a.csv", b"a")}, headers=OWN)
        assert answer.status_code == 507
        monkeypatch.setattr("server.imports.jobs.MOST_IMPORTS", 0)
        answer = client.post("/import", files={"file": ("a.csv", b"a")}, headers=OWN)
        assert answer.status_code == 403
        assert "delete one of them first" in answer.text
    assert list(own.imports_folder.iterdir()) == []


@pytest.mark.parametrize("name", ["../../../etc/passwd.geojson", "C:\\x\\y.geojson", "a/../b.geojson", "\u202e.geojson", "x" * 500 + ".geojson"])  # fmt: skip
def test_a_file_stays_in_its_folder_whatever_it_is_called(client: TestClient, name: str) -> None:
    address = send(client, collection(GOOD), name)
    folder = folder_of(client, address)
    assert [path.parent for path in folder.upload.iterdir()] == [folder.upload]
    assert outcome(client, address).accepted == 1
    assert str(folder.path) not in client.get(address).text


@given(st.text(max_size=300))
@settings(max_examples=50)
def test_a_safe_name_is_one_name_of_bounded_length(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert not set(safe) & set('/\\\0"<>:|?*\n')
    assert safe not in (".", "..")
    assert not safe.startswith(".")
    assert len(safe.encode()) <= 150
    assert safe_name(safe) == safe


@pytest.mark.parametrize("job_id", ["0" * 16, "mappings", "%2e%2e%2fplans", "A" * 16])
def test_only_an_id_of_an_import_finds_one(client: TestClient, job_id: str) -> None:
    assert client.get(f"/imports/{job_id}").status_code == 404
    assert client.get(f"/imports/{job_id}/report.json").status_code == 404


def test_a_memory_that_somebody_edited_is_as_if_there_were_none(tmp_path: Path) -> None:
    memory = MappingMemory(tmp_path)
    (tmp_path / "mappings").mkdir()
    key = "0" * 24
    (tmp_path / "mappings" / f"{key}.yml").write_text("columns: [")
    assert memory.find(key) is None
    with pytest.raises(ValueError, match=re.escape("..")):
        memory.find("../x")


def test_problems_are_literal_on_the_map() -> None:
    evil = "</script>{{ 7 * 7 }}<img onerror=x>"
    problems = pd.DataFrame(
        {
            "lon": [46.5],
            "lat": [39.5],
            "code": ["swapped"],
            "severity": ["error"],
            "place": [1],
            "row": pd.array([1], "Int64"),
            "field": [evil],
            "id": [None],
            "message": [evil],
        }
    )
    for accepted in (np.empty((0, 2)), np.array([[46.6, 39.6]])):
        text = problem_map(problems, accepted, titles={"swapped": evil}).get_root().render()
        block = text.split(f'id="{BLOCK}">')[1].split("</script>")[0]
        columns = json.loads(block)
        assert columns["message"] == [evil]
        assert (columns["id"], columns["row"]) == ([""], ["1"])
        assert "<img" not in text


def test_undo_of_what_is_not_there_is_told(alone: TestClient, own: Settings) -> None:
    for form in ({"id": "nothing"}, {"id": "../x"}, {"id": ""}):
        answer = alone.post("/import/undo", data=form, headers=OWN)
        assert (answer.status_code, "This import was undone already" in answer.text) == (404, True)
        assert 'id="imported"' in answer.text, "the list of imports stands below"
    with closing(open_store(own.store, public=False)) as store:
        assert store.imports().empty


def test_a_form_that_is_too_large_is_called_so(alone: TestClient) -> None:
    answer = alone.post("/import/undo", data={"id": "x" * 300_000}, headers=OWN | {"Accept": "text/html"})
    assert answer.status_code == 413
    assert "More was sent than is taken here" in answer.text
    assert "Something went wrong here" not in answer.text


def test_who_may_not_import_is_told_of_imports(alone: TestClient) -> None:
    page = alone.get("/import", headers={"Host": "elsewhere.example"}).text
    assert "files imported only on the machine of the server" in page
