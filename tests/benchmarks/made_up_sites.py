"""GeoJSON of made-up sites, as large as asked, with a set share of defects: for measuring imports, never for reading.

Fifteen properties, names in four languages, every tenth site a polygon, five sites a square kilometre at a million. The
same numbers give the same file. The properties stand in one order and are written by whole columns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.vocabularies import SiteKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["DEFECTS", "write_sites"]

BOX = (44.8, 38.4, 50.4, 41.9)
"""Where the sites lie: west, south, east, north."""
DEFECTS = {
    "bow_tie": 0.004, "swapped": 0.004, "no_geometry": 0.002, "out_of_world": 0.001, "bad_kind": 0.006, "bad_date": 0.006,
    "no_name": 0.003, "duplicate_id": 0.002, "duplicate_site": 0.01, "three_d": 0.01, "wrong_ring": 0.02, "bad_condition": 0.003,
}  # fmt: skip
"""Share of the sites with each of them; no site has two."""
_DEFECTS = list(DEFECTS)
N_SOURCES = 5_000
_STEMS = 20_000
_AT_ONCE = 50_000
_SYLLABLES = ("ba", "der", "go", "kha", "lun", "mi", "nor", "pe", "qa", "rash", "su", "shu", "tal", "ve", "yan", "zar")
_LETTERS: dict[str, dict[str, str]] = {
    "az": {},
    "ru": dict(zip("abdeghiklmnopqrstuvyz", "абдегхиклмнопкрстувйз", strict=True)),
    "en": {},
    "hy": dict(zip("abdeghiklmnopqrstvyz", "աբդեգհիկլմնոպքրստվյզ", strict=True)) | {"u": "ու"},
}
_WHAT = {
    "az": [
        "Qalası",
        "Məscidi",
        "Körpüsü",
        "Türbəsi",
        "Karvansarası",
        "Hamamı",
        "Günbəzi",
        "Kilsəsi",
        "Bulağı",
        "Qəbiristanlığı",
    ],
    "ru": ["крепость", "мечеть", "мост", "мавзолей", "караван-сарай", "баня", "башня", "церковь", "родник", "кладбище"],
    "en": [
        "Fortress",
        "Mosque",
        "Bridge",
        "Mausoleum",
        "Caravanserai",
        "Bath",
        "Tower",
        "Church",
        "Spring",
        "Cemetery",
    ],
    "hy": [
        "բերդ",
        "մզկիթ",
        "կամուրջ",
        "դամբարան",
        "իջևանատուն",
        "բաղնիք",
        "աշտարակ",
        "եկեղեցի",
        "աղբյուր",
        "գերեզմանոց",
    ],
}
_DATES = ("1750~", "17XX", "1850/1870", "1683", "-0200", "18XX?", "1912-05")
_NOTE = (
    "Recorded by the district survey; walls stand to about two metres on the north side, the roof has gone, access by a "
    "field track. "
)


def write_sites(path: Path, n: int, *, lines: bool = False, first: int = 0, seed: int = 7) -> Path:
    """Write sites.

    Parameters
    ----------
    path
        The file.
    n
        How many.
    lines
        One feature a line, in place of a FeatureCollection.
    first
        Number of the first one, from which its identifier is made.
    seed
        Of the random numbers.
    """
    rng = np.random.default_rng(seed)
    with path.open("wb") as file:
        file.write(b"" if lines else b'{"type":"FeatureCollection","features":[\n')
        between = b""
        for block in _blocks(rng, n, first):
            joined = pc.binary_join(pa.array([block.to_pylist()]), "\n" if lines else ",\n")
            file.write(between + joined[0].as_buffer().to_pybytes())
            between = b"\n" if lines else b",\n"
        file.write(b"\n" if lines else b"\n]}\n")
    return path


def _blocks(rng: np.random.Generator, n: int, first: int) -> Iterator[pa.Array]:
    """Yield the text of one feature after the other."""
    stems = ["".join(_SYLLABLES[i] for i in row) for row in rng.integers(0, len(_SYLLABLES), (_STEMS, 3)).tolist()]
    words = {
        lang: pa.array(
            [stem.translate({ord(latin): other for latin, other in letters.items()}).capitalize() for stem in stems]
        )
        for lang, letters in _LETTERS.items()
    }
    for start in range(0, n, _AT_ONCE):
        yield _features(rng, words, first + start, min(_AT_ONCE, n - start))


def _features(rng: np.random.Generator, words: dict[str, pa.Array], first: int, n: int) -> pa.Array:
    defect = rng.choice(len(DEFECTS) + 1, n, p=[*DEFECTS.values(), 1 - sum(DEFECTS.values())])
    has = {name: defect == number for number, name in enumerate(_DEFECTS)}
    west, south, east, north = BOX
    x, y = rng.uniform(west, east, n), rng.uniform(south, north, n)
    stem, what, number = (rng.integers(0, top, n) for top in (_STEMS, 10, 100))
    copies = np.flatnonzero(has["duplicate_site"])
    copies = copies[copies > 0]
    for values, shift in ((x, 0.0008), (y, 0.0005), (stem, 0), (what, 0), (number, 0)):
        values[copies] = values[copies - 1] + shift
    ids = np.where(has["duplicate_id"], np.maximum(first, first + np.arange(n) - 500), first + np.arange(n))
    kinds = _pick(rng, list(SiteKind), n)
    note = pa.array([_NOTE[:length] for length in range(len(_NOTE))]).take(pa.array(rng.integers(20, len(_NOTE), n)))
    texts = {
        "id": _join("site-", pc.utf8_lpad(pa.array(ids).cast(pa.string()), 7, "0")),
        **{f"name:{lang}": _names(words[lang], _WHAT[lang], stem, what, number, has["no_name"]) for lang in words},
        "kind": pc.if_else(pa.array(has["bad_kind"]), "Moskee", kinds),
        "built": pc.if_else(pa.array(has["bad_date"]), "18th century", _pick(rng, _DATES, n)),
        "district": _pick(rng, ["Bakhsar", "Dergom", "Gozar", "Lunqa", "Mital", "Norve", "Peyan", "Rashba"], n),
        "designation": _pick(rng, ["national", "local", "world", None], n),
        "register_no": _join(_number(rng, 1, 9999, n), "/", _number(rng, 0, 20, n)),
        "source": _join("Survey of the districts, sheet ", _number(rng, 1, N_SOURCES, n)),
        "observed_on": _join("20", _number(rng, 10, 26, n), "-0", _number(rng, 1, 10, n), "-", _number(rng, 10, 28, n)),
        "note": note,
    }
    numbers = {
        "condition": pc.if_else(pa.array(has["bad_condition"]), "9", _number(rng, 0, 6, n)),
        "uncertainty_m": _pick(rng, ["5", "20", "50", "250", "1000"], n),
    }
    members = [
        *(_join(f'"{name}":"', value, '"') for name, value in texts.items()),
        *(_join(f'"{name}":', value) for name, value in numbers.items()),
    ]
    properties = pc.binary_join_element_wise(*(pc.fill_null(member, "") for member in members), ",")
    properties = pc.replace_substring_regex(properties, ",{2,}", ",")
    return _join(
        '{"type":"Feature","properties":{', properties, '},"geometry":', _geometry(first, x, y, has), "}"
    )  # fmt: skip


def _names(
    stems: pa.Array, whats: Sequence[str], stem: NDArray[np.int64], what: NDArray[np.int64], number: NDArray[np.int64], no: NDArray[np.bool_]
) -> pa.Array:  # fmt: skip
    """Return names such as "Bargoshu Qalası 2": a tenth of them are numbered."""
    tail = pa.array(["", *(f" {i}" for i in range(1, 10))]).take(pa.array(np.where(number < 10, number, 0)))
    names = _join(stems.take(pa.array(stem)), " ", pa.array(whats).take(pa.array(what)), tail)
    return pc.if_else(pa.array(no), pa.scalar(None, pa.string()), names)


def _geometry(first: int, x: NDArray[np.float64], y: NDArray[np.float64], has: dict[str, NDArray[np.bool_]]) -> pa.Array:  # fmt: skip
    n, w = len(x), 0.0012
    lon = np.where(has["swapped"], y, x) * np.where(has["out_of_world"], 1000, 1)
    lat = np.where(has["swapped"], x, y) * np.where(has["out_of_world"], 1000, 1)
    height = pc.if_else(pa.array(has["three_d"]), ",812.5", "")
    out = _join('{"type":"Point","coordinates":[', _degrees(lon), ",", _degrees(lat), height, "]}")
    areas = ((first + np.arange(n)) % 10 == 0) | has["bow_tie"] | has["wrong_ring"]
    rings = {
        "": ((0, 0), (w, 0), (w, w), (w / 2, w * 1.2), (0, w), (0, 0)),
        "bow_tie": ((0, 0), (w, w), (w, 0), (0, w), (0, 0)),
        "wrong_ring": ((0, 0), (0, w), (w / 2, w * 1.2), (w, w), (w, 0), (0, 0)),
    }
    for name, ring in rings.items():
        points = [_join("[", _degrees(x + dx), ",", _degrees(y + dy), "]") for dx, dy in ring]
        polygon = _join('{"type":"Polygon","coordinates":[[', pc.binary_join_element_wise(*points, ","), "]]}")
        out = pc.if_else(pa.array(has[name] if name else areas), polygon, out)
    return pc.if_else(pa.array(has["no_geometry"]), "null", out)


def _degrees(values: NDArray[np.float64]) -> pa.Array:
    return pa.array(values.round(7)).cast(pa.string())


def _number(rng: np.random.Generator, low: int, high: int, n: int) -> pa.Array:
    return pa.array(rng.integers(low, high, n)).cast(pa.string())


def _pick(rng: np.random.Generator, values: Sequence[str | None], n: int) -> pa.Array:
    return pa.array(values, pa.string()).take(pa.array(rng.integers(0, len(values), n)))


def _join(*parts: str | pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(*parts, "")
