"""A folder to begin with: all that it says can be done."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.server import running
from tiercel.cli.app import run

BESIDE = Path(sys.executable).parent


# Eight processes and a server: minutes on a busy machine.
@pytest.mark.timeout(900)
def test_the_folder_runs_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "first"
    assert run(["init", str(folder), "--namespace", "my.team"], None) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("Next: tiercel run ")
    readme = (folder / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```sh\n(.*?)```", readme, re.DOTALL)
    commands = [line.partition("#")[0].strip() for line in block.splitlines()]
    with running(tmp_path) as server:
        for command in commands:
            if command.startswith("tiercel server"):
                continue  # That is the one which runs.
            done = subprocess.run(
                ["sh", "-c", command],
                cwd=folder,
                env={
                    **os.environ,
                    "PATH": f"{BESIDE}:{os.environ['PATH']}",
                    "TIERCEL_SERVER": server.base,
                    "XDG_CONFIG_HOME": str(tmp_path / "user-config"),
                },
                capture_output=True,
                text=True,
                timeout=300,
                check=False,
            )
            assert done.returncode == 0, (command, done.stdout, done.stderr)


def test_a_folder_with_something_in_it_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine").touch()
    assert run(["init", str(tmp_path)], None) == 1
    assert "is not empty" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
    assert run(["init", str(tmp_path / "mine")], None) == 1
    assert run(["init", str(tmp_path / "new"), "--namespace", "No Good"], None) == 2
