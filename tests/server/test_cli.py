"""The command line: help, one sentence for each error, exit codes, no traceback."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from server.cli import main
from server.cli.loading import newer, prepare
from server.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

RUNNER = CliRunner()


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the user's own store and settings out of the tests."""
    monkeypatch.setenv("MIRASMAP_STORE", str(tmp_path / "store.gpkg"))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "200")
    for name in ("PACKAGE", "PORT", "HOST", "LANGUAGE"):
        monkeypatch.delenv(f"MIRASMAP_{name}", raising=False)


def said(*arguments: str, code: int = 0) -> str:
    result = RUNNER.invoke(main, list(arguments))
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result.output


def test_help_names_every_command_with_examples() -> None:
    text = said("--help")
    for word in ("serve", "init", "check-package", "mirasmap serve --port 0", "MIRASMAP_STORE"):
        assert word in text


@pytest.mark.parametrize("command", ["serve", "init", "check-package"])
def test_every_command_explains_itself(command: str) -> None:
    assert "--help" in said(command, "--help")


def test_the_version_is_that_of_the_distribution() -> None:
    assert said("--version") == said("version") == f"mirasmap {version('mirasmap')}\n"


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys, server.cli; heavy = {'pandas', 'geopandas', 'fastapi', 'folium', 'pydantic'} & set(sys.modules); "
        "sys.exit(', '.join(heavy) or 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_package_is_loaded_and_a_store_is_not_overwritten_unasked(island_path: Path, tmp_path: Path) -> None:
    store = tmp_path / "store.gpkg"
    assert "11 sites" in said("init", str(island_path))
    before = store.read_bytes()
    text = said("init", str(island_path), code=1)
    assert "init --force" in text
    assert store.read_bytes() == before
    said("init", str(island_path), "--force")


def test_a_sound_package_has_no_errors(island_path: Path) -> None:
    assert "no errors" in said("check-package", str(island_path))
    assert json.loads(said("check-package", str(island_path), "--json")) is not None


def test_a_faulty_package_is_reported_by_file_row_and_field(island_path: Path, tmp_path: Path) -> None:
    package = tmp_path / "package"
    shutil.copytree(island_path, package)
    names = package / "heritage" / "names.csv"
    lines = names.read_text("utf-8").splitlines()
    lines[2] = lines[2].replace(",survey", ",nobody").replace(",atlas", ",nobody")
    names.write_text("\n".join(lines) + "\n", "utf-8")
    text = said("check-package", str(package), code=1)
    assert "heritage/names.csv" in text
    assert "source_id" in text
    problems = json.loads(RUNNER.invoke(main, ["check-package", str(package), "--json"]).output)
    assert {"file", "row", "field", "message", "severity", "counted"} == problems[0].keys()
    assert any(problem["row"] == 3 and problem["field"] == "source_id" for problem in problems)
    text = said("init", str(package), code=1)
    assert "row 3" in text
    assert not (tmp_path / "store.gpkg").exists()


def test_a_folder_without_a_package_is_one_sentence(tmp_path: Path) -> None:
    text = said("check-package", str(tmp_path), code=1)
    assert "datapackage.json" in text
    assert len(text.strip().splitlines()) == 1


def test_a_map_never_takes_the_place_of_a_device_or_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert "is no file" in said("map", "-o", str(pipe), "--force", code=1)
    assert pipe.is_fifo()


def test_a_port_in_use_is_one_sentence_and_makes_no_store(island_path: Path, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        text = said("serve", "--port", port, "--package", str(island_path), code=1)
    assert f"port {port} is in use" in text
    assert "--port" in text
    assert len(text.strip().splitlines()) == 1
    assert not (tmp_path / "store.gpkg").exists()


def test_a_host_that_is_not_ours_is_one_sentence(island_path: Path) -> None:
    assert "no address of this machine" in said(
        "serve", "--host", "203.0.113.7", "--port", "0", "--package", str(island_path), code=1
    )


def test_a_store_of_a_newer_version_is_refused_in_one_sentence(island_path: Path, tmp_path: Path) -> None:
    said("init", str(island_path))
    with sqlite3.connect(tmp_path / "store.gpkg") as store:
        store.execute("UPDATE settings SET value = '999' WHERE key = 'schema_version'")
    store.close()
    text = said("serve", "--port", "0", "--package", str(island_path), code=1)
    assert "newer" in text


def test_a_folder_that_is_missing_or_no_store_is_one_sentence(island_path: Path, tmp_path: Path) -> None:
    assert "no folder" in said("init", str(island_path), "--store", str(tmp_path / "no" / "store.gpkg"), code=1)
    other = tmp_path / "store.gpkg"
    other.write_text("something else, " * 100)
    text = said("serve", "--port", "0", "--package", str(island_path), code=1)
    assert "store.gpkg" in text
    assert other.read_text().startswith("something else")


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("PORT", "many", "integer"),
        ("PORT", "70000", "65535"),
        ("LANGUAGE", "xx", "en, fr, ar, az"),
        ("BASE_URL", "ftp://x", "pattern"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, word: str
) -> None:
    monkeypatch.setenv(f"MIRASMAP_{name}", value)
    text = said("serve", code=1)
    assert f"MIRASMAP_{name}" in text
    assert word in text


def test_data_newer_than_the_store_are_said_with_the_way_to_renew_it(
    island_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said("init", str(island_path))
    package = tmp_path / "package"
    shutil.copytree(island_path, package)
    descriptor = json.loads((package / "datapackage.json").read_text("utf-8")) | {"version": "1.0.1"}
    (package / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    settings = Settings(store=tmp_path / "store.gpkg", package=island_path)
    prepare(settings)
    assert capsys.readouterr().err == ""
    prepare(settings.model_copy(update={"package": package}))
    text = capsys.readouterr().err
    assert "1.0.1" in text
    assert "mirasmap init --force" in text


@pytest.mark.parametrize(
    ("one", "other", "is_newer"),
    [
        ("1.10", "1.9", True),
        ("1.9", "1.10", False),
        ("2026.11.24", "2026.11.24", False),
        ("1", "", True),
        ("", "1", False),
    ],
)
def test_versions_are_compared_as_numbers(one: str, other: str, is_newer: bool) -> None:
    assert newer(one, other) is is_newer
