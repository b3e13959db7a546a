"""Maps of 10, 10,000 and 100,000 made-up sites beside what a Folium user draws today, in one browser without a network.

The same sites with the same twelve attributes. `MarkerCluster` of `Marker`s takes minutes at 100,000 and is left out there,
as are `folium.GeoJson` and `geopandas.explore`, whose pages no browser opens in a minute.
"""

from __future__ import annotations

import gzip
import re
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from maps.assets import find_assets
from tests.benchmarks.local_server import serving
from tests.benchmarks.map_pages import PAGES, sites_of
from tests.browser.chromium import chromium

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page
    from starlette.requests import Request

RUNS = 3
SIZES = {10: tuple(PAGES), 10_000: tuple(PAGES), 100_000: ("mirasmap", "FastMarkerCluster")}
ASSETS = Path(__file__).parent / "folium_default"
TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html", ".png": "image/png"}
OLD_CONFIG = '"app":null'
FIRST_SITE = """
const painted = new MessageChannel();  // a message of a frame arrives when the frame has been painted
painted.port1.onmessage = () => { window.firstSite ??= performance.now(); };
const look = () => document.querySelector(".leaflet-marker-icon, .mm-preview, .leaflet-overlay-pane canvas")
  ? painted.port2.postMessage(0) : requestAnimationFrame(look);
requestAnimationFrame(look);
window.afterPaint = (act) => new Promise((done) => {
  const channel = new MessageChannel();
  const begun = performance.now();
  channel.port1.onmessage = () => done(performance.now() - begun);
  act();
  requestAnimationFrame(() => channel.port2.postMessage(0));
});
"""
MAP = "window[Object.keys(window).find((name) => window[name] instanceof L.Map)]"
STEPS = (1, 1, 1, 1, -1, -1, -1, -1)
FILTERS = ("kind=mosque,church,bridge", "condition=3,4,5", "designation=any&newest=none", "")


@dataclass
class Measured:
    """What was measured of one page, a number a run."""

    build_s: list[float] = field(default_factory=list)
    first_s: list[float] = field(default_factory=list)
    zoom_ms: list[float] = field(default_factory=list)
    filter_ms: list[float] = field(default_factory=list)
    heap_mb: list[float] = field(default_factory=list)
    gzip_mb: float = 0

    def median(self, name: str) -> float:
        """Return the median of the runs; NaN where nothing was measured."""
        return statistics.median(getattr(self, name) or [float("nan")])


def run(_sites: int = 0) -> list[tuple[str, str, str, str, str]]:
    """Return rows (what, goal, mirasmap, instead, ratio)."""
    return [row for n in SIZES for row in rows_of(n, measure(n, SIZES[n]))]


def measure(n: int, names: tuple[str, ...], runs: int = RUNS) -> dict[str, Measured]:
    """Measure the pages of `n` sites."""
    sites = sites_of(n)
    found: dict[str, Measured] = {}
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder)) as address,
        chromium("--enable-precise-memory-info") as browser,
    ):
        for name in names:
            try:
                found[name] = built(name, sites, Path(folder) / f"{name}.html.gz", runs)
            except ImportError:  # geopandas.explore wants packages that nothing else here does
                continue
        for _ in range(runs):
            for name, measured in found.items():
                visit(browser, f"{address}/{name}.html", measured)
        for name, measured in found.items():
            measured.gzip_mb = sum(len(body) for body in bodies(Path(folder), f"/{name}.html")) / 1e6
    return found


def built(name: str, sites: Any, path: Path, runs: int) -> Measured:  # noqa: ANN401 (a GeoDataFrame)
    """Build a page, and write it compressed."""
    measured = Measured()
    html = ""
    for _ in range(runs):
        start = time.perf_counter()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of other people's packages
            html = PAGES[name](sites)
        measured.build_s.append(time.perf_counter() - start)
    # the app's part of the address, without the app, so that filters can be changed from here
    path.write_bytes(gzip.compress(html.replace(OLD_CONFIG, '"app":{"script":null}').encode(), 6))
    return measured


def visit(browser: Browser, url: str, measured: Measured) -> None:
    """Open a page with an empty cache, zoom, and change filters where there are any."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    context.add_init_script(FIRST_SITE)
    page = context.new_page()
    page.set_default_timeout(180_000)
    page.goto(url, timeout=180_000)
    while not page.evaluate("() => window.firstSite"):
        page.wait_for_timeout(100)
    page.wait_for_load_state("networkidle")
    time.sleep(1)
    measured.first_s.append(page.evaluate("() => window.firstSite") / 1000)
    step = f"(by) => afterPaint(() => {{ const m = {MAP}; m.setZoom(m.getZoom() + by, {{animate: false}}); }})"
    measured.zoom_ms.append(statistics.median(page.evaluate(step, by) for by in STEPS))
    if "mirasmap" in url:
        ask = "(hash) => afterPaint(() => { history.replaceState(null, '', '#' + hash); dispatchEvent(new Event('hashchange')); })"
        measured.filter_ms.append(statistics.median(page.evaluate(ask, question) for question in FILTERS))
    measured.heap_mb.append(heap_mb(page))
    context.close()


def heap_mb(page: Page) -> float:
    """Return what the page's scripts hold after a collection."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(entry["value"] for entry in metrics if entry["name"] == "JSHeapUsedSize")) / 1e6


def rows_of(n: int, found: dict[str, Measured]) -> list[tuple[str, str, str, str, str]]:
    """Return the rows of one size: ours beside each of the others."""
    us = found["mirasmap"]
    rows: list[tuple[str, str, str, str, str]] = []
    for name, other in found.items():
        if other is us:
            continue
        for what, attribute, unit, digits in (
            ("sent, gzip", "gzip_mb", "MB", 2),
            ("build", "build_s", "s", 2),
            ("first site", "first_s", "s", 2),
            ("zoom step", "zoom_ms", "ms", 0),
            ("heap", "heap_mb", "MB", 0),
        ):
            mine, theirs = (each.gzip_mb if attribute == "gzip_mb" else each.median(attribute) for each in (us, other))
            goal = GOALS.get((n, name, attribute), "")
            said = f"{mine:.{digits}f} {unit}", f"{name} {theirs:.{digits}f} {unit}", f"{theirs / mine:.1f} ×"
            rows.append((f"{n:,} sites: {what}", goal, *said))
    rows.append((f"{n:,} sites: change of filter", FILTER_GOAL.get(n, ""), f"{us.median('filter_ms'):.0f} ms", "", ""))
    return rows


GOALS = {
    (10_000, "MarkerCluster", "first_s"): "≥ 6 ×",
    (10_000, "MarkerCluster", "gzip_mb"): "≥ 4 ×",
    (10_000, "FastMarkerCluster", "first_s"): "≥ 2.5 ×",
    (100_000, "FastMarkerCluster", "first_s"): "≥ 12 ×",
    (100_000, "FastMarkerCluster", "zoom_ms"): "≤ 50 ms",
    (100_000, "FastMarkerCluster", "heap_mb"): "≤ 75 MB",
    (100_000, "FastMarkerCluster", "build_s"): "≤ 1 s",
}
FILTER_GOAL = {100_000: "≤ 100 ms"}


def bodies(folder: Path, path: str) -> list[bytes]:
    """Return a page and the files that it names, as they are sent; Folium's links to fonts and flags lead nowhere here."""
    page = compressed(folder, path)
    links = re.findall(r'(?:src|href)="(/[^"]*)"', gzip.decompress(page).decode())
    return [page, *(compressed(folder, link) for link in dict.fromkeys(links) if link != "/npm/none")]


def compressed(folder: Path, path: str) -> bytes:
    """Return a page, one of our assets or a file of Folium's, compressed once."""
    if path.endswith(".html"):
        return (folder / f"{path[1:]}.gz").read_bytes()
    kept = folder / re.sub(r"\W", "_", path)
    if not kept.exists():
        ours = find_assets().served.get(path.removeprefix("/assets/"))
        body = ours.content if ours else (ASSETS / "node_modules" / path.removeprefix("/npm/")).read_bytes()
        kept.write_bytes(gzip.compress(body, 6))
    return kept.read_bytes()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve the pages of a folder, our assets and Folium's, compressed beforehand."""
    npm = Path(sys.executable).parent / "npm"
    if not (ASSETS / "node_modules").is_dir():
        subprocess.run(
            [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=ASSETS, check=True, capture_output=True
        )

    def answer(request: Request) -> Response:
        path = request.url.path
        try:
            body = compressed(folder, path)
        except (FileNotFoundError, KeyError):
            return Response(status_code=404)
        return Response(body, media_type=TYPES.get(Path(path).suffix), headers={"Content-Encoding": "gzip"})

    with serving(Starlette(routes=[Route("/{path:path}", answer)])) as address:
        yield address


if __name__ == "__main__":
    for row in run():
        sys.stdout.write(" | ".join(row) + "\n")
