"""Identifiers elsewhere as addresses."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from geo.exchange.export.text_joins import constant, joined

__all__ = ["match_addresses"]

_ADDRESSES = {
    "wikidata": ("http://www.wikidata.org/entity/", r"^Q\d+$"),
    "geonames": ("https://sws.geonames.org/", r"^\d+$"),
    "pleiades": ("https://pleiades.stoa.org/places/", r"^\d+$"),
    "osm": ("https://www.openstreetmap.org/", r"^(?:node|way|relation)/\d+$"),
}
"""Schemes whose identifiers are part of an address: what stands before, and the form of their values."""


def match_addresses(schemes: pa.Array, values: pa.Array) -> pa.Array:
    """Return the address that an identifier stands for; null where it stands for none, or is not of that form.

    Examples
    --------
    >>> match_addresses(pa.array(["wikidata", "wikidata", "register"]), pa.array(["Q42", "42", "1"])).to_pylist()
    ['http://www.wikidata.org/entity/Q42', None, None]
    """
    address = constant(None, len(schemes))
    for scheme, (before, form) in _ADDRESSES.items():
        fits = pc.and_(pc.equal(schemes, scheme), pc.match_substring_regex(values, form))
        address = pc.if_else(pc.coalesce(fits, pa.scalar(False)), joined(before, values), address)
    return address
