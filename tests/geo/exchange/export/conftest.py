"""What tests of exports share: the island with one of everything, as rows for files."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from geo.exchange.export.site_table import site_rows_of
from geo.package import Package
from geo.store import init_store, open_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo.exchange.export.site_export import SiteExport
    from geo.store import GeoPackageStore

TODAY = date(2026, 3, 1)


@pytest.fixture(scope="session")
def island_store_path(island_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Store of the island; read only, so that all tests can share it."""
    path = tmp_path_factory.mktemp("island_store") / "island.gpkg"
    init_store(Package.open(island_path), path)
    return path


@pytest.fixture(scope="session")
def island_store(island_store_path: Path) -> Iterator[GeoPackageStore]:
    """The same, open for the public."""
    with open_store(island_store_path) as store:
        yield store


@pytest.fixture(scope="session")
def island(island_store: GeoPackageStore) -> SiteExport:
    """All sites of the island."""
    return site_rows_of(island_store, today=TODAY)
