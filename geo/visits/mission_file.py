"""Missions from files, from plain values, and what their fields are called: reading, all that is wrong with one, the schema."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from geo.errors import MissionError, Problem
from geo.layers.schema import BCP47
from geo.visits.mission import Mission
from geo.visits.mission_rules import broken_rules
from geo.visits.mission_text import MOST_BYTES, Origin, read_json, read_yaml
from geo.visits.mission_values import COUNTRY_PATTERN, FILE_PATTERN, SLUG_PATTERN, SPAN_PATTERN, near, near_one, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from pydantic_core import ErrorDetails

__all__ = ["check_mission", "mission_from", "mission_schema", "mission_text", "parse_mission", "read_mission"]

_MOST_PROBLEMS = 100
_TAGS = ("list", "other", "[key]")
"""Parts of paths that stand for forms of a field, and no fields."""
_STUB: dict[str, Any] = {
    "title": "-",
    "time_zone": "UTC",
    "days": ["2000-01-01"],
    "bases": [{"id": "none", "lon": 0, "lat": 0}],
    "teams": [{"id": "none"}],
}
"""In place of required fields that are wrong, so that the others can be looked at."""


def read_mission(path: Path) -> Mission:
    """Read a mission file.

    Parameters
    ----------
    path
        YAML, or JSON where the name ends with `.json`; UTF-8, at most a megabyte.

    Raises
    ------
    MissionError
        With all problems, each with field and line.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise _refused(path.name, f"cannot be read: {error.strerror or 'no such file'}") from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _refused(path.name, "is not in UTF-8; save it as UTF-8", line) from None
    return parse_mission(text, name=path.name)


def parse_mission(text: str, *, name: str) -> Mission:
    """Read a mission from a text.

    Parameters
    ----------
    text
        YAML, or JSON where the name ends with `.json` or the text begins with a brace.
    name
        How errors call it.

    Raises
    ------
    MissionError
        With all problems, each with field and line.
    """
    if len(text) > MOST_BYTES:
        raise _refused(name, f"has more than {MOST_BYTES // 1000:,} kB; leave out what the planner does not need")
    is_json = name.lower().endswith(".json") or text.lstrip().startswith("{")
    located = (read_json if is_json else read_yaml)(text, name)
    if not isinstance(located.items, dict):
        raise _refused(name, "is no mapping; begin with title: and the name of the mission", located.line)
    return _mission(located.value, Origin(name, located))


def mission_text(mission: Mission) -> str:
    """Return a mission as YAML, without what is as it would be anyway; read back it is the same mission."""
    import yaml

    data = mission.model_dump(mode="json", exclude_defaults=True)
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=120)


def mission_from(data: Mapping[str, Any], *, name: str) -> Mission:
    """Read a mission from plain values, such as those of a form or of a plan.

    Parameters
    ----------
    data
        Fields by name, as in a file; days and times may be texts or objects.
    name
        How errors call it.

    Raises
    ------
    MissionError
        With all problems, each with its field.
    """
    return _mission(dict(data), Origin(name))


def check_mission(mission: Mission) -> None:
    """Check what the fields of a mission say together; those that were read here have been checked.

    Raises
    ------
    MissionError
        With all problems.
    """
    problems = [mission.problem(where, message) for where, message in broken_rules(mission)]
    if problems:
        raise MissionError(sorted(problems, key=lambda each: each.row or 0)[:_MOST_PROBLEMS])


def mission_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of mission files.

    It says which fields there are and what values they take; what they say together (a base that a night names is there, days
    do not run backwards) is checked when a mission is read.
    """
    schema = _with_bounds(Mission.model_json_schema())
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:mirasmap:mission:1",
        **schema,
    }


def _with_bounds(node: Any) -> Any:  # noqa: ANN401 (any part of a schema)
    """Return a schema with bounds by their names in JSON Schema; pydantic leaves its own behind a validator."""
    if isinstance(node, list):
        return [_with_bounds(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {_BOUNDS.get(key, key): _with_bounds(value) for key, value in node.items()}


_BOUNDS = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}


def _refused(name: str, message: str, line: int | None = None) -> MissionError:
    return MissionError([Problem(name, message, line, counted="line")])


def _mission(data: dict[str, Any], origin: Origin) -> Mission:
    try:
        mission = Mission.model_validate(data).from_origin(origin)
    except ValidationError as error:
        problems = _problems(error.errors(include_url=False), origin)
        wrong = {str(each["loc"][0]) for each in error.errors(include_url=False) if each["loc"]}
        problems += _other_problems(data, wrong, origin)
        raise MissionError(sorted(problems, key=lambda each: each.row or 0)[:_MOST_PROBLEMS]) from None
    check_mission(mission)
    return mission


def _other_problems(data: Mapping[str, Any], wrong: set[str], origin: Origin) -> list[Problem]:
    """Return what the fields say together, as far as they are right each by itself."""
    sound = {name: value for name, value in data.items() if name not in wrong}
    try:
        mission = Mission.model_validate({**_STUB, **sound})
    except ValidationError:  # two fields that are wrong only together
        return []
    wrong |= {name for name in _STUB if name not in sound}
    return [origin.problem(where, message) for where, message in broken_rules(mission, without=wrong)]


def _problems(errors: Sequence[ErrorDetails], origin: Origin) -> list[Problem]:
    """Return a problem for each error, but for those that only follow from another one."""
    paths = [error["loc"] for error in errors]
    meant = {
        (*error["loc"][:-1], near_one(error["loc"][-1], _names_beside(error)))
        for error in errors
        if error["type"] == "extra_forbidden"
    }
    out = []
    for error in errors:
        loc = error["loc"]
        shortened = error["type"] == "too_short" and any(
            len(path) > len(loc) and path[: len(loc)] == loc for path in paths
        )
        if shortened or (error["type"] == "missing" and loc in meant):
            continue
        where = tuple(part for part in loc if part not in _TAGS)
        out.append(origin.problem(where, _SENTENCES.get(error["type"], _plainly)(error)))
    return out


def _plainly(error: ErrorDetails) -> str:
    message = error["msg"].removeprefix("Value error, ").rstrip(".")
    return message[:1].lower() + message[1:]


def _bound(word: str, example: str) -> Callable[[ErrorDetails], str]:
    """Return the sentence for a number beyond a bound."""

    def said(error: ErrorDetails) -> str:
        (limit,) = (value for key, value in error["ctx"].items() if key in ("ge", "gt", "le", "lt"))
        return f"{shown(error['input'])} is {word}; write {example.format(limit)}"

    return said


def _names_beside(error: ErrorDetails) -> list[str]:
    """Return the fields that there are where an unknown one stands."""
    return _fields_at([part for part in error["loc"][:-1] if part not in _TAGS])


def _unknown(error: ErrorDetails) -> str:
    names = _names_beside(error)
    hint = near(error["loc"][-1], names)
    return f"there is no such field{hint}" if hint else f"there is no such field; there are {', '.join(names)}"


@cache
def _known_schema() -> dict[str, Any]:
    return mission_schema()


def _fields_at(where: Iterable[str | int]) -> list[str]:
    """Return the names of the fields at a path, by the schema."""
    schema = _known_schema()
    nodes = [schema]
    for part in where:
        nodes = [found for node in nodes for found in _below(_forms(node, schema), part)]
    forms = [form for node in nodes for form in _forms(node, schema)]
    return [name for form in forms for name in form.get("properties", {})]


def _forms(node: dict[str, Any], schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the forms that a part of the schema may take, with references followed."""
    if "$ref" in node:
        node = schema["$defs"][node["$ref"].rsplit("/", 1)[1]]
    several = [form for word in ("anyOf", "oneOf") for form in node.get(word, ())]
    return [form for each in several for form in _forms(each, schema)] if several else [node]


def _below(forms: list[dict[str, Any]], part: str | int) -> list[dict[str, Any]]:
    out = []
    for form in forms:
        if isinstance(part, int):
            out.append(form.get("items"))
        elif part in form.get("properties", {}):
            out.append(form["properties"][part])
    return [found for found in out if isinstance(found, dict)]


_PATTERNS = {
    SLUG_PATTERN: "is no id; ids have small letters of English, digits and hyphens, such as old-town",
    SPAN_PATTERN: "is no span of hours; write 08:30-18:00",
    COUNTRY_PATTERN: "is no country; write two capital letters of ISO 3166 such as AZ",
    FILE_PATTERN: "is no name of a file beside the mission; write roads-closed.geojson, without a folder",
    BCP47: "is no language; write a code of BCP 47 such as az, en or fr",
}


def _pattern(error: ErrorDetails) -> str:
    return f"{shown(error['input'])} {_PATTERNS[error['ctx']['pattern']]}"


def _choice(error: ErrorDetails) -> str:
    known = [word.strip(" '") for word in error["ctx"]["expected"].replace(" or ", ",").split(",")]
    hint = near(error["input"], known)
    return f"there is no choice {shown(error['input'])}{hint or '; there are ' + ', '.join(known)}"


def _no(what: str) -> Callable[[ErrorDetails], str]:
    return lambda error: f"{shown(error['input'])} is no {what}"


_WHOLE, _NUMBER = "whole number; write one such as 45", "number; write one such as 4.5"
_LIST, _MAPPING = "list; write [a, b], or one item a line, each after a hyphen", "mapping; write key: value"
_SENTENCES: dict[str, Callable[[ErrorDetails], str]] = {
    "mission": lambda error: error["msg"],
    "missing": lambda error: "is missing; write it",
    "extra_forbidden": _unknown,
    "string_pattern_mismatch": _pattern,
    "literal_error": _choice,
    "enum": _choice,
    "greater_than_equal": _bound("too small", "{} or more"),
    "greater_than": _bound("too small", "more than {}"),
    "less_than_equal": _bound("too great", "{} or less"),
    "less_than": _bound("too great", "less than {}"),
    "int_parsing": _no(_WHOLE),
    "int_type": _no(_WHOLE),
    "int_from_float": _no(_WHOLE),
    "float_parsing": _no(_NUMBER),
    "float_type": _no(_NUMBER),
    "finite_number": _no(_NUMBER),
    "bool_parsing": _no("answer; write true or false"),
    "bool_type": _no("answer; write true or false"),
    "string_type": _no("text; write it in quotes"),
    "string_unicode": lambda error: "has characters that no text has; write it anew",
    "string_too_short": lambda error: "is empty; write something",
    "string_too_long": lambda error: f"is longer than {error['ctx']['max_length']:,} characters; write it shorter",
    "tuple_type": _no(_LIST),
    "list_type": _no(_LIST),
    "dict_type": _no(_MAPPING),
    "model_type": _no(_MAPPING),
    "too_short": lambda error: "is empty; name at least one",
    "too_long": lambda error: f"has more than {error['ctx']['max_length']:,} items; leave some out",
}
