"""Each test spoils one thing of the island and reads what is said about it."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from geo.check import check_package, require_valid
from geo.errors import PackageError
from geo.layers import LAYERS
from geo.package import Package
from geo.tables import KEPT
from tests.island import Row, write_json, write_rows

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def island(island_path: Path, tmp_path: Path) -> Path:
    """A copy of the island that a test may spoil."""
    return shutil.copytree(island_path, tmp_path / "island")


def said(folder: Path, severity: str = "error") -> list[str]:
    return [str(problem) for problem in check_package(Package.open(folder)) if problem.severity == severity]


def edit(folder: Path, layer: str, row: int, **cells: object) -> None:
    """Change cells of a CSV file; `row` as a spreadsheet shows it."""
    path = folder / "heritage" / f"{layer}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows: list[Row] = list(csv.DictReader(file))
    rows[row - 2] |= cells
    write_rows(path, list(rows[0]), rows)


def edit_features(folder: Path, change: Callable[[list[Any]], None], path: str = "heritage/sites.geojson") -> None:
    content = json.loads((folder / path).read_text("utf-8"))
    change(content["features"])
    write_json(folder / path, content)


def edit_site(folder: Path, number: int, **properties: object) -> None:
    edit_features(folder, lambda features: features[number - 1]["properties"].update(properties))


def as_csv(folder: Path, rows: list[Row]) -> None:
    """Put sites of a CSV file, in degrees, in place of those of the island, and leave out what refers to them."""
    write_rows(folder / "heritage" / "sites.csv", list(LAYERS["sites"].fields), rows)
    content = json.loads((folder / "datapackage.json").read_text("utf-8"))
    kept = [entry for entry in content["resources"] if entry["name"] in ("sources", "districts")]
    content["resources"] = [*kept, {"name": "sites", "path": "heritage/sites.csv"}]
    write_json(folder / "datapackage.json", content)


def test_the_island_is_in_order(island_path: Path) -> None:
    assert check_package(Package.open(island_path)) == []
    require_valid(Package.open(island_path))


def test_progress_is_told_before_each_layer(island_path: Path) -> None:
    steps: list[tuple[str, int, int]] = []
    check_package(Package.open(island_path), progress=lambda step, done, total: steps.append((step, done, total)))
    assert steps == [(name, number, len(LAYERS)) for number, name in enumerate(LAYERS)]


@pytest.mark.parametrize(
    ("layer", "row", "cells", "message"),
    [
        ("statements", 4, {"source_ids": ""}, "heritage/statements.csv, row 4, field source_ids: the cell is empty; at least one source is needed"),
        ("statements", 4, {"source_ids": "survey;surwey"}, "heritage/statements.csv, row 4, field source_ids: 'surwey' is no id of sources; did you mean 'survey'?"),
        ("statements", 4, {"source_ids": "survey; atlas"}, "row 4, field source_ids: ' atlas' is no id of sources; did you mean 'atlas'?"),
        ("statements", 4, {"source_ids": "survey;"}, "row 4, field source_ids: 'survey;' has an empty part"),
        ("statements", 4, {"source_ids": ";"}, "row 4, field source_ids: ';' has an empty part"),
        ("statements", 3, {"id": "s01"}, "heritage/statements.csv, row 3, field id: 's01' is used twice, first in row 2"),
        ("statements", 3, {"id": "S 1"}, "row 3, field id: 'S 1' is not small letters, digits and hyphens"),
        ("statements", 3, {"id": "a\n"}, "row 3, field id: 'a\\n' is not small letters, digits and hyphens"),
        ("statements", 3, {"site_id": "velma-font"}, "row 3, field site_id: 'velma-font' is no id of sites; did you mean 'velma-fort'?"),
        ("statements", 3, {"value": "6"}, "row 3, field value: '6' is no grade of condition; write 0"),
        ("statements", 3, {"value": "good"}, "row 3, field value: 'good' is no grade of condition"),
        ("statements", 3, {"value": "  "}, "row 3, field value: the cell holds only blanks"),
        ("statements", 3, {"observed_on": "2021-13"}, "row 3, field observed_on: '2021-13' is no date in EDTF: there is no month 13"),
        ("statements", 3, {"observed_on": "summer of 1990"}, "row 3, field observed_on: 'summer of 1990' is no date in EDTF"),
        ("statements", 3, {"method": "drones"}, "row 3, field method: 'drones' is not in the vocabulary; did you mean 'drone'?"),
        ("statements", 3, {"status": "x"}, "row 3, field status: 'x' is not in the vocabulary; one of proposed, reviewed"),
        ("statements", 7, {"site_id": "tide-mosque"}, "row 7, field supersedes: 's05' is about another site"),
        ("statements", 7, {"property": "trend"}, "row 7, field supersedes: 's05' is about another property"),
        ("statements", 7, {"supersedes": "s06"}, "row 7, field supersedes: the statement replaces itself"),
        ("statements", 6, {"supersedes": "s06"}, "row 6, field supersedes: the statement replaces itself"),
        ("statements", 7, {"supersedes": "s99"}, "row 7, field supersedes: 's99' is no id of statements"),
        ("statements", 7, {"visit_id": "survey-2022"}, "field visit_id: 'survey-2022' is no id of visits; did you mean 'survey-2021'?"),
        ("names", 2, {"text": ""}, "heritage/names.csv, row 2, field text: the cell is empty; a value is needed"),
        ("names", 2, {"text": " \u00a0"}, "row 2, field text: the cell holds only blanks"),
        ("names", 2, {"text": "x" * 501}, "row 2, field text: the text has more than 500 characters"),
        ("names", 2, {"lang": "English"}, "row 2, field lang: 'English' is not a language code"),
        ("names", 2, {"script": "latin"}, "row 2, field script: 'latin' is not a script code"),
        ("sources", 2, {"url": "javascript:alert(1)"}, "heritage/sources.csv, row 2, field url: 'javascript:alert(1)' is not a web address"),
        ("sources", 2, {"url": "https://"}, "row 2, field url: 'https://' is not a web address"),
        ("sources", 2, {"url": "https://a.org/<script>"}, "field url: 'https://a.org/<script>' is not a web address"),
        ("sources", 2, {"accessed": "2026-02-30"}, "row 2, field accessed: '2026-02-30' is not a day"),
        ("sources", 2, {"perspective": "press"}, "row 2, field perspective: 'press' is not in the vocabulary"),
        ("access", 3, {"expires": "2025"}, "heritage/access.csv, row 3, field expires: '2025' is not a day such as"),
        ("stops", 3, {"position": "1"}, "heritage/stops.csv, row 3, field position: the day has another stop at the position 1"),
        ("stops", 3, {"position": "0"}, "row 3, field position: 0 is out of range; position in the order of the day, from 1: at least 1"),
        ("stops", 3, {"day": "first"}, "row 3, field day: 'first' is no whole number"),
        ("stops", 3, {"arrive": "9:00"}, "row 3, field arrive: '9:00' is not text of the form"),
        ("photos", 2, {"file": "photos/none.png"}, "heritage/photos.csv, row 2, field file: 'photos/none.png': the file is missing"),
        ("photos", 2, {"file": "../datapackage.json"}, "row 2, field file: '../datapackage.json': the path"),
        ("photos", 2, {"file": "datapackage.json"}, "row 2, field file: 'datapackage.json' is no JPEG, PNG or WebP"),
        ("measures", 2, {"phase": "under way"}, "row 2, field phase: 'under way' is not in the vocabulary; did you mean 'under_way'?"),
        ("measures", 2, {"cost": "-1"}, "row 2, field cost: -1.0 is out of range"),
        ("measure_statements", 2, {"value": "fundet"}, "field value: 'fundet' is no phase; did you mean 'funded'?"),
        ("places", 2, {"lon": "-181"}, "heritage/places.csv, row 2, field lon: -181.0 lies outside the world"),
        ("places", 2, {"lat": ""}, "heritage/places.csv, row 2, field lat: the cell is empty"),
        ("place_names", 2, {"place_id": "velna"}, "field place_id: 'velna' is no id of places or districts; did you mean 'velma'?"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named_with_file_row_and_field(
    layer: str, row: int, cells: dict[str, str], message: str, island: Path
) -> None:
    edit(island, layer, row, **cells)
    errors = said(island)
    assert any(message in error for error in errors), errors
    with pytest.raises(PackageError):
        require_valid(Package.open(island))


@pytest.mark.parametrize(
    ("number", "properties", "message"),
    [
        (1, {"kind": "mosqe"}, "heritage/sites.geojson, row 1, field kind: 'mosqe' is not in the vocabulary; did you mean 'mosque'?"),
        (1, {"kind": None}, "heritage/sites.geojson, row 1, field kind: the cell is empty"),
        (2, {"id": "velma-fort"}, "heritage/sites.geojson, row 2, field id: 'velma-fort' is used twice, first in row 1"),
        (2, {"district": "wst"}, "row 2, field district: 'wst' is no id of districts; did you mean 'west'?"),
        (2, {"district": "east"}, "row 2, field district: the site lies outside its district 'east': it lies in 'west'"),
        (11, {"district_note": None}, "row 11, field district: the site lies outside its district 'west': it lies in 'east'"),
        (1, {"part_of": "velma-fort-gate"}, "row 1, field part_of: the site is a part of itself"),
        (2, {"part_of": "velma"}, "row 2, field part_of: 'velma' is no id of sites; did you mean 'velma-fort'?"),
        (2, {"access_lon": 500000}, "row 2, field access_lat: the cell is empty but access_lon is not"),
        (2, {"uncertainty_m": "50"}, "row 2, field uncertainty_m: '50' is not a number"),
        (2, {"uncertainty_m": 0}, "row 2, field uncertainty_m: 0.0 is out of range"),
        (2, {"generalise_m": 50}, "row 2, field generalise_m: 50 is out of range"),
    ],
)  # fmt: skip
def test_a_wrong_property_of_a_site_is_named(
    number: int, properties: dict[str, Any], message: str, island: Path
) -> None:
    edit_site(island, number, **properties)
    errors = said(island)
    assert any(message in error for error in errors), errors


BOW = {"type": "Polygon", "coordinates": [[[500000, 6348600], [500100, 6348700], [500100, 6348600], [500000, 6348700], [500000, 6348600]]]}  # fmt: skip


@pytest.mark.parametrize(
    ("geometry", "message"),
    [
        (BOW, "row 4, field geometry: the geometry is not valid (Self-intersection"),
        ({"type": "Point", "coordinates": []}, "row 4, field geometry: the geometry is empty"),
        (
            {"type": "GeometryCollection", "geometries": []},
            "row 4, field geometry: the geometry is not a point, line or",
        ),
        ({"type": "Point", "coordinates": [9e9, 9e9]}, "row 4, field lon: inf lies outside the world"),
        ({"type": "Circle"}, "row 4, field geometry: the geometry cannot be read"),
    ],
)
def test_a_wrong_geometry_is_named_with_the_reason(geometry: Row, message: str, island: Path) -> None:
    edit_features(island, lambda features: features[3].update(geometry=geometry))
    errors = said(island)
    assert any(message in error for error in errors), errors


def test_a_shape_outside_the_world_is_named(island: Path) -> None:
    ring = [[170, 0], [190, 0], [190, 5], [170, 0]]
    edit_features(
        island,
        lambda features: features[2].update(geometry={"type": "Polygon", "coordinates": [ring]}),
        "districts.geojson",
    )
    assert "districts.geojson, row 3, field geometry: the geometry reaches outside the world" in said(island)[0]


@pytest.mark.parametrize(
    ("lon", "lat", "message"),
    [
        ("-190", "-33", "heritage/sites.csv, row 2, field lon: -190.0 lies outside the world"),
        ("-21.1", "99", "heritage/sites.csv, row 2, field lat: 99.0 lies outside the world"),
        ("-21.1", "", "heritage/sites.csv, row 2, field lat: the cell is empty but lon is not"),
        ("", "-33", "heritage/sites.csv, row 2, field lon: the cell is empty but lat is not"),
        ("-21,1", "-33", "heritage/sites.csv, row 2, field lon: '-21,1' is no number with a decimal point"),
        ("-20.9", "-33", "heritage/sites.csv, row 2, field district: the site lies outside its district 'west'"),
        ("10", "50", "it lies in no district of the package"),
    ],
)
def test_a_wrong_position_in_a_csv_file_is_named(lon: str, lat: str, message: str, island: Path) -> None:
    as_csv(island, [{"id": "a", "kind": "fort", "lon": lon, "lat": lat, "district": "west"}])
    errors = said(island)
    assert any(message in error for error in errors), errors


def test_what_is_only_suspicious_is_a_note(island: Path) -> None:
    row = {"kind": "fort", "lon": "-21.1", "lat": "-33"}
    zero = {"id": "zero", "kind": "fort", "lon": "0", "lat": "0"}
    as_csv(island, [{"id": "a"} | row, {"id": "b"} | row, {"id": "c", "geometry_role": "vicinity"} | row, zero])
    assert said(island) == []
    notes = said(island, "note")
    assert [note.split(":")[0] for note in notes] == [
        "heritage/sites.csv, row 5, field lon",
        "heritage/sites.csv, row 3, field lon",
    ]
    assert "0, 0" in notes[0]
    assert "same place" in notes[1]
    require_valid(Package.open(island))


@pytest.mark.parametrize("char", ["\u202e", "\u2066", "\u0007", "\u0085", "\u007f"])
def test_hostile_names_are_noted_and_let_in(char: str, island: Path) -> None:
    edit(island, "names", 3, text=f"Vel{char}ma")
    assert said(island) == []
    (note,) = said(island, "note")
    assert note.startswith("heritage/names.csv, row 3, field text: the text holds control characters")


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "{{7*7}}", "${7}", "عربي", "a\tb"])
def test_names_that_only_look_strange_pass(text: str, island: Path) -> None:
    edit(island, "names", 3, text=text)
    assert check_package(Package.open(island)) == []


def test_a_site_without_a_name_is_noted(island: Path) -> None:
    edit(island, "names", 13, site_id="velma-fort")
    (note,) = said(island, "note")
    assert "the site 'weavers-house' has no name" in note


def test_a_missing_file_is_named_once_and_its_followers_are_not_blamed(island: Path) -> None:
    (island / "heritage" / "sources.csv").unlink()
    (error,) = said(island)
    assert error.startswith("heritage/sources.csv: the file is missing; datapackage.json names it")


def test_broken_utf8_is_named_with_row_field_and_byte(island: Path) -> None:
    path = island / "heritage" / "names.csv"
    data = path.read_bytes()
    at = data.index("ველმა".encode())
    path.write_bytes(data[:at] + b"\xe1" + data[at + 3 :])
    (error,) = said(island)
    assert error.startswith(f"heritage/names.csv, row 14, field text: byte {at + 1} of the file (0xE1) is not UTF-8")


def test_all_problems_are_found_at_once(island: Path) -> None:
    edit(island, "statements", 2, value="9")
    edit(island, "names", 2, lang="?")
    edit_site(island, 1, kind="castel")
    (island / "heritage" / "access.csv").unlink()
    assert [error.split(":")[0] for error in said(island)] == [
        "heritage/sites.geojson, row 1, field kind",
        "heritage/names.csv, row 2, field lang",
        "heritage/access.csv",
        "heritage/statements.csv, row 2, field value",
    ]


def test_a_required_column_that_is_missing_is_said_once(island: Path) -> None:
    path = island / "heritage" / "names.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [{name: cell for name, cell in row.items() if name != "lang"} for row in csv.DictReader(file)]
    write_rows(path, list(rows[0]), rows)
    (error,) = said(island)
    assert error.startswith("heritage/names.csv, field lang: the column lang is missing")


def test_a_cell_has_one_problem_at_most(island: Path) -> None:
    edit(island, "stops", 2, day="x")
    (error,) = said(island)
    assert "'x' is no whole number" in error


def test_problems_of_one_rule_are_counted_beyond_a_hundred(island: Path) -> None:
    row = {"kind": "fort", "lon": "1", "lat": "1", "sensitivity": "secret"}
    as_csv(island, [{"id": f"s{number}"} | row for number in range(KEPT + 20)])
    errors = said(island)
    assert len(errors) == KEPT + 1
    assert errors[-1] == "heritage/sites.csv, field sensitivity: 20 more rows have the same problem"


def change_descriptor(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    content = json.loads((folder / "datapackage.json").read_text("utf-8"))
    change(content)
    write_json(folder / "datapackage.json", content)


def test_a_file_without_licence_is_named(island: Path) -> None:
    def strip(content: dict[str, Any]) -> None:
        del content["licenses"]
        for resource in content["resources"][1:]:
            resource["licenses"] = [{"name": "CC0-1.0"}]

    change_descriptor(island, strip)
    (error,) = said(island)
    assert error.startswith("heritage/sources.csv: the file has no licence")


def test_a_package_needs_sites_and_sources(island: Path) -> None:
    change_descriptor(island, lambda content: content.update(resources=[]))
    assert [error.split(";")[0] for error in said(island)] == [
        "datapackage.json, field resources: the package has no resource 'sources'",
        "datapackage.json, field resources: the package has no resource 'sites'",
    ]


def test_other_files_that_are_named_must_be_there(island: Path) -> None:
    change_descriptor(island, lambda content: content["resources"].append({"name": "basemap", "path": "b.pmtiles"}))
    (error,) = said(island)
    assert error.startswith("b.pmtiles: the file is missing")


@pytest.mark.parametrize("name", [name for name, layer in LAYERS.items() if not layer.geometry])
def test_files_with_headings_only_are_in_order(name: str, island: Path) -> None:
    write_rows(island / "heritage" / f"{name}.csv", list(LAYERS[name].fields), [])
    errors = said(island)
    assert all(f"is no id of {name}" in error for error in errors), errors


@pytest.mark.skipif(not (Path(__file__).parents[2] / "data" / "datapackage.json").exists(), reason="no bundled data")
def test_the_bundled_data_are_in_order() -> None:
    assert said(Path(__file__).parents[2] / "data") == []


@pytest.mark.parametrize(
    ("closure", "cells", "message"),
    [
        (1, {"expires": "2020-05-01"}, "closures.geojson, row 1, field expires: 2020-05-01 lies before as_of"),
        (1, {"source_ids": ""}, "row 1, field source_ids: the cell is empty; at least one source is needed"),
        (1, {"source_ids": "gazete"}, "row 1, field source_ids: 'gazete' is no id of sources; did you mean 'gazette'?"),
        (2, {"yearly": "13-01/02-01"}, "row 2, field yearly: '13-01/02-01' is not a season such as 11-01/04-15"),
        (3, {"last_day": "2025-06-30"}, "row 3, field last_day: 2025-06-30 lies before first_day"),
    ],
)
def test_what_is_wrong_with_a_closure(island: Path, closure: int, cells: dict[str, str], message: str) -> None:
    edit_features(island, lambda all_: all_[closure - 1]["properties"].update(cells), "closures.geojson")
    assert [line for line in said(island) if message in line] == said(island)


def test_a_closure_needs_a_place_that_is_whole(island: Path) -> None:
    bow = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
    for geometry, message in (
        (None, "row 2, field geometry: the closure has no place"),
        (bow, "row 2, field geometry: the geometry is not valid (Self-intersection"),
        ({"type": "LineString", "coordinates": []}, "row 2, field geometry: the geometry is empty"),
    ):
        edit_features(island, lambda all_, shape=geometry: all_[1].update(geometry=shape), "closures.geojson")
        (line,) = said(island)
        assert message in line


def test_a_collection_without_features_is_an_empty_layer(island: Path) -> None:
    edit_features(island, lambda all_: all_.clear(), "closures.geojson")
    assert said(island) == said(island, "note") == []
