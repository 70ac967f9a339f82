"""Runs `tiercel` and keeps the longest turn of its event loop in a file, for whoever watches it.

A turn is what the loop does until it looks again for what waits, one callback: here in time of the
processor that its thread had, so that it says nothing of what else the machine does. The first
argument is the file, the others are those of the command. With uvloop nothing is noted.
"""

from __future__ import annotations

import mmap
import struct
import sys
import threading
import time
from asyncio import Handle
from pathlib import Path

_SECONDS = struct.Struct("d")


class LongestTurn:
    """A cell that two processes share; whoever takes it begins anew."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(_SECONDS.pack(0.0))
        with path.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), _SECONDS.size)

    def note(self, seconds: float) -> None:
        """A turn that took so long."""
        if seconds > self._read():
            _SECONDS.pack_into(self._memory, 0, seconds)

    def take(self) -> float:
        """The longest since the last time, in seconds."""
        found = self._read()
        _SECONDS.pack_into(self._memory, 0, 0.0)
        return found

    def _read(self) -> float:
        seconds: float = _SECONDS.unpack_from(self._memory, 0)[0]
        return seconds


def note_turns(longest: LongestTurn) -> None:
    """Have each callback of the loop of this thread measured; loops of other threads are not."""
    run, thread = Handle._run, threading.get_ident()

    def measured(handle: Handle) -> None:
        before = time.thread_time()
        run(handle)
        if threading.get_ident() == thread:
            longest.note(time.thread_time() - before)

    Handle._run = measured  # type: ignore[method-assign]


def _main(file: str, *arguments: str) -> int:
    from tiercel.__main__ import main

    note_turns(LongestTurn(Path(file)))
    sys.argv[1:] = arguments
    return main()


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:]))
