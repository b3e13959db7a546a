"""Memory that is free, back to the system: reading a file leaves holes in it that the next step does not fill."""

from __future__ import annotations

import ctypes
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["free_memory", "large_blocks_alone"]

_MMAP_THRESHOLD = -3
"""Of the C library of GNU: bytes from which on a block is mapped by itself."""
_LARGE = 1 << 20


def free_memory() -> None:
    """Give back what Arrow and the C library keep for later; takes some milliseconds."""
    pa.default_memory_pool().release_unused()
    with suppress(OSError, AttributeError, TypeError):  # only the C library of GNU can be asked
        ctypes.CDLL(None).malloc_trim(0)


@contextmanager
def large_blocks_alone() -> Iterator[None]:
    """While it lasts, what is larger than a megabyte goes back to the system as soon as it is free.

    Arrow's own allocators keep what threads that have ended left behind, and the C library raises its bound for what it maps
    by itself whenever such a block is freed: together a third of the memory of an import. It takes no more time. Arrow's pool
    is that of before at the end, the bound of the C library stays.
    """
    before = pa.default_memory_pool()
    pa.set_memory_pool(pa.system_memory_pool())
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, _LARGE)
    try:
        yield
    finally:
        pa.set_memory_pool(before)
