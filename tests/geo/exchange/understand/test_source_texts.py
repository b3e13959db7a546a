from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pytest

from geo.errors import ExchangeError
from geo.exchange.understand.known import Known, KnownSource
from geo.exchange.understand.mapping import FileSource
from geo.exchange.understand.source_texts import SourceTexts
from geo.layers import SOURCES
from geo.vocabularies import Perspective

KNOWN = Known(
    sources={"wlmaz": KnownSource("community", "CC0-1.0"), "book": KnownSource("academic", "unknown")},
    source_keys={"the book": "book", "https://example.org/a": "wlmaz"},
)
STATE = FileSource(title="State register", perspective=Perspective.STATE, licence="CC-BY-4.0")


def column(texts: SourceTexts, cells: list[str | None], *, only_ids: bool = False) -> list[str | None]:
    ids: list[str | None] = texts.column(pa.array(cells, pa.string()), only_ids=only_ids).ids.to_pylist()
    return ids


def test_known_sources_are_found_by_id_title_and_address() -> None:
    texts = SourceTexts(KNOWN, None, STATE)
    found = texts.column(
        pa.array(["wlmaz", "The  Book", "https://example.org/a", "wlmaz;book", "wlmaz; The Book", None]), only_ids=False
    )
    assert found.ids.to_pylist() == ["wlmaz", "book", "wlmaz", "wlmaz;book", "wlmaz;book", None]
    assert found.matched.tolist() == [1, 2, 4]
    assert len(found.made) == 0
    assert texts.new["id"].tolist() == [texts.of_file]


def test_what_names_nobody_among_several_sources_is_none() -> None:
    texts = SourceTexts(KNOWN, None, STATE)
    cells = ["wlmaz; n/a", "\x1b|wlmaz", "-|unknown"]
    found = texts.column(pa.array(cells), only_ids=False)
    assert found.ids.to_pylist() == ["wlmaz", "wlmaz", None]
    assert (found.matched.tolist(), found.nobody.tolist()) == ([0, 1], [2])


def test_new_sources_are_made_once_with_what_is_known_and_no_more() -> None:
    texts = SourceTexts(KNOWN, None, STATE)
    first = texts.column(
        pa.array(["https://example.org/b/c?x=1", "Survey 2019", "https://example.org/b/c?x=1"]), only_ids=False
    )
    again = texts.column(pa.array(["Survey 2019", "survey 2019"]), only_ids=False)
    assert first.made.tolist() == [0, 1]
    assert len(again.made) == 1, "another spelling is looked up once, and is the same source"
    assert len(set(again.ids.to_pylist())) == 1
    new = texts.new.set_index("id")
    assert list(texts.new.columns) == list(SOURCES.columns)
    page = new.loc[first.ids[0].as_py()]
    assert (page["title"], page["url"], page["perspective"], page["licence"]) == (
        "example.org/b/c",
        "https://example.org/b/c?x=1",
        "state",
        "CC-BY-4.0",
    )
    assert pd.isna(page["author"])
    assert pd.isna(new.loc[first.ids[1].as_py(), "url"])
    other = SourceTexts(KNOWN, None, STATE)
    assert column(other, ["Survey 2019"]) == first.ids.to_pylist()[1:2], "the same each time"


def test_nothing_is_made_where_nobody_says_from_where_the_source_speaks() -> None:
    texts = SourceTexts(KNOWN, None, None)
    assert column(texts, ["Survey 2019", "wlmaz"]) == [None, "wlmaz"]
    assert texts.of_file is None
    assert "source.perspective" in texts.why_none
    assert texts.new.empty


def test_a_long_text_keeps_its_rest_and_an_address_that_is_none_is_a_title() -> None:
    texts = SourceTexts(KNOWN, None, STATE)
    long, script = "word " * 100 + "end", "javascript:alert(1)"
    ids = column(texts, [long, script])
    new = texts.new.set_index("id")
    assert len(new.loc[ids[0], "title"]) == 300
    assert new.loc[ids[0], "note"] == long
    assert pd.isna(new.loc[ids[1], "url"])


def test_what_looks_like_an_id_in_a_column_of_ids_is_no_title() -> None:
    texts = SourceTexts(KNOWN, None, STATE)
    found = texts.column(pa.array(["no-such-id", "wlmaz", "A title"]), only_ids=True)
    assert found.ids.to_pylist()[:2] == [None, "wlmaz"]
    assert found.strange.tolist() == [0]
    assert found.ids[2].as_py().startswith("a-title-")


def test_sources_that_the_file_carries_are_taken_as_they_are() -> None:
    carried = pa.table(
        {
            "id": ["own-1", "wlmaz"],
            "title": ["Our survey", "Another"],
            "perspective": ["state", "state"],
            "licence": ["CC0-1.0", "x"],
            "url": [None, None],
        }
    )
    texts = SourceTexts(KNOWN, carried, None)
    assert column(texts, ["own-1", "Our survey", "wlmaz"]) == ["own-1", "own-1", "wlmaz"]
    assert texts.new["id"].tolist() == ["own-1"]
    assert texts.new["title"].tolist() == ["Our survey"]


def test_sources_that_a_file_carries_and_that_are_none_of_ours_are_not_taken() -> None:
    bad = {
        "id": ["Bad Id", "b", "c", "d", "e", "f", None, "good"], "title": ["t", "t", " ", "t", "t", "t", "t", "t"],
        "perspective": ["state", "neutral", "state", "state", "state", "state", "state", "media"], "url": [None, None, None, "javascript:1", None, None, None, "https://a.org"],
        "date": [None, None, None, None, "long ago", None, None, "2019"], "accessed": [None, None, None, None, None, "today", None, "2019-01-01"],
    }  # fmt: skip
    texts = SourceTexts(KNOWN, pa.table({name: pa.array(values, pa.string()) for name, values in bad.items()}), STATE)
    new = texts.new.set_index("id")
    assert new.index.tolist() == ["good", texts.of_file]
    assert new.loc["good", "licence"] == "unknown"
    assert texts.column(pa.array(["b", "good"]), only_ids=True).strange.tolist() == [0]


def test_the_source_of_the_file() -> None:
    assert SourceTexts(KNOWN, None, FileSource(id="wlmaz")).of_file == "wlmaz"
    assert SourceTexts(KNOWN, None, FileSource(title="The Book")).of_file == "book"
    assert column(SourceTexts(KNOWN, None, FileSource(id="wlmaz")), ["Field notes"]) != [None]
    assert SourceTexts(KNOWN, None, FileSource(title="New")).of_file is None
    with pytest.raises(ExchangeError, match="not on record; give its title and perspective"):
        SourceTexts(KNOWN, None, FileSource(id="nobody"))
