"""What can go wrong with a file ends in one sentence, with the old store as it was."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from PIL import Image

from geo.errors import PackageError, StoreError, StoreFullError, StoreReadOnlyError, StoreVersionError
from geo.package import Package
from geo.store import init_store, open_store
from tests.geo.store.test_protocol import statement
from tests.island import write_island

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[3]


def test_a_file_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"there is no store nowhere\.gpkg; make one with `mirasmap init`"):
        open_store(tmp_path / "nowhere.gpkg")


@pytest.mark.parametrize("content", [b"", b"not a database" * 100, b"SQLite format 3\0" + b"\xff" * 4096])
def test_a_file_that_is_no_store(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.gpkg"
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"x\.gpkg is no (GeoPackage|store of mirasmap)"):
        open_store(path)


def test_a_geopackage_of_something_else_is_neither_read_nor_replaced(tmp_path: Path, island_path: Path) -> None:
    path = tmp_path / "mine.gpkg"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("PRAGMA application_id = 0x47504B47; CREATE TABLE work (of_years TEXT)")
    before = path.read_bytes()
    for act in (lambda: open_store(path), lambda: init_store(Package.open(island_path), path)):
        with pytest.raises(StoreError, match=r"mine\.gpkg is no store of mirasmap"):
            act()
    assert path.read_bytes() == before


def test_a_store_that_was_cut_off(store_path: Path) -> None:
    with store_path.open("r+b") as file:
        file.truncate(store_path.stat().st_size // 2)
    with pytest.raises(StoreError, match=r"island\.gpkg"):
        read_everything(store_path)


def read_everything(path: Path) -> None:
    with open_store(path) as store:
        for name in ("names", "statements", "sources", "measures", "visits", "access"):
            getattr(store, name)()


def test_a_store_of_a_newer_version(store_path: Path) -> None:
    with closing(sqlite3.connect(store_path)) as connection, connection:
        connection.execute("UPDATE settings SET value = '99' WHERE key = 'schema_version'")
    with pytest.raises(StoreVersionError, match=r"written by a newer mirasmap \(version 99 .* update mirasmap"):
        open_store(store_path)


def test_a_package_with_problems_leaves_the_old_store(store_path: Path, tmp_path: Path) -> None:
    folder = write_island(tmp_path / "package")
    statements = folder / "heritage" / "statements.csv"
    statements.write_text(statements.read_text("utf-8").replace(",survey,", ",nobody,", 1), "utf-8")
    before = store_path.read_bytes()
    with pytest.raises(PackageError, match=r"statements\.csv, row \d+, field source_ids"):
        init_store(Package.open(folder), store_path)
    assert store_path.read_bytes() == before
    assert not list(store_path.parent.glob("*.loading"))


@pytest.mark.parametrize("content", [b"", b"GIF89a" + b"\0" * 50, b"\x89PNG\r\n\x1a\n" + b"\0" * 50])
def test_a_photo_that_is_none_keeps_a_package_out(tmp_path: Path, content: bytes) -> None:
    folder = write_island(tmp_path / "package")
    (folder / "photos" / "velma-fort.png").write_bytes(content)
    with pytest.raises(PackageError, match=r"photos\.csv, row 2, field file: 'photos/velma-fort\.png'"):
        init_store(Package.open(folder), tmp_path / "x.gpkg")
    assert not list(tmp_path.glob("*.gpkg*"))


def test_a_folder_that_is_missing(tmp_path: Path, island_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no folder nowhere"):
        init_store(Package.open(island_path), tmp_path / "nowhere" / "x.gpkg")


@contextmanager
def read_only_folder(store: Path) -> Iterator[Path]:
    """A store in a folder that cannot be written; as another user where the tests run as root, whom nothing stops."""
    folder = Path(tempfile.mkdtemp())
    path = Path(shutil.copy(store, folder / "island.gpkg"))
    with closing(sqlite3.connect(path)) as connection:  # as a server leaves it that was killed
        connection.execute("PRAGMA journal_mode = WAL")
    path.chmod(0o444)
    folder.chmod(0o555)
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield path
    finally:
        os.seteuid(user)
        folder.chmod(0o755)
        shutil.rmtree(folder)


def test_a_read_only_folder_can_be_read_and_not_written(island_store: Path, island_path: Path) -> None:
    package = Package.open(island_path)
    with open_store(island_store) as store:
        store.site("velma-fort")  # whatever is imported late is imported now
    with read_only_folder(island_store) as path:
        with open_store(path) as store:
            assert store.site("velma-fort").site.condition[0] == 1
        with pytest.raises(StoreReadOnlyError, match=r"island\.gpkg cannot be written: its folder is read-only"):
            open_store(path, public=False)
        with pytest.raises(StoreReadOnlyError, match=r"island\.gpkg cannot be made: its folder is read-only"):
            init_store(package, path)


def test_a_full_disk_leaves_the_old_store(store_path: Path, island_path: Path) -> None:
    before = store_path.read_bytes()
    limit = len(before) // 2
    code = (
        "import sys; from pathlib import Path; from geo.errors import StoreFullError; from geo.package import Package; from geo.store import init_store\n"
        "try: init_store(Package.open(Path(sys.argv[1])), Path(sys.argv[2]))\n"
        "except StoreFullError as error: sys.exit(f'full: {error}')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(island_path), str(store_path)], cwd=ROOT, capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )  # fmt: skip
    assert done.stderr == "full: island.gpkg could not be written: the disk is full; nothing was changed, make room and try again\n"  # fmt: skip
    assert store_path.read_bytes() == before
    assert not list(store_path.parent.glob("*.loading"))


def test_a_disk_that_fills_while_writing_undoes_the_whole_transaction(store_path: Path) -> None:
    with open_store(store_path, public=False) as store:
        with store._pool.connection() as connection:
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {pages + 8}")
        many = pd.concat([statement(id=f"n{number}", value_raw="x" * 500) for number in range(2000)], ignore_index=True)
        with pytest.raises(StoreFullError, match="the disk is full; nothing was changed"):
            store.add_statements(many)
        assert store.info().counts["statements"] == 15
        store.add_statements(statement())
        assert store.info().counts["statements"] == 16


def test_two_writers_wait_for_each_other_and_then_say_so(store_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.store.connection.BUSY_SECONDS", 0.1)
    with open_store(store_path, public=False) as first, open_store(store_path, public=False) as second:
        with first._writing(), pytest.raises(StoreError, match="is being written by another program"):
            second.add_statements(statement())
        second.add_statements(statement())  # and then it works
        assert first.info().counts["statements"] == 16


def test_a_reader_is_not_held_up_by_a_writer(store_path: Path) -> None:
    with open_store(store_path, public=False) as writer, open_store(store_path) as reader:
        with writer._writing() as connection:
            connection.execute("INSERT INTO sites(id, kind) VALUES ('new', 'fort')")
            assert reader.count_sites() == 11
        assert reader.count_sites() == 12


def test_a_store_in_use_is_not_replaced_under_its_writer(store_path: Path, island_path: Path) -> None:
    with open_store(store_path, public=False) as store:
        store.add_statements(statement())
        with store._writing(), pytest.raises(StoreError, match="is being written by another program"):
            init_store(Package.open(island_path), store_path)
        assert store.info().counts["statements"] == 16


def test_a_new_store_does_not_take_the_log_of_the_old_one_for_its_own(store_path: Path, island_path: Path) -> None:
    code = "import os, sys; from pathlib import Path; from geo.store import open_store; from tests.geo.store.test_protocol import statement\nopen_store(Path(sys.argv[1]), public=False).add_statements(statement()); os._exit(0)"  # fmt: skip
    subprocess.run([sys.executable, "-c", code, str(store_path)], cwd=ROOT, check=True)
    assert store_path.with_name("island.gpkg-wal").exists()
    init_store(Package.open(island_path), store_path)
    assert not store_path.with_name("island.gpkg-wal").exists()
    with open_store(store_path) as store:
        assert store.info().counts["statements"] == 15


def test_a_closed_store_says_so(island_store: Path) -> None:
    store = open_store(island_store)
    store.close()
    with pytest.raises(StoreError, match="was closed"):
        store.names()


def test_progress_is_told_step_by_step(island_path: Path, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    init_store(Package.open(island_path), tmp_path / "x.gpkg", progress=lambda *step: told.append(step))
    assert [step[0] for step in told][:2] == ["check", "sources"]
    assert [step[1] for step in told] == list(range(len(told)))
    assert {step[2] for step in told} == {len(told)}


def test_a_photo_travels_without_its_metadata(tmp_path: Path) -> None:
    folder = write_island(tmp_path / "package")
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Camera of A. Keeper", 6
    exif.get_ifd(0x8825)[2] = (40.0, 1.0, 2.0)
    photo = Image.new("RGB", (5000, 400), (10, 20, 30))
    photo.save(folder / "photos" / "velma-fort.jpg", exif=exif, comment=b"secret")
    rows = folder / "heritage" / "photos.csv"
    rows.write_text(rows.read_text("utf-8").replace("velma-fort.png", "velma-fort.jpg"), "utf-8")
    init_store(Package.open(folder), tmp_path / "x.gpkg")
    with open_store(tmp_path / "x.gpkg") as store:
        data, media_type = store.photo("velma-fort-photo")
    assert media_type == "image/jpeg"
    assert b"Keeper" not in data
    assert b"Exif" not in data
    assert b"secret" not in data
    (tmp_path / "out.jpg").write_bytes(data)
    with Image.open(tmp_path / "out.jpg") as image:
        assert image.size == (328, 4096)  # upright, and made smaller
