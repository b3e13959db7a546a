"""GeoJSON (RFC 7946): one FeatureCollection with a `bbox`, and its sources and licences as foreign members."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from geo.exchange.export.json_features import feature_parts, records
from geo.exchange.export.rfc7946 import bbox_of, rfc7946_geometry

if TYPE_CHECKING:
    from pathlib import Path

    from geo.exchange.export.site_export import SiteExport

__all__ = ["losses", "write"]

_MUCH = 1_000_000
"""Bytes of sources from which on they stand after the features, so that whoever reads on need not wait for them."""


def write(export: SiteExport, path: Path) -> None:
    """Write a FeatureCollection.

    Parameters
    ----------
    export
        Each row is a feature, on a line of its own; its `id` is the feature's too. What is null is left out.
    path
        The file.
    """
    geometries = rfc7946_geometry(export.rows.geometry.to_numpy())
    bbox = bbox_of(geometries)
    sources = b'"mirasmap:sources":' + orjson.dumps(records(export.sources))
    head = {
        "type": "FeatureCollection",
        **({} if bbox is None else {"bbox": bbox}),
        "mirasmap:title": export.title,
        "mirasmap:made_on": export.made_on.isoformat(),
        **({"mirasmap:question": export.question} if export.question else {}),
        "mirasmap:licences": export.licences,
    }
    first = len(sources) <= _MUCH
    with path.open("wb") as file:
        file.write(orjson.dumps(head)[:-1] + b",")
        if first:
            file.write(b"\n" + sources + b",")
        file.write(b'\n"features":[')
        skip = 1  # no comma before the first feature
        for part in feature_parts(export, geometries, before=",\n", after=""):
            file.write(part[skip:])
            skip = 0
        file.write(b"\n]" + (b"" if first else b",\n" + sources) + b"}\n")


def losses(export: SiteExport) -> list[str]:
    """Return what the format cannot hold of these rows: nothing."""
    del export
    return []
