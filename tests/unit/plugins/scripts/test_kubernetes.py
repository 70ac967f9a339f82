"""The Kubernetes runner against an API of the tests."""

from __future__ import annotations

import asyncio
import io
import tarfile
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from aiohttp import WSMsgType, web

from tests.unit.runtime.live import run_in_directory
from tiercel.plugin.errors import Interrupted, TaskFailed
from tiercel.plugin.properties import build_task, render_properties
from tiercel.plugins.scripts.languages import shell
from tiercel.plugins.scripts.runner import late
from tiercel.plugins.scripts.runner.kubernetes.pod import ENDED_FILE, FILES, container_state
from tiercel.testing import FakeContext, Ran, World, run_task

KUBERNETES = "io.kestra.plugin.ee.kubernetes.runner.Kubernetes"


class FakeCluster:
    """An API whose pods pretend to run."""

    def __init__(self) -> None:
        self.url = ""
        self.bodies: list[Mapping[str, Any]] = []
        self.names: set[str] = set()
        # Made, but only seen by who asks for them again.
        self.late: set[str] = set()
        self.deleted: list[str] = []
        self.tokens: set[str] = set()
        self.files: dict[str, bytes] = {}
        self.code = 0
        self.is_ready = False
        self.bad_image = False
        self.ran: list[list[str]] = []

    async def create(self, request: web.Request) -> web.Response:
        self.tokens.add(request.headers.get("Authorization", ""))
        body = await request.json()
        name = body["metadata"]["name"]
        if name in self.late:
            self.late.discard(name)
            self.names.add(name)
            return web.json_response({"message": "already exists"}, status=409)
        self.bodies.append(body)
        self.names.add(name)
        return web.json_response(body, status=201)

    async def pod(self, request: web.Request) -> web.Response:
        if request.match_info["name"] not in self.names:
            return web.json_response({"message": "not found"}, status=404)
        waiting = {"waiting": {"reason": "ErrImagePull", "message": "no such image"}}
        main: Mapping[str, Any] = {"terminated": {"exitCode": self.code}}
        if not self.is_ready:
            main = {"waiting": {"reason": "PodInitializing"}}
        if self.bad_image:
            main = waiting
        init: Mapping[str, Any] = {"terminated": {}} if self.is_ready else {"running": {}}
        return web.json_response(
            {
                "status": {
                    "phase": "Running",
                    "initContainerStatuses": [{"name": "init-files", "state": init}],
                    "containerStatuses": [
                        {"name": "main", "state": main},
                        {"name": FILES, "state": {"running": {}}},
                    ],
                }
            }
        )

    async def delete(self, request: web.Request) -> web.Response:
        self.deleted.append(request.path)
        self.names.discard(request.match_info["name"])
        return web.json_response({})

    async def log(self, request: web.Request) -> web.Response:
        return web.Response(body=b'hello\n::{"outputs": {"a": 1}}::\nlast')

    async def exec(self, request: web.Request) -> web.WebSocketResponse:
        channel = web.WebSocketResponse(protocols=("v4.channel.k8s.io",))
        await channel.prepare(request)
        command = request.query.getall("command")
        self.ran.append(command)
        if "head" in command[-1]:
            await self.take(channel, int(command[-1].split()[2]))
        elif command[0] == "tar":
            await channel.send_bytes(b"\x01" + self.archive())
        await channel.send_bytes(b'\x03{"status": "Success"}')
        await channel.close()
        return channel

    async def take(self, channel: web.WebSocketResponse, size: int) -> None:
        content = b""
        while len(content) < size:
            message = await channel.receive()
            if message.type is not WSMsgType.BINARY:
                return
            content += message.data[1:]
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            for member in archive.getmembers():
                if member.isfile():
                    self.files[member.name] = archive.extractfile(member).read()  # type: ignore[union-attr]
        self.is_ready = True

    def archive(self) -> bytes:
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w") as archive:
            member = tarfile.TarInfo("kestra/working-dir/sub/new.txt")
            member.size = 3
            archive.addfile(member, io.BytesIO(b"new"))
        return buffer.getvalue()


@pytest.fixture
def cluster() -> Iterator[FakeCluster]:
    ready = threading.Event()
    loop = asyncio.new_event_loop()
    fake = FakeCluster()

    async def serve() -> web.AppRunner:
        app = web.Application()
        pods = "/api/v1/namespaces/jobs/pods"
        app.router.add_post(pods, fake.create)
        app.router.add_get(pods + "/{name}", fake.pod)
        app.router.add_delete(pods + "/{name}", fake.delete)
        app.router.add_get(pods + "/{name}/log", fake.log)
        app.router.add_get(pods + "/{name}/exec", fake.exec)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        fake.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        ready.set()
        return runner

    def work() -> None:
        runner = loop.run_until_complete(serve())
        loop.run_forever()
        loop.run_until_complete(runner.cleanup())
        loop.close()

    thread = threading.Thread(target=work)
    thread.start()
    ready.wait(5)
    yield fake
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)


def properties_of(cluster: FakeCluster, **more: Any) -> dict[str, Any]:
    runner = {
        "type": KUBERNETES,
        "config": {"masterUrl": cluster.url, "oauthToken": "t0ken"},
        "namespace": "jobs",
        "resources": {"request": {"cpu": "500m"}},
        **more,
    }
    return {"taskRunner": runner, "commands": ["cat a"]}


def run(cluster: FakeCluster, **properties: Any) -> Ran:
    return run_task(shell.Commands, {**properties_of(cluster), **properties})


def test_a_command_runs_in_a_pod_with_its_files(cluster: FakeCluster) -> None:
    ran = run(
        cluster, inputFiles={"a": "hi"}, outputFiles=["**.txt"], env={"A": "{{ workingDir }}"}
    )
    assert ran.error is None, ran.error
    assert ran.outputs["vars"] == {"a": 1}
    name = f"a-task-{ran.context.remote_name}"
    assert ran.outputs["taskRunner"] == {"podName": name, "namespace": "jobs"}
    assert ran.context.remembered == {"pod": name, "namespace": "jobs"}
    assert list(ran.outputs["outputFiles"]) == ["sub/new.txt"]
    assert {"hello", "last"} <= set(ran.logs)
    assert cluster.files == {"kestra/working-dir/a": b"hi"}
    assert cluster.tokens == {"Bearer t0ken"}
    assert cluster.deleted == [f"/api/v1/namespaces/jobs/pods/{name}"]
    main = cluster.bodies[0]["spec"]["containers"][0]
    assert main["image"] == "ubuntu"
    assert main["command"] == ["/bin/sh", "-c", "set -e\ncat a"]
    assert {"name": "A", "value": "/kestra/working-dir"} in main["env"]
    assert main["resources"]["requests"] == {"cpu": "500m"}
    assert cluster.bodies[0]["metadata"]["labels"]["kestra.io/task-id"] == "a-task"


async def test_a_command_in_a_pod_shares_a_working_directory(
    cluster: FakeCluster, tmp_path: Path
) -> None:
    state, outputs = await run_in_directory(tmp_path, shell.Commands, properties_of(cluster))
    assert state == "SUCCESS", outputs
    assert outputs["vars"] == {"a": 1}


def test_a_pod_stays_until_what_was_read_from_it_is_stored(cluster: FakeCluster) -> None:
    properties = properties_of(cluster)
    context = FakeContext()
    task = build_task(shell.Commands, render_properties(shell.Commands, properties, context))
    task.run(context)
    assert cluster.deleted == []
    assert context.left is not None
    task.cancel(FakeContext(), context.left)
    assert cluster.names == set()


def test_a_pod_that_is_kept_ends_once_its_result_is_stored(cluster: FakeCluster) -> None:
    ran = run(cluster, taskRunner=properties_of(cluster, delete=False)["taskRunner"])
    assert ran.error is None, ran.error
    assert cluster.deleted == []
    assert cluster.ran[-1] == ["touch", ENDED_FILE]


def test_a_failing_command_is_a_failure(cluster: FakeCluster) -> None:
    cluster.code = 9
    ran = run(cluster)
    assert isinstance(ran.error, TaskFailed)
    assert ran.error.message == "Command failed with exit code 9"


def test_an_image_that_can_not_be_pulled_is_reported(cluster: FakeCluster) -> None:
    cluster.bad_image = True
    ran = run(cluster)
    assert ran.error is not None
    assert ran.error.message == "The container 'main' can't start: no such image"
    assert cluster.deleted


LOST = World(remembered={"pod": "a-task-1", "namespace": "jobs"}, remote_name="1")


def test_the_attempt_after_a_lost_one_goes_on_with_its_pod(cluster: FakeCluster) -> None:
    cluster.names.add("a-task-1")
    cluster.is_ready = True
    ran = run_task(shell.Commands, properties_of(cluster), LOST)
    assert ran.error is None, ran.error
    assert ran.outputs["vars"] == {"a": 1}
    assert cluster.bodies == []
    assert cluster.files == {}
    assert cluster.names == set()


def test_a_flow_may_want_a_new_pod_instead(cluster: FakeCluster) -> None:
    cluster.names.add("a-task-1")
    ran = run_task(shell.Commands, properties_of(cluster, resume=False), LOST)
    assert ran.error is None, ran.error
    assert len(cluster.bodies) == 1
    assert len(cluster.deleted) == 2


def test_a_pod_that_is_gone_fails_the_task(cluster: FakeCluster) -> None:
    ran = run_task(shell.Commands, properties_of(cluster), LOST)
    assert ran.error is not None
    assert "The pod a-task-1 of an attempt before is gone" in ran.error.message
    assert cluster.bodies == []


def test_what_a_killed_task_run_left_running_is_deleted(cluster: FakeCluster) -> None:
    cluster.names.add("a-task-1")
    properties = properties_of(cluster)
    context = FakeContext(LOST)
    task = build_task(shell.Commands, render_properties(shell.Commands, properties, context))
    task.cancel(context, LOST.remembered or {})
    assert cluster.names == set()


class LostContext(FakeContext):
    """Its worker dies before a second handle is stored."""

    def remember(self, handle: Mapping[str, Any]) -> None:
        if self.remembered is not None:
            raise Interrupted
        super().remember(handle)


@pytest.mark.parametrize("is_made", [True, False])
def test_a_pod_whose_name_alone_is_known_is_deleted_by_a_kill(
    cluster: FakeCluster, monkeypatch: pytest.MonkeyPatch, is_made: bool
) -> None:
    monkeypatch.setattr(late, "LATE_SECONDS_MAX", 0.01)
    context = LostContext(World(remote_name="1"))
    task = build_task(
        shell.Commands, render_properties(shell.Commands, properties_of(cluster), context)
    )
    with pytest.raises(Interrupted):
        task.run(context)
    assert cluster.names == {"a-task-1"}
    cluster.names = {"a-task-1"} if is_made else set()
    task.cancel(FakeContext(), context.remembered or {})
    assert len(cluster.deleted) == is_made
    assert cluster.names == set()
    world = World(remembered=context.remembered, remote_name="1")
    again = run_task(shell.Commands, properties_of(cluster), world)
    assert again.error is None, again.error
    assert len(cluster.bodies) == 2


def test_a_pod_that_a_lost_attempt_asked_for_gives_way(cluster: FakeCluster) -> None:
    cluster.late.add("a-task-1")
    ran = run_task(shell.Commands, properties_of(cluster), World(remote_name="1"))
    assert ran.error is None, ran.error
    assert len(cluster.bodies) == 1
    assert len(cluster.deleted) == 2


def test_without_a_cluster_the_error_says_what_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KUBERNETES_SERVICE_HOST", raising=False)
    ran = run_task(shell.Commands, {"taskRunner": {"type": KUBERNETES}, "commands": ["x"]})
    assert ran.error is not None
    assert "needs `config.masterUrl`" in ran.error.message


def test_pods_without_a_state_are_waited_for() -> None:
    assert container_state({}, "main") == ("", {})
