"""How long a server answers nobody: `/ping` all the time, from another process."""

from __future__ import annotations

import contextlib
import http.client
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple


class Silence(NamedTuple):
    """The longest wait for `/ping`, and the most work in one wait, in seconds.

    `worked_s` is the time of the processor that the thread of the event loop had, `burnt_s` that
    of all threads of the server: what other programs on the machine do does not count there. The
    latter shows threads that hold the lock of the interpreter, too.
    """

    waited_s: float
    worked_s: float
    burnt_s: float


class Watch:
    """Pings a server until it is asked to stop."""

    def __init__(self, port: int, pid: int) -> None:
        self._port = port
        self._schedule = Path(f"/proc/{pid}/task/{pid}/schedstat")
        # The clock of another process, as clock_getcpuclockid(3) makes it on Linux.
        self._clock = (~pid << 3) | 2
        self.longest = Silence(0.0, 0.0, 0.0)

    def run(self, is_over: threading.Event) -> None:
        """Ping; the longest silence is in `longest` afterwards."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=110)
        with contextlib.closing(connection):
            while not is_over.is_set():
                before = self._now()
                connection.request("GET", "/ping")
                connection.getresponse().read()
                took = [after - known for after, known in zip(self._now(), before, strict=True)]
                self.longest = Silence(*map(max, self.longest, took))
                is_over.wait(0.005)

    def _now(self) -> tuple[float, float, float]:
        """The clock, and the times of the processor; 0 where the system does not report them."""
        try:
            worked = int(self._schedule.read_text().split()[0]) / 1e9
            return time.monotonic(), worked, time.clock_gettime(self._clock)
        except OSError:
            return time.monotonic(), 0.0, 0.0


@contextlib.contextmanager
def watched(port: int, pid: int) -> Iterator[list[Silence]]:
    """The silence while something is done; it is in the list at the end."""
    found: list[Silence] = []
    # This process is busy with the answers of the server.
    command = [sys.executable, __file__, str(port), str(pid)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as pinging:
        assert pinging.stdin is not None
        assert pinging.stdout is not None
        pinging.stdout.readline()
        try:
            yield found
        finally:
            pinging.stdin.close()
            found.append(Silence(*json.loads(pinging.stdout.read())))


def _main(port: str, pid: str) -> None:
    watch = Watch(int(port), int(pid))
    is_over = threading.Event()
    thread = threading.Thread(target=watch.run, args=(is_over,))
    thread.start()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.read()
    is_over.set()
    thread.join(timeout=120)
    sys.stdout.write(json.dumps(watch.longest))


if __name__ == "__main__":
    _main(*sys.argv[1:])
