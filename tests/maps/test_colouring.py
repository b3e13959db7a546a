"""Colours for a column of one's own: as `GeoDataFrame.explore` has them, and told apart by everybody."""

from __future__ import annotations

import branca.colormap
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import LayerError, MissingColumnError
from maps.colouring import Colouring, colouring_of


def layer(**columns: object) -> gpd.GeoDataFrame:
    n = len(next(iter(columns.values())))  # type: ignore[arg-type] # all have a length
    return gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy(range(n), range(n)), crs=4326)


def coloured(sites: gpd.GeoDataFrame, column: object, **more: object) -> Colouring:
    found = colouring_of(sites, column, **more)  # type: ignore[arg-type] # anything may be tried
    assert found is not None
    return found


def test_without_a_column_or_a_colour_nothing_is_coloured() -> None:
    assert colouring_of(layer(a=[1, 2]), None) is None
    assert coloured(layer(a=[1, 2]), None, color="teal").fills == ["teal"]
    mixed = coloured(layer(a=[1, 2, 3]), None, color=["red", "#00ff00", "red"])
    assert (mixed.fills, mixed.codes.tolist()) == (["red", "#00ff00"], [0, 1, 0])


def test_categories_are_in_order_and_what_is_missing_has_none() -> None:
    found = coloured(layer(use=["b", None, "a", "b"]), "use")
    assert (found.labels, found.codes.tolist()) == (["a", "b"], [1, -1, 0, 1])
    assert found.as_config()["missing"]
    ordered = coloured(layer(use=["b", "a", "z"]), "use", categories=["b", "a"])
    assert (ordered.labels, ordered.codes.tolist()) == (["b", "a"], [0, 1, -1])
    declared = coloured(layer(use=pd.Categorical(["x", "y"], categories=["y", "x"])), "use")
    assert declared.labels == ["y", "x"]
    assert coloured(layer(n=[3, 1, 3]), "n", categorical=True).labels == ["1", "3"]
    assert coloured(layer(n=[True, False]), "n").labels == ["False", "True"]


@given(
    st.lists(st.one_of(st.none(), st.floats(allow_nan=True, allow_infinity=True, width=32)), min_size=1, max_size=30)
)
def test_a_greater_number_never_lies_lower_on_the_ramp(numbers: list[float | None]) -> None:
    found = coloured(layer(n=pd.array(numbers, dtype="Float64")), "n")
    assert len(found.codes) == len(numbers)
    assert found.codes.max(initial=-1) < len(found.fills)
    known = [
        (number, code)
        for number, code in zip(numbers, found.codes.tolist(), strict=True)
        if number is not None and np.isfinite(number)
    ]
    assert all(code >= 0 for _, code in known)
    assert [code for _, code in sorted(known)] == sorted(code for _, code in known)


def test_ends_of_a_ramp_can_be_given_and_what_lies_beyond_has_the_end() -> None:
    found = coloured(layer(n=[-5.0, 0, 50, 500]), "n", vmin=0, vmax=100)
    assert found.ends == ("0", "100")
    assert found.codes.tolist() == [0, 0, 24, 47]
    with pytest.raises(LayerError, match="vmin"):
        coloured(layer(n=[1.0]), "n", vmin=5, vmax=1)


def test_classes_have_their_edges_as_labels() -> None:
    found = coloured(layer(n=np.arange(101.0)), "n", scheme="EqualInterval", k=4)
    assert found.labels == ["0 – 25", "25 – 50", "50 – 75", "75 – 100"]
    assert np.bincount(found.codes).tolist() == [26, 25, 25, 25]
    even = coloured(layer(n=[1, 1, 2, 100]), "n", scheme="quantiles", k=2)
    assert np.bincount(even.codes).tolist() == [2, 2]
    assert coloured(layer(n=[7, 7]), "n", scheme="quantiles").labels == ["7"]
    with pytest.raises(LayerError, match="no scheme"):
        coloured(layer(n=[1]), "n", scheme="FisherJenks")


@pytest.mark.parametrize(
    ("cmap", "first", "last"),
    [
        ("viridis", "#440154ff", "#fee724ff"),
        ("Greys", "#ffffffff", "#000000ff"),
        ("Greys_r", "#000000ff", "#ffffffff"),
        (["#000000", "#ffffff"], "#000000ff", "#ffffffff"),
        (branca.colormap.LinearColormap(["#000000", "#ffffff"]), "#000000ff", "#ffffffff"),
    ],
)
def test_colour_maps_have_the_names_and_forms_of_explore(cmap: object, first: str, last: str) -> None:
    fills = coloured(layer(n=[0.0, 1.0]), "n", cmap=cmap).fills
    assert fills[0][:7] == first[:7]
    assert abs(int(fills[-1][1:3], 16) - int(last[1:3], 16)) <= 1


def test_a_function_gives_each_value_its_colour() -> None:
    found = coloured(layer(n=[1.0, 9, 1]), "n", cmap=lambda value: "green" if value > 1 else "red")
    assert [found.fills[code] for code in found.codes] == ["red", "green", "red"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"column": "us"}, "did you mean 'use'"),
        ({"column": ["a"]}, "1 values for 2 rows"),
        ({"column": "use", "cmap": "virdis"}, "did you mean 'viridis'"),
        ({"column": None, "color": "url(http://x)"}, "no colour"),
        ({"column": "use", "cmap": ["red", "javascript:1"]}, "no colour"),
        ({"column": "n", "scheme": "quantiles", "k": 0}, "k is 0"),
    ],
)
def test_slips_are_told(more: dict[str, object], said: str) -> None:
    with pytest.raises((LayerError, MissingColumnError), match=said):
        coloured(layer(use=["a", "b"], n=[1.0, 2.0]), **more)
