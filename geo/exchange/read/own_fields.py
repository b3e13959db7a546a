"""The list of fields that our own Shapefiles have beside them, for their names are cut to ten letters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo.exchange.site_rows import is_target

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = ["FIELDS_FILE", "FIELDS_HEAD", "fields_among", "fields_of_text"]

FIELDS_FILE = "FIELDS.txt"
FIELDS_HEAD = "Fields of the attribute table, with the full name and what it means."
"""First line of the file, by which it is known."""
_MOST_BYTES = 200_000
_LINE = re.compile(r"(?P<short>\S(?:.{0,8}\S)?) {2,}(?P<full>\S+)(?: {2,}.*)?")


def fields_among(files: Iterable[Path]) -> dict[str, str]:
    """Return the fields of an unpacked archive by the names that they have in its table, in small letters.

    Empty where there is no such list, or somebody else wrote one.
    """
    file = next((file for file in files if file.name == FIELDS_FILE), None)
    if file is None:
        return {}
    with file.open("rb") as content:
        return fields_of_text(content.read(_MOST_BYTES).decode("utf-8", "replace"))


def fields_of_text(text: str) -> dict[str, str]:
    r"""Return the fields of a list by their short names in small letters; names that are none of ours are left out.

    Examples
    --------
    >>> fields_of_text(FIELDS_HEAD + "\n\nname_hy-La  name:hy-Latn             \ncond_raw    condition_raw             Words\n")
    {'name_hy-la': 'name:hy-Latn', 'cond_raw': 'condition_raw'}
    """
    head, _, rest = text.partition("\n")
    if head.strip() != FIELDS_HEAD:
        return {}
    found = (_LINE.fullmatch(line.rstrip()) for line in rest.splitlines())
    return {line["short"].lower(): line["full"] for line in found if line and is_target(line["full"])}
