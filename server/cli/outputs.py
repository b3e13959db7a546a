"""The file that a command writes: never over another unless asked, and never half."""

from __future__ import annotations

from pathlib import Path

from geo.errors import MirasmapError

__all__ = ["OutputError", "check_output"]


class OutputError(MirasmapError):
    """The file cannot be written."""


def check_output(output: Path, *, force: bool, such_as: str) -> None:
    """See that a file can be written, before any work is done for it.

    Parameters
    ----------
    output
        The file.
    force
        Replace a file that exists.
    such_as
        A name to try instead.

    Raises
    ------
    OutputError
        If it exists and is not to be replaced, is no file, or has no folder.
    """
    if output.exists() and not output.is_file():  # a device or a pipe would be replaced, not written to
        message = f"{output} is no file; name one with -o, such as {such_as}"
        raise OutputError(message)
    if output.exists() and not force:
        message = f"{output} exists; replace it with --force, or name another with -o"
        raise OutputError(message)
    if not output.parent.is_dir():
        message = f"the folder {output.parent} does not exist; make it first, or name another file with -o"
        raise OutputError(message)
