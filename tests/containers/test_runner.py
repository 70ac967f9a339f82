"""The Docker runner with real containers, wherever an engine answers."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.containers.engine import NoEngine, candidates, containers, find_engine
from tiercel.plugin.errors import Interrupted, PluginError, TaskFailed
from tiercel.plugin.properties import build_task, render_properties
from tiercel.plugins.scripts.languages import shell
from tiercel.plugins.scripts.runner.docker import pull
from tiercel.testing import FakeContext, Ran, World, run_task

DOCKER = "io.kestra.plugin.scripts.runner.docker.Docker"
STOP_SECONDS_MAX = 30.0


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
def test_the_exit_code_of_a_real_container_is_reported(host: str, image: str) -> None:
    ran = run(properties_of(host, image, commands=["echo before", "exit 7"]))
    assert isinstance(ran.error, TaskFailed)
    assert ran.error.message == "Command failed with exit code 7"
    assert "before" in ran.logs


def interrupted(properties: Mapping[str, Any], stop: Callable[[FakeContext], None]) -> FakeContext:
    """The context of a task that was stopped once it had printed `ready`."""
    context = FakeContext()
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
    stop(context)
    thread.join(timeout=STOP_SECONDS_MAX)
    assert not thread.is_alive()
    assert errors
    return context


@pytest.mark.podman
def test_a_stop_ends_a_real_container_and_removes_it(host: str, image: str) -> None:
    properties = properties_of(host, image, commands=["echo ready", "sleep 600"])
    context = interrupted(properties, FakeContext.stop)
    started = [line for line in context.log.lines() if "container id" in line]
    assert started[0].split()[-1] not in asyncio.run(containers(host))


@pytest.mark.podman
def test_the_attempt_after_a_lost_one_goes_on_with_its_container(host: str, image: str) -> None:
    commands = ["echo ready", "sleep 3", "echo once > made.txt", "echo done"]
    properties = properties_of(host, image, commands=commands, outputFiles=["made.txt"])
    first = interrupted(properties, FakeContext.take_worker_away)
    assert first.remembered is not None
    container = str(first.remembered["container"])
    assert container in asyncio.run(containers(host))
    again = run_task(shell.Commands, properties, World(remembered=first.remembered))
    assert again.error is None, again.error
    assert again.outputs["taskRunner"] == {"containerId": container}
    made = again.context.blobs.read(again.outputs["outputFiles"]["made.txt"])
    assert made == b"once\n"
    assert {"ready", "done"} <= set(again.logs)
    assert container not in asyncio.run(containers(host))


@pytest.mark.podman
def test_a_container_that_nobody_remembers_is_found_by_its_name(host: str, image: str) -> None:
    properties = properties_of(host, image, commands=["echo ready", "sleep 2"])
    first = interrupted(properties, FakeContext.take_worker_away)
    again = run_task(shell.Commands, properties, World(remote_name=first.remote_name))
    assert again.error is None, again.error
    assert first.remembered is not None
    assert again.outputs["taskRunner"]["containerId"] == first.remembered["container"]


@pytest.mark.podman
def test_a_flow_may_want_a_new_container_instead(host: str, image: str) -> None:
    properties = properties_of(
        host, image, runner={"resume": False}, commands=["echo ready", "sleep 2"]
    )
    first = interrupted(properties, FakeContext.take_worker_away)
    assert first.remembered is not None
    again = run_task(shell.Commands, properties, World(remembered=first.remembered))
    assert again.error is None, again.error
    assert again.outputs["taskRunner"]["containerId"] != first.remembered["container"]
    assert str(first.remembered["container"]) not in asyncio.run(containers(host))


@pytest.mark.podman
def test_a_container_that_is_gone_fails_the_task(host: str, image: str) -> None:
    properties = properties_of(host, image, commands=["echo ready", "sleep 600"])
    first = interrupted(properties, FakeContext.take_worker_away)
    assert first.remembered is not None
    task = build_task(shell.Commands, render_properties(shell.Commands, properties, first))
    task.cancel(FakeContext(), first.remembered)
    container = str(first.remembered["container"])
    assert container not in asyncio.run(containers(host))
    again = run_task(shell.Commands, properties, World(remembered=first.remembered))
    assert isinstance(again.error, PluginError)
    assert f"The container {container} of an attempt before is gone" in again.error.message


@pytest.mark.podman
def test_limits_hold_in_a_real_container(host: str, image: str) -> None:
    limits = {"memory": {"memory": "64MB"}, "cpu": {"cpus": 0.5}, "networkMode": "none"}
    # Where it stands depends on the generation of control groups.
    shown = "for each in %s; do if [ -e $each ]; then cat $each; fi; done"
    memory = "/sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes"
    cpu = "/sys/fs/cgroup/cpu.max /sys/fs/cgroup/cpu/cpu.cfs_quota_us"
    ran = run(properties_of(host, image, runner=limits, commands=[shown % memory, shown % cpu]))
    assert ran.error is None, ran.error
    lines = [line for line in ran.logs if "container" not in line]
    assert lines[0] == str(64 * 1024 * 1024)
    assert lines[1].split()[0] == "50000"


@pytest.mark.podman
def test_a_volume_is_mounted_when_the_settings_allow_it(
    host: str, image: str, tmp_path: Path
) -> None:
    (tmp_path / "in.txt").write_text("from the machine", encoding="utf-8")
    commands = ["cat /outside/in.txt", "echo made > /outside/out.txt"]
    volumes = {"volumes": [f"{tmp_path}:/outside"]}
    properties = properties_of(host, image, runner=volumes, commands=commands)
    assert isinstance(run(properties).error, TaskFailed)
    world = World(configuration_of_others={DOCKER: {"volume-enabled": True}})
    ran = run_task(shell.Commands, properties, world)
    assert ran.error is None, ran.error
    assert "from the machine" in ran.logs
    assert (tmp_path / "out.txt").read_text(encoding="utf-8") == "made\n"


@pytest.mark.podman
def test_an_image_that_is_not_there_is_reported(
    host: str, image: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # podman tries each pull several times itself.
    monkeypatch.setattr(pull, "DOCKER_PULL_TRIES_MAX", 1)
    for policy, said in (("IF_NOT_PRESENT", "Unable to pull the image"), ("NEVER", "mage")):
        runner = {"pullPolicy": policy}
        ran = run(
            properties_of(host, "localhost:1/tiercel/none:1", runner=runner, commands=["true"])
        )
        assert ran.error is not None
        assert ran.error.message.startswith("Docker execution failed: ")
        assert said in ran.error.message


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
