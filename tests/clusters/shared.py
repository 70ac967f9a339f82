"""Something that one test process starts, others use, and the last one ends."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

END_SECONDS_MAX = 3.0


class Started(NamedTuple):
    """A cluster: how to reach it, its processes, and a folder to remove afterwards."""

    address: str
    group: int
    folder: str


@contextmanager
def shared(
    name: str, factory: pytest.TempPathFactory, start: Callable[[], Started]
) -> Iterator[str]:
    """The address; `start` is called by the first process."""
    root = root_of(factory)
    users_file = root / f"{name}.json"
    with alone(root / f"{name}.lock"):
        users, started = read(users_file)
        if started is None or users == 0:
            started = start()
        write(users_file, users + 1, started)
    try:
        yield started.address
    finally:
        with alone(root / f"{name}.lock"):
            users, last = read(users_file)
            started = last or started
            write(users_file, users - 1, started)
            if users == 1:
                end_group(started.group)
                shutil.rmtree(started.folder, ignore_errors=True)


def revived(
    name: str,
    factory: pytest.TempPathFactory,
    start: Callable[[], Started],
    answers: Callable[[str], bool],
) -> str:
    """The address of what is shared already, started anew if it does not answer any more."""
    root = root_of(factory)
    with alone(root / f"{name}.lock"):
        users, started = read(root / f"{name}.json")
        assert started is not None
        if not answers(started.address):
            end_group(started.group)
            shutil.rmtree(started.folder, ignore_errors=True)
            started = start()
            write(root / f"{name}.json", users, started)
    return started.address


def root_of(factory: pytest.TempPathFactory) -> Path:
    """The folder of all test processes: those of pytest-xdist have folders side by side."""
    base = factory.getbasetemp()
    return base.parent if base.name.startswith("popen-") else base


def read(users_file: Path) -> tuple[int, Started | None]:
    """Who uses it, and what."""
    if not users_file.exists():
        return 0, None
    users, *started = json.loads(users_file.read_text(encoding="utf-8"))
    return users, Started(*started)


def write(users_file: Path, users: int, started: Started) -> None:
    """Remember both."""
    users_file.write_text(json.dumps([users, *started]), encoding="utf-8")


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """One test process at a time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def detached(command: Sequence[str | Path], folder: Path, environ: Mapping[str, str]) -> int:
    """Processes that outlive ours; their group. What they print is in `log` below the folder."""
    printed = subprocess.run(
        ["/bin/sh", "-c", 'setsid "$@" >log 2>&1 </dev/null & echo $!', "sh", *command],
        cwd=folder,
        env=environ,
        stdout=subprocess.PIPE,
        check=True,
    )
    return int(printed.stdout)


def end_group(group: int) -> None:
    """Ask the processes to end, then kill what is left of them."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGTERM)
        deadline = time.monotonic() + END_SECONDS_MAX
        while time.monotonic() < deadline:
            os.killpg(group, 0)
            time.sleep(0.1)
        os.killpg(group, signal.SIGKILL)
