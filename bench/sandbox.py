"""What the sandbox of scripts costs a task: the Process runner on `standard` beside it on `off`.

By turns, A B B A, so that what else the machine does weighs on both; the medians of the rounds
count. Processor time is that of this process, of the guard with its supervisors, and of the
commands, which do nothing; the clock says something on an idle machine alone. Memory is that of
tasks that run at the same time, each with its supervisor; of a page that N processes share, one
N-th (PSS). The kernel's own is not in it.
Run: `python -m bench.sandbox [--tasks N] [--rounds N] [--json]`; exit 1 above the goals.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue

import msgspec

from bench.peers.tree import cpu_s, descendants, memory_mb, parents
from tiercel.model.sandbox import Sandbox, SandboxLevel, SandboxRules
from tiercel.plugin.runner import Command
from tiercel.plugins.core.runner.process import OnLine, Process
from tiercel.testing.context import FakeContext, World

LEVELS: tuple[SandboxLevel, SandboxLevel] = ("off", "standard")
# What the sandbox may add to one task.
CLOCK_MS_MAX, CPU_MS_MAX, MEMORY_MB_MAX = 2.0, 2.0, 1.0
AT_ONCE = 8
# What a command waits for, in its folder.
END = "end"
BEGIN_SECONDS_MAX = 60


class Cost(msgspec.Struct, frozen=True):
    """Of one task: milliseconds on the clock and of the processor, and megabytes while it runs."""

    clock_ms: float
    cpu_ms: float
    memory_mb: float


class Scripts:
    """The commands of one level, below a data folder that the sandbox hides."""

    def __init__(self, data: Path, level: SandboxLevel) -> None:
        self._work = data / "work"
        rules = Sandbox(
            level=level,
            namespace="bench",
            work_folder=str(self._work),
            cache_folder=str(self._work / "cache"),
            hidden=(str(data),),
        )
        self._world = World(sandboxes=SandboxRules(rules))
        self._numbers = iter(range(1_000_000_000))
        self._level = level

    def run(self, *argv: str, on_line: OnLine = lambda line, is_error: None) -> None:
        """One command in a folder and a context of its own, as each task has."""
        folder = self._work / f"{self._level}{next(self._numbers)}"
        folder.mkdir(parents=True)
        os.mkfifo(folder / END)
        ctx = FakeContext(self._world)
        command = Command(argv=argv, env={}, folder=folder, on_line=on_line)
        ended = Process().run(ctx, command)
        if ended.exit_code != 0:
            raise RuntimeError(f"{argv}: exit code {ended.exit_code}: {ctx.log.lines()}")
        shutil.rmtree(folder)

    def times(self, tasks: int) -> tuple[float, float]:
        """Milliseconds of one task after the other: on the clock, and of the processor."""
        cpu, began = _cpu_s(), time.perf_counter()
        for _ in range(tasks):
            self.run("/bin/true")
        took = time.perf_counter() - began
        return took * 1000 / tasks, (_cpu_s() - cpu) * 1000 / tasks

    def memory_mb(self) -> float:
        """Megabytes of one of several tasks that wait at the same time."""
        begun: Queue[Path] = Queue()

        def wait() -> None:
            script = f"pwd; read line <{END}; exit 0"
            self.run("/bin/sh", "-c", script, on_line=lambda line, _: begun.put(Path(line)))

        with ThreadPoolExecutor(AT_ONCE) as pool:
            tasks = [pool.submit(wait) for _ in range(AT_ONCE)]
            folders = [begun.get(timeout=BEGIN_SECONDS_MAX) for _ in tasks]
            below = descendants([os.getpid()], parents())
            found = sum(memory_mb(each) for each in below) / AT_ONCE
            for folder in folders:
                (folder / END).write_bytes(b"\n")
            for each in tasks:
                each.result()
        return found


def _cpu_s() -> float:
    """Seconds of the processor of this process, and of all below it with what they reaped."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    below = descendants([os.getpid()], parents()) - {os.getpid()}
    return own.ru_utime + own.ru_stime + sum(map(cpu_s, below))


def measured(tasks: int, rounds: int) -> dict[SandboxLevel, Cost]:
    """The medians of all rounds but the first, by level."""
    times: dict[SandboxLevel, list[tuple[float, float]]] = {level: [] for level in LEVELS}
    memory: dict[SandboxLevel, list[float]] = {level: [] for level in LEVELS}
    # Not in the machine's temporary folder, which scripts may use.
    with tempfile.TemporaryDirectory(prefix=".bench-", dir=Path.cwd()) as folder:
        scripts = {level: Scripts(Path(folder) / "data", level) for level in LEVELS}
        for number in range(rounds + 1):
            for level in LEVELS if number % 2 else reversed(LEVELS):
                figures = scripts[level].times(tasks), scripts[level].memory_mb()
                if number:
                    times[level].append(figures[0])
                    memory[level].append(figures[1])
    return {
        level: Cost(
            *map(statistics.median, zip(*times[level], strict=True)),
            statistics.median(memory[level]),
        )
        for level in LEVELS
    }


def main() -> int:
    """Measure, print, and say by the exit code whether the goals are met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, default=200, help="of each level in each round")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    given = parser.parse_args()
    found = measured(given.tasks, given.rounds)
    off, standard = (msgspec.structs.astuple(found[level]) for level in LEVELS)
    added = Cost(*(more - less for more, less in zip(standard, off, strict=True)))
    figures = {"off": found["off"], "standard": found["standard"], "added": added}
    if given.json:
        print(json.dumps(msgspec.to_builtins(figures), indent=2))
    else:
        for name, cost in figures.items():
            print(
                f"{name:9} clock {cost.clock_ms:6.2f} ms  processor {cost.cpu_ms:6.2f} ms"
                f"  memory {cost.memory_mb:5.2f} MB"
            )
        print(
            f"may add   clock {CLOCK_MS_MAX:6.2f} ms  processor {CPU_MS_MAX:6.2f} ms"
            f"  memory {MEMORY_MB_MAX:5.2f} MB"
        )
    return int(
        added.clock_ms > CLOCK_MS_MAX
        or added.cpu_ms > CPU_MS_MAX
        or added.memory_mb > MEMORY_MB_MAX
    )


if __name__ == "__main__":
    sys.exit(main())
