"""What is known of sites beside their own columns, as the small layers from which a map of them reads it."""

from __future__ import annotations

import pandas as pd

from geo.questions.facets import Facets
from geo.vocabularies import Property

__all__ = ["facts"]


def facts(facets: Facets) -> dict[str, pd.DataFrame]:
    """Return which sites have photos, which are threatened and what their records lack, as layers of `build_map`."""
    sites = facets.sites
    return {
        "photos": pd.DataFrame({"site_id": sites.loc[sites["has_photos"], "id"]}),
        "completeness": sites[["id", "missing"]].rename(columns={"id": "site_id"}),
        "statements": pd.DataFrame(
            {"site_id": sites.loc[sites["threat"], "id"], "property": Property.THREAT, "counts": True}
        ),
    }
