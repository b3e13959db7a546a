"""What the table of a layer refuses, looked for in whole columns before they are put there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from geo.errors import StoreError
from geo.store.schema import stored_columns
from geo.vocabularies import Property

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.layers import Field, Layer

__all__ = ["refuse_wrong"]

_GRADES = pa.array(list("012345"))


def refuse_wrong(layer: Layer, columns: Mapping[str, pa.Array]) -> None:
    """Refuse what NOT NULL and the checks in `geo.store.schema` refuse.

    Parameters
    ----------
    layer
        Of which the rows are.
    columns
        As the table holds them; one that is missing is null.

    Raises
    ------
    StoreError
        With the first value that is wrong.
    """
    for name, column in stored_columns(layer).items():
        field, values = layer.fields[name], columns.get(column)
        if values is None or values.null_count:
            if field.required:
                message = f"{layer.name}: a row has no {column}; give it one"
                raise StoreError(message)
            if values is None or values.null_count == len(values):
                continue
        fits = _fits(field, values)
        if fits is not None and pc.any(pc.invert(fits)).as_py():
            wrong = values.filter(pc.invert(fits))[0].as_py()
            message = f"{layer.name}: {wrong!r:.80} is not allowed as {column}; correct the row"
            raise StoreError(message)
    if layer.name == "statements":
        _refuse_wrong_grades(columns)


def _refuse_wrong_grades(columns: Mapping[str, pa.Array]) -> None:
    """Refuse what the check over `property` and `value` of statements refuses."""
    graded = pc.equal(columns["property"], Property.CONDITION)
    wrong = columns["value"].filter(pc.and_not(graded, pc.is_in(columns["value"], value_set=_GRADES)))
    if len(wrong):
        message = f"statements: {wrong[0].as_py()!r:.80} is not allowed as value of a condition, which is 0 to 5; correct the row"
        raise StoreError(message)


def _fits(field: Field, values: pa.Array) -> pa.Array | None:
    """Return which values the check of a column lets pass; None where it has none."""
    if field.words is not None:
        return pc.or_(pc.is_in(values, value_set=pa.array(field.words, values.type)), values.is_null())
    if field.required and field.dtype == "str" and pa.types.is_string(values.type):
        return pc.greater(pc.binary_length(values), 0)
    if field.minimum is None and field.maximum is None:
        return None
    low = pc.greater_equal(values, -float("inf") if field.minimum is None else field.minimum)
    return pc.and_(low, pc.less_equal(values, float("inf") if field.maximum is None else field.maximum))
