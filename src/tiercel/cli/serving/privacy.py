"""What other processes of the same user can't read of a server."""

from __future__ import annotations

import ctypes
import sys

SET_DUMPABLE = 4


def hide_from_others() -> None:
    """Close `/proc/PID/environ` and memory to scripts; root may still read them.

    Programs that are started are not concerned. Where the system has no such thing nothing is done.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_DUMPABLE, 0, 0, 0, 0)
