"""What tests of imports in the browser share: a store of their own, a file as a browser sends it, work without a process."""

from __future__ import annotations

import json
from threading import Thread
from typing import TYPE_CHECKING, Any

from server.imports.worker import work
from server.jobs.state import Phase
from tests.server.planning import OWN, waits

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from server.imports.folder import ImportFolder
    from server.imports.state import Outcome
    from server.settings import Settings


class InThread:
    """Works on an import in this process: what a process of its own adds is tried once, in the browser."""

    def __init__(self, folder: ImportFolder, settings: Settings) -> None:
        self._thread = Thread(target=work, args=(folder, settings))
        self._thread.start()

    def poll(self) -> int | None:
        return None if self._thread.is_alive() else 0

    def kill(self) -> None:
        self._thread.join()

    def leave(self) -> None:
        self._thread.join()


def feature(lon: float, lat: float, **properties: object) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Point", "coordinates": [lon, lat]}}


def collection(*features: dict[str, Any]) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def send(client: TestClient, content: bytes, name: str = "sites.geojson") -> str:
    """Send a file, and return the address of its page."""
    answer = client.post("/import", files={"file": (name, content)}, headers=OWN)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def folder_of(client: TestClient, address: str) -> ImportFolder:
    found: ImportFolder = client.app.state.imports.get(address.rsplit("/", 1)[-1]).folder  # type: ignore[attr-defined] # of FastAPI
    return found


def ended(client: TestClient, address: str) -> Phase:
    """Wait until nobody works on a file."""

    def phase() -> Phase | None:
        answer = client.get(f"{address}/state")
        found = Phase(answer.json()["state"])
        return None if found.is_open else found

    return waits(phase)


def outcome(client: TestClient, address: str) -> Outcome:
    """Wait, and return what was found."""
    assert ended(client, address) is Phase.DONE
    found = folder_of(client, address).outcome()
    assert found is not None
    return found
