"""GeoJSON in every layout gives the same rows, to the letter."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ExchangeError
from geo.exchange.read import json_blocks, json_features
from geo.exchange.read.json_features import json_rows
from geo.exchange.read.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geo.exchange.batch import Batch

type Json = dict[str, object]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("json") / "sites.geojson"


def read(path: Path, content: bytes | str, **limits: int) -> list[Batch]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(json_rows(path, limits=Limits(**limits)).batches())


def rows(batches: list[Batch]) -> list[dict[str, str]]:
    """Rows without their empty cells: batches may have other columns."""
    return [{k: v for k, v in row.items() if v is not None} for batch in batches for row in batch.columns.to_pylist()]


def shapes(batches: list[Batch]) -> list[object]:
    return [shape for batch in batches for shape in batch.geometry]


def defects(batches: list[Batch]) -> list[tuple[int, str]]:
    return [(int(batch.numbers[d.at]), d.code) for batch in batches for d in batch.defects]


def feature(n: int, **properties: object) -> Json:
    place = {"type": "Point", "coordinates": [46.75 + n, 39.75]}
    return {"type": "Feature", "properties": {"id": f"site-{n}", **properties}, "geometry": place}


def collection(features: list[Json], **members: object) -> str:
    return json.dumps({"type": "FeatureCollection", **members, "features": features}, ensure_ascii=False)


# -- layouts

LAYOUTS: dict[str, Callable[[list[Json]], str]] = {
    "one line": collection,
    "indented": lambda fs: json.dumps({"type": "FeatureCollection", "features": fs}, indent=2),
    "a line each": lambda fs: '{"type":"FeatureCollection","features":[\n' + ",\n".join(map(json.dumps, fs)) + "\n]}\n",
    "bracket on the last line": lambda fs: '{"features": [' + ",\n".join(map(json.dumps, fs)) + "]}",
    "features first": lambda fs: json.dumps(
        {"features": fs, "name": "]}", "bbox": [1, 2], "type": "FeatureCollection"}, indent=1
    ),
    "members before": lambda fs: collection(fs, name='"features":[', nested={"features": [{"type": "Feature"}]}),
    "windows": lambda fs: json.dumps({"type": "FeatureCollection", "features": fs}, indent="\t").replace("\n", "\r\n"),
    "byte order mark": lambda fs: "\ufeff" + collection(fs),
    "lines": lambda fs: "\n".join(map(json.dumps, fs)),
    "lines with blanks": lambda fs: "\r\n\r\n".join(map(json.dumps, fs)) + "\r\n",
    "lines with mark": lambda fs: "\ufeff" + "\n".join(json.dumps(f, ensure_ascii=False) for f in fs) + "\n",
    "sequence": lambda fs: "".join(f"\x1e{json.dumps(f)}\n" for f in fs),
    "indented sequence": lambda fs: "".join(f"\x1e{json.dumps(f, indent=2)}\n" for f in fs),
    "one after another": lambda fs: "\n".join(json.dumps(f, indent=2) for f in fs),
}

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.sampled_from(
    ['{"type":"Feature",', "]}", '\\"', "\\", '":1.50,', "},{", "Şuşa", "\u202e", "x" * 90]
)
values = st.one_of(texts, st.integers(), st.booleans(), st.none(), st.lists(st.integers(), max_size=2))
keys = st.sampled_from(["id", "name:az", "Name:AZ", "", "a/b~c", "type", "geometry", "properties", "'", "x y"]) | texts
places = st.tuples(st.floats(-180, 180), st.floats(-90, 90)).map(lambda xy: {"type": "Point", "coordinates": [*xy]})


@st.composite
def features(draw: st.DrawFn) -> Json:
    members = {
        "type": "Feature",
        "properties": draw(st.none() | st.dictionaries(keys, values, max_size=4)),
        "geometry": draw(st.none() | places),
    }
    return {key: members[key] for key in draw(st.permutations(list(members)))}


def as_text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, separators=(",", ":"))


@settings(max_examples=40)
@given(st.lists(features(), max_size=6), st.sampled_from(sorted(LAYOUTS)), st.sampled_from([40, 300, 1 << 20]))
def test_every_layout_gives_the_rows_that_went_in(file: Path, given: list[Json], layout: str, block: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_features, "_BLOCK", block)
        batches = read(file, LAYOUTS[layout](given))
    expected = [{k: as_text(v) for k, v in (f["properties"] or {}).items() if v is not None} for f in given]
    assert rows(batches) == expected
    assert defects(batches) == []
    wanted = [f["geometry"] and shapely.from_geojson(json.dumps(f["geometry"])) for f in given]
    assert shapes(batches) == wanted
    numbers = [n for batch in batches for n in batch.numbers.tolist()]
    assert numbers == list(range(1, len(given) + 1))


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_spans_and_lines_point_at_the_features(file: Path, layout: str) -> None:
    given = [feature(n, note="a\nb") for n in range(3)]
    batches = read(file, LAYOUTS[layout](given))
    raw = file.read_bytes()
    assert [json.loads(raw[a:b]) for batch in batches for a, b in batch.spans.tolist()] == given
    for batch in batches:
        assert [raw.count(b"\n", 0, a) + 1 for a, _ in batch.spans.tolist()] == batch.lines.tolist()


@pytest.mark.parametrize(
    ("layout", "kind"),
    [("one line", "geojson"), ("lines", "ndjson"), ("sequence", "geojsonseq"), ("one after another", "ndjson")],
)
def test_kinds_are_told_apart(file: Path, layout: str, kind: str) -> None:
    read(file, LAYOUTS[layout]([feature(1), feature(2)]))
    assert json_rows(file).kind == kind


def test_a_feature_or_a_geometry_may_stand_alone(file: Path) -> None:
    for indent in (None, 2):
        assert rows(read(file, json.dumps(feature(1), indent=indent))) == [{"id": "site-1"}]
        assert shapes(read(file, json.dumps(feature(1)["geometry"], indent=indent))) == [shapely.Point(47.75, 39.75)]
        both = {"type": "GeometryCollection", "geometries": [feature(1)["geometry"], feature(2)["geometry"]]}
        assert len(shapes(read(file, json.dumps(both, indent=indent)))[0].geoms) == 2
        assert json_rows(file).kind == "geojson"


@pytest.mark.parametrize(
    "content", ["", " \n", "\ufeff", '{"type":"FeatureCollection","features":[]}', '{"features":[\n]\n}']
)
def test_a_file_without_features_has_no_rows(file: Path, content: str) -> None:
    assert rows(read(file, content)) == []
    assert json_rows(file).columns == ()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("<OGRVRTDataSource/>", "begins with '<OGRVRTDataSource/>'"),
        ("[" * 1000, "the file is a list"),
        ('{"type":"Topology","objects":{}}', "its type is 'Topology'"),
        ('{"a":1}', "it has no type"),
        ('{"a" 1}', "byte 4: a colon is expected"),
        ("{a: 1}", "byte 1: a name in quotation marks is expected"),
        ('{"a": }', "byte 6: a value is expected"),
        ("PK\x03\x04", "no GeoJSON"),
    ],
)
def test_other_files_are_refused_with_the_reason(file: Path, content: str, said: str) -> None:
    with pytest.raises(ExchangeError, match=said.replace("[", r"\[")):
        read(file, content)


# -- values to the letter


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("1.50", "1.50"), ("1e3", "1e3"), ("-0", "-0"), ("-0.0", "-0.0"), ("1.0E+2", "1.0E+2"), ("17", "17"),
        ("123456789.123456789012", "123456789.123456789012"), ("12345678901234567890123", "12345678901234567890123"),
        ("18446744073709551615", "18446744073709551615"), ("1e999", "1e999"), ("0." + "1" * 900, "0." + "1" * 900),
        ("true", "true"), ("false", "false"), ("null", None), ('"0012"', "0012"), ('"1.50"', "1.50"), ('""', ""),
        ('{"a": [1, {"b": "x"}]}', '{"a":[1,{"b":"x"}]}'), ("[]", "[]"), ('"\\u0000x"', "\0x"), ("NaN", "NaN"),
        ("-Infinity", "-Infinity"), ('":1.50,"', ":1.50,"), ('"a\\\\"', "a\\"), ('"=HYPERLINK(1)"', "=HYPERLINK(1)"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("around", ['"a":%s', '"a" : %s ', '\n"b":"x:1.5",\n"a": %s,\n"c":1.5\n'])
def test_values_come_as_they_are_written(file: Path, written: str, text: str | None, around: str) -> None:
    content = (
        '{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null,"properties":{'
        + around % written
        + "}}]}"
    )
    found = rows(read(file, content))[0]
    assert found.get("a") == text
    assert found.get("c", "1.5") == "1.5"


@settings(max_examples=20)
@given(
    st.lists(
        st.from_regex(r"\A-?(0|[1-9][0-9]{0,17})([.][0-9]{1,18})?([eE][+-]?[0-9]{1,3})?\Z"), min_size=1, max_size=40
    )
)
def test_every_number_stays_as_it_is_written(file: Path, numbers: list[str]) -> None:
    lines = [f'{{"type":"Feature","properties":{{"a":{number}}},"geometry":null}}' for number in numbers]
    assert [row["a"] for row in rows(read(file, "\n".join(lines)))] == numbers


def test_numbers_within_texts_and_elsewhere_stay_alone(file: Path) -> None:
    member = '{"type":"Feature","id":1.50,"x":2.50,"bbox":[1.50],"y":{"z":1.50},"properties":{"a":{"b":1.5},"t":"\\":1.50,"},"geometry":null}'
    assert rows(read(file, member)) == [{"id": "1.50", "x": "2.50", "y": '{"z":1.5}', "a": '{"b":1.5}', "t": '":1.50,'}]


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(keys, st.sampled_from(["1.50", "-0", '"\\":1.50"', "7", "[1.5]", '{"a":2.5}'])),
        max_size=5,
        unique_by=lambda kv: kv[0],
    )
)
def test_numbers_are_exact_among_any_neighbours(file: Path, members: list[tuple[str, str]]) -> None:
    inner = ",".join(f"{json.dumps(key)}: {value}" for key, value in members)
    exact = json.loads(f"{{{inner}}}", parse_float=str, parse_int=str)
    wanted = {
        k: v if isinstance(v, str) else json.dumps(json.loads(dict(members)[k]), separators=(",", ":"))
        for k, v in exact.items()
    }
    assert rows(read(file, f'{{"type":"Feature","geometry":null,"properties":{{{inner}}}}}')) == [wanted]


# -- identifiers, foreign members, keys


def test_the_id_of_a_feature_fills_what_properties_leave_open(file: Path) -> None:
    given = [
        {"type": "Feature", "id": 17, "properties": {"name": "a"}, "geometry": None},
        {"type": "Feature", "id": "b", "properties": {"id": "b"}, "geometry": None},
        {"type": "Feature", "id": "way/1", "properties": {"id": "c", "@id": "own"}, "geometry": None},
        {"type": "Feature", "properties": {"id": "d"}, "geometry": None},
    ]
    found = rows(read(file, collection(given)))
    assert found == [
        {"id": "17", "name": "a"},
        {"id": "b"},
        {"id": "c", "@id": "own", "@@id": "way/1"},
        {"id": "d"},
    ]


def test_foreign_members_of_a_feature_are_columns(file: Path) -> None:
    one = {**feature(1, title="a"), "title": "b", "when": {"start": "1750"}, "bbox": [1, 2, 3, 4]}
    assert rows(read(file, collection([one]))) == [
        {"id": "site-1", "title": "a", "@title": "b", "when": '{"start":"1750"}'}
    ]


def test_keys_are_told_apart_to_the_letter_and_lists_have_none(file: Path) -> None:
    keys = {"0": "a", "Name": "b", "name": "c", "a/b": "d", "a~b": "e", "": "f", "NAME": "g"}
    odd = {**feature(2), "properties": ["no", "object"]}
    batches = read(file, collection([feature(1, **keys), odd]))
    assert rows(batches) == [{"id": "site-1", **keys}, {}]
    assert defects(batches) == [(2, "broken_feature")]


def test_a_text_of_coordinates_is_no_list(file: Path) -> None:
    texts = [{**feature(n), "geometry": {"type": "Point", "coordinates": text}} for n, text in enumerate(["[1,2]", "[]", {"0": 1}])]  # fmt: skip
    batches = read(file, collection(texts))
    assert shapes(batches) == [None] * 3
    assert defects(batches) == [(1, "geometry_unreadable"), (2, "geometry_unreadable"), (3, "geometry_unreadable")]


def test_keys_that_stand_twice_are_said(file: Path) -> None:
    content = '{"type":"Feature","properties":{"a":1,"b":2,"a":3},"geometry":null}\n' + json.dumps(feature(2))
    batches = read(file, content)
    assert rows(batches) == [{"a": "1", "b": "2"}, {"id": "site-2"}]
    assert defects(batches) == [(1, "duplicate_key")]
    assert "'a'" in batches[0].defects[0].detail


def test_too_many_different_properties_are_refused(file: Path) -> None:
    with pytest.raises(ExchangeError, match="more than 5 different properties"):
        read(file, "\n".join(json.dumps(feature(n, **{f"key{n}": 1})) for n in range(9)), columns=5)


def test_many_columns_come_in_more_batches_that_have_only_theirs(file: Path) -> None:
    content = "\n".join(json.dumps(feature(n, **{f"key{n // 2}": n})) for n in range(9)) + "\n{"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_blocks, "_CELLS", 18)  # of three rows, for there are six columns
        batches = read(file, content)
    assert [len(batch) for batch in batches] == [3, 3, 3, 1]
    assert batches[1].columns.column_names == ["id", "key1", "key2"]
    assert rows(batches)[:9] == [{"id": f"site-{n}", f"key{n // 2}": f"{n}"} for n in range(9)]
    assert defects(batches) == [(10, "truncated")]


def test_columns_are_known_before_reading_and_reading_can_be_repeated(file: Path) -> None:
    read(file, collection([feature(1, b=1), feature(2, c=2)]))
    opened = json_rows(file)
    assert opened.columns == ("id", "b", "c")
    told: list[int] = []
    first, again = list(opened.batches(progress=told.append)), list(opened.batches())
    assert rows(first) == rows(again)
    assert told
    assert told[-1] <= file.stat().st_size
    assert all(type_ == pa.string() for batch in first for type_ in batch.columns.schema.types)
    assert first[0].numbers.dtype == np.int64
