"""The text of a mission as values that know their line: YAML 1.2 (core schema) or JSON, read safely.

Only plain values: no tags, no objects, no merge keys; `yes`, `no` and `12:30` are texts; a key that stands twice is an error,
not overwritten. Anchors may be repeated as long as all that they stand for stays within bounds.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geo.errors import MissionError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from yaml import MarkedYAMLError

__all__ = ["MOST_BYTES", "Located", "Origin", "read_json", "read_yaml"]

MOST_BYTES = 1_000_000
_MOST_VALUES, _DEEPEST = 100_000, 12
_INT = re.compile(r"[-+]?\d{1,18}", re.ASCII)
_FLOAT = re.compile(r"[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d{1,3})?", re.ASCII)
_WORDS = {"": None, "~": None, "null": None, "Null": None, "NULL": None, "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}  # fmt: skip
_TEXT_TAG = "tag:yaml.org,2002:str"


@dataclass(frozen=True)
class Located:
    """A value and the line where it begins, from 1."""

    line: int
    scalar: Any = None
    items: dict[str, Located] | list[Located] | None = None
    """Of a mapping or a list; None for a scalar."""
    key_lines: dict[str, int] = field(default_factory=dict)
    """Lines of the keys of a mapping."""
    size: int = 1
    """How many values it stands for, those of its parts included."""

    @property
    def value(self) -> Any:  # noqa: ANN401 (whatever stands in the file)
        """The value without lines; keys of mappings are texts."""
        if isinstance(self.items, dict):
            return {key: item.value for key, item in self.items.items()}
        return self.scalar if self.items is None else [item.value for item in self.items]

    def line_of(self, where: Sequence[str | int]) -> int:
        """Return the line of the value at a path, else of the last of its parents that is there."""
        node, line = self, self.line
        for part in where:
            if isinstance(node.items, dict) and str(part) in node.items:
                node, line = node.items[str(part)], node.key_lines[str(part)]
            elif isinstance(node.items, list) and isinstance(part, int) and part < len(node.items):
                node = node.items[part]
                line = node.line
            else:
                break
        return line


@dataclass(frozen=True)
class Origin:
    """Where a mission was read, so that errors found later name the line too. All are equal: no part of the mission."""

    name: str = field(default="mission", compare=False)
    text: Located | None = field(default=None, compare=False)
    """None where it did not come from a text."""

    def problem(self, where: Sequence[str | int], message: str) -> Problem:
        """Return a problem of a field, given as a path of names and numbers."""
        path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in where).lstrip(".")
        line = None if self.text is None else self.text.line_of(where)
        return Problem(self.name, message, line, path[:200] or None, counted="line")


class _Reading:
    """What both languages share: bounds, and the errors of one file."""

    def __init__(self, name: str) -> None:
        self.name, self.n_values = name, 0

    def refuse(self, line: int | None, message: str) -> MissionError:
        return MissionError([Problem(self.name, message, line, counted="line")])

    def collection(self, line: int, items: list[tuple[str | None, int, Located]], *, mapping: bool) -> Located:
        size = 1 + sum(item.size for _, _, item in items)
        if size > _MOST_VALUES:
            raise self.refuse(line, f"stands for more than {_MOST_VALUES:,} values; leave some out")
        if not mapping:
            return Located(line, items=[item for _, _, item in items], size=size)
        found: dict[str, Located] = {}
        lines: dict[str, int] = {}
        for key, key_line, item in items:
            key = str(key)
            if key in found:
                message = f"the key {key[:60]!r} stands on line {lines[key]} already; keep one of the two"
                raise self.refuse(key_line, message)
            found[key], lines[key] = item, key_line
        return Located(line, items=found, key_lines=lines, size=size)

    def deeper(self, line: int, depth: int) -> int:
        if depth >= _DEEPEST:
            raise self.refuse(line, f"has more than {_DEEPEST} levels; a mission needs no more than six")
        return depth + 1


def read_yaml(text: str, name: str) -> Located:
    """Return the one document of a YAML text.

    Raises
    ------
    MissionError
        With the line of what cannot be read.
    """
    import yaml

    reading = _YamlReading(name)
    loader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
    try:
        return reading.document(yaml.parse(text, Loader=loader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise reading.refuse(mark.line + 1 if mark else None, f"is no YAML: {_told(error, text)}") from None
    except yaml.YAMLError:  # control characters and the like
        raise reading.refuse(None, "is no YAML: it has characters that no text has; save it as plain text") from None


def _told(error: MarkedYAMLError, text: str) -> str:
    """Return what is wrong, and where what was left open begins: often that line is the one to mend."""
    mark, begun = error.problem_mark, error.context_mark
    lines = text.splitlines()
    if mark and mark.line < len(lines) and lines[mark.line][: mark.column + 1].strip(" ").startswith("\t"):
        return "a tab stands before the text; YAML is indented by spaces"
    said = " ".join(part for part in (error.context, error.problem) if part)[:200]
    return f"{said}; look from line {begun.line + 1} on" if begun and mark and begun.line < mark.line else said


class _YamlReading(_Reading):
    """Values from the events of a parser, so that nothing is built before it is known to be harmless."""

    def document(self, events: Iterator[Any]) -> Located:
        import yaml

        self._yaml, self._events, self._anchors = yaml, events, dict[str, Located]()
        next(events)  # the stream begins
        if isinstance(next(events), yaml.StreamEndEvent):
            raise self.refuse(None, "is empty; a mission has at least a title, a time zone, days, bases and teams")
        root = self._node(next(events), 0)
        next(events)  # the document ends
        extra = next(events)
        if not isinstance(extra, yaml.StreamEndEvent):
            raise self.refuse(extra.start_mark.line + 1, "holds a second document; write one mission a file")
        return root

    def _node(self, event: Any, depth: int) -> Located:  # noqa: ANN401 (the library has no types for it)
        line = event.start_mark.line + 1
        if isinstance(event, self._yaml.AliasEvent):
            anchor = str(event.anchor)
            if anchor not in self._anchors:
                raise self.refuse(line, f"*{anchor[:60]} stands for nothing; write &{anchor[:60]} before it")
            return self._anchors[anchor]
        tag = event.tag
        if tag is not None and tag not in (_TEXT_TAG, "!"):
            raise self.refuse(line, f"has the tag {tag[:60]!r}; a mission needs no tags, leave it out")
        if isinstance(event, self._yaml.ScalarEvent):
            plain = event.implicit[0] and tag is None
            node = Located(line, _plain(event.value) if plain else event.value)
        else:
            node = self._collection(event, line, self.deeper(line, depth))
        if event.anchor is not None:
            self._anchors[str(event.anchor)] = node
        return node

    def _collection(self, event: Any, line: int, depth: int) -> Located:  # noqa: ANN401 (yaml has no types for its events)
        mapping = isinstance(event, self._yaml.MappingStartEvent)
        items: list[tuple[str | None, int, Located]] = []
        while not isinstance(event := next(self._events), self._yaml.CollectionEndEvent):
            self.n_values += 1
            if self.n_values > _MOST_VALUES:
                raise self.refuse(line, f"holds more than {_MOST_VALUES:,} values; leave some out")
            key_line = event.start_mark.line + 1
            key: str | None = None
            if mapping:
                if not isinstance(event, self._yaml.ScalarEvent):
                    raise self.refuse(key_line, "has a key that is no text; write key: value")
                key, event = event.value, next(self._events)
            items.append((key, key_line, self._node(event, depth)))
        return self.collection(line, items, mapping=mapping)


def _plain(text: str) -> Any:  # noqa: ANN401 (any scalar)
    """Return the value of a text without quotes by the core schema of YAML 1.2."""
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) and not text.isdigit() else text


_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


def read_json(text: str, name: str) -> Located:
    """Return the value of a JSON text.

    Raises
    ------
    MissionError
        With the line of what cannot be read.
    """
    reading = _JsonReading(name)
    try:
        json.loads(text, parse_constant=reading.no_number, parse_int=_json_int)
    except json.JSONDecodeError as error:
        raise reading.refuse(error.lineno, f"is no JSON: {error.msg} in column {error.colno}") from None
    except RecursionError:
        raise reading.refuse(None, f"has more than {_DEEPEST} levels; a mission needs no more than six") from None
    return reading.document(text)


def _json_int(text: str) -> int:
    return int(text[:18])  # only looked at: the value itself is read with its line


class _JsonReading(_Reading):
    """Values with their lines from the words of a text that is known to be JSON."""

    def no_number(self, word: str) -> None:
        raise self.refuse(None, f"has {word}, which is no number of JSON; write a number, or leave the field out")

    def document(self, text: str) -> Located:
        self._words = self._words_of(text)
        return self._node(*next(self._words), 0)

    def _words_of(self, text: str) -> Iterator[tuple[str, int]]:
        line, seen = 1, 0
        for match in _TOKEN.finditer(text):
            line += text.count("\n", seen, match.start())
            seen = match.start()
            yield match.group(), line

    def _node(self, word: str, line: int, depth: int) -> Located:
        if word not in ("{", "["):
            number = _INT.fullmatch(word) or _FLOAT.fullmatch(word)
            return Located(line, _plain(word) if number or word in _WORDS else json.loads(word))
        depth, mapping = self.deeper(line, depth), word == "{"
        items: list[tuple[str | None, int, Located]] = []
        word, at = next(self._words)
        while word not in ("}", "]"):
            key_line = at
            key: str | None = None
            if mapping:
                key = json.loads(word)
                next(self._words)  # the colon
                word, at = next(self._words)
            items.append((key, key_line, self._node(word, at, depth)))
            word, at = next(self._words)
            if word == ",":
                word, at = next(self._words)
        return self.collection(line, items, mapping=mapping)
