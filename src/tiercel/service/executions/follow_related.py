"""Executions that belong together: those that share a correlation id, as they change."""

from __future__ import annotations

from collections.abc import AsyncIterator

import msgspec

from tiercel.engine.graphs.topology import FlowKey
from tiercel.model.authorization.grants import EVERYWHERE, Namespaces
from tiercel.model.execution import Execution
from tiercel.model.label import CORRELATION_ID, value_of
from tiercel.model.limits import FOLLOW_POLL_SECONDS, FOLLOW_RELATED_MAX, FOLLOW_SECONDS_MAX
from tiercel.model.lists.paging import Filter, Operation, Query
from tiercel.model.state import State, StateType
from tiercel.ports.ports import Ports


class Related(msgspec.Struct, frozen=True):
    """What a follower gets of one execution of the group; it keeps all that changed at once."""

    id: str
    namespace: str
    flow_id: str
    state: State
    is_settled: bool


class RelatedFollower:
    """Looks at a group of executions now and then, and whenever the first of them changes."""

    def __init__(self, ports: Ports) -> None:
        self._store = ports.store
        self._notifier = ports.notifier
        self._clock = ports.clock

    async def changes(
        self,
        first: Execution,
        expected: frozenset[FlowKey] = frozenset(),
        visible: Namespaces = EVERYWHERE,
    ) -> AsyncIterator[Related]:
        """Every visible execution of the group once, then again when its state changed.

        Ends when all of them have settled and each expected flow was among them, or after an hour
        of silence: a flow that listens for the end of another one starts a moment after it.
        """
        correlation = value_of(first.labels, CORRELATION_ID) or first.id
        query = Query(
            (Filter("labels", Operation.EQUALS, {CORRELATION_ID: correlation}), *visible.filters()),
            size=FOLLOW_RELATED_MAX,
        )
        seen: dict[str, StateType] = {}
        missing = frozenset(key for key in expected if visible.has(key[0]))
        quiet_since = self._clock.now()
        while (self._clock.now() - quiet_since).total_seconds() < FOLLOW_SECONDS_MAX:
            group = await self._group(query)
            news = [each for each in group if seen.get(each.id) != current_of(each)]
            seen = {each.id: current_of(each) for each in group}
            missing -= {(each.namespace, each.flow_id) for each in group if each.is_settled}
            is_over = not missing and all(each.is_settled for each in group)
            del group
            for each in news:
                quiet_since = self._clock.now()
                yield each
            if is_over:
                return
            await self._notifier.wait([f"follow:{first.id}"], FOLLOW_POLL_SECONDS)

    async def _group(self, query: Query) -> list[Related]:
        """Oldest first."""
        async with self._store.transaction() as tx:
            found = (await tx.executions.find(query)).results
        return [
            Related(each.id, each.namespace, each.flow_id, each.state, each.is_settled)
            for each in reversed(found)
        ]


def current_of(related: Related) -> StateType:
    return related.state.histories[-1].state
