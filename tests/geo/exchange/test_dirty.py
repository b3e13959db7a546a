"""Dirty files: none crashes, none writes, none reads outside of itself, and each gets its message."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from geo.errors import ExchangeError
from geo.exchange.read.reading import open_rows
from geo.exchange.report.issue_codes import CODES
from tests.geo.exchange.dirty import DIRTY, LIMITS, SECRET, Dirty, long_cell, long_line

if TYPE_CHECKING:
    import socket
    from pathlib import Path

    from geo.exchange.read.limits import Limits


def fingerprint(folder: Path) -> dict[str, str]:
    return {str(f): sha256(f.read_bytes()).hexdigest() if f.is_file() else "" for f in sorted(folder.rglob("*"))}


@pytest.fixture(scope="module")
def before(dirty_folder: Path) -> dict[str, str]:
    return fingerprint(dirty_folder)


@pytest.mark.parametrize("dirty", DIRTY, ids=lambda dirty: dirty.name)
def test_each_dirty_file_gets_its_message(
    dirty: Dirty, dirty_folder: Path, before: dict[str, str], listener: socket.socket
) -> None:
    limits = replace(LIMITS, seconds=dirty.seconds)
    heard = (
        refusal(dirty_folder / dirty.name, dirty, limits)
        if dirty.says
        else contents(dirty_folder / dirty.name, dirty, limits)
    )
    assert SECRET not in heard
    with pytest.raises(BlockingIOError):  # nobody called
        listener.accept()


def refusal(path: Path, dirty: Dirty, limits: Limits) -> str:
    """Return the sentence with which a file is refused, after a look at it."""
    with (
        pytest.raises(ExchangeError, match=dirty.says or "") as caught,
        open_rows(path, layer=dirty.layer, limits=limits) as rows,
    ):
        list(rows.batches())
    sentence = str(caught.value)
    assert path.name in sentence
    assert not sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


def contents(path: Path, dirty: Dirty, limits: Limits) -> str:
    """Return all texts of a file, after a look at them."""
    with open_rows(path, layer=dirty.layer, limits=limits) as rows:
        batches = list(rows.batches())
    assert sum(map(len, batches)) == dirty.rows
    assert {defect.code for batch in batches for defect in batch.defects} == set(dirty.defects)
    assert {remark.code for remark in rows.remarks} - {"encoding_guessed"} == set(dirty.remarks)
    assert {remark.code for remark in rows.remarks} <= set(CODES)
    assert set(dirty.columns) <= set(rows.columns)
    if dirty.crs != "":
        assert rows.crs == dirty.crs
    values = [value for batch in batches for column in batch.columns.columns for value in column.to_pylist() if value]
    for text in dirty.texts:
        assert any(text in value for value in values), values
    return "\n".join([*values, *(str(remark.detail) for remark in rows.remarks)])


MEASURED = """
import resource, sys
from pathlib import Path
from geo.exchange.read.reading import open_rows
with open_rows(Path(sys.argv[1])) as rows:
    codes = [(len(batch), defect.code) for batch in rows.batches() for defect in batch.defects]
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, codes)
"""


@pytest.mark.skipif("MIRASMAP_FULL" not in os.environ, reason="writes 400 MB: only with MIRASMAP_FULL=1")
@pytest.mark.parametrize("ending", ["ndjson", "csv"])
def test_a_line_of_400_mb_costs_no_more_than_itself(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"long.{ending}"
    (long_line if ending == "ndjson" else long_cell)(path, 0, n_bytes=400_000_000)
    told = subprocess.run(
        [sys.executable, "-c", MEASURED, path], capture_output=True, text=True, check=True, timeout=300
    )
    kilobytes, codes = told.stdout.split(" ", 1)
    assert "feature_too_long" in codes
    assert int(kilobytes) < 600_000


def test_reading_wrote_nothing_beside_the_files(dirty_folder: Path, before: dict[str, str]) -> None:
    for name in ("sites.bin", "truncated.gpkg", "turkish.zip", "links.kml"):
        with suppress(ExchangeError), open_rows(dirty_folder / name, limits=LIMITS) as rows:
            list(rows.batches())
    assert fingerprint(dirty_folder) == before
