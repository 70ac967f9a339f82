"""Rows that go to a service, some with each request, and a file of what became of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from tiercel.plugin import Json


class Outcomes:
    """Rows with what became of them, as they are sent; `failed` counts those that were refused."""

    def __init__(self, send: Callable[[list[Any]], Iterable[tuple[Json, bool]]]) -> None:
        self._send = send
        self.count = 0
        self.failed = 0

    def rows(self, groups: Iterable[list[Any]]) -> Iterator[Json]:
        """What became of each row."""
        for group in groups:
            for row, is_good in self._send(group):
                self.count += 1
                self.failed += not is_good
                yield row
