"""Wrong tokens are counted by where they come from, and one machine is one place however it writes its address."""

from __future__ import annotations

import pytest
from fastapi import Request

from server.errors import TooManyTriesError
from server.tries import Tries


def asked_from(host: str) -> Request:
    return Request({"type": "http", "headers": [], "client": (host, 50123)})


@pytest.fixture
def tries() -> Tries:
    """Ten wrong ones came from 192.0.2.7, half of them over IPv6, and ten from one machine of an IPv6 network."""
    tries = Tries()
    for n in range(10):
        assert not tries.right(asked_from(("192.0.2.7", "::ffff:192.0.2.7")[n % 2]), is_right=False)
        assert not tries.right(asked_from(f"2001:db8:1:1::{n}"), is_right=False)
    return tries


@pytest.mark.parametrize("host", ["192.0.2.7", "::ffff:192.0.2.7", "::FFFF:C000:207", "2001:db8:1:1:ffff::1"])
def test_who_tried_too_often_is_not_heard_by_another_name_either(tries: Tries, host: str) -> None:
    with pytest.raises(TooManyTriesError):
        tries.right(asked_from(host), is_right=True)


@pytest.mark.parametrize("host", ["192.0.2.8", "::ffff:192.0.2.8", "2001:db8:1:2::1", "::1", "no address", ""])
def test_nobody_else_is_shut_out(tries: Tries, host: str) -> None:
    assert tries.right(asked_from(host), is_right=True)
