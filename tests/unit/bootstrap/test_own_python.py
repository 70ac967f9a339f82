"""Which `python` scripts find."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tiercel.bootstrap.own_python import offer_own_python

FLOW = """id: own
namespace: company.team
tasks:
  - id: script
    type: io.kestra.plugin.scripts.python.Script
    taskRunner:
      type: io.kestra.plugin.core.runner.Process
    script: print(40 + 2)
"""


def program(folder: Path, name: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def test_the_servers_own_stands_behind_what_is_there(tmp_path: Path) -> None:
    own, there = tmp_path / "environment", tmp_path / "machine"
    interpreter = program(own, "python3")
    program(own, "python")
    program(there, "python3")
    environ = {"PATH": str(there)}
    offer_own_python(environ, str(interpreter))
    assert environ["PATH"].split(os.pathsep) == [str(there), str(own)]
    program(there, "python")
    environ = {"PATH": str(there)}
    offer_own_python(environ, str(interpreter))
    assert environ["PATH"] == str(there)


def test_without_a_python_beside_it_nothing_changes(tmp_path: Path) -> None:
    interpreter = program(tmp_path / "machine", "python3")
    environ = {"PATH": str(tmp_path / "machine")}
    offer_own_python(environ, str(interpreter))
    assert environ["PATH"] == str(tmp_path / "machine")


def test_a_script_runs_where_there_is_no_python_on_the_path(tmp_path: Path) -> None:
    machine = tmp_path / "machine"
    machine.mkdir()
    for name in ("sh", "bash", "env", "cat", "mkdir"):
        if found := shutil.which(name):
            (machine / name).symlink_to(found)
    (tmp_path / "own.yaml").write_text(FLOW)
    done = subprocess.run(
        [sys.executable, "-m", "tiercel", "run", "own.yaml"],
        cwd=tmp_path,
        env={**os.environ, "PATH": str(machine)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "42" in done.stdout + done.stderr
