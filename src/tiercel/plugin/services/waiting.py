"""Waiting for work that a service does: look, pause, look again; a kill ends it there as well."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import TypeVar

from tiercel.model.errors import PluginError
from tiercel.plugin.context import RunContext
from tiercel.plugin.errors import Interrupted

__all__ = ["wait_for", "while_running"]

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


def while_running(ctx: RunContext, pieces: Iterable[T]) -> Iterator[T]:
    """The pieces of something long, such as a download, until the task is killed or timed out.

    Raises: Interrupted then.
    """
    for piece in pieces:
        if ctx.is_stopped:
            raise Interrupted("The task was stopped")
        yield piece
