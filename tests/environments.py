"""Environments of Python that tests make for what is not in their own."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from uv import find_uv_bin

INSTALL_SECONDS_MAX = 240


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
