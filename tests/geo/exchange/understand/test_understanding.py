from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ExchangeError
from geo.exchange.batch import Batch, RowDefect
from geo.exchange.report.issue_codes import CODES
from geo.exchange.report.issues import Issues
from geo.exchange.site_rows import order_of
from geo.exchange.understand.known import Known, KnownSource
from geo.exchange.understand.mapping import FileSource, Mapping
from geo.exchange.understand.understanding import Understanding
from tests.geo.exchange.understand.understood import AREA, STATE, Opened, batch_of, opened, understood

KNOWN = Known(
    sources={"reg": KnownSource("state", "unknown")},
    district_ids=frozenset({"aghdam"}),
    district_keys={"agdam": "aghdam"},
)
FOREIGN: dict[str, list[str | None]] = {
    "Nr": ["A/1", "b-2", None, None],
    "Ad": ["Şuşa məscidi", "Ev", "Qala", "Qala"],
    "növ": ["Məscid", "chapel", "qala", None],
    "tarix": ["XVIII əsr", "03/04/2020", "1750", "naməlum"],
    "hal": ["Yaxşı", "damaged", "3", None],
    "enlik": ["39°45′N", "39,76", "x", "39.9"],
    "uzunluq": ["46°45′", "46,76", "46", None],
    "mənbə": ["https://example.org/a", "Book 3", "https://example.org/a", None],
    "rayon": ["Ağdam rayonu", "Nowhere", "aghdam", None],
    "dəqiqlik": ["12,5 m", "50", "1,500", None],
    "başqa": ["1", "2", None, None],
}
MAPPING = Mapping(
    columns={
        "Nr": "id", "Ad": "name:az", "növ": "kind", "tarix": "built", "hal": "condition", "enlik": "lat", "uzunluq": "lon", "mənbə": "source",
        "rayon": "district", "dəqiqlik": "uncertainty_m", "başqa": None, "not in this file": "note",
    },
    source=STATE,
)  # fmt: skip


def test_a_foreign_table_becomes_site_rows_with_every_change_on_record() -> None:
    done = understood(opened(FOREIGN), MAPPING, known=KNOWN)
    assert done.sites.columns.column_names == done.by.columns == order_of(done.by.columns)
    assert done.column("note") == [None] * 4, "a heading of the mapping may turn up later"
    assert done.column("kind") == ["mosque", "chapel", "fort", None]
    assert done.column("built") == ["17XX", "03/04/2020", "1750", None]
    assert done.column("condition") == ["1", None, "3", None]
    assert done.column("condition_raw") == ["Yaxşı", "damaged", None, None]
    assert done.column("condition_scale") == ["hal", "hal: damaged = 2 to 4", None, None]
    assert done.column("district") == ["aghdam", "Nowhere", "aghdam", None]
    assert done.column("uncertainty_m") == ["12.5", "50", "1,500", None]
    assert done.column("identifier:original") == ["A/1", None, None, None]
    assert shapely.get_coordinates(done.sites.geometry[:2]) == pytest.approx(np.array([[46.75, 39.75], [46.76, 39.76]]))
    assert done.sites.geometry[2:].tolist() == [None, None]
    ids = done.column("id")
    assert ids[:2] == ["a-1", "b-2"]
    assert ids[2] == ids[3], "two rows that cannot be told apart have one identifier, and are found as twins"
    assert done.of("word_matched")[0] == (0, "kind", "Məscid", "mosque")
    assert (1, "condition", "damaged", None) in done.of("word_matched")
    assert done.of("date_read") == [(0, "built", "XVIII əsr", "17XX"), (3, "built", "naməlum", None)]
    assert done.of("number_read") == [(0, "uncertainty_m", "12,5 m", "12.5")]
    assert done.of("reference_matched") == [(0, "district", "Ağdam rayonu", "aghdam")]
    assert done.of("id_changed") == [(0, "id", "A/1", "a-1")]
    assert [row for row, *_ in done.of("id_missing")] == [2, 3]
    assert {row for row, *_ in done.of("coordinate_text")} == {0, 1}
    assert done.of("column_left_out") == [(None, "başqa", None, None)]
    assert [row for row, *_ in done.of("source_made")] == [0, 1]
    assert done.of("geometry_unreadable") == [(2, "enlik", None, None), (3, "uzunluq", None, None)]
    assert done.of("no_source") == []
    sources = done.by.new_sources
    assert done.column("source_ids")[3] == sources["id"][0]
    assert set(done.column("source_ids")) <= set(sources["id"])
    assert [(word.field, word.word, word.count) for word in done.by.unmatched] == [
        ("kind", "chapel", 1),
        ("condition", "damaged", 1),
    ]


def test_understanding_what_was_understood_changes_nothing() -> None:
    first = understood(opened(FOREIGN), MAPPING, known=KNOWN)
    again = understood(
        Opened(
            Batch(first.sites.columns, first.sites.geometry, np.arange(4)),
            "EPSG:4326",
            has_geometry=True,
            sources=pa.Table.from_pandas(first.by.new_sources),
        ),
        Mapping(columns={name: name for name in first.by.columns}),
        known=KNOWN,
    )
    assert again.sites.columns.equals(first.sites.columns)
    assert again.issues.counts() == {}
    assert again.sites.geometry.tolist() == first.sites.geometry.tolist()


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(
            st.none() | st.text(max_size=8),
            st.none() | st.text("məscidqala ", max_size=8) | st.sampled_from(["Məscid", "церковь", "mosque"]),
            st.none() | st.sampled_from(["1750", "XVIII əsr", "03/04/2020", "unknown", "c. 1800"]),
            st.none() | st.sampled_from(["good", "damaged", "9", "2.0", "Zədələnib"]),
            st.none() | st.sampled_from(["50", "1,5", "1,500", "2 km", "n/a"]),
            st.none() | st.text(max_size=6) | st.sampled_from(["reg", "A book; Another", "https://example.org/x"]),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_any_table_is_understood_once_and_for_all(rows: list[tuple[str | None, ...]]) -> None:
    names = ("id", "kind", "built", "condition", "uncertainty_m", "source")
    file = opened({name: [row[place] for row in rows] for place, name in enumerate(names)})
    first = understood(file, Mapping(columns={name: name for name in names}, source=STATE), known=KNOWN)
    assert len(first.sites) == len(rows)
    again = understood(
        Opened(
            Batch(first.sites.columns, first.sites.geometry, np.arange(len(rows))),
            "EPSG:4326",
            sources=pa.Table.from_pandas(first.by.new_sources),
        ),
        Mapping(columns={name: name for name in first.by.columns}, source=STATE),
        known=KNOWN,
    )
    assert again.sites.columns.equals(first.sites.columns)
    assert not any(CODES[code].mended for code in again.issues.counts()), again.issues.frame()
    frame = first.issues.frame()
    for row, field in zip(frame["row"], frame["field"], strict=True):
        assert row is not None or field is not None


def test_batches_have_the_same_columns_and_late_headings_are_told() -> None:
    file = opened({"name": ["a"], "kind": ["mosque"]})
    by, issues = (
        Understanding(file.rows, Mapping(columns={"name": "name:und", "kind": "kind"}, source=STATE), area=AREA),
        Issues(),
    )
    batches = [
        batch_of({"name": ["a", "b"], "kind": ["mosque", None]}),
        batch_of({"kind": ["church"], "note": ["late"]}),
        batch_of({"name": ["c"]}),
    ]
    out = [by.rows(batch, issues) for batch in batches]
    by.finish(issues)
    assert [batch.first for batch in out] == [0, 2, 3]
    assert all(batch.columns.column_names == by.columns for batch in out)
    assert out[1].columns["name:und"].to_pylist() == [None]
    assert by.late == {"note": 1}
    assert issues.counts()["column_left_out"] == 1
    known = Understanding(
        file.rows, Mapping(columns={"name": "name:und", "kind": "kind", "note": "note"}, source=STATE), area=AREA
    )
    assert [known.rows(batch, Issues()).columns["note"].to_pylist() for batch in batches] == [
        [None, None],
        ["late"],
        [None],
    ]
    assert known.late == {}


def test_rows_that_could_not_be_read_get_no_identifier_and_no_source() -> None:
    batch = batch_of(
        {"name": ["half", "a"], "kind": ["Məscid", "mosque"]},
        defects=(RowDefect(0, "broken_feature", "byte 8"), RowDefect(1, "duplicate_key", "name")),
    )
    done = understood(Opened(batch), Mapping(columns={"name": "name:und", "kind": "kind"}))
    assert done.column("id")[0] is None
    assert done.column("id")[1] is not None
    assert [row for row, *_ in done.of("broken_feature")] == [0]
    assert [row for row, *_ in done.of("duplicate_key")] == [1]
    assert [row for row, *_ in done.of("no_source")] == [1]
    assert done.of("word_matched") == []


def test_two_columns_for_one_field_stop_the_file() -> None:
    done = understood(opened({"a": ["x"], "b": ["y"]}), Mapping(columns={"a": "note", "b": "note"}, source=STATE))
    assert done.issues.stop_all(accept_warnings=True) == ["columns_clash"]


def test_what_the_mapping_says_of_values_comes_first_in_every_field() -> None:
    mapping = Mapping(
        columns={"k": "kind", "c": "condition", "d": "built", "s": "note", "r": "district"},
        values={
            "kind": {"chapel": "church", "misc": None},
            "condition": {"damaged": 3, "1": 5},
            "built": {"old": "17XX"},
            "note": {"x": None},
            "district": {"Q": "aghdam"},
        },
        source=STATE,
    )
    done = understood(
        opened(
            {"k": ["Chapel", "misc"], "c": ["damaged", "1"], "d": ["old", "1750"], "s": ["x", "y"], "r": ["Q", None]}
        ),
        mapping,
        known=KNOWN,
    )
    assert done.column("kind") == ["church", None]
    assert done.column("condition") == ["3", "5"]
    assert done.column("condition_raw") == ["damaged", None]
    assert done.column("built") == ["17XX", "1750"]
    assert done.column("note") == [None, "y"]
    assert done.column("district") == ["aghdam", None]


def test_a_store_without_districts_has_them_made() -> None:
    done = understood(
        opened({"r": ["Ağdam rayonu", "AGDAM", None, "Şuşa"]}), Mapping(columns={"r": "district"}, source=STATE)
    )
    assert done.column("district") == ["agdam", "agdam", None, "susa"]
    assert done.by.new_districts.to_dict("list") == {
        "id": ["agdam", "susa"],
        "text": ["Ağdam rayonu", "Şuşa"],
        "lang": ["und", "und"],
    }
    assert [row for row, *_ in done.of("district_made")] == [0, 3]


def test_sources_of_rows_and_of_the_file() -> None:
    file = opened({"src": ["Book", None], "ids": [None, "reg;nobody"]})
    columns: dict[str, str | None] = {"src": "source", "ids": "source_ids"}
    unsaid = understood(file, Mapping(columns=columns), known=KNOWN)
    assert unsaid.column("source_ids") == [None, None]
    assert [row for row, *_ in unsaid.of("no_source")] == [0, 1]
    assert [row for row, *_ in unsaid.of("unknown_reference")] == [1]
    known = understood(file, Mapping(columns=columns, source=FileSource(id="reg")), known=KNOWN)
    assert known.column("source_ids")[0] == known.by.new_sources["id"][0]
    assert known.by.new_sources["perspective"].tolist() == ["state"]
    with pytest.raises(ExchangeError, match="not on record"):
        understood(file, Mapping(columns=columns, source=FileSource(id="nobody")), known=KNOWN)


def test_items_of_wikidata_are_read_from_their_addresses() -> None:
    done = understood(
        opened({"item": ["http://www.wikidata.org/entity/Q42", "Q7", "wd:Q8", "Douglas"]}),
        Mapping(columns={"item": "identifier:wikidata"}, source=STATE),
    )
    assert done.column("identifier:wikidata") == ["Q42", "Q7", "Q8", "Douglas"]
    assert [row for row, *_ in done.of("identifier_read")] == [0, 2]


def test_identifiers_of_parts_follow_those_of_the_whole() -> None:
    done = understood(
        opened({"id": ["17", "A_1"], "of": ["A_1", None]}),
        Mapping(columns={"id": "id", "of": "part_of"}, id_prefix="az-", source=STATE),
    )
    assert done.column("id") == ["az-17", "az-a-1"]
    assert done.column("part_of") == ["az-a-1", None]
