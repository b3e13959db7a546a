"""Districts, and the settlements and peaks that the base map labels, with their names."""

from __future__ import annotations

from geo.layers.schema import BCP47, ISO_15924, SLUG, Field, Layer
from geo.vocabularies import PlaceKind

DISTRICTS = Layer(
    "districts",
    "Districts",
    {
        "id": Field("Identifier", required=True, unique=True, pattern=SLUG),
        "country": Field("Country (ISO 3166-1)", pattern=r"^[A-Z]{2}$"),
        "code": Field("Code (ISO 3166-2)"),
        "in_region": Field(
            "1 where the district belongs to the region of the package", "integer", minimum=0, maximum=1
        ),
        "note": Field("Note, such as why there is no boundary"),
    },
    geometry=True,
)
"""Held as GeoJSON; the geometry is a polygon, or null where no boundary is known."""

PLACES = Layer(
    "places",
    "Places",
    {
        "id": Field("Identifier", required=True, unique=True, pattern=SLUG),
        "kind": Field("Kind", required=True, vocabulary=PlaceKind),
        "lon": Field("Longitude, degrees", "number", required=True, minimum=-180, maximum=180),
        "lat": Field("Latitude, degrees", "number", required=True, minimum=-90, maximum=90),
        "rank": Field("0 large town … 5 abandoned: which label comes first", "integer", minimum=0, maximum=5),
        "country": Field("Country (ISO 3166-1)", pattern=r"^[A-Z]{2}$"),
        "population": Field("Inhabitants, as the gazetteer has them", "integer", minimum=0),
        "elevation_m": Field("Height above the sea, metres", "number"),
        "note": Field("Note"),
    },
    geometry=True,
)

PLACE_NAMES = Layer(
    "place_names",
    "Names of places and districts",
    {
        "place_id": Field("Place or district", required=True, pattern=SLUG),
        "text": Field("Name", required=True),
        "lang": Field("Language (BCP 47), und where not stated", required=True, pattern=BCP47),
        "script": Field("Script (ISO 15924)", required=True, pattern=ISO_15924),
        "label": Field("1 where the map shows this name to readers of the language", "integer", minimum=0, maximum=1),
        "basis": Field("agreed by two sources, single, or fallback to the gazetteer's main name"),
        "source": Field("Origin, such as geonames or wof", required=True),
    },
)
