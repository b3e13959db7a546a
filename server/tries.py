"""Wrong tokens are counted by where they come from, and after some of them nobody from there is heard for a while."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from ipaddress import IPv4Address, ip_address
from threading import Lock

from fastapi import Request

from server.errors import TooManyTriesError

__all__ = ["Tries"]

_MOST = 10
_SECONDS = 600
_REMEMBERED = 10_000


class Tries:
    """The wrong tokens of the last ten minutes."""

    def __init__(self) -> None:
        self._wrong: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = Lock()

    def right(self, request: Request, is_right: bool) -> bool:
        """Return whether a token was right, and remember where a wrong one came from.

        Raises
        ------
        TooManyTriesError
            If ten wrong ones came from there within ten minutes; then the right one is not heard either, so that nobody
            learns which it is.
        """
        where = _place(request)
        with self._lock:
            times = self._wrong.get(where, deque())
            now = time.monotonic()
            while times and now - times[0] > _SECONDS:
                times.popleft()
            if len(times) >= _MOST:
                raise TooManyTriesError(seconds=int(_SECONDS - (now - times[0])) + 1)
            if not is_right:
                times.append(now)
                self._wrong[where] = times
                self._wrong.move_to_end(where)
                if len(self._wrong) > _REMEMBERED:
                    self._wrong.popitem(last=False)
            return is_right


def _place(request: Request) -> str:
    """Return the address of who asks; of IPv6 the network, in which one machine has as many addresses as it likes.

    A server that listens to both sees an IPv4 address as `::ffff:192.0.2.7`, all of them in one network; it is counted as
    what it is.
    """
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or int(address) >> 64)
