"""Facts by which sites are asked for, as columns of the page: dates, access, visits, and how what is known grew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.edtf import days_of, readable_days_of, years_of
from geo.questions.facets import facets_of
from maps.payload import by_owner, coded, narrow

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.questions.facets import Facets

__all__ = ["NO_NUMBER", "date_columns", "day_numbers", "event_columns", "history_columns", "observed_columns", "years"]

NO_NUMBER = np.iinfo(np.int32).min
"""A day or a year that nobody knows, and the open end of an interval."""
EPOCH = 719_163
"""The day 1970-01-01 as an ordinal: the client counts days from there, as its clock does."""


def day_numbers(ordinals: pd.Series[Any]) -> NDArray[np.int32]:
    """Return days as counted from 1970-01-01; `NO_NUMBER` where there is none."""
    return ordinals.sub(EPOCH).fillna(NO_NUMBER).to_numpy("int64").clip(NO_NUMBER).astype("int32")


def years(dates: pd.Series[Any]) -> NDArray[np.int16]:
    """Return the year of each EDTF date, 0 where there is none.

    Raises
    ------
    DateError
        At the first value that is no date.
    """
    found = years_of(days_of(dates.mask(dates == ""))["order"])
    return found.fillna(0).to_numpy("int64").clip(-32_768, 32_767).astype("int16")


def date_columns(sites: pd.DataFrame) -> dict[str, object]:
    """Return dates as codes into `dates`, the distinct texts, with the first and last year that each can mean.

    What is no date is kept as text; it has no years.
    """
    named = [name for name in ("built", "last_looked_on") if name in sites]
    if not named:
        return {}
    together = pd.concat([sites[name].astype("string") for name in named])
    codes, dates = coded(together)
    found = readable_days_of(pd.Series(dates, dtype="string"))
    columns: dict[str, object] = {
        "dates": dates,
        "date_from": _or_none(years_of(found["from"])),
        "date_to": _or_none(years_of(found["to"])),
    }
    return columns | dict(zip(named, np.split(codes, len(named)), strict=True))


def event_columns(facets: Facets) -> dict[str, object]:
    """Return how many documented visits and statements on access each site has, and their days, oldest first."""
    visits, access = facets.visits, facets.access
    columns: dict[str, object] = {}
    if len(visits):
        order, columns["visits"] = _by_row(visits["row"], len(facets))
        columns["visit_day"] = day_numbers(visits["day"].iloc[order])
    if len(access):
        order, columns["access"] = _by_row(access["row"], len(facets))
        columns["access_day"] = day_numbers(access["day"].iloc[order])
        columns["access_status"] = narrow(access["status"].cat.codes.to_numpy()[order])
        columns["accesses"] = [str(status) for status in access["status"].cat.categories]
    return columns


def history_columns(ids: pd.Index[str], history: pd.DataFrame | None) -> dict[str, object]:
    """Return how many states each site went through, and each with the day since which it is known.

    Parameters
    ----------
    ids
        Of the sites.
    history
        As of `Store.history()`.
    """
    if history is None or history.empty:
        return {}
    order, count = by_owner(ids, history["site_id"])
    states = history.iloc[order]
    by, speakers = coded(states["condition_by"].astype("string"))
    then = facets_of(states.rename(columns={"site_id": "id"})).sites
    return {
        "states": count,
        "state_since": day_numbers(states["since"].astype("Int64")),
        "state_condition": then["condition"].to_numpy("int8"),
        "state_year": years(states["condition_on"].astype("string")),
        "state_flags": then["flags"].to_numpy("int8"),
        "state_by": by,
        "state_speakers": speakers,
        "state_statements": narrow(then["n_statements"].to_numpy("int64")),
        "state_newest": day_numbers(then["newest_day"]),
        "state_threat": states["threat"].to_numpy("bool").astype("int8"),
    }


def observed_columns(ids: pd.Index[str], sites: pd.DataFrame, history: pd.DataFrame | None) -> dict[str, object]:
    """Return the dates of what was observed as they were written, as codes into `observed`: of the sites, and of each state.

    A column is left out where the page finds its texts again in the year or the day that it has anyhow.
    """
    named = {name: sites[name] for name in _RECOVERED if name in sites}
    if history is not None and not history.empty:
        states = history.iloc[by_owner(ids, history["site_id"])[0]]
        named |= {f"state_{name}": states[name] for name in _RECOVERED if name in states}
    texts = {name: column.astype("string").fillna("") for name, column in named.items()}
    exact = {
        name: column
        for name, column in texts.items()
        if not column.mask(column == "").str.fullmatch(_RECOVERED[name.removeprefix("state_")]).fillna(value=True).all()
    }
    if not exact:
        return {}
    codes, observed = coded(pd.concat(list(exact.values())))
    ends = np.cumsum([len(column) for column in exact.values()])[:-1]
    return {"observed": observed} | dict(zip(exact, np.split(codes, ends), strict=True))


_RECOVERED = {"condition_on": r"\d{4}", "newest_on": r"\d{4}(-(0[2-9]|1\d))?|\d{4}-\d\d-(0[2-9]|[123]\d)"}
"""What a year, and a day that counts for its month or year, say in full."""


def _by_row(rows: pd.Series[Any], n: int) -> tuple[NDArray[np.int64], NDArray[Any]]:
    """Return events in the order of their sites, those of a site as they come, and their number for each of `n` sites."""
    return np.argsort(rows.to_numpy(), kind="stable"), narrow(np.bincount(rows, minlength=n))


def _or_none(numbers: pd.Series[Any]) -> NDArray[np.int32]:
    return numbers.fillna(NO_NUMBER).to_numpy("int32")
