"""Site rows: one row a site with all that is said of it, as flat files hold it. What foreign columns are matched to.

Beside the declared fields there are families: `name:LANG` (the first name in a language), `alt_name:LANG` (more of them, as
a `;` list in which `;;` is a semicolon, as in OpenStreetMap) and `identifier:SCHEME`, such as `identifier:wikidata`.
Languages are BCP 47; `und` where nobody says which.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo.layers import ACCESS, DESIGNATIONS, SITES, STATEMENTS
from geo.layers.schema import SLUG, Field, Reference
from geo.vocabularies import Property

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["FAMILIES", "FIELDS", "INPUTS", "field_of", "is_target", "order_of"]

_OF_SITES = (
    "kind", "geometry_role", "uncertainty_m", "location_certainty", "location_source_ids", "location_note", "access_lon",
    "access_lat", "district", "district_note", "settlement", "built", "built_source_ids", "sensitivity",
    "sensitivity_reason", "generalise_m", "visit_minutes", "part_of", "note",
)  # fmt: skip
_OF_CONDITION = {
    "condition": "value",
    "condition_raw": "value_raw",
    "condition_scale": "scale",
    "condition_certainty": "certainty",
    "condition_on": "observed_on",
    "condition_method": "method",
    "condition_by": "asserted_by",
    "condition_role": "role",
    "condition_status": "status",
}
"""Columns of the statement on the condition, with their field in `geo.layers.STATEMENTS`."""
_SAID = tuple(str(word) for word in Property if word is not Property.CONDITION)
"""Other properties: the words of a statement each."""
_OF_DESIGNATION = {
    "designation": "scheme",
    "designation_level": "level",
    "register_id": "register_id",
    "listed_on": "listed_on",
    "designation_document": "document",
}
_OF_ACCESS = {"access": "status", "access_authority": "authority", "access_as_of": "as_of", "access_expires": "expires"}


def _optional(field: Field) -> Field:
    from dataclasses import replace

    return replace(field, required=False, unique=False, default=None)


FIELDS: dict[str, Field] = {
    "id": Field("Identifier", required=True, unique=True, pattern=SLUG),
    **{name: SITES.fields[name] if name == "kind" else _optional(SITES.fields[name]) for name in _OF_SITES},
    **{name: _optional(STATEMENTS.fields[of]) for name, of in _OF_CONDITION.items()},
    "condition": Field("Condition, grade 0 to 5", "integer", minimum=0, maximum=5),
    "observed_on": Field("Other statements: observed on", "edtf"),
    **{name: Field(f"Statement: {name}") for name in _SAID},
    **{name: _optional(DESIGNATIONS.fields[of]) for name, of in _OF_DESIGNATION.items()},
    **{name: _optional(ACCESS.fields[of]) for name, of in _OF_ACCESS.items()},
    "source_ids": Field("Sources of what the row says", reference=Reference("sources", many=True)),
}
"""The declared fields of a site row, in the order in which files hold them; names and identifiers stand after `kind`."""

INPUTS = {
    "lon": "Longitude or easting",
    "lat": "Latitude or northing",
    "position": "Position in one text, such as 39°45′N 46°45′E",
    "wkt": "Geometry as WKT",
    "source": "Source, as a title or an address",
}
"""What foreign columns can be matched to besides fields: they become the geometry and `source_ids`."""

FAMILIES = ("name", "alt_name", "identifier")
_MEMBER = re.compile(r"(?:name|alt_name):[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*|identifier:[a-z][a-z0-9-]*")


def is_target(name: str) -> bool:
    """Return whether a foreign column can be matched to this."""
    return name in FIELDS or name in INPUTS or _MEMBER.fullmatch(name) is not None


def field_of(name: str) -> Field:
    """Return the declaration of a field, of a member of a family too.

    Raises
    ------
    KeyError
        If there is none of that name.
    """
    if name in FIELDS:
        return FIELDS[name]
    if _MEMBER.fullmatch(name) is None:
        raise KeyError(name)
    family, _colon, member = name.partition(":")
    titles = {"name": "Name", "alt_name": "More names", "identifier": "Identifier"}
    return Field(f"{titles[family]} ({member})")


def order_of(names: Iterable[str]) -> list[str]:
    """Return names of fields in the order in which files hold them: `id`, `kind`, names, identifiers, the others."""
    declared = {name: place for place, name in enumerate(FIELDS)}

    def place(name: str) -> tuple[int, int, str]:
        if name in ("id", "kind"):
            return 0, declared[name], ""
        family = name.partition(":")[0]
        if name not in declared:
            return 1, FAMILIES.index(family), name
        return 2, declared[name], ""

    return sorted(names, key=place)
