"""Out of one store, into another: export, import and export again give the same rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
import shapely

from geo.exchange.export.site_table import site_rows_of
from geo.exchange.export.writing import write_layer
from geo.exchange.importing import open_import
from geo.package import Package
from geo.store import init_store, open_store
from tests.geo.exchange.export.conftest import TODAY
from tests.island import write_island

if TYPE_CHECKING:
    from pathlib import Path

    from geo.exchange.export.site_export import SiteExport


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the island's districts and sources, without a site."""
    folder = write_island(tmp_path_factory.mktemp("bare"))
    for table in (folder / "heritage").glob("*.csv"):
        if table.stem != "sources":
            table.write_text(table.read_text().splitlines()[0] + "\n")
    (folder / "heritage" / "sites.geojson").write_text('{"type":"FeatureCollection","features":[]}')
    path = folder.parent / "empty.gpkg"
    init_store(Package.open(folder), path)
    return path


@pytest.mark.parametrize("name", ["sites.geojson", "sites.gpkg", "sites.csv"])
def test_importing_an_export_gives_the_same_rows(
    island: SiteExport, empty_store: Path, tmp_path: Path, name: str
) -> None:
    path = tmp_path / "store.gpkg"
    path.write_bytes(empty_store.read_bytes())
    write_layer(island, tmp_path / name)
    with open_store(path, public=False) as store:
        with open_import(tmp_path / name, store) as work:
            moved = {heading: field for heading, field in work.mapping.columns.items() if field not in (heading, None)}
            work.check()
            report = work.write(who="test")
        again = site_rows_of(store, today=TODAY)
    assert not moved
    assert (report.rows_in, report.rejected, report.mended) == (len(island), 0, 0)
    one, other = (export.rows.set_index("id").sort_index() for export in (island, again))
    assert list(one.columns) == list(other.columns)
    for column in one.columns.drop("geometry"):
        pd.testing.assert_series_equal(one[column], other[column])
    for before, after in zip(one.geometry, other.geometry, strict=True):
        assert (before is None and after is None) or shapely.hausdorff_distance(before, after) < 1e-6
