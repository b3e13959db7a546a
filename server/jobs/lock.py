"""A lock that a living process holds: the system lets go of it when the process ends, however it ends."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO

__all__ = ["Lock", "is_held"]


class Lock:
    """Holds a file for one process; names it, so that it can be ended."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[bytes] | None = None

    def take(self) -> bool:
        """Take the lock; return whether nobody else has it."""
        file = self._path.open("a+b")
        if not _lock(file):
            file.close()
            return False
        self._file = file
        return True

    def release(self) -> None:
        """Let go of it."""
        if self._file is not None:
            self._file.close()
            self._file = None


def is_held(path: Path) -> bool:
    """Tell whether a living process holds a lock; the lock is left as it was."""
    if not path.exists():
        return False
    lock = Lock(path)
    free = lock.take()
    lock.release()
    return not free


if sys.platform == "win32":  # pragma: no cover
    import msvcrt

    def _lock(file: IO[bytes]) -> bool:
        file.seek(0)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
