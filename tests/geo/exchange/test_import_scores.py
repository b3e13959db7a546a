"""The report of an import says how complete the records were and are."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from geo.exchange.importing import import_file
from geo.exchange.understand.mapping import FileSource, Mapping
from geo.store import create_store, open_store
from geo.vocabularies import Perspective

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

SOURCE = FileSource(title="Survey of 1998", perspective=Perspective.ACADEMIC, licence="CC0-1.0", publisher="Institute")


def site(number: int, **more: object) -> dict[str, object]:
    place = {"type": "Point", "coordinates": [46.7 + number / 100, 39.7]}
    facts = {"id": f"site-{number}", "kind": "fort", "name:en": f"Fort {number}"}
    return {"type": "Feature", "geometry": place, "properties": facts | more}


def write(path: Path, *sites: dict[str, object]) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(sites)}), "utf-8")
    return path


def test_the_report_says_how_complete_records_were_and_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    create_store(tmp_path / "store.gpkg", "Forts")
    mapping = Mapping(source=SOURCE)
    bare, rich = (
        write(tmp_path / "a.geojson", site(1)),
        write(tmp_path / "b.geojson", site(2, uncertainty_m=20, built="1750")),
    )
    with open_store(tmp_path / "store.gpkg", public=False) as store:
        trial = import_file(bare, store, mapping=mapping, accept_warnings=True, dry_run=True)
        assert (trial.score_before, trial.score_after) == (None, None)
        first = import_file(bare, store, mapping=mapping, accept_warnings=True)
        assert (first.accepted, first.score_before) == (1, None)
        second = import_file(rich, store, mapping=mapping, accept_warnings=True)
        assert second.score_before == first.score_after
        assert second.score_after is not None
        assert first.score_after is not None
        assert second.score_after == first.score_after + 10  # one of two records has 20 more
        assert json.loads(second.to_json())["score_after"] == second.score_after
        monkeypatch.setattr("geo.completeness.summary.MOST_FOR_MEAN", 1)
        assert (
            import_file(
                write(tmp_path / "c.geojson", site(3)), store, mapping=mapping, accept_warnings=True
            ).score_after
            is None
        )
