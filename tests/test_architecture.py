"""The plan of the rooms holds: imports run `server -> maps -> geo`, and nothing runs in a circle."""

from __future__ import annotations

import ast
import subprocess
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = {"geo": {"geo"}, "maps": {"geo", "maps"}, "server": {"geo", "maps", "server"}}
FOREIGN = {
    "geo": {"folium", "branca", "jinja2", "fastapi", "starlette", "typer"},
    "maps": {"fastapi", "starlette", "typer"},
    "server": set(),
}
TOP = {
    "geo", "data", "maps", "server", "tests", ".ci", ".gitignore", ".python-version", "pyproject.toml", "Makefile", "README.md", "LICENSE",
    "CHANGELOG.md", "CONTRIBUTING.md", "requirements.lock", "requirements-build.lock", "requirements-test.lock",
    "requirements-bench.lock",
}  # fmt: skip
FILES = {
    path.relative_to(ROOT): ast.parse(path.read_text("utf-8"))
    for room in ROOMS
    for path in (ROOT / room).rglob("*.py")
    if "node_modules" not in path.parts
}
MODULES = {".".join(path.with_suffix("").parts).removesuffix(".__init__"): tree for path, tree in FILES.items()}


def is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def imports(tree: ast.AST, *, types: bool = True, functions: bool = True) -> set[str]:
    """Names of the modules that a file imports; `from a import b` gives both `a` and `a.b`."""
    found: set[str] = set()
    for node in ast.iter_child_nodes(tree):
        if (not types and is_type_checking(node)) or (
            not functions and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        ):
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
        else:
            found |= imports(node, types=types, functions=functions)
    return found


@pytest.mark.parametrize("module", sorted(MODULES))
def test_a_module_imports_only_from_its_room_and_the_rooms_below(module: str) -> None:
    room = module.split(".")[0]
    names = {name.split(".")[0] for name in imports(MODULES[module])}
    assert names & set(ROOMS) <= ROOMS[room]
    assert not names & FOREIGN[room]


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {
        module: imports(tree, types=False, functions=False) & set(MODULES) - {module}
        for module, tree in MODULES.items()
    }
    list(TopologicalSorter(graph).static_order())


def test_no_relative_imports() -> None:
    assert not [
        m for m, tree in MODULES.items() for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level
    ]


def test_the_top_level_holds_only_what_the_plan_names() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert {name.split("/")[0] for name in tracked} <= TOP


@pytest.mark.parametrize("word", ["karabakh", "qarabağ", "artsakh"])
def test_no_code_knows_the_region_of_the_bundled_data(word: str) -> None:
    code = [
        path
        for room in ROOMS
        for kind in ("*.py", "*.ts", "*.sql", "*.html", "*.css")
        for path in (ROOT / room).rglob(kind)
    ]
    assert not [
        path
        for path in code
        if "node_modules" not in path.parts and "_assets" not in path.parts and word in path.read_text("utf-8").lower()
    ]
