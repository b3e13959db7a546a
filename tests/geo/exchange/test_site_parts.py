"""Site rows are taken apart into rows of layers, the same each time."""

from __future__ import annotations

import re

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from geo.exchange.site_parts import parts_of, split_list
from geo.layers.schema import SLUG


def parts(*rows: dict[str, str | None]) -> dict[str, pa.Table]:
    names = {name for row in rows for name in row} | {"id", "source_ids"}
    table = pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in sorted(names)})
    return parts_of(table, pa.array(["Office"] * len(rows), pa.string()))


def test_a_row_that_says_nothing_has_no_parts() -> None:
    made = parts({"id": "a", "source_ids": "s"})
    assert {name: table.num_rows for name, table in made.items()} == dict.fromkeys(made, 0)
    assert list(made) == ["names", "identifiers", "designations", "access", "statements"]


def test_ids_are_those_that_stores_know() -> None:
    """An id that came out otherwise than before would make a new statement of what a store has."""
    made = parts(
        {"id": "köşk-1", "source_ids": "s;t", "condition": "2", "condition_on": "2020", "designation": "Siyahı A"},
        {"id": "b", "source_ids": "s", "threat": "neglect"},
    )
    assert made["statements"]["id"].to_pylist() == ["köşk-1-condition-2eb7d5b5", "b-threat-aa236eaf"]
    assert made["designations"]["id"].to_pylist() == ["köşk-1-siyahi-a-584eed04"]


def test_names_stand_by_row_first_ones_first() -> None:
    made = parts(
        {"id": "a", "source_ids": "s; t", "name:az": "A", "alt_name:az": "B; A ;C;;D"},
        {"id": "b", "source_ids": "t", "name:ru": "Б"},
    )["names"]
    rows = made.select(["row", "lang", "text", "source_id"]).to_pylist()
    assert [tuple(row.values()) for row in rows] == [
        (0, "az", "A", "s"),
        (0, "az", "B", "s"),
        (0, "az", "C;D", "s"),
        (1, "ru", "Б", "t"),
    ]


def test_a_condition_has_its_date_or_that_of_the_row() -> None:
    made = parts(
        {"id": "a", "source_ids": "s", "condition": "3", "observed_on": "2020"},
        {"id": "b", "source_ids": "s", "condition": "3", "observed_on": "2020", "condition_on": "2021", "trend": "stable"},
    )["statements"]  # fmt: skip
    columns = ("row", "property", "value", "observed_on", "asserted_by", "status")
    assert [tuple(row[name] for name in columns) for row in made.to_pylist()] == [
        (0, "condition", "3", "2020", "Office", "proposed"),
        (1, "condition", "3", "2021", "Office", "proposed"),
        (1, "trend", "stable", "2020", "Office", "proposed"),
    ]


@given(
    st.sampled_from(["a", "a" * 80, "site-1"]), st.text(min_size=1), st.sampled_from(["0", "5"]), st.text(min_size=1)
)
def test_made_ids_are_slugs_and_tell_contents_apart(site: str, threat: str, grade: str, scheme: str) -> None:
    row: dict[str, str | None] = {"id": site, "source_ids": "s", "threat": threat, "condition": grade, "designation": scheme, "access": "open", "access_as_of": "2020"}  # fmt: skip
    made, again, other = parts(row), parts(row), parts(row | {"source_ids": "t"})
    for layer in ("designations", "access", "statements"):
        ids = made[layer]["id"].to_pylist()
        assert all(re.match(SLUG, one) for one in ids)
        assert ids == again[layer]["id"].to_pylist()
        assert not set(ids) & set(other[layer]["id"].to_pylist())
        assert len(set(ids)) == len(ids)


@given(st.lists(st.text(st.characters(codec="ascii", exclude_categories=["C", "Z"]), min_size=1), min_size=1))
def test_a_list_is_split_as_it_was_joined(entries: list[str]) -> None:
    # a space before an entry that begins with a semicolon keeps it apart from the separator
    cell = ";".join(f" {entry.replace(';', ';;')}" for entry in entries)
    at, texts = split_list(pa.array([None, cell], pa.string()))
    assert texts.to_pylist() == entries
    assert at.tolist() == [1] * len(entries)
