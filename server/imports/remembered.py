"""Mappings that are remembered: the next file with the same headings is read as the last one was."""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from geo.errors import ExchangeError
from geo.exchange.understand.mapping_file import read_mapping, write_mapping
from server.imports.state import Remembered

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from geo.exchange.understand.mapping import Mapping

__all__ = ["MappingMemory", "key_of"]

_MOST = 500
_KEY = re.compile(r"[0-9a-f]{24}")


def key_of(headings: Iterable[str]) -> str:
    """Return the key of a set of headings, whatever their order.

    Examples
    --------
    >>> key_of(["a", "b"]) == key_of(["b", "a"]) != key_of(["ab"])
    True
    """
    return hashlib.sha256("\x00".join(sorted(headings)).encode()).hexdigest()[:24]


class MappingMemory:
    """Mapping files in a folder, named by the key of the headings.

    Parameters
    ----------
    root
        Of the imports.
    """

    def __init__(self, root: Path) -> None:
        self._folder = root / "mappings"

    def find(self, key: str) -> tuple[Mapping, Remembered] | None:
        """Return the mapping of a key, and of which file it was when; None where there is none that can be read."""
        path = self._path(key)
        try:
            mapping = read_mapping(path)
            file = path.with_suffix(".txt").read_text("utf-8")
            day = datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()
        except (ExchangeError, OSError):
            return None
        return mapping, Remembered(file=file, on=day)

    def keep(self, key: str, mapping: Mapping, file: str) -> None:
        """Remember a mapping; what belongs to one file alone, such as its layer, is left out."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._path(key)
        path.with_suffix(".txt").write_text(file, "utf-8")
        write_mapping(mapping.model_copy(update={"layer": None, "encoding": None, "swap": False}), path)
        every = sorted(self._folder.glob("*.yml"), key=lambda other: other.stat().st_mtime, reverse=True)
        for old in every[_MOST:]:
            self.forget(old.stem)

    def forget(self, key: str) -> None:
        """Forget the mapping of a key."""
        for ending in (".yml", ".txt"):
            with suppress(FileNotFoundError):
                self._path(key).with_suffix(ending).unlink()

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise ValueError(key)
        return self._folder / f"{key}.yml"
