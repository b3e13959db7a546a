"""Identifiers of sites in other registers and data sets, such as Wikidata."""

from __future__ import annotations

from geo.layers.schema import Field, Layer, Reference

IDENTIFIERS = Layer(
    "identifiers",
    "Identifiers",
    {
        "site_id": Field("Site", required=True, reference=Reference("sites")),
        "scheme": Field("Scheme, such as wikidata", required=True, pattern=r"^[a-z][a-z0-9-]*$"),
        "value": Field("Identifier in the scheme", required=True),
        "source_id": Field("Source", required=True, reference=Reference("sources")),
    },
)
