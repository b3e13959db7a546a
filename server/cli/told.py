"""How the command line speaks: sentences on the error stream, and an exit code; never a traceback for what was foreseen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from pydantic import ValidationError

__all__ = ["fail", "note", "plain", "sentences"]

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    """Return a text without what would move a terminal's cursor, colours or direction."""
    return _CONTROL.sub("\ufffd", text)


def note(text: str) -> None:
    """Say something beside the result, on the error stream."""
    typer.echo(text, err=True)


def fail(text: str) -> typer.Exit:
    """Say what went wrong in one sentence; raise what this returns to end with exit code 1."""
    note(f"mirasmap: {text}" if text.endswith((".", "?")) else f"mirasmap: {text}.")
    return typer.Exit(1)


@contextmanager
def sentences() -> Iterator[None]:
    """Turn foreseen errors into one sentence and exit code 1."""
    from pydantic import ValidationError

    from geo.errors import MirasmapError

    try:
        yield
    except MirasmapError as error:
        raise fail(str(error)) from error
    except ValidationError as error:
        raise fail(_setting(error)) from error
    except OSError as error:
        raise fail(_of_system(error)) from error


def _of_system(error: OSError) -> str:
    place = error.filename or "a file"
    if isinstance(error, PermissionError):
        return f"{place} may not be written by you; choose another place, or change its permissions"
    return f"{place}: {error.strerror or error}"


def _setting(error: ValidationError) -> str:
    first = error.errors()[0]
    name = "_".join(str(part) for part in first["loc"]).upper() or "?"
    what = "what it is" if name == "TOKEN" else repr(first["input"])  # a secret is not repeated
    return f"the setting MIRASMAP_{name} cannot be {what}: {first['msg'].removeprefix('Value error, ')}"
