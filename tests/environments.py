"""Environments of Python that tests make for what is not in their own."""

from __future__ import annotations

import fcntl
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from uv import find_uv_bin

INSTALL_SECONDS_MAX = 240


def kept_environment(folder: Path, wanted: Sequence[str]) -> Path:
    """The interpreter of an environment with `wanted`, made when it is not there; see `install`."""

    def make() -> None:
        make_environment(folder, wanted, install)

    keep(folder, wanted, make)
    return folder / "bin" / "python"


def keep(folder: Path, wanted: Sequence[str], make: Callable[[], None]) -> None:
    """Have `make` put what is wanted into the folder, unless it is there; one process at a time."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    stamp = folder / "installed.json"
    with folder.with_name(f"{folder.name}.lock").open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stamp.exists() or json.loads(stamp.read_text(encoding="utf-8")) != list(wanted):
            make()
            stamp.write_text(json.dumps(wanted), encoding="utf-8")


def install(command: Sequence[str]) -> None:
    """Run it; where the registry can't be reached the test is skipped by name, else it fails."""
    missing = f"what it tests could not be installed by `{' '.join(command)}`"
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=INSTALL_SECONDS_MAX, check=False
        )
    except subprocess.TimeoutExpired:
        pytest.skip(f"the package registry does not answer in time: {missing}")
    if done.returncode == 0:
        return
    if _is_unreachable(done.stderr):
        pytest.skip(f"the package registry cannot be reached: {missing}")
    pytest.fail(f"{' '.join(command)}\n{done.stderr[-2000:]}")


def _is_unreachable(text: str) -> bool:
    signs = ("NewConnectionError", "Name or service not known", "ENOTFOUND", "ECONNREFUSED")
    return any(sign in text for sign in (*signs, "EAI_AGAIN", "Temporary failure in name"))


def make_environment(folder: Path, wanted: Sequence[str], run: Callable[[list[str]], None]) -> Path:
    """The interpreter of a new environment with `wanted`, as pip would be given them.

    uv makes it in a tenth of the time; else pip does, which may know another registry: those
    commands are left to `run`, which says what their failure means.
    """
    shutil.rmtree(folder, ignore_errors=True)
    python = folder / "bin" / "python"
    if not _is_made_by_uv(folder, python, wanted):
        run([sys.executable, "-m", "venv", "--clear", str(folder)])
        pip = [str(python), "-m", "pip", "install", "--disable-pip-version-check"]
        run([*pip, "--no-compile", "--quiet", *wanted])
    return python


def _is_made_by_uv(folder: Path, python: Path, wanted: Sequence[str]) -> bool:
    uv = find_uv_bin()
    for command in (
        [uv, "venv", "--quiet", "--python", sys.executable, str(folder)],
        [uv, "pip", "install", "--quiet", "--python", str(python), *wanted],
    ):
        done = subprocess.run(
            command, stderr=subprocess.DEVNULL, timeout=INSTALL_SECONDS_MAX, check=False
        )
        if done.returncode:
            return False
    return True
