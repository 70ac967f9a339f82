"""Families use the public API of plugins like anyone else: no other module of ours."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

from plugins.workspace.family import families

ROOT = Path(__file__).parents[3]
# Where built-in tasks share what others may use as well: see docs/plugins.md.
SHARED = (
    "tiercel.plugins.clients",
    "tiercel.plugins.files",
    "tiercel.plugins.hosts",
    "tiercel.plugins.listening",
    "tiercel.plugins.scripts",
)


def private() -> tuple[str, ...]:
    """The modules that built-in plugins must not import either."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    (found,) = (each for each in contracts if each.get("id") == "plugins")
    return tuple(found["forbidden_modules"])


def test_families_import_public_modules_only() -> None:
    forbidden = private()
    wrong = []
    for family in families():
        for file in family.sources.rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                names = (
                    [node.module or ""]
                    if isinstance(node, ast.ImportFrom)
                    else [each.name for each in getattr(node, "names", [])]
                    if isinstance(node, ast.Import)
                    else []
                )
                wrong += [f"{file}: {name}" for name in names if not is_public(name, forbidden)]
    assert wrong == []


def is_public(name: str, forbidden: tuple[str, ...]) -> bool:
    """Whether a family may import a module."""
    if name.partition(".")[0] != "tiercel":
        return True
    if any(name == each or name.startswith(f"{each}.") for each in forbidden):
        return False
    return name == "tiercel.plugin" or name.startswith(("tiercel.plugin.", *SHARED))


def test_what_is_public() -> None:
    forbidden = private()
    assert is_public("tiercel.plugin.rows", forbidden)
    assert is_public("tiercel.plugins.files", forbidden)
    assert not is_public("tiercel.plugin.task", forbidden)
    assert not is_public("tiercel.runtime.worker.work", forbidden)
    assert not is_public("tiercel.plugins.core.http.client", forbidden)
