"""A data package into a new store: checked, loaded table by table, proven, and only then put in its place.

The new file is made beside the old one under another name, so whatever happens meanwhile the old store stays as it was.
Loading goes by whole columns and in batches; guards are made afterwards, and the state of the sites from the view itself.
"""

from __future__ import annotations

import errno
import json
import os
import secrets
import sqlite3
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from glob import escape
from typing import TYPE_CHECKING, Any

from geo.errors import StoreError, StoreFullError, StoreReadOnlyError
from geo.layers import LAYERS
from geo.store.connection import can_write, sentences
from geo.store.derived import refresh_extents
from geo.store.migrate import SCHEMA_VERSION, version_of
from geo.store.project import add_project
from geo.store.rtree import register_functions
from geo.store.rule import state_of
from geo.store.schema import guards, tables
from geo.store.style import add_style
from geo.store.views import public_views, register

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from geo.check import Progress
    from geo.package import Package

_NO_JOURNAL = (
    "PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; "
    "PRAGMA cache_size = -200000; PRAGMA foreign_keys = OFF; PRAGMA temp_store = MEMORY; PRAGMA threads = 2;"
)
_STEPS = ("check", *LAYERS, "guards", "conditions", "proof", "finish")


def init_store(package: Package, path: Path, *, progress: Progress | None = None) -> None:
    """Load a data package into a new store; an old one of that name is replaced when, and only when, all went well.

    Parameters
    ----------
    package
        Is checked first.
    path
        Where the store is to be.
    progress
        Told before each step.

    Raises
    ------
    PackageError
        If the package has problems.
    StoreError
        If a file of that name is no store, or is being written.
    StoreReadOnlyError, StoreFullError
        If the folder cannot be written, or the disk is full.
    """
    from geo.check import require_valid

    tell = _teller(progress)
    _settle(path)
    tell("check")
    require_valid(package)
    _make(package, path, tell)


def _make(package: Package, path: Path, tell: Callable[[str], None]) -> None:
    """Load a package beside the place, then put the store there."""
    loading = path.with_name(f"{path.name}.{secrets.token_hex(4)}.loading")
    try:
        with sentences(path):
            _build(package, loading, path.name, tell)
        tell("finish")
        _sync(loading)
        loading.replace(path)
        _sync(path.parent)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            message = (
                f"{path.name} could not be written: the disk is full; nothing was changed, make room and try again"
            )
            raise StoreFullError(message) from error
        raise
    finally:
        loading.unlink(missing_ok=True)


def _teller(progress: Progress | None) -> Callable[[str], None]:
    def tell(step: str) -> None:
        if progress is not None:
            progress(step, _STEPS.index(step), len(_STEPS))

    return tell


def _settle(path: Path) -> None:
    """See that the place can be taken: its folder is writable, what is there is a store at rest, and nothing half-loaded lies about."""
    if not path.parent.is_dir():
        message = f"there is no folder {path.parent.name} for {path.name}; make it or choose another place"
        raise StoreError(message)
    if not can_write(path):
        message = f"{path.name} cannot be made: its folder is read-only; choose another place or change its permissions"
        raise StoreReadOnlyError(message)
    for left in path.parent.glob(f"{escape(path.name)}.*.loading"):
        _remove_left_over(left)
    if not path.exists():
        return
    with sentences(path):
        version_of(path)
        # a write-ahead log that stayed beside the new file would be taken for its own
        connection = sqlite3.connect(path, isolation_level=None, timeout=1)
        try:
            connection.execute("PRAGMA journal_mode = DELETE")
        finally:
            connection.close()


def _remove_left_over(file: Path) -> None:
    """Remove what a killed loading left; one that is running holds a lock."""
    connection = sqlite3.connect(file, isolation_level=None, timeout=0)
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorname", "") == "SQLITE_BUSY":
            return
    finally:
        connection.close()
    with suppress(FileNotFoundError):
        file.unlink()


def create_store(
    path: Path,
    title: str,
    *,
    bbox: tuple[float, float, float, float] | None = None,
    languages: Sequence[str] = (),
) -> None:
    """Make an empty store, for a region of which nothing is known yet.

    Parameters
    ----------
    path
        Where the store is to be; nothing stands there yet.
    title
        Of the region or the collection, in English.
    bbox
        West, south, east, north of the region, degrees; None where it is not declared.
    languages
        Of names and texts, BCP 47, in the order in which they are offered.

    Raises
    ------
    StoreError
        If something stands there, or there is no such folder.
    StoreReadOnlyError, StoreFullError
        If the folder cannot be written, or the disk is full.
    """
    if path.exists():
        message = f"{path.name} exists already; choose another name, or import into it"
        raise StoreError(message)
    descriptor: dict[str, Any] = {
        "name": path.stem,
        "title": title,
        "mirasmap:languages": list(languages),
        "resources": [],
    }
    if bbox is not None:
        descriptor["mirasmap:bbox"] = list(bbox)
    _settle(path)
    from geo.package import Package

    _make(Package(path.parent, descriptor), path, _teller(None))


def _build(package: Package, loading: Path, name: str, tell: Callable[[str], None]) -> None:
    from geo.store.columns import Loader

    connection = sqlite3.connect(loading, isolation_level=None)
    try:
        connection.executescript(_NO_JOURNAL)
        connection.executescript(tables())
        connection.executescript(register())
        connection.execute("BEGIN")
        loader = Loader(connection, package)
        for layer in LAYERS:
            tell(layer)
            loader.load(layer)
        _say_what_it_is(connection, package)
        add_style(connection)
        add_project(connection, name)
        connection.execute("COMMIT")
        tell("guards")
        register_functions(connection)
        connection.executescript(guards())
        connection.executescript(public_views())
        tell("conditions")
        _state_of_all(connection)
        tell("proof")
        _prove(connection)
        connection.executescript("PRAGMA analysis_limit = 1000; ANALYZE;")
    finally:
        connection.close()


def _say_what_it_is(connection: sqlite3.Connection, package: Package) -> None:
    created = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    meta = json.dumps(asdict(package.meta), ensure_ascii=False, default=str)
    settings = [("schema_version", str(SCHEMA_VERSION)), ("created", created), ("package", meta)]
    connection.executemany("INSERT INTO settings(key, value) VALUES (?, ?)", settings)
    refresh_extents(connection)


def _state_of_all(connection: sqlite3.Connection) -> None:
    """Apply the rule to all statements; those that count are gathered once, in order, instead of looked up for every site."""
    connection.execute("CREATE TEMP TABLE live_now AS SELECT * FROM live_statements ORDER BY site_fid")
    connection.execute("CREATE INDEX temp.live_now_site ON live_now(site_fid)")
    connection.execute(f"INSERT INTO site_state {state_of('live_now')}")
    connection.execute("DROP TABLE live_now")


def _prove(connection: sqlite3.Connection) -> None:
    """NOT NULL and CHECK held while loading; see that every reference does too."""
    dangling = connection.execute("PRAGMA foreign_key_check").fetchone()
    if dangling is not None:
        table, fid, target, _ = dangling
        message = f"row {fid} of {table} refers to a row of {target} that does not exist; check the data package"
        raise StoreError(message)


def _sync(path: Path) -> None:
    """Wait until the file or folder is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if not path.is_dir() or error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise  # some file systems do not sync folders
    finally:
        os.close(handle)
