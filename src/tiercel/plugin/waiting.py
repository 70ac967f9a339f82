"""Waiting for work that a service does: look, pause, look again; a kill ends it there as well."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from tiercel.model.errors import PluginError
from tiercel.plugin.context import RunContext

__all__ = ["wait_for"]

T = TypeVar("T")


def wait_for(
    ctx: RunContext,
    look: Callable[[], T | None],
    *,
    every: timedelta,
    at_most: timedelta | None = None,
    stop: Callable[[], None] | None = None,
) -> T:
    """The first thing that `look` finds; None means: not yet.

    `stop` ends the work on the far side when the task is killed or timed out. Raises: PluginError
    after `at_most`, Interrupted when the task was stopped.
    """
    if stop is not None:
        ctx.on_stop(stop)
    began = ctx.now()
    while True:
        found = look()
        if found is not None:
            return found
        if at_most is not None and ctx.now() - began >= at_most:
            raise PluginError(f"It has not ended within {at_most}")
        ctx.pause(every)
