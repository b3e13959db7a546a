"""What tests of foreign files share."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from tests.geo.exchange.dirty import write_dirty

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def listener() -> Iterator[socket.socket]:
    """A server on this machine that dirty files name, and that nobody must contact."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        yield server


@pytest.fixture(scope="session")
def dirty_folder(tmp_path_factory: pytest.TempPathFactory, listener: socket.socket) -> Path:
    """Folder of the files of `tests.geo.exchange.dirty`; read only, so that all tests can share it."""
    folder = tmp_path_factory.mktemp("dirty")
    write_dirty(folder, listener.getsockname()[1])
    return folder
