"""Where layers live. One door: `open_store` to read and write, `init_store` to make one from a data package."""

from __future__ import annotations

from geo.store.gpkg import GeoPackageStore
from geo.store.load import init_store
from geo.store.opening import open_store
from geo.store.protocol import SiteFilter, SiteRecord, SourceRecord, Store, StoreInfo, VisitRecord

__all__ = [
    "GeoPackageStore",
    "SiteFilter",
    "SiteRecord",
    "SourceRecord",
    "Store",
    "StoreInfo",
    "VisitRecord",
    "init_store",
    "open_store",
]
