"""A server of the made-up island, in this process."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from geo.package import Package
from geo.store import init_store
from server.app import create_app
from server.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def island_settings(island_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    store = tmp_path_factory.mktemp("served") / "island.gpkg"
    init_store(Package.open(island_path), store)
    return Settings(store=store, package=island_path, plans=store.parent / "plans")


@pytest.fixture(scope="session")
def client(island_settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(island_settings)) as client:
        yield client


@pytest.fixture(scope="session")
def bundled_client(bundled_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The data that ships, asked by planners."""
    store = Path(shutil.copy(bundled_store, tmp_path_factory.mktemp("bundled")))
    with TestClient(create_app(Settings(store=store, plans=store.parent / "plans"))) as client:
        yield client
