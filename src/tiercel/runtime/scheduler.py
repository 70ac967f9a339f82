"""The loop that looks after due triggers: a tick costs what is due, not what exists."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

import msgspec

from tiercel.engine import trigger_state
from tiercel.engine.storage_paths import Reader
from tiercel.engine.trigger_dates import recovered
from tiercel.engine.triggers import Action, Due, Mechanism, TriggerPlan, plan
from tiercel.expr import NoLookups
from tiercel.model.errors import Stale, TiercelError
from tiercel.model.flow import Flow, TriggerDefinition
from tiercel.model.job import Job
from tiercel.model.limits import DUE_PER_TICK_MAX, DUE_PER_TRANSACTION_MAX
from tiercel.model.trigger import TriggerState
from tiercel.ports.store import Tx
from tiercel.runtime.trigger_tools import TriggerPlace, TriggerTools, write_lines
from tiercel.service.gathered import with_lookups

LOG = logging.getLogger("tiercel.scheduler")


class Scheduler:
    """Evaluates due triggers; several schedulers may run, versions of the rows keep them apart."""

    def __init__(self, tools: TriggerTools) -> None:
        self._tools = tools
        self._next_due: datetime | None = None
        self._is_recovered = False

    def next_due(self) -> datetime | None:
        """The soonest next date of any trigger, as of the last tick."""
        return self._next_due

    async def tick(self, now: datetime) -> bool:
        """Evaluate what is due; whether anything was."""
        if not self._is_recovered:
            await self._recover(now)
            self._is_recovered = True
        async with self._tools.store.transaction() as tx:
            due = await tx.triggers.due(now, DUE_PER_TICK_MAX)
        for start in range(0, len(due), DUE_PER_TRANSACTION_MAX):
            await self._evaluate(due[start : start + DUE_PER_TRANSACTION_MAX], now)
        async with self._tools.store.transaction() as tx:
            self._next_due = await tx.triggers.next_due()
        return bool(due)

    async def _evaluate(self, states: Sequence[TriggerState], now: datetime) -> None:
        try:
            async with self._tools.store.transaction() as tx:
                for state in states:
                    await self._evaluate_one(tx, state, now)
        except Stale:
            for state in states:
                await self._evaluate_alone(state, now)

    async def _evaluate_alone(self, state: TriggerState, now: datetime) -> None:
        try:
            async with self._tools.store.transaction() as tx:
                await self._evaluate_one(tx, state, now)
        except Stale:
            # Somebody else changed the row meanwhile: it is looked at again when it is due.
            return

    async def _evaluate_one(self, tx: Tx, state: TriggerState, now: datetime) -> None:
        place = TriggerPlace(state.namespace, state.flow_id, state.trigger_id)
        found = await self._definition(tx, state)
        if found is None:
            tx.triggers.delete(*msgspec.structs.astuple(place))
            return
        flow, definition = found
        due = Due(state, definition, flow, self._tools.mechanism(definition.type))
        planned = await self._plan(due, now)
        write_lines(tx, place, planned.lines, now)
        if planned.action is Action.POLL:
            tx.jobs.put(self._job(planned.state, now))
        new_state = planned.state
        if planned.action is Action.START:
            new_state = await self._start(tx, planned, now)
        tx.triggers.put(new_state)

    async def _definition(
        self, tx: Tx, state: TriggerState
    ) -> tuple[Flow, TriggerDefinition] | None:
        flow_plan = await self._tools.book.plan(tx, state.namespace, state.flow_id)
        if flow_plan is None:
            return None
        for definition in flow_plan.flow.triggers:
            if definition.id == state.trigger_id:
                return flow_plan.flow, definition
        return None

    async def _plan(self, due: Due, now: datetime) -> TriggerPlan:
        reader = Reader(due.flow.namespace, due.flow.id)
        tools = self._tools
        try:
            return await with_lookups(
                tools.lookups, reader, lambda lookups: plan(due, now, tools.env(lookups))
            )
        except TiercelError as error:
            # Too many values from outside: not due again until somebody edits the trigger.
            state = trigger_state.changed(due.state, next_date=None, error=error.message)
            return TriggerPlan(Action.SKIP, state)

    async def _start(self, tx: Tx, planned: TriggerPlan, now: datetime) -> TriggerState:
        assert planned.order is not None
        state = planned.state
        execution = await self._tools.starter.start(tx, planned.order, now)
        if execution is None:
            return state
        LOG.info("Scheduled execution %s at '%s' started at '%s'", execution.id, state.date, now)
        if not execution.is_settled:
            return msgspec.structs.replace(state, execution_id=execution.id, updated=now)
        is_stopped = execution.current.value in state.stop_after
        if not is_stopped:
            return state
        return msgspec.structs.replace(state, disabled=True, next_date=None)

    def _job(self, state: TriggerState, now: datetime) -> Job:
        return Job(
            id=f"{state.namespace}/{state.flow_id}/{state.trigger_id}:{state.version}",
            execution_id=self._tools.ids.new_id(),
            task_run_id="",
            attempt=0,
            created=now,
            namespace=state.namespace,
            flow_id=state.flow_id,
            trigger_id=state.trigger_id,
        )

    async def _recover(self, now: datetime) -> None:
        """Once after the start: dates that passed meanwhile, as each schedule wants it."""
        if self._tools.recover == "ALL":
            async with self._tools.store.transaction() as tx:
                late = await tx.triggers.due(now, DUE_PER_TICK_MAX)
        else:
            async with self._tools.store.transaction() as tx:
                late = [
                    state
                    for state in await tx.triggers.all()
                    if state.next_date is not None and state.next_date < now
                ]
        for state in late:
            try:
                async with self._tools.store.transaction() as tx:
                    await self._recover_one(tx, state, now)
            except Stale:
                continue

    async def _recover_one(self, tx: Tx, state: TriggerState, now: datetime) -> None:
        found = await self._definition(tx, state)
        if found is None or self._tools.mechanism(found[1].type) is not Mechanism.SCHEDULE:
            return
        flow, definition = found
        new_state = recovered(state, definition, flow, now, self._tools.env(NoLookups()))
        if new_state is not None:
            tx.triggers.put(new_state)
