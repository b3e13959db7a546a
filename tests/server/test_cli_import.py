"""`mirasmap import` and `mirasmap imports`: what they say, write and leave alone, and their exit codes."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from geo.exchange.understand.mapping import FileSource, Mapping
from geo.exchange.understand.mapping_file import read_mapping, write_mapping
from geo.store import create_store, open_store
from geo.vocabularies import Perspective
from server.cli import main

if TYPE_CHECKING:
    from pathlib import Path

RUNNER = CliRunner()
NEW = ("--source", "Survey of 1998", "--perspective", "academic", "--licence", "CC0-1.0")


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch, store: Path) -> None:
    """A store of one's own without sites, and no settings of the user."""
    monkeypatch.setenv("MIRASMAP_STORE", str(store))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "300")
    for name in ("PACKAGE", "LANGUAGE"):
        monkeypatch.delenv(f"MIRASMAP_{name}", raising=False)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "store" / "own.gpkg"
    path.parent.mkdir()
    create_store(path, "Own", bbox=(44, 38, 51, 42))
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "files").mkdir()
    return tmp_path / "files"


def said(*arguments: object, code: int = 0) -> str:
    """Return what a command says, on whatever stream, in one line."""
    result = RUNNER.invoke(main, [str(each) for each in arguments])
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return " ".join(result.output.split())


def site(at: int, **properties: object) -> dict[str, Any]:
    told = {"id": f"site-{at}", "name:az": f"Qala {'abcdefghij'[at % 10] * 5}", "kind": "fort", **properties}
    place = {"type": "Point", "coordinates": [46.7 + at / 100, 39.7 + at / 100]}
    return {"type": "Feature", "properties": told, "geometry": place}


def write(path: Path, *features: dict[str, Any]) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def ids(store: Path) -> list[str]:
    with open_store(store) as opened:
        return sorted(opened.public_sites()["id"])


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_good_rows_come_in_and_everything_is_told(folder: Path, store: Path) -> None:
    file = write(folder / "a.geojson", site(1), site(2))
    text = said("import", file, *NEW, "--who", "A. Person")
    assert "a.geojson: geojson, utf-8, EPSG:4326." in text
    assert "2 rows in: 2 accepted, 0 rejected" in text
    assert re.search(r"Written: 2 sites, .*Undo with: mirasmap imports undo \S+", text)
    assert ids(store) == ["site-1", "site-2"]
    mapping = read_mapping(folder / "a.geojson.mapping.yml")
    assert mapping.source is not None
    assert (mapping.source.title, mapping.columns["name:az"]) == ("Survey of 1998", "name:az")
    again = said("import", file)
    assert "2 accepted, of them 2 known already" in again
    assert "Nothing is new; the store stays as it is." in again


def test_what_is_rejected_is_kept_told_and_changes_the_exit_code(folder: Path, store: Path) -> None:
    file = write(folder / "a.geojson", site(1), site(2, kind="wigwam"))
    text = said("import", file, *NEW, code=3)
    assert "2 rows in: 1 accepted, 1 rejected" in text
    assert "match it to a word of the vocabulary in the mapping, or correct it" in text
    assert names(folder) == [
        "a.geojson", "a.geojson.issues.csv", "a.geojson.mapping.yml", "a.rejected.geojsonl", "a.rejected.geojsonl.mapping.yml",
    ]  # fmt: skip
    assert "wigwam" in (folder / "a.geojson.issues.csv").read_text("utf-8-sig")
    mended = folder / "a.rejected.geojsonl"
    mended.write_text(mended.read_text().replace("wigwam", "bridge"))
    said("import", mended)
    assert ids(store) == ["site-1", "site-2"]


def test_warnings_wait_until_they_are_accepted(folder: Path, store: Path) -> None:
    far = site(1) | {"geometry": {"type": "Point", "coordinates": [60.0, 39.0]}}
    file = write(folder / "a.geojson", far)
    assert "take them with --accept-warnings" in said("import", file, *NEW, code=3)
    assert ids(store) == []
    said("import", file, "--accept-warnings")
    assert ids(store) == ["site-1"]


def test_a_trial_writes_no_row_but_all_reports(folder: Path, store: Path, tmp_path: Path) -> None:
    file = write(folder / "a.geojson", site(1), site(2, kind="wigwam"))
    reports = tmp_path / "reports"
    text = said("import", file, *NEW, "--dry-run", "--reports-to", reports, "--report", tmp_path / "r.json", code=3)
    assert "Nothing was written: this was a trial." in text
    assert ids(store) == []
    assert names(folder) == ["a.geojson"]
    assert "a.rejected.geojsonl" in names(reports)
    report = json.loads((tmp_path / "r.json").read_text())
    assert (report["rows_in"], report["accepted"], report["rejected"], report["written"]) == (2, 1, 1, False)
    assert {issue["code"]: issue["count"] for issue in report["issues"]}["unknown_word"] == 1


def test_a_mapping_that_is_named_is_used_and_none_is_written(folder: Path, store: Path) -> None:
    source = FileSource(title="Register", perspective=Perspective.STATE, licence="CC0-1.0")
    write_mapping(Mapping(source=source, columns={"raised": "built"}), folder / "own.yml")
    said("import", write(folder / "a.geojson", site(1, raised="1850")), "--map", folder / "own.yml")
    assert "a.geojson.mapping.yml" not in names(folder)
    with open_store(store) as opened:
        assert opened.public_sites()["built"].tolist() == ["1850"]
    (folder / "own.yml").write_text("columns: [")
    text = said("import", folder / "a.geojson", "--map", folder / "own.yml", code=1)
    assert "own.yml" in text


def test_several_files_come_in_one_by_one(folder: Path, store: Path) -> None:
    files = [write(folder / f"{at}.geojson", site(at)) for at in range(1, 4)]
    text = said("import", *files, *NEW)
    assert text.count("1 row in: 1 accepted") == 3
    assert ids(store) == ["site-1", "site-2", "site-3"]
    assert "--report is for one file" in said("import", *files, "--report", folder / "r.json", code=1)


def test_a_file_that_cannot_be_read_stops_before_those_behind_it(folder: Path, store: Path) -> None:
    good, bad = write(folder / "a.geojson", site(1)), folder / "b.geojson"
    bad.write_text("")
    text = said("import", good, bad, write(folder / "c.geojson", site(3)), *NEW, code=1)
    assert re.search(r"mirasmap: .*b\.geojson.* is empty", text)
    assert ids(store) == ["site-1"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("nothing.geojson",), "nothing.geojson"),
        (("a.geojson", "--crs", "EPSG:99999999"), "99999999"),
        (("a.geojson", "--encoding", "klingon"), "klingon"),
        (("a.geojson", "--layer", "other"), "other"),
        (("a.geojson", "--source", "Unheard of"), "is no source of the store; for a new one give --perspective"),
        (("a.geojson", "--licence", "CC0-1.0"), "--licence belongs to a source; name it with --source"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(arguments: tuple[str, ...], sentence: str, folder: Path, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    write(folder / "a.geojson", site(1))
    monkeypatch.chdir(folder)
    text = said("import", *arguments, code=1)
    assert text.startswith("mirasmap: ")
    assert sentence in text
    assert ids(store) == []
    assert names(folder) == ["a.geojson"]


def test_a_new_store_is_made_and_goes_away_where_nothing_comes_in(folder: Path, tmp_path: Path) -> None:
    new, file = tmp_path / "new.gpkg", write(folder / "a.geojson", site(1, kind="wigwam"))
    said("import", file, *NEW, "--store", new, code=3)
    assert not new.exists()
    said("import", file, *NEW, "--store", new, "--dry-run", code=3)
    assert not new.exists()
    said("import", write(folder / "b.geojson", site(2)), *NEW, "--store", new)
    assert ids(new) == ["site-2"]


def test_imports_are_listed_and_undone(folder: Path, store: Path) -> None:
    assert "Nothing was imported." in said("imports", "list")
    done = said("import", write(folder / "a.geojson", site(1)), *NEW, "--who", "A. Person")
    found = re.search(r"imports undo (\S+)", done)
    assert found is not None
    listed = said("imports", "list")
    assert found[1] in listed
    assert "A. Person" in listed
    assert "1 site, 1 name" in listed
    assert f"The import {found[1]} is undone." in said("imports", "undo", found[1])
    assert ids(store) == []
    assert said("imports", "undo", found[1], code=1).startswith("mirasmap: ")
    assert said("imports", "undo", "nothing", code=1).startswith("mirasmap: ")


def test_texts_of_a_file_reach_the_terminal_as_text(folder: Path) -> None:
    hostile = {"[bold]x[/bold]\x1b[31m": "\x1b]0;owned\x07", "kind": "[link=http://evil.example]\u202egnp"}
    file = write(folder / "[red]a\x1b[2J.geojson", site(1, **hostile))
    text = said("import", file, *NEW, code=3)
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "\u202e" not in text
    assert "[bold]x[/bold]" in text
    assert "[link=http://evil.example]" in text


def test_nothing_comes_in_where_nothing_can_be_told(folder: Path, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(folder / "a.geojson", site(1))
    assert said("import", file, *NEW, "--reports-to", file / "reports", code=1).startswith("mirasmap: ")
    # root may write everywhere
    monkeypatch.setattr("os.access", lambda path, mode, **_: (str(path), mode) != (str(folder), os.W_OK))
    assert "name another with --reports-to" in said("import", file, *NEW, code=1)
    assert ids(store) == []
