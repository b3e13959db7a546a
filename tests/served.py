"""A real server of ours in a process of its own, on a free port."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def served(
    store: Path, package: Path | None = None, *, command: Path | None = None, cwd: Path | None = None
) -> Iterator[str]:
    """Run `mirasmap serve` and give its address; the package is loaded into the store at first use."""
    env = {
        **os.environ,
        "MIRASMAP_STORE": str(store),
        "MIRASMAP_PLANS": str(store.parent / "plans"),
        "MIRASMAP_PORT": "0",
        "NO_COLOR": "1",
        "COLUMNS": "200",
    }
    if package is not None:
        env["MIRASMAP_PACKAGE"] = str(package)
    with subprocess.Popen(
        [command or Path(sys.executable).parent / "mirasmap", "serve"],
        env=env,
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield address_of(process)
        finally:
            process.terminate()


def address_of(process: subprocess.Popen[str]) -> str:
    """Read what a server prints until it names its address, and wait until it answers there."""
    assert process.stdout is not None
    said: list[str] = []
    while not said or "http://" not in said[-1]:
        said.append(process.stdout.readline())
        assert said[-1], "the server ended: " + "".join(said)
    address = "http://" + said[-1].split("http://")[1].split()[0].rstrip("/.")
    for _ in range(100):
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=20).close()
        except OSError:  # it does not listen yet, or a busy machine lets it wait
            time.sleep(0.1)
        else:
            return address
    pytest.fail(f"{address} does not answer")
