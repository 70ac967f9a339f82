"""Executions that belong together: those that share a correlation id, as they change."""

from __future__ import annotations

from collections.abc import AsyncIterator

from tiercel.model.execution import Execution
from tiercel.model.label import CORRELATION_ID, value_of
from tiercel.model.limits import FOLLOW_POLL_SECONDS, FOLLOW_RELATED_MAX, FOLLOW_SECONDS_MAX
from tiercel.model.paging import Filter, Operation, Query
from tiercel.ports.clock import Clock
from tiercel.ports.store import Bells, Store


class RelatedFollower:
    """Looks at a group of executions now and then, and whenever the first of them changes."""

    def __init__(self, store: Store, bells: Bells, clock: Clock) -> None:
        self._store = store
        self._bells = bells
        self._clock = clock

    async def changes(self, first: Execution) -> AsyncIterator[Execution]:
        """Every execution of the group once, then again when its state changed.

        Ends when all of them have settled, or after an hour of silence.
        """
        correlation = value_of(first.labels, CORRELATION_ID) or first.id
        query = Query(
            (Filter("labels", Operation.EQUALS, {CORRELATION_ID: correlation}),),
            size=FOLLOW_RELATED_MAX,
        )
        seen: dict[str, str] = {}
        quiet_since = self._clock.now()
        while (self._clock.now() - quiet_since).total_seconds() < FOLLOW_SECONDS_MAX:
            async with self._store.transaction() as tx:
                group = (await tx.executions.find(query)).results
            for execution in reversed(group):
                if seen.get(execution.id) != execution.current:
                    seen[execution.id] = execution.current
                    quiet_since = self._clock.now()
                    yield execution
            if all(execution.is_settled for execution in group):
                return
            await self._bells.wait([f"follow:{first.id}"], FOLLOW_POLL_SECONDS)
