"""Tables as text: what is separated how, which row is the heading, and no row lost."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo.errors import ExchangeError
from geo.exchange.read.delimited import Delimited, separator_of
from geo.exchange.read.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def table(path: Path, content: str | bytes, **limits: int) -> Delimited:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return Delimited(path, limits=Limits(**limits))


def read(delimited: Delimited) -> list[tuple[int, tuple[str | None, ...], str]]:
    """Return number, cells and defect of each row."""
    out = []
    for batch in delimited.batches():
        defects = {defect.at: defect.code for defect in batch.defects}
        cells = zip(*(column.to_pylist() for column in batch.columns.columns), strict=True)
        numbers = batch.numbers.tolist()
        out += [(numbers[at], row, defects.get(at, "")) for at, row in enumerate(cells)]
    return out


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("id,name\n1,A\n", ","),
        ("id;name;lon\n1;A;46,75\n2;B;46,8\n", ";"),
        ("id;lon;lat\n1;46,75;39,76\n", ";"),
        ("id\tname\n1\tA, B, C\n2\tD; E\n", "\t"),
        ("id|name\n1|A\n", "|"),
        ("name\nA\nB\n", ","),
        ("sep=;\na,b;c,d\n1,2;3,4\n", ";"),
        ('id,note\n1,"a;b;c"\n2,"d;e;f"\n', ","),
        ("id,note;s\n1,a;b\n2,c;d\n3,e\n", ","),
        ("Title of it all\n\nid;name\n1;A, B\n", ";"),
    ],
)
def test_the_separator_is_found_out(text: str, separator: str) -> None:
    assert separator_of(text) == separator


def test_rows_are_numbered_as_a_spreadsheet_does(tmp_path: Path) -> None:
    found = table(tmp_path / "a.csv", "Monuments,,\n\nid,name,x\n1,A,\n\n,,\n2,B,y\n")
    assert found.columns == ("id", "name", "x")
    assert found.titles == ("Monuments", "")
    assert read(found) == [(4, ("1", "A", None), ""), (7, ("2", "B", "y"), "")]


def test_a_row_that_is_too_wide_does_not_become_the_heading(tmp_path: Path) -> None:
    content = "id,name,x\n1,A,x\n2,B,x\n3,C,x" + ",4,D,x" * 3 + "\n5,E,x\n"
    found = table(tmp_path / "a.csv", content)
    assert found.columns == ("id", "name", "x")
    assert [row[2] for row in read(found)] == ["", "", "row_width", ""]


def test_the_line_that_names_the_separator_is_no_row(tmp_path: Path) -> None:
    assert read(table(tmp_path / "a.csv", "sep=;\nid;name\n1;A\n")) == [(3, ("1", "A"), "")]


def test_headings_get_names_and_no_name_stands_twice(tmp_path: Path) -> None:
    found = table(tmp_path / "a.csv", "\ufeffid,name,name,,x\n1,A,B,C,D\n")
    assert found.columns == ("id", "name", "name (2)", "column D", "x")
    assert read(found) == [(2, ("1", "A", "B", "C", "D"), "")]


def test_rows_of_another_width_keep_their_cells(tmp_path: Path) -> None:
    found = read(table(tmp_path / "a.csv", "id,name,x\n1,A,\n2,B\n3,C,y,more,and more\n4,D,z,,\n"))
    assert found == [
        (2, ("1", "A", None), ""),
        (3, ("2", "B", None), "row_width"),
        (4, ("3", "C", "y,more,and more"), "row_width"),
        (5, ("4", "D", "z"), ""),
    ]


def test_a_broken_quotation_mark_costs_its_own_row_only(tmp_path: Path) -> None:
    content = 'id,name,x\n1,"A,1\n2,"B",2\n3,C "D" E,3\n4,"F\nG",4\n5,"H"I,5\n6,"J ""K""",6\n'
    assert read(table(tmp_path / "a.csv", content)) == [
        (2, ("1", '"A', "1"), "broken_feature"),
        (3, ("2", "B", "2"), ""),
        (4, ("3", 'C "D" E', "3"), ""),
        (5, ("4", "F\nG", "4"), ""),
        (6, ("5", '"H"I', "5"), "broken_feature"),
        (7, ("6", 'J "K"', "6"), ""),
    ]


def test_a_broken_row_keeps_all_of_its_cells(tmp_path: Path) -> None:
    found = read(table(tmp_path / "a.csv", 'id,name,x\n1,"A"B,1,2,3\n'))
    assert found == [(2, ("1", '"A"B', "1,2,3"), "broken_feature")]


def test_two_broken_rows_whose_marks_close_each_other_swallow_nothing(tmp_path: Path) -> None:
    found = read(table(tmp_path / "a.csv", 'id,name,x\n1,"A,1\n2,B,2\n3,C,"3\n4,D,4\n'))
    assert [(row[0], row[1][0]) for row in found] == [(2, "1"), (3, "2"), (4, "3"), (5, "4")]
    assert [row[2] for row in found] == ["broken_feature", "", "broken_feature", ""]


def test_a_file_full_of_broken_marks_is_read_in_short_time(tmp_path: Path) -> None:
    found = read(table(tmp_path / "a.csv", "id,name\n" + '1,"A\n' * 20_000))
    assert len(found) == 20_000
    assert {row[2] for row in found} == {"broken_feature"}


def test_text_that_is_no_utf8_is_a_defect_of_its_row(tmp_path: Path) -> None:
    content = b"id,name,x\n1,A,1\n2,K\xff,2\n3,C,3\n\xfe,1\n"
    assert read(table(tmp_path / "a.csv", content)) == [
        (2, ("1", "A", "1"), ""),
        (3, ("2", "K\ufffd", "2"), "bad_text"),
        (4, ("3", "C", "3"), ""),
        (5, ("\ufffd", "1", None), "row_width"),
    ]


def test_an_endless_row_is_left_and_the_others_are_read(tmp_path: Path) -> None:
    content = "id,name\n1,A\n2," + "x" * 5_000_000 + "\n3,C\n"
    found = read(table(tmp_path / "a.csv", content, longest_feature=1_000_000))
    assert [(row[0], row[2]) for row in found] == [(2, ""), (3, "feature_too_long"), (4, "")]


def test_a_long_cell_below_the_limit_is_read_whole(tmp_path: Path) -> None:
    lines = "\n".join(["y" * 100] * 40) * 100
    content = f'id,name\n1,A\n2,"{lines}"\n3,{"x" * 5_000_000}\n4,D\n'
    found = read(table(tmp_path / "a.csv", content))
    assert [(row[0], len(row[1][1] or ""), row[2]) for row in found] == [
        (2, 1, ""),
        (3, len(lines), ""),
        (4, 5_000_000, ""),
        (5, 1, ""),
    ]


def test_a_table_without_heading_is_told(tmp_path: Path) -> None:
    with pytest.raises(ExchangeError, match="has no heading"):
        table(tmp_path / "a.csv", ",,,\n,,\n")


def test_progress_ends_with_the_file(tmp_path: Path) -> None:
    told: list[float] = []
    found = table(tmp_path / "a.csv", "id,name\n" + "".join(f"{at},{'x' * 90}\n" for at in range(100_000)))
    assert sum(map(len, found.batches(told.append))) == 100_000
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1)
    assert len(told) > 1


CELLS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r\0\ufeff"), max_size=8)


@settings(max_examples=60)
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=8), st.sampled_from(",;\t|"))
@example([["\n", '"', ";"], ["", "", "a"], ["'", '""', "\n\n"]], ";")
def test_every_table_that_is_written_by_the_rules_comes_back(
    tmp_path_factory: pytest.TempPathFactory, rows: Sequence[Sequence[str]], separator: str
) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerows([["id", "name", "note"], *rows])
    found = read(table(tmp_path_factory.getbasetemp() / "law.csv", text.getvalue()))
    assert [row[1] for row in found] == [tuple(cell or None for cell in row) for row in rows if any(row)]
    assert not any(row[2] for row in found)


@settings(max_examples=150)
@given(st.data())
def test_no_change_of_bytes_makes_it_crash_or_lose_a_row(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    lines = [f'{at},"Kilsə ""{at}""",46.7' for at in range(12)]
    body = bytearray(("id,name,lon\n" + "\n".join(lines) + "\n").encode())
    start = body.index(b"\n") + 1
    for at in data.draw(st.lists(st.integers(start, len(body) - 1), min_size=1, max_size=5)):
        body[at] = data.draw(st.integers(0, 255))
    found = read(table(tmp_path_factory.getbasetemp() / "fuzz.csv", bytes(body)))
    # each byte of the file is in a row, or only separates: the letters that are no part of the rules all come out
    numbers = [row[0] for row in found]
    assert numbers == sorted(set(numbers))
    written = bytes(body[start:]).decode("utf-8", "replace")
    came = "".join(cell for row in found for cell in row[1] if cell)
    for letter in "Kils":
        assert came.count(letter) == written.count(letter)
