"""What a process does to itself before it runs a script that is not trusted; no way leads back.

It is loaded as a file by interpreters of other versions, so it uses nothing but the standard
library of old ones. The order counts: what comes first is needed for what follows.
"""

from __future__ import annotations

import ctypes
import os
from typing import List  # noqa: UP035  Old Pythons run it.

NO_NEW_PRIVILEGES = 38
FILTER = 22
OF_PROGRAM = 2
RESTRICT_SELF = 446
CAPABILITIES_VERSION = 0x20080522
# What a script of root keeps: owners and modes of files, signals, other users, low ports.
KEPT_CAPABILITIES = 1 << 0 | 1 << 1 | 1 << 3 | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 7 | 1 << 10


class Program(ctypes.Structure):
    """`struct sock_fprog`."""

    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p)]


def confine(rulesets: List[int], program: bytes) -> None:  # noqa: UP006
    """Confine the calling thread, and all that it starts, for ever.

    `rulesets` are descriptors of Landlock, `program` is a filter of system calls or empty.
    Raises: OSError when something can't be had.
    """
    library = ctypes.CDLL(None, use_errno=True)
    zero = ctypes.c_ulong(0)
    _check(library.prctl(NO_NEW_PRIVILEGES, ctypes.c_ulong(1), zero, zero, zero))
    _drop_capabilities(library)
    for each in rulesets:
        _check(library.syscall(ctypes.c_long(RESTRICT_SELF), ctypes.c_long(each), ctypes.c_long(0)))
    if program:
        buffer = ctypes.create_string_buffer(program, len(program))
        given = Program(len(program) // 8, ctypes.addressof(buffer))
        _check(library.prctl(FILTER, ctypes.c_ulong(OF_PROGRAM), ctypes.byref(given), zero, zero))


def _drop_capabilities(library: ctypes.CDLL) -> None:
    """Keep few of them; without new privileges no program brings the others back."""
    header = (ctypes.c_uint32 * 2)(CAPABILITIES_VERSION, 0)
    sets = (ctypes.c_uint32 * 6)()
    _check(library.capget(header, sets))
    for place in range(3):
        sets[place] &= KEPT_CAPABILITIES
        sets[place + 3] = 0
    _check(library.capset(header, sets))


def _check(result: int) -> None:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, "Unable to confine the script: " + os.strerror(number))
