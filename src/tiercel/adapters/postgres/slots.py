"""Locks of flows among all servers of the database."""

from __future__ import annotations

from tiercel.adapters.postgres.unit import PostgresUnit

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || '/slots/' || $1, 0))"


class PostgresSlots:
    """See `ports.store.Slots`."""

    def __init__(self, unit: PostgresUnit) -> None:
        self._unit = unit
        self._locked: set[str] = set()

    async def lock(self, namespace: str, flow_id: str) -> None:
        """Wait for the flow's lock; it is held until the transaction has ended.

        Raises: Stale when that takes too long, as in a deadlock.
        """
        key = f"{namespace}/{flow_id}"
        if key not in self._locked:
            await self._unit.claim(_LOCK, key)
            self._locked.add(key)
