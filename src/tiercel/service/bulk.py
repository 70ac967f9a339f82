"""Bulk use cases: all or nothing, with one reason per item that stands in the way."""

from __future__ import annotations

from collections.abc import Sequence

from tiercel.model.errors import TiercelError


class BulkRefused(TiercelError):
    """Nothing was done: some items can't be handled.

    Shapes: `items` are (item, reason) pairs, `noun` is what an item is.
    """

    def __init__(
        self, message: str, items: Sequence[tuple[str, str]], noun: str = "execution"
    ) -> None:
        super().__init__(message)
        self.items = tuple(items)
        self.noun = noun
