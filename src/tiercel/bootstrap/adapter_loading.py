"""Loads what an entry point names, and says what is wrong with one that can't be loaded."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from typing import Any

from tiercel.model.errors import Unavailable
from tiercel.plugin.catalog.broken import broken_plugin


def load_adapter(point: EntryPoint) -> Any:
    """The function that makes the adapter. Raises: Unavailable with the reason and the fix."""
    try:
        return point.load()
    # What somebody else wrote may raise anything on import.
    except (Exception, SystemExit) as error:
        package = "" if point.dist is None else point.dist.name
        broken = broken_plugin(point.name, package, error)
        raise Unavailable(
            f"The entry point '{point.name}' of {point.group} can't be loaded:"
            f" {broken.reason}. {broken.fix}"
        ) from error
