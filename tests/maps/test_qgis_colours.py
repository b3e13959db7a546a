"""QGIS and the map show a condition in the same colour; `geo` may not import `maps`, so a test holds the two together."""

from __future__ import annotations

from geo.store.style import CONDITIONS as IN_QGIS
from maps.palette import CONDITIONS, NOBODY_SAID


def test_qgis_and_the_map_have_the_same_colours() -> None:
    on_the_map = {"": NOBODY_SAID.fill} | {str(int(grade)): symbol.fill for grade, symbol in CONDITIONS.items()}
    assert {grade: fill for grade, (_, _, _, _, fill) in IN_QGIS.items()} == on_the_map
