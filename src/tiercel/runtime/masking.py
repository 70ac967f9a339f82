"""Hides secret values in log messages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from tiercel.model.json_types import Json

_LONG_RUN = re.compile(r"\*{9}")
_SHOWN = "**masked*"


class Mask:
    """The secret values that one attempt has seen.

    Source: spec/flow-language.md §5, last paragraph: a value is replaced by as many stars as it
    has characters, and the first nine stars of a long run read `**masked*`.
    """

    __slots__ = ("_values",)

    def __init__(self, values: Iterable[str] = ()) -> None:
        self._values: tuple[str, ...] = ()
        for value in values:
            self.add(value)

    def add(self, value: Json) -> None:
        """Hide a text, or every text in a map or list, from now on."""
        if isinstance(value, str):
            if value and value not in self._values:
                # Longest first, so that a secret inside another one never shows the rest.
                self._values = tuple(sorted((*self._values, value), key=len, reverse=True))
        elif isinstance(value, Mapping):
            for item in value.values():
                self.add(item)
        elif isinstance(value, list | tuple):
            for item in value:
                self.add(item)

    def apply(self, message: str) -> str:
        """The message without secrets."""
        if not self._values:
            return message
        hidden = message
        for value in self._values:
            if value in hidden:
                hidden = hidden.replace(value, "*" * len(value))
        return message if hidden == message else _shown(hidden)


def _shown(message: str) -> str:
    return re.sub(r"\*{9,}", lambda run: _LONG_RUN.sub(_SHOWN, run.group(), count=1), message)
