"""A column as its distinct values: what is asked of a value is asked once, however many rows have it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.exchange.report.reason import Reasons

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from geo.exchange.report.reason import Reason

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

    def rows_and_reasons(self, reasons: Mapping[str, Reason]) -> Iterator[tuple[NDArray[np.intp], Reasons]]:
        """Yield the rows with values that have a reason, and the reason of each, one sentence after the other."""
        if not reasons:
            return
        of_values = [reasons.get(value) for value in self.values.to_pylist()]
        for sentence, names in dict.fromkeys((why.sentence, tuple(why.values)) for why in reasons.values()):
            told = [why if why is not None and why.sentence == sentence else None for why in of_values]
            rows = self.rows(np.array([why is not None for why in told]))
            place = pa.array(self.codes[rows])
            columns = {
                name: pa.array([None if why is None else why.values[name] for why in told]).take(place)
                for name in names
            }
            yield rows, Reasons(sentence, columns)
