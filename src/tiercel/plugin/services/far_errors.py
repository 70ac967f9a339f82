"""Errors of client libraries, told with where and what, and without what is secret."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tiercel.model.errors import PluginError
from tiercel.plugin.context import RunContext
from tiercel.plugin.errors import Interrupted

__all__ = ["explained"]

_MESSAGE_CHARS_MAX = 2_000


@contextmanager
def explained(
    ctx: RunContext,
    place: str,
    operation: str,
    errors: tuple[type[Exception], ...],
    secrets: tuple[str | None, ...] = (),
) -> Iterator[None]:
    """Errors of a client as one that says where, what, and what the service says.

    Raises: Interrupted instead when the task was stopped.
    """
    try:
        yield
    except errors as error:
        if ctx.is_stopped:
            raise Interrupted(f"{operation} was stopped") from None
        message = str(error).strip() or type(error).__name__
        for secret in secrets:
            message = message.replace(secret, "****") if secret else message
        raise PluginError(f"{place}: {operation} failed: {message[:_MESSAGE_CHARS_MAX]}") from None
