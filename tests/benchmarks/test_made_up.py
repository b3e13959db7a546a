"""The made-up package is a good one, and the same every time."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from geo.check import check_package
from geo.package import Package
from geo.store import init_store, open_store
from tests.benchmarks.made_up import write_package

if TYPE_CHECKING:
    from pathlib import Path


def test_it_is_deterministic(tmp_path: Path) -> None:
    first, second = write_package(tmp_path / "a", 200), write_package(tmp_path / "b", 200)
    assert len(list(first.iterdir())) == 8
    assert all(file.read_bytes() == (second / file.name).read_bytes() for file in first.iterdir())


def test_it_has_no_errors_and_fills_a_store_whose_state_equals_the_rule(tmp_path: Path) -> None:
    package = Package.open(write_package(tmp_path / "package", 2000))
    assert not [problem for problem in check_package(package) if problem.severity == "error"]
    init_store(package, tmp_path / "x.gpkg")
    with open_store(tmp_path / "x.gpkg") as store:
        sites = store.public_sites()
        assert len(store.names()) > 5900
    assert 1980 < len(sites) < 2000  # some are withheld
    assert set(sites.condition.dropna()) == {0, 1, 2, 3, 4, 5}
    assert sites.disputed.any()
    assert set(sites.geom_type.dropna()) == {"Point", "Polygon"}
    with closing(sqlite3.connect(tmp_path / "x.gpkg")) as connection:
        assert not connection.execute("SELECT * FROM site_state EXCEPT SELECT * FROM current_state").fetchall()
        assert not connection.execute("SELECT * FROM current_state EXCEPT SELECT * FROM site_state").fetchall()
