"""Memory that is free, back to the system: reading a file leaves holes in it that the next step does not fill."""

from __future__ import annotations

import ctypes
from contextlib import suppress

import pyarrow as pa

__all__ = ["free_memory"]


def free_memory() -> None:
    """Give back what Arrow and the C library keep for later; takes some milliseconds."""
    pa.default_memory_pool().release_unused()
    with suppress(OSError, AttributeError, TypeError):  # only the C library of GNU can be asked
        ctypes.CDLL(None).malloc_trim(0)
