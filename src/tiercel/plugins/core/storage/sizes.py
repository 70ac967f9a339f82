"""Sizes as flows write them: `10MB`, `1KB`, `512`."""

from __future__ import annotations

import re

from tiercel.plugin import PluginError

SIZE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([KMGT]?)(I?)B?\s*", re.IGNORECASE)
POWERS = {"": 0, "K": 1, "M": 2, "G": 3, "T": 4}


def bytes_of(text: str) -> int:
    """The number of bytes; a KB is 1024 of them. Raises: PluginError when it is no size."""
    match = SIZE.fullmatch(text)
    if match is None:
        raise PluginError(f"'{text}' is not a size such as 10MB")
    return int(float(match[1]) * 1024 ** POWERS[match[2].upper()])
