"""A command with all its descendants: processor time and memory of the whole tree (Linux)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

LAUNCHER = Path(__file__).parent / "launch.py"
SAMPLE_SECONDS = 2.0
STOP_SECONDS_MAX = 20.0
TICKS = os.sysconf("SC_CLK_TCK")


def parents() -> dict[int, int]:
    """The parent of each process of the machine."""
    found = {}
    for entry in os.scandir("/proc"):
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            found[int(entry.name)] = int(fields[1])
    return found


def descendants(roots: Iterable[int], parent_of: dict[int, int]) -> set[int]:
    """The roots and all below them."""
    children: dict[int, list[int]] = {}
    for child, parent in parent_of.items():
        children.setdefault(parent, []).append(child)
    found: set[int] = set()
    left = list(roots)
    while left:
        process = left.pop()
        found.add(process)
        left += children.get(process, [])
    return found


def _stat(process: int) -> list[str] | None:
    """The fields after the name, from the state on; None when it is gone."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return None


def cpu_s(process: int) -> float:
    """Processor time of a process and of the children that it has reaped."""
    fields = _stat(process)
    return sum(int(field) for field in fields[11:15]) / TICKS if fields else 0.0


def memory_mb(process: int) -> float:
    """Megabytes of a process; of a page that N processes share, one N-th (PSS)."""
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    lines = [line for line in text.splitlines() if line.startswith("Pss:")]
    return int(lines[0].split()[1]) * 1024 / 1e6 if lines else 0.0


class Watch:
    """Processor time and memory of some processes with all below them; a context manager."""

    def __init__(self, roots: list[int]) -> None:
        self._roots = roots
        self._stop = threading.Event()
        self._sampler = threading.Thread(target=self._sample, daemon=True)
        self.peak_mb = 0.0

    def __enter__(self) -> Watch:
        self._sampler.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._sampler.join()

    @property
    def cpu_s(self) -> float:
        """Processor time of all, also of those that have ended, in seconds."""
        return sum(cpu_s(process) for process in self._members())

    @property
    def memory_mb(self) -> float:
        """Memory of all right now, in megabytes."""
        return sum(memory_mb(process) for process in self._members())

    def _members(self) -> set[int]:
        return descendants(self._roots, parents())

    def _sample(self) -> None:
        while not self._stop.wait(SAMPLE_SECONDS):
            self.peak_mb = max(self.peak_mb, self.memory_mb)


class Tree:
    """A running command; a context manager that ends all of it."""

    def __init__(self, command: list[str], env: dict[str, str], log: Path) -> None:
        self._log = log
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, str(LAUNCHER), *command],
                env=os.environ | env,
                stdout=output,
                stderr=output,
            )
        self.root = self._process.pid

    def __enter__(self) -> Tree:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            for process in descendants([self.root], parents()):
                _kill(process)
            self._process.wait()

    def check(self) -> None:
        """Raises: RuntimeError with the end of the log when the command has ended."""
        if self._process.poll() is not None:
            raise RuntimeError(f"it ended:\n{self._log.read_text()[-3000:]}")


def _kill(process: int) -> None:
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return
