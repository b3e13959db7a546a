"""`mirasmap score`: the table on the terminal, its file, and its sentences."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from typer.testing import CliRunner

from geo.completeness.standard import CODES
from server.cli import main

if TYPE_CHECKING:
    from pathlib import Path

RUNNER = CliRunner()


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, bundled_store: Path) -> None:
    """Work on a copy of the bundled store."""
    shutil.copy(bundled_store, tmp_path / "store.gpkg")
    monkeypatch.setenv("MIRASMAP_STORE", str(tmp_path / "store.gpkg"))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "200")
    for name in ("PACKAGE", "LANGUAGE"):
        monkeypatch.delenv(f"MIRASMAP_{name}", raising=False)


def said(*arguments: str, code: int = 0) -> str:
    result = RUNNER.invoke(main, ["score", *arguments])
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result.output


def test_scores_are_told_for_groups_and_written_with_what_is_missing(tmp_path: Path) -> None:
    text = said("--by", "tradition", "--missing", "--csv", str(tmp_path / "scores.csv"))
    found = pd.read_csv(tmp_path / "scores.csv")
    assert found["n"].sum() == 223
    assert {"christian", "muslim"} <= set(found["group"])
    assert {f"missing_{code}" for code in CODES} <= set(found)
    for row in found.to_dict("records"):
        assert row["name"] in text
        assert f"{row['mean']:.1f}" in text
    assert "Second source of the position" in text
    assert "nothing about the worth of a site" in text


def test_scores_of_a_question_are_of_its_sites() -> None:
    assert "│ sites │" in said()
    text = said("--by", "kind", "--where", "kind=mosque,church&missing=photo", "--lang", "en")
    assert "mosque" in text
    assert "fort" not in text


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--where", "missing=beauty"], "no criterion of a record"),
        (["--where", "score=101-"], "no range of scores"),
        (["--where", "missing=none"], "finds no site"),
        (["--by", "nation"], "nation"),
    ],
)
def test_what_cannot_be_told_is_one_sentence(arguments: list[str], sentence: str) -> None:
    code = 2 if "--by" in arguments else 1
    assert sentence in said(*arguments, code=code)


def test_a_file_is_not_replaced_unasked(tmp_path: Path) -> None:
    file = tmp_path / "scores.csv"
    file.write_text("mine", "utf-8")
    assert "--force" in said("--csv", str(file), code=1)
    assert file.read_text("utf-8") == "mine"
    said("--csv", str(file), "--force")
    assert file.read_text("utf-8").startswith("group,")
