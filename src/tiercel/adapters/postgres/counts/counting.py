"""Counts executions and log entries by hour and by day, a little behind the present.

Whoever writes is not slowed down: rows are counted when they are some minutes old, in one
statement for many. What happens to older rows is noted by triggers, and added here. One server
counts at a time, whichever finds the lock free.
"""

from __future__ import annotations

import asyncpg
import msgspec

from tiercel.adapters.analysis import SECOND
from tiercel.model.stored.limits import (
    POSTGRES_COUNT_AGE_SECONDS,
    POSTGRES_COUNT_ROWS_MAX,
    POSTGRES_COUNT_SECONDS,
    POSTGRES_COUNT_SETTLE_SECONDS,
)

SLOT = 300 * SECOND
STATE = (
    "SELECT counted, proposed,"
    " pg_snapshot_xmin(pg_current_snapshot())::text::bigint >= boundary,"
    " floor(extract(epoch FROM clock_timestamp()))::bigint"
    " FROM counting WHERE name = $1"
)
SET_COUNTED = "UPDATE counting SET counted = $2 WHERE name = $1 AND counted <> $2"
# The number of this transaction: those of all that are under way are smaller.
PROPOSE = (
    "UPDATE counting SET proposed = $2, boundary = pg_current_xact_id()::text::bigint"
    " WHERE name = $1"
)
_UPSERTS = (
    " n = known.n + excluded.n, duration = known.duration + excluded.duration,"
    " shortest = least(known.shortest, excluded.shortest),"
    " longest = greatest(known.longest, excluded.longest)"
)
# Changes of rows that are counted here for the first time are in the rows already.
_EXECUTIONS = f"""
WITH gone AS (DELETE FROM execution_changes WHERE slot < $2::bigint / {SLOT} RETURNING *),
parts AS (
    SELECT started / {SLOT} AS slot, namespace, flow_id, kind, state, count(*) AS n,
        sum(duration) AS duration, min(duration) AS shortest, max(duration) AS longest
    FROM executions WHERE started >= $1::bigint AND started < $2::bigint GROUP BY 1, 2, 3, 4, 5
    UNION ALL SELECT * FROM gone WHERE slot < $1::bigint / {SLOT}
),
hours AS (
    INSERT INTO execution_hours AS known
    SELECT slot / 12, namespace, kind, state,
        sum(n), sum(duration), min(shortest), max(longest)
    FROM parts GROUP BY 1, 2, 3, 4
    ON CONFLICT (hour, namespace, kind, state) DO UPDATE SET {_UPSERTS}
),
days AS (
    INSERT INTO execution_days AS known
    SELECT slot / 288, namespace, flow_id, kind, state,
        sum(n), sum(duration), min(shortest), max(longest)
    FROM parts GROUP BY 1, 2, 3, 4, 5
    ON CONFLICT (day, namespace, flow_id, kind, state) DO UPDATE SET {_UPSERTS}
)
SELECT count(*) FROM gone
"""
_LOGS = f"""
WITH gone AS (DELETE FROM log_changes WHERE slot < $2::bigint / {SLOT} RETURNING *),
parts AS (
    SELECT timestamp / {SLOT} AS slot, namespace, level, count(*) AS n
    FROM logs WHERE timestamp >= $1::bigint AND timestamp < $2::bigint GROUP BY 1, 2, 3
    UNION ALL SELECT * FROM gone WHERE slot < $1::bigint / {SLOT}
),
hours AS (
    INSERT INTO log_hours AS known
    SELECT slot / 12, namespace, level, sum(n) FROM parts GROUP BY 1, 2, 3
    ON CONFLICT (hour, namespace, level) DO UPDATE SET n = known.n + excluded.n
)
SELECT count(*) FROM gone
"""


class Counting(msgspec.Struct, frozen=True):
    """One table whose rows are counted: `time` is when they began, `tables` have the counts."""

    name: str
    time: str
    text: str
    tables: tuple[str, ...]

    async def step(self, connection: asyncpg.Connection) -> float:
        """Count on; how many seconds later there is more to do. Raises: what the driver raises.

        The transaction must be a snapshot.
        """
        counted, proposed, is_settled, now = await connection.fetchrow(STATE, self.name)
        until, is_behind = counted, False
        if is_settled and proposed > counted:
            until = await self._until(connection, counted, proposed)
            is_behind = until < proposed
        if await connection.fetchval(self.text, counted, until):
            for table in self.tables:
                await connection.execute(f"DELETE FROM {table} WHERE n <= 0")
        await connection.execute(SET_COUNTED, self.name, until)
        if is_behind:
            return 0.0
        # Whoever writes older rows from now on notes it, even if the clock is set back a little.
        next_one = (now - POSTGRES_COUNT_AGE_SECONDS) * SECOND // SLOT * SLOT
        if until < proposed or next_one <= proposed:
            return POSTGRES_COUNT_SECONDS if until == proposed else POSTGRES_COUNT_SETTLE_SECONDS
        await connection.execute(PROPOSE, self.name, next_one)
        return POSTGRES_COUNT_SETTLE_SECONDS

    async def _until(self, connection: asyncpg.Connection, counted: int, proposed: int) -> int:
        """Where to end, so that no step takes long."""
        text = (
            f"SELECT {self.time} FROM {self.name} WHERE {self.time} >= $1 AND {self.time} < $2"
            f" ORDER BY {self.time} OFFSET $3 LIMIT 1"
        )
        bounds = counted, proposed, POSTGRES_COUNT_ROWS_MAX
        last = await connection.fetchval(text, *bounds)
        if last is None:
            return proposed
        return max(int(last) // SLOT * SLOT, (counted // SLOT + 1) * SLOT)


COUNTINGS = (
    Counting("executions", "started", _EXECUTIONS, ("execution_hours", "execution_days")),
    Counting("logs", "timestamp", _LOGS, ("log_hours",)),
)
