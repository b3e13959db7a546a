"""The door to a store: checks what the file is, brings an older one up to date, and opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.store.connection import sentences
from geo.store.gpkg import GeoPackageStore
from geo.store.migrate import prepare

if TYPE_CHECKING:
    from pathlib import Path


def open_store(path: Path, *, public: bool = True) -> GeoPackageStore:
    """Open a store.

    Parameters
    ----------
    path
        A GeoPackage made by `init_store`. One of an older version is brought up to date first.
    public
        Read what the public may see, and nothing else; False to write, or to read exact places.

    Raises
    ------
    StoreError
        If the file is missing, no store, or damaged.
    StoreVersionError
        If a newer mirasmap wrote it.
    StoreReadOnlyError
        If it is to be written, and cannot be.
    """
    with sentences(path):
        prepare(path, writing=not public)
    return GeoPackageStore(path, public=public)
