"""A batch of site rows: foreign columns matched to our fields, geometry in degrees, each change on record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

__all__ = ["SiteBatch"]


@dataclass(frozen=True)
class SiteBatch:
    """Some rows of a file as `geo.exchange.site_rows` declares them."""

    columns: pa.Table
    """Fields of site rows as text, null where unknown: of a file always the same ones, in `order_of` order."""
    geometry: NDArray[np.object_]
    """Shapely geometry in EPSG:4326, shape (n,); None where unknown."""
    first: int
    """How many rows of the file came before."""

    def __len__(self) -> int:
        return len(self.geometry)
