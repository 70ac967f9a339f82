"""Regular expressions of users: in Java's notation, within a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiercel.model.errors import PluginError
from tiercel.model.regexes import compile_regex

if TYPE_CHECKING:
    import regex

__all__ = ["compile_regex", "pattern_of"]


def pattern_of(name: str, text: str | None) -> regex.Pattern[str] | None:
    """The pattern in the property of that name; None for an empty one.

    Raises: PluginError with the name and the mistake.
    """
    if not text:
        return None
    try:
        return compile_regex(text)
    except ValueError as error:
        raise PluginError(f"`{name}` is no regular expression: {error}") from None
