"""A million made-up sites on the map: what the page and a view weigh, what a view costs the server, how the map moves.

Beside it what a developer would serve without clusters: the sites of the view as GeoJSON from the same server
(`/collections/sites/items?bbox=…`), ten thousand at most, with id, kind, condition and names.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from geo.package import Package
from geo.store import init_store
from tests.benchmarks.made_up import BOX, write_package
from tests.browser.chromium import chromium
from tests.served import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FEW = 100
VIEWS = 40
ZOOMS = (5, 7, 9, 11, 13, 15)
SCREEN = (1400 * 1.4, 900 * 1.4)
"""Pixels of a view, with the margin that the map asks for around it."""
QUESTION = "&kind=fort,mosque&condition=4,5"
STEPS = 12
WARM_SECONDS = 600
MOVED = """
(step) => new Promise((done) => {
  const begun = performance.now();
  const map = document.querySelector('.leaflet-container');
  let last = begun, worst = 0, frames = 0;
  const frame = (now) => {
    worst = Math.max(worst, now - last); last = now; frames += 1;
    if (now - begun < 700) requestAnimationFrame(frame);
    else done([worst, frames]);
  };
  step === 'in' ? document.querySelector('.leaflet-control-zoom-in').click()
    : step === 'out' ? document.querySelector('.leaflet-control-zoom-out').click()
    : map.dispatchEvent(new KeyboardEvent('keydown', {key: step, code: step, keyCode: step === 'ArrowRight' ? 39 : 40, bubbles: true}));
  requestAnimationFrame(frame);
})
"""
type Row = tuple[str, str, str, str, str]


def run(n: int = 1_000_000) -> list[Row]:
    """Return rows (what, goal, mirasmap, instead, ratio) for `n` sites."""
    with tempfile.TemporaryDirectory() as folder:
        return measure(Path(folder), n)


def measure(folder: Path, n: int, store: Path | None = None) -> list[Row]:
    """As `run`, in a folder that stays; `store` may be one of the same sites that is there already."""
    few, many = made(folder, FEW), store or made(folder, n)
    with served(few) as address:
        few_kb = page_kb(address)
    with served(many) as address, chromium() as browser:
        warm(address)
        many_kb = page_kb(address)
        rows = views(address, n)
        return [
            (f"page of {n:,} sites, gzip", f"as of {FEW}", f"{many_kb:.0f} kB", f"page of {FEW} sites {few_kb:.0f} kB", ""),
            *rows,
            *movement(browser, address, n),
        ]  # fmt: skip


def made(folder: Path, n: int) -> Path:
    path = folder / f"made-up-{n}.gpkg"
    if not path.exists():
        init_store(Package.open(write_package(folder / f"package-{n}", n)), path)
    return path


def got(url: str, *, gzip: bool = False) -> tuple[float, int]:
    """Return milliseconds until the answer was there, and its bytes."""
    headers = {"Accept-Encoding": "gzip"} if gzip else {}
    begun = time.perf_counter()
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=WARM_SECONDS) as answer:
        body = answer.read()
    return (time.perf_counter() - begun) * 1000, len(body)


def page_kb(address: str) -> float:
    got(f"{address}/?lang=en", gzip=True)
    return got(f"{address}/?lang=en", gzip=True)[1] / 1000


def warm(address: str) -> None:
    """Wait until the server has what its first reader would wait for, the history of all sites last."""
    got(f"{address}/?lang=en")
    got(f"{address}/cross?by=year")


def boxes(zoom: int) -> list[str]:
    """Views anywhere over the sites."""
    rng = np.random.default_rng(zoom)
    west, south, east, north = BOX
    found = []
    for lon, lat in zip(rng.uniform(west, east, VIEWS), rng.uniform(south, north, VIEWS), strict=True):
        half = [pixels / 512 / 2**zoom * 360 for pixels in SCREEN]
        half[1] *= np.cos(np.radians(lat))
        box = max(-180, lon - half[0]), max(-85, lat - half[1]), min(180, lon + half[0]), min(85, lat + half[1])
        found.append(",".join(f"{edge:.5f}" for edge in box))
    return found


def views(address: str, n: int) -> list[Row]:
    first = got(f"{address}/clusters?zoom=7&view={boxes(7)[0]}{QUESTION}")[0]
    asked = {"all sites": "", "a question": QUESTION}
    rows = []
    for name, question in asked.items():
        taken = [
            got(f"{address}/clusters?zoom={zoom}&view={box}&lang=en{question}") for zoom in ZOOMS for box in boxes(zoom)
        ]
        ms, sizes = zip(*taken, strict=True)
        features = [
            got(f"{address}/collections/sites/items?bbox={box}&limit=10000") for zoom in (9, 11) for box in boxes(zoom)[:4]
        ] if not question else [(float("nan"), 0)]  # fmt: skip
        instead = f"GeoJSON of the view {statistics.median(each[0] for each in features):.0f} ms, {max(each[1] for each in features) / 1000:,.0f} kB" if not question else ""  # fmt: skip
        rows += [
            (f"view of {n:,} sites, {name}: time with HTTP, p50", "", f"{statistics.median(ms):.1f} ms", instead, ""),
            (f"view of {n:,} sites, {name}: p99", "≤ 20 ms", f"{np.percentile(ms, 99):.1f} ms", "", ""),
            (f"view of {n:,} sites, {name}: largest of {len(sizes)}", "≤ 10 kB", f"{max(sizes) / 1000:.1f} kB", "", ""),
        ]
    return [*rows, (f"first view of a new question of {n:,} sites", "≤ 150 ms", f"{first:.0f} ms", "", "")]


def movement(browser: Browser, address: str, n: int) -> list[Row]:
    """The longest frame of each zoom and each pan, in headless Chromium without a graphics processor."""
    page = browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
    page.goto(f"{address}/?lang=en#map=7/44/40")
    page.wait_for_timeout(4000)
    first = float(page.evaluate("() => document.documentElement.dataset.mirasmapFirstSite")) / 1000
    zooms = [moved(page, step) for step in ("in", "in", "in", "out", "out", "out") * (STEPS // 6)]
    pans = [moved(page, step) for step in ("ArrowRight", "ArrowDown") * (STEPS // 2)]
    heap = page.evaluate("() => performance.memory.usedJSHeapSize") / 1e6
    return [
        (f"{n:,} sites: first of them on the screen", "", f"{first:.2f} s", "", ""),
        (f"{n:,} sites: longest frame of a zoom step, median", "≤ 50 ms", f"{statistics.median(zooms):.0f} ms", "", ""),
        (f"{n:,} sites: longest frame of a pan, median", "≤ 50 ms", f"{statistics.median(pans):.0f} ms", "", ""),
        (f"{n:,} sites: heap of the page", "≤ 75 MB", f"{heap:.0f} MB", "", ""),
    ]


def moved(page: Page, step: str) -> float:
    page.locator(".leaflet-container").focus()
    worst: float = page.evaluate(f"({MOVED.strip()})('{step}')")[0]
    page.wait_for_timeout(300)
    return worst


if __name__ == "__main__":
    for row in run():
        sys.stdout.write(" | ".join(row) + "\n")
