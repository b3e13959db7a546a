"""One browser and two servers for all tests of pages: the bundled data, and an island full of hostile texts."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.chromium import Visitor, chromium
from tests.browser.hostile import ATTACKS, HOSTILE_SITE
from tests.served import served

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """Give fresh profiles; at the end no page may have asked another host for anything, or complained."""
    visitors: list[Visitor] = []

    def fresh(**options: object) -> Visitor:
        visitors.append(Visitor(browser, **options))
        return visitors[-1]

    yield fresh
    for visitor in visitors:
        visitor.close()
    assert [url for visitor in visitors for url in visitor.foreign] == []
    assert [error for visitor in visitors for error in visitor.errors] == []


@pytest.fixture(scope="session")
def bundled(bundled_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server of the bundled data."""
    with served(Path(shutil.copy(bundled_store, tmp_path_factory.mktemp("bundled")))) as address:
        yield address


@pytest.fixture(scope="session")
def hostile(island_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server of the island, whose texts attack."""
    folder = tmp_path_factory.mktemp("hostile")
    package = shutil.copytree(island_path, folder / "island")
    for number, attack in enumerate(ATTACKS):
        append(
            package / "heritage/names.csv",
            site_id=HOSTILE_SITE,
            text=attack,
            lang="en",
            script="Latn",
            status="variant",
            source_id="survey",
        )
        append(
            package / "heritage/statements.csv",
            id=f"hostile-{number}",
            site_id=HOSTILE_SITE,
            property="event",
            value=attack,
            value_raw=attack,
            asserted_by=attack,
            source_ids="survey",
            status="proposed",
        )
        append(
            package / "heritage/designations.csv",
            id=f"hostile-{number}",
            site_id=HOSTILE_SITE,
            scheme=attack,
            level=attack,
            register_id=attack,
            asserted_by=attack,
            source_ids="survey",
        )
        append(
            package / "heritage/sources.csv",
            id=f"hostile-{number}",
            title=attack,
            author=attack,
            perspective="media",
            licence=attack,
            note=attack,
        )
        append(
            package / "heritage/visits.csv",
            id=f"hostile-{number}",
            title=attack,
            purpose=attack,
            who=attack,
            status="done",
            source_ids=f"hostile-{number}",
        )
        append(
            package / "heritage/stops.csv",
            visit_id=f"hostile-{number}",
            day="1",
            position="1",
            site_id=HOSTILE_SITE,
            attestation="reported",
            reason=attack,
        )
    with served(folder / "store.gpkg", package) as address:
        yield address


def append(path: Path, **values: str) -> None:
    """Add one row to a CSV file of a package."""
    with path.open(encoding="utf-8", newline="") as file:
        heading = next(csv.reader(file))
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, heading).writerow(values)
