"""Features as JSON texts to columns of text and nested lists of coordinates: DuckDB parses, no Python object a row."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING, NamedTuple

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.arrow import whole
from geo.errors import ExchangeError
from geo.exchange.distinct import one_array
from geo.exchange.read.json_geometry import NESTED, collections, shapes

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from numpy.typing import NDArray

__all__ = ["Decoded", "FeatureColumns", "Layouts"]

_MEMBERS = ("type", "id", "properties", "geometry", "bbox")
"""Of a feature, as RFC 7946 names them; others are foreign members."""
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",  # no file, no network, no variables of Python
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "threads": "1",
    "memory_limit": "1GB",
}


class _Layout(NamedTuple):
    """Which members and properties a feature has, in its own order."""

    members: tuple[str, ...]
    properties: tuple[str, ...]

    @property
    def bare(self) -> bool:
        """A geometry that is no feature."""
        return ("coordinates" in self.members or "geometries" in self.members) and "geometry" not in self.members

    @property
    def twice(self) -> list[str]:
        return [key for keys in (self.members, self.properties) for key in dict.fromkeys(keys) if keys.count(key) > 1]


@dataclass(frozen=True)
class Layouts:
    """The layouts of some features."""

    parsed: NDArray[np.bool_]
    """Which texts are JSON at all."""
    codes: NDArray[np.int64]
    """Which of `known` each text has; -1 where it is no JSON."""
    known: list[_Layout]

    @property
    def n_columns(self) -> int:
        """Different properties of all."""
        return len({key for layout in self.known for key in layout.properties})

    def slice(self, start: int, n: int) -> Layouts:
        """Return the layouts of some texts, only theirs."""
        codes = self.codes[start : start + n]
        used, own = np.unique(codes[codes >= 0], return_inverse=True)
        out = np.full(len(codes), -1)
        out[codes >= 0] = own
        return Layouts(codes >= 0, out, [self.known[k] for k in used.tolist()])

    def rows(self, flags: Sequence[bool]) -> NDArray[np.bool_]:
        """Return which features have a layout that is flagged."""
        return np.append(np.array(flags, dtype=bool), False)[self.codes]


@dataclass(frozen=True)
class Decoded:
    """Features as columns."""

    columns: pa.Table
    feature: NDArray[np.bool_]
    """Which rows are a feature, or a geometry where those may stand alone; the others are empty."""
    parts: dict[str, pa.Array] = field(default_factory=dict)
    """What geometry is made of: `geometry_type`, `untyped`, and coordinates by type."""
    odd: list[tuple[int, str, str]] = field(default_factory=list)
    """What is wrong with features besides their geometry."""

    @property
    def geometry(self) -> NDArray[np.object_]:
        """Shapely geometry, shape (n,); None where there is none. It is made by whoever asks first."""
        return self._shapes.geometry

    @property
    def wrong(self) -> list[tuple[int, str, str]]:
        """Place, code and detail of what is wrong with features that could be read."""
        return self.odd + [(at, *said) for at, said in self._shapes.wrong]

    @cached_property
    def _shapes(self) -> _Shapes:
        return _built(self.parts, self.feature)


class _Shapes(NamedTuple):
    geometry: NDArray[np.object_]
    wrong: list[tuple[int, tuple[str, str]]]


@cache
def _database() -> duckdb.DuckDBPyConnection:
    """Return the one database in memory: it takes a while to start, and cursors share its limits."""
    database = duckdb.connect(config=_CONFIG)
    database.execute("set lock_configuration = true")
    return database


class FeatureColumns:
    """Decodes features.

    Parameters
    ----------
    most
        Different properties that a file may have.
    bare
        Geometries may stand alone, as in a file that holds one, and in newline-delimited ones.
    """

    def __init__(self, *, most: int, bare: bool) -> None:
        self._db = _database().cursor()
        self._layouts: dict[str, _Layout] = {}
        self._names: dict[str, None] = {}
        self._most, self._bare = most, bare

    def layouts(self, texts: pa.Array) -> Layouts:
        """Return the layout of each text: what is JSON, and which keys it has."""
        self._db.register("raw", pa.table({"j": texts}))
        # keys come twice if they stand twice: json_transform would keep the first without a word
        found = self._ask("select try(json_keys(j, ['$', '$.properties']))::varchar k from raw")
        keys = whole(found.column("k")).dictionary_encode()
        codes = pc.fill_null(keys.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
        known = []
        for code, text in enumerate(keys.dictionary.to_pylist()):
            if text not in self._layouts:
                self._layouts[text] = self._layout(texts[int(np.argmax(codes == code))].as_py())
            known.append(self._layouts[text])
        return Layouts(codes >= 0, codes, known)

    def _layout(self, text: str) -> _Layout:
        found = self._db.execute("select json_keys(?, ['$', '$.properties'])", [text]).fetchall()
        members, properties = found[0][0]
        return _Layout(tuple(members or ()), tuple(properties or ()))

    def decode(self, texts: pa.Array, layouts: Layouts) -> Decoded:
        """Return the columns of features.

        Parameters
        ----------
        texts
            One feature each.
        layouts
            Theirs.

        Raises
        ------
        ExchangeError
            If there are more different properties than a file may have.
        """
        bare = layouts.rows([self._bare and layout.bare for layout in layouts.known])
        hollow = layouts.rows([not layout.properties for layout in layouts.known])
        properties = list(dict.fromkeys(key for layout in layouts.known for key in layout.properties))
        foreign = list(
            dict.fromkeys(
                key for layout in layouts.known if not layout.bare for key in layout.members if key not in _MEMBERS
            )
        )
        self._count([*properties, *foreign])
        self._db.register("raw", pa.table({"j": texts, "ok": layouts.parsed, "bare": bare, "hollow": hollow}))
        pointers = [f"/properties/{_pointer(key)}" for key in properties] + [f"/{_pointer(key)}" for key in foreign]
        table = self._ask(_query(pointers))
        column = dict(zip(_FIXED, (whole(table.column(k)) for k in range(len(_FIXED))), strict=True))
        texts_of = [one_array(table.column(k)) for k in range(len(_FIXED), table.num_columns)]
        of_property = dict(zip(properties, texts_of, strict=False))
        if hollow.any():  # a pointer finds members of lists too
            of_property = _only_in(of_property, ~hollow)
        of_member = dict(zip(foreign, texts_of[len(properties) :], strict=True))

        feature = layouts.parsed & _true(pc.equal(column["type"], "Feature"))
        odd = _twice(layouts, feature) + _no_object(column["hollow"], feature)
        columns = _named(of_property, one_array(column["id"]), of_member)
        return Decoded(_only(columns, feature), feature, {name: column[name] for name in _OF_GEOMETRY}, odd)

    def _ask(self, query: str) -> pa.Table:
        try:
            return self._db.sql(query).to_arrow_table()
        except duckdb.Error as error:  # out of memory, as far as we know
            message = f"the features cannot be read together: {str(error).splitlines()[0][:200]}; split the file"
            raise ExchangeError(message) from error

    def _count(self, names: Iterable[str]) -> None:
        self._names.update(dict.fromkeys(names))
        if len(self._names) > self._most:
            message = (
                f"the features have more than {self._most} different properties, such as "
                f"{', '.join(repr(name[:40]) for name in list(self._names)[-3:])}; write values as values, not as keys"
            )
            raise ExchangeError(message)


def _built(parts: dict[str, pa.Array], feature: NDArray[np.bool_]) -> _Shapes:
    """Return the geometry of features, and what is wrong with it."""
    geometry = np.full(len(feature), None, dtype=object)
    wrong: list[tuple[int, tuple[str, str]]] = []
    if not feature.any():
        return _Shapes(geometry, wrong)
    types = parts["geometry_type"].dictionary_encode()
    codes = pc.fill_null(types.indices, -1).to_numpy(zero_copy_only=False)
    for code, type_ in enumerate(types.dictionary.to_pylist()):
        rows = np.flatnonzero((codes == code) & feature)
        if type_ in NESTED or type_ == "GeometryCollection":
            of = parts[type_].take(pa.array(rows))
            built = shapes(type_, of) if type_ in NESTED else collections(of)
            geometry[rows] = built.geometry
            wrong += [(int(rows[at]), said) for at, said in built.wrong.items()]
        else:
            said = ("geometry_unreadable", f"there is no geometry of the type {type_[:40]!r}")
            wrong += [(at, said) for at in rows.tolist()]
    kinds = parts["untyped"]
    no = feature & _true(pc.is_valid(kinds)) & ~_true(pc.equal(kinds, "NULL"))
    wrong += [(at, ("geometry_unreadable", "the geometry has no type")) for at in np.flatnonzero(no).tolist()]
    return _Shapes(geometry, wrong)


_OF_GEOMETRY = ("geometry_type", "untyped", *NESTED, "GeometryCollection")
_FIXED = ("type", "id", "hollow", *_OF_GEOMETRY)
"""Columns of the query before those of properties."""


def _query(pointers: Sequence[str]) -> str:
    """Return the query of the fixed columns, and of one column for each pointer (RFC 6901) into a feature."""
    paths = ["/type", "/id", "/geometry/type", "/geometry/coordinates", "/geometry/coordinates/0", *pointers]
    # all of them in one call, which parses a feature once
    found = f"json_extract_string(t, [{', '.join(map(_quoted, paths))}])"
    # a text that only looks like a list has no first member, and is asked for again with its quotation marks
    coordinates = "case when f[5] is null then json_extract(t, '/geometry/coordinates')::varchar else f[4] end"
    chosen = [
        "f[1]", "f[2]",
        "case when hollow then json_type(t, '/properties') end",
        "f[3]",
        "case when f[3] is null then json_type(t, '/geometry') end",
        *(f"case when f[3] = '{name}' then json_transform(c, '{_list(depth)}') end" for name, depth in NESTED.items()),
        "case when f[3] = 'GeometryCollection' then json_extract(t, '/geometry')::varchar end",
        *(f"f[{k}]" for k in range(len(paths) - len(pointers) + 1, len(paths) + 1)),
    ]  # fmt: skip
    return f"""
        select {", ".join(chosen)} from (select *, {coordinates} c from (select t, hollow, {found} f from (
            select hollow, case when bare then '{{"type":"Feature","geometry":' || j || '}}' when ok then j else '{{}}' end t
            from raw)))"""  # noqa: S608 - names of properties are quoted, and the database is empty and closed


def _list(depth: int) -> str:
    return "[" * depth + '"DOUBLE"' + "]" * depth


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _pointer(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def _true(flags: pa.Array) -> NDArray[np.bool_]:
    return np.asarray(pc.fill_null(flags, False).to_numpy(zero_copy_only=False), dtype=bool)


def _twice(layouts: Layouts, feature: NDArray[np.bool_]) -> list[tuple[int, str, str]]:
    wrong = []
    for code, layout in enumerate(layouts.known):
        if layout.twice:
            detail = ", ".join(repr(key[:80]) for key in layout.twice[:5]) + ": the first was taken"
            rows = np.flatnonzero((layouts.codes == code) & feature)
            wrong += [(at, "duplicate_key", detail) for at in rows.tolist()]
    return wrong


def _no_object(kinds: pa.Array, feature: NDArray[np.bool_]) -> list[tuple[int, str, str]]:
    bad = feature & _true(pc.is_valid(kinds)) & ~_true(pc.is_in(kinds, pa.array(["NULL", "OBJECT"])))
    return [(at, "broken_feature", "its properties are no object") for at in np.flatnonzero(bad).tolist()]


def _named(properties: dict[str, pa.Array], ids: pa.Array, members: dict[str, pa.Array]) -> dict[str, pa.Array]:
    """Return all columns by heading; a member that is called as a property is stands behind an @."""
    columns = dict(properties)
    if ids.null_count < len(ids):
        if "id" in columns:
            own = columns["id"]
            columns["id"] = pc.coalesce(own, ids)
            differ = pc.fill_null(pc.not_equal(own, ids), False)
            if pc.any(differ).as_py():
                columns[_free("@id", columns)] = pc.if_else(differ, ids, pa.scalar(None, pa.string()))
        else:
            columns = {"id": ids, **columns}
    for name, column in members.items():
        columns[_free(name, columns)] = column
    return columns


def _free(name: str, taken: Container[str]) -> str:
    while name in taken:
        name = f"@{name}"
    return name


def _only(columns: dict[str, pa.Array], rows: NDArray[np.bool_]) -> pa.Table:
    if not columns:  # a table without columns forgets how many rows it has
        return pa.table({"id": pa.nulls(len(rows), pa.string())})
    return pa.table(columns if rows.all() else _only_in(columns, rows))


def _only_in(columns: dict[str, pa.Array], rows: NDArray[np.bool_]) -> dict[str, pa.Array]:
    keep = pa.array(rows)
    return {name: pc.if_else(keep, column, pa.scalar(None, pa.string())) for name, column in columns.items()}
