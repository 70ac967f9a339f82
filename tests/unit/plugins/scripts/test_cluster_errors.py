"""What the runners on clusters say when there is no cluster, or not the right one."""

from __future__ import annotations

import asyncio
import importlib
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import IO, Any

import pytest
from aiohttp import web

from tiercel.plugins.scripts.languages import shell
from tiercel.plugins.scripts.runner.ray.jobs import Jobs
from tiercel.testing import Ran, run_task

RAY = "io.tiercel.plugin.ray.runner.Ray"
DASK = "io.tiercel.plugin.dask.runner.Dask"
SECRET = "t0p-s3cret"


def run(type_name: str, **runner: Any) -> Ran:
    return run_task(
        shell.Commands, {"taskRunner": {"type": type_name, **runner}, "commands": ["true"]}
    )


def message_of(ran: Ran) -> str:
    assert ran.error is not None
    return ran.error.message


@contextmanager
def dashboard(
    version: Any,
    *,
    token: str | None = None,
    routes: Sequence[web.RouteDef] = (),
    **failures: int,
) -> Iterator[str]:
    """A server that answers as Ray does, as far as the test wants it."""
    ready = threading.Event()
    loop = asyncio.new_event_loop()
    found: list[str] = []

    async def send_version(request: web.Request) -> web.Response:
        if token is not None and request.headers.get("Authorization") != f"Bearer {token}":
            return web.Response(status=401)
        return web.json_response(version) if version is not None else web.Response(text="hello")

    async def upload(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(status=failures.get("upload", 200))

    async def submit(request: web.Request) -> web.Response:
        return web.Response(status=400, text="Traceback\nValueError: no such resource")

    async def serve() -> web.AppRunner:
        app = web.Application()
        app.add_routes(routes)
        app.router.add_get("/api/version", send_version)
        app.router.add_put("/api/packages/gcs/{name}", upload)
        app.router.add_post("/api/jobs/", submit)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        found.append(f"http://127.0.0.1:{runner.addresses[0][1]}")
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
    try:
        yield found[0]
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)


def test_an_address_of_another_kind_is_reported() -> None:
    assert "such as http://ray-head:8265" in message_of(run(RAY, address="ray://head:10001"))
    assert "such as tcp://dask-scheduler:8786" in message_of(run(DASK, address="head:8786"))


def test_what_is_no_dashboard_is_reported() -> None:
    with dashboard(None) as url:
        assert f"No Ray cluster answers at {url}" in message_of(run(RAY, address=url))


def test_an_old_ray_is_reported_with_the_command_that_helps() -> None:
    with dashboard({"ray_version": "1.13.0"}) as url:
        text = message_of(run(RAY, address=url))
    assert "has Ray 1.13.0" in text
    assert "pip install -U 'ray[default]'" in text


def test_a_token_is_asked_for_and_never_shown() -> None:
    with dashboard({"ray_version": "2.60.0"}, token=SECRET) as url:
        assert "its `token` is needed" in message_of(run(RAY, address=url))
        assert "its `token` is needed" in message_of(run(RAY, address=url, token="wrong"))
        ran = run(RAY, address=url, token=SECRET)
    assert "no such resource" in message_of(ran)
    assert not any(SECRET in line for line in (*ran.logs, message_of(ran)))


def test_a_package_stays_open_when_it_is_sent() -> None:
    async def put(url: str, content: IO[bytes]) -> str:
        async with Jobs(url, {}, context=True) as jobs:
            return await jobs.put_package("files.zip", content)

    with dashboard({"ray_version": "2.60.0"}) as url, TemporaryFile() as content:
        content.write(b"files")
        content.seek(0)
        # The end of the loop waits for its threads.
        assert asyncio.run(put(url, content)) == "gcs://files.zip"
        assert not content.closed


def test_files_that_ray_does_not_take_are_reported() -> None:
    with dashboard({"ray_version": "2.60.0"}, upload=413) as url:
        assert "larger than Ray takes" in message_of(run(RAY, address=url))


def test_calls_that_a_busy_cluster_cuts_are_made_again_and_a_job_is_submitted_once() -> None:
    cut: set[str] = set()
    jobs: dict[str, int] = {}

    async def answered(request: web.Request, code: int = 200, **answer: Any) -> web.Response:
        """The first call of each path is done, and its answer is lost."""
        if request.path not in cut:
            cut.add(request.path)
            assert request.transport is not None
            request.transport.close()
        return web.json_response(answer, status=code)

    async def upload(request: web.Request) -> web.Response:
        assert len(await request.read()) > 100
        return await answered(request)

    async def submit(request: web.Request) -> web.Response:
        name = (await request.json())["submission_id"]
        jobs[name] = jobs.get(name, 0) + 1
        return await answered(request, 200 if jobs[name] == 1 else 400)

    async def job(request: web.Request) -> web.Response:
        if request.match_info["name"] not in jobs:
            return await answered(request, 404)
        return await answered(request, status="FAILED", message="it was tried")

    async def delete(request: web.Request) -> web.Response:
        return await answered(request)

    async def tail(request: web.Request) -> web.WebSocketResponse:
        channel = web.WebSocketResponse()
        await channel.prepare(request)
        return channel

    routes = [
        web.put("/api/packages/gcs/{name}", upload),
        web.post("/api/jobs/", submit),
        web.get("/api/jobs/{name}", job),
        web.delete("/api/jobs/{name}", delete),
        web.get("/api/jobs/{name}/logs/tail", tail),
    ]
    with dashboard({"ray_version": "2.60.0"}, routes=routes) as url:
        text = message_of(run(RAY, address=url))
    assert "The Ray job failed: it was tried" in text
    assert list(jobs.values()) == [2], "the second one was refused: it is known by then"
    assert {"/api/jobs/"} < cut


def test_the_working_directory_of_the_runtime_environment_is_ours() -> None:
    with dashboard({"ray_version": "2.60.0"}) as url:
        ran = run(RAY, address=url, runtimeEnv={"working_dir": "/"})
    assert "task's own working directory" in message_of(ran)


def test_without_the_extra_the_command_that_installs_it_is_reported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ImportError):
        importlib.import_module("distributed")
    text = message_of(run(DASK, address="tcp://127.0.0.1:9"))
    assert "pip install 'tiercel[dask]'" in text
