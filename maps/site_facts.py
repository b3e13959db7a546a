"""Facts by which sites are asked for, as columns of the page: dates, access, visits, and how what is known grew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.edtf import days_of, unreadable, year_of
from maps.payload import by_owner, coded, narrow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

__all__ = [
    "NO_NUMBER",
    "access_columns",
    "date_columns",
    "days",
    "history_columns",
    "photo_counts",
    "visit_columns",
    "years",
]

NO_NUMBER = np.iinfo(np.int32).min
"""A day or a year that nobody knows, and the open end of an interval."""
EPOCH = 719_163
"""The day 1970-01-01 as an ordinal: the client counts days from there, as its clock does."""
REPORTED = "reported"


def days(dates: pd.Series[Any]) -> NDArray[np.int32]:
    """Return the day that each EDTF date is sorted by, from 1970-01-01 on; `NO_NUMBER` where there is none.

    Raises
    ------
    DateError
        At the first value that is no date.
    """
    order = days_of(dates.mask(dates == ""))["order"]
    return order.sub(EPOCH).fillna(NO_NUMBER).to_numpy("int64").clip(NO_NUMBER).astype("int32")


def years(dates: pd.Series[Any]) -> NDArray[np.int16]:
    """Return the year of each EDTF date, 0 where there is none.

    Raises
    ------
    DateError
        At the first value that is no date.
    """
    codes, distinct = pd.factorize(dates.mask(dates == ""))
    found = days_of(pd.Series(distinct, dtype="string"))["order"]
    each = [0 if pd.isna(day) else year_of(int(day)) for day in found]
    return np.asarray([*each, 0]).clip(-32_768, 32_767).astype("int16")[codes]


def date_columns(sites: pd.DataFrame) -> dict[str, object]:
    """Return dates as codes into `dates`, the distinct texts, with the first and last year that each can mean.

    What is no date is kept as text; it has no years.
    """
    named = [name for name in ("built", "last_looked_on") if name in sites]
    if not named:
        return {}
    together = pd.concat([sites[name].astype("string") for name in named])
    codes, dates = coded(together)
    wrong = unreadable(dates)
    found = days_of(pd.Series([date if date not in wrong else None for date in dates], dtype="string"))
    columns: dict[str, object] = {
        "dates": dates,
        "date_from": _years_of(found["from"]),
        "date_to": _years_of(found["to"]),
    }
    return columns | dict(zip(named, np.split(codes, len(named)), strict=True))


def access_columns(ids: pd.Index[str], access: pd.DataFrame | None) -> dict[str, object]:
    """Return how many statements on access each site has, and their days and statuses, oldest first.

    Parameters
    ----------
    ids
        Of the sites.
    access
        Columns `site_id`, `status` and `as_of`.
    """
    if access is None or access.empty:
        return {}
    dated = access.assign(_day=days(access["as_of"].astype("string"))).sort_values("_day", kind="stable")
    order, count = by_owner(ids, dated["site_id"])
    rows = dated.iloc[order]
    status, statuses = coded(rows["status"].astype("string"))
    return {
        "access": count,
        "access_day": rows["_day"].to_numpy("int32"),
        "access_status": status,
        "accesses": statuses,
    }


def visit_columns(ids: pd.Index[str], visits: pd.DataFrame | None, stops: pd.DataFrame | None) -> dict[str, object]:
    """Return how many documented visits each site had, and their days, oldest first.

    Parameters
    ----------
    ids
        Of the sites.
    visits
        Columns `id`, `start`, and `end` where known: a visit counts on the day of its start, else of its end.
    stops
        Columns `visit_id`, `site_id`, and `attestation`: only what is reported counts.
    """
    if visits is None or stops is None or stops.empty or "start" not in visits:
        return {}
    start = visits["start"].astype("string")
    begun = start.fillna(visits["end"].astype("string")) if "end" in visits else start
    day = pd.Series(days(begun), index=visits["id"].astype("string"))
    happened = stops[stops["attestation"] == REPORTED] if "attestation" in stops else stops
    on = happened["visit_id"].astype("string").map(day[~day.index.duplicated()]).fillna(NO_NUMBER)
    dated = pd.DataFrame({"site_id": happened["site_id"].astype("string"), "day": on.astype("int64")})
    dated = dated[dated["day"] != NO_NUMBER].drop_duplicates().sort_values("day", kind="stable")
    order, count = by_owner(ids, dated["site_id"])
    return {"visits": count, "visit_day": dated["day"].to_numpy("int32")[order]}


def photo_counts(ids: pd.Index[str], photos: pd.DataFrame | None) -> dict[str, object]:
    """Return how many photos each site has; `photos` has a column `site_id`."""
    return {} if photos is None or photos.empty else {"photos": by_owner(ids, photos["site_id"])[1]}


def history_columns(
    ids: pd.Index[str], history: pd.DataFrame | None, bits: Iterable[tuple[int, pd.Series[Any]]]
) -> dict[str, object]:
    """Return how many states each site went through, and each with the day since which it is known.

    Parameters
    ----------
    ids
        Of the sites.
    history
        Columns `site_id`, `since` (ordinal day), `condition`, `condition_on`, `condition_by`, `n_statements`,
        `newest_on`, `threat`.
    bits
        Flags and, for each, the rows of `history` that have it.
    """
    if history is None or history.empty:
        return {}
    flags = np.zeros(len(history), dtype="int8")
    for bit, rows in bits:
        flags |= bit * rows.to_numpy("bool").astype("int8")
    ordered = history.assign(_flags=flags).sort_values("since", kind="stable")
    order, count = by_owner(ids, ordered["site_id"])
    states = ordered.iloc[order]
    by, speakers = coded(states["condition_by"].astype("string"))
    return {
        "states": count,
        "state_since": (states["since"].astype("int64") - EPOCH).to_numpy("int32"),
        "state_condition": states["condition"].astype("Int64").fillna(-1).to_numpy("int8"),
        "state_year": years(states["condition_on"].astype("string")),
        "state_flags": states["_flags"].to_numpy("int8"),
        "state_by": by,
        "state_speakers": speakers,
        "state_statements": narrow(states["n_statements"].astype("Int64").fillna(0).to_numpy("int64")),
        "state_newest": days(states["newest_on"].astype("string")),
        "state_threat": states["threat"].astype("boolean").fillna(value=False).to_numpy("bool").astype("int8"),
    }


def _years_of(ordinals: pd.Series[Any]) -> NDArray[np.int32]:
    return np.asarray([NO_NUMBER if pd.isna(day) else year_of(int(day)) for day in ordinals], dtype="int32")
