"""Made-up sites as plain dictionaries, what a question finds among them one by one, and the frames that layers would be."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Any

import pandas as pd
import shapely
from hypothesis import strategies as st

from geo.completeness.standard import CODES, STANDARD
from geo.edtf import days, year_of
from geo.questions.site_filter import ANY, Age, Band, SiteFilter, as_of_day
from geo.search import fold
from geo.vocabularies import AccessStatus

TODAY = date(2024, 3, 31)
TEXTS = st.sampled_from(["Velma fort", "Ûl Kapela", "Капела", "old mill, upper", "Velmar", "-", "ა"])
DATES = st.sampled_from([
    "2024-03-31", "2024-03-30", "2024-02-29", "2024-03-01", "2023-03-31", "2023-04-01", "2023-03", "2022", "2014-03-31", "2014-04-01", "2019~", "1977/2019", "2025-01-01", "201X", "1905", "-0050", "0000",
])  # fmt: skip
BUILT = st.sampled_from([None, "15XX", "1599", "1600", "1599/1601", "1580/..", "../1601", "-05XX", "-0600", "-0001", "0000", "0099", "17XX~", "1200/1700"])  # fmt: skip
MAYBE = st.booleans()
SITE = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["fort", "bath", "mosque", "ruin"]),
        "district": st.sampled_from(["west", "east", None]),
        "condition": st.sampled_from([None, 0, 1, 2, 3, 4, 5]),
        "condition_status": st.sampled_from(["reviewed", "proposed", None]),
        "disputed": MAYBE,
        "sources_differ": MAYBE,
        "built": BUILT,
        "newest_on": st.none() | DATES,
        "n_statements": st.integers(0, 3),
        "access": st.lists(st.tuples(DATES, st.sampled_from(list(AccessStatus))), max_size=3),
        "visits": st.lists(st.tuples(st.none() | DATES, st.none() | DATES, st.sampled_from(["reported", "planned"])), max_size=3),
        "designations": st.lists(st.tuples(st.sampled_from(["Register (1999), part A", "List", "any"]), st.sampled_from([None, "national, first", "local"])), max_size=3),
        "photos": st.integers(0, 2),
        "threats": st.lists(st.tuples(st.none() | DATES, MAYBE), max_size=2),
        "names": st.lists(TEXTS, max_size=3),
        "placed": MAYBE,
        "uncertainty_m": st.sampled_from([None, 25.0]),
        "location_source_ids": st.sampled_from([None, "a", "a;b"]),
        "sensitivity": st.sampled_from(["public", "public", "generalised", "restricted"]),
        "condition_on": st.sampled_from([None, "2020", "2021-05"]),
        "condition_by": st.sampled_from([None, "A. Keeper"]),
        "graded": st.lists(st.tuples(st.sampled_from(["0", "3"]), st.sampled_from([None, "2019"]), MAYBE, st.sampled_from(["proposed", "disputed"])), max_size=2),
    }
)  # fmt: skip
SITES = st.lists(SITE, max_size=12)
AGES = st.sampled_from([None, Age(within=1), Age(within=12), Age(within=120), Age(over=1, or_never=True), Age(over=12, or_never=True), Age(over=1, within=12), Age(over=12)])  # fmt: skip


def several(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | st.lists(values, max_size=3).map(tuple)


WHERE = st.builds(
    SiteFilter,
    kinds=several(st.sampled_from(["fort", "bath", "palace"])),
    districts=several(st.sampled_from(["west", "north", None])),
    conditions=several(st.sampled_from([None, 0, 3, 5])),
    periods=several(st.sampled_from([None, "15XX", "16XX", "00XX", "-00XX", "-05XX", "99XX"])),
    designations=several(st.sampled_from([None, ANY, "List", "Register (1999), part A", "nowhere"])),
    levels=several(st.sampled_from([None, "local", "national, first", "nowhere"])),
    access=several(st.sampled_from([None, *AccessStatus])),
    newest=several(AGES),
    visited=several(AGES),
    dispute=several(st.sampled_from([None, "disputed", "differ"])),
    photos=st.none() | MAYBE,
    score=several(st.sampled_from([Band(0, 39), Band(50, 79), Band(80, 100), Band(65, 65)])),
    missing=several(st.sampled_from([None, *CODES])),
    ids=several(st.sampled_from([f"s{number}" for number in range(15)])),
    text=st.none() | st.sampled_from(["velma", "vel f", "mill old", "kapela", "fort velmar", "?", "upp"]),
)


def frames(sites: list[dict[str, Any]]) -> dict[str, Any]:
    """The arguments of `facets_of`."""
    rows = [(f"s{number}", site) for number, site in enumerate(sites)]
    stops = [(f"{key}-{n}", key, visit) for key, site in rows for n, visit in enumerate(site["visits"])]
    facts = ["kind", "district", "condition", "condition_status", "disputed", "sources_differ", "built", "newest_on", "n_statements", "uncertainty_m", "location_source_ids", "sensitivity", "condition_on", "condition_by"]  # fmt: skip
    texts = ["kind", "district", "condition_status", "built", "newest_on", "location_source_ids", "sensitivity", "condition_on", "condition_by"]  # fmt: skip
    table = pd.DataFrame(
        [
            {"id": key, "geometry": shapely.Point(1, 2) if site["placed"] else None}
            | {name: site[name] for name in facts}
            for key, site in rows
        ],
        columns=["id", "geometry", *facts],
    ).astype(dict.fromkeys(texts, "str"))
    return {
        "sites": table,
        "names": _frame([(key, text) for key, site in rows for text in site["names"]], "site_id text"),
        "designations": _frame([(key, *each) for key, site in rows for each in site["designations"]], "site_id scheme level"),
        "access": _frame([(key, *each) for key, site in rows for each in site["access"]], "site_id as_of status"),
        "visits": _frame([(visit_id, start, end) for visit_id, _, (start, end, _) in stops], "id start end"),
        "stops": _frame([(visit_id, key, how) for visit_id, key, (_, _, how) in stops], "visit_id site_id attestation"),
        "photos": _frame([(key,) for key, site in rows for _ in range(site["photos"])], "site_id"),
        "statements": _frame([(key, "threat", "looting", on, counts, "A. Keeper", "proposed") for key, site in rows for on, counts in site["threats"]] + [(key, "condition", value, on, counts, "A. Keeper", status) for key, site in rows for value, on, counts, status in site["graded"]] + [("s0", "event", "3", "2020", True, "A. Keeper", "proposed")], "site_id property value observed_on counts asserted_by status").astype({"counts": bool}),
    }  # fmt: skip


def _frame(rows: list[Any], columns: str) -> pd.DataFrame:
    names = columns.split()
    return pd.DataFrame(rows, columns=names).astype({name: "str" for name in names if name != "counts"})


def order(text: str | None) -> int | None:
    return days(text).order


def earlier(day: int, months: int) -> int:
    """The same day so many months earlier, by the calendar of the library."""
    then = date.fromordinal(day)
    year, month = divmod(then.year * 12 + then.month - 1 - months, 12)
    return date(year, month + 1, min(then.day, monthrange(year, month + 1)[1])).toordinal()


def last_visit(site: dict[str, Any], until: int | None = None) -> int | None:
    told = [order(start) if order(start) is not None else order(end) for start, end, how in site["visits"] if how == "reported"]  # fmt: skip
    return max((day for day in told if day is not None and (until is None or day <= until)), default=None)


def access_of(site: dict[str, Any], until: int | None = None) -> str | None:
    told = [(day, number, str(status)) for number, (on, status) in enumerate(site["access"]) if (day := order(on)) is None or until is None or day <= until]  # fmt: skip
    return max(told)[2] if told else None


def has_age(day: int | None, age: Age | None, reference: int) -> bool:
    if age is None:
        return day is None
    if day is None:
        return age.or_never
    young = age.within is None or day > earlier(reference, age.within)
    old = day <= reference if age.over is None else day <= earlier(reference, age.over)
    return young and old


def in_century(built: str | None, century: str | None) -> bool:
    first, last, _ = days(built)
    if century is None or (first is None and last is None):
        return century is None and first is None and last is None
    start = 100 * int(century.strip("-")[:2])
    years = range(start, start + 100) if not century.startswith("-") else range(-start - 99, min(-start, -1) + 1)
    return (first is None or year_of(first) <= years[-1]) and (last is None or year_of(last) >= years[0])


def designated(site: dict[str, Any], value: str | None) -> bool:
    schemes = [scheme for scheme, _ in site["designations"]]
    return value in schemes if value not in (None, ANY) else bool(schemes) == (value == ANY)


def disputed(site: dict[str, Any], value: str | None) -> bool:
    either = {"disputed": site["disputed"], "differ": site["sources_differ"]}
    return bool(either[value]) if value else not any(either.values())


def is_named(site: dict[str, Any], text: str) -> bool:
    typed = fold(text).split()
    return bool(typed) and any(all(any(word.startswith(start) for word in fold(name).split()) for start in typed) for name in site["names"])  # fmt: skip


def lacking(site: dict[str, Any]) -> list[str]:
    """The criteria that the record of a site does not meet, as the standard says them."""
    hidden = site["sensitivity"] != "public"
    current = (site["condition"] or 0) > 0 and site["condition_on"] is not None and site["condition_by"] is not None
    met = {
        "name": bool(site["names"]),
        "kind": site["kind"] != "ruin",
        "position": site["placed"] or hidden,
        "uncertainty": site["uncertainty_m"] is not None or hidden,
        "second-position": site["location_source_ids"] == "a;b" or hidden,
        "built": days(site["built"])[:2] != (None, None),
        "district": site["district"] is not None,
        "designation": bool(site["designations"]),
        "condition": current or any(value == "3" and on and counts and status == "proposed" for value, on, counts, status in site["graded"]),
        "access": any(status != AccessStatus.UNKNOWN for _, status in site["access"]),
        "photo": site["photos"] > 0 or site["sensitivity"] == "restricted",
    }  # fmt: skip
    return [code for code in CODES if not met[code]]


def score(site: dict[str, Any]) -> int:
    return sum(criterion.weight for criterion in STANDARD if criterion.code not in lacking(site))


def finds(key: str, site: dict[str, Any], where: SiteFilter) -> bool:
    """Whether a filter finds a site, word by word as the grammar says it."""
    reference = TODAY.toordinal() if where.as_of is None else as_of_day(where.as_of)
    return (
        (where.kinds is None or site["kind"] in where.kinds)
        and (where.districts is None or site["district"] in where.districts)
        and (where.conditions is None or site["condition"] in where.conditions)
        and (where.periods is None or any(in_century(site["built"], each) for each in where.periods))
        and (where.designations is None or any(designated(site, each) for each in where.designations))
        and (where.levels is None or any(level in where.levels for _, level in site["designations"]))
        and (where.access is None or access_of(site, reference) in where.access)
        and (where.newest is None or any(has_age(order(site["newest_on"]), age, reference) for age in where.newest))
        and (
            where.visited is None or any(has_age(last_visit(site, reference), age, reference) for age in where.visited)
        )
        and (where.dispute is None or any(disputed(site, each) for each in where.dispute))
        and (where.photos is None or bool(site["photos"]) == where.photos)
        and (where.score is None or any(band.low <= score(site) <= band.high for band in where.score))
        and (
            where.missing is None or any(code in lacking(site) if code else not lacking(site) for code in where.missing)
        )
        and (where.ids is None or key in where.ids)
        and (where.text is None or is_named(site, where.text))
    )
