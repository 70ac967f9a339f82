"""Work that a service does: begun once, looked at until it has ended, ended there by a kill."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TypeVar

from tiercel.model.errors import PluginError
from tiercel.plugin.context import RunContext
from tiercel.plugin.errors import Interrupted

__all__ = ["begun", "ended_there", "wait_for", "while_running"]

T = TypeVar("T")


def begun(ctx: RunContext, begin: Callable[[], str]) -> str:
    """The id of the work: what a lost attempt has begun, else what `begin` begins now.

    It is remembered as `{"id": …}` for the attempt after this one, and for `cancel`.
    """
    earlier = ctx.remembered
    if earlier is not None:
        line = f"Going on with {earlier['id']} of an attempt before"
        ctx.log.info(line)
        return str(earlier["id"])
    number = begin()
    ctx.remember({"id": number})
    return number


@contextmanager
def ended_there(ctx: RunContext, stop: Callable[[], object]) -> Iterator[None]:
    """A kill or a timeout in the block ends the work on the far side, in the task's own thread.

    As `stop` of `wait_for`, for services that `ctx.http` asks: it waits for nothing from another
    thread. Its requests must have `outlives_stop`.
    """
    try:
        yield
    except Interrupted:
        if not ctx.is_left_running:
            stop()
        raise


def wait_for(
    ctx: RunContext,
    look: Callable[[], T | None],
    *,
    every: timedelta,
    at_most: timedelta | None = None,
    stop: Callable[[], None] | None = None,
) -> T:
    """The first thing that `look` finds; None means: not yet.

    `stop` ends the work on the far side when the task is killed or timed out, not when its worker
    stops and another goes on with what was remembered. Raises: PluginError after `at_most`,
    Interrupted when the task was stopped.
    """
    if stop is not None:
        ctx.on_stop(lambda: None if ctx.is_left_running else stop())
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
