"""Names are folded in the browser as in the program. Run as a module, this writes the browser's table of letters anew."""

from __future__ import annotations

import json
import re
import textwrap
from pathlib import Path

from geo.search import fold

TABLE = Path("maps/client/src/folding_table.ts")
RANGES = ((0x80, 0x780), (0x10A0, 0x1100), (0x1C80, 0x1CC0), (0x1D00, 0x2070), (0xFB00, 0xFB50), (0xFE70, 0xFF00))
"""Latin, Greek, Cyrillic, Armenian, Hebrew, Arabic and Georgian letters, marks and signs between words."""
HEADING = """\
/**
 * What single letters fold to, as geo/search.py has it: from which code on, and the texts of the letters that follow.
 * Written by tests/maps/test_same_folding.py.
 */
export const TABLE: readonly (readonly [from: number, texts: string])[] = [
"""


def folded(code: int) -> str:
    """Return what a letter becomes between others; a blank where it parts words."""
    return fold(f"a{chr(code)}b").removeprefix("a").removesuffix("b")


def table() -> str:
    """Return the source text of the table."""
    parts = []
    for first, end in RANGES:
        texts = "|".join(folded(code) for code in range(first, end))
        lines = textwrap.wrap(texts.replace(" ", "_"), 110, break_on_hyphens=False)
        parts.append(f"  [0x{first:04x},\n" + " +\n".join(f'    "{line}"' for line in lines) + "],\n")
    return HEADING + "".join(parts) + "];\n"


def test_the_table_of_letters_of_the_browser_is_that_of_the_program() -> None:
    assert TABLE.read_text("utf-8") == table()


def test_the_table_has_letters_and_blanks_only() -> None:
    texts = "".join(re.findall(r'"([^"]*)"', table()))
    assert re.fullmatch(r"[a-z0-9_|]*", texts)


def test_names_fold_as_the_browser_is_tested_with() -> None:
    for text, key in json.loads(Path("tests/foldings.json").read_text("utf-8"))["folded"]:
        assert fold(text) == key


if __name__ == "__main__":
    TABLE.write_text(table(), "utf-8")
