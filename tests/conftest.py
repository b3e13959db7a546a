"""What tests of every room share."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.island import write_island

if TYPE_CHECKING:
    from pathlib import Path

# laws are about results; how long they take depends on what else the machine does. CI tries the same cases every time,
# people at their desks find new ones
settings.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize="CI" in os.environ
)
settings.load_profile("house")


@pytest.fixture(scope="session")
def island_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the data package of the made-up island; read only, so that all tests can share it."""
    return write_island(tmp_path_factory.mktemp("island"))
