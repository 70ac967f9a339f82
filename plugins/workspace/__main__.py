"""`python -m plugins.workspace`: begin a family, list types, install families, build wheels."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from hatchling.builders.wheel import WheelBuilder

from plugins.workspace.beginning import begin
from plugins.workspace.family import PLACE, Family, FamilyError, families, family
from plugins.workspace.project import index_of, write_project
from tiercel.plugin.catalog.families import LIST_FILE

USAGE = (
    "usage: python -m plugins.workspace begin FAMILY | types | install [FAMILY …] | wheels FOLDER\n"
)
TYPES = PLACE.parent / "src" / "tiercel" / "plugin" / "catalog" / LIST_FILE
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
                wheels(Path(folder), families())
            case ["types"]:
                TYPES.write_text("\n".join(type_names()) + "\n", encoding="utf-8")
            case ["requirements"]:
                sys.stdout.write("\n".join(requirements()) + "\n")
            case _:
                sys.stderr.write(USAGE)
                return 2
    except FamilyError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def type_names() -> list[str]:
    """Names and aliases of the types of all families, sorted."""
    rows = [row for one in families() for row in index_of(one)]
    return sorted({name for row in rows for name in (row.name, *row.aliases)})


def requirements() -> list[str]:
    """What all families need, without their extras, sorted."""
    return sorted({each for one in families() for each in one.file.dependencies})


def _install(wanted: list[Family]) -> int:
    editable = [word for one in wanted for word in ("--editable", str(write_project(one)))]
    return _pip("install", "--no-build-isolation", "--no-deps", "--quiet", *editable)


def wheels(folder: Path, wanted: Iterable[Family]) -> None:
    """Build the wheel of each. In this process: pip starts two more for each of them."""
    for one in wanted:
        builder = WheelBuilder(str(write_project(one)))
        for _ in builder.build(directory=str(folder), versions=["standard"]):
            continue


def _pip(*words: str) -> int:
    return subprocess.run([*PIP, *words], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
