"""Archives are checked before and while they are unpacked."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ExchangeError
from geo.exchange.read.archive import check_archive, unpack
from geo.exchange.read.limits import Limits

if TYPE_CHECKING:
    from pathlib import Path


def packed(path: Path, files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return path


def test_files_are_unpacked_into_the_folder_only(tmp_path: Path) -> None:
    files = {"a.csv": b"1", "deep/er/b.csv": b"22", "Məscid/ş.csv": b"333"}
    path = packed(tmp_path / "a.zip", files | {"__MACOSX/._a.csv": b"x", "deep/.DS_Store": b"x"})
    folder = tmp_path / "out"
    folder.mkdir()
    unpacked = unpack(path, folder)
    assert {str(file.relative_to(folder)): file.read_bytes() for file in unpacked} == files


def test_a_file_that_repeats_itself_is_fine_while_small(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"a.csv": bytes(1_000_000)})
    assert check_archive(path)
    with pytest.raises(ExchangeError, match="honestly"):
        check_archive(path, limits=Limits(zip_free=100_000))


def test_a_password_another_packing_and_a_name_twice_are_told(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"a.csv": b"1"})
    body = bytearray(path.read_bytes())
    at = body.index(b"PK\1\2")
    body[at + 8] |= 1
    path.write_bytes(body)
    with pytest.raises(ExchangeError, match="password"):
        check_archive(path)
    with pytest.raises(ExchangeError, match="packed in a way"):
        check_archive(packed(tmp_path / "b.zip", {"a.csv": b"1"}, zipfile.ZIP_LZMA))
    with pytest.raises(ExchangeError, match="twice"):
        check_archive(packed(tmp_path / "c.zip", {"a.csv": b"1", "A.CSV": b"2"}))


def test_a_name_that_is_file_and_folder_is_no_crash(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    with pytest.raises(ExchangeError, match="cannot be unpacked"):
        unpack(packed(tmp_path / "a.zip", {"a": b"1", "a/b": b"2"}), folder)


@settings(max_examples=60)
@given(st.data())
def test_no_change_of_bytes_makes_it_crash_or_write_elsewhere(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    base = tmp_path_factory.mktemp("fuzz")
    path = packed(base / "a.zip", {"a.csv": b"id,name\n1,A\n" * 20, "b/c.csv": b"x"})
    body = bytearray(path.read_bytes())
    for at in data.draw(st.lists(st.integers(0, len(body) - 1), min_size=1, max_size=6)):
        body[at] = data.draw(st.integers(0, 255))
    path.write_bytes(body)
    folder = base / "out"
    folder.mkdir()
    try:
        files = unpack(path, folder)
    except ExchangeError as error:
        assert "\n" not in str(error)  # noqa: PT017  (either end is right)
    else:
        assert all(folder in file.resolve().parents for file in files)
    assert {entry.name for entry in base.iterdir()} == {"a.zip", "out"}
