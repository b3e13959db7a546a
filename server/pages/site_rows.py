"""Rows of the table of sites, and the sentence that says how many there are."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maps.i18n import number, translations
from maps.names import Name, shown_names
from maps.words import kind_label
from server.answers import Answer, sites_in_order
from server.pages.filters import sort_choices
from server.pages.frames import rows as rows_of
from server.resources import Resources

__all__ = ["found_words", "table_columns", "table_rows"]

_COLUMNS = ("name", "kind", "district", "condition", "built", "designation", "newest", "visited", "urgency", "score")


def table_columns(lang: str) -> list[tuple[str, str]]:
    """Return key and heading of each column."""
    titles = dict(sort_choices(lang))
    return [(key, titles[key]) for key in _COLUMNS]


def table_rows(given: Answer, rows: NDArray[np.intp], reading: Resources, lang: str) -> list[SimpleNamespace]:
    """Return what templates show of some rows of an answer, in their order."""
    shown = sites_in_order(reading, given, rows)
    ids = shown["id"].tolist()
    names = shown_names(reading.store.names(ids), lang)
    registers = _registers(reading, ids)
    districts = reading.districts(lang)
    made = rows_of(shown.assign(unplaced=shown["geometry"].isna()).drop(columns="geometry"))
    for row in made:
        row.name, *others = names.get(row.id) or [Name(row.id, "und")]
        row.other = others[0] if others else None
        row.kind = kind_label(row.kind, lang)
        row.district = Name(districts[row.district], lang) if row.district in districts else None
        row.registers = registers.get(row.id, [])
    return made


def found_words(n: int, reading: Resources, lang: str) -> str:
    """Return how many sites are found, of how many; of all, how many have a position."""
    gettext, ngettext = translations(lang).gettext, translations(lang).ngettext
    info = reading.info
    shown = ngettext("%(num)s site", "%(num)s sites", n) % {"num": number(n, lang)}
    if n == info.n_sites:
        placed = number(info.n_placed, lang)
        return gettext("%(sites)s, %(placed)s with a position") % {"sites": shown, "placed": placed}
    return gettext("%(sites)s of %(all)s") % {"sites": shown, "all": number(info.n_sites, lang)}


def _registers(reading: Resources, ids: list[str]) -> dict[str, list[Any]]:
    """Return the registers and lists that name each site, each once with level and number."""
    found: dict[str, list[Any]] = {}
    for row in rows_of(reading.store.designations(ids)):
        found.setdefault(row.site_id, []).append(row)
    return found
