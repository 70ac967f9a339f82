"""Does in the background what lists need and writers must not wait for: counts, and an index.

One server does it at a time, whichever finds the lock free.
"""

from __future__ import annotations

import asyncio
import logging

from tiercel.adapters.postgres.connections import Connections
from tiercel.adapters.postgres.counts.counting import COUNTINGS, Counting
from tiercel.adapters.postgres.errors import FAILURES
from tiercel.adapters.postgres.log_index import LogIndexing
from tiercel.model.errors import TiercelError
from tiercel.model.stored.limits import POSTGRES_COUNT_SECONDS, POSTGRES_COUNT_SETTLE_SECONDS

LOG = logging.getLogger("tiercel.postgres")
_LOCK = (
    "SELECT pg_try_advisory_xact_lock(hashtextextended('tiercel/count/' || current_schema(), 0))"
)


class Counter:
    """Counts in the background while the store is open."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._task: asyncio.Task[None] | None = None

    def open(self) -> None:
        self._task = asyncio.create_task(self._run(), name="postgres-counts")

    async def close(self) -> None:
        """Stop; what is not finished is rolled back."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def step(self) -> float:
        """Go on with everything; how many seconds later there is more to do.

        Shapes: POSTGRES_COUNT_SECONDS when nothing is left for now. Raises: TiercelError.
        """
        pauses = [await self._step(counting) for counting in (*COUNTINGS, LogIndexing())]
        return min(pauses)

    async def _step(self, counting: Counting | LogIndexing) -> float:
        async with self._connections.one() as connection:
            await connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
            pause = POSTGRES_COUNT_SETTLE_SECONDS
            if await connection.fetchval(_LOCK):
                pause = await counting.step(connection)
            await connection.execute("COMMIT")
            return pause

    async def _run(self) -> None:
        pause = POSTGRES_COUNT_SETTLE_SECONDS
        while True:
            await asyncio.sleep(pause or POSTGRES_COUNT_SETTLE_SECONDS / 20)
            try:
                pause = await self.step()
            except (*FAILURES, TiercelError) as error:
                # Lists read what is not counted: slower, and as right as before.
                LOG.info("counting goes on later: %s", error)
                pause = POSTGRES_COUNT_SECONDS
