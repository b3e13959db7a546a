"""Archives: checked before anything of them is unpacked, and while it is, since their headings may lie."""

from __future__ import annotations

import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from geo.errors import ExchangeError
from geo.exchange.read.limits import LIMITS

if TYPE_CHECKING:
    from geo.exchange.read.limits import Limits

__all__ = ["check_archive", "unpack"]

_BLOCK = 1 << 20
_NEEDLESS = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")


def check_archive(path: Path, *, limits: Limits = LIMITS) -> list[zipfile.ZipInfo]:
    """Return the files of a zip archive, after looking at everything that its headings say.

    Parameters
    ----------
    path
        The archive.
    limits
        How many files, and how large.

    Raises
    ------
    ExchangeError
        If it is damaged, encrypted, holds a name that leads out of it, a link, another archive, too many files, or far more
        than its size.
    """
    name = path.name
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        message = f"{name!r} is a zip archive that is damaged or cut off: get the file again"
        raise ExchangeError(message) from None
    members = [m for m in members if not set(PurePosixPath(m.filename).parts) & set(_NEEDLESS)]
    if not members:
        message = f"{name!r} is an empty archive: get the file again"
        raise ExchangeError(message)
    if len(members) > limits.zip_files:
        message = f"{name!r} holds {len(members)} files, more than {limits.zip_files}: split it"
        raise ExchangeError(message)
    seen: set[str] = set()
    for member in members:
        _check_member(name, member)
        folded = member.filename.casefold()
        if folded in seen:
            message = f"{name!r} holds {member.filename[:80]!r} twice: zip the files again"
            raise ExchangeError(message)
        seen.add(folded)
    _check_size(name, sum(member.file_size for member in members), path.stat().st_size, limits)
    return members


def _check_member(name: str, member: zipfile.ZipInfo) -> None:
    place = member.filename
    parts = PurePosixPath(place.replace("\\", "/")).parts
    if place.startswith(("/", "\\")) or ".." in parts or ":" in place or "\0" in member.orig_filename:
        message = f"{name!r} holds a file that would lie outside of it, {place[:80]!r}: zip the files again"
        raise ExchangeError(message)
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        message = f"{name!r} holds a link or device, {place[:80]!r}: zip the files themselves"
        raise ExchangeError(message)
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        message = f"{name!r} is packed in a way that is not read: zip the files again"
        raise ExchangeError(message)
    if member.flag_bits & 1:
        message = f"{name!r} is locked with a password: unpack it and name the file in it"
        raise ExchangeError(message)
    if place.lower().endswith((".zip", ".kmz", ".7z", ".rar", ".gz", ".tar", ".tgz")):
        message = f"{name!r} holds another archive, {place[:80]!r}: unpack it and name the file in it"
        raise ExchangeError(message)


def _check_size(name: str, unpacked: int, packed: int, limits: Limits) -> None:
    if unpacked > limits.zip_bytes or (unpacked > limits.zip_free and unpacked > packed * limits.zip_ratio):
        message = (
            f"{name!r} unpacks to more than its {packed:,} bytes can honestly hold: unpack it and name the file in it"
        )
        raise ExchangeError(message)


def unpack(path: Path, folder: Path, *, limits: Limits = LIMITS) -> list[Path]:
    """Unpack a zip archive into a private folder.

    Parameters
    ----------
    path
        The archive; it is checked first.
    folder
        Where to; must be empty.
    limits
        How many files, and how large; counted while unpacking, too.

    Returns
    -------
    list of Path
        The files, in the order of the archive.

    Raises
    ------
    ExchangeError
        As `check_archive` does, and if what comes out is not what the headings say.
    """
    members = check_archive(path, limits=limits)
    left = sum(member.file_size for member in members)
    files = []
    try:
        with zipfile.ZipFile(path) as archive:
            for member in members:
                target = folder / PurePosixPath(member.filename.replace("\\", "/"))
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(member) as source, target.open("xb") as out:
                    while block := source.read(_BLOCK):
                        left -= len(block)
                        if left < 0:
                            message = f"{path.name!r} holds more than its headings say: zip the files again"
                            raise ExchangeError(message)
                        out.write(block)
                files.append(target)
    except OSError as error:
        message = f"{path.name!r} cannot be unpacked: {error.strerror or error}"
        raise ExchangeError(message) from None
    except ExchangeError:
        raise
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, EOFError, RuntimeError):
        message = f"{path.name!r} is a zip archive that is damaged or cut off: get the file again"
        raise ExchangeError(message) from None
    return files
