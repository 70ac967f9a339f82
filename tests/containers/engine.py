"""A container engine that answers here, and a small image that needs no registry."""

from __future__ import annotations

import asyncio
import io
import os
import re
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import aiohttp

from tiercel.plugin.errors import PluginError
from tiercel.plugins.scripts.runner.docker.engine import Engine

IMAGE = "localhost/tiercel-test:latest"
ANSWER_SECONDS_MAX = 5.0
PROGRAMS = ("sh", "sleep", "cat")


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


async def containers(host: str) -> str:
    """What the engine tells of all its containers, ended ones too."""
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
    """A tar with the programs below /bin, and the libraries that they load."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", dereference=True) as archive:
        libraries: set[str] = set()
        for program in PROGRAMS:
            place = Path(shutil.which(program) or f"/bin/{program}").resolve()
            archive.add(place, arcname=f"bin/{program}")
            told = subprocess.run(["ldd", place], capture_output=True, text=True, check=False)
            libraries.update(re.findall(r"(/\S+) \(0x", told.stdout))
        for library in sorted(libraries):
            archive.add(library, arcname=library.lstrip("/"))
        archive.addfile(_folder("tmp"))
    return buffer.getvalue()


def _folder(name: str) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.mode = tarfile.DIRTYPE, 0o1777
    return member
