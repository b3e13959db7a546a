"""A wheel installed elsewhere has everything: data, page assets, translations."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import urllib.request
import venv
import zipfile
from pathlib import Path

import pytest

from tests.served import served

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, ROOT],
        check=True,
        capture_output=True,
    )
    return next(out.glob("mirasmap-*.whl"))


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the `bin` of a new environment that holds the wheel, and borrows only third-party packages from here."""
    home = tmp_path_factory.mktemp("elsewhere")
    venv.create(home / "env")
    python = home / "env" / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", python]  # ours, so that the environment need not get its own
    subprocess.run([*pip, "install", "-q", "--no-deps", wheel], check=True, capture_output=True)
    site = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True,
        capture_output=True,
        text=True,
    )
    # a path in a .pth file does not wake the .pth files there, so the editable checkout stays out of sight
    Path(site.stdout.strip(), "borrowed.pth").write_text(sysconfig.get_path("purelib"), "utf-8")
    return python.parent


def test_the_wheel_holds_data_assets_and_translations_but_no_sources_of_the_client(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {
        "geo/_shipped/datapackage.json",
        "geo/_shipped/base/basemap.pmtiles",
        "geo/_shipped/base/roads.osm.pbf",
        "geo/_shipped/base/borders.geojson",
        "maps/_assets/manifest.json",
        "maps/_assets/messages.ar.json",
    } <= names
    assert {f"maps/locale/{lang}/LC_MESSAGES/mirasmap.mo" for lang in ("fr", "ar", "az")} <= names
    assert not [
        name
        for name in names
        if "client" in name.split("/") or name.endswith((".ts", ".po")) or name.startswith("tests/")
    ]


def test_the_command_of_an_installed_wheel_serves_the_map(elsewhere: Path, tmp_path: Path) -> None:
    where = "import geo, maps, server; print(geo.__file__, maps.__file__, server.__file__)"
    homes = subprocess.run(
        [elsewhere / "python", "-c", where], check=True, capture_output=True, text=True, cwd=tmp_path
    ).stdout.split()
    assert all(str(elsewhere.parent) in home for home in homes)
    with served(tmp_path / "store.gpkg", command=elsewhere / "mirasmap", cwd=tmp_path) as address:
        assert json.loads(fetch(f"{address}/healthz"))["status"] == "ok"
        page = fetch(f"{address}/?lang=ar").decode()
        assert 'dir="rtl"' in page
        assert "mirasmap-config" in page
        assert json.loads(fetch(f"{address}/collections/sites/items?limit=5"))["numberReturned"] == 5


def fetch(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=20) as answer:
        return bytes(answer.read())
