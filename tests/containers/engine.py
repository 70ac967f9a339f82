"""A container engine that answers here, and a small image that needs no registry."""

from __future__ import annotations

import asyncio
import io
import os
import re
import shutil
import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp

from tiercel.plugin.errors import PluginError
from tiercel.plugins.scripts.runner.docker.engine import Engine

# Test processes may share an engine. Some versions of podman make every tag `latest`.
IMAGE = f"localhost/tiercel-test-{os.getpid()}:latest"
ANSWER_SECONDS_MAX = 5.0
PROGRAMS = ("sh", "sleep", "cat")
RUN_SECONDS_MAX = 30.0


class NoEngine(Exception):
    """None answers; the text names each place that was looked at."""


def candidates() -> list[str]:
    """Addresses of engines, the most wanted first."""
    named = os.environ.get("DOCKER_HOST")
    run_time = os.environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}"
    sockets = (
        "/var/run/docker.sock",
        "/dind/docker.sock",
        f"{run_time}/podman/podman.sock",
        "/run/podman/podman.sock",
    )
    return [*([named] if named else []), *(f"unix://{path}" for path in sockets)]


def find_engine() -> str:
    """The address of the first engine that answers. Raises: NoEngine."""
    found = candidates()
    for host in found:
        if asyncio.run(_answers(host)):
            return host
    named = "" if os.environ.get("DOCKER_HOST") else "DOCKER_HOST is not set; "
    raise NoEngine(f"no container engine answers: {named}looked for {', '.join(found)}")


@contextmanager
def an_image(host: str) -> Iterator[str]:
    """An image with a shell: `TIERCEL_TEST_IMAGE`, else one made of this machine's programs."""
    given = os.environ.get("TIERCEL_TEST_IMAGE")
    if given:
        yield given
        return
    name, _, tag = IMAGE.rpartition(":")
    path = f"/images/create?fromSrc=-&repo={name}&tag={tag}"
    asyncio.run(_send(host, "POST", path, _programs()))
    try:
        yield IMAGE
    finally:
        asyncio.run(_send(host, "DELETE", f"/images/{IMAGE}?force=true"))


def a_running_container(host: str, image: str) -> None:
    """Run a container that does nothing. Raises: NoEngine when the engine can't."""
    try:
        code = asyncio.run(_run(host, {"Image": image, "Cmd": ["/bin/sh", "-c", "exit 3"]}))
    except (PluginError, TimeoutError) as error:
        raise NoEngine(f"{host} answers, and runs no container: {error}") from error
    if code != 3:
        raise NoEngine(f"{host} answers, and its containers end with {code} instead of 3")


async def _run(host: str, body: Mapping[str, Any]) -> int:
    async with asyncio.timeout(RUN_SECONDS_MAX), Engine(host) as engine:
        container = await engine.create(body, f"tiercel-probe-{uuid4().hex}")
        try:
            await engine.start(container)
            return await engine.wait(container)
        finally:
            await engine.remove(container)


async def containers(host: str) -> str:
    """What the engine reports of all its containers, ended ones too."""
    return await _send(host, "GET", "/containers/json?all=true")


async def _answers(host: str) -> bool:
    if not host.startswith(("unix://", "tcp://", "http://")):
        return False
    try:
        async with asyncio.timeout(ANSWER_SECONDS_MAX), Engine(host) as engine:
            await engine.check()
    except (PluginError, TimeoutError):
        return False
    return True


async def _send(host: str, method: str, path: str, content: bytes | None = None) -> str:
    connector = aiohttp.TCPConnector()
    base = host.replace("tcp://", "http://", 1)
    if host.startswith("unix://"):
        connector = aiohttp.UnixConnector(path=host.removeprefix("unix://"))
        base = "http://engine"
    body = None if content is None else io.BytesIO(content)
    headers = {"Content-Type": "application/x-tar"} if content else {}
    async with (
        aiohttp.ClientSession(connector=connector) as session,
        session.request(method, base + path, data=body, headers=headers) as response,
    ):
        text = await response.text()
        assert response.status < 300, text
        return text


def _programs() -> bytes:
    """A tar with programs below /bin: a static busybox, else those here and their libraries."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", dereference=True) as archive:
        busybox = shutil.which("busybox")
        if busybox is not None and not _libraries_of(Path(busybox)):
            archive.add(busybox, arcname="bin/busybox")
            for program in PROGRAMS:
                archive.addfile(_link(f"bin/{program}", "busybox"))
        else:
            places = {each: Path(shutil.which(each) or f"/bin/{each}") for each in PROGRAMS}
            for program, place in places.items():
                archive.add(place.resolve(), arcname=f"bin/{program}")
            for library in sorted({each for p in places.values() for each in _libraries_of(p)}):
                archive.add(library, arcname=library.lstrip("/"))
        archive.addfile(_folder("tmp"))
    return buffer.getvalue()


def _libraries_of(program: Path) -> list[str]:
    output = subprocess.run(["ldd", program.resolve()], capture_output=True, text=True, check=False)
    return re.findall(r"(/\S+) \(0x", output.stdout)


def _link(name: str, target: str) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = tarfile.SYMTYPE, target
    return member


def _folder(name: str) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.mode = tarfile.DIRTYPE, 0o1777
    return member
