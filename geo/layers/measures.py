"""Measures of restoration and revival that sources report, and the dated statements about them."""

from __future__ import annotations

from geo.layers.schema import SLUG, Field, Layer, Reference
from geo.vocabularies import MeasureKind, MeasurePhase, MeasureProperty

MEASURES = Layer(
    "measures",
    "Measures",
    {
        "id": Field("Identifier", required=True, unique=True, pattern=SLUG),
        "title": Field("Title", required=True),
        "kind": Field("Kind", required=True, vocabulary=MeasureKind),
        "site_ids": Field("Sites", reference=Reference("sites", many=True)),
        "settlements": Field("Settlements"),
        "district": Field("District", reference=Reference("districts", table=False)),
        "lead": Field("Lead"),
        "partners": Field("Partners, separated by ;"),
        "phase": Field("Phase, as last reported", required=True, vocabulary=MeasurePhase),
        "phase_date": Field("Phase reported on", "edtf"),
        "start": Field("Start", "edtf"),
        "end": Field("End", "edtf"),
        "cost": Field("Cost, in the currency", "number", minimum=0),
        "currency": Field("Currency (ISO 4217)", pattern=r"^[A-Z]{3}$"),
        "cost_year": Field("Year of the cost", "edtf"),
        "asserted_by": Field("Who says it", required=True),
        "source_ids": Field("Sources", required=True, reference=Reference("sources", many=True)),
        "note": Field("Note"),
    },
)

MEASURE_STATEMENTS = Layer(
    "measure_statements",
    "Statements about measures",
    {
        "id": Field("Identifier", required=True, unique=True, pattern=SLUG),
        "measure_id": Field("Measure", required=True, reference=Reference("measures")),
        "property": Field("What it is about", required=True, vocabulary=MeasureProperty),
        "value": Field("What is said", required=True),
        "value_raw": Field("Words of the source"),
        "observed_on": Field("Said on", "edtf"),
        "asserted_by": Field("Who says it", required=True),
        "source_ids": Field("Sources", required=True, reference=Reference("sources", many=True)),
    },
)
