"""What requests read from: the store, the base map and the assets, opened once for the life of the server."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import cached_property
from threading import RLock
from typing import Annotated, Any

import orjson
from fastapi import Depends, Request

from geo.errors import RoadsError
from geo.package import Package
from geo.roads.protocol import Roads
from geo.store import Store, StoreInfo, open_store
from maps.assets import Assets, find_assets
from maps.basemap import Basemap
from maps.labels import labels, name_districts
from server.first_use import ensure_store, roads_folder
from server.settings import Settings

__all__ = ["LabelFile", "Reading", "Resources", "open_resources"]


@dataclass(frozen=True)
class LabelFile:
    """Labels of the base map in one language, ready to be sent."""

    content: bytes
    digest: str
    """First twelve digits of the SHA-256 of the content."""


@dataclass
class Resources:
    """Open resources of one server; what is made from the store is kept until the store changes."""

    settings: Settings
    package: Package
    store: Store
    assets: Assets
    _kept: dict[Hashable, tuple[Hashable, Any]] = field(default_factory=dict)
    _locks: dict[Hashable, RLock] = field(default_factory=dict)

    @property
    def info(self) -> StoreInfo:
        """What the store says of itself."""
        return self.kept("info", self.store.info)

    @cached_property
    def roads(self) -> Roads | None:
        """The road network; None where there is none, and for a store of another package than that of the roads."""
        if self.package.meta.name != self.info.name:
            return None
        from geo.roads.valhalla_roads import open_roads

        try:
            return open_roads(roads_folder(self.package, self.settings))
        except RoadsError as error:
            logging.getLogger("mirasmap").warning("no visit can be planned: %s", error)
            return None

    @cached_property
    def basemap(self) -> Basemap | None:
        """The offline base map of the package that the store was made from; None if it has none."""
        archive = self.package.file("basemap") if self.package.meta.name == self.info.name else None
        return None if archive is None else Basemap.open(archive, self.package.file("heights"))

    def labels(self, lang: str) -> LabelFile:
        """Return the labels of the base map in a language."""
        return self.kept(("labels", lang), lambda: self._labels(lang))

    def districts(self, lang: str) -> dict[str, str]:
        """Return the name of each district in a language by its id; the id itself where nobody gave a name."""

        def named() -> dict[str, str]:
            districts = name_districts(self.store.districts(), self.store.place_names(), lang)
            return dict(zip(districts["id"].tolist(), districts["label"].tolist(), strict=True))

        return self.kept(("districts", lang), named)

    def kept[Made](self, key: Hashable, make: Callable[[], Made], *, at: Hashable = None) -> Made:
        """Return what `make` gives, made anew only after the store has changed, or when `at` is another than before."""
        with self._locks.setdefault(key, RLock()):  # one maker of each thing, and no waiting for another thing
            stamp = (self.stamp, at)
            if key not in self._kept or self._kept[key][0] != stamp:
                self._kept[key] = (stamp, make())
            made: Made = self._kept[key][1]
            return made

    def close(self) -> None:
        """Let go of the files."""
        self.store.close()

    def _labels(self, lang: str) -> LabelFile:
        content = orjson.dumps(
            labels(self.store.places(), self.store.place_names(), lang), option=orjson.OPT_SERIALIZE_NUMPY
        )
        return LabelFile(content, hashlib.sha256(content).hexdigest()[:12])

    @property
    def stamp(self) -> Hashable:
        """What changes when anybody writes to the store."""
        return self.store.stamp()


def open_resources(settings: Settings) -> Resources:
    """Open everything that requests read from, for the public only.

    Raises
    ------
    MirasmapError
        If the store is newer than this mirasmap, the assets are missing, and the like; one sentence.
    """
    package = ensure_store(settings)
    return Resources(settings, package, open_store(settings.store, public=True), find_assets())


def _of_request(request: Request) -> Resources:
    resources: Resources = request.app.state.resources
    return resources


Reading = Annotated[Resources, Depends(_of_request)]
"""Parameter of a route that reads from the resources."""
