"""Matrices that were asked before, in files named by everything they depend on."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

import numpy as np

from geo.roads.protocol import TravelTimes

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["MatrixCache"]

_FORMAT = 2
_ENDING = ".npz"


@dataclass(frozen=True)
class MatrixCache:
    """A folder of matrices. What cannot be written or read is found anew, without a word."""

    folder: Path
    keep: int = 100
    """Files that stay; those asked for longest ago go first."""

    def file(self, stamp: str, lonlat: NDArray[np.float64], avoid: str, vehicle: str) -> Path:
        """Return where the matrix of these places on this graph stands."""
        digest = sha256(f"{_FORMAT} {stamp} {avoid} {vehicle} {lonlat.shape}".encode())
        digest.update(np.round(lonlat, 6).astype("<f8").tobytes())
        return self.folder / f"{digest.hexdigest()[:32]}{_ENDING}"

    def read(self, file: Path) -> TravelTimes | None:
        """Return a matrix, None where it is not there."""
        try:
            with file.open("rb") as opened, np.load(opened, allow_pickle=False) as found:
                times = TravelTimes(found["seconds"], found["km"])
        except (OSError, ValueError, KeyError, BadZipFile, EOFError):
            return None
        with suppress(OSError):
            os.utime(file)
        return times

    def write(self, file: Path, times: TravelTimes) -> None:
        """Keep a matrix, whole or not at all."""
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=self.folder, suffix=".part")
            part = Path(name)
            try:
                with os.fdopen(descriptor, "wb") as open_file:
                    np.savez_compressed(open_file, seconds=times.seconds, km=times.km)
                part.replace(file)
            finally:
                part.unlink(missing_ok=True)
            self._prune()

    def _prune(self) -> None:
        by_age = sorted(self.folder.glob(f"*{_ENDING}"), key=lambda file: file.stat().st_mtime, reverse=True)
        for file in by_age[self.keep :]:
            file.unlink(missing_ok=True)
