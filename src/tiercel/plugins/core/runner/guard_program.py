"""What the guard runs: it kills groups of processes when its time is over or its input ends.

It is run as a file by an interpreter of its own, so it uses nothing but the standard library. A
line is `+ group` (watch it), `- group` (it is gone), `= seconds` (let groups live until then, by
the steady clock of the machine) or `=` (for as long as the input is open).
"""

from __future__ import annotations

import os
import select
import signal
import time

STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
PIECE_BYTES = 65536


class Watch:
    """The groups that live, and until when they may."""

    def __init__(self) -> None:
        self._groups: set[int] = set()
        self._until: float | None = None

    def obey(self, line: str) -> None:
        """Do what a line says."""
        sign, _, value = line.partition(" ")
        if sign == "+":
            self._groups.add(int(value))
        elif sign == "-":
            self._groups.discard(int(value))
        else:
            self._until = float(value) if value else None

    def left_s(self) -> float | None:
        """How long to wait for the next line at most; None for ever."""
        if self._until is None or not self._groups:
            return None
        return max(self._until - time.clock_gettime(STEADY), 0.0)

    def kill_all(self) -> None:
        """Kill every group, and forget it."""
        for group in self._groups:
            kill(group)
        self._groups.clear()


def kill(group: int) -> None:
    """Kill a group; only its first process when it has not made the group yet."""
    for send in (os.killpg, os.kill):
        try:
            send(group, signal.SIGKILL)
        except OSError:
            continue
        return


def main() -> None:
    """Follow the input to its end."""
    watch, rest = Watch(), b""
    while True:
        ready, _, _ = select.select([0], [], [], watch.left_s())
        if ready:
            piece = os.read(0, PIECE_BYTES)
            if not piece:
                break
            *lines, rest = (rest + piece).split(b"\n")
            for line in lines:
                watch.obey(line.decode())
        if watch.left_s() == 0.0:
            watch.kill_all()
    watch.kill_all()


if __name__ == "__main__":
    main()
