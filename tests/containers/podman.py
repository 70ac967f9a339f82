"""The API service of podman, started for the tests and ended with all that ran in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.containers.engine import NoEngine

INSTALL = (
    "apt-get install podman runc nftables passt containernetworking-plugins netavark busybox-static"
)
# Whoever may not raise limits can't start a container with those that podman wants by itself.
CONFIGURATION = '[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]\n'
START_SECONDS_MAX = 20.0


@contextmanager
def own_service() -> Iterator[str]:
    """The address of a service with images and containers of its own. Raises: NoEngine."""
    program = shutil.which("podman")
    if program is None:
        raise NoEngine(f"podman is not installed: {INSTALL}")
    if os.getuid() != 0:
        raise NoEngine("the service of podman is only started for root; name one as DOCKER_HOST")
    # Short, since the path of a socket may not be long.
    folder = Path(tempfile.mkdtemp(prefix="tiercel-podman-"))
    (folder / "containers.conf").write_text(CONFIGURATION, encoding="utf-8")
    socket = folder / "engine.sock"
    with (folder / "service.log").open("wb") as log:
        service = subprocess.Popen(
            [*_command(program, folder), "system", "service", "--time", "0", f"unix://{socket}"],
            env={
                **os.environ,
                "CONTAINERS_CONF": str(folder / "containers.conf"),
                "PODMAN_IGNORE_CGROUPSV1_WARNING": "1",
            },
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        _await(service, socket)
        yield f"unix://{socket}"
    finally:
        service.terminate()
        service.wait(START_SECONDS_MAX)
        shutil.rmtree(folder, ignore_errors=True)


def _command(program: str, folder: Path) -> list[str]:
    # The usual run time refuses machines with both generations of control groups; the usual driver
    # leaves mounts behind.
    run_time = ["--runtime", "runc"] if shutil.which("runc") else []
    places = ["--root", str(folder / "root"), "--runroot", str(folder / "run")]
    # Interfaces that come and go beside it make Chromium, of other tests, give up what it loads.
    apart = ["unshare", "--net"] if shutil.which("unshare") else []
    return [*apart, program, *run_time, *places, "--storage-driver", "vfs"]


def _await(service: subprocess.Popen[bytes], socket: Path) -> None:
    """Raises: NoEngine with what the service wrote when it does not come up."""
    deadline = time.monotonic() + START_SECONDS_MAX
    while not socket.exists():
        if service.poll() is not None or time.monotonic() > deadline:
            log = (socket.parent / "service.log").read_text(encoding="utf-8", errors="replace")
            raise NoEngine(f"the service of podman does not start: {log.strip()[-500:]}")
        time.sleep(0.05)
