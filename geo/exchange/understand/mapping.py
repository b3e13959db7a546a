"""A mapping: which foreign column is which field, which word is which of ours, and what the file does not say itself.

Proposed from the file, corrected by whoever imports, saved as YAML, and used again for the next file of the kind.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from geo.exchange.site_rows import INPUTS, is_target
from geo.layers.schema import SLUG
from geo.vocabularies import Perspective

__all__ = ["FileSource", "Mapping"]

type _Line = Annotated[str, Field(min_length=1, max_length=500)]

_OF_ONE_ROW = ("id", "source_ids")
"""Fields with a way of their own to be filled."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)


class FileSource(_Part):
    """Who says what the file says: a source of the store by its id, or a new one."""

    id: Annotated[str, Field(pattern=SLUG)] | None = None
    title: _Line | None = None
    author: _Line | None = None
    publisher: _Line | None = None
    perspective: Perspective | None = None
    date: _Line | None = None
    url: Annotated[str, Field(pattern=r"^https?://", max_length=2000)] | None = None
    licence: _Line | None = None
    language: _Line | None = None


class Mapping(_Part):
    """How a foreign file is to be read."""

    format: Literal["mirasmap-mapping/1"] = "mirasmap-mapping/1"
    layer: _Line | None = None
    """Of a file with several."""
    encoding: _Line | None = None
    crs: _Line | None = None
    """Such as `EPSG:32638`, in place of what the file says; None takes what it says."""
    swap: bool = False
    """Positions that fit the declared area only with longitude and latitude changed are changed back."""
    columns: dict[str, str | None] = {}
    """Heading to field (`geo.exchange.site_rows`); None leaves the column out. Headings not named are matched by proposal."""
    constants: dict[str, _Line] = {}
    """Field to what stands in rows that leave it empty, such as `kind: fort` where a file is all of forts."""
    values: dict[str, dict[str, str | None]] = {}
    """Field to foreign word to ours; None empties it."""
    source: FileSource | None = None
    """Of rows that name none."""
    said_by: _Line | None = None
    """Who states conditions, designations and access where no column says; else the publisher, author or title of the source."""
    id_prefix: Annotated[str, Field(pattern=r"^[a-z0-9-]{0,40}$")] = ""
    """Before identifiers such as `17` that many files use."""

    @field_validator("columns")
    @classmethod
    def _targets(cls, columns: dict[str, str | None]) -> dict[str, str | None]:
        for heading, target in columns.items():
            if target is not None and not is_target(target):
                message = f"the column {heading!r:.80} is matched to {target!r:.80}, which is no field"
                raise ValueError(message)
        return columns

    @field_validator("constants")
    @classmethod
    def _fields(cls, constants: dict[str, str]) -> dict[str, str]:
        for field in constants:
            if not is_target(field) or field in INPUTS or field in _OF_ONE_ROW:
                message = f"{field!r:.80} is no field that can be the same in all rows"
                raise ValueError(message)
        return constants
