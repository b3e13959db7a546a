"""Query strings of addresses that ask no question about sites: read strictly, refused with the way to mend them."""

from __future__ import annotations

import difflib
from typing import Any, Literal, LiteralString

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

__all__ = ["UNKNOWN", "LangQuery", "Paging", "Query", "SuggestQuery"]

UNKNOWN: LiteralString = "unknown_parameter"
"""Kind of the error where a query has a parameter that is not declared."""


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
    """An answer for programs: in which language, where that matters."""

    lang: str | None = None
    style: Literal["light", "dark", "auto"] | None = None


class Paging(BaseModel):
    """A part of a long answer; the other words of such an address are those of the question."""

    lang: str | None = None
    limit: int = Field(1000, ge=1, le=10_000)
    offset: int = Field(0, ge=0, le=10_000_000)


class SuggestQuery(Query):
    """Suggestions while somebody types a name."""

    q: str = Field("", max_length=200)
    lang: str | None = None
    limit: int = Field(10, ge=1, le=50)
