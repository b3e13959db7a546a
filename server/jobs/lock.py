"""A lock that a living process holds: the system lets go of it when the process ends, however it ends."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

__all__ = ["Lock", "holder", "is_held"]

_PAUSE_SECONDS = 0.01


class Lock:
    """Holds a file for one process; names it, so that it can be ended."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[bytes] | None = None

    def take(self, *, patience: float = 0.0) -> bool:
        """Take the lock; return whether nobody else has it.

        Parameters
        ----------
        patience
            Seconds after which one gives up: whoever looks whether it is held, or writes a word under it, has it for a
            moment only.
        """
        file = self._path.open("a+b", buffering=0)
        end = time.monotonic() + patience
        while not _lock(file):
            if time.monotonic() >= end:
                file.close()
                return False
            time.sleep(_PAUSE_SECONDS)
        with suppress(OSError):  # a full disk: it is held all the same
            file.truncate(0)
            file.write(b"%d\n" % os.getpid())
        self._file = file
        return True

    def release(self) -> None:
        """Let go of it."""
        if self._file is not None:
            self._file.close()
            self._file = None


def is_held(path: Path) -> bool:
    """Tell whether a living process holds a lock; the lock is left as it was, and others may look at the same time."""
    try:
        with path.open("rb") as file:
            return not _lock(file, shared=True)
    except FileNotFoundError:
        return False


def holder(path: Path) -> int | None:
    """Return which process holds a lock; None if none does, or it could not say so."""
    if not is_held(path):
        return None
    number, end, _ = path.read_bytes().partition(b"\n")
    return int(number) if end and number.isdigit() else None


if sys.platform == "win32":  # pragma: no cover
    import msvcrt

    _FAR = 1 << 30
    """Nobody reads a byte that is locked, so it is none of those that are written."""

    def _lock(file: IO[bytes], *, shared: bool = False) -> bool:
        del shared  # there is no such lock; who looks at the same time sees the other one, and looks again
        file.seek(_FAR)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(file: IO[bytes], *, shared: bool = False) -> bool:
        try:
            fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
