"""Start and idle memory of a server without families of plugins and with all of them, by turns.

`python -m bench.starts [turns]`. Shapes: seconds of the processor until the first answer, seconds
on the clock, megabytes when idle (of a page that N processes share, one N-th).
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from bench.server import ServerProcess
from tests.families.installed import python_path

TURNS = 5
IDLE_SECONDS = 4.0
# What all families may cost: of the start, and of the memory.
START_RATIO_MAX, MEMORY_RATIO_MAX = 1.2, 1.1
Figures = tuple[float, float, float]


def main() -> int:
    """Measure, print, and say by the exit code whether the goals are met."""
    turns = int(sys.argv[1]) if len(sys.argv) > 1 else TURNS
    with tempfile.TemporaryDirectory() as folder:
        sources = str(Path(__file__).parents[1] / "src")
        paths = {"without": sources}
        paths["with"] = os.pathsep.join((python_path(Path(folder)), sources))
        found: dict[str, list[Figures]] = {name: [] for name in paths}
        for _ in range(turns):
            for name, path in paths.items():
                found[name].append(_one(path))
    without, all_of_them = (_medians(found[name]) for name in paths)
    for name, figures in (("without", without), ("with all", all_of_them)):
        print(f"{name:9}" + "  processor {:.2f} s  clock {:.2f} s  idle {:.1f} MB".format(*figures))
    start, memory = all_of_them[0] / without[0], all_of_them[2] / without[2]
    print(
        f"start {start:.2f} (at most {START_RATIO_MAX}), memory {memory:.2f} ({MEMORY_RATIO_MAX})"
    )
    return int(start > START_RATIO_MAX or memory > MEMORY_RATIO_MAX)


def _one(path: str) -> Figures:
    with ServerProcess(environment={"PYTHONPATH": path}) as server:
        cpu = server.cpu_s
        time.sleep(IDLE_SECONDS)
        return cpu, server.started_s, server.shared_mb


def _medians(found: list[Figures]) -> Figures:
    cpu, clock, memory = (statistics.median(each) for each in zip(*found, strict=True))
    return cpu, clock, memory


if __name__ == "__main__":
    sys.exit(main())
