from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.exchange.check.row_checks import RowChecks
from geo.exchange.report.issue_codes import CODES
from geo.exchange.report.issues import Issues
from geo.exchange.site_batch import SiteBatch
from geo.exchange.site_rows import FIELDS
from tests.geo.exchange.check.batches import batch_of

if TYPE_CHECKING:
    import pandas as pd

AREA = (44.0, 38.0, 51.0, 42.0)
TODAY = dt.date(2026, 12, 1)


def check(batch: SiteBatch, **options: object) -> tuple[SiteBatch, pd.DataFrame]:
    issues = Issues()
    checks = RowChecks(**{"area": AREA, "districts": {"d"}, "sources": {"s"}, "today": TODAY, **options})
    return checks.check(batch, issues), issues.frame()


def said(batch: SiteBatch, **options: object) -> list[tuple[int, str, str]]:
    _, found = check(batch, **options)
    return list(zip(found["row"], found["code"], found["field"].fillna(""), strict=True))


def test_a_good_row_has_no_issue_and_stays_as_it_is() -> None:
    batch = batch_of(
        {}, {"condition": "3", "condition_on": "1990~", "uncertainty_m": "12.5", "district": "d", "built": "17XX"}
    )
    out, found = check(batch)
    assert found.empty
    assert out.columns.select(batch.columns.column_names).equals(batch.columns)
    assert (out.geometry == batch.geometry).all()


def test_columns_after_the_checks_are_those_that_are_announced() -> None:
    out, _ = check(batch_of({"note": "x"}))
    assert out.columns.column_names == RowChecks.columns(["id", "kind", "name:az", "source_ids", "note"])


@pytest.mark.parametrize(
    ("row", "code", "field"),
    [
        ({"id": None}, "required_missing", "id"),
        ({"id": "Ä b"}, "bad_form", "id"),
        ({"id": "a\n"}, "bad_form", "id"),
        ({"kind": None}, "required_missing", "kind"),
        ({"kind": "masque"}, "unknown_word", "kind"),
        ({"name:az": None}, "no_name", "name"),
        ({"name:az": " \u200b\u202e "}, "no_name", "name"),
        ({"name:az": "x" * 501}, "too_long", "name:az"),
        ({"note": "ə" * 10_001}, "too_long", "note"),
        ({"source_ids": None}, "no_source", "source_ids"),
        ({"source_ids": "s;t"}, "unknown_reference", "source_ids"),
        ({"source_ids": ";"}, "unknown_reference", "source_ids"),
        ({"district": "x"}, "unknown_reference", "district"),
        ({"condition": "6"}, "out_of_range", "condition"),
        ({"condition": "2.5"}, "not_a_number", "condition"),
        ({"uncertainty_m": "0"}, "out_of_range", "uncertainty_m"),
        ({"uncertainty_m": "nan"}, "not_a_number", "uncertainty_m"),
        ({"uncertainty_m": "1e999"}, "out_of_range", "uncertainty_m"),
        ({"uncertainty_m": "1,500"}, "not_a_number", "uncertainty_m"),
        ({"access_lon": "181", "access_lat": "1"}, "out_of_range", "access_lon"),
        ({"access_lon": "18"}, "required_missing", "access_lat"),
        ({"built": "about 1750"}, "date_unreadable", "built"),
        ({"condition": "1", "condition_on": "2027"}, "future_date", "condition_on"),
        ({"access": "open"}, "required_missing", "access_as_of"),
        ({"access": "open", "access_as_of": "2020", "access_expires": "2020-13-01"}, "bad_form", "access_expires"),
        ({"condition_on": "1990"}, "lone_value", "condition_on"),
        ({"register_id": "17"}, "lone_value", "register_id"),
        ({"name:az": "<b>x</b>"}, "markup", "name:az"),
        ({"name:az": "=HYPERLINK(1)"}, "markup", "name:az"),
        ({"kind": "tomb"}, "sensitivity_assumed", "sensitivity"),
    ],
)
def test_each_defect_of_a_value_is_named_with_its_row_and_field(
    row: dict[str, str | None], code: str, field: str
) -> None:
    assert (1, code, field) in said(batch_of({}, row))
    assert not [one for one in said(batch_of({}, row)) if one[0] == 0]


@pytest.mark.parametrize(
    "row",
    [
        {"condition_raw": "damaged", "condition_on": "1990"},
        {"access": "open", "access_as_of": "2020", "access_expires": "2099-01-01"},
        {"name:az": "-0550"},
        {"name:az": "Məscid", "condition": "1", "condition_on": "2026-12-02"},  # today somewhere
        {"kind": "tomb", "sensitivity": "public"},
        {"uncertainty_m": "+1.5e2"},
    ],
)
def test_what_is_right_is_not_complained_of(row: dict[str, str | None]) -> None:
    assert not said(batch_of(row))


def test_a_message_says_what_stands_there_and_what_could() -> None:
    _, found = check(batch_of({"kind": "mosqe", "condition": "9"}))
    assert found["message"].tolist() == ["'mosqe'; did you mean 'mosque'?", "'9'; at least 0 and at most 5"]


def test_of_several_unknown_ids_it_is_asked_which_were_meant() -> None:
    _, found = check(
        batch_of({"source_ids": "surwey;s;atlsa"}, {"source_ids": "xxx;yyy"}), sources={"survey", "atlas", "s"}
    )
    assert found["message"].tolist() == [
        "no id of sources: 'surwey', 'atlsa'; did you mean 'survey', 'atlas'?",
        "no id of sources: 'xxx', 'yyy'",
    ]


@pytest.mark.parametrize("kind", ["tomb", "cave", "burial mound", "archaeological site"])
def test_places_that_are_easily_robbed_are_hidden_unless_the_row_says_otherwise(kind: str) -> None:
    out, found = check(
        batch_of({"kind": kind}, {"kind": kind, "generalise_m": "900"}, {"kind": kind, "sensitivity": "withheld"})
    )
    assert out.columns["sensitivity"].to_pylist() == ["generalised", "generalised", "withheld"]
    assert out.columns["generalise_m"].to_pylist() == ["5000", "900", None]
    assert found["after"].tolist() == ["generalised 5000 m", "generalised 900 m"]


@pytest.mark.parametrize(
    ("before", "after", "codes"),
    [
        ("a\u202eb", "ab", ["hidden_characters"]),
        ("a\x00b", "ab", ["hidden_characters"]),
        ("a\u00adb", "ab", ["hidden_characters"]),
        ("Qala\u200b", "Qala", ["hidden_characters"]),
        ("a\u200cb", "ab", ["hidden_characters"]),
        ("می\u200cروم", "می\u200cروم", []),
        ("क्\u200dष", "क्\u200dष", []),
        ("♥\ufe0f", "♥\ufe0f", []),
        ("شوشا\u200f", "شوشا\u200f", []),
        ("Qala\u200f", "Qala", ["hidden_characters"]),
        ("e\u0301", "é", ["characters_composed"]),
        ("\u212b", "Å", ["characters_composed"]),
        ("  a \u00a0 b\t", "a b", ["spaces"]),
        ("a\u3000b", "a b", ["spaces"]),
        ("a\r\nb", "a b", ["spaces"]),
        (" \u202ae\u0301 ", "é", ["hidden_characters", "characters_composed", "spaces"]),
        ("Գանձասարի վանք", "Գանձասարի վանք", []),
        ("«Şuşa» — 2°", "«Şuşa» — 2°", []),
        ("ნინო", "ნინო", []),
    ],
)  # fmt: skip
def test_names_are_cleaned_of_what_nobody_sees_and_nothing_else(before: str, after: str, codes: list[str]) -> None:
    out, found = check(batch_of({"name:az": before}))
    assert out.columns["name:az"].to_pylist() == [after]
    assert found["code"].tolist() == codes


def test_what_was_hidden_is_written_out_in_the_report() -> None:
    _, found = check(batch_of({"name:az": "a\u202eb"}))
    assert found[["before", "after"]].values.tolist() == [["a[U+202E]b", "ab"]]


def test_notes_keep_their_paragraphs() -> None:
    out, _ = check(batch_of({"note": " a  b \r\n\r\n\r\n c\u2028d "}))
    assert out.columns["note"].to_pylist() == ["a b\n\nc\nd"]


BOWTIE = "POLYGON ((46 39, 46.001 39.001, 46.001 39, 46 39.001, 46 39))"


@pytest.mark.parametrize(
    ("wkt", "codes", "after"),
    [
        (None, ["no_geometry"], None),
        ("POINT EMPTY", ["no_geometry"], None),
        ("GEOMETRYCOLLECTION (POINT (46 39))", ["geometry_type"], None),
        ("POINT Z (46 39 1203)", ["three_d"], "POINT (46 39)"),
        ("POINT M (46 39 1)", ["three_d"], "POINT (46 39)"),
        ("POLYGON ((46 39, 46 40, 47 40, 47 39, 46 39))", ["ring_order"], "POLYGON ((46 39, 47 39, 47 40, 46 40, 46 39))"),
        (
            "POLYGON ((46 39, 47 39, 47 40, 46 40, 46 39), (46.2 39.2, 46.4 39.2, 46.4 39.4, 46.2 39.4, 46.2 39.2))",
            ["ring_order"],
            "POLYGON ((46 39, 47 39, 47 40, 46 40, 46 39), (46.2 39.2, 46.2 39.4, 46.4 39.4, 46.4 39.2, 46.2 39.2))",
        ),
        ("POLYGON ((46 39, 46.5 39, 46 39))", ["geometry_collapsed"], None),
        ("LINESTRING (46 39, 46 39)", ["geometry_collapsed"], None),
        ("POINT (39.8 46.7)", ["swapped"], "POINT (39.8 46.7)"),
        ("POINT (46.7 139)", ["out_of_world"], "POINT (46.7 139)"),
        ("POINT (0 0)", ["null_island"], "POINT (0 0)"),
        ("POINT (60 60)", ["outside_area"], "POINT (60 60)"),
        ("MULTIPOINT (46 39, 47 39)", [], "MULTIPOINT ((46 39), (47 39))"),
        ("POLYGON ((43 39, 45 39, 45 40, 43 40, 43 39))", [], "POLYGON ((43 39, 45 39, 45 40, 43 40, 43 39))"),
    ],
)  # fmt: skip
def test_each_defect_of_geometry_is_named_and_what_is_safe_is_mended(
    wkt: str | None, codes: list[str], after: str | None
) -> None:
    out, found = check(batch_of({}, wkt=[wkt]))
    assert found["code"].tolist() == codes
    assert (None if out.geometry[0] is None else shapely.to_wkt(out.geometry[0], rounding_precision=-1)) == after


def test_an_invalid_area_is_made_valid_and_the_place_of_its_defect_is_named() -> None:
    out, found = check(batch_of({}, wkt=[BOWTIE]))
    assert found["code"].tolist() == ["geometry_invalid"]
    assert found["message"].tolist() == ["Self-intersection"]
    assert found[["lon", "lat"]].to_numpy() == pytest.approx(np.array([[46.0005, 39.0005]]))
    assert found["before"].tolist() == ["Polygon, 0 m²"]
    assert found["after"].str.fullmatch(r"MultiPolygon, 4,[78]\d\d m²").all()
    assert shapely.is_valid(out.geometry[0])
    assert shapely.is_ccw(shapely.get_exterior_ring(shapely.get_parts(out.geometry[0]))).all()


def test_heights_are_named_when_they_go() -> None:
    _, found = check(batch_of({}, {}, wkt=["LINESTRING Z (46 39 5, 47 39 1203.5)", "POINT Z (46 39 7)"]))
    assert found["before"].tolist() == ["height 5 to 1203.5", "height 7"]


def test_a_coordinate_that_is_no_number_is_named() -> None:
    batch = batch_of({}, {}, {}, {}, {})
    with np.errstate(invalid="ignore"):
        batch.geometry[:] = [
            shapely.Point(np.nan, 1), shapely.Point(np.inf, 1), shapely.LineString([[1, 1], [np.nan, 1], [2, 2]]),
            shapely.MultiPoint([[46, 39], [np.nan, np.nan]]), shapely.Polygon([[46, 39], [47, 39], [np.nan, 40]]),
        ]  # fmt: skip
    out, found = check(batch)
    assert found["code"].tolist() == ["not_finite"] * 5
    assert out.geometry.tolist() == [None] * 5


@pytest.mark.parametrize("lon", [179.5, -179.5, 170.0, -170.0])
def test_an_area_may_cross_the_180th_meridian(lon: float) -> None:
    area = (170.0, -10.0, -170.0, 10.0)
    assert not said(batch_of({}, wkt=f"POINT ({lon} 5)"), area=area)
    assert said(batch_of({}, wkt="POINT (0 5)"), area=area) == [(0, "outside_area", "geometry")]


def test_without_an_area_only_the_world_is_asked_about() -> None:
    assert not said(batch_of({}, wkt="POINT (-60 5)"), area=None)
    assert said(batch_of({}, wkt="POINT (50 120)"), area=None) == [(0, "swapped", "geometry")]


def test_a_store_without_districts_takes_any() -> None:
    assert not said(batch_of({"district": "x"}), districts=frozenset())
    assert not said(batch_of({"district": "x"}), districts=None)


def test_who_says_elsewhere_what_is_swapped_hears_nothing_of_it_here() -> None:
    assert not said(batch_of({}, wkt="POINT (39.8 46.7)"), swaps=False)


def test_nothing_more_is_said_of_rows_that_could_not_be_read() -> None:
    issues = Issues()
    issues.add("broken_feature", np.array([11]))
    issues.add("geometry_unreadable", np.array([12]))
    empty = dict.fromkeys(("id", "kind", "name:az", "source_ids"))
    batch = batch_of({"name:az": " x"}, empty, {}, wkt=["POINT Z (46 39 1)", None, None], first=10)
    out = RowChecks(area=AREA).check(batch, issues)
    found = issues.frame()
    assert list(zip(found["row"], found["code"], strict=True)) == [
        (10, "spaces"), (10, "three_d"), (11, "broken_feature"), (12, "geometry_unreadable"),
    ]  # fmt: skip
    assert out.columns["name:az"].to_pylist() == ["x", None, "Məscid"]
    assert len(out) == len(out.columns) == 3


def test_what_was_said_before_is_not_said_again() -> None:
    issues = Issues()
    issues.add("no_source", np.array([0]))
    RowChecks().check(batch_of({"source_ids": None}), issues)
    assert issues.counts() == {"no_source": 1}


def test_an_empty_batch_passes() -> None:
    batch = batch_of({})
    out, found = check(SiteBatch(batch.columns.slice(0, 0), batch.geometry[:0], 7))
    assert found.empty
    assert len(out) == 0


ODD = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("a b\u0301\u200c\u200d\u202e\ufe0f\u00a0\n\t\uffffمنـşŞ<=\u0327\u0f71\u0f72각\u061c\u200f\x85"),
    ),
    max_size=8,
)
WORD = st.one_of(st.none(), ODD, st.sampled_from(["mosque", "tomb", "3", "1750~", "", " "]))
SHAPES = st.sampled_from(
    [None, "POINT (46 39)", "POINT Z (46 39 1)", BOWTIE, "POLYGON ((46 39, 46 40, 47 40, 47 39, 46 39))", "LINESTRING (1 1, 1 1)", "POINT (39 46)", "POINT (0 0)"]
)  # fmt: skip


@settings(max_examples=60)
@given(st.lists(st.tuples(st.fixed_dictionaries({}, optional=dict.fromkeys(("kind", "name:fa", "note", "built", "condition", "sensitivity", "generalise_m", "alt_name:az"), WORD)), SHAPES), max_size=6))  # fmt: skip
def test_a_second_pass_changes_nothing_more(rows: list[tuple[dict[str, str | None], str | None]]) -> None:
    if not rows:
        return
    once, _ = check(batch_of(*(row for row, _ in rows), wkt=[wkt for _, wkt in rows]))
    twice, found = check(once)
    mended = found[found["code"].map(lambda code: CODES[code].mended)]
    assert mended.empty, mended.to_string()
    assert twice.columns.equals(once.columns)
    assert [a if a is None else a.wkt for a in twice.geometry] == [a if a is None else a.wkt for a in once.geometry]


def test_every_column_can_be_checked_in_any_type_of_text() -> None:
    names = [*FIELDS, "name:az", "alt_name:az", "identifier:wikidata"]
    for kind in (pa.string(), pa.large_string()):
        table = pa.table({name: pa.array(["x", None], kind) for name in names})
        out, _ = check(SiteBatch(table, np.array([None, None], dtype=object), 0))
        assert {column.type for column in out.columns.columns} == {pa.string()}
