"""Environments of the official clients: made once below `.cache/sdk`, from the package registry."""

from __future__ import annotations

import contextlib
import fcntl
import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.environments import INSTALL_SECONDS_MAX, make_environment

CACHE = Path(__file__).resolve().parents[2] / ".cache" / "sdk"
FOLDER = Path(__file__).resolve().parent
RUN_SECONDS_MAX = 100

# `regex` is imported by the typed clients and missing from their own requirements.
PYTHON_CLIENTS = {
    "kestrapy_2": ("kestrapy==2.0.3", "regex"),
    "kestrapy_1": ("kestrapy==1.0.10", "regex"),
    "kestra": ("kestra==2.0.0",),
    # What makes a client of the API document, and checks its use.
    "python_client": ("openapi-python-client==0.29.1", "mypy==2.4.1"),
}
NODE_PACKAGES = {
    "javascript": ("@kestra-io/kestra-sdk@0.24.1",),
    # What makes a client of the API document, and compiles it.
    "typescript": (
        "openapi-typescript@7.13.0",
        "openapi-fetch@0.14.1",
        "typescript@5.9.3",
        "@types/node@20.19.25",
    ),
}


def python_of(name: str) -> Path:
    """The interpreter of a Python client's own environment; skips when it cannot be had."""
    wanted = PYTHON_CLIENTS[name]
    folder = CACHE / name
    stamp = folder / "installed.json"
    with _alone(name):
        if not _is_current(stamp, wanted):
            make_environment(folder, wanted, _install)
            stamp.write_text(json.dumps(wanted), encoding="utf-8")
    return folder / "bin" / "python"


def node_folder(name: str) -> tuple[str, Path]:
    """Node, and the folder that holds the packages; skips when they cannot be had."""
    wanted = NODE_PACKAGES[name]
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("needs Node with npm (on Debian: apt install nodejs npm)")
    folder = CACHE / name
    stamp = folder / "installed.json"
    with _alone(name):
        if not _is_current(stamp, wanted):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            (folder / "package.json").write_text('{"private": true}', encoding="utf-8")
            install = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix"]
            _install([*install, str(folder), *wanted])
            stamp.write_text(json.dumps(wanted), encoding="utf-8")
    return node, folder


def run(command: Sequence[str], environ: dict[str, str]) -> str:
    """What a client's program printed; its own troubles fail the test."""
    done = subprocess.run(
        command,
        env=environ,
        capture_output=True,
        text=True,
        timeout=RUN_SECONDS_MAX,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
    return done.stdout


@contextlib.contextmanager
def _alone(name: str) -> Iterator[None]:
    """One test process at a time."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / f"{name}.lock").open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _is_current(stamp: Path, wanted: Sequence[str]) -> bool:
    return stamp.exists() and json.loads(stamp.read_text(encoding="utf-8")) == list(wanted)


def _install(command: Sequence[str]) -> None:
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=INSTALL_SECONDS_MAX, check=False
        )
    except subprocess.TimeoutExpired:
        pytest.skip("the package registry does not answer in time")
    if done.returncode == 0:
        return
    if _is_unreachable(done.stderr):
        pytest.skip("the package registry cannot be reached")
    pytest.fail(f"{' '.join(command)}\n{done.stderr[-2000:]}")


def _is_unreachable(text: str) -> bool:
    signs = ("NewConnectionError", "Name or service not known", "ENOTFOUND", "ECONNREFUSED")
    return any(sign in text for sign in (*signs, "EAI_AGAIN", "Temporary failure in name"))
