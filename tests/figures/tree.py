"""The product's modules, parsed once."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "tiercel"


class Module(msgspec.Struct, frozen=True):
    """A file of the product; `path` begins below the package."""

    path: str
    tree: ast.Module

    def calls(self) -> Iterator[ast.Call]:
        """Every call in it."""
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))

    def at(self, line: int, what: str) -> str:
        """One finding."""
        return f"src/tiercel/{self.path}:{line}: {what}"


@cache
def modules() -> tuple[Module, ...]:
    """All of them, by path."""
    return tuple(
        Module(path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_text(encoding="utf-8")))
        for path in sorted(PACKAGE.rglob("*.py"))
    )
