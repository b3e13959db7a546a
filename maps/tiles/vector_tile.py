"""Vector tiles as columns of numpy, and back: what of the Mapbox Vector Tile format the base map needs.

Source: Mapbox Vector Tile specification 2.1, which is written in Protocol Buffers.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

__all__ = ["LINES", "POINTS", "POLYGONS", "TileLayer", "read_tile", "write_tile"]

POINTS, LINES, POLYGONS = 1, 2, 3
MOVE_TO, LINE_TO, CLOSE_PATH = 1, 2, 15
EXTENT = 4096
"""Of a layer that does not say its own."""
KEYS = ("class", "name")
NAME_KEYS = ("name:latin", "name")
"""The client shows the first that a feature has."""


@dataclass(frozen=True)
class TileLayer:
    """One layer of a tile; n features of p parts (points, lines or rings) of v vertices in all."""

    name: str
    extent: int
    """Units across the tile."""
    kinds: list[str]
    """Attribute `class` of each feature, shape (n,); empty where it has none."""
    names: list[str]
    """One name of each feature, shape (n,); empty where it has none."""
    types: NDArray[np.int64]
    """Shape (n,): points, lines or polygons."""
    owners: NDArray[np.int64]
    """Shape (p,): the feature that each part belongs to, rising."""
    sizes: NDArray[np.int64]
    """Shape (p,): vertices of each part. A ring does not repeat its first."""
    xy: NDArray[np.int64]
    """Shape (v, 2): x to the right, y down, from the tile's north-west corner."""


def read_tile(tile: bytes, names: Iterable[str]) -> list[TileLayer]:
    """Return some of the layers of an unpacked vector tile, in its order.

    Parameters
    ----------
    tile
        Not compressed.
    names
        Of the layers wanted.

    Raises
    ------
    ValueError, LookupError
        If the bytes are no vector tile.
    """
    wanted = set(names)
    layers = []
    for number, content in _fields(tile):
        if number == 3 and isinstance(content, bytes):
            fields = list(_fields(content))
            name = next((text.decode() for key, text in fields if key == 1 and isinstance(text, bytes)), "")
            if name in wanted:
                layers.append(_layer(name, fields))
    return layers


def write_tile(layers: Iterable[TileLayer]) -> bytes:
    """Return an unpacked vector tile; of the attributes it has `class` and `name`."""
    out = bytearray()
    for layer in layers:
        if layer.kinds:
            out += _field(3, _written(layer))
    return bytes(out)


def _layer(name: str, fields: Sequence[tuple[int, bytes | int]]) -> TileLayer:
    keys = [text.decode() for number, text in fields if number == 3 and isinstance(text, bytes)]
    values = [_text(value) for number, value in fields if number == 4 and isinstance(value, bytes)]
    extent = next((value for number, value in fields if number == 5 and isinstance(value, int)), EXTENT)
    features = [dict(_fields(content)) for number, content in fields if number == 2 and isinstance(content, bytes)]
    tags, ends = _numbers_of([_bytes(feature.get(2)) for feature in features])
    plain = tags.tolist()
    said = [
        {keys[key]: values[value] for key, value in zip(plain[start:end:2], plain[start + 1 : end : 2], strict=True)}
        for start, end in pairwise([0, *ends.tolist()])
    ]
    types = np.asarray([feature.get(3, 0) for feature in features], dtype="int64")
    owners, sizes, xy = _geometry([_bytes(feature.get(4)) for feature in features])
    return TileLayer(
        name,
        extent,
        [each.get("class", "") for each in said],
        [next((each[key] for key in NAME_KEYS if each.get(key)), "") for each in said],
        types,
        owners,
        sizes,
        xy,
    )


def _geometry(packed: list[bytes]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return owners and sizes of the parts, and all vertices."""
    numbers, ends = _numbers_of(packed)
    plain = numbers.tolist()
    commands, owners, sizes = [], [], []
    at = 0
    for owner, end in enumerate(ends.tolist()):
        while at < end:
            command, count = plain[at] & 7, plain[at] >> 3
            commands.append(at)
            if command == MOVE_TO:
                owners += [owner] * count
                sizes += [1] * count
            elif command == LINE_TO:
                sizes[-1] += count
            at += 1 + (2 * count if command in (MOVE_TO, LINE_TO) else 0)
    steps = _unzigzag(np.delete(numbers, commands)).reshape(-1, 2)
    xy = np.cumsum(steps, axis=0)
    per_feature = np.bincount(np.asarray(owners, dtype="int64"), np.asarray(sizes), minlength=len(packed))
    starts = np.cumsum(per_feature.astype("int64")) - per_feature.astype("int64")
    before = np.concatenate((np.zeros((1, 2), dtype="int64"), xy))[np.minimum(starts, len(xy))]
    xy = xy - np.repeat(before, per_feature.astype("int64"), axis=0)
    return np.asarray(owners, dtype="int64"), np.asarray(sizes, dtype="int64"), xy


def _written(layer: TileLayer) -> bytes:
    out = bytearray(_field(1, layer.name.encode()))
    values: dict[str, int] = {}
    geometries = _packed(layer)
    for kind, name, type_, geometry in zip(layer.kinds, layer.names, layer.types.tolist(), geometries, strict=True):
        tags = b"".join(
            _varint(key) + _varint(values.setdefault(text, len(values)))
            for key, text in enumerate((kind, name))
            if text
        )
        out += _field(2, (_field(2, tags) if tags else b"") + _varint(3 << 3) + _varint(type_) + _field(4, geometry))
    for key in KEYS:
        out += _field(3, key.encode())
    for text in values:
        out += _field(4, _field(1, text.encode()))
    return bytes(out + _varint(5 << 3) + _varint(layer.extent) + _varint(15 << 3) + _varint(2))


def _packed(layer: TileLayer) -> list[bytes]:
    """Return the geometry of each feature as commands and steps."""
    ends = np.cumsum(layer.sizes)
    starts = ends - layer.sizes
    first = np.zeros(len(layer.xy), dtype="bool")
    new_feature = np.flatnonzero(layer.owners != np.concatenate(([-1], layer.owners[:-1])))
    first[starts[new_feature]] = True
    before = np.concatenate((np.zeros((1, 2), dtype="int64"), layer.xy))[:-1]
    steps = _zigzag(layer.xy - np.where(first[:, None], 0, before)).ravel()
    of_part = layer.types[layer.owners]
    path, ring = of_part != POINTS, of_part == POLYGONS
    counts = np.bincount(layer.owners, minlength=len(layer.kinds))
    points = new_feature[~path[new_feature]]  # all points of a feature share one command
    # of what stands at one place, the end of a ring comes before the beginning of the next part
    places = np.concatenate((2 * ends[ring], 2 * starts[path], 2 * starts[points], 2 * starts[path] + 2))
    commands = np.concatenate(
        (
            np.full(ring.sum(), CLOSE_PATH),
            np.full(path.sum(), 1 << 3 | MOVE_TO),
            counts[layer.owners[points]] << 3 | MOVE_TO,
            (layer.sizes[path] - 1) << 3 | LINE_TO,
        )
    )
    numbers = np.insert(steps, places, commands)
    per_part = 2 * layer.sizes + 2 * path + ring
    per_feature = np.bincount(layer.owners, per_part, minlength=len(layer.kinds)).astype("int64")
    per_feature[layer.owners[points]] += 1
    packed, lengths = _varints(numbers)
    cuts = np.concatenate(([0], np.cumsum(lengths)))[np.concatenate(([0], np.cumsum(per_feature)))].tolist()
    return [packed[start:end] for start, end in pairwise(cuts)]


def _fields(message: bytes) -> Iterator[tuple[int, bytes | int]]:
    """Iterate over the fields of a message: number, and bytes or a whole number; other wire types as bytes."""
    at = 0
    while at < len(message):
        key, at = _read_varint(message, at)
        wire = key & 7
        if wire == 0:
            number, at = _read_varint(message, at)
            yield key >> 3, number
            continue
        if wire == 2:
            size, at = _read_varint(message, at)
        elif wire in (1, 5):
            size = 8 if wire == 1 else 4
        else:
            msg = f"a vector tile has no fields of type {wire}"
            raise ValueError(msg)
        if at + size > len(message):
            msg = "a vector tile ends too early"
            raise ValueError(msg)
        yield key >> 3, message[at : at + size]
        at += size


def _text(value: bytes) -> str:
    """Return a value of an attribute; only texts matter here."""
    return next((text.decode() for number, text in _fields(value) if number == 1 and isinstance(text, bytes)), "")


def _bytes(field: bytes | int | None) -> bytes:
    return field if isinstance(field, bytes) else b""


def _read_varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at


def _numbers_of(packed: list[bytes]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the integers of several packed fields in one row, and where those of each field end."""
    joined = b"".join(packed)
    ends = np.cumsum([len(each) for each in packed], dtype="int64")
    last = np.cumsum(np.frombuffer(joined, dtype="uint8") < 128)
    return _numbers(joined), np.concatenate(([0], last))[ends]


def _numbers(packed: bytes) -> NDArray[np.int64]:
    """Return all variable-length integers of packed bytes."""
    data = np.frombuffer(packed, dtype="uint8").astype("int64")
    if not len(data):
        return data
    last = data < 128
    ends = np.flatnonzero(last) + 1
    starts = np.concatenate(([0], ends[:-1]))
    place = np.arange(len(data)) - np.repeat(starts, ends - starts)
    return np.add.reduceat((data & 127) << np.minimum(7 * place, 56), starts)


def _varints(numbers: NDArray[np.int64]) -> tuple[bytes, NDArray[np.int64]]:
    """Return numbers as variable-length integers, and the bytes that each takes."""
    lengths = np.ones(len(numbers), dtype="int64")
    for bits in range(7, 63, 7):
        lengths += numbers >= 1 << bits
    starts = np.cumsum(lengths) - lengths
    place = np.arange(lengths.sum()) - np.repeat(starts, lengths)
    owner = np.repeat(np.arange(len(numbers)), lengths)
    more = np.where(place + 1 < lengths[owner], 128, 0)
    return ((numbers[owner] >> (7 * place) & 127) | more).astype("uint8").tobytes(), lengths


def _zigzag(steps: NDArray[np.int64]) -> NDArray[np.int64]:
    return (steps << 1) ^ (steps >> 63)


def _unzigzag(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    return (numbers >> 1) ^ -(numbers & 1)


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)
