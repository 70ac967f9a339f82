"""Flows of a real server whose tasks run on real clusters: retry, timeout, kill, many at once."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.clusters.test_runners import DASK, RAY, is_alive
from tests.e2e.server import Server, running

pytestmark = pytest.mark.timeout(420)
END_SECONDS_MAX = 180.0

FLOW = """id: {id}
namespace: company.team
variables:
  folder: {folder}
  cluster: {address}
tasks:
{tasks}
"""
RUNNER = """    warningOnStdErr: false
    taskRunner:
      type: {type}
      address: "{{{{ vars.cluster }}}}"
{more}"""
RETRIED = """  - id: again
    type: io.kestra.plugin.scripts.python.Script
    retry:
      type: constant
      interval: PT0.5S
      maxAttempts: 2
    outputFiles:
      - made.txt
    script: |
      import os, sys
      marker = "{{ vars.folder }}/tried"
      if not os.path.exists(marker):
          open(marker, "w").close()
          sys.exit(3)
      open("made.txt", "w").write("at last")
"""
STUCK = """  - id: stuck
    type: io.kestra.plugin.scripts.shell.Commands
    commands:
      - trap '' TERM
      - echo $$ > {{ vars.folder }}/stuck
      - while true; do sleep 1; done
"""
DIRECTORY = """  - id: directory
    type: io.kestra.plugin.core.flow.WorkingDirectory
    outputFiles: ["*.txt"]
    tasks:
      - id: first
        type: io.kestra.plugin.scripts.shell.Commands
        commands:
          - echo first > first.txt
{runner}      - id: second
        type: io.kestra.plugin.scripts.shell.Commands
        commands:
          - cat first.txt > second.txt
          - echo '::{{"outputs":{{"n":3}}}}::'
{runner}"""
MANY = """  - id: many
    type: io.kestra.plugin.core.flow.ForEach
    values: "{{ range(1, 20) }}"
    concurrencyLimit: 0
    tasks:
      - id: one
        type: io.kestra.plugin.scripts.shell.Commands
        commands:
          - echo '::{"outputs":{"n":{{ taskrun.value }}}}::'
"""


class Case:
    """A server, and how its tasks name the cluster."""

    def __init__(self, server: Server, folder: Path, type_name: str, address: str) -> None:
        self.server = server
        self.folder = folder
        self.address = address
        more = "      cpus: 0.1\n" if type_name == RAY else ""
        self.runner = RUNNER.format(type=type_name, more=more)

    def start(self, flow_id: str, tasks: str) -> str:
        """The id of an execution of a flow with those tasks."""
        source = FLOW.format(id=flow_id, folder=self.folder, address=self.address, tasks=tasks)
        self.call("POST", "/flows", source)
        return str(self.call("POST", f"/executions/company.team/{flow_id}")["id"])

    def state(self, execution: str) -> str:
        """Its state."""
        return str(self.call("GET", f"/executions/{execution}")["state"]["current"])

    def until_ended(self, execution: str) -> Any:
        """The execution once it has ended."""
        until(
            lambda: self.state(execution) in ("SUCCESS", "WARNING", "FAILED", "KILLED"),
            END_SECONDS_MAX,
        )
        return self.call("GET", f"/executions/{execution}")

    def call(self, method: str, path: str, body: str | None = None) -> Any:
        """What the server answers."""
        request = urllib.request.Request(
            f"{self.server.base}/api/v1/main{path}",
            method=method,
            data=body.encode() if body is not None else None,
            headers={"Content-Type": "application/x-yaml"} if body is not None else {},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            content = answer.read()
        return json.loads(content) if content else None


@pytest.fixture(params=[RAY, DASK], ids=["ray", "dask"])
def type_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def address(type_name: str, request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue("ray_address" if type_name == RAY else "dask_address"))


def test_a_flow_retries_and_is_killed_and_times_out(
    type_name: str, address: str, tmp_path: Path
) -> None:
    with running(tmp_path) as server:
        case = Case(server, tmp_path, type_name, address)
        retried = case.start("retried", RETRIED + case.runner)
        killed = case.start("killed", STUCK + case.runner)
        # Ray takes some seconds to start anything.
        timeout = "PT20S" if type_name == RAY else "PT5S"
        source = STUCK.replace("/stuck", "/late") + f"    timeout: {timeout}\n"
        late = case.start("late", source + case.runner)

        until((tmp_path / "stuck").exists, END_SECONDS_MAX)
        until(lambda: (tmp_path / "stuck").read_text().strip() != "", END_SECONDS_MAX)
        process = int((tmp_path / "stuck").read_text())
        case.call("DELETE", f"/executions/{killed}/kill")
        assert case.until_ended(killed)["state"]["current"] == "KILLED"
        until(lambda: not is_alive(process), 60)

        task = case.until_ended(retried)["taskRunList"][0]
        assert task["state"]["current"] == "SUCCESS"
        assert len(task["attempts"]) == 2
        assert list(task["outputs"]["outputFiles"]) == ["made.txt"]

        assert case.until_ended(late)["state"]["current"] == "FAILED"
        if (tmp_path / "late").exists():
            late_process = int((tmp_path / "late").read_text())
            until(lambda: not is_alive(late_process), 60)
        assert "Traceback" not in server.log


def test_commands_share_the_files_of_a_directory(
    type_name: str, address: str, tmp_path: Path
) -> None:
    with running(tmp_path) as server:
        case = Case(server, tmp_path, type_name, address)
        inner = "".join(f"    {line}\n" for line in case.runner.splitlines() if line)
        ended = case.until_ended(case.start("shared", DIRECTORY.format(runner=inner)))
        assert ended["state"]["current"] == "SUCCESS", server.log
        runs = {each["taskId"]: each for each in ended["taskRunList"]}
        kept = runs["directory"]["outputs"]["outputFiles"]
        assert sorted(kept) == ["first.txt", "second.txt"]
        assert runs["second"]["outputs"]["vars"] == {"n": 3}
        assert "Traceback" not in server.log


def test_twenty_tasks_of_a_flow_run_at_once(dask_address: str, tmp_path: Path) -> None:
    with running(tmp_path) as server:
        case = Case(server, tmp_path, DASK, dask_address)
        inner = "".join(f"    {line}\n" for line in case.runner.splitlines() if line)
        ended = case.until_ended(case.start("many", MANY + inner))
        assert ended["state"]["current"] == "SUCCESS"
        assert len(ended["taskRunList"]) == 21
        assert "Traceback" not in server.log


def until(holds: Callable[[], bool], seconds: float) -> None:
    """Wait until something holds; fails when it does not in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "not in time"
        time.sleep(0.1)
