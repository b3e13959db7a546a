from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from geo.exchange.report.issue_codes import CODES, Severity
from geo.exchange.report.issues import COLUMNS, Issues


def test_issues_come_back_by_row_those_of_the_file_first() -> None:
    issues = Issues()
    issues.add("no_name", np.array([False, True, True]), first=10)
    issues.add(
        "spaces",
        np.array([1, 0]),
        first=10,
        field="name:az",
        before=["a ", None],
        after="a",
        places=np.array([[1, 2], [3, 4]]),
    )
    issues.add_file("column_left_out", field="x", detail="y")
    issues.add("no_name", np.array([], dtype=np.int64))
    frame = issues.frame()
    assert frame.dtypes.astype(str).to_dict() == COLUMNS
    assert frame["row"].tolist() == [pd.NA, 10, 11, 11, 12]
    assert frame["code"].tolist() == ["column_left_out", "spaces", "no_name", "spaces", "no_name"]
    assert frame["before"].fillna("").tolist() == ["", "", "", "a ", ""]
    assert frame.loc[3, ["field", "after", "lon", "lat"]].tolist() == ["name:az", "a", 1.0, 2.0]
    assert issues.counts() == {"no_name": 2, "spaces": 2, "column_left_out": 1}
    assert len(issues) == 5


def test_no_issue_is_an_empty_frame_of_the_same_columns() -> None:
    assert Issues().frame().dtypes.astype(str).to_dict() == COLUMNS
    assert Issues().counts() == {}


@pytest.mark.parametrize("texts", [["x", None], np.array(["x", None], dtype=object), pd.Series(["x", None]), pa.array(["x", None]), pa.chunked_array([["x"], [None]]), pa.array(["x", None]).dictionary_encode()])  # fmt: skip
def test_texts_come_in_any_form(texts: object) -> None:
    issues = Issues()
    issues.add("markup", np.array([1, 2]), detail=texts)  # type: ignore[arg-type]  # a dictionary is an array too
    assert issues.frame()["message"].fillna("").tolist() == ["x", ""]


def test_another_number_of_texts_than_of_rows_is_refused() -> None:
    with pytest.raises(ValueError, match="1 texts for 2 rows"):
        Issues().add("markup", np.array([1, 2]), detail=["x"])


def test_a_code_that_nobody_declared_is_refused() -> None:
    with pytest.raises(KeyError):
        Issues().add("strange", np.array([1]))


def test_rows_are_kept_out_by_errors_and_by_warnings_that_nobody_accepts() -> None:
    issues = Issues()
    issues.add("no_name", np.array([0]))
    issues.add("outside_area", np.array([1]))
    issues.add("spaces", np.array([2]))
    assert issues.rejects(4, accept_warnings=True).tolist() == [True, False, False, False]
    assert issues.rejects(4, accept_warnings=False).tolist() == [True, True, False, False]
    assert issues.rows_with(4, Severity.NOTE).tolist() == [False, False, True, False]
    assert issues.mended_rows(4).tolist() == [False, False, True, False]
    assert issues.rows_of(("spaces", "no_name"), first=1, n=2).tolist() == [False, True]


def test_an_issue_of_the_file_keeps_all_out() -> None:
    issues = Issues()
    issues.add_file("other_layers")
    assert not issues.rejects(2, accept_warnings=False).any()
    issues.add_file("encoding_unsure")
    assert issues.stop_all(accept_warnings=False) == ["encoding_unsure"]
    assert issues.stop_all(accept_warnings=True) == []
    issues.add_file("crs_missing")
    assert issues.rejects(2, accept_warnings=True).all()


@pytest.mark.parametrize("code", CODES)
def test_each_code_says_in_a_sentence_what_is_so_and_how_to_mend_it(code: str) -> None:
    for text in (CODES[code].title, CODES[code].mend):
        assert text == text.strip()
        assert len(text.split()) > 2
        assert not text.endswith((".", "!"))
        assert text[0].islower()
