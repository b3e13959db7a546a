"""The sites of a question as a table for other programs: `/sites.csv`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
from fastapi import APIRouter, Depends, Request, Response
from numpy.typing import NDArray
from starlette.responses import StreamingResponse

from geo.exchange.export.formula_safe import formula_safe
from geo.questions.site_filter import Question
from maps.names import first_names, ordered_names
from maps.points import placed, xy
from server.answers import Answer, answer, sites_in_order
from server.asking import question_of_program
from server.language import reader_language
from server.resources import Reading, Resources

__all__ = ["COLUMNS", "inert", "router"]

router = APIRouter()
COLUMNS = (
    "id", "name", "names", "kind", "district", "lon", "lat", "geometry_role", "uncertainty_m", "condition", "condition_on",
    "condition_by", "condition_status", "disputed", "sources_differ", "built", "designations", "access", "newest_on",
    "visited_on", "n_statements", "urgency", "score",
)  # fmt: skip
"""Codes and ids as in the API; `condition` is the grade, `name` the first for the reader, `names` has all of them."""
_AT_ONCE = 20_000
"""Rows that are made and sent together."""
_BOM = b"\xef\xbb\xbf"
"""Tells spreadsheets that the file is UTF-8."""
_DIGITS = 6
_BETWEEN = " | "


@router.get("/sites.csv")
def sites_csv(
    request: Request, question: Annotated[Question, Depends(question_of_program("lang", "style"))], reading: Reading
) -> Response:
    """Return all sites of a question in its order; a hidden place is in the middle of the cell that the public sees."""
    lang = reader_language(request, reading.settings.language)
    given = answer(reading, question)
    return StreamingResponse(
        _parts(reading, given, given.rows(reading, lang), lang),
        media_type="text/csv; charset=utf-8; header=present",
        headers={
            "Content-Disposition": 'attachment; filename="sites.csv"',
            "Cache-Control": "no-cache",
            "Vary": "Accept-Language, Cookie",
        },
    )


def inert(column: pd.Series) -> pd.Series:
    """Return texts that no spreadsheet runs: one that looks like a formula gets an apostrophe before it.

    Examples
    --------
    >>> inert(pd.Series(["=1+1", "-0550", "a=b", None], dtype="str")).tolist()
    ["'=1+1", '-0550', 'a=b', nan]
    """
    texts = pa.array(column.astype("str"), pa.string(), from_pandas=True)
    return pd.Series(formula_safe(texts).to_pandas(), dtype="str").set_axis(column.index)


def _parts(reading: Resources, given: Answer, rows: NDArray[np.intp], lang: str) -> Iterator[bytes]:
    yield _BOM + (",".join(COLUMNS) + "\r\n").encode()
    for start in range(0, len(rows), _AT_ONCE):
        table = _table(reading, given, rows[start : start + _AT_ONCE], lang)
        yield table.to_csv(index=False, header=False, lineterminator="\r\n").encode()


def _table(reading: Resources, given: Answer, rows: NDArray[np.intp], lang: str) -> pd.DataFrame:
    """Return the columns of the file for some rows."""
    sites = sites_in_order(reading, given, rows)
    ids = sites["id"]
    every = ids.tolist() if len(rows) < len(given.facets) else None
    names = ordered_names(reading.store.names(every), lang)
    first = first_names(names, lang).set_index("site_id")["text"]
    designations = reading.store.designations(every)
    where = _positions(sites)
    made = sites.assign(
        name=ids.map(first).fillna(ids),
        names=ids.map(_joined(names["site_id"], names["lang"] + ": " + names["text"])),
        lon=where["lon"],
        lat=where["lat"],
        designations=ids.map(_joined(designations["site_id"], _registered(designations))),
        **{name: sites[name].map({True: "yes", False: "no"}) for name in ("disputed", "sources_differ")},
    )
    table = pd.DataFrame(made[list(COLUMNS)])
    texts = [name for name in COLUMNS if not pd.api.types.is_numeric_dtype(table[name])]
    return table.assign(**{name: inert(table[name]) for name in texts})


def _positions(sites: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return longitude and latitude of each site in degrees, of a shape those of a point on it; NaN where unknown."""
    there = placed(sites)
    lon, lat = xy(there)
    found = pd.DataFrame({"lon": lon, "lat": lat}, index=there.index).round(_DIGITS)
    return found.reindex(sites.index)


def _registered(designations: pd.DataFrame) -> pd.Series:
    """Return register, level and number in it."""
    level, number = (
        (" (" + designations[name] + ")").where(designations[name].notna(), "") for name in ("level", "register_id")
    )
    return designations["scheme"] + level + number


def _joined(owners: pd.Series, texts: pd.Series) -> pd.Series:
    """Return the texts of each site as one, in their order; by id."""
    return texts.groupby(owners, sort=False).agg(_BETWEEN.join)
