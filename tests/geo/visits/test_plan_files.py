"""Plans as files and layers: read with suspicion, written whole, open in other programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas as gpd
import gpxpy
import pandas as pd
import pyogrio
import pytest
import shapely

from geo.errors import PlanError
from geo.visits.plan_closures import closures_layer, plan_closures
from geo.visits.plan_exports import export_plan, plan_geojson, plan_gpx
from geo.visits.plan_file import canonical, hashed, plan_bytes, plan_from, read_plan, write_plan
from geo.visits.plan_layers import plan_layers, visit_id
from tests.made_plan import made_plan

if TYPE_CHECKING:
    from pathlib import Path

    from geo.visits.plan import Plan

SITES = [("tower", 46.7, 39.7), ("well", 46.8, 39.8)]
NAMES = pd.DataFrame({"site_id": ["tower", "well"], "text": ["Qülləcik", 'Well <b>& "deep"</b>']})


@pytest.fixture(scope="module")
def plan() -> Plan:
    return hashed(made_plan(SITES))


def changed(plan: Plan, values: dict[str, object]) -> bytes:
    return json.dumps(json.loads(plan_bytes(plan)) | values).encode()


def test_a_plan_is_read_as_it_was_written(plan: Plan, tmp_path: Path) -> None:
    write_plan(plan, tmp_path / "plan.json")
    assert read_plan(tmp_path / "plan.json") == plan
    assert [path.name for path in tmp_path.iterdir()] == ["plan.json"]


def test_the_hash_is_of_the_contents(plan: Plan) -> None:
    again = hashed(plan.model_copy(update={"hash": "0" * 64}))
    other = hashed(plan.model_copy(update={"title": "Another"}))
    assert again.hash == plan.hash != other.hash
    assert canonical({"a": 1, "b": 2}) == canonical({"b": 2, "a": 1})


def test_a_plan_that_was_edited_is_refused(plan: Plan) -> None:
    with pytest.raises(PlanError, match=r"plan\.json was changed after it was made"):
        plan_from(changed(plan, {"title": "Edited"}), name="plan.json")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"days": 3}, "days: "),
        ({"surprise": 1}, "surprise: "),
        ({"objective": None}, "objective: "),
        ({"plan": 2}, "plan: "),
        ({"bases": []}, "bases: "),
    ],
)
def test_what_is_no_plan_is_refused_with_the_field(plan: Plan, values: dict[str, object], said: str) -> None:
    with pytest.raises(PlanError, match=f"p.json is no plan of mirasmap: {said}"):
        plan_from(changed(plan, values), name="p.json")


@pytest.mark.parametrize("content", [b"", b"\x00\xff", b"[]", b"[" * 100_000, b"<html>", b'{"plan": NaN}'])
def test_what_is_no_json_is_refused(content: bytes) -> None:
    with pytest.raises(PlanError, match="is no plan of mirasmap"):
        plan_from(content)


def test_moments_with_an_offset_and_places_off_the_earth_are_refused(plan: Plan) -> None:
    text = plan_bytes(plan).decode()
    for bad in (text.replace("T08:30:00", "T08:30:00+04:00"), text.replace("46.704", "460.704")):
        assert bad != text
        with pytest.raises(PlanError, match="days"):
            plan_from(bad.encode())


def test_a_missing_plan_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="cannot be read: No such file"):
        read_plan(tmp_path / "none.json")
    with pytest.raises(PlanError, match="cannot be read: Is a directory"):
        read_plan(tmp_path)


def test_layers_have_the_declared_columns_and_the_plans_rows(plan: Plan) -> None:
    layers = plan_layers(plan)
    assert layers.visit["id"].tolist() == [visit_id(plan)]
    assert (len(layers.stops), len(layers.legs), len(layers.bases), len(layers.breaks)) == (6, 24, 1, 6)
    assert layers.stops["stop_id"].is_unique
    day = layers.legs[(layers.legs["day"] == 1) & (layers.legs["team"] == "car-1")]
    assert day["basis"].tolist() == ["road", "access", "access", "road"]
    assert day["position"].tolist() == [1, 1, 1, 2]
    assert day["from_base_id"].tolist()[0] == day["to_base_id"].tolist()[-1] == "camp"
    assert day["from_site_id"].isna().tolist() == [True, False, False, False]
    assert (layers.stops.crs, layers.legs.crs) == ("EPSG:4326", "EPSG:4326")


def test_geojson_is_one_collection_by_the_rules(plan: Plan, tmp_path: Path) -> None:
    collection = json.loads(plan_geojson(plan, names=NAMES))
    assert collection["type"] == "FeatureCollection"
    assert "crs" not in collection
    layers = [feature["properties"]["layer"] for feature in collection["features"]]
    assert {layer: layers.count(layer) for layer in set(layers)} == {"stop": 6, "leg": 24, "base": 1}
    stop = collection["features"][0]
    assert (stop["id"], stop["properties"]["name"]) == ("tower@2026-05-14", "Qülləcik")
    assert stop["geometry"] == {"type": "Point", "coordinates": [46.7, 39.7]}
    export_plan(plan, tmp_path / "plan.geojson")
    assert len(pyogrio.read_dataframe(tmp_path / "plan.geojson")) == 31


def test_gpx_has_a_waypoint_a_stop_and_a_track_a_day_and_team(plan: Plan, tmp_path: Path) -> None:
    export_plan(plan, tmp_path / "plan.gpx", names=NAMES)
    gpx = gpxpy.parse((tmp_path / "plan.gpx").read_text("utf-8"))
    assert gpx.version == "1.1"
    assert [point.name for point in gpx.waypoints[:2]] == ["Qülləcik", 'Well <b>& "deep"</b>']
    assert f"{gpx.waypoints[0].time:%H:%M%z}" == "05:04+0000"  # 09:04 in Baku
    assert [track.name for track in gpx.tracks[:2]] == ["2026-05-14 car-1", "2026-05-14 car-2"]
    layers = {name for name, _ in pyogrio.list_layers(tmp_path / "plan.gpx")}
    assert {"waypoints", "tracks"} <= layers
    assert len(pyogrio.read_dataframe(tmp_path / "plan.gpx", layer="waypoints")) == 6
    assert len(pyogrio.read_dataframe(tmp_path / "plan.gpx", layer="tracks")) == 6
    assert b"Well &lt;b&gt;" in plan_gpx(plan, names=NAMES)


def test_gpx_is_xml_whatever_was_typed(plan: Plan) -> None:
    typed = plan.model_copy(update={"title": "a\x01<b>\ufffe ]]>\n\U0001f3db", "notes": ("x\x00y",)})
    read = gpxpy.parse(plan_gpx(typed).decode())
    assert read.name == "a\ufffd<b>\ufffd ]]>\n\U0001f3db"
    assert read.description == "x\ufffdy"


def test_a_geopackage_has_stops_legs_and_bases(plan: Plan, tmp_path: Path) -> None:
    export_plan(plan, tmp_path / "plan.gpkg", names=NAMES)
    rows = {
        name: len(pyogrio.read_dataframe(tmp_path / "plan.gpkg", layer=name)) for name in ("stops", "legs", "bases")
    }
    assert rows == {"stops": 6, "legs": 24, "bases": 1}
    visit = pyogrio.read_dataframe(tmp_path / "plan.gpkg", layer="visit")
    assert visit["hash"].tolist() == [plan.hash]
    export_plan(plan, tmp_path / "plan.gpkg")
    assert [path.name for path in tmp_path.iterdir()] == ["plan.gpkg"]


def test_an_ending_that_nobody_knows_writes_nothing(plan: Plan, tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"let the name end in \.json, \.geojson, \.gpx, \.gpkg"):
        export_plan(plan, tmp_path / "plan.docx")
    assert list(tmp_path.iterdir()) == []


def test_a_plan_carries_the_closures_that_it_kept_clear_of() -> None:
    closures = gpd.GeoDataFrame(
        {
            "id": ["bridge", "elsewhere"],
            "kind": "bridge_out",
            "title": "A bridge",
            "as_of": "2026-05-01",
            "source": ["a sign", "x"],
        },
        geometry=[shapely.Point(46.7, 39.7), shapely.Point(46.8, 39.8)],
        crs=4326,
    )
    carried = plan_closures(closures, {"bridge", "outside"})
    assert [(each.id, each.title, each.source) for each in carried] == [("bridge", "A bridge", "a sign")]
    layer = closures_layer(made_plan([("a", 46.7, 39.7)]).model_copy(update={"closures": carried}))
    assert layer.geometry.contains(shapely.Point(46.7, 39.7)).all()
    assert list(layer["as_of"]) == ["2026-05-01"]
    assert plan_closures(closures, ()) == ()
