"""The blocks of rows in which travel times are found, and who is told between them.

Who watches says so around the question, as a scope that ends with it: any roads may be asked, and those that find a matrix at
once need not know of it.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["BLOCK", "block_starts", "tell_blocks", "told_of_blocks"]

BLOCK = 50
"""Rows of one question: one by one takes twice as long, all at once twice the memory."""
_TOLD: ContextVar[Callable[[int], None] | None] = ContextVar("told_of_blocks", default=None)


def block_starts(n: int) -> range:
    """Return the first row of each block among n places."""
    return range(0, n, BLOCK)


@contextmanager
def told_of_blocks(tell: Callable[[int], None]) -> Iterator[None]:
    """Tell of the blocks of each matrix that is asked for within.

    Parameters
    ----------
    tell
        Is told how many blocks are done, several times a second where they are found in other processes. What it raises ends
        the question.
    """
    token = _TOLD.set(tell)
    try:
        yield
    finally:
        _TOLD.reset(token)


def tell_blocks(done: int) -> None:
    """Tell whoever watches how many blocks are done."""
    tell = _TOLD.get()
    if tell is not None:
        tell(done)
