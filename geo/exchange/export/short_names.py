"""Names of fields in at most ten letters, for the attribute table of a Shapefile: always the same, whatever the others are."""

from __future__ import annotations

from geo.exchange.site_rows import FIELDS, is_target
from geo.exchange.understand.aliases import LANGUAGES

__all__ = ["field_of_short_name", "short_name"]

_LONGEST = 10
_SHORTER = {
    "location_certainty": "loc_certai", "location_source_ids": "loc_source", "location_note": "loc_note",
    "district_note": "dist_note", "sensitivity_reason": "sens_reaso", "built_source_ids": "built_src",
    "condition_raw": "cond_raw", "condition_scale": "cond_scale", "condition_certainty": "cond_certa", "condition_on": "cond_on",
    "condition_method": "cond_metho", "condition_by": "cond_by", "condition_role": "cond_role", "condition_status": "cond_statu",
    "designation_level": "desig_leve", "designation_document": "desig_doc",
}  # fmt: skip
"""Fields whose first ten letters another field has too."""
_FAMILIES = {"name:": "name_", "alt_name:": "altname_", "identifier:": "id_"}
_SCHEMES = ("wikidata", "original", "unesco", "geonames", "pleiades", "osm")
"""Schemes of identifiers that are found again although their names were cut."""

_CODES = (
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo "
    "fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia ie ig ii ik io it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li "
    "ln lo lt lu lv mg mh mi mk ml mn mr ms mt na nb nd ne ng nl nn nr nv ny oc oj om os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk "
    "sl sm sn sq sr ss st su sv sw ta te tg th ti tk tl tn tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)
_ISO_639_1 = frozenset((*_CODES.split(), "und"))
"""Codes of languages (ISO 639-1) but those that are words of headings too: id, no, is, or, to, so, my, …"""


def short_name(field: str) -> str:
    """Return the name of a field in at most ten letters.

    Examples
    --------
    >>> [short_name(field) for field in ("kind", "uncertainty_m", "condition_raw", "name:az", "identifier:wikidata")]
    ['kind', 'uncertaint', 'cond_raw', 'name_az', 'id_wikidat']
    """
    for family, short in _FAMILIES.items():
        if field.startswith(family):
            return (short + field.removeprefix(family))[:_LONGEST]
    return _SHORTER.get(field, field[:_LONGEST])


_FIELDS = {short_name(field): field for field in (*FIELDS, *(f"identifier:{scheme}" for scheme in _SCHEMES))}


def field_of_short_name(name: str, *, ours: bool = False) -> str | None:
    """Return the field that has a short name; None where none has, or where the rest of a name was cut off.

    Parameters
    ----------
    name
        Of a column; large and small letters are the same.
    ours
        The file is known to be ours, so that any language and scheme is meant as such: `name_id` is a name in Indonesian.

    Examples
    --------
    >>> [field_of_short_name(name) for name in ("uncertaint", "NAME_AZ", "altname_ru", "id_wikidat", "name_zh-Ha", "colour")]
    ['uncertainty_m', 'name:az', 'alt_name:ru', 'identifier:wikidata', None, None]
    """
    name = name.lower()
    if name in _FIELDS:
        return _FIELDS[name]
    for family, short in _FAMILIES.items():
        language = name.removeprefix(short)
        if ours and name.startswith(short) and len(name) < _LONGEST and is_target(family + language):
            return family + language
        if name.startswith(short) and (language in _ISO_639_1 or language in LANGUAGES.values()):
            return None if family == "identifier:" else family + language
    return None
