"""The bundled data, planned on the bundled roads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.geo.visits.planned import Planned

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo.roads.valhalla_roads import ValhallaRoads


@pytest.fixture(scope="session")
def planned(bundled_store: Path, roads: ValhallaRoads) -> Iterator[Planned]:
    """Plans missions on the public store of the bundled package."""
    planned = Planned(bundled_store, roads)
    yield planned
    planned.store.close()
