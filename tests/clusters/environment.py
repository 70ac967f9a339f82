"""The environment of a Ray cluster: made once below `.cache/clusters` from its lock."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

from tests.clusters.shared import alone
from tests.environments import INSTALL_SECONDS_MAX, make_environment

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "locks" / "clusters.txt"
FOLDER = ROOT / ".cache" / "clusters"
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
            given = ["--no-deps", "--require-hashes", "--requirement", str(LOCK)]
            make_environment(FOLDER / "environment", given, install)
            stamp.write_text(wanted, encoding="utf-8")
    return python


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
