"""The data that come with mirasmap: valid for Frictionless's own validator, whole, neutral, and recorded alike.

Read with plain csv and json, so that a slip in mirasmap's own reader cannot hide one in the data.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pytest
from frictionless import Package as Frictionless
from frictionless import validate
from shapely.geometry import Point, shape

from geo.check import check_package
from geo.edtf import days
from geo.layers import LAYERS
from geo.package import Package

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA = Path(__file__).parents[2] / "data"
DESCRIPTOR = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
RESOURCES: dict[str, dict[str, Any]] = {resource["name"]: resource for resource in DESCRIPTOR["resources"]}
TABLES = [name for name in LAYERS if RESOURCES[name]["format"] == "csv"]
LOADED = re.compile(r"liberat|occup|vandal|so-called|barbar", re.IGNORECASE)
BY_COMPILER = {
    "sites": ("location_note", "district_note", "note"),
    "statements": ("value",),
    "designations": ("note",),
    "visits": ("title", "purpose", "note"),
    "stops": ("note",),
    "measures": ("title", "note"),
    "measure_statements": ("value",),
    "sources": ("title", "note"),
    "places": ("note",),
}
"""Columns that hold words of the compiler; `value_raw` and names hold those of the sources."""

ISLAMIC, CHRISTIAN = {"mosque", "madrasa", "minaret"}, {"church", "cathedral", "monastery", "khachkar"}


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / RESOURCES[name]["path"]).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def features(name: str = "districts") -> list[dict[str, Any]]:
    return list(json.loads((DATA / RESOURCES[name]["path"]).read_text(encoding="utf-8"))["features"])


def cited(row: dict[str, str]) -> set[str]:
    columns = ("source_id", "source_ids", "location_source_ids", "built_source_ids")
    return {source for column in columns for source in row.get(column, "").split(";") if source}


def texts_by_compiler() -> Iterator[tuple[str, str]]:
    for name, columns in BY_COMPILER.items():
        for row in rows(name):
            for column in columns:
                yield f"{name}.{column}", row[column]
    for document in ("SOURCES.md", "LICENCES.md"):
        yield document, (DATA / document).read_text(encoding="utf-8")


def group_of(kind: str) -> str:
    return "Islamic" if kind in ISLAMIC else "Christian" if kind in CHRISTIAN else "other"


def test_frictionless_finds_nothing_wrong() -> None:
    report = validate(str(DATA / "datapackage.json"))
    assert report.flatten(["name", "rowNumber", "fieldName", "message"]) == []
    assert report.valid
    assert len(report.tasks) == len(RESOURCES)


def test_frictionless_would_find_a_source_that_does_not_exist(tmp_path: Path) -> None:
    tables = [RESOURCES[name] for name in ("sources", "sites", "names")]
    for resource in tables:
        target = tmp_path / resource["path"]
        target.parent.mkdir(exist_ok=True)
        shutil.copy(DATA / resource["path"], target)
    with (tmp_path / RESOURCES["names"]["path"]).open("a", encoding="utf-8") as file:
        file.write("dadivank,Dadivank,en,Latn,,variant,no-such-source\n")
    report = Frictionless.from_descriptor({**DESCRIPTOR, "resources": tables}, basepath=str(tmp_path)).validate()
    assert [error.type for task in report.tasks for error in task.errors] == ["foreign-key"]


def test_our_own_check_finds_no_error_and_has_no_note() -> None:
    assert check_package(Package.open(DATA)) == []


@pytest.mark.parametrize("name", TABLES)
def test_headings_are_the_declared_columns(name: str) -> None:
    with (DATA / RESOURCES[name]["path"]).open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == list(LAYERS[name].fields)


@pytest.mark.parametrize("name", TABLES)
def test_the_descriptor_has_the_schema_of_the_layer(name: str) -> None:
    assert RESOURCES[name]["schema"] == json.loads(json.dumps(LAYERS[name].table_schema()))


def test_every_file_is_named_in_the_descriptor_with_its_licence() -> None:
    present = {path.relative_to(DATA).as_posix() for path in DATA.rglob("*") if path.is_file()} - {"datapackage.json"}
    assert {resource["path"] for resource in RESOURCES.values()} == present
    for resource in RESOURCES.values():
        assert all(licence["name"] and licence["path"] for licence in resource["licenses"]), resource["name"]
        assert resource["licenses"], resource["name"]
        assert resource["sources"], resource["name"]


def test_files_are_those_that_the_descriptor_measured() -> None:
    measured = [resource for resource in RESOURCES.values() if "hash" in resource]
    assert {resource["name"] for resource in measured} == {"basemap", "heights", "countries", "roads", "borders"}
    for resource in measured:
        content = (DATA / resource["path"]).read_bytes()
        assert len(content) == resource["bytes"]
        assert f"sha256:{hashlib.sha256(content).hexdigest()}" == resource["hash"]


def test_roads_and_borders_say_of_which_day_they_are() -> None:
    resources = Package.open(DATA).resources
    assert {resources[name].as_of for name in ("roads", "borders", "basemap")} == {"2021-08-06"}
    assert {feature["properties"]["iso"] for feature in features("borders")} == {"AZ", "AM", "IR"}


def test_text_files_diff_well() -> None:
    for resource in RESOURCES.values():
        if resource["format"] in {"csv", "geojson", "md"}:
            content = (DATA / resource["path"]).read_bytes()
            assert b"\r" not in content, resource["path"]
            assert content.endswith(b"\n"), resource["path"]
            assert not content.startswith(b"\xef\xbb\xbf"), resource["path"]
            assert "\u01dd" not in content.decode("utf-8"), f"{resource['path']}: U+01DD where U+0259 is meant"


def test_nothing_that_was_compiled_is_lost() -> None:
    sites, statements = rows("sites"), rows("statements")
    assert len(sites) >= 180
    assert sum(1 for site in sites if site["lon"]) >= 163
    assert len(rows("names")) >= 562
    assert len(rows("visits")) == 21
    assert len(rows("measures")) == 51
    assert len(rows("measure_statements")) == 100
    assert sum(1 for row in statements if row["property"] == "condition") == 91
    listed = [row for row in rows("designations") if not row["scheme"].startswith("State register")]
    assert len(statements) + len(listed) == 280  # statements that are entries in lists became designations


@pytest.mark.parametrize("name", TABLES)
def test_codes_are_words_of_their_vocabulary(name: str) -> None:
    for column, field in LAYERS[name].fields.items():
        if field.words is not None:
            assert {row[column] for row in rows(name)} - {""} <= set(field.words), column


def test_every_statement_has_sources_that_exist_and_someone_who_says_it() -> None:
    sources = {row["id"] for row in rows("sources")}
    for name in ("statements", "designations", "measure_statements", "measures", "visits", "names", "identifiers"):
        for row in rows(name):
            assert cited(row), row
            assert cited(row) <= sources, row
            assert row.get("asserted_by", "somebody"), row


def test_every_source_is_used() -> None:
    used = {source for name in TABLES for row in rows(name) for source in cited(row)}
    used |= {source for row in rows("place_names") for source in row["source"].split("+")}
    gazetteers = {"n2-wof-az", "n2-cldr"}  # `wof` and `cldr` in place_names
    assert {row["id"] for row in rows("sources")} - used <= gazetteers


def test_readings_of_the_compiler_are_proposed_with_the_words_of_the_source_kept_short() -> None:
    statements = rows("statements")
    assert {row["status"] for row in statements} == {"proposed"}
    assert sum(1 for row in statements if row["property"] == "condition" and row["value_raw"]) >= 60
    assert max(len(row["value_raw"].split()) for row in statements) <= 12


def test_every_position_has_a_source_and_an_uncertainty_and_every_missing_one_a_reason() -> None:
    for site in rows("sites"):
        assert (
            bool(site["lon"]) == bool(site["lat"]) == bool(site["uncertainty_m"]) == bool(site["location_source_ids"])
        )
        assert site["lon"] or site["location_note"], site["id"]


def test_every_site_lies_in_its_district_or_says_why_not() -> None:
    districts = {
        feature["properties"]["id"]: feature["geometry"] and shape(feature["geometry"]) for feature in features()
    }
    placed = [site for site in rows("sites") if site["lon"]]
    points = gpd.GeoSeries([Point(float(site["lon"]), float(site["lat"])) for site in placed], crs="EPSG:4326")
    own = gpd.GeoSeries([districts[site["district"]] for site in placed], crs="EPSG:4326")
    inside = points.within(own) | points.touches(own)
    for site, is_inside in zip(placed, inside, strict=True):
        assert bool(site["district_note"]) != is_inside, site["id"]
    west, south, east, north = DESCRIPTOR["mirasmap:bbox"]
    assert points.within(gpd.GeoSeries.from_xy([west], [south]).union(Point(east, north)).envelope[0]).all()


def test_districts_hold_their_declared_properties_and_sites_only_those_of_the_region() -> None:
    for feature in features():
        assert set(feature["properties"]) == set(LAYERS["districts"].columns)
        assert feature["id"] == feature["properties"]["id"]
        assert feature["geometry"] or feature["properties"]["note"]
    region = {feature["id"] for feature in features() if feature["properties"]["in_region"] == 1}
    assert {site["district"] for site in rows("sites")} == region


def test_dates_are_edtf() -> None:
    for name in TABLES:
        for column, field in LAYERS[name].fields.items():
            if field.kind == "edtf":
                for value in {row[column] for row in rows(name)} - {""}:
                    days(value)  # raises DateError


def test_no_text_of_the_compiler_has_a_loaded_word() -> None:
    assert [(where, text) for where, text in texts_by_compiler() if LOADED.search(text)] == []


def test_no_text_of_the_compiler_names_a_place_on_somebodys_machine() -> None:
    local = re.compile(r"(?<![\w.:/])/(?:work|tmp|root|home|shared)\b|\bfile://", re.IGNORECASE)
    assert [(where, text) for where, text in texts_by_compiler() if local.search(text)] == []


def test_islamic_christian_and_other_heritage_are_recorded_alike() -> None:
    """No group lacks a field that all should have; the rest differs by what sources say, within limits."""
    sites = pd.DataFrame(rows("sites"))
    group = sites["kind"].map(group_of)
    named = {row["site_id"] for row in rows("names")}
    listed = {row["site_id"] for name in ("designations", "identifiers") for row in rows(name)}
    from_map_only = sites["location_source_ids"] == "osm-2021-08-06"
    must = pd.DataFrame(
        {
            "kind": sites["kind"] != "",
            "district": sites["district"] != "",
            "name": sites["id"].isin(named),
            "position or reason": (sites["lon"] != "") | (sites["location_note"] != ""),
            "source of the position": (sites["lon"] == "") | (sites["location_source_ids"] != ""),
            "uncertainty": (sites["lon"] == "") | (sites["uncertainty_m"] != ""),
            "certainty": (sites["lon"] == "") | (sites["location_certainty"] != ""),
        }
    )
    assert must.groupby(group).mean().to_numpy().min() == 1
    may = pd.DataFrame(
        {
            "position": sites["lon"] != "",
            "listed or identified": sites["id"].isin(listed),
            "known from a map only": from_map_only,
        }
    )
    shares = may.groupby(group).mean()
    assert set(shares.index) == {"Islamic", "Christian", "other"}
    assert ((shares.max() - shares.min()) <= 0.20).all(), shares
    assert Counter(group).most_common()[-1][1] >= 30


def test_no_more_than_one_name_a_language_is_the_label_of_a_place() -> None:
    labels = Counter((row["place_id"], row["lang"]) for row in rows("place_names") if row["label"] == "1")
    assert set(labels.values()) == {1}
    names = rows("place_names")
    places = {row["id"] for row in rows("places")} | {feature["id"] for feature in features()}
    assert {row["place_id"] for row in names} <= places
    assert {feature["id"] for feature in features()} <= {row["place_id"] for row in names if row["lang"] == "az"}


@pytest.mark.parametrize("lang", DESCRIPTOR["mirasmap:languages"])
def test_readers_of_every_language_have_labels_in_it(lang: str) -> None:
    labels = [row for row in rows("place_names") if row["lang"] == lang and row["label"] == "1"]
    script = "Arab" if lang == "ar" else "Latn"
    assert {row["script"] for row in labels} == {script}
    region = {feature["id"] for feature in features() if feature["properties"]["in_region"] == 1}
    assert region <= {row["place_id"] for row in labels}


def test_heights_are_not_part_of_the_names_of_peaks() -> None:
    peaks = {row["id"] for row in rows("places") if row["kind"] == "peak"}
    named = [row["text"] for row in rows("place_names") if row["place_id"] in peaks]
    assert len(named) > 200
    assert [text for text in named if re.search(r"\d{3,4}\s*(m|м|մ)?\.?$", text)] == []


def test_stops_are_numbered_from_one_and_planned_ones_are_said_to_be() -> None:
    order: dict[tuple[str, str], list[int]] = {}
    for stop in rows("stops"):
        order.setdefault((stop["visit_id"], stop["day"]), []).append(int(stop["position"]))
    assert all(positions == list(range(1, len(positions) + 1)) for positions in order.values())
    planned = {stop["visit_id"] for stop in rows("stops") if stop["attestation"] == "planned"}
    assert planned == {"diaspora-shusha", "icomos-2022-12-07"}
    assert {visit["id"] for visit in rows("visits")} == {visit for visit, _ in order}


def test_nobody_is_said_to_have_spoken_on_access() -> None:
    assert rows("access") == rows("photos") == []


def test_all_positions_were_public_before_so_none_is_hidden() -> None:
    assert {site["sensitivity"] for site in rows("sites")} == {"public"}
