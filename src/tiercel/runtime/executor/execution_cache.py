"""Executions that are being worked on, so that an event does not read them back."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection

from tiercel.engine.index import indexed
from tiercel.model.execution import Execution
from tiercel.model.limits import (
    CACHED_EXECUTIONS_MAX,
    CACHED_TASK_RUNS_MAX,
)
from tiercel.ports.store import Store, Tx
from tiercel.service.executions.release import SlowRelease
from tiercel.service.flows.cache import FlowCache
from tiercel.service.off_loop import by_rows


class ExecutionCache:
    """The newest saved form of executions, with index; bounded by number and by task runs.

    When other servers write to the store, too, only what was verified in the current transaction
    of the executor is taken from here: it has claimed these executions, so they stay as they are.
    """

    def __init__(self, store: Store, flow_cache: FlowCache, release: SlowRelease) -> None:
        self._store = store
        self._flow_cache = flow_cache
        self._release = release
        self._kept: OrderedDict[str, Execution] = OrderedDict()
        self._task_runs = 0
        self._verified: frozenset[str] = frozenset()

    async def verify(self, tx: Tx, execution_ids: Collection[str]) -> None:
        """Drop what another server has changed. Call it when these executions are claimed."""
        if not self._store.is_shared:
            return
        known = [each for each in execution_ids if each in self._kept]
        versions = await tx.executions.versions(known) if known else {}
        for execution_id in known:
            if versions.get(execution_id) != self._kept[execution_id].version:
                self.drop(execution_id)
        self._verified = frozenset(known)

    def put(self, execution: Execution) -> None:
        """Keep what was just saved; a settled execution is not needed any more."""
        self.drop(execution.id)
        if execution.is_settled:
            self._release.watch((execution,))
            return
        self._kept[execution.id] = execution
        self._task_runs += len(execution.task_runs)
        while len(self._kept) > 1 and (
            len(self._kept) > CACHED_EXECUTIONS_MAX or self._task_runs > CACHED_TASK_RUNS_MAX
        ):
            _, dropped = self._kept.popitem(last=False)
            self._task_runs -= len(dropped.task_runs)
            self._release.watch((dropped,))

    def drop(self, execution_id: str) -> None:
        """Forget one, because what is stored may be newer."""
        known = self._kept.pop(execution_id, None)
        if known is not None:
            self._task_runs -= len(known.task_runs)

    def clear(self) -> None:
        self._kept.clear()
        self._task_runs = 0

    async def load(self, tx: Tx, execution_id: str) -> Execution | None:
        """The execution with its index: from here, else from the store."""
        known = self._kept.get(execution_id)
        if known is not None and (not self._store.is_shared or execution_id in self._verified):
            self._kept.move_to_end(execution_id)
            return known
        return await self.read(tx, execution_id)

    async def read(self, tx: Tx, execution_id: str) -> Execution | None:
        """The execution with its index from the store."""
        stored = await tx.executions.get(execution_id)
        if stored is None:
            return None
        plan = await self._flow_cache.plan(
            tx, stored.namespace, stored.flow_id, stored.flow_revision
        )
        last_tasks = plan.last_tasks if plan is not None else {}
        return await by_rows(len(stored.task_runs), indexed, stored, last_tasks)

    async def execution(self, execution_id: str) -> Execution | None:
        """As `load`, outside of a transaction."""
        known = self._kept.get(execution_id)
        if known is not None and not self._store.is_shared:
            return known
        async with self._store.transaction() as tx:
            return await self.read(tx, execution_id)
