"""The made-up sites are the same every time, and an import finds the defects that were planted, and no others."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from geo.exchange.importing import open_import
from geo.exchange.understand.mapping import FileSource, Mapping
from geo.vocabularies import Perspective
from tests.benchmarks.bench_import import measure
from tests.benchmarks.made_up_sites import DEFECTS, write_sites

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = FileSource(title="Made-up register", perspective=Perspective.STATE, licence="CC0-1.0")
FOUND = {
    "bow_tie": "geometry_invalid", "no_geometry": "no_geometry", "out_of_world": "out_of_world", "bad_date": "date_read",
    "no_name": "no_name", "duplicate_id": "duplicate_id", "three_d": "three_d", "wrong_ring": "ring_order",
    "bad_condition": "out_of_range", "duplicate_site": "duplicate_site",
}  # fmt: skip


def test_they_are_deterministic_and_valid_json(tmp_path: Path) -> None:
    first, second = (write_sites(tmp_path / name, 300) for name in ("a.geojson", "b.geojson"))
    assert first.read_bytes() == second.read_bytes()
    features = json.loads(first.read_text("utf-8"))["features"]
    assert len(features) == 300
    assert max(len(feature["properties"]) for feature in features) == 15
    assert sum((feature["geometry"] or {}).get("type") == "Polygon" for feature in features) >= 30
    lines = write_sites(tmp_path / "c.geojsonl", 300, lines=True).read_text("utf-8").splitlines()
    assert [json.loads(line) for line in lines] == features


def test_an_import_finds_what_was_planted(tmp_path: Path) -> None:
    n = 5_000
    with open_import(write_sites(tmp_path / "a.geojson", n), mapping=Mapping(source=SOURCE)) as work:
        work.check()
        report = work.report(accept_warnings=True)
    counts = report.issues.counts()
    assert report.rows_in == n
    assert report.rejected < 0.05 * n
    for defect, code in FOUND.items():
        assert 0.3 * DEFECTS[defect] * n < counts[code] < 3 * DEFECTS[defect] * n + 10, code


def test_the_benchmark_runs(tmp_path: Path) -> None:
    rows = measure(tmp_path, 200, turns=1)
    assert [len(row) for row in rows] == [5] * 6
    assert all(float(row[4]) > 0 for row in rows[:4])
