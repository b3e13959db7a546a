"""Workbooks: sheets are layers, cells the text that they show."""

from __future__ import annotations

import datetime as dt
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter

from geo.errors import ExchangeError
from geo.exchange.read.reading import open_rows

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("book") / "book.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_numbers": False}) as book:
        book.add_worksheet("empty")
        book.add_worksheet("hidden").hide()
        sheet = book.add_worksheet("Abidələr")
        sheet.merge_range(1, 1, 1, 5, "Monuments, as of 2024")
        sheet.write_row(3, 1, ["id", "Ad", "date", "number", "moment", "yes"])
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet.write_row(4, 1, ["a", "Şuşa\nqalası"])
        sheet.write_datetime(4, 3, dt.date(1950, 1, 2), day)
        sheet.write_number(4, 4, 17)
        sheet.write_datetime(4, 5, dt.datetime.fromisoformat("2024-05-06T07:08:09"), moment)
        sheet.write_boolean(4, 6, True)
        sheet.write_row(7, 1, ["007", "=HYPERLINK(1)", "", 0.3, 1e15])
        sheet.write_formula(8, 1, "=1+1", None, "made")
        sheet.write_number(8, 4, -1.5e-7)
        other = book.add_worksheet("other")
        other.write_row(0, 0, ["id"])
        other.write_row(1, 0, ["x"])
        sources = book.add_worksheet("sources")
        sources.write_row(0, 0, ["id", "title", "licence"])
        sources.write_row(1, 0, ["ihlg", "A list", "CC0"])
    return path


@pytest.fixture(scope="module")
def read(book: Path) -> dict[str, Any]:
    with open_rows(book) as rows:
        (batch,) = rows.batches()
    return {"rows": rows, "batch": batch}


def test_the_first_sheet_with_rows_is_read_and_the_others_named(read: dict[str, Any]) -> None:
    rows = read["rows"]
    assert (rows.layer, rows.layers) == ("Abidələr", ("Abidələr", "other"))
    assert [(remark.code, remark.detail) for remark in rows.remarks] == [
        ("title_rows", "Monuments, as of 2024"),
        ("other_layers", "other"),
    ]
    assert rows.sources is not None
    assert rows.sources.to_pylist() == [{"id": "ihlg", "title": "A list", "licence": "CC0"}]
    assert not rows.has_geometry


def test_cells_are_texts_and_rows_have_the_numbers_of_the_sheet(read: dict[str, Any]) -> None:
    batch = read["batch"]
    assert batch.columns.column_names == ["id", "Ad", "date", "number", "moment", "yes"]
    assert batch.numbers.tolist() == [5, 8, 9]
    assert [tuple(row.values()) for row in batch.columns.to_pylist()] == [
        ("a", "Şuşa\nqalası", "1950-01-02", "17", "2024-05-06T07:08:09", "true"),
        ("007", "=HYPERLINK(1)", None, "0.3", "1000000000000000", None),
        ("made", None, None, "-1.5e-07", None, None),
    ]


def test_a_sheet_is_read_by_name_and_an_unknown_one_told(book: Path) -> None:
    with open_rows(book, layer="other") as rows:
        assert rows.sample().columns.to_pylist() == [{"id": "x"}]
    with pytest.raises(ExchangeError, match=r"'book.xlsx': it has no sheet 'more': there are 'empty', 'Abidələr'"):
        open_rows(book, layer="more")


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as file:
            for _block in range(80):
                file.write(bytes(1 << 20))
    with pytest.raises(ExchangeError, match="can honestly hold"):
        open_rows(path)
