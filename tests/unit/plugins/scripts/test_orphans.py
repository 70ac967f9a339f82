"""Scripts whose worker crashed end with it: their next attempt must not run beside them."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

WORKER = """
from tiercel.plugin.testing import run_task
from tiercel.plugins.scripts import python, shell
run_task({task}, {properties!r})
"""
PROCESS = {"type": "io.kestra.plugin.core.runner.Process"}
SHELL = "(trap '' TERM HUP; echo $$ > {file}.new; mv {file}.new {file}; sleep 60) & wait"
PYTHON = """
import os, time
open('{file}.new', 'w').write(str(os.getpid()))
os.rename('{file}.new', '{file}')
time.sleep(60)
"""


def wait_for(holds: Callable[[], bool]) -> None:
    """Fails when it does not hold soon."""
    ends = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < ends, "it did not happen in time"
        time.sleep(0.02)


def lives(process: int) -> bool:
    """Whether the process is there (a zombie is not)."""
    stat = Path(f"/proc/{process}/stat")
    try:
        return stat.read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.parametrize(
    ("task", "script", "more"),
    [
        ("shell.Script", SHELL, {}),
        ("python.Script", PYTHON, {}),
        ("python.Script", PYTHON, {"warmInterpreter": True}),
    ],
    ids=["shell", "python", "warm"],
)
def test_the_script_of_a_killed_worker_ends(
    task: str, script: str, more: dict[str, bool], tmp_path: Path
) -> None:
    file = tmp_path / "pid"
    properties = {"taskRunner": PROCESS, "script": script.format(file=file), **more}
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER.format(task=task, properties=properties)]
    )
    try:
        wait_for(file.exists)
        process = int(file.read_text())
        assert lives(process)
    finally:
        worker.kill()
        worker.wait(10)
    wait_for(lambda: not lives(process))
