"""The process that reads foreign files can do nothing else: tried from inside."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import pytest

from geo.errors import ExchangeError
from geo.exchange.read.foreign import Stream, laid_out
from geo.exchange.read.limits import Limits
from geo.exchange.read.reading_child import Request
from tests.geo.exchange.dirty import SECRET, endless_view

if TYPE_CHECKING:
    import socket
    from pathlib import Path

TRY = """
import json, os, socket, subprocess, sys
from pathlib import Path
from geo.exchange.read.confine import bound, leave_network, shut_in
from geo.exchange.read.limits import Limits

mine, secret, port, folder = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), Path(sys.argv[4])
bound(Limits(memory=1 << 30))
done = {"network": leave_network(), "shut": shut_in([mine])}

def tried(name, what):
    try:
        what()
    except (OSError, MemoryError, subprocess.SubprocessError) as error:
        done[name] = type(error).__name__
    else:
        done[name] = "done"

tried("own", lambda: mine.read_bytes())
tried("secret", lambda: open(secret).read())
tried("list", lambda: os.listdir(folder))
tried("password", lambda: open("/etc/passwd").read())
tried("home", lambda: os.listdir(os.path.expanduser("~")))
tried("write", lambda: (folder / "written").write_text("x"))
tried("over", lambda: mine.write_text("x"))
tried("remove", lambda: mine.unlink())
tried("connect", lambda: socket.create_connection(("127.0.0.1", port), timeout=2))
tried("memory", lambda: bytearray(2 << 30))
print(json.dumps(done))
"""


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory, listener: socket.socket) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("confined")
    mine, secret = folder / "mine.csv", folder / "secret.csv"
    mine.write_text("x")
    secret.write_text(SECRET)
    port = str(listener.getsockname()[1])
    told = subprocess.run(
        [sys.executable, "-I", "-c", TRY, mine, secret, port, folder],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    found: dict[str, Any] = json.loads(told.stdout)
    return found | {"left": sorted(file.name for file in folder.iterdir())}


def test_its_own_file_is_readable(done: dict[str, Any]) -> None:
    assert done["own"] == "done"


@pytest.mark.parametrize("what", ["secret", "list", "password", "home"])
def test_no_other_file_is(done: dict[str, Any], what: str) -> None:
    if not done["shut"]:
        pytest.skip("this kernel has no Landlock")
    assert done[what] == "PermissionError"


@pytest.mark.parametrize("what", ["write", "over", "remove"])
def test_nothing_is_written_or_removed(done: dict[str, Any], what: str) -> None:
    if not done["shut"] and what != "write":
        pytest.skip("this kernel has no Landlock")
    assert done[what] in ("PermissionError", "OSError")
    assert done["left"] == ["mine.csv", "secret.csv"]


def test_there_is_no_network(done: dict[str, Any], listener: socket.socket) -> None:
    if not (done["network"] or done["shut"]):
        pytest.skip("this system lets nobody leave the network")
    assert done["connect"] != "done"
    with pytest.raises(BlockingIOError):
        listener.accept()


def test_memory_is_bounded(done: dict[str, Any]) -> None:
    assert done["memory"] == "MemoryError"


@pytest.mark.parametrize(
    ("format_name", "ending"), [("gpx", ".gpx"), ("shapefile", ".shp"), ("gpkg", ".gpkg"), ("flatgeobuf", ".fgb")]
)
def test_gdal_has_one_driver_even_if_a_file_gets_that_far(
    format_name: str, ending: str, dirty_folder: Path, tmp_path: Path
) -> None:
    place = laid_out(tmp_path, {ending: dirty_folder / "vrt.geojson"})
    with pytest.raises(ExchangeError) as caught:
        list(Stream(Request(format_name, str(place)), "a", 1000).batches())
    assert SECRET not in str(caught.value)


def test_a_reader_that_takes_too_long_is_ended(dirty_folder: Path, tmp_path: Path) -> None:
    place = laid_out(tmp_path, {".gpkg": dirty_folder / "sites.bin"})
    with pytest.raises(ExchangeError, match=r"took longer to read than 0\.001 s: split it"):
        Stream(Request("gpkg", str(place), limits=Limits(seconds=0.001)), "a.gpkg", 1000)


def test_processor_time_is_bounded_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that computes for ever while nobody waits for it is ended by the system."""
    monkeypatch.setattr("geo.exchange.read.foreign.Stream._patience", nullcontext)
    path = tmp_path / "endless.gpkg"
    endless_view(path, 0)
    folder = tmp_path / "own"
    folder.mkdir()
    place = laid_out(folder, {".gpkg": path})
    with pytest.raises(ExchangeError, match="took longer to read than 1 s"):
        list(Stream(Request("gpkg", str(place), layer="more", limits=Limits(seconds=1)), "a.gpkg", 1000).batches())
