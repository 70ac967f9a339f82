"""A container engine of the tests."""

from __future__ import annotations

import asyncio
import io
import tarfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aiohttp import web

DOCKER = "io.kestra.plugin.scripts.runner.docker.Docker"


def frame(stream: int, text: bytes) -> bytes:
    return bytes([stream, 0, 0, 0]) + len(text).to_bytes(4, "big") + text


class FakeEngine:
    """An engine with one image that pretends to run every command.

    It finds the containers in `statuses`, by their names. `on_call` is called before each answer.
    """

    def __init__(self, socket: Path) -> None:
        self.socket = socket
        self.images = {"ubuntu"}
        self.bodies: list[Mapping[str, Any]] = []
        self.calls: list[str] = []
        self.code = 0
        self.files: dict[str, bytes] = {}
        self.ended = asyncio.Event()
        self.is_endless = False
        self.pull_errors: list[str] = []
        self.on_pull: Callable[[], object] = lambda: None
        self.on_call: Callable[[str], object] = lambda _: None
        self.statuses: dict[str, str] = {}
        self.taken: tuple[int, str] | None = None
        self.removals: list[int] = []

    async def handle(self, request: web.Request) -> web.StreamResponse:
        path = request.path
        self.calls.append(f"{request.method} {path}")
        self.on_call(self.calls[-1])
        if path == "/images/create":
            if request.query["fromImage"] == "gone":
                return web.json_response({"message": "no such image"}, status=404)
            self.on_pull()
            if self.pull_errors:
                return web.json_response({"error": self.pull_errors.pop()})
            return web.Response(body=b'{"status": "done"}\n')
        if path.startswith("/images/"):
            found = path.split("/")[2] in self.images
            return web.json_response({}, status=200 if found else 404)
        if path == "/containers/create":
            self.bodies.append(await request.json())
            if self.taken and self.statuses:
                status, message = self.taken
                return web.json_response({"message": message}, status=status)
            return web.json_response({"Id": "c1"})
        return await self.container(request)

    async def container(self, request: web.Request) -> web.StreamResponse:
        match request.method, request.path.rpartition("/")[2]:
            case "PUT", "archive":
                with tarfile.open(fileobj=io.BytesIO(await request.read())) as archive:
                    self.files = {
                        m.name: archive.extractfile(m).read()  # type: ignore[union-attr]
                        for m in archive.getmembers()
                        if m.isfile()
                    }
                return web.Response()
            case "GET", "archive":
                return web.Response(body=self.written())
            case "GET", "logs":
                if self.is_endless:
                    response = web.StreamResponse()
                    await response.prepare(request)
                    await response.write(frame(1, b"all of it\nno end"))
                    await self.ended.wait()
                    return response
                text = b'hello\n::{"outputs": {"a": 1}}::\nno end'
                return web.Response(
                    body=frame(1, text[:8]) + frame(2, b"oops\r\n") + frame(1, text[8:])
                )
            case "POST", "wait":
                return web.json_response({"StatusCode": self.code})
            case "GET", "json":
                return self.found(request.path.split("/")[2])
            case "DELETE", _ if self.removals:
                return web.json_response({"message": "not now"}, status=self.removals.pop(0))
            case "DELETE", _:
                self.statuses.clear()
                return web.Response(status=204)
            case _:
                return web.Response(text="OK")

    def found(self, name: str) -> web.Response:
        if name not in self.statuses:
            return web.json_response({"message": "no such container"}, status=404)
        state = {"Status": self.statuses[name]}
        return web.json_response({"Id": "c1", "State": state, "Config": {"WorkingDir": ""}})

    def written(self) -> bytes:
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w") as archive:
            for name, content in (("dir/new.txt", b"new"), ("dir/sub/deep.txt", b"deep")):
                member = tarfile.TarInfo(name)
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))
        return buffer.getvalue()


@contextmanager
def serving(socket: Path) -> Iterator[FakeEngine]:
    """An engine behind a socket."""
    ready = threading.Event()
    loop = asyncio.new_event_loop()
    fake = FakeEngine(socket)

    async def serve() -> web.AppRunner:
        app = web.Application(client_max_size=10 * 1024 * 1024)
        app.router.add_route("*", "/{path:.*}", fake.handle)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.UnixSite(runner, str(fake.socket)).start()
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
        yield fake
    finally:
        loop.call_soon_threadsafe(fake.ended.set)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
