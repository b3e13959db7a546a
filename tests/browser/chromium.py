"""Headless Chromium that reaches this machine only: every request to another host is refused and counted."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Error, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
"""For measuring: no host but this machine has an address, and no request passes through Python on its way."""
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
OWN = {"127.0.0.1", "localhost", "[::1]", None}


@contextmanager
def chromium(*arguments: str) -> Iterator[Browser]:
    """Give a browser that apt installed; playwright's own is not to be had without a network."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=[*QUIET, *arguments])
        yield browser
        browser.close()


class Visitor:
    """A fresh browser profile; `foreign` and `errors` say what the pages asked of other hosts and complained of."""

    def __init__(self, browser: Browser, **options: Any) -> None:  # noqa: ANN401 (playwright's own context options)
        self.foreign: list[str] = []
        self.errors: list[str] = []
        # a test that wants the service worker says so: it would fetch the whole base map for each of the others
        self.context: BrowserContext = browser.new_context(**{"service_workers": "block", **options})
        self.context.route("**/*", self._own_only)

    def _own_only(self, route: Any) -> None:  # noqa: ANN401 (playwright's route)
        url = route.request.url
        if urlsplit(url).scheme in ("data", "blob", "file") or urlsplit(url).hostname in OWN:
            route.continue_()
        else:
            self.foreign.append(url)
            route.abort()

    def open(self, url: str) -> Page:
        """Open a page and wait until it has loaded."""
        page = self.context.new_page()
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(url)
        return page

    def close(self) -> None:
        """Forget the profile."""
        self.context.close()


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
