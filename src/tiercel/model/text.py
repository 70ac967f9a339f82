"""Texts that every store can hold: valid Unicode, no zero characters, no longer than allowed.

Half of a surrogate pair has no UTF-8 form, and PostgreSQL has no U+0000. What people and tasks
write may hold both, so it is replaced where it enters; what a client sends can be refused instead.
"""

from __future__ import annotations

import re

from tiercel.model.json_types import Json

REPLACEMENT = "\ufffd"  # What stands for a zero character.
_HALVES = re.compile(r"[\ud800-\udfff]")


def valid_unicode(text: str) -> str:
    """The text with a question mark for each lone half of a surrogate pair."""
    if text.isascii() or _HALVES.search(text) is None:
        return text
    return text.encode("utf-8", "replace").decode("utf-8")


def valid_tree(value: Json) -> Json:
    """The value with every text and key in it as `valid_unicode` gives it."""
    if isinstance(value, str):
        return valid_unicode(value)
    if isinstance(value, dict):
        return {valid_unicode(str(key)): valid_tree(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [valid_tree(item) for item in value]
    return value


def storable(text: str) -> str:
    """The text as every store can hold it."""
    if "\x00" in text:
        text = text.replace("\x00", REPLACEMENT)
    return valid_unicode(text)


def bounded(text: str, chars_max: int) -> str:
    """The text as every store can hold it, cut to so many characters."""
    if len(text) > chars_max:
        text = text[: chars_max - 1] + "…"
    return text if text.isprintable() else storable(text)
