"""Hides secret values in log messages."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote, quote_plus

from tiercel.model.json_types import Json

_LONG_RUN = re.compile(r"\*{9}")
_SHOWN = "**masked*"
_ESCAPE = re.compile("%[0-9A-F]{2}")
_URL_ALPHABET = str.maketrans("+/", "-_")
# Shorter forms would hide words that have nothing to do with the value.
FORM_CHARS_MIN = 5


class Mask:
    """The secret values that one attempt has seen.

    Source: spec/flow-language.md §5, last paragraph: a value is replaced by as many stars as it
    has characters, and the first nine stars of a long run read `**masked*`. Forms in which a value
    commonly travels are replaced like the value: see `forms_of`.
    """

    __slots__ = ("_seen", "_values")

    def __init__(self, values: Iterable[str] = ()) -> None:
        self._seen: set[str] = set()
        self._values: tuple[str, ...] = ()
        for value in values:
            self.add(value)

    def add(self, value: Json) -> None:
        """Hide a text, or every text in a map or list, from now on."""
        if isinstance(value, str):
            if value and value not in self._seen:
                self._seen.add(value)
                # Longest first, so that a secret inside another one never shows the rest.
                found = {*self._values, value, *forms_of(value)}
                self._values = tuple(sorted(found, key=len, reverse=True))
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


def forms_of(value: str) -> Iterator[str]:
    """The value in addresses, JSON, arguments of a shell, and within text in base 64."""
    if len(value) < FORM_CHARS_MIN:
        return
    for safe in ("", "/"):
        encoded = quote(value, safe=safe, errors="replace")
        yield from (encoded, _ESCAPE.sub(lambda found: found[0].lower(), encoded))
    yield quote_plus(value, errors="replace")
    for is_ascii in (True, False):
        yield json.dumps(value, ensure_ascii=is_ascii)[1:-1]
    yield value.replace("'", "'\"'\"'")
    yield value.replace("'", "'\\''")
    yield from _in_base64(value.encode(errors="replace"))


def _in_base64(content: bytes) -> Iterator[str]:
    """What is the same wherever the value begins: at each of three places, without its edges."""
    for before in range(3):
        text = base64.b64encode(bytes(before) + content).decode()
        bits = (before + len(content)) * 8
        core = text[(before * 8 + 5) // 6 : bits // 6]
        if len(core) >= FORM_CHARS_MIN:
            yield core
            yield core.translate(_URL_ALPHABET)


def _shown(message: str) -> str:
    return re.sub(r"\*{9,}", lambda run: _LONG_RUN.sub(_SHOWN, run.group(), count=1), message)
