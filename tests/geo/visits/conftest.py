"""The bundled data, planned on the bundled roads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo.package import Package
from geo.store import init_store
from tests.geo.visits.planned import Planned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.roads.valhalla_roads import ValhallaRoads


@pytest.fixture(scope="session")
def planned(tmp_path_factory: pytest.TempPathFactory, roads: ValhallaRoads) -> Iterator[Planned]:
    """Plans missions on the public store of the bundled package."""
    path = tmp_path_factory.mktemp("bundled_store") / "store.gpkg"
    init_store(Package.open(), path)
    planned = Planned(path, roads)
    yield planned
    planned.store.close()
