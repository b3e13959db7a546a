from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest

from geo.errors import MissingCRSError
from geo.exchange.check.layer import check_layer
from geo.exchange.understand.known import Known

AREA = (44.0, 38.0, 51.0, 42.0)


def layer(**columns: list[object]) -> gpd.GeoDataFrame:
    filled = {"kind": ["mosque"] * 3, "name:az": ["Bir", "İki", "Üç"], "source_ids": ["s"] * 3, **columns}
    points = gpd.points_from_xy([46.7, 46.8, 46.9], [39.8, 39.9, 39.7])
    return gpd.GeoDataFrame(filled, geometry=points, index=["x", "y", "z"], crs=4326)


def test_a_good_layer_has_no_issues_and_the_columns_are_there_all_the_same() -> None:
    found = check_layer(layer(), area=AREA)
    assert found.empty
    assert found.columns.tolist() == [
        "row", "code", "severity", "field", "title", "message", "before", "after", "mend", "lon", "lat",
    ]  # fmt: skip


def test_issues_carry_the_index_of_the_layer_so_that_rows_can_be_picked() -> None:
    frame = layer(condition=[1, 9, None], built=["1750~", "soon", None], extra=[1, 2, 3])
    before = frame.copy()
    found = check_layer(frame, area=AREA)
    assert found[["row", "code", "field"]].values.tolist() == [
        [None, "column_left_out", "extra"], ["y", "date_unreadable", "built"], ["y", "out_of_range", "condition"],
    ]  # fmt: skip
    assert frame.loc[found["row"].dropna().unique(), "condition"].tolist() == [9]
    pd.testing.assert_frame_equal(frame, before)


def test_columns_of_any_type_are_read_as_a_file_would_hold_them() -> None:
    frame = layer(
        condition=[1.0, 2.0, float("nan")],
        condition_on=pd.to_datetime(["1990-05-01", None, "2001-01-01"]).tolist(),
        kind=pd.Categorical(["mosque", "church", "tomb"]).tolist(),
        generalise_m=pd.array([100, None, 500], dtype="Int64"),
        district=["d", None, "e"],
    )
    frame["kind"] = frame["kind"].astype("category")
    found = check_layer(frame, area=AREA, known=Known(district_ids=frozenset({"d"})))
    counts = found.groupby(["code", "field"]).size().to_dict()
    assert counts == {
        ("unknown_reference", "source_ids"): 3, ("unknown_reference", "district"): 1, ("sensitivity_assumed", "sensitivity"): 1,
        ("lone_value", "condition_on"): 1,
    }  # fmt: skip


def test_any_reference_system_is_taken_and_none_is_refused() -> None:
    assert check_layer(layer().to_crs(32638), area=AREA).empty
    with pytest.raises(MissingCRSError):
        check_layer(gpd.GeoDataFrame(layer().set_crs(None, allow_override=True)), area=AREA)


def test_twins_in_a_layer_are_found_by_its_index() -> None:
    frame = layer(**{"name:az": ["Şuşa qalası", "x", "Şuşa qalası"]})
    frame.geometry = gpd.points_from_xy([46.7, 46.8, 46.7], [39.8, 39.9, 39.8])
    found = check_layer(frame, area=AREA)
    assert found[["row", "code"]].values.tolist() == [["z", "duplicate_site"]]
    assert found["message"][0].startswith("row x, 0 m away, 100 % alike")


def test_swapped_coordinates_and_defects_are_told_with_their_place() -> None:
    frame = layer()
    frame.geometry = gpd.points_from_xy([39.8, 46.8, 46.9], [46.7, 39.9, 39.7])
    found = check_layer(frame, area=AREA)
    assert found[["row", "code", "lon", "lat"]].values.tolist() == [["x", "swapped", 39.8, 46.7]]


def test_an_empty_layer_passes() -> None:
    assert check_layer(layer().iloc[:0]).empty
    assert check_layer(gpd.GeoDataFrame({"name": []}, geometry=[], crs=4326))["code"].tolist() == ["column_left_out"]
