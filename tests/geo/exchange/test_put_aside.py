"""What is put aside is what was put there, also when nothing else is left of whoever did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.exchange.put_aside import ArrayFile, RecordFile
from geo.exchange.report import issues as issues_module
from geo.exchange.report.issues import Issues

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = st.lists(st.one_of(st.none(), st.text(st.characters(codec="utf-8"), max_size=20)), min_size=1, max_size=9)


@given(parts=st.lists(st.lists(st.tuples(st.floats(), st.floats()), max_size=5), max_size=5))
@settings(max_examples=30, deadline=None)
def test_an_array_is_its_parts_one_after_another(
    tmp_path_factory: pytest.TempPathFactory, parts: list[list[tuple[float, float]]]
) -> None:
    folder = tmp_path_factory.mktemp("aside")
    file = ArrayFile(folder, np.float64, 2)
    for part in parts:
        file.append(np.array(part).reshape(-1, 2))
    rows = file.mapped()
    del file
    assert np.array_equal(rows, np.array([row for part in parts for row in part]).reshape(-1, 2), equal_nan=True)
    assert not list(folder.iterdir())


def test_nobody_writes_to_what_was_put_aside_and_every_row_has_its_width(tmp_path: Path) -> None:
    file = ArrayFile(tmp_path, np.int64)
    file.append(np.array([1, 2]))
    with pytest.raises(ValueError, match="read-only"):
        file.mapped()[0] = 3
    file.append(np.array([3]))
    assert file.mapped().tolist() == [1, 2, 3]
    with pytest.raises(ValueError, match=r"rows of the shape \(2,\) to an array with rows of \(\)"):
        file.append(np.ones((1, 2), dtype=np.int64))


@given(calls=st.lists(st.lists(TEXTS, min_size=1, max_size=4), max_size=4))
@settings(max_examples=30, deadline=None)
def test_records_are_the_same_in_a_file(tmp_path_factory: pytest.TempPathFactory, calls: list[list[Any]]) -> None:
    file = RecordFile(tmp_path_factory.mktemp("aside"))
    given_, put = [], []
    for texts in calls:
        batches = [
            pa.record_batch({"text": pa.array(some, pa.string()), "n": pa.array(range(len(some)))}) for some in texts
        ]
        before = pa.total_allocated_bytes()
        put += file.put(batches)
        assert pa.total_allocated_bytes() <= before
        given_ += batches
    del file
    assert all(one.equals(other) for one, other in zip(put, given_, strict=True))


ISSUES = st.lists(
    st.tuples(
        st.sampled_from(["spaces", "markup", "geometry_invalid"]),
        st.lists(st.integers(0, 99), min_size=1, max_size=6),
        st.sampled_from([None, "name:az"]),
        st.one_of(st.none(), st.text(st.characters(codec="utf-8"), max_size=9)),
        st.booleans(),
    ),
    max_size=12,
)


@given(told=ISSUES, most=st.integers(0, 2000))
@settings(max_examples=40, deadline=None)
def test_issues_in_a_file_are_those_in_memory(
    tmp_path_factory: pytest.TempPathFactory, told: list[tuple[str, list[int], str | None, str | None, bool]], most: int
) -> None:
    memory, file = Issues(), Issues(tmp_path_factory.mktemp("aside"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(issues_module, "_MOST_IN_MEMORY", most)
        for issues in (memory, file):
            for code, rows, field, text, placed in told:
                places = np.column_stack([rows, rows]) / 2 if placed else None
                issues.add(code, np.array(rows), field=field, detail=text, before=[text] * len(rows), places=places)
            issues.add_file("no_rows")
    pd.testing.assert_frame_equal(memory.frame(), file.frame())
    pd.testing.assert_frame_equal(memory.frame(2, reasons=True), file.frame(2, reasons=True))
    assert memory.counts() == file.counts()
    assert np.array_equal(memory.rows_of(("spaces",), n=100), file.rows_of(("spaces",), n=100))
