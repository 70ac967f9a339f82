"""The loop that looks after due triggers: a tick costs what is due, not what exists."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

import msgspec

from tiercel.engine.storage_paths import Reader
from tiercel.engine.triggers import state as trigger_state
from tiercel.engine.triggers.dates import recovered
from tiercel.engine.triggers.orders import Line
from tiercel.engine.triggers.triggers import Action, Due, Mechanism, TriggerPlan, plan
from tiercel.model.errors import Stale, TiercelError
from tiercel.model.flow import Flow, TriggerDefinition
from tiercel.model.job import Job
from tiercel.model.limits import DUE_PER_TICK_MAX, DUE_PER_TRANSACTION_MAX
from tiercel.model.log import Level
from tiercel.model.trigger import TriggerState
from tiercel.ports.store import Tx
from tiercel.runtime.reasons import is_outage, reason_of
from tiercel.runtime.triggers.tools import TriggerPlace, TriggerTools, write_lines
from tiercel.service.lookup_rounds import with_lookups, without_lookups
from tiercel.service.observability.telemetry import Evaluated
from tiercel.service.triggers.rows import remove_in
from tiercel.service.turns import Turns

LOG = logging.getLogger("tiercel.scheduler")


class Scheduler:
    """Evaluates due triggers; several schedulers may run, versions of the rows keep them apart."""

    def __init__(self, tools: TriggerTools) -> None:
        self._tools = tools
        self._next_due: datetime | None = None
        self._started: datetime | None = None
        # Ended in the transaction that is open: measured once it is durable.
        self._ended: list[Evaluated] = []

    def next_due(self) -> datetime | None:
        """The soonest next date of any trigger, as of the last tick."""
        return self._next_due

    async def tick(self, now: datetime) -> bool:
        """Evaluate what is due; whether anything was."""
        if self._started is None:
            self._started = now
        did = False
        for _ in range(DUE_PER_TICK_MAX // DUE_PER_TRANSACTION_MAX):
            due = await self._evaluate_some(now)
            did |= bool(due)
            if len(due) < DUE_PER_TRANSACTION_MAX:
                break
        async with self._tools.ports.store.transaction() as tx:
            self._next_due = await tx.triggers.next_due()
        return did

    async def _evaluate_some(self, now: datetime) -> Sequence[TriggerState]:
        """The states that were due, evaluated in the transaction that has found them.

        A store that can keeps other schedulers away from them meanwhile.
        """
        due: Sequence[TriggerState] = ()
        self._ended.clear()
        try:
            async with self._tools.ports.store.transaction() as tx:
                due = await tx.triggers.due(now, DUE_PER_TRANSACTION_MAX)
                turns = Turns()
                for state in due:
                    await turns.turn()
                    await self._evaluate_one(tx, state, now)
            self._measure()
        except Exception as error:
            if is_outage(error):
                raise
            if not isinstance(error, Stale):
                LOG.warning("triggers are evaluated one by one: %s", reason_of(error))
            await self._evaluate(due, now)
        return due

    def _measure(self) -> None:
        for ended in self._ended:
            self._tools.telemetry.trigger_evaluated(ended)
        self._ended.clear()

    async def _evaluate(self, states: Sequence[TriggerState], now: datetime) -> None:
        """All of them; one that somebody else has changed meanwhile is left out."""
        for state in states:
            await self._evaluate_alone(state, now)

    async def _evaluate_alone(self, state: TriggerState, now: datetime) -> None:
        self._ended.clear()
        try:
            async with self._tools.ports.store.transaction() as tx:
                await self._evaluate_one(tx, state, now)
            self._measure()
        except Stale:
            # Somebody else changed the row meanwhile: it is looked at again when it is due.
            return
        except Exception as error:
            if is_outage(error):
                raise
            LOG.exception("a trigger can't be evaluated", extra={"trigger": state.trigger_id})
            await self._give_up(state, error, now)

    async def _give_up(self, state: TriggerState, cause: Exception, now: datetime) -> None:
        """It is not due again until somebody edits the trigger, whose log says why."""
        reason = f"The trigger can't be evaluated: {reason_of(cause)}"
        place = TriggerPlace(state.namespace, state.flow_id, state.trigger_id)
        try:
            async with self._tools.ports.store.transaction() as tx:
                write_lines(tx, place, [Line(Level.ERROR, reason)], now)
                failed = trigger_state.failed(state, reason)
                tx.triggers.put(trigger_state.changed(failed, next_date=None, evaluated=now))
        except Exception as error:
            if is_outage(error):
                raise
            LOG.exception("a trigger can't be given up", extra={"trigger": state.trigger_id})

    async def _evaluate_one(self, tx: Tx, state: TriggerState, now: datetime) -> None:
        place = TriggerPlace(state.namespace, state.flow_id, state.trigger_id)
        found = await self._definition(tx, state)
        if found is None:
            remove_in(tx, state.namespace, state.flow_id, state.trigger_id)
            return
        flow, definition = found
        due = Due(state, definition, flow, self._tools.envs.mechanism(definition.type))
        due = await self._recovered(due)
        began = self._tools.ports.clock.monotonic()
        planned = await self._plan(due, now)
        write_lines(tx, place, planned.lines, now)
        if planned.action is Action.POLL:
            tx.jobs.put(self._job(planned.state, definition, now))
        new_state = planned.state
        if planned.action is Action.START:
            new_state = await self._start(tx, planned, definition, now)
        if planned.is_evaluated:
            seconds = self._tools.ports.clock.monotonic() - began
            new_state = msgspec.structs.replace(new_state, evaluation_s=seconds)
            is_failed = new_state.error is not None
            self._ended.append(Evaluated(definition.type, flow.namespace, seconds, is_failed))
        tx.triggers.put(new_state)

    async def _definition(
        self, tx: Tx, state: TriggerState
    ) -> tuple[Flow, TriggerDefinition] | None:
        flow_plan = await self._tools.flow_cache.plan(tx, state.namespace, state.flow_id)
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
                tools.lookups, reader, lambda lookups: plan(due, now, tools.envs.env(lookups))
            )
        except TiercelError as error:
            # Too many values from outside: not due again until somebody edits the trigger.
            failed = trigger_state.failed(due.state, error.message)
            state = trigger_state.changed(failed, next_date=None, evaluated=now)
            return TriggerPlan(Action.SKIP, state, is_evaluated=True)

    async def _start(
        self, tx: Tx, planned: TriggerPlan, definition: TriggerDefinition, now: datetime
    ) -> TriggerState:
        assert planned.order is not None
        state = planned.state
        execution = await self._tools.starter.start(tx, planned.order, now)
        if execution is None:
            return state
        LOG.info("Scheduled execution %s at '%s' started at '%s'", execution.id, state.date, now)
        if not execution.is_settled:
            return trigger_state.occupied_by(
                state, execution.id, now, allows_concurrent=definition.allow_concurrent
            )
        is_stopped = execution.current.value in state.stop_after
        if not is_stopped:
            return state
        return msgspec.structs.replace(state, disabled=True, next_date=None)

    def _job(self, state: TriggerState, definition: TriggerDefinition, now: datetime) -> Job:
        groups = self._tools.flow_cache.worker_groups.now
        return Job(
            id=f"{state.namespace}/{state.flow_id}/{state.trigger_id}:{state.version}",
            execution_id=self._tools.ports.ids.new_id(),
            task_run_id="",
            attempt=0,
            created=now,
            namespace=state.namespace,
            flow_id=state.flow_id,
            trigger_id=state.trigger_id,
            worker_group=groups.queue_of(groups.choice_of_flow(definition.worker_group)),
        )

    async def _recovered(self, due: Due) -> Due:
        """The trigger as its schedule wants it after dates passed before the server started."""
        state, started = due.state, self._started
        is_old = started is not None and state.next_date is not None and state.next_date < started
        if not is_old or due.mechanism is not Mechanism.SCHEDULE:
            return due
        assert started is not None
        changed = await without_lookups(
            lambda lookups: recovered(
                state, due.definition, due.flow, started, self._tools.envs.env(lookups)
            )
        )
        if changed is None:
            return due
        # One evaluation is one change of the row.
        changed = msgspec.structs.replace(changed, version=state.version)
        return msgspec.structs.replace(due, state=changed)
