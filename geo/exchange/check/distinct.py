"""A column as its distinct values: what is asked of a value is asked once, however many rows have it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["Distinct"]


@dataclass(frozen=True)
class Distinct:
    """The values of a column, each once, and which one stands in each row."""

    values: pa.Array
    """Without null."""
    codes: NDArray[np.int32]
    """Place in `values` of each row, -1 where the row has none."""

    @classmethod
    def of(cls, column: pa.Array) -> Distinct:
        """Return the distinct values of an array of `pa.string()`."""
        encoded = column.dictionary_encode()
        codes = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False)
        return cls(encoded.dictionary, codes)

    def rows(self, wrong: NDArray[np.bool_]) -> NDArray[np.intp]:
        """Return the rows whose value is one of those that a mask over `values` means."""
        return np.flatnonzero(np.append(wrong, False)[self.codes])

    def rows_and_reasons(self, reasons: Mapping[str, str]) -> tuple[NDArray[np.intp], pa.Array]:
        """Return the rows with values that have a reason, and the reason of each."""
        if not reasons:
            return np.empty(0, dtype=np.intp), pa.array([], pa.string())
        texts = pa.array([reasons.get(value) for value in self.values.to_pylist()], pa.string())
        rows = self.rows(texts.is_valid().to_numpy(zero_copy_only=False))
        return rows, texts.take(pa.array(self.codes[rows]))
