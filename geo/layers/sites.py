"""Sites: places of heritage. Names, statements, designations and the rest refer to them."""

from __future__ import annotations

from geo.layers.schema import SLUG, Field, Layer, Reference
from geo.vocabularies import Certainty, GeometryRole, Sensitivity, SiteKind

SITES = Layer(
    "sites",
    "Sites",
    {
        "id": Field("Identifier", required=True, unique=True, pattern=SLUG),
        "kind": Field("Kind, by function", required=True, vocabulary=SiteKind),
        "lon": Field("Longitude, degrees", "number", minimum=-180, maximum=180),
        "lat": Field("Latitude, degrees", "number", minimum=-90, maximum=90),
        "geometry_role": Field("What the geometry stands for", vocabulary=GeometryRole),
        "uncertainty_m": Field("Uncertainty of the position, metres", "number", minimum=0.1),
        "location_certainty": Field("How sure the position is", vocabulary=Certainty),
        "location_source_ids": Field("Sources of the position", reference=Reference("sources", many=True)),
        "location_note": Field("Note on the position"),
        "access_lon": Field("Longitude of the access point, degrees", "number", minimum=-180, maximum=180),
        "access_lat": Field("Latitude of the access point, degrees", "number", minimum=-90, maximum=90),
        "district": Field("District", reference=Reference("districts", table=False)),
        "district_note": Field("Why the position lies outside the district, if it does"),
        "settlement": Field("Settlement, as the sources name it"),
        "built": Field("Built", "edtf"),
        "built_source_ids": Field("Sources of the date", reference=Reference("sources", many=True)),
        "sensitivity": Field(
            "How much of the position the public sees", required=True, vocabulary=Sensitivity, default="public"
        ),
        "sensitivity_reason": Field("Why the position is not public"),
        "generalise_m": Field("Width of the public grid cell, metres", "integer", minimum=100, maximum=100_000),
        "visit_minutes": Field("Time that a visit needs, minutes", "integer", minimum=1, maximum=1440),
        "part_of": Field("Part of the site", reference=Reference("sites")),
        "note": Field("Note"),
    },
    geometry=True,
)
