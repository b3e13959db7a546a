"""Names of sites in every language that has one; none is privileged (INSPIRE GeographicalName)."""

from __future__ import annotations

from geo.layers.schema import BCP47, ISO_15924, Field, Layer, Reference
from geo.vocabularies import NameStatus, Nativeness

NAMES = Layer(
    "names",
    "Names",
    {
        "site_id": Field("Site", required=True, reference=Reference("sites")),
        "text": Field("Name", required=True),
        "lang": Field("Language (BCP 47)", required=True, pattern=BCP47),
        "script": Field("Script (ISO 15924)", required=True, pattern=ISO_15924),
        "nativeness": Field("Endonym or exonym", vocabulary=Nativeness),
        "status": Field("Standing in its source", required=True, vocabulary=NameStatus),
        "source_id": Field("Source", required=True, reference=Reference("sources")),
    },
)
