"""Query strings, which anyone may write: read strictly, refused with the way to mend them."""

from __future__ import annotations

import difflib
import math
from typing import Annotated, Any, Literal, LiteralString

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from geo.store.protocol import SiteFilter
from geo.vocabularies import Perspective, SiteKind

__all__ = [
    "UNKNOWN",
    "Bbox",
    "FilterQuery",
    "ItemsQuery",
    "LangQuery",
    "Query",
    "SitesQuery",
    "SourcesQuery",
    "SuggestQuery",
]

UNKNOWN: LiteralString = "unknown_parameter"
"""Kind of the error where a query has a parameter that is not declared."""

type Bbox = tuple[float, float, float, float]
"""West, south, east, north in degrees; west may exceed east, which crosses the antimeridian."""


def _refused(message: LiteralString, *, kind: LiteralString = "parameter", **values: str) -> PydanticCustomError:
    return PydanticCustomError(kind, message, values)


class Query(BaseModel):
    """Parameters of one address; a name that is not declared is refused, so that slips of the pen are noticed."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _only_known(cls, given: Any) -> Any:  # noqa: ANN401 (pydantic hands over whatever came)
        known = [field.alias or name for name, field in cls.model_fields.items()]
        for name in given:
            if name not in known:
                near = difflib.get_close_matches(name, known, n=1)
                hint = f"; did you mean {near[0]!r}?" if near else ""
                message = "there is no parameter {parameter}; known are {known}{hint}"
                raise _refused(message, kind=UNKNOWN, parameter=repr(name), known=", ".join(known), hint=hint)
        return given


class LangQuery(Query):
    """A page: its language and its style."""

    lang: str | None = None
    style: Literal["light", "dark", "auto"] | None = None


def _words(value: object) -> object:
    """Split `a,b` and repeated parameters alike; an empty field of a form asks for nothing."""
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list):
        return texts
    return [word.strip() for text in texts for word in str(text).split(",") if word.strip()]


def _grade(value: str) -> str:
    if value not in ("none", "0", "1", "2", "3", "4", "5"):
        message = "{value} is no grade of condition; known are none (nobody said), 0 (could not tell) and 1 to 5"
        raise _refused(message, value=repr(value))
    return value


def _kind(value: str) -> str:
    known = [kind.value for kind in SiteKind]
    if value not in known:
        near = difflib.get_close_matches(value, known, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        message = "{value} is no kind of site; known are {known}{hint}"
        raise _refused(message, value=repr(value), known=", ".join(known), hint=hint)
    return value


type Words = Annotated[list[str], BeforeValidator(_words), Field(max_length=50)]
type Kinds = Annotated[list[Annotated[str, AfterValidator(_kind)]], BeforeValidator(_words), Field(max_length=50)]
type Grades = Annotated[list[Annotated[str, AfterValidator(_grade)]], BeforeValidator(_words), Field(max_length=7)]


class FilterQuery(Query):
    """Filters that the table, the map and the API share."""

    lang: str | None = None
    q: str = Field("", max_length=200)
    kind: Kinds = Field(default_factory=list)
    district: Words = Field(default_factory=list)
    condition: Grades = Field(default_factory=list)

    def filter(self) -> SiteFilter:
        """Return the filter as the store takes it; nothing named filters nothing."""
        return SiteFilter(
            kinds=tuple(self.kind) or None,
            districts=tuple(self.district) or None,
            conditions=tuple(None if grade == "none" else int(grade) for grade in self.condition) or None,
            text=self.q.strip() or None,
        )


class SitesQuery(FilterQuery):
    """The table of sites."""

    style: Literal["light", "dark", "auto"] | None = None
    sort: Literal["name", "kind", "district", "condition", "statements", "newest"] = "name"
    order: Literal["up", "down"] = "up"
    page: int = Field(1, ge=1, le=1_000_000)


class SourcesQuery(LangQuery):
    """The list of sources."""

    perspective: Perspective | Literal[""] = ""
    page: int = Field(1, ge=1, le=1_000_000)


def _bbox(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        numbers = [float(part) for part in value.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) != 4 or not all(map(math.isfinite, numbers)):
        message = "it must be four numbers: west,south,east,north in degrees, such as 46.5,39.5,47,40"
        raise _refused(message)
    west, south, east, north = numbers
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= 90 and -90 <= north <= 90):
        message = "a coordinate lies outside the world; longitudes run from -180 to 180, latitudes from -90 to 90"
        raise _refused(message)
    if south > north:
        message = "south exceeds north; the order is west,south,east,north"
        raise _refused(message)
    return (west, south, east, north)


class ItemsQuery(FilterQuery):
    """Features of the collection of sites."""

    bbox: Annotated[Bbox | None, BeforeValidator(_bbox)] = None
    limit: int = Field(1000, ge=1, le=10_000)
    offset: int = Field(0, ge=0, le=10_000_000)


class SuggestQuery(Query):
    """Suggestions while somebody types a name."""

    q: str = Field("", max_length=200)
    lang: str | None = None
    limit: int = Field(10, ge=1, le=50)
