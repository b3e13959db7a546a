"""Values of site rows that name records: districts and sources; and the source without which nothing is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.check.known import most_like
from geo.exchange.check.distinct import Distinct
from geo.exchange.report.reason import Reason, quotable

if TYPE_CHECKING:
    from collections.abc import Collection

    import pyarrow as pa

    from geo.exchange.check.row_issues import RowIssues
    from geo.layers.schema import Reference

__all__ = ["check_reference", "parts_of_list"]

_CANDIDATES = 2000
_SHOWN = 5


def check_reference(column: pa.Array, name: str, reference: Reference, ids: Collection[str], found: RowIssues) -> None:
    """Say which values name a record that there is not.

    Parameters
    ----------
    column
        Array of `pa.string()`: an id, or several between `;`.
    name, reference
        The field and what it refers to.
    ids
        Of the records that there are.
    found
        Where it is said.
    """
    if column.null_count == len(column):
        return
    distinct = Distinct.of(column)
    reasons = {}
    for value in distinct.values.to_pylist():
        parts = parts_of_list(value) if reference.many else [value]
        unknown = [part for part in parts if part not in ids]
        if unknown or not parts:
            reasons[value] = _said(unknown, reference, ids)
    for rows, detail in distinct.rows_and_reasons(reasons):
        found.add("unknown_reference", rows, field=name, detail=detail)


def parts_of_list(value: str) -> list[str]:
    """Return the ids in a cell, between `;`, without blanks around them and empty ones.

    Examples
    --------
    >>> parts_of_list("a; b;;c ")
    ['a', 'b', 'c']
    """
    return [part for part in map(str.strip, value.split(";")) if part]


def _said(unknown: list[str], reference: Reference, ids: Collection[str]) -> Reason:
    layer = reference.layer
    if not unknown:
        return Reason("no id of {layer} is named", {"layer": layer})
    near = sorted(ids)[:_CANDIDATES] if len(ids) <= _CANDIDATES else []
    if len(unknown) == 1 and (likely := most_like(unknown[0], near)) is not None:
        values = {"layer": layer, "id": quotable(unknown[0]), "likely": likely}
        return Reason("no id of {layer}: '{id}'; did you mean '{likely}'?", values)
    values = {"layer": layer, "ids": ", ".join(f"'{quotable(part)}'" for part in unknown[:_SHOWN])}
    if len(unknown) > _SHOWN:
        return Reason("no id of {layer}: {ids} and {count} more", {**values, "count": len(unknown) - _SHOWN})
    if meant := dict.fromkeys(word for part in unknown if (word := most_like(part, near)) is not None):
        return Reason(
            "no id of {layer}: {ids}; did you mean {meant}?", {**values, "meant": ", ".join(map(repr, meant))}
        )
    return Reason("no id of {layer}: {ids}", values)
