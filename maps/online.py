"""Online base maps that a reader may choose; none is asked for anything before that."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from geo.errors import MirasmapError

__all__ = ["OPENSTREETMAP", "SATELLITE", "OnlineMap"]

HOST = re.compile(r"https://[A-Za-z0-9.-]+(:\d+)?")
"""What may stand in a policy of a page; the `{s}` of sub-domains may not."""


@dataclass(frozen=True)
class OnlineMap:
    """Picture tiles of another host."""

    name: str
    """As the list of layers shows it."""
    url: str
    """Address with `{z}`, `{x}` and `{y}`; https only."""
    attribution: str
    max_zoom: int = 19

    def __post_init__(self) -> None:
        if not HOST.fullmatch(self.host):
            msg = f"the online map {self.name!r} has the address {self.url!r}; give one that begins with https:// and a host name"
            raise MirasmapError(msg)

    @property
    def host(self) -> str:
        """Origin that a page must be allowed to ask for pictures, such as `https://tiles.example.org`."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"


OPENSTREETMAP = OnlineMap(
    "OpenStreetMap", "https://tile.openstreetmap.org/{z}/{x}/{y}.png", "© OpenStreetMap contributors (ODbL 1.0)"
)
SATELLITE = OnlineMap(
    "Sentinel-2",
    "https://tiles.maps.eox.at/wmts/1.0.0/s2cloudless_3857/default/g/{z}/{y}/{x}.jpg",
    "Sentinel-2 cloudless by EOX IT Services GmbH, contains modified Copernicus Sentinel data 2016 and 2017 (CC BY 4.0)",
    15,
)
