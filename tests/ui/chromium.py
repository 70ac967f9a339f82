"""Find Chromium, or install it where that takes one command: `python -m tests.ui.chromium`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
HOW = (
    "The pages are tested in Chromium. On Debian and Ubuntu: apt-get install chromium. Elsewhere "
    "install it and set TIERCEL_CHROMIUM to its program."
)


def find() -> Path | None:
    """The program, if there is one."""
    given = os.environ.get("TIERCEL_CHROMIUM")
    found = given or next(filter(None, map(shutil.which, NAMES)), None)
    return Path(found) if found else None


def main() -> None:
    """Install the system's package when we may; else say how to."""
    if find() is not None:
        return
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        sys.stdout.write(f"{HOW}\n")
        return
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ("apt-get", "update", "--quiet=2"),
        ("apt-get", "install", "--quiet=2", "--yes", "--no-install-recommends", "chromium"),
    ):
        done = subprocess.run(command, env=environ, stdout=subprocess.DEVNULL, check=False)
        if done.returncode:
            sys.stdout.write(f"{HOW}\n")
            return


if __name__ == "__main__":
    main()
