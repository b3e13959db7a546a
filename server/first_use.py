"""What is made at first use, for pages and the command line: the store of the data package, the graph of its roads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from geo.package import Package
from geo.store import init_store
from server.settings import Settings

__all__ = ["ensure_store", "roads_folder"]


def ensure_store(settings: Settings, *, progress: Callable[..., Any] | None = None) -> Package:
    """Make the store from the data package if there is none yet; return the package.

    Raises
    ------
    MirasmapError
        If the package has problems or the store cannot be written; nothing is left half-made.
    """
    package = Package.open(settings.package)
    if not settings.store.exists():
        settings.make_default_folder()
        init_store(package, settings.store, progress=progress)
    return package


def roads_folder(package: Package, settings: Settings, *, progress: Callable[..., Any] | None = None) -> Path:
    """Return the folder of the road graph: that which the user built, else that of the package, built at first use.

    Raises
    ------
    RoadsError
        If there are no roads at all, or the graph cannot be built.
    """
    from geo.roads.graph import bundled_graph  # heavy, and only planners need it

    settings.make_default_folder()
    settings.roads.mkdir(parents=True, exist_ok=True)
    return bundled_graph(package, settings.roads, progress=progress)
