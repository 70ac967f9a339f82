"""Uvicorn without its command line.

Whatever is imported of it imports that as well, and with it Click and multiprocessing: 1.5 MB of
every server, for what only `uvicorn` as a command uses.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

COMMAND_LINE = "uvicorn.main"


class CommandLine(ModuleType):
    """Stands in for the module until somebody calls something of it."""

    def __getattr__(self, name: str) -> Any:
        if name == "Server":
            return import_module("uvicorn.server").Server
        if name in ("main", "run"):
            return lambda *given, **named: getattr(_loaded(), name)(*given, **named)
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(_loaded(), name)


def leave_out_command_line() -> None:
    """Have uvicorn, where it is not imported yet, do so without it."""
    if "uvicorn" not in sys.modules:
        sys.modules.setdefault(COMMAND_LINE, CommandLine(COMMAND_LINE))


def _loaded() -> ModuleType:
    """The module itself."""
    if isinstance(sys.modules.get(COMMAND_LINE), CommandLine):
        del sys.modules[COMMAND_LINE]
    return import_module(COMMAND_LINE)
