"""Broken GeoJSON: each broken feature is a row with its defect, byte and line, and all others come in."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo.errors import ExchangeError
from geo.exchange.read import json_features
from tests.geo.exchange.read.test_json_features import LAYOUTS, collection, defects, feature, read, rows

if TYPE_CHECKING:
    from pathlib import Path

    from geo.exchange.batch import Batch


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("broken") / "sites.geojson"


GIVEN = [
    {
        "type": "Feature",
        "properties": {"id": f"site-{n}", "name:az": 'Şuşa "qala" \\ {[', "when": {"a": [n, "]"]}, "area": 1.5},
        "geometry": {"type": "Polygon", "coordinates": [[[n, 0], [n + 1, 0], [n, 1], [n, 0]]]},
    }
    for n in range(5)
]
SAID = re.compile(r"byte \d+(, line \d+)?: .+[^.]$")


def account(raw: bytes, batches: list[Batch]) -> None:
    """Nothing is left out, nothing is counted twice: spans follow each other, and between them is nothing."""
    at = int(batches[0].spans[0, 0]) if batches else 0
    numbers = []
    for batch in batches:
        assert len(batch) == batch.columns.num_rows == len(batch.numbers) == len(batch.spans) == len(batch.lines)
        for (start, end), number in zip(batch.spans.tolist(), batch.numbers.tolist(), strict=True):
            assert not raw[at:start].strip(b" \t\r\n,\x1e"), raw[at:start]
            assert start <= end
            numbers.append(number)
            at = max(end, at)
        assert all(0 <= d.at < len(batch) and SAID.match(d.detail) for d in batch.defects), batch.defects
    assert numbers == list(range(1, len(numbers) + 1))
    end = rb'[\s,\x1e]*(\][\s,]*(\}|,\s*".*)?[\s,\x1e\0\x1a]*)?'
    assert re.fullmatch(end, raw[at:], re.DOTALL), raw[at:]


inserts = st.binary(max_size=4) | st.sampled_from(
    [
        b'"',
        b"{",
        b"}",
        b"[",
        b"]",
        b"\\",
        b"\n",
        b",",
        b":",
        b"]}",
        b"\x1e",
        b"\xff",
        b"\0",
        b'{"type":"Feature",',
        b'":',
        b'"type"',
        b"},{",
        b"]},{",
        b"/*",
    ]
)


def spoil(raw: bytes, which: int, start: float, length: int, insert: bytes) -> bytes:
    """Change a place within one feature."""
    begins = [m.start() for m in re.finditer(rb'\{\s*"type"\s*:\s*"Feature"\s*,', raw)]
    begin = begins[which]
    end = json.JSONDecoder().raw_decode(raw.decode("latin-1"), begin)[1]
    at = begin + int(start * (end - begin))
    return raw[:at] + insert + raw[min(at + length, end) :]


@settings(max_examples=40)
@given(
    st.sampled_from(["one line", "indented", "a line each", "windows", "lines", "sequence", "one after another"]),
    st.integers(0, 4),
    st.floats(0, 1),
    st.integers(0, 60),
    inserts,
    st.sampled_from([300, 1500, 1 << 20]),
)
def test_a_broken_feature_spoils_no_other(
    file: Path, layout: str, which: int, start: float, length: int, insert: bytes, block: int
) -> None:
    raw = spoil(LAYOUTS[layout](GIVEN).encode(), which, start, length, insert)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_features, "_BLOCK", block)
        try:
            batches = read(file, raw)
        except ExchangeError:
            assert which == 0 and layout in ("lines", "one after another")  # noqa: PT018 - one case
            return
    account(raw, batches)
    good = [json.dumps(row) for batch in batches for row in batch.columns.to_pylist()]
    for n in range(len(GIVEN)):
        if n != which:
            assert sum(f'"site-{n}"' in row for row in good) == 1
    bad = {
        number
        for number, code in defects(batches)
        if code not in ("duplicate_key", "geometry_unreadable", "not_finite")
    }
    assert sum(map(len, batches)) - len(bad) >= len(GIVEN) - 1


@settings(max_examples=40)
@given(
    st.sampled_from(sorted(LAYOUTS)),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), inserts), min_size=1, max_size=4),
    st.sampled_from([300, 1 << 20]),
)
@example("a line each", [(0.025390625, 0, b"\0")], 300)  # the head, before the list of features
@example("a line each", [(1.0, 0, b"\0")], 300)  # behind the end
@example("a line each", [(1.0, 0, b"\x1e")], 300)
def test_no_file_is_too_broken_to_be_told_of(
    file: Path, layout: str, changes: list[tuple[float, int, bytes]], block: int
) -> None:
    raw = LAYOUTS[layout](GIVEN).encode()
    for start, length, insert in changes:
        at = int(start * len(raw))
        raw = raw[:at] + insert + raw[at + length :]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_features, "_BLOCK", block)
        try:
            batches = read(file, raw)
        except ExchangeError:
            return  # nothing of it looks like GeoJSON
    account(raw, batches)


@settings(max_examples=20)
@given(st.sampled_from(["one line", "indented", "a line each", "lines", "sequence"]), st.floats(0.02, 1))
@example("indented", 0.875)  # `],` and `}` within a feature are not the end of the list
def test_a_file_that_ends_early_says_so(file: Path, layout: str, share: float) -> None:
    whole = LAYOUTS[layout](GIVEN).encode()
    raw = whole[: int(share * (len(whole) - 4))]
    begins = [m.start() for m in re.finditer(rb'\{\s*"type"\s*:\s*"Feature"', raw)]
    try:
        batches = read(file, raw)
    except ExchangeError:
        assert len(begins) < 2
        return
    account(raw, batches)
    found = defects(batches)
    if layout in ("lines", "sequence") and not found:
        assert len(rows(batches)) == len(begins)  # between two lines nobody can tell
    else:
        assert [code for _, code in found][-1:] == ["truncated"]
    assert sum(bool(row) for row in rows(batches)) >= len(begins) - 1


# -- traps, each measured in readers of others


def test_one_broken_feature_in_the_middle_is_named_with_its_place(file: Path) -> None:
    lines = [json.dumps(feature(n)) for n in range(1000)]
    lines[500] = lines[500].replace('"properties"', '"properties')
    raw = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}"
    for content in (raw, raw.replace("\n", ""), "\n".join(lines)):
        batches = read(file, content)
        assert defects(batches) == [(501, "broken_feature")]
        assert sum(map(bool, rows(batches))) == 999
        batch = batches[0]
        begin, end = batch.spans[500].tolist()
        assert content[begin:end] == lines[500]
        assert batch.lines[500] == content[:begin].count("\n") + 1
        byte = int(batch.defects[0].detail.removeprefix("byte ").split(",")[0])
        assert begin < byte < end


@pytest.mark.parametrize(
    ("piece", "code", "said"),
    [
        (b'{"type":"Feature","properties":{"a":"\xff"},"geometry":null}', "bad_text", "the byte 0xFF is no UTF-8"),
        (b'{"type":"Feature","properties":{"a":"\\ud800"},"geometry":null}', "bad_text", "half of a \\u pair"),
        (b'{"type":"Feature","properties":{"a":"\t"},"geometry":null}', "broken_feature", "control character"),
        (b'{"type":"Feature","properties":{"a":0012},"geometry":null}', "broken_feature", "comma or a closing bracket"),
        (b'{"type":"Feature","properties":{"a":}}', "broken_feature", "a value is expected"),
        (b'{"type":"Feature","properties":7,"geometry":null}', "broken_feature", "its properties are no object"),
        (b'{"type":"FeatureCollection","features":7}', "broken_feature", "its type is 'FeatureCollection'"),
        (b'{"properties":{"a":1},"geometry":null}', "broken_feature", "it has no type"),
        (b'{"type":"Feature","properties":{"a":' + b"[" * 2000 + b"1" + b"]" * 2000 + b"}}", "too_deep", "1000 brackets"),
        (b'{"type":"Feature","properties":{"a":"' + b"x" * 4000 + b'"}}', "feature_too_long", "no end within 3 kB"),
        (b"null", "broken_feature", "a feature in braces is expected"),
        (b'"text"', "broken_feature", "a feature in braces is expected"),
        (b"[1, 2]", "broken_feature", "a feature in braces is expected"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_feature_is_said(file: Path, piece: bytes, code: str, said: str) -> None:
    around = json.dumps(feature(1)).encode(), json.dumps(feature(3)).encode()
    limit = 3000 if code == "feature_too_long" else 20_000_000
    contents = [
        b'{"type":"FeatureCollection","features":[' + b",".join([around[0], piece, around[1]]) + b"]}",
        b'{"type":"FeatureCollection","features":[\n' + b",\n".join([around[0], piece, around[1]]) + b"\n]}",
        b"\n".join([around[0], piece, around[1]]),
        b"".join(b"\x1e" + text + b"\n" for text in [around[0], piece, around[1]]),
    ]
    for content in contents:
        batches = read(file, content, longest_feature=limit)
        account(content, batches)
        assert defects(batches) == [(2, code)], content
        assert said in next(d.detail for batch in batches for d in batch.defects)
        assert rows(batches) == [{"id": "site-1"}, {}, {"id": "site-3"}]


def test_a_hundred_broken_features_are_a_hundred_rows(file: Path) -> None:
    pieces = [json.dumps(feature(n))[: -5 if n % 3 else None] for n in range(150)]
    for separator in (",", ",\n"):
        content = '{"type":"FeatureCollection","features":[' + separator.join(pieces) + "]}"
        batches = read(file, content)
        account(content.encode(), batches)
        assert [row.get("id") for row in rows(batches)] == [f"site-{n}" if n % 3 == 0 else None for n in range(150)]


@pytest.mark.parametrize("layout", ["one line", "indented", "a line each", "lines", "sequence", "one after another"])
@pytest.mark.parametrize("filling", ['"' + "x" * 9000 + '"', "[" * 9000, "[" + "[1.5,2.5]," * 900 + "1]"])
def test_a_feature_without_end_is_passed_by_and_named_once(file: Path, layout: str, filling: str) -> None:
    given = [feature(1), feature(2, a="HERE"), feature(3), feature(4)]
    content = LAYOUTS[layout](given).replace('"HERE"', filling)
    for block in (500, 1000, 1 << 20):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(json_features, "_BLOCK", block)
            batches = read(file, content, longest_feature=3000, deepest=50)
        account(content.encode(), batches)
        assert [row.get("id") for row in rows(batches)] == ["site-1", None, "site-3", "site-4"]
        code = "too_deep" if filling.startswith("[[[") else "feature_too_long"
        assert [c for _, c in defects(batches)] == [code]


def test_nested_features_are_no_rows_of_their_own(file: Path) -> None:
    inner = feature(9)
    given = [feature(1, inner=inner), feature(2), feature(3, inner=[inner, inner])]
    for layout in ("one line", "indented", "a line each", "lines"):
        assert [row["id"] for row in rows(read(file, LAYOUTS[layout](given)))] == ["site-1", "site-2", "site-3"]
        spoiled = LAYOUTS[layout](given).replace('"site-2"', '"site-2')
        assert [row.get("id") for row in rows(read(file, spoiled))] == ["site-1", None, "site-3"]


def test_a_bracket_too_many_does_not_end_the_file(file: Path) -> None:
    texts = [json.dumps(feature(n)) for n in range(4)]
    for stray in ("]", "}", "]}", "}]}"):
        content = (
            '{"type":"FeatureCollection","features":[' + ", ".join([*texts[:2], texts[2] + stray, texts[3]]) + "]}"
        )
        batches = read(file, content)
        account(content.encode(), batches)
        assert [row["id"] for row in rows(batches) if row] == [f"site-{n}" for n in range(4)]
        assert [code for _, code in defects(batches)] == ["broken_feature"]


def test_a_broken_head_is_a_row_and_features_come_in(file: Path) -> None:
    content = '{"type:"FeatureCollection","name":"x","features":[' + json.dumps(feature(1)) + "]}"
    batches = read(file, content)
    assert defects(batches) == [(1, "broken_feature")]
    assert rows(batches) == [{}, {"id": "site-1"}]


def test_a_broken_first_line_does_not_refuse_the_others(file: Path) -> None:
    content = '{"type":"Feature","prop\n' + "\n".join(json.dumps(feature(n)) for n in range(3))
    batches = read(file, content)
    assert [row.get("id") for row in rows(batches)] == [None, "site-0", "site-1", "site-2"]


def test_a_collection_on_each_line_is_said(file: Path) -> None:
    content = "\n".join(collection([feature(n)]) for n in range(3))
    account(content.encode(), read(file, content))
