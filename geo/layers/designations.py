"""Designations: entries of sites in registers and lists of heritage."""

from __future__ import annotations

from geo.layers.schema import SLUG, Field, Layer, Reference

DESIGNATIONS = Layer(
    "designations",
    "Designations",
    {
        "id": Field("Identifier", required=True, unique=True, pattern=SLUG),
        "site_id": Field("Site", required=True, reference=Reference("sites")),
        "scheme": Field("Register or list", required=True),
        "level": Field("Level of importance in the scheme"),
        "register_id": Field("Number in the register"),
        "listed_on": Field("Listed on", "edtf"),
        "document": Field("Legal document or decision"),
        "asserted_by": Field("Who says it", required=True),
        "source_ids": Field("Sources", required=True, reference=Reference("sources", many=True)),
        "note": Field("Note"),
    },
)
