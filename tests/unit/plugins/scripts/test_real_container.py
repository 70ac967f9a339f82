"""The Docker runner with real containers, wherever an engine answers."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.containers.engine import NoEngine, an_image, candidates, containers, find_engine
from tiercel.plugin.errors import Interrupted, TaskFailed
from tiercel.plugin.properties import build_task, render_properties
from tiercel.plugin.testing import FakeContext, Ran, World, run_task
from tiercel.plugins.scripts import shell

DOCKER = "io.kestra.plugin.scripts.runner.docker.Docker"
STOP_SECONDS_MAX = 30.0


@pytest.fixture(scope="module")
def host() -> str:
    try:
        return find_engine()
    except NoEngine as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def image(host: str) -> Iterator[str]:
    with an_image(host) as name:
        yield name


def properties_of(host: str, image: str, **more: Any) -> dict[str, Any]:
    runner = {"type": DOCKER, "host": host, **more.pop("runner", {})}
    return {"containerImage": image, "warningOnStdErr": False, "taskRunner": runner, **more}


def run(properties: Mapping[str, Any]) -> Ran:
    return run_task(shell.Commands, properties, World())


@pytest.mark.podman
@pytest.mark.parametrize("strategy", ["VOLUME", "MOUNT"])
def test_a_real_container_takes_files_and_gives_files(host: str, image: str, strategy: str) -> None:
    ran = run(
        properties_of(
            host,
            image,
            runner={"fileHandlingStrategy": strategy},
            inputFiles={"in.txt": "from outside\n"},
            env={"GREETING": "hello"},
            commands=[
                "cat in.txt",
                'echo "$GREETING" > made.txt',
                "echo to stderr >&2",
                """echo '::{"outputs": {"n": 3}}::'""",
            ],
            outputFiles=["*.txt"],
        )
    )
    assert ran.error is None, ran.error
    assert sorted(ran.outputs["outputFiles"]) == ["in.txt", "made.txt"]
    made = ran.context.blobs.read(ran.outputs["outputFiles"]["made.txt"])
    assert made == b"hello\n"
    assert ran.outputs["vars"] == {"n": 3}
    assert ran.outputs["exitCode"] == 0
    assert "from outside" in ran.logs
    assert "to stderr" in ran.logs
    container = ran.outputs["taskRunner"]["containerId"]
    assert container not in asyncio.run(containers(host))


@pytest.mark.podman
def test_the_exit_code_of_a_real_container_is_told(host: str, image: str) -> None:
    ran = run(properties_of(host, image, commands=["echo before", "exit 7"]))
    assert isinstance(ran.error, TaskFailed)
    assert ran.error.message == "Command failed with exit code 7"
    assert "before" in ran.logs


@pytest.mark.podman
def test_a_stop_ends_a_real_container_and_removes_it(host: str, image: str) -> None:
    context = FakeContext()
    properties = properties_of(host, image, commands=["echo ready", "sleep 600"])
    task = build_task(shell.Commands, render_properties(shell.Commands, properties, context))
    errors: list[BaseException] = []

    def work() -> None:
        try:
            task.run(context)
        except Interrupted as error:
            errors.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    deadline = time.monotonic() + STOP_SECONDS_MAX
    while "ready" not in context.log.lines() and time.monotonic() < deadline:
        threading.Event().wait(0.05)
    context.stop()
    thread.join(timeout=STOP_SECONDS_MAX)
    assert not thread.is_alive()
    assert errors
    started = [line for line in context.log.lines() if "container id" in line]
    assert started[0].split()[-1] not in asyncio.run(containers(host))


def test_without_an_engine_the_places_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.containers.engine.candidates", lambda: ["unix:///no/such.sock"])
    monkeypatch.delenv("DOCKER_HOST", raising=False)
    with pytest.raises(NoEngine, match=r"DOCKER_HOST is not set; looked for unix:///no/such\.sock"):
        find_engine()
    monkeypatch.undo()
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/run/of-a-user")
    monkeypatch.setenv("DOCKER_HOST", "tcp://engine:2375")
    assert candidates()[0] == "tcp://engine:2375"
    assert "unix:///var/run/docker.sock" in candidates()
    assert "unix:///run/of-a-user/podman/podman.sock" in candidates()
