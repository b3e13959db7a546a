"""What has to stand in a row: a name, a kind, a source, and with each statement who says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.exchange.report.reason import Reason, alone
from geo.exchange.site_rows import FIELDS

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from geo.exchange.check.row_issues import RowIssues

__all__ = ["check_complete"]

_NEEDS = {
    "access": {"access_as_of": Reason("the date as of which the site may be visited or not")},
    "access_lon": {"access_lat": Reason("the latitude of the access point")},
    "access_lat": {"access_lon": Reason("the longitude of the access point")},
}
"""Fields that say nothing without others. Who says it need not be a field: that may be the source of the file."""
_MORE = {
    ("condition", "condition_raw"): (
        "condition_scale", "condition_certainty", "condition_on", "condition_method", "condition_by", "condition_role",
        "condition_status",
    ),
    ("designation",): ("designation_level", "register_id", "listed_on", "designation_document"),
    ("access",): ("access_authority", "access_as_of", "access_expires"),
}  # fmt: skip
"""Fields that say more about others, of which one has to be there."""


def check_complete(columns: pa.Table, found: RowIssues) -> None:
    """Say which rows lack what they need.

    Parameters
    ----------
    columns
        Fields of site rows as text; texts without a visible character are null.
    found
        Where it is said.
    """
    filled = {name: _filled(columns[name]) for name in columns.column_names}
    nothing = np.zeros(len(columns), dtype=bool)

    def given(name: str) -> NDArray[np.bool_]:
        return filled.get(name, nothing)

    names = [mask for name, mask in filled.items() if name.startswith(("name:", "alt_name:"))]
    found.add("no_name", ~np.logical_or.reduce([nothing, *names]), field="name")
    found.add("no_source", ~given("source_ids") & ~found.have(("no_source",)), field="source_ids")
    for name, field in FIELDS.items():
        if field.required:
            found.add(
                "required_missing",
                ~given(name),
                field=name,
                detail=Reason(alone("title"), {"title": field.title.lower()}),
            )
    for name, needed in _NEEDS.items():
        for other, why in needed.items():
            found.add("required_missing", given(name) & ~given(other), field=other, detail=why)
    for subjects, others in _MORE.items():
        without = ~np.logical_or.reduce([given(subject) for subject in subjects])
        what = Reason("it belongs to {field}", {"field": subjects[0]})
        for other in others:
            found.add("lone_value", given(other) & without, field=other, detail=what)


def _filled(column: pa.ChunkedArray) -> NDArray[np.bool_]:
    mask: NDArray[np.bool_] = np.asarray(column.is_valid())
    return mask
