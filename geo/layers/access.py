"""Access: whether a site may be visited, as an authority said on a date. Never a word on safety."""

from __future__ import annotations

from geo.layers.schema import SLUG, Field, Layer, Reference
from geo.vocabularies import AccessStatus

ACCESS = Layer(
    "access",
    "Access",
    {
        "id": Field("Identifier", required=True, unique=True, pattern=SLUG),
        "site_id": Field("Site", required=True, reference=Reference("sites")),
        "status": Field("Access", required=True, vocabulary=AccessStatus),
        "authority": Field("Authority", required=True),
        "as_of": Field("As of", "edtf", required=True),
        "expires": Field("Expires", "day"),
        "source_ids": Field("Sources", required=True, reference=Reference("sources", many=True)),
        "note": Field("Note"),
    },
)
