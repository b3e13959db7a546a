"""Photos of sites; the files travel in the data package."""

from __future__ import annotations

from geo.layers.schema import SLUG, Field, Layer, Reference

PHOTOS = Layer(
    "photos",
    "Photos",
    {
        "id": Field("Identifier", required=True, unique=True, pattern=SLUG),
        "site_id": Field("Site", required=True, reference=Reference("sites")),
        "file": Field("Path in the data package (JPEG, PNG or WebP)", required=True),
        "caption": Field("Caption"),
        "author": Field("Author", required=True),
        "licence": Field("Licence", required=True),
        "taken_on": Field("Taken on", "edtf"),
        "source_id": Field("Source", required=True, reference=Reference("sources")),
    },
)
