"""How long a server answers nobody: `/ping` all the time, from another process."""

from __future__ import annotations

import contextlib
import http.client
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple


class Silence(NamedTuple):
    """The longest wait for `/ping`, and the longest work of the loop in one wait, in seconds.

    The latter is the processor's time of the thread of the event loop: what other programs on
    the machine do does not count.
    """

    waited_s: float
    worked_s: float


class Watch:
    """Pings a server in a thread."""

    def __init__(self, port: int, pid: int) -> None:
        self._port = port
        self._schedule = Path(f"/proc/{pid}/task/{pid}/schedstat")
        self._waited = self._worked = 0.0
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Begin to ping."""
        self._thread.start()

    def stop(self) -> Silence:
        """The longest silence since the start."""
        self._is_over.set()
        self._thread.join(timeout=120)
        return Silence(self._waited, self._worked)

    def _run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=110)
        with contextlib.closing(connection):
            while not self._is_over.is_set():
                began, worked = time.monotonic(), self._loop_seconds()
                connection.request("GET", "/ping")
                connection.getresponse().read()
                self._waited = max(self._waited, time.monotonic() - began)
                self._worked = max(self._worked, self._loop_seconds() - worked)
                self._is_over.wait(0.005)

    def _loop_seconds(self) -> float:
        """Time of the processor that the main thread had; 0 where the system does not tell."""
        try:
            return int(self._schedule.read_text().split()[0]) / 1e9
        except OSError:
            return 0.0


@contextlib.contextmanager
def watched(port: int, pid: int) -> Iterator[list[Silence]]:
    """The silence while something is done; it is in the list at the end."""
    found: list[Silence] = []
    watch = Watch(port, pid)
    watch.start()
    try:
        yield found
    finally:
        found.append(watch.stop())
