"""Errors of client libraries, told with where and what, and without what is secret."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from tiercel.model.errors import PluginError
from tiercel.plugin.context import RunContext
from tiercel.plugin.errors import Interrupted

__all__ = ["explained", "words_of"]

_MESSAGE_CHARS_MAX = 2_000
# An error of the system inside of another text: `ConnectionResetError(104, 'Connection reset')`.
_CODED = re.compile(r"(?:\b\w+Error)?\(\d{1,3}, '([^']*)'\)")
# What errors without a word of their own mean.
_SAID: dict[type[BaseException], str] = {
    EOFError: "the other side ended the connection",
    TimeoutError: "there was no answer in time",
}


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
        message = words_of(error)
        for secret in secrets:
            message = message.replace(secret, "****") if secret else message
        raise PluginError(f"{place}: {operation} failed: {message[:_MESSAGE_CHARS_MAX]}") from None


def words_of(error: BaseException) -> str:
    """What an error of a library says: a code before its words, and no form of Python.

    Many are made of a code and a text, or of bytes, which `str` gives as Python would write them.
    """
    if isinstance(error, OSError) and isinstance(error.strerror, str):
        named = f": {error.filename}" if error.filename else ""
        return f"{_plain(error.errno, error.strerror)}{named}"
    # Who says more than its arguments has a method for that.
    is_plain = type(error).__str__ in (BaseException.__str__, OSError.__str__)
    words = _CODED.sub(r"\1", _text_of(error.args) if is_plain else str(error)).strip()
    inner = getattr(error, "exception", None)
    if not words and isinstance(inner, BaseException):
        return words_of(inner)
    return words or _SAID.get(type(error), type(error).__name__)


def _plain(number: int | None, words: str) -> str:
    # An event loop adds the address, as Python writes it, to what the system says.
    return os.strerror(number) if number and "Connect call failed" in words else words


def _text_of(value: object) -> str:
    if isinstance(value, bytes | bytearray):
        return value.decode("utf-8", errors="replace")
    if isinstance(value, BaseException):
        return words_of(value)
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {_text_of(each)}" for name, each in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ": ".join(_text_of(each) for each in value)
    return str(value)
