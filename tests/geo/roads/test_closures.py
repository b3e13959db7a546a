"""Closures: read from hostile files, in force on the right days, and areas in metres that leave crossing roads open."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.crs import WGS84
from geo.errors import RoadsError
from geo.layers.closures import CLOSURES_FILE
from geo.measure import areas_km2
from geo.package import Package
from geo.roads.closures import DISC_M, END_M, HALF_WIDTH_M, areas_of, avoid_on, in_force, notes_on, read_closures
from geo.vocabularies import ClosureKind

if TYPE_CHECKING:
    from pathlib import Path

SAID = {
    "id": "pass",
    "kind": "closed_road",
    "title": "The pass",
    "as_of": "2026-01-02",
    "source": "Road office, notice 7",
}
POINT = {"type": "Point", "coordinates": [10.05, 0.0]}
DAY = date(2026, 5, 14)
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))


def written(folder: Path, *features: dict[str, Any]) -> Path:
    path = folder / "closed.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}), "utf-8")
    return path


def feature(geometry: object = POINT, **said: object) -> dict[str, Any]:
    return {"type": "Feature", "properties": SAID | said, "geometry": geometry}


def closures(*rows: dict[str, object], shape: shapely.Geometry | None = None) -> gpd.GeoDataFrame:
    frame = pd.DataFrame([SAID | row for row in rows]).reindex(columns=list(CLOSURES_FILE.fields)).astype("str")
    shapes = np.full(len(rows), shape or shapely.Point(10.05, 0.0), dtype=object)
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=WGS84)


def test_a_file_is_read_with_the_declared_columns(tmp_path: Path) -> None:
    found = read_closures(written(tmp_path, feature(), feature(id="other", yearly="11-15/03-31")))
    assert [name for name in found.columns if name != "geometry"] == list(CLOSURES_FILE.fields)
    assert found.crs == WGS84
    assert found["yearly"].isna().tolist() == [True, False]
    assert len(read_closures(written(tmp_path))) == 0


@pytest.mark.parametrize(
    ("spoiled", "said"),
    [
        (feature(id="The Pass!"), "closed.geojson, feature 1, field id"),
        (feature(kind="closed"), "closed.geojson, feature 1, field kind: 'closed' is not in the vocabulary"),
        (feature(title=""), "feature 1, field title: the cell is empty"),
        (feature(source=None), "feature 1, field source"),
        (feature(first_day="2026-02-30"), "feature 1, field first_day: '2026-02-30' is not a day such as"),
        (feature(first_day="2026-02-03", last_day="2026-02-01"), "field last_day: 2026-02-01 lies before first_day"),
        (feature(expires="2025-12-31"), "field expires: 2025-12-31 lies before as_of"),
        (feature(yearly="02-30/03-01"), "field yearly: '02-30/03-01' has a day that no year has"),
        (feature(yearly="winter"), "field yearly: 'winter' is not a season such as 11-01/04-15"),
        (feature(as_of="yesterday"), "feature 1, field as_of"),
        (feature(title=7), "feature 1, field title: 7 is not text"),
        (feature(None), "feature 1, field geometry: the closure has no place"),
        (feature({"type": "Polygon", "coordinates": []}), "feature 1, field geometry: the geometry is empty"),
        (feature({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}), "field geometry: the geometry is not valid (Self-intersection"),
        (feature({"type": "Polygon", "coordinates": [[[500000, 0], [500001, 0], [500001, 1], [500000, 0]]]}), "field geometry: the geometry reaches outside the world"),
        (feature({"type": "Point", "coordinates": [500000, 4400000]}), "field geometry: the geometry reaches outside the world"),
        (feature({"type": "Circle", "coordinates": [0, 0]}), "field geometry: the geometry cannot be read"),
        (feature({"type": "GeometryCollection", "geometries": [POINT]}), "field geometry: the geometry is not a point, line or polygon"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_file_feature_and_field(tmp_path: Path, spoiled: dict[str, Any], said: str) -> None:
    with pytest.raises(RoadsError) as caught:
        read_closures(written(tmp_path, spoiled))
    assert said in str(caught.value)


def test_two_closures_of_one_name_and_many_problems_are_all_told_up_to_a_limit(tmp_path: Path) -> None:
    with pytest.raises(RoadsError, match="feature 2, field id: 'pass' is used twice, first in row 1"):
        read_closures(written(tmp_path, feature(), feature()))
    many = [feature(id=f"c{number}", kind="?", first_day="x") for number in range(50)]
    with pytest.raises(RoadsError, match="and 80 more problems") as caught:
        read_closures(written(tmp_path, *many))
    assert len(str(caught.value).splitlines()) == 21


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"type": "FeatureCollection"}', '{"features": [1]}', "[" * 5000, "\xff"]
)
def test_what_is_no_geojson_is_refused_in_a_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "closed.geojson"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(RoadsError, match=r"^closed\.geojson"):
        read_closures(path)


def test_a_file_that_is_not_there_or_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RoadsError, match=r"none\.geojson cannot be read"):
        read_closures(tmp_path / "none.geojson")
    with (tmp_path / "big.geojson").open("wb") as big:
        big.truncate(20_000_001)
    with pytest.raises(RoadsError, match="more than 20 MB"):
        read_closures(tmp_path / "big.geojson")


@pytest.mark.parametrize(
    ("row", "holds"),
    [
        ({}, True),
        ({"first_day": "2026-05-14"}, True),
        ({"first_day": "2026-05-15"}, False),
        ({"last_day": "2026-05-14"}, True),
        ({"last_day": "2026-05-13"}, False),
        ({"yearly": "05-14/05-14"}, True),
        ({"yearly": "11-15/03-31"}, False),
        ({"yearly": "11-15/05-14"}, True),
        ({"yearly": "05-14/01-02"}, True),
        ({"yearly": "04-01/10-01", "last_day": "2025-12-31"}, False),
        ({"expires": "2026-05-14"}, True),
        ({"expires": "2026-05-13"}, False),
        ({"expires": "2026-05-13", "kind": "seasonal"}, False),
        ({"expires": "2026-05-13", "kind": "bridge_out"}, False),
        ({"expires": "2026-05-13", "kind": "other"}, False),
        ({"expires": "2026-05-13", "kind": "mine_risk"}, True),
        ({"expires": "2026-05-13", "kind": "military"}, True),
        ({"expires": "2026-05-13", "kind": "restricted"}, True),
        ({"expires": "2026-05-13", "kind": "mine_risk", "last_day": "2026-05-13"}, False),
    ],
)
def test_a_closure_holds_on_its_days(row: dict[str, object], holds: bool) -> None:
    assert len(in_force(closures(row), DAY)) == holds


@given(begin=DAYS, end=DAYS, day=DAYS)
def test_each_day_of_the_year_lies_in_a_season_or_in_its_complement(begin: date, end: date, day: date) -> None:
    season = f"{begin:%m-%d}/{end:%m-%d}"
    after, before = (end + timedelta(days=1)), (begin - timedelta(days=1))
    rest = f"{after:%m-%d}/{before:%m-%d}"
    inside, outside = (len(in_force(closures({"yearly": each}), day)) for each in (season, rest))
    whole_year = f"{after:%m-%d}" == f"{begin:%m-%d}" or (end.month, end.day, after.day) == (2, 28, 29)
    leap = "02-29" in (f"{begin:%m-%d}", f"{end:%m-%d}", f"{day:%m-%d}", f"{after:%m-%d}", f"{before:%m-%d}")
    assert leap or whole_year or inside + outside == 1


@given(first=DAYS, length=st.integers(0, 400), day=DAYS)
def test_a_closure_holds_between_its_days_and_on_no_other(first: date, length: int, day: date) -> None:
    last = first + timedelta(days=length)
    row: dict[str, object] = {"first_day": first.isoformat(), "last_day": last.isoformat()}
    assert len(in_force(closures(row), day)) == (first <= day <= last)


def test_statements_that_expired_are_told_and_those_that_are_not_due_are_not() -> None:
    said = closures(
        {"id": "road", "expires": "2026-05-13"},
        {"id": "field", "kind": "mine_risk", "expires": "2020-01-01"},
        {"id": "over", "last_day": "2026-01-01", "expires": "2025-01-01"},
        {"id": "good", "expires": "2026-12-31"},
    )
    notes = notes_on(said, [DAY, DAY + timedelta(days=1)])
    assert [note.split()[5] for note in notes] == ["road", "field"]
    assert "no longer counts as closed" in notes[0]
    assert "it counts as closed all the same" in notes[1]
    assert notes_on(said.iloc[:0], [DAY]) == []


def test_every_kind_says_whether_it_outlasts_its_statement() -> None:
    lasting = {kind for kind in ClosureKind if kind.outlasts_its_statement}
    assert lasting == {ClosureKind.MINE_RISK, ClosureKind.MILITARY, ClosureKind.RESTRICTED}


def test_a_polygon_stays_as_it_is_a_point_becomes_a_disc_in_metres() -> None:
    for lat in (0.0, 39.0, -70.0):
        field = shapely.box(46, lat, 46.01, lat + 0.01)
        polygon, point = closures({}, shape=field), closures({}, shape=shapely.Point(46, lat))
        assert areas_of(polygon)[0].equals(field)
        disc = gpd.GeoSeries(areas_of(point), crs=WGS84)
        assert areas_km2(disc)[0] * 1e6 == pytest.approx(np.pi * DISC_M**2, rel=0.02)


def test_a_closed_road_is_a_strip_that_stops_short_of_its_junctions() -> None:
    road = shapely.LineString([(46.0, 39.0), (46.01, 39.0)])  # 866 m
    crossing = shapely.LineString([(46.0, 38.99), (46.0, 39.01)])
    (strip,) = areas_of(closures({}, shape=road))
    assert strip.intersects(road)
    assert not strip.intersects(crossing)
    length_m = 866
    area = areas_km2(gpd.GeoSeries([strip], crs=WGS84))[0] * 1e6
    assert area == pytest.approx((length_m - 2 * END_M) * 2 * HALF_WIDTH_M, rel=0.02)


def test_a_short_road_and_one_of_several_parts_are_closed_too() -> None:
    short = shapely.LineString([(46.0, 39.0), (46.0001, 39.0)])  # 9 m
    both = shapely.MultiLineString([short, shapely.LineString([(46.1, 39.0), (46.11, 39.0)])])
    for shape in (short, both):
        (area,) = areas_of(closures({}, shape=shape))
        assert area.is_valid
        parts = shapely.get_parts(shape)
        assert shapely.intersects(area, parts).all()


def test_closures_of_a_store_and_of_a_file_make_the_same_areas(island_path: Path, tmp_path: Path) -> None:
    own = Package.open(island_path).layer("closures")
    assert isinstance(own, gpd.GeoDataFrame)
    rows = [
        {"type": "Feature", "properties": {k: v for k, v in row.items() if k in CLOSURES_FILE.fields and isinstance(v, str)} | {"source": "the same"}, "geometry": shapely.geometry.mapping(shape)}
        for row, shape in zip(pd.DataFrame(own.drop(columns="geometry")).to_dict("records"), own.geometry, strict=True)
    ]  # fmt: skip
    beside = read_closures(written(tmp_path, *rows))
    for day in (date(2026, 1, 10), date(2026, 5, 14)):
        one, other = avoid_on(day, closures=own), avoid_on(day, closures=beside)
        assert (one.key, one.ids) == (other.key, other.ids)
    assert avoid_on(date(2026, 1, 10), closures=own).ids == ("old-range", "ora-pass", "mill-bridge")
    assert avoid_on(date(2026, 5, 14), closures=own).ids == ("old-range",)


def test_nothing_closed_is_nothing_to_avoid() -> None:
    assert avoid_on(DAY).ids == avoid_on(DAY, closures=closures({"last_day": "2020-01-01"})).ids == ()
