"""Stores of the made-up island. Another implementation of the protocol is tested by adding it to `STORES`."""

from __future__ import annotations

import csv
import shutil
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from geo.layers import LAYERS
from geo.package import Package
from geo.store import init_store, open_store
from geo.store.connection import connect_writer
from tests.island import write_island

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from geo.store import GeoPackageStore, Store

STORES: dict[str, Callable[[Path, bool], Store]] = {"geopackage": lambda path, public: open_store(path, public=public)}
"""Opens a store of the island in each implementation."""

TELLTALE = "telltale"
"""Stands in everything that tells of a hidden place; the public may not meet it anywhere."""

_TELLING = {
    "sources": [
        {"id": f"{TELLTALE}-source", "title": TELLTALE, "perspective": "academic", "licence": "CC0-1.0"},
        {"id": f"{TELLTALE}-position", "title": TELLTALE, "perspective": "academic", "licence": "CC0-1.0"},
    ],
    "names": [{"site_id": "keeper-tomb", "text": f"Tôm {TELLTALE}", "lang": "qaa", "script": "Latn", "status": "variant", "source_id": f"{TELLTALE}-source"}],
    "identifiers": [{"site_id": site, "scheme": "wikidata", "value": TELLTALE, "source_id": f"{TELLTALE}-position"} for site in ("barrow-field", "sea-cave", "keeper-tomb")],
    "designations": [{"id": "barrow-list", "site_id": "barrow-field", "scheme": "Island register", "register_id": TELLTALE, "document": TELLTALE, "note": TELLTALE, "asserted_by": "Island Office", "source_ids": "survey"}, {"id": f"{TELLTALE}-list", "site_id": "keeper-tomb", "scheme": TELLTALE, "asserted_by": TELLTALE, "source_ids": f"{TELLTALE}-source"}],
    "access": [
        {"id": f"{TELLTALE}-access", "site_id": "keeper-tomb", "status": "closed", "authority": TELLTALE, "as_of": "2025", "source_ids": "survey"},
        {"id": "barrow-access", "site_id": "barrow-field", "status": "closed", "authority": "Island Office", "as_of": "2025", "source_ids": "survey", "note": TELLTALE},
    ],
    "photos": [{"id": f"{TELLTALE}-{n}", "site_id": site, "file": "photos/velma-fort.png", "author": TELLTALE, "licence": "CC0-1.0", "source_id": f"{TELLTALE}-source"} for n, site in enumerate(("sea-cave", "keeper-tomb"))],
    "visits": [{"id": f"{TELLTALE}-visit", "title": TELLTALE, "status": "done", "source_ids": f"{TELLTALE}-source"}],
    "stops": [
        {"visit_id": f"{TELLTALE}-visit", "day": 1, "position": 1, "site_id": "keeper-tomb", "attestation": "reported"},
        {"visit_id": "round-2026", "day": 1, "position": 3, "site_id": "barrow-field", "attestation": "planned", "note": TELLTALE, "reason": TELLTALE},
    ],
    "statements": [{"id": "of-a-visit", "site_id": "hill-chapel", "property": "event", "value": "seen", "asserted_by": "A. Keeper", "source_ids": "survey", "visit_id": f"{TELLTALE}-visit", "status": "proposed"}, {"id": f"{TELLTALE}-s", "site_id": "keeper-tomb", "property": "event", "value": TELLTALE, "asserted_by": TELLTALE, "source_ids": f"{TELLTALE}-source"}],
    "measures": [
        {"id": f"{TELLTALE}-m", "title": TELLTALE, "kind": "survey", "site_ids": "keeper-tomb", "phase": "idea", "asserted_by": TELLTALE, "source_ids": f"{TELLTALE}-source"},
        {"id": "two-sites", "title": "Two sites", "kind": "survey", "site_ids": "hill-chapel;barrow-field;keeper-tomb", "settlements": TELLTALE, "phase": "idea", "asserted_by": "Island Office", "source_ids": "survey"},
    ],
    "measure_statements": [{"id": f"{TELLTALE}-ms", "measure_id": f"{TELLTALE}-m", "property": "lead", "value": TELLTALE, "asserted_by": TELLTALE, "source_ids": f"{TELLTALE}-source"}],
}  # fmt: skip


def _init(folder: Path, path: Path) -> Path:
    init_store(Package.open(folder), path)
    return path


@pytest.fixture(scope="session")
def island_store(island_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the island; read only, so that all tests can share it."""
    return _init(island_path, tmp_path_factory.mktemp("store") / "island.gpkg")


@pytest.fixture(scope="session")
def telling_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the island with `TELLTALE` in everything that tells of a hidden place; read only."""
    folder = write_island(tmp_path_factory.mktemp("telling"))
    sites = (folder / "heritage" / "sites.geojson").read_text("utf-8")
    for site, part in (("barrow-field", "velma-fort"), ("sea-cave", "velma-fort"), ("keeper-tomb", "velma-fort")):
        told = ", ".join(
            f'"{column}": "{TELLTALE}"' for column in ("settlement", "note", "location_note", "district_note")
        )
        position = f'"access_lon": 500123, "access_lat": 6348123, "part_of": "{part}"'
        sites = sites.replace(f'"id": "{site}"', f'"id": "{site}", {told}, {position}')
    sites = sites.replace('"id": "border-mill"', '"id": "border-mill", "part_of": "keeper-tomb"')
    sites = sites.replace('"id": "weavers-house"', '"id": "weavers-house", "part_of": "barrow-field"')
    (folder / "heritage" / "sites.geojson").write_text(sites, "utf-8")
    for name, rows in _TELLING.items():
        with (folder / "heritage" / f"{name}.csv").open("a", encoding="utf-8", newline="") as file:
            csv.DictWriter(file, list(LAYERS[name].fields)).writerows(rows)
    return _init(folder, tmp_path_factory.mktemp("store") / "telling.gpkg")


@pytest.fixture
def store_path(island_store: Path, tmp_path: Path) -> Path:
    """A store of the island that the test may change."""
    return shutil.copy(island_store, tmp_path / "island.gpkg")


@pytest.fixture(params=sorted(STORES))
def store(request: pytest.FixtureRequest, island_store: Path) -> Iterator[Store]:
    """A public store of the island, in every implementation."""
    with closing(STORES[request.param](island_store, True)) as store:
        yield store


@pytest.fixture(params=sorted(STORES))
def writable(request: pytest.FixtureRequest, store_path: Path) -> Iterator[Store]:
    """A store of the island to write to, in every implementation."""
    with closing(STORES[request.param](store_path, False)) as store:
        yield store


@pytest.fixture
def gpkg(store_path: Path) -> Iterator[GeoPackageStore]:
    with open_store(store_path, public=False) as store:
        yield store


@pytest.fixture
def raw(store_path: Path) -> Iterator[sqlite3.Connection]:
    """The file as another program writes it: with the functions of the R-tree, without foreign keys."""
    with closing(connect_writer(store_path)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        yield connection
