"""A file that a page sends, written to disk as it comes: never held in memory, and never larger than what is taken."""

from __future__ import annotations

import shutil
from contextlib import suppress
from enum import StrEnum
from typing import TYPE_CHECKING, BinaryIO

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from server.imports.file_name import safe_name

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import Request

__all__ = ["FIELD", "Refusal", "UploadError", "receive_file"]

FIELD = "file"
"""Name of the field with the file."""
_MOST_HEADER_BYTES = 8_000
_SPARE_BYTES = 200_000_000
"""That stay free on the disk, whatever comes."""
_MOST_AFTER = 1 << 30
"""Bytes that are still read and thrown away of a file that is too large, so that the browser hears why."""


class Refusal(StrEnum):
    """Why a file is not taken."""

    NO_FILE = "no_file"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NO_ROOM = "no_room"
    UNREADABLE = "unreadable"
    """What was sent is no form with a file, or was cut off."""


class UploadError(Exception):
    """A file is not taken; nothing of it is kept by whoever catches this."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


async def receive_file(request: Request, folder: Path, most: int) -> Path:
    """Write the file of a form into a folder, under a name that is safe.

    Parameters
    ----------
    request
        A form of type `multipart/form-data`.
    folder
        Empty.
    most
        Bytes that are taken.

    Raises
    ------
    UploadError
        If there is no file, it is empty or too large, or the disk is full.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary:
        raise UploadError(Refusal.UNREADABLE)
    length = request.headers.get("content-length", "")
    announced = int(length) if length.isdecimal() else 0
    refused = _refusal_of(announced, folder, most)
    reader = _Reader(boundary, folder, most)
    thrown_away = 0
    try:
        async for part in request.stream():
            if refused is None:
                refused = await run_in_threadpool(reader.take, part)
            elif (thrown_away := thrown_away + len(part)) > _MOST_AFTER:
                break
    except ClientDisconnect:
        raise UploadError(Refusal.UNREADABLE) from None
    finally:
        reader.close()
    refused = refused or reader.end()
    if refused is not None or reader.path is None:
        raise UploadError(refused or Refusal.NO_FILE)
    return reader.path


def _refusal_of(announced: int, folder: Path, most: int) -> Refusal | None:
    if announced > most + _MOST_HEADER_BYTES:
        return Refusal.TOO_LARGE
    return Refusal.NO_ROOM if shutil.disk_usage(folder).free < announced + _SPARE_BYTES else None


class _Reader:
    """Reads the parts of a form, and writes that which is the file."""

    def __init__(self, boundary: bytes, folder: Path, most: int) -> None:
        self._folder, self._most = folder, most
        self.path: Path | None = None
        self._out: BinaryIO | None = None
        self._size = self._header_bytes = 0
        self._name = self._value = b""
        self._disposition = b""
        self._is_whole = False
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": self._header_name,
                "on_header_value": self._header_value,
                "on_header_end": self._header_end,
                "on_headers_finished": self._open,
                "on_part_data": self._write,
                "on_part_end": self.close,
                "on_end": self._end,
            },
        )

    def take(self, part: bytes) -> Refusal | None:
        """Read the next bytes of the form."""
        try:
            self._parser.write(part)
        except UploadError as error:
            return error.refusal
        except FormParserError:
            return Refusal.UNREADABLE
        except OSError:
            return Refusal.NO_ROOM
        return None

    def end(self) -> Refusal | None:
        """Say whether a whole file came."""
        if not self._is_whole:
            return Refusal.UNREADABLE
        if self.path is None:
            return Refusal.NO_FILE
        return None if self._size else Refusal.EMPTY

    def close(self) -> None:
        """Let go of the file."""
        if self._out is not None:
            with suppress(OSError):
                self._out.close()
            self._out = None

    def _begin(self) -> None:
        self._disposition, self._header_bytes = b"", 0

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += self._bounded(data, start, end)

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += self._bounded(data, start, end)

    def _bounded(self, data: bytes, start: int, end: int) -> bytes:
        self._header_bytes += end - start
        if self._header_bytes > _MOST_HEADER_BYTES:
            raise UploadError(Refusal.UNREADABLE)
        return data[start:end]

    def _header_end(self) -> None:
        if self._name.lower() == b"content-disposition":
            self._disposition = self._value
        self._name = self._value = b""

    def _open(self) -> None:
        _kind, options = parse_options_header(self._disposition)
        name = options.get(b"filename")
        if options.get(b"name") != FIELD.encode() or not name or self.path is not None:
            return
        self.path = self._folder / safe_name(name.decode("utf-8", errors="replace"))
        self._out = self.path.open("xb")

    def _write(self, data: bytes, start: int, end: int) -> None:
        if self._out is None:
            return
        self._size += end - start
        if self._size > self._most:
            raise UploadError(Refusal.TOO_LARGE)
        self._out.write(memoryview(data)[start:end])

    def _end(self) -> None:
        self._is_whole = True
