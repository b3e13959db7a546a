"""A process shuts itself in before it opens a foreign file: little memory and time, no writing, no network, no other file."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import struct
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.exchange.read.limits import Limits

__all__ = ["bound", "leave_network", "shut_in"]

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same numbers on every processor
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_FILE_RIGHTS = 1 << 0 | 1 << 1 | _READ_FILE | 1 << 14 | 1 << 15
"""Execute, write, read, truncate and ioctl: the rights that a rule of a single file may name."""
_RIGHTS_OF_VERSION = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1}
_SET_NO_NEW_PRIVS = 38


def bound(limits: Limits, *, write_bytes: int = 0) -> None:
    """Bound memory, processor time, open files and the size of written files of this process, for good."""
    seconds = max(1, int(limits.seconds))
    for what, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, write_bytes),
        (resource.RLIMIT_NOFILE, 128),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        # of processor time the first bound ends the process with a signal that tells why, the second one without
        resource.setrlimit(what, (least, least if what != resource.RLIMIT_CPU or least == hard else least + 1))


def leave_network() -> bool:
    """Move this process into a network of its own, without a way out; must come before any thread is started.

    Returns
    -------
    bool
        False where the system does not allow it; the process is then still refused connections by `shut_in`.
    """
    for namespaces in (os.CLONE_NEWNET, os.CLONE_NEWUSER | os.CLONE_NEWNET):
        with contextlib.suppress(OSError):
            os.unshare(namespaces)
            return True
    return False


def shut_in(readable: Iterable[Path], writable: Iterable[Path] = ()) -> bool:
    """Take from this process every file but some, new processes, and TCP connections, for good (Landlock, Linux 5.13).

    Parameters
    ----------
    readable
        Files and folders that stay readable, besides those that Python and its libraries are made of.
    writable
        Folders in which files may be made.

    Returns
    -------
    bool
        False where the kernel has no Landlock; the other bounds hold all the same.
    """
    # no new process: nothing that is read here ever needs one (root is exempt, and shut in by the rest)
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(_CREATE_RULESET, None, 0, 1)
    if version < 1:
        return False
    handled = _RIGHTS_OF_VERSION.get(version, (1 << 16) - 1)
    attributes = struct.pack("=Q", handled)
    if version >= 4:
        attributes += struct.pack("=Q", 3)  # bind and connect
    if version >= 6:
        attributes += struct.pack("=Q", 3)  # abstract sockets and signals
    rules = libc.syscall(_CREATE_RULESET, attributes, len(attributes), 0)
    if rules < 0:
        return False
    own = [Path(sys.prefix), Path(sys.base_prefix), Path(__file__).parents[1]]
    system = [Path("/usr/lib"), Path("/usr/share/zoneinfo"), Path("/dev/null"), Path("/dev/urandom")]
    for path in {path.resolve() for path in (*own, *system, *readable)}:
        _allow(libc, rules, path, _READ_FILE | _READ_DIR)
    for path in writable:
        _allow(libc, rules, path.resolve(), handled)
    confined: bool = libc.prctl(_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 and libc.syscall(_RESTRICT_SELF, rules, 0) == 0
    os.close(rules)
    return confined


def _allow(libc: ctypes.CDLL, rules: int, path: Path, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # what is not there needs no permission
    if not path.is_dir():
        rights &= _FILE_RIGHTS
    libc.syscall(_ADD_RULE, rules, 1, struct.pack("=Qi", rights, place), 0)
    os.close(place)
