"""GeoJSON (RFC 7946): one FeatureCollection with a `bbox`, and its sources and licences as foreign members."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import orjson

from geo.exchange.export.json_features import feature_parts, records
from geo.exchange.export.rfc7946 import bbox_of_bounds

if TYPE_CHECKING:
    from pathlib import Path

    from geo.exchange.export.site_export import SiteExport

__all__ = ["losses", "write"]

_MUCH = 1_000_000
"""Bytes of sources from which on they stand after the features, so that whoever reads on need not wait for them."""
_BBOX_ROOM = 80
"""Bytes that are kept free for the `bbox`, which is known when all features are written."""


def write(export: SiteExport, path: Path) -> None:
    """Write a FeatureCollection.

    Parameters
    ----------
    export
        Each row is a feature, on a line of its own; its `id` is the feature's too. What is null is left out.
    path
        The file.
    """
    sources = b'"mirasmap:sources":' + orjson.dumps(records(export.sources))
    head = {
        "mirasmap:title": export.title,
        "mirasmap:made_on": export.made_on.isoformat(),
        **({"mirasmap:question": export.question} if export.question else {}),
        "mirasmap:licences": export.licences,
    }
    first = len(sources) <= _MUCH
    boxes = [np.empty((0, 4))]
    with path.open("wb") as file:
        file.write(b'{"type":"FeatureCollection",')
        at_bbox = file.tell()
        file.write(_BBOX_ROOM * b" " + orjson.dumps(head)[1:-1] + b",")
        if first:
            file.write(b"\n" + sources + b",")
        file.write(b'\n"features":[')
        skip = 1  # no comma before the first feature
        for part, bounds in feature_parts(export, before=",\n", after=""):
            file.write(memoryview(part)[skip:])
            boxes.append(bounds)
            skip = 0
        file.write(b"\n]" + (b"" if first else b",\n" + sources) + b"}\n")
        bbox = bbox_of_bounds(np.concatenate(boxes))
        if bbox is not None:
            file.seek(at_bbox)
            file.write(b'"bbox":' + orjson.dumps(bbox) + b",")


def losses(export: SiteExport) -> list[str]:
    """Return what the format cannot hold of these rows: nothing."""
    del export
    return []
