"""The Docker runner against an engine of the tests."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.unit.plugins.scripts.fake_engine import DOCKER, FakeEngine, frame, serving
from tests.unit.runtime.live import run_in_directory
from tiercel.model.log import Level
from tiercel.plugin.errors import Interrupted, TaskFailed
from tiercel.plugin.properties import build_task, render_properties
from tiercel.plugins.scripts.languages import python, shell
from tiercel.plugins.scripts.runner.docker import docker, pull
from tiercel.plugins.scripts.runner.docker.archive import pack, unpack
from tiercel.plugins.scripts.runner.docker.docker import Docker
from tiercel.plugins.scripts.runner.docker.engine import FrameLines, split_image
from tiercel.plugins.scripts.runner.docker.pull import registry_auth, registry_of
from tiercel.testing import FakeContext, Ran, World, run_task


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[FakeEngine]:
    with serving(tmp_path / "engine.sock") as fake:
        yield fake


def run(engine: FakeEngine, properties: Mapping[str, Any], world: World | None = None) -> Ran:
    runner = {"type": DOCKER, "host": f"unix://{engine.socket}", **properties.get("runner", {})}
    own = {key: value for key, value in properties.items() if key != "runner"}
    return run_task(shell.Commands, {"taskRunner": runner, "warningOnStdErr": False, **own}, world)


def test_a_command_runs_in_a_container_with_its_files(engine: FakeEngine) -> None:
    ran = run(
        engine,
        {
            "commands": ["cat a.txt"],
            "inputFiles": {"a.txt": "hi"},
            "outputFiles": ["**.txt"],
            "env": {"A": "b"},
        },
    )
    assert ran.error is None, ran.error
    assert ran.outputs["vars"] == {"a": 1}
    assert ran.outputs["taskRunner"] == {"containerId": "c1"}
    assert sorted(ran.outputs["outputFiles"]) == ["a.txt", "new.txt", "sub/deep.txt"]
    assert "hello" in ran.logs
    assert "no end" in ran.logs
    assert "oops" in ran.logs
    body = engine.bodies[0]
    assert body["Image"] == "ubuntu"
    assert body["Cmd"] == ["/bin/sh", "-c", "set -e\ncat a.txt"]
    assert "A=b" in body["Env"]
    assert body["Labels"]["kestra.io/execution-id"] == "an-execution"
    assert list(engine.files.values()) == [b"hi"]
    assert engine.calls[-1] == "DELETE /containers/c1"
    assert "POST /images/create" not in engine.calls


def test_a_container_stays_until_what_was_read_from_it_is_stored(engine: FakeEngine) -> None:
    runner = {"type": DOCKER, "host": f"unix://{engine.socket}"}
    properties: dict[str, Any] = {"taskRunner": runner, "warningOnStdErr": False, "commands": ["x"]}
    context = FakeContext()
    task = build_task(shell.Commands, render_properties(shell.Commands, properties, context))
    task.run(context)
    assert "DELETE /containers/c1" not in engine.calls
    assert context.left == context.remembered
    task.cancel(FakeContext(), context.left or {})
    assert engine.calls[-1] == "DELETE /containers/c1"


async def test_a_command_in_a_container_shares_a_working_directory(
    engine: FakeEngine, tmp_path: Path
) -> None:
    runner = {"type": DOCKER, "host": f"unix://{engine.socket}"}
    properties = {"taskRunner": runner, "warningOnStdErr": False, "commands": ["x"]}
    state, outputs = await run_in_directory(tmp_path, shell.Commands, properties)
    assert state == "SUCCESS", outputs
    assert outputs["vars"] == {"a": 1}


def test_python_in_a_container_gets_the_package_of_the_server(engine: FakeEngine) -> None:
    engine.images.add("python:3.13-slim")
    runner = {"type": DOCKER, "host": f"unix://{engine.socket}"}
    properties = {
        "taskRunner": runner,
        "warningOnStdErr": False,
        "script": "from kestra import Kestra",
        "outputFiles": ["**"],
        "env": {"PYTHONPATH": "/mine"},
    }
    ran = run_task(python.Script, properties)
    assert ran.error is None, ran.error
    names = [name.rpartition("/.tiercel/")[2] for name in engine.files]
    assert "start/sitecustomize.py" in names
    assert "start/packages/kestra/__init__.py" in names
    folder = engine.bodies[0]["WorkingDir"]
    assert f"PYTHONPATH=/mine:{folder}/.tiercel/start" in engine.bodies[0]["Env"]
    assert not any(name.startswith(".tiercel") for name in ran.outputs["outputFiles"])


def test_a_failing_command_is_a_failure_with_outputs(engine: FakeEngine) -> None:
    engine.code = 2
    ran = run(engine, {"commands": ["x"]})
    assert isinstance(ran.error, TaskFailed)
    assert ran.error.message == "Command failed with exit code 2"
    assert ran.error.outputs is not None
    assert ran.error.outputs["vars"] == {"a": 1}


def test_a_log_that_never_ends_does_not_hold_up_the_task(
    engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(docker, "DOCKER_SILENCE_SECONDS_MAX", 0.1)
    engine.is_endless = True
    ran = run(engine, {"commands": ["x"]})
    assert ran.error is None, ran.error
    assert [line for line in ran.logs if "container" not in line] == ["all of it", "no end"]


def test_a_large_working_directory_reaches_the_engine(engine: FakeEngine) -> None:
    large = "x" * 3_000_000
    ran = run(engine, {"commands": ["x"], "inputFiles": {"large.txt": large}})
    assert ran.error is None, ran.error
    assert list(engine.files.values()) == [large.encode()]


def test_limits_reach_the_engine(engine: FakeEngine) -> None:
    run(
        engine,
        {
            "commands": ["x"],
            "runner": {
                "cpu": {"cpus": "{{ 1.5 }}"},
                "memory": {"memory": "512MB"},
                "volumes": ["/a:/b"],
                "networkMode": "host",
                "portBindings": ["8080:80"],
            },
        },
    )
    host = engine.bodies[0]["HostConfig"]
    assert host["NanoCpus"] == 1_500_000_000
    assert host["Memory"] == 512 * 1024 * 1024
    assert "Binds" not in host
    assert host["PortBindings"] == {"80/tcp": [{"HostPort": "8080"}]}


def test_a_missing_image_is_pulled_and_its_error_reported(engine: FakeEngine) -> None:
    run(engine, {"commands": ["x"], "containerImage": "alpine:3"})
    assert "POST /images/create" in engine.calls
    ran = run(engine, {"commands": ["x"], "containerImage": "gone"})
    assert ran.error is not None
    assert ran.error.message == (
        "Docker execution failed: Unable to pull the image 'gone': no such image"
    )


def test_the_image_of_the_runner_counts_before_that_of_the_task(engine: FakeEngine) -> None:
    engine.images.add("own")
    runner = {"image": "{{ 'own' }}"}
    ran = run(engine, {"commands": ["x"], "containerImage": "alpine:3", "runner": runner})
    assert ran.error is None, ran.error
    assert engine.bodies[0]["Image"] == "own"


@pytest.mark.parametrize("name", ["volume-enabled", "volumeEnabled"])
def test_volumes_are_mounted_when_the_settings_of_the_runner_allow_them(
    engine: FakeEngine, name: str
) -> None:
    flow = {"commands": ["x"], "runner": {"volumes": ["/a:/b"]}}
    world = World(configuration_of_others={DOCKER: {name: True}})
    ran = run(engine, flow, world)
    assert engine.bodies[0]["HostConfig"]["Binds"] == ["/a:/b"]
    assert not any("volumes" in line for line in ran.logs)
    ran = run(engine, flow)
    assert "Binds" not in engine.bodies[1]["HostConfig"]
    assert any("The `volumes` are not mounted" in line for line in ran.logs)


def test_a_pull_that_fails_is_tried_again_and_counted(
    engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pull, "DOCKER_PULL_DELAY_SECONDS", 0.001)
    engine.pull_errors = ["no route to the registry"] * 5
    ran = run(engine, {"commands": ["x"], "containerImage": "alpine:3"})
    assert ran.error is not None
    message = "Unable to pull the image 'alpine:3': no route to the registry"
    assert ran.error.message == f"Docker execution failed: {message}"
    assert ran.context.log.lines(Level.WARN) == [
        f"{message}; attempt {number} of 5 in {delay} s"
        for number, delay in ((2, "0.001"), (3, "0.002"), (4, "0.004"), (5, "0.008"))
    ]


@pytest.mark.parametrize(
    "message",
    [
        "manifest for alpine:no not found: manifest unknown",
        "pull access denied for x, repository does not exist",
        "requested access to the resource is denied",
        "unauthorized: authentication required",
    ],
)
def test_a_pull_that_nobody_gets_is_not_tried_again(engine: FakeEngine, message: str) -> None:
    engine.pull_errors = [message]
    ran = run(engine, {"commands": ["x"], "containerImage": "alpine:3"})
    assert ran.error is not None
    assert ran.error.message.endswith(message)


def test_a_stop_ends_the_wait_for_another_pull(engine: FakeEngine) -> None:
    engine.pull_errors = ["no route to the registry"]
    context = FakeContext()
    engine.on_pull = context.stop
    runner = {"type": DOCKER, "host": f"unix://{engine.socket}"}
    properties = {"taskRunner": runner, "containerImage": "alpine:3", "commands": ["x"]}
    task = build_task(shell.Commands, render_properties(shell.Commands, properties, context))
    with pytest.raises(Interrupted):
        task.run(context)
    assert engine.bodies == []


def test_without_an_engine_the_error_names_the_address(tmp_path: Path) -> None:
    runner = {"type": DOCKER, "host": f"unix://{tmp_path}/none.sock"}
    ran = run_task(shell.Commands, {"taskRunner": runner, "commands": ["x"]})
    assert ran.error is not None
    assert ran.error.message == (
        "Docker execution failed because Docker socket is not accessible."
        f" Tried: unix://{tmp_path}/none.sock. Start Docker or the service of podman, name"
        " another address as `host` of the task runner or as DOCKER_HOST of the server, or run the"
        " commands without a container: `taskRunner: {type: io.kestra.plugin.core.runner.Process}`"
    )


def test_frames_are_put_together_to_lines() -> None:
    lines: list[tuple[str, bool]] = []
    frames = FrameLines(lambda line, is_error: lines.append((line, is_error)))
    stream = frame(1, b"a\nb") + frame(2, b"x\r\n") + frame(1, b"c\n")
    for place in range(len(stream)):
        frames.feed(stream[place : place + 1])
    frames.end()
    assert lines == [("a", False), ("x", True), ("bc", False)]


def test_an_archive_ends_with_its_end(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a", encoding="utf-8")
    content = pack(tmp_path, "/inside")
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        assert archive.getnames() == ["inside", "inside/a.txt"]
        members = archive.offset
    assert content[members:] == bytes(1024)


def test_archives_can_not_leave_the_directory(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        member = tarfile.TarInfo("dir/../../evil.txt")
        archive.addfile(member, io.BytesIO(b""))
        link = tarfile.TarInfo("dir/passwd")
        link.type = tarfile.SYMTYPE
        link.linkname = "/etc/passwd"
        archive.addfile(link)
    folder = tmp_path / "in"
    folder.mkdir()
    with pytest.raises(Exception, match="can't be taken back"):
        unpack(buffer.getvalue(), folder)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("image", "parts", "registry"),
    [
        ("ubuntu", ("ubuntu", "latest"), "https://index.docker.io/v1/"),
        ("a.b/c/d:1.2", ("a.b/c/d", "1.2"), "a.b"),
        ("localhost:5000/x", ("localhost:5000/x", "latest"), "localhost:5000"),
        ("x@sha256:ab", ("x", "sha256:ab"), "https://index.docker.io/v1/"),
    ],
)
def test_images_are_taken_apart(image: str, parts: tuple[str, str], registry: str) -> None:
    assert split_image(image) == parts
    assert registry_of(image) == registry


def test_a_docker_config_gives_the_credentials() -> None:
    config = '{"auths": {"a.b": {"auth": "dTpw"}}}'
    assert registry_auth(Docker(config=config), "a.b/c") == {
        "serveraddress": "a.b",
        "username": "u",
        "password": "p",
    }
    assert registry_auth(Docker(config=config), "ubuntu") is None
