"""Executions one after the other, read some at once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from tiercel.model.execution import Execution
from tiercel.model.lists.paging import Filter
from tiercel.model.stored.limits import STORE_STREAM_ROWS


class Batches(Protocol):
    """Executions of one transaction."""

    async def batch(
        self, filters: Sequence[Filter], after: tuple[int, str] | None, limit: int
    ) -> list[tuple[int, Execution]]:
        """The next ones, newest first, each with its start: those behind `after` (start, id)."""


async def streamed(executions: Batches, filters: Sequence[Filter]) -> AsyncIterator[Execution]:
    """All matching executions with their task runs, newest first."""
    last: tuple[int, str] | None = None
    while True:
        batch = await executions.batch(filters, last, STORE_STREAM_ROWS)
        for started, execution in batch:
            yield execution
            last = (started, execution.id)
        if len(batch) < STORE_STREAM_ROWS:
            return
