"""Districts that rows name, as ids: known ones found again; made of their names where a store has none at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from geo.exchange.distinct import first_rows
from geo.exchange.understand.known import district_key
from geo.exchange.understand.slugs import slug_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["DistrictNames"]


class DistrictNames:
    """Makes districts of names. Names that differ only in case, accents, script or the word for a district are one."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    @property
    def new(self) -> pd.DataFrame:
        """Districts made so far: columns `id`, `text` (as first named) and `lang` (`und`)."""
        ids, texts = list(self._names), list(self._names.values())
        return pd.DataFrame({"id": ids, "text": texts, "lang": ["und"] * len(ids)}, dtype="str")

    def column(self, names: pa.Array) -> tuple[pa.Array, NDArray[np.intp]]:
        """Return the ids of a column of names, and the rows in which a district is named for the first time."""
        encoded = names.dictionary_encode()
        texts = encoded.dictionary.to_pylist()
        ids, made = [], np.zeros(len(texts), dtype=bool)
        for place, text in enumerate(texts):
            record = slug_of(district_key(text) or text)
            made[place] = record not in self._names
            self._names.setdefault(record, text.strip())
            ids.append(record)
        codes = encoded.indices.fill_null(len(texts)).to_numpy(zero_copy_only=False)
        return pa.array(ids, pa.string()).take(encoded.indices), first_rows(codes, made)
