"""`mirasmap export`: files of a question, what they do not hold, and one sentence for each mistake."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from server.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from server.settings import Settings

RUNNER = CliRunner()


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch, island_settings: Settings) -> None:
    """The store of the island, and no settings of the user."""
    monkeypatch.setenv("MIRASMAP_STORE", str(island_settings.store))
    monkeypatch.setenv("MIRASMAP_PACKAGE", str(island_settings.package))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.delenv("MIRASMAP_LANGUAGE", raising=False)


def said(*arguments: str, code: int = 0) -> str:
    result = RUNNER.invoke(main, ["export", *arguments])
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result.output


def test_a_file_is_written_and_what_it_does_not_hold_is_told(tmp_path: Path) -> None:
    text = said("-o", str(tmp_path / "sites.csv"), "--where", "kind=fort,mosque,burial mound")
    first, second, heading, *losses = text.splitlines()
    assert first == f"{tmp_path / 'sites.csv'}: 3 sites, 0.0 MB, CSV."
    assert second == f"3 sources cited, 3 licences, in {tmp_path / 'sites.sources.csv'}."
    assert heading == "What CSV does not hold of them:"
    assert "- positions of hidden places: the file has the cell that the public sees (1)" in losses
    assert "- names whose standing (official, historical, endonym) a row does not tell (6)" in losses
    assert (tmp_path / "sites.csv").read_text("utf-8-sig").count("\n") == 4
    assert (tmp_path / "sites.sources.csv").read_text("utf-8-sig").count("\n") == 4


def test_a_geopackage_holds_all_but_what_is_hidden(tmp_path: Path) -> None:
    text = said("-o", str(tmp_path / "sites.gpkg"))
    assert text.splitlines()[2:] == [
        "What GeoPackage does not hold of them:",
        "- positions of hidden places: the file has the cell that the public sees (2)",
    ]
    with closing(sqlite3.connect(tmp_path / "sites.gpkg")) as connection:
        assert connection.execute("SELECT count(*) FROM sites").fetchone() == (11,)
        assert connection.execute("SELECT count(*) FROM layer_styles WHERE useAsDefault").fetchone() == (1,)
        assert "keeper-tomb" not in "".join(map(str, connection.execute("SELECT * FROM names").fetchall()))


def test_fields_box_order_and_the_standard_output() -> None:
    result = RUNNER.invoke(main, ["export", "-o", "-", "--format", "ndjson", "--fields", "kind, name:qaa", "--bbox", "-21,-33.1,-20,-32", "--where", "sort=name&order=down"])  # fmt: skip
    assert result.exit_code == 0
    features = [json.loads(line) for line in result.stdout.splitlines()]
    assert {key for each in features for key in each["properties"]} == {"id", "kind", "name:qaa"}
    names = [each["properties"]["name:qaa"] for each in features]
    assert len(names) > 2
    assert names == sorted(names, key=lambda name: name.replace("Û", "U"), reverse=True)
    assert "What Newline-delimited GeoJSON does not hold of them:" in result.stderr


def test_the_order_of_the_question_is_that_of_the_rows() -> None:
    def ids(order: str) -> list[str]:
        result = RUNNER.invoke(main, ["export", "-o", "-", "--where", f"sort=name&order={order}"])
        return [each["id"] for each in json.loads(result.stdout)["features"]]

    assert ids("up") == ids("down")[::-1]
    assert len(ids("up")) == 11


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("-o", "{tmp}/a.tsv"), "is read and not written; name it a.csv"),
        (("-o", "{tmp}/a.foo"), "the ending of a.foo says no format; name one with --format"),
        (("-o", "{tmp}/a", "--format", "dxf"), "there is no format 'dxf' to write; there are geojson, ndjson, gpkg"),
        (("-o", "{tmp}/a.csv", "--fields", "kynd"), "there is no field 'kynd'; did you mean kind?"),
        (("-o", "{tmp}/a.csv", "--where", "kind=palace"), "the question finds no site, so there is nothing to export"),
        (("-o", "{tmp}/a.csv", "--where", "kund=palace"), "there is no filter 'kund'"),
        (("-o", "{tmp}/none/a.csv"), "does not exist; make it first"),
        (("-o", "{tmp}/old.csv"), "exists; replace it with --force"),
        (("-o", "{tmp}/other.csv"), "other.sources.csv exists; replace it with --force"),
        (("-o", "-", "--format", "gpkg"), "gpkg is no text for the standard output"),
        (("-o", "{tmp}/a.csv", "--lang", "xx"), "xx"),
    ],
)
def test_each_mistake_is_one_sentence_and_leaves_no_file(
    tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    for name in ("old.csv", "other.sources.csv"):
        (tmp_path / name).write_text("old")
    text = said(*(each.format(tmp=tmp_path) for each in arguments), code=1)
    assert sentence in text.replace("\n", " ")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["old.csv", "other.sources.csv"]
    assert (tmp_path / "old.csv").read_text() == "old"


def test_force_replaces_the_file_and_its_sources(tmp_path: Path) -> None:
    for name in ("a.csv", "a.sources.csv"):
        (tmp_path / name).write_text("old")
    said("-o", str(tmp_path / "a.csv"), "--force")
    assert "old" not in (tmp_path / "a.csv").read_text("utf-8-sig").splitlines()
    assert (tmp_path / "a.sources.csv").read_text("utf-8-sig").startswith('"id","title"')


def test_help_names_the_formats() -> None:
    text = said("--help")
    for word in ("geojson", "shapefile", "--where", "--fields", "--bbox"):
        assert word in text
