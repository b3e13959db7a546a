"""`mirasmap init`, and the store that `mirasmap serve` needs before it can begin."""

from __future__ import annotations

from pathlib import Path

import typer

from geo.errors import RoadsError, StoreError
from geo.package import Package
from geo.store import StoreInfo, init_store, open_store
from server.cli.progress import progress_bar
from server.cli.told import note
from server.first_use import ensure_store, roads_folder
from server.settings import Settings

__all__ = ["load", "prepare"]


def load(*, package: Path | None, store: Path | None, force: bool) -> None:
    """Load a data package into a store.

    Parameters
    ----------
    package, store
        What the command line names; None leaves it to the environment and the defaults.
    force
        Replace a store that exists.

    Raises
    ------
    MirasmapError
        If the store exists and is not to be replaced, the package has problems, or the store cannot be written.
    """
    settings = Settings.given(package=package, store=store)
    if settings.store.exists() and not force:
        message = (
            f"the store {settings.store} exists; replace it with mirasmap init --force, or name another with --store"
        )
        raise StoreError(message)
    opened = Package.open(settings.package)
    settings.make_default_folder()
    with progress_bar() as progress:
        init_store(opened, settings.store, progress=progress)
    info = _info(settings)
    typer.echo(f"{settings.store}: {opened.title('en')}, {info.n_sites} sites, {info.counts['statements']} statements.")


def prepare(settings: Settings, *, roads: bool = True) -> None:
    """See that there is a store, and a graph of the package's roads; say when the data package has become newer than the store.

    Parameters
    ----------
    settings
        How to run.
    roads
        Whether the roads are wanted.

    Raises
    ------
    MirasmapError
        If the store cannot be made or opened.
    """
    if not settings.store.exists():
        note(f"Making the store {settings.store} from the data package (once) …")
    with progress_bar() as progress:
        package = ensure_store(settings, progress=progress)
    info = _info(settings)
    if info.name != package.meta.name:
        note(
            f"The store holds the package {info.name}, not {package.meta.name}, so its base map is missing; "
            "name the folder of that package with --package"
        )
    elif newer(package.meta.version, info.package_version):
        note(
            f"The data package is of version {package.meta.version}, the store of {info.package_version}; "
            "renew it with: mirasmap init --force"
        )
    if roads and package.meta.name == info.name and package.file("roads") is not None:
        _prepare_roads(package, settings)


def _prepare_roads(package: Package, settings: Settings) -> None:
    """See that the roads can be asked; a map without them is better than none, so what is wrong is only said."""
    if not settings.roads.exists():
        note(f"Building the graph of the roads in {settings.roads} (once) …")
    try:
        with progress_bar() as progress:
            roads_folder(package, settings, progress=progress)
    except (RoadsError, OSError) as error:
        note(f"No visit can be planned, and lengths of legs are estimates: {error}")


def newer(one: str, other: str) -> bool:
    """Tell whether a version comes after another; parts are compared as numbers where they are numbers.

    Examples
    --------
    >>> newer("1.10", "1.9"), newer("2026-11-24", "2026-11-24"), newer("1.0", "")
    (True, False, True)
    """
    return _parts(one) > _parts(other)


def _parts(version: str) -> list[tuple[int, str]]:
    parts = version.replace("-", ".").split(".")
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts if part]


def _info(settings: Settings) -> StoreInfo:
    store = open_store(settings.store, public=True)
    try:
        return store.info()
    finally:
        store.close()
