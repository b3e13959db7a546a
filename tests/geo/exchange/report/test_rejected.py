"""What is rejected is written so that importing it again finds exactly these rows, and the same wrong with them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pytest

from geo.exchange.check.row_checks import RowChecks
from geo.exchange.export.formula_safe import formula_safe
from geo.exchange.read.reading import open_rows
from geo.exchange.report.issues import Issues
from geo.exchange.report.rejected import rejected_name, write_rejected
from geo.exchange.understand.mapping import FileSource, Mapping
from geo.exchange.understand.mapping_file import find_mapping, read_mapping
from geo.exchange.understand.propose import propose
from geo.exchange.understand.understanding import Understanding
from geo.vocabularies import Perspective

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

AREA = (44.0, 38.0, 51.0, 42.0)
GIVEN = Mapping(source=FileSource(title="Survey of 1990", perspective=Perspective.ACADEMIC))


class Seen:
    """What an import finds in a file."""

    def __init__(self, path: Path, mapping: Mapping | None = None) -> None:
        beside = find_mapping(path)
        with open_rows(path) as rows:
            given = mapping or (read_mapping(beside) if beside else GIVEN)
            self.mapping = propose(rows, mapping=given, area=AREA).mapping
            understanding = Understanding(rows, self.mapping, area=AREA)
            issues, self.n, self.texts, spans = Issues(), 0, [], []
            for batch in rows.batches():
                site_rows = RowChecks(area=AREA, swaps=False).check(understanding.rows(batch, issues), issues)
                self.texts += site_rows.columns.select(["id", "kind", "name:az", "note"]).to_pylist()
                self.n += len(batch)
                spans.append(batch.spans)
            understanding.finish(issues)
            self.spans = None if spans[0] is None else np.concatenate(spans)
            self.rejected = issues.rejects(self.n, accept_warnings=False)
            found = issues.frame()
        found = found[
            found["row"].notna() & (found["severity"] != "note")
        ]  # that a source was made, is said once a file
        self.issues = [
            [] if not hit else sorted(found.loc[found["row"] == row, "code"]) for row, hit in enumerate(self.rejected)
        ]

    def write(self, path: Path, target: Path, spans: NDArray[np.int64] | None = None) -> Path:
        with open_rows(path) as rows:
            out = target / rejected_name(rows)
            write_rejected(rows, self.rejected, out, mapping=self.mapping, spans=spans)
        return out


def assert_same_again(first: Seen, again: Seen) -> None:
    assert 0 < first.rejected.sum() < first.n
    assert again.n == first.rejected.sum()
    assert again.rejected.all()
    assert again.issues == [codes for codes, hit in zip(first.issues, first.rejected, strict=True) if hit]
    assert again.texts == [texts for texts, hit in zip(first.texts, first.rejected, strict=True) if hit]


ROWS = [
    {"id": "a", "kind": "mosque", "name:az": "Məscid", "source": "Survey 1990", "note": "good"},
    {"id": "b", "kind": "masqueX", "name:az": "Şuşa, \"qala\"", "source": "Survey 1990", "note": "two\nlines; =1+1"},
    {"id": "c", "kind": "mosque", "name:az": "Uzaq", "source": "Survey 1990", "note": "far"},
    {"id": "d", "kind": "church", "name:az": None, "source": "Survey 1990", "note": "no name"},
    {"id": "e", "kind": "church", "name:az": "Kilsə", "source": "Survey 1990", "note": ""},
]  # fmt: skip
PLACES = [(46.7, 39.8), (46.8, 39.9), (10.0, 50.0), (46.9, 39.7), (46.6, 39.6)]


def frame() -> gpd.GeoDataFrame:
    lon, lat = np.array(PLACES).T
    return gpd.GeoDataFrame(ROWS, geometry=gpd.points_from_xy(lon, lat), crs=4326)


def geojson(features: list[str], crs: str = "") -> str:
    return '{"type": "FeatureCollection", ' + crs + '"features": [\n' + ",\n".join(features) + "\n]}"


def features(*, indent: int | None = None) -> list[str]:
    return [
        json.dumps(
            {"type": "Feature", "geometry": {"type": "Point", "coordinates": place}, "properties": row},
            ensure_ascii=False,
            indent=indent,
        )
        for row, place in zip(ROWS, PLACES, strict=True)
    ]


@pytest.mark.parametrize("indent", [None, 2])
def test_json_is_copied_byte_by_byte(tmp_path: Path, indent: int | None) -> None:
    path = tmp_path / "sites.geojson"
    path.write_text(geojson(features(indent=indent)), "utf-8")
    seen = Seen(path)
    assert seen.rejected.tolist() == [False, True, True, True, False]
    out = seen.write(path, tmp_path)
    assert out.name == "sites.rejected.geojsonl"
    lines = out.read_text("utf-8").splitlines()
    assert [json.loads(line) for line in lines] == [json.loads(text) for text in features()[1:4]]
    if indent is None:
        assert lines == features()[1:4]
    assert_same_again(seen, Seen(out))


def test_spans_that_are_known_already_save_a_second_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "sites.geojson"
    path.write_text(geojson(features()), "utf-8")
    seen = Seen(path)
    monkeypatch.setattr("geo.exchange.read.reading.Rows.batches", lambda *_: pytest.fail("read again"))
    out = seen.write(path, tmp_path, seen.spans)
    assert out.read_text("utf-8").splitlines() == features()[1:4]


def test_broken_features_come_along(tmp_path: Path) -> None:
    texts = features()
    texts[2] = texts[2][:60]
    path = tmp_path / "sites.geojsonl"
    path.write_text("\n".join(texts) + "\n", "utf-8")
    seen = Seen(path)
    out = seen.write(path, tmp_path)
    assert out.read_text("utf-8").splitlines() == texts[1:4]
    assert_same_again(seen, Seen(out))


def test_a_text_sequence_and_utf_16_become_lines(tmp_path: Path) -> None:
    path = tmp_path / "sites.geojsons"
    path.write_text("".join(f"\x1e{text}\n" for text in features()), "utf-8")
    seen = Seen(path)
    assert_same_again(seen, Seen(seen.write(path, tmp_path)))
    path = tmp_path / "wide.geojson"
    path.write_text(geojson(features()), "utf-16")
    seen = Seen(path)
    assert_same_again(seen, Seen(seen.write(path, tmp_path)))


def test_the_reference_system_is_kept(tmp_path: Path) -> None:
    projected = frame().to_crs(32638)
    texts = [
        json.dumps(
            {"type": "Feature", "geometry": {"type": "Point", "coordinates": [point.x, point.y]}, "properties": row}
        )
        for row, point in zip(ROWS, projected.geometry, strict=True)
    ]
    path = tmp_path / "utm.geojson"
    path.write_text(
        geojson(texts, '"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32638"}}, '), "utf-8"
    )
    seen = Seen(path)
    out = seen.write(path, tmp_path)
    beside = find_mapping(out)
    assert beside is not None
    assert read_mapping(beside).crs == "EPSG:32638"
    assert out.read_text("utf-8").splitlines() == texts[1:4]
    assert_same_again(seen, Seen(out))


@pytest.mark.parametrize(("name", "driver"), [("sites.gpkg", "GPKG"), ("sites.fgb", "FlatGeobuf")])
def test_other_formats_become_csv_with_their_headings_and_their_geometry(
    tmp_path: Path, name: str, driver: str
) -> None:
    path = tmp_path / name
    frame().to_crs(32638).to_file(path, driver=driver)
    seen = Seen(path)
    out = seen.write(path, tmp_path)
    assert out.name == "sites.rejected.csv"
    heading = out.read_text("utf-8-sig").splitlines()[0]
    assert {'"id"', '"kind"', '"name:az"', '"wkt"'} <= set(heading.split(","))
    assert_same_again(seen, Seen(out))


@pytest.mark.parametrize("encoding", ["utf-8", "cp1254"])
def test_tables_keep_their_headings_and_values(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "sites.csv"
    table = frame().drop(columns="geometry").assign(X=[x for x, _ in PLACES], Y=[y for _, y in PLACES])
    table["name:az"] = table["name:az"].str.replace("ə", "e")
    table.rename(columns={"name:az": "Ad (az)"}).to_csv(path, index=False, encoding=encoding, sep=";")
    proposed = Seen(path).mapping
    mapping = proposed.model_copy(
        update={"columns": {**proposed.columns, "Ad (az)": "name:az", "X": "lon", "Y": "lat"}}
    )
    seen = Seen(path, mapping)
    out = seen.write(path, tmp_path)
    lines = out.read_text("utf-8-sig")
    assert lines.splitlines()[0] == '"id","kind","Ad (az)","source","note","X","Y"'
    assert '"two\nlines; =1+1"' in lines
    assert_same_again(seen, Seen(out))


@pytest.mark.parametrize("name", ["sites.gpkg", "sites.csv", "other.csv"])
def test_formulas_and_apostrophes_come_back_as_they_were(tmp_path: Path, name: str) -> None:
    frame_ = frame()
    frame_["note"] = ["=1", "=1+1", "'=1+1", "'a", "''=2"]
    path = tmp_path / name
    if path.suffix == ".gpkg":
        frame_.to_file(path, driver="GPKG")
    else:
        table = frame_.drop(columns="geometry").assign(lon=[x for x, _ in PLACES], lat=[y for _, y in PLACES])
        table["note"] = formula_safe(pa.array(table["note"])).to_pylist() if name == "sites.csv" else table["note"]
        table.rename(columns={} if name == "sites.csv" else {"kind": "Kind"}).to_csv(path, index=False)
    seen = Seen(path)
    assert [texts["note"] for texts in seen.texts] == frame_["note"].tolist()
    assert_same_again(seen, Seen(seen.write(path, tmp_path)))


def test_a_heading_that_is_taken_is_not_taken_for_the_geometry(tmp_path: Path) -> None:
    path = tmp_path / "sites.gpkg"
    frame().assign(wkt="no geometry").to_file(path, driver="GPKG")
    seen = Seen(path)
    mapping = seen.mapping.model_copy(update={"columns": {**seen.mapping.columns, "wkt": None}})
    seen = Seen(path, mapping)
    out = seen.write(path, tmp_path)
    assert out.read_text("utf-8-sig").splitlines()[0].endswith('"wkt","wkt_2"')
    assert_same_again(seen, Seen(out))


def test_nothing_rejected_is_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "sites.geojson"
    path.write_text(geojson(features()[:1]), "utf-8")
    with open_rows(path) as rows:
        write_rejected(rows, np.array([False]), tmp_path / "none.geojsonl")
    assert (tmp_path / "none.geojsonl").read_bytes() == b""
    assert sorted(file.name for file in tmp_path.iterdir()) == ["none.geojsonl", "sites.geojson"]
