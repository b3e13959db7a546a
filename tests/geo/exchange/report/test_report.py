from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.exchange.export.formula_safe import formula_safe
from geo.exchange.report.as_table import COLUMNS
from geo.exchange.report.import_report import ImportReport
from geo.exchange.report.issue_codes import CODES
from geo.exchange.report.issues import Issues
from geo.exchange.understand.mapping import Mapping

if TYPE_CHECKING:
    from pathlib import Path

ROWS = 5


def report_of(issues: Issues, *, accept_warnings: bool = False, n: int = ROWS, **more: object) -> ImportReport:
    rejected = int(issues.rejects(n, accept_warnings=accept_warnings).sum())
    filled: dict[str, Any] = {
        "file": "sites.csv", "sha256": "ab", "n_bytes": 9, "format": "csv", "rows_in": n, "accepted": n - rejected,
        "rejected": rejected, "mended": int(issues.mended_rows(n).sum()), "unchanged": 0, "written": False,
        "issues": issues, "numbers": np.arange(2, n + 2),
    }  # fmt: skip
    return ImportReport(**{**filled, **more})


TEXT = st.one_of(
    st.none(), st.text(st.characters(exclude_categories=["Cs"]), max_size=6), st.sampled_from(["=1", 'a"b,\n', "Şuşa"])
)
NUMBER = st.floats(-180, 180)
FOUND = st.lists(
    st.tuples(st.sampled_from([*CODES]), st.integers(-1, ROWS - 1), TEXT, TEXT, TEXT, st.one_of(st.none(), st.tuples(NUMBER, NUMBER))),
    max_size=8,
)  # fmt: skip


def issues_of(found: list[tuple[str, int, str | None, str | None, str | None, tuple[float, float] | None]]) -> Issues:
    issues = Issues()
    for code, row, message, before, after, place in found:
        if row < 0:
            issues.add_file(code, field=before, detail=message or "")
        else:
            places = None if place is None else np.array([place])
            issues.add(
                code, np.array([row]), field="note", detail=[message], before=[before], after=[after], places=places
            )
    return issues


@settings(max_examples=25)
@given(FOUND, st.booleans())
def test_rows_in_are_accepted_and_rejected_together_whatever_was_found(found: list[Any], accept: bool) -> None:
    report = report_of(issues_of(found), accept_warnings=accept)
    assert report.rows_in == report.accepted + report.rejected
    assert 0 <= report.mended <= report.rows_in


@pytest.mark.parametrize("wrong", [{"accepted": 4}, {"rows_in": 4}, {"unchanged": 6}, {"mended": 6}, {"rejected": -1, "accepted": 6}, {"numbers": np.arange(4)}])  # fmt: skip
def test_a_report_that_does_not_add_up_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="does not add up"):
        report_of(Issues(), **wrong)


@settings(max_examples=25)
@given(FOUND)
def test_json_holds_all_that_the_report_does(found: list[Any]) -> None:
    report = report_of(issues_of(found), mapping=Mapping(crs="EPSG:32638"))
    read = json.loads(report.to_json())
    assert read["rows_in"] == read["accepted"] + read["rejected"]
    assert Mapping.model_validate(read["mapping"]) == report.mapping
    assert [kind["code"] for kind in read["issues"]] == [code for code in CODES if code in report.issues.counts()]
    assert {kind["code"]: kind["count"] for kind in read["issues"]} == report.issues.counts()
    rows = [
        {"code": kind["code"], "severity": kind["severity"], **row} for kind in read["issues"] for row in kind["rows"]
    ]
    listed = report.listed()
    expected = listed.astype(object).where(listed.notna(), None).to_dict("records")
    assert rows == expected


@settings(max_examples=15)
@given(FOUND)
def test_the_table_holds_all_issues_and_no_formula(tmp_path_factory: pytest.TempPathFactory, found: list[Any]) -> None:
    report = report_of(issues_of(found))
    path = tmp_path_factory.mktemp("report") / "x.csv"
    report.write_csv(path)
    text = path.read_bytes().decode("utf-8-sig")
    heading, *lines = csv.reader(io.StringIO(text, newline=""))
    assert tuple(heading) == COLUMNS
    listed = report.listed()
    assert len(lines) == len(listed)
    for name in ("message", "before", "after", "field"):
        texts = formula_safe(pa.array(listed[name], pa.string(), from_pandas=True)).fill_null("").to_pylist()
        assert [line[COLUMNS.index(name)] for line in lines] == texts
    assert [line[2] for line in lines] == ["" if row is pd.NA else str(row) for row in listed["row"]]


def test_a_row_has_its_number_line_and_id_and_lies_where_its_defect_is_or_else_where_it_is() -> None:
    issues = Issues()
    issues.add("no_name", np.array([0, 1]))
    issues.add("geometry_invalid", np.array([1]), places=np.array([[9.0, 8.0]]))
    issues.add_file("column_left_out", field="x")
    report = report_of(
        issues,
        n=2,
        lines=np.array([10, 20]),
        ids=pa.array(["a", None]),
        centres=np.array([[1.0, 2.0], [np.nan, np.nan]]),
    )
    listed = report.listed()
    columns = listed[["code", "row", "line", "id", "lon"]]
    assert columns.astype(object).where(columns.notna(), None).values.tolist() == [
        ["geometry_invalid", 3, 20, None, 9.0],
        ["no_name", 2, 10, "a", 1.0],
        ["no_name", 3, 20, None, None],
        ["column_left_out", None, None, None, None],
    ]


def test_a_page_lists_some_of_each_kind_and_files_all(tmp_path: Path) -> None:
    issues = Issues()
    issues.add("no_name", np.arange(ROWS))
    issues.add("spaces", np.arange(2), before="a ", after="a")
    report = report_of(issues)
    assert report.listed(2)["code"].tolist() == ["no_name", "no_name", "spaces", "spaces"]
    assert report.summary()[["code", "severity", "count"]].values.tolist() == [
        ["no_name", "error", 5],
        ["spaces", "note", 2],
    ]
    report.write_json(tmp_path / "r.json")
    assert [len(kind["rows"]) for kind in json.loads((tmp_path / "r.json").read_text("utf-8"))["issues"]] == [5, 2]


def test_points_are_a_layer_that_gis_reads(tmp_path: Path) -> None:
    issues = Issues()
    issues.add(
        "geometry_invalid", np.array([1, 2]), detail="Self-intersection", places=np.array([[46.5, 39.5], [46.5, 139.5]])
    )
    issues.add("no_name", np.array([0]))
    report_of(issues).write_points(tmp_path / "p.geojson")
    layer = gpd.read_file(tmp_path / "p.geojson")
    assert layer[["code", "row", "message", "title"]].values.tolist() == [
        ["geometry_invalid", 3, "Self-intersection", CODES["geometry_invalid"].title]
    ]
    assert layer.geometry.to_wkt().tolist() == ["POINT (46.5 39.5)"]


def test_an_empty_report_is_written_too(tmp_path: Path) -> None:
    report = report_of(Issues(), n=0)
    assert json.loads(report.to_json())["issues"] == []
    report.write_csv(tmp_path / "r.csv")
    report.write_points(tmp_path / "p.geojson")
    assert json.loads((tmp_path / "p.geojson").read_text("utf-8"))["features"] == []
    assert len((tmp_path / "r.csv").read_text("utf-8-sig").splitlines()) == 1


def test_files_are_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "r.json").write_text("old", "utf-8")
    issues = Issues()
    issues.add("no_name", np.array([0]))
    report = report_of(issues)
    monkeypatch.setattr(ImportReport, "listed", lambda *_: 1 / 0)
    for write in (report.write_json, report.write_csv, report.write_points):
        with pytest.raises(ZeroDivisionError):
            write(tmp_path / "r.json")
    assert [file.name for file in tmp_path.iterdir()] == ["r.json"]
    assert (tmp_path / "r.json").read_text("utf-8") == "old"
