"""Sources: the publications and persons that statements rest on."""

from __future__ import annotations

from geo.layers.schema import SLUG, Field, Layer
from geo.vocabularies import Perspective

SOURCES = Layer(
    "sources",
    "Sources",
    {
        "id": Field("Identifier", required=True, unique=True, pattern=SLUG),
        "title": Field("Title", required=True),
        "author": Field("Author"),
        "publisher": Field("Publisher"),
        "perspective": Field("From where the source speaks", required=True, vocabulary=Perspective),
        "date": Field("Date of publication", "edtf"),
        "url": Field("Address", "url"),
        "licence": Field("Licence", required=True),
        "language": Field("Language (BCP 47)"),
        "accessed": Field("Read on", "day"),
        "note": Field("Note"),
    },
)
