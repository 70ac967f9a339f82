"""Find Chromium, or install it where that takes one command: `python -m tests.ui.chromium`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

# The same engine without windows of its own: the tests take two thirds of the processor time.
SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
HOW = (
    f"The pages are tested in Chromium. On Debian: apt-get install {SHELL}. Elsewhere install "
    "Chromium and set TIERCEL_CHROMIUM to its program."
)


def find() -> Path | None:
    """The program, if there is one."""
    given = os.environ.get("TIERCEL_CHROMIUM")
    found = given or next(filter(None, map(shutil.which, NAMES)), None)
    return Path(found) if found else None


def main() -> None:
    """Install the system's package when we may; else say how to, if there is no other."""
    if "TIERCEL_CHROMIUM" in os.environ or shutil.which(SHELL):
        return
    if shutil.which("apt-get") is not None and os.geteuid() == 0:
        _install()
    if find() is None:
        sys.stdout.write(f"{HOW}\n")


def _install() -> None:
    """Put the package there that is best of those that the system has."""
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    packages = (SHELL, "chromium") if find() is None else (SHELL,)
    install = ("apt-get", "install", "--quiet=2", "--yes", "--no-install-recommends")
    for command in (("apt-get", "update", "--quiet=2"), *((*install, each) for each in packages)):
        done = subprocess.run(command, env=environ, stdout=subprocess.DEVNULL, check=False)
        if command[1] == "install" and done.returncode == 0:
            return


if __name__ == "__main__":
    main()
