"""Headless Chromium that reaches this machine only: no other host has an address, and who asks for one is counted."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Error, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
"""No host but this machine has an address. A route of playwright's would refuse them too, but every request would pass
through Python on its way, and the browser would keep nothing: a fifth of the processor time of these tests."""
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # the address bar's popup is a page too, drawn for each profile though nobody sees it: three fifths of the processor
    # time of opening one. The list takes the place of playwright's own, of which the last five are repeated
    "--disable-features=PreloadTopChromeWebUI,WebUIOmniboxPopup,WebUIOmniboxAimPopup,"
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,PaintHolding,ThirdPartyStoragePartitioning",
]
OWN = {"127.0.0.1", "localhost", "[::1]", None}


@contextmanager
def chromium(*arguments: str) -> Iterator[Browser]:
    """Give a browser that apt installed; playwright's own is not to be had without a network."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=[*QUIET, ALONE, *arguments])
        yield browser
        browser.close()


class Visitor:
    """A fresh browser profile; `foreign` and `errors` say what the pages asked of other hosts and complained of."""

    def __init__(self, browser: Browser, **options: Any) -> None:  # noqa: ANN401 (playwright's own context options)
        self.errors: list[str] = []
        self._asked: list[Request] = []
        # a test that wants the service worker says so: it would fetch the whole base map for each of the others
        self.context: BrowserContext = browser.new_context(**{"service_workers": "block", **options})
        self.context.on("request", lambda request: self._asked.append(request))

    @property
    def foreign(self) -> list[str]:
        """What was asked of other hosts; not what the page's own policy kept from leaving."""
        return [request.url for request in self._asked if _is_foreign(request.url) and request.failure != "csp"]

    def open(self, url: str) -> Page:
        """Open a page and wait until it has loaded."""
        page = self.context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(url)
        return page

    def _heard(self, message: ConsoleMessage) -> None:
        # of a picture or a text that is opened by itself the browser asks for a sign of its own accord
        if message.type == "error" and not message.location["url"].endswith("/favicon.ico"):
            self.errors.append(message.text)

    def close(self) -> None:
        """Forget the profile."""
        self.context.close()


def _is_foreign(url: str) -> bool:
    return urlsplit(url).scheme not in ("data", "blob", "file") and urlsplit(url).hostname not in OWN


def until(page: Page, expression: str, *, seconds: float = 15) -> Any:  # noqa: ANN401 (whatever the page answers)
    """Poll until an expression is true in the page; playwright's `wait_for_function` needs eval, which the CSP forbids."""
    for _ in range(int(seconds / 0.05)):
        try:
            if answer := page.evaluate(f"() => ({expression})"):
                return answer
        except Error as error:  # the page gives way to the next one at this moment
            if "Execution context was destroyed" not in error.message:
                raise
        page.wait_for_timeout(50)
    pytest.fail(f"not true within {seconds} s on {page.url}: {expression}")
