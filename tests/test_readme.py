"""What the README says is so: its Python runs, and every command, setting and address stands in it."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest
from typer.main import get_command

from server.app import create_app
from server.cli import main
from server.settings import Settings

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
EXAMPLES = [textwrap.dedent(code) for code in re.findall(r"```python\n(.*?)```", README, re.DOTALL)]
INNER = {
    "/assets/", "/tiles/", "/hillshade", "/labels/", "/static/", "/photos/", "/favicon",
    "/clusters", "/leaves", "/answer", "/cross", "/rows", "/details/", "/within",
}  # fmt: skip
"""Addresses that pages use among themselves."""


@pytest.mark.parametrize("code", EXAMPLES)
def test_an_example_runs(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, graph_folder: Path, graphs: Path
) -> None:
    assert graph_folder.is_relative_to(graphs)
    (tmp_path / "roads").symlink_to(graphs)  # the graph of the bundled roads, which all tests share, is built by now
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "README.md", "exec"), {})


def test_every_setting_is_in_the_readme() -> None:
    assert [name for name in Settings.model_fields if f"`MIRASMAP_{name.upper()}`" not in README] == []


def test_every_command_is_in_the_readme() -> None:
    commands = get_command(main).commands  # type: ignore[attr-defined] # typer gives a group here
    assert [name for name in commands if f"mirasmap {name}" not in README] == []


def test_every_address_is_in_the_readme(tmp_path: Path) -> None:
    schema = create_app(Settings(store=tmp_path / "none.gpkg")).routes
    paths = {route.path for route in schema if hasattr(route, "path")}
    shown = {
        path.replace("{site_id}", "{id}").replace("{visit_id}", "{id}").replace("{source_id}", "{id}") for path in paths
    }
    assert [
        path for path in shown if f"`{path}" not in README and not any(path.startswith(inner) for inner in INNER)
    ] == []
