"""`python -m plugins.workspace`: begin a family, install families, build their wheels."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from plugins.workspace.beginning import begin
from plugins.workspace.family import Family, FamilyError, families, family
from plugins.workspace.project import write_project

USAGE = "usage: python -m plugins.workspace begin FAMILY | install [FAMILY …] | wheels FOLDER\n"
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check")


def main(arguments: list[str]) -> int:
    """Run a command; its exit code."""
    try:
        match arguments:
            case ["begin", name]:
                sys.stdout.write(f"Made {begin(name)}. Next: make plugins\n")
            case ["install", *names]:
                return _install([family(name) for name in names] or families())
            case ["wheels", folder]:
                return _wheels(Path(folder))
            case ["requirements"]:
                sys.stdout.write("\n".join(requirements()) + "\n")
            case _:
                sys.stderr.write(USAGE)
                return 2
    except FamilyError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def requirements() -> list[str]:
    """What all families need, without their extras, sorted."""
    return sorted({each for one in families() for each in one.file.dependencies})


def _install(wanted: list[Family]) -> int:
    editable = [word for one in wanted for word in ("--editable", str(write_project(one)))]
    return _pip("install", "--no-build-isolation", "--no-deps", "--quiet", *editable)


def _wheels(folder: Path) -> int:
    projects = [str(write_project(one)) for one in families()]
    options = ("--no-build-isolation", "--no-deps", "--quiet", "--wheel-dir", str(folder))
    return _pip("wheel", *options, *projects)


def _pip(*words: str) -> int:
    return subprocess.run([*PIP, *words], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
