"""Rules of closures: a place, days that run forwards, and seasons of days that exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geo.edtf import readable_days_of
from geo.tables import problems_at

if TYPE_CHECKING:
    from geo.errors import Problem
    from geo.tables import Table

__all__ = ["check_closures"]

_LEAP_YEAR = "2024"


def check_closures(table: Table) -> list[Problem]:
    """Return what is wrong between the columns of closures, and where one has no place."""
    frame = table.attributes(["first_day", "last_day", "as_of", "expires", "yearly"])
    days = {name: _days(frame[name]) for name in ("first_day", "last_day", "as_of", "expires")}
    nowhere = shapely.is_missing(table.shapes())
    out = problems_at(
        table,
        np.flatnonzero(nowhere),
        "geometry",
        "the closure has no place; draw it as a polygon, a line or a point in GeoJSON",
    )
    backwards = np.flatnonzero(days["last_day"] < days["first_day"])
    out += problems_at(table, backwards, "last_day", "{} lies before first_day; exchange the two or mend one".format)
    stale = np.flatnonzero(days["expires"] < days["as_of"])
    out += problems_at(table, stale, "expires", "{} lies before as_of; a statement expires after it is made".format)
    no_season = [row for row, text in enumerate(frame["yearly"]) if isinstance(text, str) and not _is_season(text)]
    message = "{!r:.40} has a day that no year has; write a season such as 11-01/04-15".format
    return out + problems_at(table, no_season, "yearly", message)


def _days(column: pd.Series) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the first day of each date as an ordinal, NaN where there is none or it cannot be read."""
    days = readable_days_of(column)["from"]
    return days.to_numpy(dtype=np.float64, na_value=np.nan)


def _is_season(text: str) -> bool:
    """Whether both days exist in a leap year; what has not even the form is found by the pattern."""
    ends = [f"{_LEAP_YEAR}-{end}" for end in text.split("/")]
    return len(ends) != 2 or not pd.isna(pd.to_datetime(ends, format="%Y-%m-%d", errors="coerce")).any()
