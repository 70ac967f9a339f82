"""Python scripts in forks of an interpreter that is already up."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tiercel.model.log import Level
from tiercel.plugin.errors import EndedWith, Interrupted, TaskFailed
from tiercel.plugin.properties import build_task, render_properties
from tiercel.plugins.scripts.languages import python
from tiercel.plugins.scripts.warm_python import MODULES, SERVER
from tiercel.testing import FakeContext, Ran, run_task

PROCESS = {"type": "io.kestra.plugin.core.runner.Process"}


def run(script: str, **properties: Any) -> Ran:
    given: Mapping[str, Any] = {
        "taskRunner": PROCESS,
        "warmInterpreter": True,
        "script": script,
        **properties,
    }
    return run_task(python.Script, given)


def test_outputs_logs_environment_and_files_are_as_ever() -> None:
    ran = run(
        "import os, sys\n"
        "print(open('in.txt').read(), os.environ['A'], __name__)\n"
        "open('out.txt', 'w').write('x')\n"
        'print(\'::{"outputs": {"n": 1}}::\')\n'
        "print('oops', file=sys.stderr)\n",
        inputFiles={"in.txt": "hi"},
        outputFiles=["out.txt"],
        env={"A": "b"},
        warningOnStdErr=False,
    )
    assert ran.error is None, ran.error
    assert ran.outputs["vars"] == {"n": 1}
    assert list(ran.outputs["outputFiles"]) == ["out.txt"]
    assert ran.context.log.lines(Level.INFO) == ["hi b __main__"]
    assert ran.context.log.lines(Level.ERROR) == ["oops"]


def test_exceptions_and_exit_codes_fail() -> None:
    ran = run("raise ValueError('bad')")
    assert isinstance(ran.error, TaskFailed)
    assert ran.error.message == "Command failed with exit code 1"
    assert any("ValueError: bad" in line for line in ran.logs)
    ran = run("import sys; sys.exit(7)")
    assert ran.error is not None
    assert ran.error.message == "Command failed with exit code 7"
    assert run("import sys; sys.exit()").error is None


def test_scripts_do_not_see_each_other() -> None:
    run("import builtins; builtins.left = 1; import os; os.environ['LEFT'] = 'x'")
    ran = run("import builtins, os; print(hasattr(builtins, 'left'), 'LEFT' in os.environ)")
    assert ran.context.log.lines(Level.INFO) == ["False False"]


def test_all_scripts_are_forks_of_one_interpreter() -> None:
    parents = set()
    for number in range(40):
        ran = run(
            f'import os; print(os.getppid()); print(\'::{{"outputs": {{"n": {number}}}}}::\')'
        )
        assert ran.outputs["vars"] == {"n": number}
        parents.update(ran.context.log.lines(Level.INFO))
    assert len(parents) == 1


@pytest.mark.parametrize("end", ["", "import os; os.kill(os.getpid(), 9)"])
def test_what_leaves_the_session_of_a_script_ends_with_it(end: str) -> None:
    script = (
        "import subprocess, sys\n"
        "code = 'import os, sys, time; os.fork() and sys.exit(); os.close(1); os.close(2);"
        ' open("pid", "w").write(str(os.getpid())); time.sleep(60)\'\n'
        "subprocess.run(['env', '-i', 'setsid', '-w', sys.executable, '-c', code])\n"
        "while not (open('pid').read() if __import__('os').path.exists('pid') else ''): pass\n"
        f"{end}\n"
    )
    ran = run(script)
    process = int((ran.context.files.path / "pid").read_text())
    deadline = time.monotonic() + 10
    while Path(f"/proc/{process}").exists() and time.monotonic() < deadline:
        threading.Event().wait(0.01)
    assert not Path(f"/proc/{process}").exists()


def test_a_stop_ends_the_script() -> None:
    context = FakeContext()
    properties = {
        "taskRunner": PROCESS,
        "warmInterpreter": True,
        "script": "import time\nprint('ready')\ntime.sleep(60)",
    }
    task = build_task(python.Script, render_properties(python.Script, properties, context))
    ends: list[BaseException] = []

    def work() -> None:
        try:
            task.run(context)
        except (Interrupted, EndedWith, TaskFailed) as error:
            ends.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    deadline = time.monotonic() + 10
    while "ready" not in context.log.lines() and time.monotonic() < deadline:
        threading.Event().wait(0.01)
    context.stop()
    thread.join(timeout=5)
    assert isinstance(ends[0], Interrupted)


def test_an_interpreter_whose_server_was_killed_meanwhile_does_not_stay() -> None:
    ours, theirs = socket.socketpair()
    ours.close()
    with theirs:
        command = [sys.executable, "-I", str(SERVER), *MODULES]
        subprocess.run(command, stdin=theirs.fileno(), timeout=60, check=True)


def test_an_interpreter_that_was_ended_is_started_again() -> None:
    def parent() -> int:
        ran = run("import os; print(os.getppid())")
        assert ran.error is None, ran.error
        return int(ran.context.log.lines(Level.INFO)[0])

    first = parent()
    os.kill(first, signal.SIGKILL)
    assert parent() != first
