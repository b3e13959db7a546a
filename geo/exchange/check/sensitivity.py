"""Places that are easily robbed: the public sees a grid cell of them unless a row says otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.cells import DEFAULT_METRES
from geo.exchange.report.reason import Reasons, alone
from geo.vocabularies import Sensitivity, SiteKind

if TYPE_CHECKING:
    from geo.exchange.check.row_issues import RowIssues

__all__ = ["EASILY_ROBBED", "hide_easily_robbed"]

EASILY_ROBBED = (SiteKind.TOMB, SiteKind.CAVE, SiteKind.BURIAL_MOUND, SiteKind.ARCHAEOLOGICAL_SITE)
"""Kinds that are `generalised` where nobody says how sensitive they are."""


def hide_easily_robbed(
    kind: pa.Array, sensitivity: pa.Array, metres: pa.Array, found: RowIssues
) -> tuple[pa.Array, pa.Array]:
    """Return `sensitivity` and `generalise_m` (text, metres), filled in where the row says nothing of a kind easily robbed."""
    robbed = pc.is_in(kind, value_set=pa.array([str(word) for word in EASILY_ROBBED]))
    unsaid = pc.and_(robbed, sensitivity.is_null())
    rows = np.flatnonzero(unsaid.to_numpy(zero_copy_only=False))
    if not len(rows):
        return sensitivity, metres
    width = pc.if_else(pc.and_(unsaid, metres.is_null()), str(DEFAULT_METRES), metres)
    after = pc.binary_join_element_wise(str(Sensitivity.GENERALISED), width.take(pa.array(rows)), "m", " ")
    detail = Reasons(alone("kind"), {"kind": kind.take(pa.array(rows))})
    found.add("sensitivity_assumed", rows, field="sensitivity", detail=detail, after=after)
    return pc.if_else(unsaid, str(Sensitivity.GENERALISED), sensitivity), width
