"""A data package of made-up sites, as large as asked: for measuring, never for reading. The same numbers give the same files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv

from geo.layers import LAYERS
from geo.vocabularies import Certainty, Method, Perspective, SiteKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

BOX = (20.0, 36.0, 60.0, 52.0)
"""Where the sites lie: west, south, east, north."""
N_SOURCES = 1000
_STEMS = 20_000
_SYLLABLES = ("ba", "der", "go", "kha", "lun", "mi", "nor", "pe", "qa", "rash", "su", "shu", "tal", "ve", "yan", "zar")
_SCRIPTS: dict[str, tuple[str, dict[str, str]]] = {
    "Latn": ("en", {}),
    "Cyrl": ("ru", dict(zip("abdeghiklmnopqrstuvyz", "абдегхиклмнопкрстувйз", strict=True))),
    "Armn": ("hy", dict(zip("abdeghiklmnopqrstuvyz", "աբդեգհիկլմնոպքրստուվյզ".replace("ու", "ւ"), strict=True))),
    "Arab": ("ar", dict(zip("abdeghiklmnopqrstuvyz", "ابدهغحیکلمنوپقرستوویز", strict=True))),
}
_WORDS = ("", " bridge", " mill", " old town", " tower", " spring")


def write_package(folder: Path, n_sites: int, *, seed: int = 7) -> Path:
    """Write a package of `n_sites` sites, three times as many names in four scripts, twice as many statements.

    Parameters
    ----------
    folder
        Is made if it is not there.
    n_sites
        At least 10.
    seed
        Of the random numbers.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    sites = _ids("site", n_sites)
    tables = {
        "sources": _sources(rng),
        "districts": pa.table({"id": _ids("district", 20)}),
        "sites": _sites(rng, sites),
        "names": _names(rng, sites),
        "visits": _visits(),
        "stops": _stops(rng, sites),
        "statements": _statements(rng, sites),
    }
    for name, table in tables.items():
        pv.write_csv(table, folder / f"{name}.csv", pv.WriteOptions(quoting_style="needed"))
    (folder / "datapackage.json").write_text(json.dumps(_descriptor(tables), indent=1), "utf-8")
    return folder


def _descriptor(tables: dict[str, pa.Table]) -> dict[str, Any]:
    return {
        "name": "made-up",
        "title": "Made-up sites",
        "version": "1",
        "created": "2026-01-01",
        "licenses": [{"name": "CC0-1.0", "title": "Nothing here is real"}],
        "mirasmap:languages": [lang for lang, _ in _SCRIPTS.values()],
        "mirasmap:bbox": list(BOX),
        "resources": [
            {
                "name": name,
                "path": f"{name}.csv",
                "format": "csv",
                "profile": "tabular-data-resource",
                "schema": LAYERS[name].table_schema(),
            }
            for name in tables
        ],
    }


def _ids(word: str, n: int) -> pa.Array:
    numbers = pc.utf8_lpad(pa.array(np.arange(n)).cast(pa.string()), 7, "0")
    return pc.binary_join_element_wise(word, numbers, "-")


def _pick(
    rng: np.random.Generator, values: Sequence[object] | pa.Array, n: int, p: list[float] | None = None
) -> pa.Array:
    values = pa.array(values)
    return values.take(pa.array(rng.choice(len(values), n, p=p)))


def stems(rng: np.random.Generator) -> list[str]:
    """Return twenty thousand words of three syllables."""
    return ["".join(_SYLLABLES[i] for i in row) for row in rng.integers(0, len(_SYLLABLES), (_STEMS, 3)).tolist()]


def coordinates(rng: np.random.Generator, n: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Half evenly, half around two hundred towns."""
    west, south, east, north = BOX
    lon, lat = rng.uniform(west, east, n), rng.uniform(south, north, n)
    near = rng.random(n) < 0.5
    towns = np.column_stack([rng.uniform(west + 1, east - 1, 200), rng.uniform(south + 1, north - 1, 200)])
    at = towns[rng.integers(0, 200, n)] + rng.normal(0, 0.2, (n, 2)).clip(-0.9, 0.9)
    lon[near], lat[near] = at[near].T
    return lon.round(6), lat.round(6)


def _dates(rng: np.random.Generator) -> pa.Array:
    """Two thousand dates in the forms of EDTF that sources use."""
    years, months, days = rng.integers(1100, 2025, 2000), rng.integers(1, 13, 2000), rng.integers(1, 29, 2000)
    forms = (lambda y, m, d: f"{y}", lambda y, m, d: f"{y}-{m:02d}", lambda y, m, d: f"{y}-{m:02d}-{d:02d}",
             lambda y, m, d: f"{y}~", lambda y, m, d: f"{y // 10}X", lambda y, m, d: f"{y}/{y + 5}")  # fmt: skip
    return pa.array(
        [
            forms[i % 6](y, m, d)
            for i, (y, m, d) in enumerate(zip(years.tolist(), months.tolist(), days.tolist(), strict=True))
        ]
    )


def _sources(rng: np.random.Generator) -> pa.Table:
    ids = _ids("source", N_SOURCES)
    perspective = _pick(rng, list(Perspective), N_SOURCES)
    return pa.table({"id": ids, "title": ids, "perspective": perspective, "licence": pa.array(["CC0-1.0"] * N_SOURCES)})


def _sites(rng: np.random.Generator, ids: pa.Array) -> pa.Table:
    n = len(ids)
    lon, lat = coordinates(rng, n)
    known = rng.random(n) < 0.98
    sensitivity = _pick(rng, ["public", "generalised", "restricted", "withheld"], n, [0.975, 0.02, 0.003, 0.002])
    return pa.table(
        {
            "id": ids,
            "kind": _pick(rng, list(SiteKind), n),
            "lon": pa.array(lon, mask=~known),
            "lat": pa.array(lat, mask=~known),
            "uncertainty_m": _pick(rng, [None, 20.0, 50.0, 500.0, 2000.0], n),
            "location_certainty": _pick(rng, list(Certainty), n),
            "location_source_ids": _pick(rng, _ids("source", N_SOURCES), n),
            "district": _pick(rng, _ids("district", 20), n),
            "built": _dates(rng).take(pa.array(rng.integers(0, 2000, n))),
            "sensitivity": sensitivity,
        }
    )


def _names(rng: np.random.Generator, sites: pa.Array) -> pa.Table:
    n = 3 * len(sites)
    words = stems(rng)
    texts, which = pa.nulls(n, pa.string()), rng.integers(0, len(_SCRIPTS), n)
    stem, word = pa.array(rng.integers(0, _STEMS, n)), pa.array(rng.integers(0, len(_WORDS), n))
    for number, (_, letters) in enumerate(_SCRIPTS.values()):
        table = str.maketrans(letters)
        written = [pa.array([text.translate(table) for text in texts]) for texts in (words, _WORDS)]
        names = pc.utf8_capitalize(pc.binary_join_element_wise(written[0].take(stem), written[1].take(word), ""))
        texts = pc.if_else(pa.array(which == number), names, texts)
    index = pa.array(which)
    return pa.table(
        {
            "site_id": sites.take(pa.array(np.repeat(np.arange(len(sites)), 3))),
            "text": texts,
            "lang": pa.array([lang for lang, _ in _SCRIPTS.values()]).take(index),
            "script": pa.array(list(_SCRIPTS)).take(index),
            "status": _pick(rng, ["official", "variant", "historical"], n),
            "source_id": _pick(rng, _ids("source", N_SOURCES), n),
        }
    )


def _statements(rng: np.random.Generator, sites: pa.Array) -> pa.Table:
    n = 2 * len(sites)
    ids = _ids("statement", n)
    condition = np.repeat(rng.random(len(sites)) < 0.8, 2)  # both of a site, so that one can supersede the other
    grade = _pick(rng, ["0", "1", "2", "3", "4", "5"], n)
    newer = (np.arange(n) % 2 == 1) & (rng.random(n) < 0.05)
    sources = _ids("source", N_SOURCES)
    first, second = (sources.take(pa.array(rng.integers(0, N_SOURCES, n))) for _ in range(2))
    two = pa.array(rng.random(n) < 0.1)
    return pa.table(
        {
            "id": ids,
            "site_id": sites.take(pa.array(np.repeat(np.arange(len(sites)), 2))),
            "property": pc.if_else(pa.array(condition), "condition", "event"),
            "value": pc.if_else(pa.array(condition), grade, "roof repaired"),
            "observed_on": _dates(rng).take(pa.array(rng.integers(0, 2000, n))),
            "method": _pick(rng, list(Method), n),
            "asserted_by": _pick(rng, ["Surveyor A", "Surveyor B", "Institute C"], n),
            "source_ids": pc.if_else(two, pc.binary_join_element_wise(first, second, ";"), first),
            "supersedes": pc.if_else(pa.array(newer), ids.take(pa.array(np.maximum(np.arange(n) - 1, 0))), None),
            "status": _pick(rng, ["proposed", "reviewed", "withdrawn"], n, [0.7, 0.28, 0.02]),
        }
    )


def _visits() -> pa.Table:
    ids = _ids("visit", 100)
    return pa.table(
        {
            "id": ids,
            "title": ids,
            "start": ["2024-05-01"] * 100,
            "status": ["done"] * 100,
            "source_ids": ["source-0000001"] * 100,
        }
    )


def _stops(rng: np.random.Generator, sites: pa.Array) -> pa.Table:
    n = 500
    return pa.table(
        {
            "visit_id": _ids("visit", 100).take(pa.array(np.repeat(np.arange(100), 5))),
            "day": np.ones(n, dtype=np.int64),
            "position": np.tile(np.arange(1, 6), 100),
            "site_id": sites.take(pa.array(rng.integers(0, len(sites), n))),
            "attestation": ["reported"] * n,
        }
    )
