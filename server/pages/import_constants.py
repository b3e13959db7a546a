"""What is the same in all rows of a file and no column says: the fields of the form, and what somebody wrote into them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.exchange.site_rows import field_of, is_target
from geo.exchange.understand.word_match import vocabulary_of
from server.pages.import_words import field_groups, field_label, word_choices

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from server.posted import Form

__all__ = ["ConstantField", "ConstantGroup", "constant_groups", "constants_of"]

_FIRST = ("kind", "district", "settlement", "observed_on", "designation", "sensitivity")
"""That files are most often silent about, as all of their rows are of one."""
_OF_ONE_ROW = frozenset(
    (
        "id", "part_of", "lon", "lat", "position", "wkt", "source", "source_ids", "location_source_ids", "built_source_ids",
        "condition_raw", "condition_scale", "register_id", "access_lon", "access_lat", "district_note",
    )
)  # fmt: skip
_NAME = "constant_"
_FORMS = {"built": "17XX", "edtf": "2024-05", "day": "2024-05-31"}
"""How dates are written, shown in an empty field."""


@dataclass(frozen=True)
class ConstantField:
    """A field of the form."""

    name: str
    label: str
    value: str
    choices: tuple[tuple[str, str], ...] = ()
    """Words of its vocabulary with what they are called; none where any text will do."""
    form: str = ""
    is_number: bool = False


@dataclass(frozen=True)
class ConstantGroup:
    """Fields that belong together. The first group has no label, and stands open: what was said is in it."""

    label: str
    fields: tuple[ConstantField, ...]


def constants_of(form: Form, before: Mapping[str, str]) -> dict[str, str]:
    """Return what the form says of all rows; fields that it does not have stay as they were."""
    out = dict(before)
    for name, value in form.items():
        field = name.removeprefix(_NAME)
        if field != name:
            out.pop(field, None)
            if value.strip():
                out[field] = value.strip()
    return out


def constant_groups(
    filled: Collection[str | None], constants: Mapping[str, str], districts: list[tuple[str, str]], lang: str
) -> list[ConstantGroup]:
    """Return the fields that no column fills, and those of which something was said already.

    Parameters
    ----------
    filled
        Fields to which columns are matched.
    constants
        What was said.
    districts
        Ids and names.
    lang
        The reader's language.
    """

    def fields(names: Collection[str]) -> tuple[ConstantField, ...]:
        return tuple(
            _field(name, constants.get(name, ""), districts, lang)
            for name in names
            if name in constants or name not in filled
        )

    groups = [
        (group.label, [name for name, _label in group.choices if _can_be_the_same(name)])
        for group in field_groups(lang)
    ]
    first = list(dict.fromkeys((*constants, *_FIRST)))
    found = [ConstantGroup("", fields(first))]
    found += [ConstantGroup(label, fields([name for name in names if name not in first])) for label, names in groups]
    return [group for group in found if group.fields]


def _can_be_the_same(name: str) -> bool:
    return ":" not in name and name not in _OF_ONE_ROW


def _field(name: str, value: str, districts: list[tuple[str, str]], lang: str) -> ConstantField:
    label = field_label(name, lang)
    if not is_target(name) or ":" in name:
        return ConstantField(f"{_NAME}{name}", label, value)
    declared = field_of(name)
    choices = districts if name == "district" else word_choices(name, lang) if vocabulary_of(name) else []
    if choices and value and value not in dict(choices):
        choices = [*choices, (value, value)]
    return ConstantField(
        f"{_NAME}{name}",
        label,
        value,
        tuple(choices),
        _FORMS.get(name, _FORMS.get(declared.kind, "")),
        is_number=declared.kind in ("number", "integer"),
    )
