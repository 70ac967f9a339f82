"""What moving needs of a store beside its other ports: all rows in order, and rows as they were."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol

from tiercel.model.kv import KvEntry
from tiercel.model.stored.moving import MovedKind, Stored
from tiercel.model.trigger import TriggerState


class Moment(Protocol):
    """Everything that was committed at one moment, however long the reading takes."""

    async def count(self, kind: MovedKind) -> int:
        """How many there are. Raises: Unavailable."""

    async def task_runs(self) -> int:
        """How many task runs the executions have together. Raises: Unavailable."""

    def rows(self, kind: MovedKind) -> AsyncIterator[Stored]:
        """All of them in bounded memory: queues, logs and metrics in the order in which they were
        put, executions by id with their task runs. Raises: Unavailable.
        """


class Restore(Protocol):
    """Rows of another store whose counters go on: a part of a transaction."""

    def kv(self, entry: KvEntry) -> None:
        """A new entry of any revision. Guard: the key is absent."""

    def trigger(self, state: TriggerState) -> None:
        """A new state of any version. Guard: the trigger is absent."""
