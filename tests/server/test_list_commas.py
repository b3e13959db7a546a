"""Lists on pages have the comma of the reader's script."""

from __future__ import annotations

import pytest

from maps.i18n import comma
from maps.names import Name
from server.pages.import_words import can_read
from server.pages.plan_notes import notes_in

NAMES = {"a-site": Name("Alpha", "en"), "b-site": Name("Beta", "en")}


@pytest.mark.parametrize(
    "note",
    [
        "Access to a-site, b-site is overridden by the team: agreed",
        "No access point near a road is known of a-site (120 m), b-site (80 m): the last part is a straight line, and its path is unknown.",
    ],
)
def test_sites_in_a_note_stand_apart_by_the_comma_of_the_reader(note: str) -> None:
    ((arabic, lang),), ((french, _lang),) = notes_in("ar", (note,), NAMES), notes_in("fr", (note,), NAMES)
    assert lang is None
    listed = arabic[arabic.index("Alpha") : arabic.index("Beta")]
    assert ("،" in listed, "," in listed) == (True, False)
    assert ", Beta" in french


def test_formats_stand_apart_by_the_comma_of_the_reader() -> None:
    (arabic, endings), (english, same) = can_read("ar"), can_read("en")
    assert f"{comma('ar')}CSV" in arabic
    assert english == arabic.replace(comma("ar"), comma("en"))
    assert endings == same
