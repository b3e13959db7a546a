"""Mappings as YAML files, read safely and written so that they read back as the same; found beside the file that they are for."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pydantic import ValidationError

from geo.errors import ExchangeError, MissionError, Problem
from geo.exchange.understand.mapping import Mapping
from geo.visits.mission_text import MOST_BYTES, read_yaml
from geo.whole_file import whole_file

if TYPE_CHECKING:
    from pathlib import Path

    import yaml

__all__ = ["ENDING", "find_mapping", "mapping_text", "parse_mapping", "read_mapping", "write_mapping"]

ENDING = ".mapping.yml"
"""Behind the whole name of a file: `sites.csv.mapping.yml`."""
_PLAIN_TEXT = re.compile(r"[^\W\d_][\w ]*[\w]", re.ASCII)
_RESERVED = frozenset(("null", "true", "false", "yes", "no", "on", "off", "y", "n"))
_MOST_PROBLEMS = 20


def find_mapping(path: Path) -> Path | None:
    """Return the mapping file beside a file; None where there is none."""
    beside = path.with_name(path.name + ENDING)
    return beside if beside.is_file() else None


def read_mapping(path: Path) -> Mapping:
    """Read a mapping file.

    Parameters
    ----------
    path
        YAML in UTF-8, at most a megabyte.

    Raises
    ------
    ExchangeError
        With file, line and field of what is wrong.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        message = f"{path.name}: cannot be read: {error.strerror or 'no such file'}"
        raise ExchangeError(message) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _refused(path.name, line, "is not in UTF-8; save it as UTF-8") from None
    return parse_mapping(text, name=path.name)


def parse_mapping(text: str, *, name: str) -> Mapping:
    """Read a mapping from a text.

    Parameters
    ----------
    text
        YAML.
    name
        How errors call it.

    Raises
    ------
    ExchangeError
        With line and field of what is wrong.

    Examples
    --------
    >>> parse_mapping("columns: {Ad: name:az}", name="m.yml").columns
    {'Ad': 'name:az'}
    >>> parse_mapping("swap: perhaps", name="m.yml")
    Traceback (most recent call last):
    geo.errors.ExchangeError: m.yml, line 1, field swap: input should be a valid boolean, unable to interpret input
    """
    if len(text) > MOST_BYTES:
        message = f"{name}: has more than {MOST_BYTES // 1000:,} kB; a mapping is never so long"
        raise ExchangeError(message)
    if not text.strip():
        message = f"{name}: is empty; write at least columns: and a line for each heading"
        raise ExchangeError(message)
    try:
        located = read_yaml(text, name)
    except MissionError as error:  # the same safe reader, which speaks of missions
        message = str(error).replace("a mission", "a mapping").replace("one mission", "one mapping")
        raise ExchangeError(message) from None
    if not isinstance(located.items, dict):
        raise _refused(name, located.line, "is no mapping; begin with columns: and a line for each heading")
    try:
        return Mapping.model_validate(located.value)
    except ValidationError as error:
        problems = []
        for detail in error.errors(include_url=False, include_input=False)[:_MOST_PROBLEMS]:
            where = [part for part in detail["loc"] if part != "[key]"]
            field = ".".join(map(str, where))[:200] or None
            said = detail["msg"].removeprefix("Value error, ")
            problems.append(Problem(name, said[:1].lower() + said[1:], located.line_of(where), field, counted="line"))
        raise ExchangeError("\n".join(map(str, problems))) from None


def mapping_text(mapping: Mapping) -> str:
    """Return a mapping as YAML, without what is as it would be anyway; read back it is the same mapping.

    Examples
    --------
    >>> print(mapping_text(Mapping(columns={"Ad": "name:az", "17": None}, crs="EPSG:32638")), end="")
    format: mirasmap-mapping/1
    crs: "EPSG:32638"
    columns:
      Ad: "name:az"
      "17": null
    """
    import yaml

    data = mapping.model_dump(mode="json", exclude_defaults=True)
    return yaml.dump(
        {"format": mapping.format} | data, Dumper=_dumper(), allow_unicode=True, sort_keys=False, width=1_000_000
    )


def write_mapping(mapping: Mapping, path: Path) -> None:
    """Write a mapping file; what stood there before stays until the new one is whole."""
    with whole_file(path) as part:
        part.write_text(mapping_text(mapping), "utf-8")


@cache
def _dumper() -> type[yaml.SafeDumper]:
    """Return who writes texts in quotation marks unless nobody can take them for anything else."""
    import yaml  # only by those who write a mapping: it takes longer to import than all the rest of this

    class Dumper(yaml.SafeDumper):
        pass

    Dumper.add_representer(str, _text)
    return Dumper


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    plain = text == "mirasmap-mapping/1" or (_PLAIN_TEXT.fullmatch(text) and text.lower() not in _RESERVED)
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if plain else '"')


def _refused(name: str, line: int, message: str) -> ExchangeError:
    return ExchangeError(str(Problem(name, message, line, counted="line")))
