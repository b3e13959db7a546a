"""What tests of planning in the browser share: a server that may plan, and a form as a browser sends it."""

from __future__ import annotations

import html
import re
import time
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from fastapi.testclient import TestClient

from geo.visits.mission_file import mission_from
from server.app import create_app

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.visits.mission import Mission
    from server.settings import Settings

_SHORT = {
    "title": "Round",
    "time_zone": "UTC",
    "days": {"first": "2027-05-14", "last": "2027-05-15"},
    "bases": [{"id": "velma", "lon": -21.065, "lat": -32.985}],
    "teams": [{"id": "car"}],
}

AT = "http://127.0.0.1:8000"
OWN = {"Origin": AT, "Sec-Fetch-Site": "same-origin"}


def planner(settings: Settings, **changes: object) -> TestClient:
    """Return a browser on the machine of a server."""
    app = create_app(settings.model_copy(update=changes))
    return TestClient(app, base_url=AT, client=("127.0.0.1", 50123), follow_redirects=False)


class _Fields(HTMLParser):
    """Reads what a browser would send of the first form that posts to an address."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action, self.inside, self.select = action, False, ""
        self.pairs: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = given.get("action") == self.action and given.get("method") == "post" and not self.pairs
        if not self.inside:
            return
        name = given.get("name", "")
        if tag == "input" and name and (given.get("type") not in ("checkbox", "radio") or "checked" in given):
            self.pairs.append((name, given.get("value", "")))
        elif tag == "select":
            self.select = name
            self.pairs.append((name, ""))
        elif tag == "option" and "selected" in given:
            self.pairs[-1] = (self.select, given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False


def fields_of(page: str, action: str) -> dict[str, list[str]]:
    """Return the fields of a form as they stand in a page."""
    reader = _Fields(action)
    reader.feed(page)
    found: dict[str, list[str]] = {}
    for name, value in reader.pairs:
        found.setdefault(name, []).append(value)
    return found


def wrong_fields(page: str) -> dict[str, str]:
    """Return what a page says is wrong, by the field that it links to."""
    box = re.search(r'id="errors".*?</ul>', page, re.DOTALL)
    links = re.findall(r'<a href="#([^"]*)">([^<]*)</a>', box[0]) if box else []
    return {name: html.unescape(text) for name, text in links}


def waits[Found](look: Callable[[], Found | None], *, seconds: float = 60) -> Found:
    """Return what `look` finds as soon as it finds something."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.1)
    message = "it did not come"
    raise AssertionError(message)


def short_mission(**changes: object) -> Mission:
    """Return a mission of two days on the made-up island."""
    return mission_from({**_SHORT, **changes}, name="test")
