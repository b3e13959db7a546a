"""Memory that is free, back to the system: reading a file leaves holes in it that the next step does not fill."""

from __future__ import annotations

import ctypes
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["free_memory", "little_kept"]

_BOUNDS = {-3: 1 << 20, -8: 2}
"""Of the C library of GNU: bytes from which on a block is mapped by itself, and how many heaps threads share."""


def free_memory() -> None:
    """Give back what Arrow and the C library keep for later; takes some milliseconds."""
    pa.default_memory_pool().release_unused()
    with suppress(OSError, AttributeError, TypeError):  # only the C library of GNU can be asked
        ctypes.CDLL(None).malloc_trim(0)


@contextmanager
def little_kept() -> Iterator[None]:
    """While it lasts, little memory is kept that is free: what is larger than a megabyte goes back to the system at once.

    Arrow's own allocators keep what threads that have ended left behind; the C library raises its bound for what it maps by
    itself whenever such a block is freed, and gives each thread a heap with holes of its own. Together that is a third of
    the memory of an import; it takes no more time. Arrow's pool is that of before at the end, the bounds of the C library
    stay.
    """
    before = pa.default_memory_pool()
    pa.set_memory_pool(pa.system_memory_pool())
    with suppress(OSError, AttributeError, TypeError):
        for bound, value in _BOUNDS.items():
            ctypes.CDLL(None).mallopt(bound, value)
    try:
        yield
    finally:
        pa.set_memory_pool(before)
