"""`python -m release.image`: the image of a server, built and looked at.

Builds deploy/Dockerfile with Docker or Podman, fails above 200 MB of what a registry hands out
(each layer packed), starts a container, asks for its health, its pages and its documentation, and
fails above 70 MB of memory when nothing runs. What a builder needs besides follows `--`, such as
`--build-arg BASE=…` or `--platform linux/arm64`.
"""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.peers.tree import descendants, memory_mb, parents
from release.trial import IDLE_SECONDS, TrialError, await_answer, idle_line, print_all, printed_by
from tests.e2e.server import free_port

ROOT = Path(__file__).parents[1]
RECIPE = ROOT / "deploy" / "Dockerfile"
IMAGE_MB_MAX = 200
PIECE_BYTES = 1 << 20
ASKED = (("/ui/", "<title>"), ("/docs/index.html", "Tiercel"))


def steps(named: Sequence[str], options: Sequence[str], tag: str) -> Iterator[str]:
    """Build, measure and start it; what to print, as it comes. Raises: TrialError."""
    engine = engine_of(named)
    begun = time.monotonic()
    ignored = f"{RECIPE}.dockerignore"
    ignore = ("--ignorefile", ignored) if "podman" in Path(engine[0]).name else ()
    done = subprocess.run(
        [*engine, "build", *ignore, *options, "--file", str(RECIPE), "--tag", tag, str(ROOT)],
        check=False,
    )
    if done.returncode:
        raise TrialError(f"{engine[0]} could not build the image")
    yield f"built in {time.monotonic() - begun:.0f} s"
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "image.tar"
        printed_by(*engine, "save", "--output", archive, tag)
        yield from size_lines(layer_sizes(archive))
    with container(engine, tag) as (address, pid, seconds):
        yield f"ready after {seconds:.1f} s"
        for path, expected in ASKED:
            with urllib.request.urlopen(f"{address}{path}", timeout=30) as answer:
                if expected not in answer.read().decode():
                    raise TrialError(f"{path} has no {expected}")
            yield f"{path} is there"
        yield f"{_memory_mb(pid):.1f} MB of memory once it has answered"
    # Another one, since answering took memory.
    with container(engine, tag) as (_, pid, _):
        time.sleep(IDLE_SECONDS)
        yield idle_line(_memory_mb(pid))


def _memory_mb(process: int) -> float:
    """That of a process and all below it."""
    return sum(memory_mb(each) for each in descendants([process], parents()))


def layer_sizes(archive: Path) -> list[float]:
    """Megabytes of each layer of a saved image, packed as registries keep it; the base first."""
    with tarfile.open(archive) as saved:
        manifest = saved.extractfile("manifest.json")
        assert manifest is not None
        return [_packed_mb(saved, name) for name in json.load(manifest)[0]["Layers"]]


def _packed_mb(saved: tarfile.TarFile, name: str) -> float:
    layer = saved.extractfile(name)
    assert layer is not None
    with tempfile.TemporaryFile() as target:
        with gzip.GzipFile(fileobj=target, mode="wb", compresslevel=6) as packed:
            shutil.copyfileobj(layer, packed, PIECE_BYTES)
        return target.tell() / 1e6


def size_lines(layers: Sequence[float]) -> list[str]:
    """What each layer takes, and the sum. Raises: TrialError above the limit."""
    lines = [f"{size:8.2f} MB  layer {number}" for number, size in enumerate(layers, 1)]
    total = sum(layers)
    lines.append(f"{total:8.2f} MB  in all, of {IMAGE_MB_MAX} at most")
    if total > IMAGE_MB_MAX:
        raise TrialError("\n".join(["The image is too large:", *lines]))
    return lines


@contextmanager
def container(engine: Sequence[str], tag: str) -> Iterator[tuple[str, int, float]]:
    """A server in a container: its address, its process here, and the seconds until it was ready.

    It shares the network of this machine, so that it needs no bridge.
    """
    port, management = free_port(), free_port()
    given = (f"MICRONAUT_SERVER_PORT={port}", f"ENDPOINTS_ALL_PORT={management}")
    settings = [word for each in given for word in ("--env", each)]
    begun = time.monotonic()
    name = printed_by(*engine, "run", "--detach", "--network", "host", *settings, tag).strip()
    try:
        ready = f"http://127.0.0.1:{management}/health/readiness"
        await_answer(ready, lambda: True, lambda: printed_by(*engine, "logs", name))
        seconds = time.monotonic() - begun
        pid = int(printed_by(*engine, "inspect", "--format", "{{.State.Pid}}", name))
        yield f"http://127.0.0.1:{port}", pid, seconds
    finally:
        printed_by(*engine, "rm", "--force", name)


def engine_of(arguments: Sequence[str]) -> list[str]:
    """The words that call the engine: those before `--`, else what this machine has.

    Raises: TrialError without any.
    """
    if arguments:
        return list(arguments)
    for name in ("docker", "podman"):
        if shutil.which(name):
            return [name]
    raise TrialError("Neither docker nor podman is installed: `apt install podman`, or name one")


def main(arguments: list[str]) -> int:
    """Build and try it; the exit code."""
    cut = arguments.index("--") if "--" in arguments else len(arguments)
    return print_all(steps(arguments[:cut], arguments[cut + 1 :], "tiercel"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
