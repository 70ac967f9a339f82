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

from tests.hostile.turns import LongestTurn

SILENCE_SECONDS_MAX = 110


class Silence(NamedTuple):
    """The longest wait for `/ping`, and the most work in one wait, in seconds.

    `worked_s` is the time of the processor that the thread of the event loop had, `burnt_s` that
    of all threads of the server: what other programs on the machine do does not count there. The
    latter shows threads that hold the lock of the interpreter, too. In one wait the loop comes
    round a few times: `turn_s` is what it had in its longest turn, where the server notes them.
    """

    waited_s: float
    worked_s: float
    burnt_s: float
    turn_s: float = 0.0


class Watch:
    """Pings a server until it is asked to stop."""

    def __init__(self, port: int, pid: int, turns: LongestTurn | None) -> None:
        self._port = port
        self._turns = turns
        self._schedule = Path(f"/proc/{pid}/task/{pid}/schedstat")
        # The clock of another process, as clock_getcpuclockid(3) makes it on Linux.
        self._clock = (~pid << 3) | 2
        self.longest = Silence(0.0, 0.0, 0.0)
        self.pings = 0

    def run(self, is_over: threading.Event) -> None:
        """Ping; the longest silence is in `longest` afterwards."""
        connection = http.client.HTTPConnection(
            "127.0.0.1", self._port, timeout=SILENCE_SECONDS_MAX
        )
        with contextlib.closing(connection):
            while not is_over.is_set():
                before = self._now()
                connection.request("GET", "/ping")
                connection.getresponse().read()
                took = [after - known for after, known in zip(self._now(), before, strict=True)]
                self.longest = Silence(*map(max, self.longest[:3], took))
                self.pings += 1
                is_over.wait(0.005)

    def take(self) -> Silence:
        """The longest silence since the last time, once nobody waits for a ping of before."""
        seen, until = self.pings, time.monotonic() + SILENCE_SECONDS_MAX
        while self.pings < seen + 2:
            assert time.monotonic() < until, "the server does not answer any more"
            time.sleep(0.002)
        taken, self.longest = self.longest, Silence(0.0, 0.0, 0.0)
        return taken if self._turns is None else taken._replace(turn_s=self._turns.take())

    def _now(self) -> tuple[float, float, float]:
        """The clock, and the times of the processor; 0 where the system does not report them."""
        try:
            worked = int(self._schedule.read_text().split()[0]) / 1e9
            return time.monotonic(), worked, time.clock_gettime(self._clock)
        except OSError:
            return time.monotonic(), 0.0, 0.0


class Pinging:
    """Another process that pings a server: this one is busy with the answers of the server."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._asked = process.stdin
        self._said = process.stdout

    def take(self) -> Silence:
        """The longest silence since the last time."""
        self._asked.write(b"\n")
        self._asked.flush()
        return Silence(*json.loads(self._said.readline()))


@contextlib.contextmanager
def pinging(port: int, pid: int, turns: Path | None = None) -> Iterator[Pinging]:
    """Pings within the block; `turns` is where the server notes its longest turn."""
    command = [sys.executable, "-m", "tests.hostile.silence", str(port), str(pid)]
    command += [] if turns is None else [str(turns)]
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=root
    ) as process:
        found = Pinging(process)
        found.take()
        yield found


def _main(port: str, pid: str, turns: str = "") -> None:
    watch = Watch(int(port), int(pid), LongestTurn(Path(turns)) if turns else None)
    is_over = threading.Event()
    thread = threading.Thread(target=watch.run, args=(is_over,), daemon=True)
    thread.start()
    for _ in sys.stdin:
        sys.stdout.write(json.dumps(watch.take()) + "\n")
        sys.stdout.flush()
    is_over.set()


if __name__ == "__main__":
    _main(*sys.argv[1:])
