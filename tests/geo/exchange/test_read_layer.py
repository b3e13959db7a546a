"""`geo.read_layer`, `geo.check_layer` and `geo.write_layer` one after the other, as in a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import geo
from geo.crs import WGS84
from geo.errors import ExchangeError
from geo.exchange.understand.mapping import FileSource
from geo.vocabularies import Perspective

if TYPE_CHECKING:
    from pathlib import Path

SURVEY = FileSource(title="Survey of 1998", perspective=Perspective.ACADEMIC, licence="CC0-1.0")
TEXT = """id,ad,kind,tikilib,count,x,y
1,Şuşa qalası,fort,XVIII əsr,3,46.75,39.76
2,Köhnə kilsə,church,1650,4,46.8,
3,,bridge,long ago,5,46.9,39.9
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "survey.csv"
    path.write_text(TEXT, "utf-8")
    return path


def test_rows_are_read_checked_filtered_and_written(file: Path) -> None:
    sites = geo.read_layer(file, source=SURVEY)
    assert sites.index.tolist() == [2, 3, 4]  # as a spreadsheet numbers them
    assert sites["name:az"].tolist()[:2] == ["Şuşa qalası", "Köhnə kilsə"]
    assert sites["built"].tolist() == ["17XX", "1650", "long ago"]
    assert sites.crs == WGS84
    assert sites.geometry.isna().tolist() == [False, True, False]
    assert sites.attrs["mapping"].columns["ad"] == "name:az"
    assert sites["source_ids"].tolist() == [sites.attrs["sources"]["id"].item()] * 3
    assert "date_read" in set(sites.attrs["issues"]["code"])
    issues = geo.check_layer(sites, area=(44, 38, 51, 42))
    errors = issues[issues["severity"] == "error"]
    assert sorted(zip(errors["row"], errors["code"], strict=True)) == [(4, "date_unreadable"), (4, "no_name")]
    good = sites.drop(index=errors["row"].unique().tolist())
    assert geo.write_layer(good, file.with_name("sites.gpkg")) == []
    again = geo.read_layer(file.with_name("sites.gpkg"))
    assert again["built"].tolist() == ["17XX", "1650"]


def test_a_file_without_rows_has_the_columns_all_the_same(file: Path) -> None:
    file.write_text(TEXT.splitlines()[0] + "\n")
    sites = geo.read_layer(file, source=SURVEY)
    assert len(sites) == 0
    assert {"id", "kind", "built", "geometry"} <= set(sites.columns)


def test_what_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ExchangeError, match=r"nothing\.csv"):
        geo.read_layer(str(tmp_path / "nothing.csv"))
