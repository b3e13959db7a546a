"""Where layers live. One door: `open_store` to read and write, `init_store` to make one from a data package."""

from __future__ import annotations

from geo.store.gpkg import GeoPackageStore
from geo.store.imports import Added, ImportRecord
from geo.store.load import create_store, init_store
from geo.store.opening import open_store
from geo.store.protocol import SiteFilter, SiteRecord, SourceRecord, Store, StoreInfo, VisitRecord

__all__ = [
    "Added",
    "GeoPackageStore",
    "ImportRecord",
    "SiteFilter",
    "SiteRecord",
    "SourceRecord",
    "Store",
    "StoreInfo",
    "VisitRecord",
    "create_store",
    "init_store",
    "open_store",
]
