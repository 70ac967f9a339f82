"""Scripts whose worker crashed or sleeps end: their next attempt must not run beside them."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

# When the script has begun, the lease is said to be over in half a second.
WORKER = """
import threading, time
from pathlib import Path
from tiercel.adapters.system_clock import SystemClock
from tiercel.testing import run_task
from tiercel.plugins.core.runner import guard
from tiercel.plugins.scripts.languages import python
from tiercel.plugins.scripts.languages import shell

def hold():
    while not Path({file!r}).exists():
        time.sleep(0.01)
    guard.hold(SystemClock().monotonic() + 0.5)
    Path({file!r} + ".held").touch()

if {is_held}:
    threading.Thread(target=hold).start()
run_task({task}, {properties!r})
"""
PROCESS = {"type": "io.kestra.plugin.core.runner.Process"}
SHELL = "(trap '' TERM HUP; echo $$ > {file}.new; mv {file}.new {file}; sleep 60) & wait"
# In a session of its own, without the environment of the command, its parent gone.
ESCAPED = """
env -i setsid sh -c 'trap "" TERM HUP; (echo $$ > {file}.new; mv {file}.new {file}; sleep 60) &
sleep 60' >/dev/null 2>&1 &
sleep 60
"""
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


SCRIPTS = pytest.mark.parametrize(
    ("task", "script", "more"),
    [
        ("shell.Script", SHELL, {}),
        ("shell.Script", ESCAPED, {}),
        ("python.Script", PYTHON, {}),
        ("python.Script", PYTHON, {"warmInterpreter": True}),
    ],
    ids=["shell", "escaped", "python", "warm"],
)


@contextmanager
def a_worker(code: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is killed at the end of the block."""
    worker = subprocess.Popen([sys.executable, "-c", code])
    try:
        yield worker
    finally:
        worker.kill()
        worker.wait(10)


@SCRIPTS
def test_the_script_of_a_killed_worker_ends(
    task: str, script: str, more: dict[str, bool], tmp_path: Path
) -> None:
    file = tmp_path / "pid"
    properties = {"taskRunner": PROCESS, "script": script.format(file=file), **more}
    code = WORKER.format(task=task, properties=properties, file=str(file), is_held=False)
    with a_worker(code):
        wait_for(file.exists)
        process = int(file.read_text())
        assert lives(process)
    wait_for(lambda: not lives(process))


@SCRIPTS
def test_the_script_of_a_suspended_worker_ends_with_its_lease(
    task: str, script: str, more: dict[str, bool], tmp_path: Path
) -> None:
    file = tmp_path / "pid"
    properties = {"taskRunner": PROCESS, "script": script.format(file=file), **more}
    code = WORKER.format(task=task, properties=properties, file=str(file), is_held=True)
    with a_worker(code) as worker:
        wait_for(Path(f"{file}.held").exists)
        worker.send_signal(signal.SIGSTOP)
        process = int(file.read_text())
        wait_for(lambda: not lives(process))


# It never reads that the command has begun, as one that is killed at that moment.
UNREAD = """
import json, os, time
from tiercel.plugins.core.runner import guard

keeper = guard.Guard()
supervisor = keeper.supervisor()
output = os.open(os.devnull, os.O_WRONLY)
request = {{"argv": ["/bin/sh", "-c", {script!r}], "env": {{}}, "folder": "/", "script": None}}
content = json.dumps({{**request, "filters": None, "processes": 0}}).encode()
supervisor.order(b"R", content, [output, output])
time.sleep(60)
"""


def test_a_command_ends_whose_worker_is_killed_before_it_knows_of_it(tmp_path: Path) -> None:
    file = tmp_path / "pid"
    script = f"echo $$ > {file}.new; /bin/mv {file}.new {file}; exec /bin/sleep 60"
    with a_worker(UNREAD.format(script=script)):
        wait_for(file.exists)
        process = int(file.read_text())
        assert lives(process)
        # The answer comes right after the start: let it arrive before the kill.
        time.sleep(0.2)
    wait_for(lambda: not lives(process))
