"""Tiles for one file: read and written without loss, and slimmer by nothing that a screen shows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.tiles.slim import COARSE, FINE, drawing_rules, slim
from maps.tiles.vector_tile import LINES, POINTS, POLYGONS, TileLayer, read_tile, write_tile

type Part = list[tuple[int, int]]

FEWEST = {POINTS: 1, LINES: 2, POLYGONS: 3}


def layer(name: str, *features: tuple[str, str, int, list[Part]], extent: int = 4096) -> TileLayer:
    """Return a layer of features: class, name, type, parts."""
    parts = [(owner, part) for owner, feature in enumerate(features) for part in feature[3]]
    return TileLayer(
        name,
        extent,
        [kind for kind, _, _, _ in features],
        [text for _, text, _, _ in features],
        np.asarray([type_ for _, _, type_, _ in features], dtype="int64"),
        np.asarray([owner for owner, _ in parts], dtype="int64"),
        np.asarray([len(part) for _, part in parts], dtype="int64"),
        np.asarray([xy for _, part in parts for xy in part], dtype="int64").reshape(-1, 2),
    )


def features_of(tile: bytes, name: str) -> list[tuple[str, str, int, list[Part]]]:
    found = []
    for each in read_tile(tile, {name}):
        parts = np.split(each.xy, np.cumsum(each.sizes)[:-1])
        for at, (kind, text, type_) in enumerate(zip(each.kinds, each.names, each.types.tolist(), strict=True)):
            own = [
                [(x, y) for x, y in part.tolist()]
                for part, owner in zip(parts, each.owners.tolist(), strict=True)
                if owner == at
            ]
            found.append((kind, text, type_, own))
    return found


positions = st.tuples(st.integers(-300, 5000), st.integers(-300, 5000))


@st.composite
def any_features(draw: st.DrawFn) -> list[tuple[str, str, int, list[Part]]]:
    def feature() -> tuple[str, str, int, list[Part]]:
        type_ = draw(st.sampled_from([POINTS, LINES, POLYGONS]))
        one = type_ == POINTS
        part = st.lists(positions, min_size=FEWEST[type_], max_size=1 if one else 6)
        parts = draw(st.lists(part, min_size=1, max_size=3))
        return draw(st.sampled_from(["", "wood", "minor"])), draw(st.sampled_from(["", "Kür", "شوشا"])), type_, parts

    return [feature() for _ in range(draw(st.integers(1, 4)))]


@given(any_features())
def test_a_tile_that_is_written_is_read_as_it_was(features: list[tuple[str, str, int, list[Part]]]) -> None:
    assert features_of(write_tile([layer("any", *features)]), "any") == features


def test_layers_that_nobody_wants_are_not_read() -> None:
    tile = write_tile(
        [layer("place", ("", "A", POINTS, [[(1, 1)]])), layer("water", ("", "", POLYGONS, [[(0, 0), (9, 0), (9, 9)]]))]
    )
    assert [each.name for each in read_tile(tile, {"water", "poi"})] == ["water"]


@pytest.mark.parametrize("tile", [b"\x1a\xff", b"\x1a\x05\x0a", b"\x07", b"\x1a\x04\x12\x02\x22\x09"])
def test_what_is_no_tile_is_refused(tile: bytes) -> None:
    with pytest.raises((ValueError, LookupError)):
        read_tile(tile, {"", "water"})


WALL = [(0, 0), (800, 0), (800, 800), (0, 800)]


@pytest.mark.parametrize(
    ("name", "feature", "deepest", "kept"),
    [
        ("landcover", ("wood", "", POLYGONS, [WALL]), 8, True),
        ("landcover", ("wood", "", LINES, [WALL]), 8, False),
        ("landcover", ("moon", "", POLYGONS, [WALL]), 18, False),
        ("landuse", ("military", "", POLYGONS, [WALL]), 18, False),
        ("building", ("", "", POLYGONS, [WALL]), 13, False),
        ("building", ("", "", POLYGONS, [WALL]), 14, True),
        ("transportation", ("track", "", LINES, [WALL]), 11, False),
        ("transportation", ("track", "", LINES, [WALL]), 12, True),
        ("transportation_name", ("minor", "", LINES, [WALL]), 18, False),
        ("transportation_name", ("minor", "Main Street", LINES, [WALL]), 13, False),
        ("transportation_name", ("minor", "Main Street", LINES, [WALL]), 14, True),
        ("water_name", ("lake", "Sea", POINTS, [[(5, 5)]]), 9, True),
        ("water_name", ("lake", "Sea", LINES, [WALL]), 9, False),
        ("boundary", ("", "A line", LINES, [WALL]), 18, False),
        ("place", ("country", "A state", POINTS, [[(5, 5)]]), 18, False),
    ],
)
def test_only_what_the_client_draws_is_kept(
    name: str, feature: tuple[str, str, int, list[Part]], deepest: int, kept: bool
) -> None:
    found = features_of(slim(write_tile([layer(name, feature)]), deepest, enlarged=False), name)
    assert bool(found) is kept


def test_an_enlarged_tile_keeps_what_a_deeper_zoom_would_show() -> None:
    tile = write_tile([layer("building", ("", "", POLYGONS, [WALL]))])
    assert features_of(slim(tile, 8, enlarged=True), "building")
    assert slim(tile, 8, enlarged=False) == b""


@given(st.lists(positions, min_size=2, max_size=40, unique=True), st.booleans())
def test_no_vertex_strays_further_than_a_screen_can_show(line: Part, enlarged: bool) -> None:
    import shapely

    tile = write_tile([layer("waterway", ("river", "", LINES, [line]))])
    units = FINE if enlarged else COARSE
    found = [part for *_, parts in features_of(slim(tile, 14, enlarged=enlarged), "waterway") for part in parts]
    given_line = shapely.LineString(np.asarray(line) * (units / 4096))
    slimmer = shapely.union_all([shapely.LineString(part) for part in found]) if found else None
    allowed = 0.5 + np.sqrt(0.5) + 1e-9  # of a unit: by the simplification, and by rounding to whole units
    if slimmer is None:
        assert given_line.length <= 2 * allowed
    else:
        assert shapely.hausdorff_distance(slimmer, given_line, densify=0.05) <= allowed + 0.1


def test_lines_of_one_class_are_one_feature_and_points_never() -> None:
    roads = [("minor", "", LINES, [[(at, 0), (at, 900)]]) for at in (0, 800, 1600)]
    lakes = [("lake", "Sea", POINTS, [[(at, 5)]]) for at in (0, 800)]
    tile = slim(write_tile([layer("transportation", *roads), layer("water_name", *lakes)]), 14, enlarged=False)
    assert [len(parts) for *_, parts in features_of(tile, "transportation")] == [3]
    assert [len(parts) for *_, parts in features_of(tile, "water_name")] == [1, 1]


def test_the_rules_are_those_of_the_client() -> None:
    rules = drawing_rules()
    assert {"water", "transportation", "building", "waterway", "water_name"} <= rules.layers
    assert not {"boundary", "place", "poi"} & rules.layers
    assert rules.drawn["building"] == {"*": 14}
