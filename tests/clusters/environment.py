"""The environment of a Ray cluster: made once below `.cache/clusters` from its lock."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from uv import find_uv_bin

from tests.clusters.shared import alone

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "locks" / "clusters.txt"
FOLDER = ROOT / ".cache" / "clusters"
INSTALL_SECONDS_MAX = 240
UNREACHABLE = ("NewConnectionError", "Name or service not known", "Temporary failure in name")
NO_WHEEL = "No matching distribution found for"


class Missing(Exception):
    """It can't be had here; the text says why."""


def python_of_clusters() -> Path:
    """The interpreter that has Ray. Raises: Missing without a registry or a wheel."""
    stamp = FOLDER / "installed"
    wanted = f"{sys.version} {hashlib.sha256(LOCK.read_bytes()).hexdigest()}"
    python = FOLDER / "environment" / "bin" / "python"
    with alone(FOLDER / "lock"):
        if not (stamp.exists() and stamp.read_text(encoding="utf-8") == wanted):
            shutil.rmtree(FOLDER / "environment", ignore_errors=True)
            install([sys.executable, "-m", "venv", str(FOLDER / "environment")])
            install_lock(python)
            stamp.write_text(wanted, encoding="utf-8")
    return python


def install_lock(python: Path) -> None:
    """By uv, which takes a tenth of the time, else by pip, which may know another registry."""
    given = ["--quiet", "--no-deps", "--require-hashes", "--requirement", str(LOCK)]
    uv = subprocess.run(
        [find_uv_bin(), "pip", "install", "--python", str(python), *given],
        stderr=subprocess.DEVNULL,
        timeout=INSTALL_SECONDS_MAX,
        check=False,
    )
    if uv.returncode != 0:
        pip = [str(python), "-m", "pip", "install", "--disable-pip-version-check"]
        install([*pip, "--no-compile", *given])


def install(command: list[str]) -> None:
    """Run it. Raises: Missing when the registry has nothing for us."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=INSTALL_SECONDS_MAX, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise Missing("the package registry does not answer in time") from error
    if done.returncode == 0:
        return
    if any(sign in done.stderr for sign in UNREACHABLE):
        raise Missing("the package registry cannot be reached")
    if NO_WHEEL in done.stderr:
        raise Missing(f"the package registry has no wheel: {done.stderr[-300:].strip()}")
    raise AssertionError(f"{' '.join(command)}\n{done.stderr[-2000:]}")
