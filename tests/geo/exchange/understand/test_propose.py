from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pyproj import Transformer

from geo.exchange.export.site_table import site_rows_of
from geo.exchange.export.writing import write_layer
from geo.exchange.read.reading import open_rows
from geo.exchange.report.issues import Issues
from geo.exchange.understand.known import known_of
from geo.exchange.understand.mapping import Mapping
from geo.exchange.understand.mapping_file import mapping_text, parse_mapping
from geo.exchange.understand.propose import propose
from geo.exchange.understand.understanding import Understanding
from geo.store import open_store
from tests.geo.exchange.understand.understood import AREA, STATE, opened

if TYPE_CHECKING:
    from pathlib import Path

    from geo.exchange.understand.known import Known
    from geo.exchange.understand.propose import Proposal

TABLE = """№;Abidənin adı;Növü;Yerləşdiyi rayon;Əsr;Vəziyyəti;Enlik;Uzunluq;Mənbə;Şəkil
1;Cümə məscidi;Məscid;Ağdam rayonu;XIX;yaxşı;39°59′36″N;46°55′48″E;https://example.org/1;a.jpg
2;Pənah xan türbəsi;türbə;Ağdam;18;zədələnib;39,99;46,93;Kitab;b.jpg
3;Çapel;kapella;Ağdam;XVIII-XIX;pis;39,98;46,94;;
"""


@pytest.fixture(scope="module")
def known(bundled_store: Path) -> Known:
    with open_store(bundled_store) as store:
        return known_of(store)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "abidələr.csv"
    path.write_text(TABLE, "utf-8")
    return path


def test_a_table_of_somebody_is_understood_without_a_word(table: Path, known: Known) -> None:
    with open_rows(table) as rows:
        proposal = propose(rows, area=AREA, known=known, mapping=Mapping(source=STATE))
        understanding, issues = Understanding(rows, proposal.mapping, area=AREA, known=known), Issues()
        sites = next(understanding.rows(batch, issues) for batch in rows.batches())
        understanding.finish(issues)
    assert {match.heading: match.target for match in proposal.columns} == {
        "№": None, "Abidənin adı": "name:az", "Növü": "kind", "Yerləşdiyi rayon": "district", "Əsr": "built", "Vəziyyəti": "condition", "Enlik": "lat",
        "Uzunluq": "lon", "Mənbə": "source", "Şəkil": None,
    }  # fmt: skip
    assert all(match.why and 0 <= match.confidence <= 1 for match in proposal.columns)
    assert proposal.columns[1].examples[0] == "Cümə məscidi"
    assert [(fit.code, fit.swapped) for fit in proposal.crs] == [("EPSG:4326", False)]
    assert {(word.word, word.target, word.sure) for word in proposal.words if word.field == "kind"} == {
        ("Məscid", "mosque", True), ("türbə", "mausoleum", True), ("kapella", None, False),
    }  # fmt: skip
    assert proposal.questions == ()
    columns = sites.columns.to_pydict()
    assert columns["kind"] == ["mosque", "mausoleum", "kapella"]
    assert columns["built"] == ["18XX", "17XX", "17XX/18XX"]
    assert columns["condition"] == ["1", None, "3"]
    assert columns["district"] == ["aghdam"] * 3
    assert [round(shape.x, 2) for shape in sites.geometry] == [46.93, 46.93, 46.94]
    assert "unknown_word" not in issues.counts()


def test_what_is_given_wins_and_the_rest_is_proposed(table: Path) -> None:
    given = Mapping(columns={"№": "register_id", "Növü": None, "elsewhere": "note"}, crs="EPSG:4326")
    with open_rows(table) as rows:
        proposal = propose(rows, area=AREA, mapping=given)
        again = propose(rows, area=AREA, mapping=parse_mapping(mapping_text(proposal.mapping), name="m.yml"))
    assert proposal.mapping.columns["№"] == "register_id"
    assert proposal.mapping.columns["Növü"] is None
    assert proposal.mapping.columns["elsewhere"] == "note"
    assert proposal.mapping.columns["Enlik"] == "lat"
    assert again.mapping == proposal.mapping, "saved and used again, it is the same"


def test_a_field_that_is_given_is_proposed_to_no_other_column(table: Path) -> None:
    with open_rows(table) as rows:
        proposal = propose(rows, mapping=Mapping(columns={"Şəkil": "name:az"}))
    by_heading = {match.heading: match for match in proposal.columns}
    assert by_heading["Abidənin adı"].target is None
    assert "name:az" in by_heading["Abidənin adı"].why


def test_metres_without_a_system_are_asked_with_all_that_fits() -> None:
    x, y = Transformer.from_crs(4326, 32638, always_xy=True).transform([46.7, 46.8, 46.9], [39.7, 39.8, 39.9])
    file = opened(
        {
            "name": ["a", "b", "c"],
            "X": [f"{value:.1f}" for value in x],
            "Y": [f"{value:.1f}".replace(".", ",") for value in y],
        }
    )
    proposal = propose(file.rows, area=AREA)
    assert proposal.mapping.crs is None
    assert {fit.code for fit in proposal.crs} == {"EPSG:32638", "EPSG:28468"}
    assert any("EPSG:32638" in question and "EPSG:28468" in question for question in proposal.questions)


def test_exchanged_numbers_rivals_and_missing_fields_are_questions() -> None:
    file = opened(
        {
            "lat": ["46.7", "46.8"],
            "lon": ["39.7", "39.8"],
            "source": ["a", "b"],
            "Quelle": ["c", "d"],
            "condition grade": ["1", "5"],
            "year": ["2001", "1750"],
        }
    )
    proposal = propose(file.rows, area=AREA)
    asked = " ".join(proposal.questions)
    assert proposal.swapped_rows == 2
    for words in (
        "2 rows",
        "'Quelle' would fit too",
        "what kind of site",
        "holds names",
        "who says",
        "1 good to 5 destroyed",
        "'year' was left out",
    ):
        assert words in asked, words


def test_late_headings_are_matched_too() -> None:
    file = opened({"name": ["a"]})
    assert propose(file.rows, late=["name:fa", "xyz"]).mapping.columns == {
        "name": "name:und",
        "name:fa": "name:fa",
        "xyz": None,
    }


@pytest.mark.parametrize("format", ["geojson", "csv", "gpkg", "shapefile"])
def test_our_own_exports_come_back_without_a_question_or_a_change(
    format: str, bundled_store: Path, known: Known, tmp_path: Path
) -> None:
    path = tmp_path / {"geojson": "s.geojson", "csv": "s.csv", "gpkg": "s.gpkg", "shapefile": "s.zip"}[format]
    with open_store(bundled_store) as store:
        write_layer(site_rows_of(store), path, format=format)
    with open_rows(path) as rows:
        proposal: Proposal = propose(rows, area=AREA, known=known)
        understanding, issues = Understanding(rows, proposal.mapping, area=AREA, known=known), Issues()
        for batch in rows.batches():
            understanding.rows(batch, issues)
        understanding.finish(issues)
    strange = [match.heading for match in proposal.columns if match.confidence < 1]
    assert strange == []
    assert set(issues.counts()) <= {"crs_assumed"}
    assert proposal.questions == ()
