"""How much of what is alike is tried: by default a part of it, all of it with TIERCEL_PAGES=all."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar
from zlib import crc32

One = TypeVar("One")
IS_ALL = os.environ.get("TIERCEL_PAGES") == "all"


def every(number: int, found: Sequence[One]) -> Sequence[One]:
    """Each of that number, beginning with the first."""
    return found if IS_ALL else found[::number]


def one_for_test(choices: Sequence[str]) -> Sequence[str]:
    """One of them, the same each time that this test runs and not the same for all tests."""
    if IS_ALL:
        return choices
    name, _, _ = os.environ["PYTEST_CURRENT_TEST"].rpartition(" ")
    number = crc32(name.encode()) % len(choices)
    return choices[number : number + 1]
