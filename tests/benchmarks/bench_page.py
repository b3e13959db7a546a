"""The bundled home page beside Folium's default page of the same sites, both served from this machine.

Folium's default is what a user writes today: `MarkerCluster` of `Marker`s with popups, its assets local, the network blocked.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import folium
from folium.plugins import MarkerCluster
from starlette.applications import Starlette
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

from geo.store import open_store
from tests.benchmarks.local_server import serving
from tests.benchmarks.map_pages import LINK, LOCAL
from tests.browser.chromium import chromium
from tests.served import served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

RUNS = 7
ASSETS = Path(__file__).parent / "folium_default"
ATTRIBUTES = (
    "id", "names", "kind", "district", "settlement", "built", "condition", "condition_on", "condition_by", "condition_status",
    "designations", "location_certainty",
)  # fmt: skip
FIRST_SITE = """
const painted = new MessageChannel();  // a message of a frame arrives when the frame has been painted
painted.port1.onmessage = () => { window.firstSite ??= performance.now(); };
const look = () => document.querySelector('.leaflet-marker-icon, .mm-preview')
  ? painted.port2.postMessage(0) : requestAnimationFrame(look);
requestAnimationFrame(look);
"""


def run(_sites: int = 0) -> list[tuple[str, str, str, str, str]]:
    """Return rows (what, goal, mirasmap, instead, ratio) of the home page at 1400 × 900."""
    with (
        tempfile.TemporaryDirectory() as folder,
        chromium() as browser,
        served(store := Path(folder) / "store.gpkg") as ours,
        folium_default(store, Path(folder) / "folium") as default,
    ):
        measured = {url: [] for url in (ours, default)}
        for _ in range(RUNS):
            for url in measured:
                measured[url].append(first_visit(browser, url))
    (our_s, our_kb), (default_s, default_kb) = (
        tuple(statistics.median(column) for column in zip(*measured[url], strict=True)) for url in (ours, default)
    )
    return [
        (
            "home page: first site on screen",
            "≤ half",
            f"{our_s:.2f} s",
            f"Folium default {default_s:.2f} s",
            f"{default_s / our_s:.1f} ×",
        ),
        (
            "home page with the base map of its first view, gzip",
            "≤ 500 kB",
            f"{our_kb:.0f} kB",
            f"Folium default, without its base map {default_kb:.0f} kB",
            f"{default_kb / our_kb:.1f} ×",
        ),
    ]


def first_visit(browser: Browser, url: str) -> tuple[float, float]:
    """Return seconds to the first site and kilobytes received, with an empty cache."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    context.add_init_script(FIRST_SITE)
    page = context.new_page()
    session, received = context.new_cdp_session(page), []
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.goto(url)
    page.wait_for_load_state("networkidle")
    time.sleep(0.5)
    seconds = page.evaluate("() => window.firstSite") / 1000
    context.close()
    return seconds, sum(received) / 1000


@contextmanager
def folium_default(store: Path, folder: Path) -> Iterator[str]:
    """Serve Folium's default page of the bundled sites, compressed, with its assets from here."""
    npm = Path(sys.executable).parent / "npm"
    subprocess.run(
        [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=ASSETS, check=True, capture_output=True
    )
    folder.mkdir()
    (folder / "index.html").write_text(default_page(store), "utf-8")
    (folder / "npm").symlink_to(ASSETS / "node_modules")
    app = Starlette()
    app.mount("/", StaticFiles(directory=folder, html=True, follow_symlink=True))
    app.add_middleware(GZipMiddleware)
    with serving(app) as address:
        yield f"{address}/"


def default_page(store: Path) -> str:
    """What a user writes today with the same sites: a marker each in a cluster, a popup with its twelve attributes."""
    with open_store(store) as opened:
        sites, names, designations = opened.public_sites(), opened.names(), opened.designations()
    joined = {
        "names": names.groupby("site_id")["text"].agg(", ".join),
        "designations": designations.groupby("site_id")["scheme"].agg(", ".join),
    }
    sites = sites.assign(**{column: sites["id"].map(texts) for column, texts in joined.items()})
    sites = sites[~sites.geometry.isna()]
    page = folium.Map()
    west, south, east, north = sites.total_bounds
    page.fit_bounds([[south, west], [north, east]])
    cluster = MarkerCluster().add_to(page)
    for place, *values in zip(
        sites.geometry, *(sites[column].astype("string").fillna("") for column in ATTRIBUTES), strict=True
    ):
        rows = "".join(
            f"<tr><th>{title}</th><td>{escape(value)}</td></tr>"
            for title, value in zip(ATTRIBUTES, values, strict=True)
        )
        folium.Marker([place.y, place.x], popup=f"<table>{rows}</table>").add_to(cluster)
    html = page.get_root().render()
    return LINK.sub(lambda found: f"{found[1]}npm/{LOCAL.get(found[2], 'none')}", html)


if __name__ == "__main__":
    for row in run():
        sys.stdout.write(" | ".join(row) + "\n")
