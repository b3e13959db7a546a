"""Visits (missions), their stops and the legs between stops."""

from __future__ import annotations

from geo.layers.schema import SLUG, Field, Layer, Reference
from geo.vocabularies import Attestation, LegBasis, VisitStatus

VISITS = Layer(
    "visits",
    "Visits",
    {
        "id": Field("Identifier", required=True, unique=True, pattern=SLUG),
        "title": Field("Title", required=True),
        "purpose": Field("Purpose"),
        "who": Field("Who took part"),
        "start": Field("First day", "edtf"),
        "end": Field("Last day", "edtf"),
        "time_zone": Field("Time zone (IANA)"),
        "status": Field("How far it has come", required=True, vocabulary=VisitStatus),
        "source_ids": Field("Sources", required=True, reference=Reference("sources", many=True)),
        "note": Field("Note"),
    },
)

STOPS = Layer(
    "stops",
    "Stops",
    {
        "visit_id": Field("Visit", required=True, reference=Reference("visits")),
        "day": Field("Day of the visit, from 1", "integer", required=True, minimum=1),
        "position": Field("Position in the order of the day, from 1", "integer", required=True, minimum=1),
        "site_id": Field("Site", required=True, reference=Reference("sites")),
        "attestation": Field("Reported or only planned", required=True, vocabulary=Attestation),
        "arrive": Field("Arrival, HH:MM", pattern=r"^\d\d:\d\d$"),
        "depart": Field("Departure, HH:MM", pattern=r"^\d\d:\d\d$"),
        "service_min": Field("Time at the stop, minutes", "integer", minimum=0),
        "reason": Field("Why this stop"),
        "note": Field("Note"),
        "team": Field("Team or vehicle, where several go"),
    },
)

LEGS = Layer(
    "legs",
    "Legs",
    {
        "visit_id": Field("Visit", required=True, reference=Reference("visits")),
        "day": Field("Day of the visit, from 1", "integer", required=True, minimum=1),
        "position": Field("Position of the stop that the leg leads to", "integer", required=True, minimum=1),
        "from_site_id": Field("From", required=True, reference=Reference("sites")),
        "to_site_id": Field("To", required=True, reference=Reference("sites")),
        "length_km": Field("Length, kilometres", "number", required=True, minimum=0),
        "duration_min": Field("Duration, minutes", "number", minimum=0),
        "basis": Field("What the length rests on", required=True, vocabulary=LegBasis),
    },
)
"""Derived from stops (see `geo.visits.itinerary`); a frame of legs also has `geometry`, lines in EPSG:4326."""
