"""Statements: who says what about a site, and when. Only ever added, each with a source."""

from __future__ import annotations

from geo.layers.schema import SLUG, Field, Layer, Reference
from geo.vocabularies import Certainty, Method, Property, StatementStatus

STATEMENTS = Layer(
    "statements",
    "Statements",
    {
        "id": Field("Identifier", required=True, unique=True, pattern=SLUG),
        "site_id": Field("Site", required=True, reference=Reference("sites")),
        "property": Field("What it is about", required=True, vocabulary=Property),
        "value": Field("What is said; for a condition its grade 0 to 5", required=True),
        "value_raw": Field("Words of the source"),
        "scale": Field("Scale of the words of the source"),
        "certainty": Field("How sure", vocabulary=Certainty),
        "observed_on": Field("Observed on", "edtf"),
        "method": Field("How observed", vocabulary=Method),
        "asserted_by": Field("Who says it", required=True),
        "role": Field("Role of who says it"),
        "source_ids": Field("Sources", required=True, reference=Reference("sources", many=True)),
        "visit_id": Field("Visit on which it was observed", reference=Reference("visits")),
        "supersedes": Field("Statement that this one replaces", reference=Reference("statements")),
        "status": Field("Standing in review", required=True, vocabulary=StatementStatus, default="proposed"),
    },
)
