"""What is missing in the record of each site, told by SQL on the public views."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.completeness.scores import masks_of
from geo.completeness.standard import VAGUE_KINDS
from geo.vocabularies import AccessStatus

if TYPE_CHECKING:
    import sqlite3

    from numpy.typing import NDArray

__all__ = ["ON_RECORD", "bits", "flags_of", "missing_masks"]

ON_RECORD: dict[str, str] = {
    "named": "EXISTS (SELECT 1 FROM public_names n WHERE n.site_fid = v.OGC_FID)",
    "placed": "v.geom IS NOT NULL",
    "uncertainty": "v.uncertainty_m IS NOT NULL",
    "two_positions": "coalesce((SELECT instr(d.location_source_ids, ';') > 0 FROM public_site_details d WHERE d.fid = v.OGC_FID), 0)",
    # most often it is the current condition: then nothing need be looked up
    "condition": "CASE WHEN v.condition > 0 AND v.condition_on GLOB '[0-9]*' THEN 1 WHEN v.n_statements IS NULL THEN 0 "
    "ELSE EXISTS (SELECT 1 FROM public_live l WHERE l.site_fid = v.OGC_FID AND l.grade > 0 AND l.observed_key IS NOT NULL) END",
    "hidden": "v.sensitivity <> 'public'",
    "restricted": "v.sensitivity = 'restricted'",
}
"""Fields of `geo.completeness.scores.OnRecord` as SQL of a site `v`, each 0 or 1."""
_IN_FACETS = {
    "kind": f"v.kind IS NOT NULL AND v.kind NOT IN ({', '.join(f"'{kind}'" for kind in sorted(VAGUE_KINDS))})",
    "built": "v.built_from IS NOT NULL OR v.built_to IS NOT NULL",
    "district": "v.district IS NOT NULL",
    "designation": "EXISTS (SELECT 1 FROM public_designations d WHERE d.site_fid = v.OGC_FID)",
    "access": f"EXISTS (SELECT 1 FROM public_access a WHERE a.site_fid = v.OGC_FID AND a.as_of GLOB '[0-9]*' "
    f"AND a.status <> '{AccessStatus.UNKNOWN}')",
    "photo": "EXISTS (SELECT 1 FROM public_photos p WHERE p.site_fid = v.OGC_FID)",
}
"""The criteria that `geo.completeness.scores.missing_of` tells by facets, in the same way."""


def bits(flags: dict[str, str]) -> str:
    """Return SQL of one number of which each bit is a flag: it is read soonest."""
    return " + ".join(f"{1 << bit} * ({sql})" for bit, sql in enumerate(flags.values()))


def flags_of(numbers: NDArray[np.int64], flags: dict[str, str]) -> dict[str, NDArray[np.bool_]]:
    """Return the flags of such numbers."""
    return {name: numbers >> bit & 1 > 0 for bit, name in enumerate(flags)}


def missing_masks(connection: sqlite3.Connection) -> NDArray[np.int16]:
    """Return the mask of what is missing of each public site, in any order: as facets have it, without the making of facets."""
    every = ON_RECORD | _IN_FACETS
    found = connection.execute(f"SELECT {bits(every)} FROM public_sites v")
    told = flags_of(np.fromiter((number for (number,) in found), np.int64), every)
    met = told | {"name": told["named"], "position": told["placed"], "second-position": told["two_positions"]}
    return masks_of(met, hidden=told["hidden"], restricted=told["restricted"])
