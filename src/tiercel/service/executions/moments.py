"""What an action made of an execution, before the execution went on."""

from __future__ import annotations

from collections.abc import Callable

from tiercel.engine.draft import Draft
from tiercel.engine.index import indexed
from tiercel.expr import Lookups, NoLookups
from tiercel.model.execution import Execution
from tiercel.model.ids import Ids
from tiercel.model.state import StateType
from tiercel.model.stored.limits import STORE_INLINE_ROWS_MAX
from tiercel.ports.ports import Ports
from tiercel.service.executions.step_env import step_env
from tiercel.service.flows.cache import FlowCache
from tiercel.service.lookup_rounds import without_lookups
from tiercel.service.off_loop import in_thread


class ExecutionMoments:
    """Makes the change of an action once more, on the execution as it was before.

    A client that asks for a restart wants to read that it was restarted. What failed fast has
    failed again by the time that the executor has folded the event and the store is read.
    """

    def __init__(self, ports: Ports, flow_cache: FlowCache) -> None:
        self._ports = ports
        self._flow_cache = flow_cache

    @property
    def restarts_failed_only(self) -> bool:
        """What the settings say about restarts."""
        return self._ports.config.restarts_failed_only

    async def restarted(
        self, before: Execution, after: Execution, change: Callable[[Draft], None]
    ) -> Execution:
        """The execution when it entered RESTARTED; as it is when it did not."""
        added = after.state.histories[len(before.state.histories) :]
        dates = [entry.date for entry in added if entry.state is StateType.RESTARTED]
        if not dates:
            return after
        async with self._ports.store.transaction() as tx:
            plan = await self._flow_cache.plan(
                tx, before.namespace, before.flow_id, before.flow_revision
            )
        if plan is None:
            return after
        ids = Ids(before.id, before.version)

        def changed(lookups: Lookups) -> Execution:
            env = step_env(self._ports, plan, dates[0], ids, lookups)
            draft = Draft(indexed(before, plan.last_tasks), env)
            change(draft)
            return draft.finish()

        if len(before.task_runs) > STORE_INLINE_ROWS_MAX:
            return await in_thread(changed, NoLookups())
        return await without_lookups(changed)
