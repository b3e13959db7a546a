"""What the other tests of pages rely on: whoever asks for another host is noticed, and gets nothing."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import quote

from tests.browser.chromium import Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ELSEWHERE = ["http://elsewhere.example/a.png", "http://192.0.2.1/b.png"]
IMAGES = "".join(f"<img src={url}>" for url in ELSEWHERE)
POLICY = "<meta http-equiv=Content-Security-Policy content=\"img-src 'none'\">"


def test_requests_to_other_hosts_are_counted_and_fail(browser: Browser) -> None:
    with closing(Visitor(browser)) as visitor:
        page = visitor.open("data:text/html," + quote(IMAGES))
        assert sorted(visitor.foreign) == sorted(ELSEWHERE)
        assert page.evaluate("() => [...document.images].map(each => each.naturalWidth)") == [0, 0]


def test_what_the_policy_of_a_page_stops_has_asked_nobody(browser: Browser) -> None:
    with closing(Visitor(browser)) as visitor:
        visitor.open("data:text/html," + quote(POLICY + IMAGES))
        assert visitor.foreign == []
        assert visitor.errors
