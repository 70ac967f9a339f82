"""Landlock, by the system calls of Linux: which files a process may use from now on.

A ruleset is made here, where the rules are known, and its descriptor is handed to the process that
is to be confined by it (`confinement.py`). Numbers are those of <linux/landlock.h>.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import struct
import sys
from collections.abc import Iterable
from functools import lru_cache
from stat import S_ISDIR

CREATE_RULESET, ADD_RULE = 444, 445
VERSION = 1
BENEATH, PORT = 1, 2

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
MAKE_CHAR, MAKE_BLOCK = 1 << 6, 1 << 11
REFER, TRUNCATE, IOCTL = 1 << 13, 1 << 14, 1 << 15
CONNECT = 1 << 1
SCOPE_ABSTRACT, SCOPE_SIGNAL = 1, 2
# How many rights of files each version of the interface knows.
RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
VERSION_OF_NETWORK, VERSION_OF_SCOPES = 4, 6

READ = EXECUTE | READ_FILE | READ_DIR
DEVICE = READ_FILE | WRITE_FILE | TRUNCATE | IOCTL
# Everything but making devices.
WRITE = ((1 << 15) - 1) & ~(MAKE_CHAR | MAKE_BLOCK)
ANY = (1 << 16) - 1
OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL


@lru_cache(maxsize=1)
def version() -> int:
    """The version of the interface that the kernel has; 0 without Landlock."""
    if sys.platform != "linux":
        return 0
    return max(_call(CREATE_RULESET, None, 0, VERSION), 0)


def ruleset(rules: Iterable[tuple[str, int]], ports: Iterable[int] | None = None) -> int:
    """The descriptor of a ruleset that allows `rules`, pairs of a path and rights, and no more.

    With `ports` only these may be connected to by TCP. A path that is gone is left out.
    Raises: OSError.
    """
    known = version()
    handled = (1 << RIGHTS[min(known, max(RIGHTS))]) - 1
    is_limiting = ports is not None and known >= VERSION_OF_NETWORK
    scopes = SCOPE_ABSTRACT | SCOPE_SIGNAL if known >= VERSION_OF_SCOPES else 0
    attributes = struct.pack("=QQQ", handled, CONNECT if is_limiting else 0, scopes)
    size = 24 if known >= VERSION_OF_SCOPES else 16 if known >= VERSION_OF_NETWORK else 8
    made = _checked(_call(CREATE_RULESET, attributes, size, 0))
    try:
        for path, rights in rules:
            with contextlib.suppress(FileNotFoundError, PermissionError):
                _allow(made, path, rights & handled)
        if is_limiting:
            for port in ports or ():
                _checked(_call(ADD_RULE, made, PORT, struct.pack("=QQ", CONNECT, port), 0))
    except BaseException:
        os.close(made)
        raise
    return made


def _allow(made: int, path: str, rights: int) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        mode = os.fstat(place).st_mode
        found = rights if S_ISDIR(mode) else rights & OF_FILES
        _checked(_call(ADD_RULE, made, BENEATH, struct.pack("=Qi", found, place), 0))
    finally:
        os.close(place)


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number or errno.EINVAL, os.strerror(number or errno.EINVAL))
    return result


@lru_cache(maxsize=1)
def _library() -> ctypes.CDLL:
    library = ctypes.CDLL(None, use_errno=True)
    library.syscall.restype = ctypes.c_long
    return library


def _call(number: int, *arguments: int | bytes | None) -> int:
    given = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
    found: int = _library().syscall(ctypes.c_long(number), *given)
    return found
