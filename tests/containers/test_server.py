"""Flows of a real server whose scripts run in real containers, alone and in a directory."""

from __future__ import annotations

import asyncio
import json
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.containers.engine import containers
from tests.e2e.server import Server, running

pytestmark = [pytest.mark.podman, pytest.mark.timeout(240)]
END_SECONDS_MAX = 90.0
DOCKER = "io.kestra.plugin.scripts.runner.docker.Docker"

FLOW = """id: {id}
namespace: company.team
tasks:
{tasks}
"""
# The runner is the default, as soon as there is an engine.
ALONE = """  - id: alone
    type: io.kestra.plugin.scripts.shell.Commands
    containerImage: {image}
    warningOnStdErr: false
    env: {{GREETING: hello}}
    inputFiles: {{in.txt: from the flow}}
    outputFiles: [made.txt]
    commands:
      - cat in.txt; echo
      - echo "$GREETING" > made.txt
      - echo '::{{"outputs":{{"n":3}}}}::'
"""
DIRECTORY = """  - id: directory
    type: io.kestra.plugin.core.flow.WorkingDirectory
    inputFiles: {{in.txt: from the directory}}
    outputFiles: ["*.txt"]
    tasks:
      - id: first
        type: io.kestra.plugin.scripts.shell.Commands
        taskRunner: {{type: {runner}, image: {image}, fileHandlingStrategy: {strategy}}}
        commands:
          - cat in.txt > first.txt
          - echo '::{{"outputs":{{"n":3}}}}::'
      - id: second
        type: io.kestra.plugin.scripts.shell.Script
        containerImage: {image}
        taskRunner: {{type: {runner}, fileHandlingStrategy: {strategy}}}
        script: |
          cat first.txt > second.txt
          echo " {{{{ outputs.first.vars.n }}}}" >> second.txt
          exit {code}
"""
STUCK = """  - id: directory
    type: io.kestra.plugin.core.flow.WorkingDirectory
    tasks:
      - id: stuck
        type: io.kestra.plugin.scripts.shell.Commands
        containerImage: {image}
        commands:
          - echo "it begins"
          - while true; do sleep 1; done
"""
LOST = """  - id: lost
    type: io.kestra.plugin.scripts.shell.Commands
    containerImage: {image}
    outputFiles: [made.txt]
    commands:
      - echo "it begins"
      - sleep 8
      - echo once >> made.txt
"""


class Flows:
    """Runs flows on a server."""

    def __init__(self, server: Server) -> None:
        self.server = server

    def start(self, flow_id: str, tasks: str) -> str:
        """The id of an execution of a flow with those tasks."""
        self.call("POST", "/flows", FLOW.format(id=flow_id, tasks=tasks))
        return str(self.call("POST", f"/executions/company.team/{flow_id}")["id"])

    def ended(self, execution: str) -> Any:
        """The execution once it has ended."""
        path = f"/executions/{execution}"
        ends = ("SUCCESS", "WARNING", "FAILED", "KILLED")
        until(lambda: self.call("GET", path)["state"]["current"] in ends)
        return self.call("GET", path)

    def read(self, execution: str, uri: str) -> str:
        """The content of a file of an execution."""
        return str(self.text("GET", f"/executions/{execution}/file?path={uri}"))

    def logs(self, execution: str) -> list[str]:
        """What was logged."""
        return [line["message"] for line in self.call("GET", f"/logs/{execution}")]

    def call(self, method: str, path: str, body: str | None = None) -> Any:
        """What the server answers."""
        content = self.text(method, path, body)
        return json.loads(content) if content else None

    def text(self, method: str, path: str, body: str | None = None) -> str:
        """The text that the server answers with."""
        request = urllib.request.Request(
            f"{self.server.base}/api/v1/main{path}",
            method=method,
            data=body.encode() if body is not None else None,
            headers={"Content-Type": "application/x-yaml"} if body is not None else {},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return str(answer.read().decode())


@pytest.fixture(scope="module")
def flows(host: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flows]:
    with running(tmp_path_factory.mktemp("server"), environ={"DOCKER_HOST": host}) as server:
        yield Flows(server)
        assert "Traceback" not in server.log


def run_of(execution: Any, task_id: str) -> Any:
    """The task run of a task."""
    return next(each for each in execution["taskRunList"] if each["taskId"] == task_id)


def test_a_script_runs_in_a_container_by_default(flows: Flows, image: str) -> None:
    execution = flows.ended(flows.start("alone", ALONE.format(image=image)))
    assert execution["state"]["current"] == "SUCCESS", flows.logs(execution["id"])
    outputs = run_of(execution, "alone")["outputs"]
    assert outputs["vars"] == {"n": 3}, flows.logs(execution["id"])
    assert outputs["taskRunner"]["containerId"]
    assert flows.read(execution["id"], outputs["outputFiles"]["made.txt"]) == "hello\n"
    assert "from the flow" in flows.logs(execution["id"])


@pytest.mark.parametrize("strategy", ["VOLUME", "MOUNT"])
def test_containers_share_the_files_of_a_directory(flows: Flows, image: str, strategy: str) -> None:
    tasks = DIRECTORY.format(runner=DOCKER, image=image, strategy=strategy, code=0)
    execution = flows.ended(flows.start(f"shared-{strategy.lower()}", tasks))
    assert execution["state"]["current"] == "SUCCESS", flows.logs(execution["id"])
    files = run_of(execution, "directory")["outputs"]["outputFiles"]
    assert sorted(files) == ["first.txt", "in.txt", "second.txt"]
    assert flows.read(execution["id"], files["second.txt"]) == "from the directory 3\n"


def test_the_exit_code_of_a_container_fails_the_directory(flows: Flows, image: str) -> None:
    tasks = DIRECTORY.format(runner=DOCKER, image=image, strategy="VOLUME", code=7)
    execution = flows.ended(flows.start("failing", tasks))
    assert execution["state"]["current"] == "FAILED"
    assert run_of(execution, "first")["state"]["current"] == "SUCCESS"
    assert run_of(execution, "second")["outputs"]["exitCode"] == 7
    assert "Command failed with exit code 7" in flows.logs(execution["id"])


def test_a_kill_ends_a_container_in_a_directory(flows: Flows, host: str, image: str) -> None:
    execution = flows.start("stuck", STUCK.format(image=image))
    until(lambda: "it begins" in flows.logs(execution))
    flows.call("DELETE", f"/executions/{execution}/kill")
    assert flows.ended(execution)["state"]["current"] == "KILLED"
    until(lambda: execution not in all_containers(host))


def test_a_timeout_ends_a_container_in_a_directory(flows: Flows, host: str, image: str) -> None:
    source = STUCK.format(image=image) + "        timeout: PT3S\n"
    execution = flows.ended(flows.start("late", source))
    assert execution["state"]["current"] == "FAILED"
    until(lambda: execution["id"] not in all_containers(host))


def test_a_server_that_was_killed_goes_on_with_its_containers(
    host: str, image: str, tmp_path: Path
) -> None:
    environ = {"DOCKER_HOST": host}
    with running(tmp_path, environ=environ) as server:
        flows = Flows(server)
        execution = flows.start("lost", LOST.format(image=image))
        until(lambda: "it begins" in flows.logs(execution))
        server.process.kill()
        server.process.wait(timeout=30)
    with running(tmp_path, environ=environ) as server:
        flows = Flows(server)
        ended = flows.ended(execution)
        assert ended["state"]["current"] == "SUCCESS", flows.logs(execution)
        run = run_of(ended, "lost")
        states = [each["state"]["current"] for each in run["attempts"]]
        assert states == ["RESUBMITTED", "SUCCESS"]
        container = run["outputs"]["taskRunner"]["containerId"]
        going_on = f"Going on with container {container} of an attempt before"
        assert going_on in flows.logs(execution)
        assert flows.read(execution, run["outputs"]["outputFiles"]["made.txt"]) == "once\n"
        until(lambda: execution not in all_containers(host))


def all_containers(host: str) -> str:
    """What the engine reports of all containers, labels included."""
    return asyncio.run(containers(host))


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds; fails when it does not in time."""
    deadline = time.monotonic() + END_SECONDS_MAX
    while not holds():
        assert time.monotonic() < deadline, "not in time"
        time.sleep(0.1)
