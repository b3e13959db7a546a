"""How complete the records of a layer are together: mean, distribution and what is missing, for groups of sites."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from geo.completeness.scores import scores_of_masks
from geo.completeness.standard import BANDS, CODES
from geo.vocabularies import SiteKind, Tradition

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.questions.facets import Facets
    from geo.store.gpkg import GeoPackageStore

__all__ = ["MOST_FOR_MEAN", "Grouping", "mean_score", "summary"]

type Grouping = Literal["layer", "district", "tradition", "kind"]

MOST_FOR_MEAN = 50_000
"""Sites up to which `mean_score` answers."""


def summary(facets: Facets, by: Grouping = "layer", rows: NDArray[np.bool_] | None = None) -> pd.DataFrame:
    """Return how complete records are, for each group of sites.

    Parameters
    ----------
    facets
        Of the sites.
    by
        All of the layer together, or by district, by kind, or by tradition: groups of kinds by what places were made for
        (see `geo.vocabularies.Tradition`).
    rows
        Which sites, shape (n,); all where None.

    Returns
    -------
    DataFrame
        One row a group that occurs, by its code: `group` (str, null where it is not stated), `n` sites (int64), `mean` and
        `median` of their scores (float64), `0-39` … `80-100`, how many have such a score (int64), and `missing_name` …
        `missing_photo`, how many do not meet the criterion (int64).

    Examples
    --------
    >>> from geo.questions.facets import facets_of
    >>> sites = pd.DataFrame({"id": ["a", "b"], "kind": ["fort", "church"], "district": ["west", "west"]})
    >>> summary(facets_of(sites), "tradition")[["group", "n", "mean"]].to_numpy().tolist()
    [['christian', 1, 15.0], ['other', 1, 15.0]]
    """
    chosen = np.ones(len(facets), dtype=bool) if rows is None else rows
    sites = facets.sites[chosen]
    score, missing = sites["score"].to_numpy(np.int64), sites["missing"].to_numpy(np.int64)
    told = pd.DataFrame({"group": _groups(sites, by), "score": score})
    for low, high in BANDS:
        told[f"{low}-{high}"] = ((score >= low) & (score <= high)).astype(np.int64)
    for bit, code in enumerate(CODES):
        told[f"missing_{code}"] = missing >> bit & 1
    groups = told.groupby("group", dropna=False)
    figures = groups["score"].agg(n="size", mean="mean", median="median")
    found: pd.DataFrame = figures.join(groups[list(told.columns[2:])].sum()).reset_index()
    return found.astype({"group": "str", "n": np.int64})


def _groups(sites: pd.DataFrame, by: Grouping) -> pd.Series:
    if by == "layer":
        return pd.Series("sites", index=sites.index, dtype="str")
    if by == "tradition":
        kinds = sites["kind"].cat.categories
        of = {kind: str(SiteKind(kind).tradition) if kind in set(SiteKind) else str(Tradition.OTHER) for kind in kinds}
        return sites["kind"].astype("str").map(of).fillna(str(Tradition.OTHER)).astype("str")
    return sites[by].astype("str")


def mean_score(store: GeoPackageStore) -> float | None:
    """Return the mean score of the sites that the public sees, 0 to 100.

    None where there is none, and where there are more than `MOST_FOR_MEAN`: to look at a million records takes seconds,
    which an import is not to wait for twice; `mirasmap score` tells it.
    """
    if not 0 < store.count_sites() <= MOST_FOR_MEAN:
        return None
    return float(scores_of_masks(store.missing_masks()).mean())
