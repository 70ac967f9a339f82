"""What types say where no library of a family is installed.

`python -m tests.families.missing` tries all of them, in a process that has never seen one.
"""

from __future__ import annotations

import importlib.metadata
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any

import msgspec

from plugins.workspace.family import Family, families, make_importable
from tests.families.google import Google
from tests.families.mistakes import BARE, Tried, examples, failure
from tiercel.model.errors import PluginError
from tiercel.plugin.http import HttpAnswer, HttpRequest

_ROOT = Path(__file__).parents[2]
_REQUIREMENT = re.compile(r"[A-Za-z0-9_.-]+")
# Families whose secrets are keys of Google, which are read before the library is asked for.
_OF_GOOGLE = ("gcp", "googleworkspace")


class Missed(Tried, frozen=True):
    """With what it would have imported."""

    modules: tuple[str, ...]


def tried_without_libraries() -> Mapping[str, list[Missed]]:
    """What each type of a family with libraries says, by family. Raises: CalledProcessError."""
    command = [sys.executable, "-m", "tests.families.missing"]
    found = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=_ROOT).stdout
    return msgspec.json.decode(found, type=dict[str, list[Missed]])


def with_libraries() -> list[Family]:
    """Families that need any, always or for some of their types."""
    return [each for each in families() if each.file.dependencies or each.file.extras]


class _Hiding(MetaPathFinder):
    """Says of some modules that they are not installed, and keeps what was asked for."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names
        self.asked: list[str] = []

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> ModuleSpec | None:
        if fullname.partition(".")[0] in self._names:
            self.asked.append(fullname)
            raise ModuleNotFoundError(f"No module named '{fullname}'", name=fullname)
        return None


def _tried(family: Family, hiding: _Hiding, key: str) -> Iterator[Missed]:
    for name, place, example in examples(family):
        hiding.asked.clear()
        try:
            text = failure(place, example, _nobody, key)
        except Exception as error:  # noqa: BLE001  That none comes is what is tried.
            text = f"{BARE} {type(error).__name__}: {error}"
        yield Missed(name, text, tuple(hiding.asked))


def _nobody(request: HttpRequest) -> HttpAnswer:
    raise PluginError("nobody answers")


def _modules() -> frozenset[str]:
    """The top-level modules of all packages that families need."""
    requirements = (
        each
        for family in families()
        for wanted in (family.file.dependencies, *family.file.extras.values())
        for each in wanted
    )
    names = (_REQUIREMENT.match(each) for each in requirements)
    wanted = {_canonical(found.group()) for found in names if found is not None}
    return frozenset(
        module
        for module, packages in importlib.metadata.packages_distributions().items()
        if wanted & {_canonical(each) for each in packages}
    )


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _all() -> dict[str, list[Missed]]:
    make_importable()
    key, modules = Google("", lets_in=False).key, _modules()
    # Those of the tests themselves: no family has been imported yet.
    for name in [each for each in sys.modules if each.partition(".")[0] in modules]:
        del sys.modules[name]
    hiding = _Hiding(modules)
    sys.meta_path.insert(0, hiding)
    return {
        each.name: list(_tried(each, hiding, key if each.name in _OF_GOOGLE else "no key"))
        for each in with_libraries()
    }


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(_all()))
