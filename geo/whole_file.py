"""Files that are written whole or not at all."""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["whole_file"]


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a place beside the file to write to; it is moved there at the end, and removed where anything goes wrong.

    Nobody ever opens half a file, and a file that is replaced stays as it was until the new one is complete.

    Parameters
    ----------
    path
        The file that is wanted; its folder must exist. The place beside it has the same ending, by which some writers go.
    """
    part = path.with_name(f".mirasmap-{secrets.token_hex(8)}{path.suffix}")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
