"""Shapefiles: their parts, what their attributes are written in, and shapes that are lost."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from geo.errors import ExchangeError
from geo.exchange.batch import Batch, RowDefect
from geo.exchange.read.dbf import DbfTexts, dbf_texts
from geo.exchange.read.encoding import Encoding, encoding_of, named
from geo.exchange.read.shp import has_shape

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["PARTS", "Shapefile", "with_lost_shapes"]

PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
"""Endings of the files that are read, that of the geometry first."""


class Shapefile:
    """The files of a Shapefile.

    Parameters
    ----------
    path
        The `.shp`; the others stand beside it, their endings in any case.
    file
        What to call it in messages.
    encoding
        Of its attributes, where the user knows it.

    Raises
    ------
    ExchangeError
        If one of the three that it needs is missing or cut off, or they do not belong together.
    """

    def __init__(self, path: Path, file: str, *, encoding: str | None = None) -> None:
        beside = {
            part.suffix.lower(): part
            for part in sorted(path.parent.iterdir())
            if part.stem.casefold() == path.stem.casefold() and part.suffix.lower() in PARTS and part.is_file()
        }
        beside[".shp"] = path
        missing = [path.stem + ending for ending in (".shx", ".dbf") if ending not in beside]
        if missing:
            message = (
                f"{file!r} lacks the {' and '.join(missing)}: a Shapefile is .shp, .shx and .dbf together, with .prj and .cpg "
                "where there are any"
            )
            raise ExchangeError(message)
        self.parts = {ending: beside[ending] for ending in PARTS if ending in beside}
        """Ending to file."""
        try:
            self.has_shape = has_shape(path, beside[".shx"])
            texts = dbf_texts(beside[".dbf"])
        except ExchangeError as error:
            message = f"{file!r}: {error}"
            raise ExchangeError(message) from None
        if len(self.has_shape) != texts.n_rows:
            message = f"{file!r} has {len(self.has_shape)} shapes but {texts.n_rows} rows: zip the files of one Shapefile together"
            raise ExchangeError(message)
        self.encoding = encoding_of_attributes(self.parts, texts, wanted=encoding)
        self.n_bytes = sum(part.stat().st_size for part in self.parts.values())


def encoding_of_attributes(parts: dict[str, Path], texts: DbfTexts, *, wanted: str | None = None) -> Encoding:
    """Return the encoding of the attributes: the user's word, the .cpg if it can be true, the letters."""
    if wanted is not None:
        return Encoding(named(wanted), guessed=False)
    guess = encoding_of(texts.cells)
    if not texts.cells:
        return Encoding("utf-8", guessed=False)
    if ".cpg" in parts:
        try:
            said = named(parts[".cpg"].read_bytes()[:100].decode("ascii", "replace"))
        except ExchangeError:
            return replace(guess, unsure=True, other="the .cpg file, which names no encoding")
        if said == "utf-8" and guess.name != "utf-8":
            return replace(guess, unsure=True, other="utf-8, as the .cpg file says, which it is not")
        doubtful = guess.name == "utf-8" != said
        return Encoding(said, guessed=False, unsure=doubtful, other="utf-8" if doubtful else None)
    if guess.unsure and texts.language in (guess.name, guess.other):
        return Encoding(texts.language or guess.name, guessed=True)
    if texts.language not in (None, "cp1252", "cp1251", "cp1254") and guess.name != "utf-8":
        return Encoding(str(texts.language), guessed=False)
    return guess


def with_lost_shapes(batch: Batch, has_shape: NDArray[np.bool_]) -> Batch:
    """Return a batch of a Shapefile with a defect for each row whose shape could not be read."""
    lost = has_shape[batch.numbers - 1] & (batch.geometry == np.array(None))
    known = {defect.at for defect in batch.defects}
    more = [RowDefect(int(at), "geometry_unreadable") for at in np.flatnonzero(lost) if int(at) not in known]
    return replace(batch, defects=(*batch.defects, *more)) if more else batch
