from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import ExchangeError
from geo.exchange.site_rows import FIELDS, INPUTS
from geo.exchange.understand.mapping import FileSource, Mapping
from geo.exchange.understand.mapping_file import find_mapping, mapping_text, parse_mapping, read_mapping, write_mapping
from geo.vocabularies import Perspective

if TYPE_CHECKING:
    from pathlib import Path

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30)
TRICKY = st.sampled_from(
    [
        "17",
        "1e3",
        "yes",
        "Null",
        "~",
        "0x1F",
        "12:30",
        "- a",
        "a: b",
        "#x",
        "'",
        '"',
        " lead",
        "trail ",
        "2019-01-01",
        "=1+1",
        "&a",
        "*a",
        "!t",
        "NO",
        ".5",
    ]
)
WORDS = TEXT | TRICKY
TARGETS = st.none() | st.sampled_from([*FIELDS, *INPUTS, "name:az", "alt_name:ru", "identifier:wikidata"])
SOURCES = st.builds(
    FileSource, title=WORDS, perspective=st.none() | st.sampled_from(Perspective), licence=st.none() | WORDS
)
MAPPINGS = st.builds(
    Mapping,
    crs=st.none() | st.just("EPSG:32638"),
    swap=st.booleans(),
    columns=st.dictionaries(WORDS, TARGETS, max_size=5),
    values=st.dictionaries(
        st.sampled_from(["kind", "condition"]), st.dictionaries(WORDS, st.none() | WORDS, max_size=4), max_size=2
    ),
    source=st.none() | SOURCES,
    id_prefix=st.sampled_from(["", "az-"]),
)


@given(MAPPINGS)
def test_a_mapping_that_is_written_is_read_as_the_same(mapping: Mapping) -> None:
    assert parse_mapping(mapping_text(mapping), name="m.yml") == mapping


def test_a_file_is_written_whole_and_found_beside_its_input(tmp_path: Path) -> None:
    table = tmp_path / "sites.csv"
    assert find_mapping(table) is None
    write_mapping(Mapping(columns={"Ad": "name:az"}), tmp_path / "sites.csv.mapping.yml")
    found = find_mapping(table)
    assert found is not None
    assert read_mapping(found).columns == {"Ad": "name:az"}
    assert [path.name for path in tmp_path.iterdir()] == ["sites.csv.mapping.yml"]


def test_plain_numbers_and_words_need_no_quotation_marks() -> None:
    mapping = parse_mapping("columns: {17: kind, Ad: ~}\nvalues:\n  condition: {good: 1, bad: 3}\n", name="m.yml")
    assert mapping.columns == {"17": "kind", "Ad": None}
    assert mapping.values == {"condition": {"good": "1", "bad": "3"}}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("columns:\n  Ad: nonsense\n", "m.yml, line 1, field columns: the column 'Ad' is matched to 'nonsense', which is no field"),
        ("columns:\n  Ad: kind\n  Ad: note\n", "m.yml, line 3: the key 'Ad' stands on line 2 already"),
        ("colums: {}\n", "m.yml, line 1, field colums: extra inputs are not permitted"),
        ("crs: [1]\n", "m.yml, line 1, field crs"),
        ("source:\n  title: x\n  perspective: neutral\n", "m.yml, line 3, field source.perspective"),
        ("source: {url: 'javascript:alert(1)'}", "field source.url"),
        ("x: !!python/object/apply:os.system [ls]", "has the tag"),
        ("- a\n- b\n", "is no mapping"),
        ("", "is empty"),
        ("a: [", "is no YAML"),
        ("format: mirasmap-mapping/2\n", "field format"),
        ("id_prefix: 'A B'\n", "field id_prefix"),
        ("columns: " + "{a: " * 30 + "}" * 30, "levels"),
        ("#" * 1_000_001, "kB"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_line_and_field(text: str, says: str) -> None:
    with pytest.raises(ExchangeError) as caught:
        parse_mapping(text, name="m.yml")
    assert says in str(caught.value)
    assert "mission" not in str(caught.value)


def test_a_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    with pytest.raises(ExchangeError, match=r"[Nn]o such file"):
        read_mapping(tmp_path / "none.yml")
    path = tmp_path / "latin.yml"
    path.write_bytes("said_by: Müller\n".encode("latin-1"))
    with pytest.raises(ExchangeError, match=r"latin.yml, line 1: is not in UTF-8"):
        read_mapping(path)
