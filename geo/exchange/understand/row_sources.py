"""The sources of each row, by their ids: those that it names, or the source of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.exchange.report.reason import N_, Reason, Reasons, alone
from geo.exchange.understand.source_texts import GIVE_PERSPECTIVE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from geo.exchange.report.issues import Issues
    from geo.exchange.understand.source_texts import SourceTexts

__all__ = ["CITING", "row_sources"]

CITING = ("location_source_ids", "built_source_ids", "source_ids", "source")
"""Fields whose cells name sources, in the order in which they are read."""
_NAMES_NOBODY = N_("it names nobody, as if nothing stood there")


def row_sources(
    texts: SourceTexts, told: Mapping[str, pa.Array], read: NDArray[np.bool_], issues: Issues, first: int
) -> dict[str, pa.Array]:
    """Return the ids of the sources of rows.

    Parameters
    ----------
    texts
        The sources of the file; takes those that the rows name and nobody knows.
    told
        Of each field of `CITING` that the file has, in that order, its column; null where nothing is said.
    read
        Which rows could be read; that the others name no source is not worth a word.
    issues, first
        Takes which sources were made, matched or missed; how many rows came before.

    Returns
    -------
    dict
        `source_ids`, and those of the other fields that the file has but `source`, which is among the first.
    """
    cited = {field: _cited(texts, field, column, issues, first) for field, column in told.items()}
    out = {field: ids for field, (ids, _wanting) in cited.items() if field != "source"}
    ids, wanting = cited.get("source_ids") or (pa.nulls(len(read), pa.string()), np.zeros(len(read), dtype=bool))
    if "source" in cited:
        titled, unmade = cited["source"]
        wanting = wanting | unmade
        ids = pc.coalesce(pc.binary_join_element_wise(ids, titled, ";"), ids, titled)
    none = ids.is_null().to_numpy(zero_copy_only=False)
    perspective = Reason(GIVE_PERSPECTIVE)
    issues.add("no_source", none & wanting, first=first, field="source_ids", detail=perspective)
    if texts.of_file is None:
        unnamed, why = none & ~wanting & read, Reason(texts.why_none)
        issues.add("no_source", unnamed, first=first, field="source_ids", detail=why)
    else:
        ids = pc.if_else(pa.array(none & ~wanting), texts.of_file, ids)
    return out | {"source_ids": ids}


def _cited(
    texts: SourceTexts, field: str, column: pa.Array, issues: Issues, first: int
) -> tuple[pa.Array, NDArray[np.bool_]]:
    """Return the ids that a column of sources stands for, and the rows that name some of which there is no record."""
    if column.null_count == len(column):
        return column, np.zeros(len(column), dtype=bool)
    found = texts.column(column, only_ids=field != "source")
    field = "source_ids" if field == "source" else field
    for code, rows in (("source_made", found.made), ("reference_matched", found.matched)):
        places = pa.array(rows)
        issues.add(code, rows, first=first, field=field, before=column.take(places), after=found.ids.take(places))
    strange = Reasons(alone("value"), {"value": column.take(pa.array(found.strange))})
    issues.add("unknown_reference", found.strange, first=first, field=field, detail=strange)
    wanting = pc.and_(column.is_valid(), found.ids.is_null()).to_numpy(zero_copy_only=False).copy()
    wanting[found.nobody] = False
    nobody, why = column.take(pa.array(found.nobody)), Reason(_NAMES_NOBODY)
    issues.add("reference_matched", found.nobody, first=first, field=field, detail=why, before=nobody)
    return found.ids, wanting
