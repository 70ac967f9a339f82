"""The words of a text that people look for."""

from __future__ import annotations

import re

_SEPARATORS = re.compile(r"[\W_]+")


def words(text: str) -> tuple[str, ...]:
    """Its words in lower case: separators are all but letters and digits."""
    return tuple(word.lower() for word in _SEPARATORS.split(text) if word)
