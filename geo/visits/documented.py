"""Documented visits: that somebody was at a site on a date, as a source reports it."""

from __future__ import annotations

import pandas as pd

from geo.edtf import readable_days_of
from geo.vocabularies import Attestation

__all__ = ["documented_visits"]


def documented_visits(visits: pd.DataFrame, stops: pd.DataFrame) -> pd.DataFrame:
    """Return each stop that a source reports of a visit with a date, oldest first; equal days stay in their order.

    Parameters
    ----------
    visits
        Columns `id`, and `start` and `end` where known (EDTF).
    stops
        Columns `visit_id`, `site_id`, `attestation`.

    Returns
    -------
    DataFrame
        Columns `site_id`, `date` (EDTF: the start of the visit, else its end) and `day` (ordinal that the date sorts by).
    """
    nothing = pd.Series(None, index=visits.index, dtype="str")
    start, end = (visits.get(name, nothing).astype("str") for name in ("start", "end"))
    date = start.mask(readable_days_of(start)["order"].isna().to_numpy()).fillna(end)
    dated = pd.DataFrame({"date": date.array, "day": readable_days_of(date)["order"].array}, index=visits["id"].array)
    reported = stops.loc[stops["attestation"] == Attestation.REPORTED, ["site_id", "visit_id"]]
    found = reported.join(dated, on="visit_id").dropna(subset="day").astype({"day": "int64"})
    return found.sort_values("day", kind="stable", ignore_index=True)[["site_id", "date", "day"]]
