"""How a layer declares its columns: one `Field` a column, from which everything else is made.

Checks (pandera), the Table Schema of `datapackage.json`, the constraints of the store, headings and documentation all
come from these declarations.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from enum import IntEnum, StrEnum

    import pandera.pandas as pa

__all__ = ["Field", "Layer", "Reference"]

type Kind = Literal["text", "integer", "number", "edtf", "day", "moment", "url"]

SLUG = r"^[a-z0-9][a-z0-9-]{0,79}$"
BCP47 = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
ISO_15924 = r"^[A-Z][a-z]{3}$"


@dataclass(frozen=True)
class Reference:
    """The values of a field are ids of another layer."""

    layer: str
    """Name of the layer referred to."""
    many: bool = False
    """Several ids in one cell, separated by `;`."""
    table: bool = True
    """False where files hold that layer as GeoJSON: a Table Schema can refer to tables only."""


@dataclass(frozen=True)
class Field:
    """One declared column."""

    title: str
    """What the column means, in a few words; with the unit if it has one."""
    kind: Kind = "text"
    """`edtf` a date in EDTF; `day` an ISO date; `moment` an ISO date and time; `url` http or https only."""
    required: bool = False
    """A value must stand in every row."""
    unique: bool = False
    vocabulary: type[StrEnum] | type[IntEnum] | None = None
    reference: Reference | None = None
    pattern: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    default: str | None = None
    """Taken where the column is absent or the cell is empty."""

    @property
    def dtype(self) -> str:
        """The pandas type of the column: `str`, `Int64` or `float64`."""
        return {"integer": "Int64", "number": "float64"}.get(self.kind, "str")

    @property
    def words(self) -> list[str] | None:
        """The values of the vocabulary as text, in order; None without one."""
        return None if self.vocabulary is None else [str(word.value) for word in self.vocabulary]


@dataclass(frozen=True)
class Layer:
    """A named table with declared columns, in the order in which files hold them."""

    name: str
    """Name of the file, of the table in the store and of the attribute of a package."""
    title: str
    fields: dict[str, Field]
    geometry: bool = False
    """Files hold `lon` and `lat` (or a GeoJSON geometry); frames hold `geometry` in EPSG:4326 instead."""

    @property
    def columns(self) -> list[str]:
        """Names of the columns of a frame of this layer, without `geometry`."""
        return [name for name in self.fields if not (self.geometry and name in ("lon", "lat"))]

    def pandera(self) -> pa.DataFrameSchema:
        """Return the pandera schema of a frame of this layer (without references and dates, which need other layers)."""
        import pandera.pandas as pa

        def column(field: Field) -> pa.Column:
            checks: list[Any] = []
            if field.words is not None:
                checks.append(pa.Check.isin(field.words))
            if field.pattern is not None:
                checks.append(pa.Check.str_matches(field.pattern))
            if field.minimum is not None:
                checks.append(pa.Check.ge(field.minimum))
            if field.maximum is not None:
                checks.append(pa.Check.le(field.maximum))
            return pa.Column(field.dtype, checks, nullable=not field.required, unique=field.unique, title=field.title)

        return pa.DataFrameSchema(
            {name: column(self.fields[name]) for name in self.columns}, name=self.name, strict=False
        )

    def table_schema(self) -> dict[str, Any]:
        """Return the Frictionless Table Schema of the layer's file, as `datapackage.json` holds it."""
        types = {"integer": "integer", "number": "number", "day": "date", "url": "string"}
        out: dict[str, Any] = {"fields": []}
        for name, field in self.fields.items():
            constraints: dict[str, Any] = {}
            if field.required:
                constraints["required"] = True
            if field.unique:
                constraints["unique"] = True
            if field.words is not None:
                constraints["enum"] = field.words
            if field.pattern is not None:
                constraints["pattern"] = field.pattern.removeprefix("^").removesuffix("$")
            if field.minimum is not None:
                constraints["minimum"] = field.minimum
            if field.maximum is not None:
                constraints["maximum"] = field.maximum
            entry: dict[str, Any] = {"name": name, "type": types.get(field.kind, "string"), "title": field.title}
            if constraints:
                entry["constraints"] = constraints
            out["fields"].append(entry)
        if "id" in self.fields:
            out["primaryKey"] = "id"
        keys = [
            {"fields": name, "reference": {"resource": field.reference.layer, "fields": "id"}}
            for name, field in self.fields.items()
            if field.reference is not None and field.reference.table and not field.reference.many
        ]
        if keys:
            out["foreignKeys"] = keys
        return out
