"""In a notebook: the signature of `GeoDataFrame.explore`, any layer, and the worst of layers."""

from __future__ import annotations

import datetime
import inspect
import json
import re
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas.explore import _explore

import maps
from geo.errors import LayerError, MissingColumnError, MissingCRSError
from maps.page import file_page

if TYPE_CHECKING:
    from collections.abc import Callable


def block(html: str, name: str) -> dict[str, Any]:
    found = re.search(rf'id="{name}">(.*?)</script>', html, re.DOTALL)
    assert found is not None
    return dict(json.loads(found[1]))


def drawn(layer: gpd.GeoDataFrame, **more: Any) -> tuple[dict[str, Any], dict[str, Any]]:  # noqa: ANN401 (as build_map has them)
    """Return configuration and columns of the page of a layer."""
    html = file_page(maps.build_map(layer, **more))
    return block(html, "mirasmap-config"), block(html, "mirasmap-sites")


@pytest.fixture
def wells() -> gpd.GeoDataFrame:
    points = gpd.points_from_xy([46.1, 46.2, 46.3], [39.1, 39.2, 39.3])
    return gpd.GeoDataFrame({"depth": [3.0, None, 9.0], "use": ["farm", "dry", "farm"]}, geometry=points, crs=4326)


def test_the_signature_is_that_of_explore_where_it_means_the_same() -> None:
    ours = inspect.signature(maps.build_map).parameters
    theirs = inspect.signature(_explore).parameters
    shared = {"column", "cmap", "color", "categorical", "categories", "legend", "scheme", "k", "vmin", "vmax", "tooltip", "popup", "width", "height"}  # fmt: skip
    assert shared <= set(ours)
    assert shared <= set(theirs)
    for name in shared - {"tooltip", "popup", "width", "height"}:
        assert ours[name].default == theirs[name].default, name


def test_a_layer_is_piped_into_a_map(wells: gpd.GeoDataFrame) -> None:
    config, columns = drawn(wells, column="use")
    assert config["colouring"]["labels"] == ["dry", "farm"]
    assert columns["fill"] == [1, 0, 1]
    assert config["app"] is None
    assert isinstance(wells.pipe(maps.build_map, column="depth"), maps.build_map(wells).__class__)


def test_a_layer_of_ours_keeps_its_look_unless_a_column_is_named(sites: gpd.GeoDataFrame) -> None:
    config, columns = drawn(sites)
    assert config["colouring"] is None
    assert "fill" not in columns
    assert config["app"] is not None
    config, columns = drawn(sites, column="uncertainty_m")
    assert config["colouring"]["plain"] is False
    assert sorted(columns["fill"]) == [-1, -1, 0, 47]


def test_shapes_are_drawn_as_they_are(wells: gpd.GeoDataFrame) -> None:
    areas = wells.set_geometry(shapely.buffer(wells.geometry.to_numpy(), 0.1), crs=4326)
    config, columns = drawn(areas)
    assert config["colouring"]["plain"] is True
    assert config["colouring"]["extent"] == pytest.approx([46, 39, 46.4, 39.4])
    assert len(columns["shapes"]) == 3


def test_popup_and_tooltip_choose_their_columns(wells: gpd.GeoDataFrame) -> None:
    assert drawn(wells)[1]["foreign"] == ["depth", "use"]
    assert drawn(wells, popup=False)[1]["foreign"] == []
    assert drawn(wells, popup="use")[1]["foreign"] == ["use"]
    assert drawn(wells, popup=1)[1]["foreign"] == ["depth"]
    assert drawn(wells, tooltip=["use", "depth"], popup=False)[1]["tip"] == [
        "use: farm\ndepth: 3",
        "use: dry",
        "use: farm\ndepth: 9",
    ]
    assert "tip" not in drawn(wells)[1]
    with pytest.raises(MissingColumnError, match="did you mean 'depth'"):
        drawn(wells, tooltip="dept")


def test_visits_come_as_a_layer_of_stops_or_with_their_legs(
    sites: gpd.GeoDataFrame, stops: gpd.GeoDataFrame, legs: gpd.GeoDataFrame, visits: pd.DataFrame
) -> None:
    class Record:
        visit = visits

    Record.stops, Record.legs = stops, legs  # type: ignore[attr-defined]
    for given, titles in ((stops, ["tour"]), (Record(), ["Tour of the island"])):
        html = file_page(maps.build_map(sites, given))  # type: ignore[arg-type] # one of the forms
        assert [visit["title"] for visit in block(html, "mirasmap-visits")["visits"]] == titles


def hostile_columns(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    n = len(layer)
    return layer.assign(
        lists=[[1, 2]] * n,
        raw=[b"\xff\x00"] * n,
        day=[datetime.date(2024, 1, 2)] * n,
        moment=pd.Timestamp("2024-01-02T03:04", tz="UTC"),
        span=pd.Timedelta(days=2),
        nothing=None,
        halves=pd.Series(["\ud800"] * n, index=layer.index, dtype=object),
        complex=[1 + 2j] * n,
        things=[{"a": {"b": 1}}] * n,
    )


BAD: dict[str, Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]] = {
    "none": lambda layer: layer.head(0),
    "none, without a reference system": lambda layer: layer.head(0).set_crs(None, allow_override=True),
    "one point": lambda layer: layer.head(1),
    "all empty": lambda layer: layer.set_geometry([shapely.Point(), None, shapely.Polygon()]),
    "some empty": lambda layer: layer.set_geometry([shapely.Point(), None, shapely.Point(46, 39)], crs=4326),
    "mixed": lambda layer: layer.set_geometry(
        [
            shapely.Point(46, 39),
            shapely.LineString([(46, 39), (47, 40)]),
            shapely.GeometryCollection([shapely.Point(46, 39), shapely.box(46, 39, 47, 40)]),
        ],
        crs=4326,
    ),
    "many dimensions": lambda layer: layer.set_geometry(gpd.points_from_xy([46] * 3, [39] * 3, [1000] * 3), crs=4326),
    "300 columns": lambda layer: pd.concat(
        [layer, pd.DataFrame({f"c{at}": np.arange(3) for at in range(300)})], axis=1
    ),
    "names of ten thousand characters": lambda layer: layer.assign(
        name=["x" * 10_000, "ع" * 10_000, "</script>" * 1000]
    ),
    "columns of anything": hostile_columns,
    "columns that are no text": lambda layer: layer.rename(columns={"depth": 7, "use": ("a", 1)}),
    "ids twice": lambda layer: layer.assign(id="same"),
    "an index of two levels": lambda layer: layer.set_index(["use", "depth"]),
    "another reference system": lambda layer: layer.to_crs(32638),
    "crossing lines": lambda layer: layer.set_geometry(
        [shapely.Polygon([(46, 39), (47, 40), (47, 39), (46, 40)])] * 3, crs=4326
    ),
}


@pytest.mark.parametrize("bad", BAD)
def test_the_worst_of_layers_becomes_a_map(bad: str, wells: gpd.GeoDataFrame) -> None:
    layer = BAD[bad](wells)
    config, columns = drawn(layer, tooltip=True)
    assert columns["n"] == len(layer)
    assert config["colouring"]["plain"] is True
    assert drawn(layer, color="teal")[1]["n"] == len(layer)


@pytest.mark.parametrize(
    ("spoil", "error", "said"),
    [
        (lambda layer: layer.set_crs(None, allow_override=True), MissingCRSError, "set_crs"),
        (lambda layer: layer.assign(geometry=layer.geometry.translate(5000)), LayerError, "right reference system"),
        (lambda layer: pd.DataFrame(layer), LayerError, "not a DataFrame"),
        (lambda layer: gpd.GeoDataFrame(layer.drop(columns="geometry")), LayerError, "set_geometry"),
        (lambda layer: layer.assign(condition="bad"), LayerError, "condition"),
        (lambda layer: pd.concat([layer, layer[["use"]]], axis=1), LayerError, "two columns"),
    ],
)
def test_what_cannot_be_drawn_says_how_to_mend_it(
    spoil: Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame], error: type[Exception], said: str, wells: gpd.GeoDataFrame
) -> None:
    with pytest.raises(error, match=said):
        maps.build_map(spoil(wells))
