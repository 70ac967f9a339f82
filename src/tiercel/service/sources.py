"""Errors of YAML sources, and texts with several documents."""

from __future__ import annotations

import re

from tiercel.model.errors import Invalid

_SEPARATOR = re.compile(r"^---[ \t]*(?:#.*)?$", re.MULTILINE)


class InvalidSource(Invalid):
    """The source is not valid; `text` lists every violation on a line of its own."""

    @property
    def text(self) -> str:
        """One `path: message` line per violation, each with a line end (flows.md §3.4)."""
        return "".join(f"{v.path}: {v.message}\n" for v in self.violations)


def documents_of(text: str) -> list[str]:
    """The documents between lines of `---`, blank ones left out."""
    return [part.strip("\n") for part in _SEPARATOR.split(text) if part.strip()]
