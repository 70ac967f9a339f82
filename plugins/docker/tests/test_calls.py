"""Calls that need a registry, Compose or a model runner: by stand-ins of ours."""

from __future__ import annotations

import base64
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.families.stand_in import Answered, standing_in
from tiercel.plugin import Json
from tiercel.plugin.http import HttpAnswer, HttpRequest
from tiercel.plugins.scripts.runner.docker import engine as docker_engine
from tiercel.testing import World, run_task
from tiercel_docker import models
from tiercel_docker.build import Build
from tiercel_docker.compose import Compose
from tiercel_docker.images import ImageLs, Push
from tiercel_docker.projects import Down, Start, Stop, Up

PASSWORD = "canary-5d"
LOGIN = {"registry": "r.example.com", "username": "ann", "password": PASSWORD}
PROCESS = {"taskRunner": {"type": "io.kestra.plugin.core.runner.Process"}}


class Engine(BaseHTTPRequestHandler):
    """Says that all is well, except of images called `refused`."""

    asked: list[tuple[str, dict[str, str]]]

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.rfile.read(length)
        while self.headers.get("Transfer-Encoding") and self.rfile.readline().strip() != b"0":
            pass
        self.asked.append((f"{self.command} {self.path}", dict(self.headers)))
        said: list[Json] = [{"stream": "Step 1\n"}, {"aux": {"ID": "sha256:7"}}]
        if "refused" in self.path:
            said = [{"error": f"denied for {PASSWORD}"}]
        content = b"\n".join(msgspec.json.encode(each) for each in said)
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)
        self.close_connection = True

    do_GET = do_POST = _answer  # noqa: N815  The names are those of the library.

    def log_message(self, *words: Any) -> None:
        """Silent."""


@pytest.fixture
def engine() -> Iterator[tuple[dict[str, Json], list[tuple[str, dict[str, str]]]]]:
    asked: list[tuple[str, dict[str, str]]] = []
    handler = type("Handler", (Engine,), {"asked": asked})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield {"host": f"tcp://127.0.0.1:{server.server_address[1]}"}, asked
        finally:
            server.shutdown()
            thread.join()


def login_of(headers: dict[str, str], name: str) -> Any:
    return msgspec.json.decode(base64.urlsafe_b64decode(headers[name]))


def test_images_are_pushed_by_who_may(
    engine: tuple[dict[str, Json], list[tuple[str, dict[str, str]]]],
) -> None:
    place, asked = engine
    tags: list[Json] = ["r.example.com/a:1", "r.example.com/b@sha256:3"]
    ran = run_task(Push, {**place, "tags": tags, "credentials": LOGIN})
    assert ran.error is None
    assert [call for call, _ in asked[1:]] == [
        "POST /images/r.example.com/a/push?tag=1",
        "POST /images/r.example.com/b/push?tag=sha256:3",
    ]
    assert login_of(asked[1][1], "X-Registry-Auth") == {
        "username": "ann",
        "password": PASSWORD,
        "serveraddress": "r.example.com",
    }
    refused = {**place, "tags": ["r.example.com/refused:1"], "credentials": LOGIN}
    assert str(run_task(Push, refused).error) == "Pushing failed: denied for ****"


def test_a_build_is_asked_for_with_its_options_and_pushed(
    engine: tuple[dict[str, Json], list[tuple[str, dict[str, str]]]],
) -> None:
    place, asked = engine
    config = {"auths": {"r.example.com": {"auth": base64.b64encode(b"ann:pw").decode()}}}
    ran = run_task(
        Build,
        {
            **place,
            "inputFiles": {"app/Dockerfile": "FROM scratch"},
            "dockerfile": "app/Dockerfile",
            "tags": ["r.example.com/a:1"],
            "platforms": ["linux/arm64"],
            "buildArgs": {"A": "{{ 1 + 1 }}"},
            "target": "last",
            "push": True,
            "config": config,
        },
    )
    assert (ran.error, ran.outputs) == (None, {"imageId": "sha256:7"})
    assert ran.logs == ["Step 1", "Pushed r.example.com/a:1"]
    call, headers = asked[1]
    for each in ("dockerfile=app/Dockerfile", "t=r.example.com/a:1", "pull=true", "target=last"):
        assert each in call
    assert "platform=linux/arm64" in call
    assert login_of(headers, "X-Registry-Config")["r.example.com"]["password"] == "pw"


def compose_in(folder: Path) -> dict[str, Json]:
    """A program of ours in place of `docker`: it says its words, and shows the file."""
    program = folder / "docker"
    script = '#!/bin/sh\necho "$*"; [ ! -f docker-compose.yml ] || cat docker-compose.yml\n'
    program.write_text(script, encoding="utf-8")
    program.chmod(0o755)
    return {"env": {"PATH": f"{folder}:/usr/bin:/bin"}}


@pytest.mark.parametrize(
    ("task", "properties", "words"),
    [
        (Up, {"yaml": "services: {}\n"}, "--file docker-compose.yml up --detach --remove-orphans"),
        (Start, {}, "start"),
        (Stop, {}, "stop"),
        (Down, {"removeImages": "local"}, "down --rmi local"),
    ],
)
def test_projects_of_compose(
    tmp_path: Path, task: Any, properties: dict[str, Json], words: str
) -> None:
    ran = run_task(task, {**compose_in(tmp_path), "projectName": "web", **properties})
    assert ran.error is None, ran.logs
    assert f"compose --project-name web {words}" in ran.logs


def test_compose_is_called_with_its_files(tmp_path: Path) -> None:
    asked: dict[str, Json] = {
        **compose_in(tmp_path),
        "composeFile": "services:\n  {{ flow.id }}: {}\n",
        "composeFiles": ["more.yml"],
        "composeArgs": ["up", "--detach"],
    }
    ran = run_task(Compose, asked)
    assert ran.error is None, ran.logs
    files = "--file docker-compose.yml --file more.yml"
    assert ran.logs[1:4] == [f"compose {files} up --detach", "services:", "  a-flow: {}"]


def test_models() -> None:
    listed = [{"id": "m1", "tags": ["ai/m:1"], "created": 7, "config": {"format": "gguf"}}]

    def answer(request: HttpRequest) -> HttpAnswer:
        status = 404 if "unknown" in request.url else 200
        content = pulled_by if request.method == "POST" else msgspec.json.encode(listed)
        return HttpAnswer(url=request.url, status=status, content=content)

    pulled_by = b'{"type":"progress","message":"1 MB"}\n{"type":"success","message":"Pulled"}\n'
    world = World(http=answer)
    assert run_task(models.List, {}, world).outputs == {"models": listed}
    pulled = run_task(models.Pull, {"model": "ai/m"}, world)
    (request,) = pulled.context.http.sent
    assert (request.url, request.json) == ("http://localhost:12434/models/create", {"from": "ai/m"})
    assert pulled.error is None, pulled.error
    pulled_by = b"{&#34;type&#34;:&#34;success&#34;}\n"
    assert run_task(models.Pull, {"model": "ai/m"}, world).error is None
    pulled_by = b'{"type":"progress"}\n{"type":"error","message":"no space left"}\n'
    place = "Docker Model Runner at localhost: POST /models/create failed:"
    assert str(run_task(models.Pull, {"model": "ai/m"}, world).error) == f"{place} no space left"
    pulled_by = b'{"type":"progress"}\nerror while pulling model\n'
    error = str(run_task(models.Pull, {"model": "ai/m"}, world).error)
    assert error == f"{place} error while pulling model"
    pulled_by = b"{}"
    assert "does not end with a success" in str(run_task(models.Pull, {"model": "m"}, world).error)
    deleted = run_task(models.Delete, {"model": "ai/m"}, world)
    assert deleted.context.http.sent[0].method == "DELETE"
    error = str(run_task(models.Delete, {"model": "unknown"}, world).error)
    assert error.startswith("Docker Model Runner at localhost: DELETE /models/unknown failed: 404")


def test_a_web_site_is_no_engine() -> None:
    page = Answered(b"<html><head><title>Intranet</title></head></html>")
    with standing_in(lambda asked: page) as site:
        host = site.url.replace("http://", "tcp://")
        error = str(run_task(ImageLs, {"host": host}).error)
    assert "failed: the answer is a web page (Intranet): is the address that of " in error


def test_a_port_that_says_nothing_is_no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{docker_engine.__name__}.DOCKER_PING_SECONDS_MAX", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        host = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        error = str(run_task(ImageLs, {"host": host}).error)
    assert f"Docker socket is not accessible. Tried: {host}." in error
