"""The state of sites that an import brings, all of whose statements are at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.vocabularies import Property, StatementStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

_GRADES, _NONE = pa.array(list("012345")), pa.scalar(None, pa.string())


def states_of_new(statements: Mapping[str, pa.Array], site_fids: NDArray[np.int64]) -> tuple[pa.Table, pa.Table]:
    """Return the states of new sites of which one statement counts: it leaves nothing to choose, so whole columns do.

    Parameters
    ----------
    statements
        All statements on these sites, none of which supersedes another: columns `id`, `property`, `value`, `observed_on`,
        `status` and `asserted_by`, text, n each.
    site_fids
        Keys of their sites, shape (n,).

    Returns
    -------
    pa.Table
        Rows of `site_state`, by site.
    pa.Table
        `fid` of the other sites of which statements count, for `states_of_sites`.
    """
    counts = pc.not_equal(statements["status"], StatementStatus.WITHDRAWN).to_numpy(zero_copy_only=False)
    at = np.flatnonzero(counts)
    fids, first, n_each = np.unique(site_fids[at], return_index=True, return_counts=True)
    lone = {name: column.take(pa.array(at[first[n_each == 1]])) for name, column in statements.items()}
    told = pa.array([StatementStatus.REVIEWED, StatementStatus.PROPOSED], pa.string())
    graded = pc.and_(pc.is_in(lone["status"], value_set=told), pc.equal(lone["property"], Property.CONDITION))
    grade = pc.index_in(pc.if_else(graded, lone["value"], _NONE), value_set=_GRADES)  # each stands at its number
    whole = np.zeros(len(grade), dtype=np.int64)
    states = pa.table(
        {
            "site_fid": fids[n_each == 1],
            "condition": grade.cast(pa.int64()),
            "condition_on": pc.if_else(graded, lone["observed_on"], _NONE),
            "condition_status": pc.if_else(graded, lone["status"], _NONE),
            "condition_by": pc.if_else(graded, lone["asserted_by"], _NONE),
            "condition_statement": pc.if_else(graded, lone["id"], _NONE),
            "disputed": whole,
            "sources_differ": whole,
            "last_looked_on": pa.nulls(len(grade), pa.string()),
            "n_statements": whole + 1,
            "newest_on": lone["observed_on"],
        }
    )
    return states, pa.table({"fid": fids[n_each > 1]})
