"""`python -m release.trial PYTHON …`: the wheels of `dist` in an empty environment of each Python.

Installs the server as a newcomer would, without extras; prints what each package takes on disk, and
fails above 120 MB. Then a flow is run, and a server started, which fails above 70 MB of memory when
nothing runs and nobody has asked it for anything, but for Pythons that are newer than the image's,
whose own share is larger. It is asked for its pages, and the page of the first ten minutes gone
through: every command with how long it took and what it printed, and how long all of it took. For a
page on the walk of a newcomer, that is its text.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bench.peers.tree import memory_mb
from tests.e2e.server import free_port
from tests.examples.commands import EXIT_STATUS, FLOW_ID, HAS, blocks_of, with_id
from tiercel import __version__

ROOT = Path(__file__).parents[1]
DIST = ROOT / "dist"
FIRST = ROOT / "docs" / "first.md"
SIZE_MB_MAX = 120
IDLE_MB_MAX = 70
# The newest Python that the limit is for.
IDLE_PYTHON = (3, 13)
IDLE_SECONDS = 5
START_SECONDS_MAX = 120
# What an environment has before anything is installed.
BROUGHT = {"pip", "setuptools", "wheel"}
# Bytes of every installed file by distribution.
MEASURE = """
import json
from importlib.metadata import distributions
sizes = {}
for each in distributions():
    places = (each.locate_file(file) for file in each.files or ())
    sizes[each.name] = sum(place.stat().st_size for place in places if place.is_file())
print(json.dumps(sizes))
"""
VERSION = "import sys; print(list(sys.version_info[:2]))"
FLOW = """id: trial
namespace: company.trial
tasks:
  - id: hello
    type: io.kestra.plugin.core.log.Log
    message: "{{ 6 * 7 }} on {{ '2026-03-03T14:00:00Z' | date('EEEE', timeZone='UTC') }}"
"""


# What a line prints that is typed into a shell, and its exit status.
Typed = Callable[[str], tuple[str, int]]


class TrialError(Exception):
    """What is handed out does not do, with the reason."""


def size_lines(sizes: Mapping[str, int]) -> list[str]:
    """What each takes, the largest first, and the sum. Raises: TrialError above the limit."""
    brought = {name: size for name, size in sizes.items() if name not in BROUGHT}
    total = sum(brought.values()) / 1e6
    rows = sorted(brought.items(), key=lambda row: -row[1])
    lines = [f"{size / 1e6:8.2f} MB  {name}" for name, size in rows]
    lines.append(f"{total:8.2f} MB  in all, of {SIZE_MB_MAX} at most")
    if total > SIZE_MB_MAX:
        raise TrialError("\n".join(["The installation is too large:", *lines]))
    return lines


def idle_line(megabytes: float, *, is_limited: bool = True) -> str:
    """What a server takes that nobody has asked anything. Raises: TrialError above the limit."""
    text = f"{megabytes:.1f} MB of memory when nothing runs"
    if not is_limited:
        return f"{text}; the limit is for older Pythons"
    text += f", of {IDLE_MB_MAX} at most"
    if megabytes > IDLE_MB_MAX:
        raise TrialError(f"The server takes too much: {text}")
    return text


def trial(python: str, folder: Path) -> Iterator[str]:
    """Install, measure, run and serve with a Python; what to print, as it comes.

    Raises: TrialError.
    """
    begun = time.monotonic()
    own = folder / "environment" / "bin"
    yield from _installed(python, own)
    yield from size_lines(json.loads(printed_by(own / "python", "-c", MEASURE)))
    flow = folder / "flow.yaml"
    flow.write_text(FLOW, encoding="utf-8")
    ran = printed_by(own / "tiercel", "run", flow)
    if "42 on Tuesday" not in ran:
        raise TrialError(f"The flow says something else:\n{ran}")
    yield printed_by(own / "tiercel", "--version").strip()
    with _server(own / "tiercel", folder) as (address, seconds, process):
        yield timed("tiercel server standalone &", seconds, "")
        time.sleep(IDLE_SECONDS)
        version = json.loads(printed_by(own / "python", "-c", VERSION))
        yield idle_line(memory_mb(process), is_limited=tuple(version) <= IDLE_PYTHON)
        for path, expected in (("/ui/", "<title>"), ("/docs/index.html", "Tiercel")):
            with urllib.request.urlopen(f"{address}{path}", timeout=30) as answer:
                if expected not in answer.read().decode():
                    raise TrialError(f"{path} has no {expected}")
            yield f"{path} is there"
        yield f"{memory_mb(process):.1f} MB of memory once it has answered"
        yield from walk(own, folder, address)
    yield f"{time.monotonic() - begun:.0f} s for all of it"


def _installed(python: str, programs: Path) -> Iterator[str]:
    """An environment with the wheel of the server, in the versions of the lock; its commands."""
    wheel = next(DIST.glob(f"tiercel-{__version__}-*.whl"), None)
    if wheel is None:
        raise TrialError(f"dist has no wheel of tiercel {__version__}: run `make release` first")
    environment = programs.parent
    begun = time.monotonic()
    printed_by(python, "-m", "venv", environment)
    yield timed("python -m venv .venv", time.monotonic() - begun, "")
    pins = environment / "pins.txt"
    locked = (ROOT / "locks" / "run.txt").read_text(encoding="utf-8").splitlines()
    pins.write_text("\n".join(line.split(" ")[0] for line in locked if "==" in line))
    words = ("--disable-pip-version-check", "--quiet", "--constraint", pins)
    begun = time.monotonic()
    printed_by(programs / "python", "-m", "pip", "install", *words, wheel)
    yield timed(f"pip install {wheel.name}", time.monotonic() - begun, "")


def timed(line: str, seconds: float, printed: str) -> str:
    """A command as it was given, how long it took, and what it printed."""
    return f"$ {line}   # {seconds:.1f} s\n{printed}".rstrip()


def walk(programs: Path, folder: Path, address: str) -> Iterator[str]:
    """The page of the first ten minutes with a server, but for what was done before.

    Raises: TrialError when a command ends or prints otherwise than the page says.
    """
    environ = {
        **os.environ,
        "PATH": os.pathsep.join([str(programs), os.environ["PATH"]]),
        "TIERCEL_SERVER": address,
        "XDG_CONFIG_HOME": str(folder),
    }

    def typed(line: str) -> tuple[str, int]:
        argv = ["sh", "-c", line]
        done = subprocess.run(
            argv, env=environ, cwd=folder, capture_output=True, text=True, check=False
        )
        return done.stdout + done.stderr, done.returncode

    yield from followed(folder, typed, HAS)


def followed(
    folder: Path, typed: Typed, done_before: re.Pattern[str] | None = None
) -> Iterator[str]:
    """Each command of the page of the first ten minutes, its time and what it prints.

    Raises: TrialError when one ends or prints otherwise than the page says.
    """
    shown = ""
    for kind, text in blocks_of(FIRST):
        if kind == "yaml":
            (folder / f"{FLOW_ID.findall(text)[0]}.yaml").write_text(text, encoding="utf-8")
        elif kind == "text":
            if missing := [line for line in text.splitlines() if line not in shown]:
                raise TrialError(f"Not printed: {missing}; but\n{shown}")
        else:
            lines, shown = with_id(text, shown).splitlines(), ""
            for line in lines:
                if done_before is None or not done_before.search(line):
                    begun = time.monotonic()
                    printed, status = typed(line)
                    shown += printed
                    yield timed(line, time.monotonic() - begun, printed)
                    wanted = EXIT_STATUS.search(line)
                    if status != (int(wanted[1]) if wanted else 0):
                        raise TrialError(f"{line}: exit status {status}")


def printed_by(*words: str | Path) -> str:
    """What a command prints. Raises: TrialError when it fails, or is none."""
    argv = [str(word) for word in words]
    try:
        done = subprocess.run(argv, capture_output=True, text=True, check=False, cwd=ROOT)
    except OSError as error:
        raise TrialError(f"{argv[0]}: {error.strerror}") from error
    if done.returncode:
        raise TrialError(f"{' '.join(argv)}\n{done.stdout}{done.stderr}")
    return done.stdout


@contextmanager
def _server(program: Path, folder: Path) -> Iterator[tuple[str, float, int]]:
    """A server; its address, the seconds until it was ready, and its process."""
    port, management = free_port(), free_port()
    place = ("--host", "127.0.0.1", "--port", str(port), "--data", str(folder / "data"))
    begun = time.monotonic()
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [str(program), "server", "standalone", *place],
            env={**os.environ, "ENDPOINTS_ALL_PORT": str(management)},
            stdout=log,
            stderr=log,
            cwd=folder,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        await_answer(
            f"http://127.0.0.1:{management}/health/readiness",
            lambda: server.poll() is None,
            lambda: (folder / "server.log").read_text(encoding="utf-8"),
        )
        yield address, time.monotonic() - begun, server.pid
    finally:
        server.terminate()
        server.wait(timeout=60)


def await_answer(address: str, is_running: Callable[[], bool], log: Callable[[], str]) -> None:
    """Wait until something answers there. Raises: TrialError with its log when it ends before."""
    deadline = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < deadline and is_running():
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise TrialError(f"The server does not answer:\n{log()}")


def print_steps(pythons: list[str], steps: Callable[[str, Path], Iterator[str]]) -> int:
    """Print the steps with each Python, in an empty folder; the exit code."""
    for python in pythons or [sys.executable]:
        sys.stdout.write(f"== {python}\n")
        with tempfile.TemporaryDirectory() as folder:
            if code := print_all(steps(python, Path(folder))):
                return code
    return 0


def print_all(texts: Iterator[str]) -> int:
    """Print texts as they come, and why there are no more if one fails; the exit code."""
    try:
        for text in texts:
            # At once: an installation may take minutes.
            sys.stdout.write(f"{text}\n")
            sys.stdout.flush()
    except TrialError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(print_steps(sys.argv[1:], trial))
