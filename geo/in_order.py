"""Work on parts side by side, with what comes of it in order: Arrow, GEOS, numpy and SQLite let go of the GIL."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["in_order"]

_THREADS = 2


def in_order[T, R](make: Callable[[T], R], parts: Iterable[T]) -> Iterator[R]:
    """Yield what is made of each part, in their order; no more than three stand in memory.

    Examples
    --------
    >>> list(in_order(str, range(3)))
    ['0', '1', '2']
    """
    waiting: deque[Future[R]] = deque()
    with ThreadPoolExecutor(_THREADS) as threads:
        try:
            for part in parts:
                waiting.append(threads.submit(make, part))
                if len(waiting) > _THREADS:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            threads.shutdown(wait=True, cancel_futures=True)
