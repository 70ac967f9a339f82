"""What polls and realtime triggers bring about: executions, and the next date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

from tiercel.engine.storage_paths import Reader
from tiercel.engine.triggers import state as trigger_state
from tiercel.engine.triggers.orders import (
    Line,
    StartOrder,
    rendered_inputs,
    rendered_labels,
    trigger_scope,
)
from tiercel.engine.triggers.rules import interval_of, iso
from tiercel.engine.triggers.triggers import Mechanism
from tiercel.expr.lookups import Lookups
from tiercel.model.errors import TiercelError
from tiercel.model.execution import ExecutionTrigger
from tiercel.model.flow import Flow, TriggerDefinition
from tiercel.model.job import Job
from tiercel.model.json_types import Json
from tiercel.model.limits import TRIGGER_AGAIN_S
from tiercel.model.log import Level
from tiercel.model.state import StateType
from tiercel.model.trigger import TriggerState
from tiercel.ports.store import Tx
from tiercel.runtime.triggers.tools import TriggerPlace, TriggerTools, write_lines
from tiercel.runtime.worker.attempt import Attempt
from tiercel.service.lookup_rounds import with_lookups


class TriggerResults:
    """Records what came of triggers' jobs, in transactions of the worker."""

    def __init__(self, tools: TriggerTools) -> None:
        self._tools = tools

    async def definition_of(self, job: Job) -> tuple[Flow, TriggerDefinition] | None:
        """As `definition`, for a job that is about to begin."""
        async with self._tools.ports.store.transaction() as tx:
            return await self.definition(tx, job)

    async def definition(self, tx: Tx, job: Job) -> tuple[Flow, TriggerDefinition] | None:
        """The trigger of a job and its flow; None when it is gone or switched off."""
        plan = await self._tools.flow_cache.plan(tx, job.namespace, job.flow_id)
        if plan is None or plan.flow.disabled:
            return None
        for definition in plan.flow.triggers:
            if definition.id == job.trigger_id and not definition.disabled:
                return plan.flow, definition
        return None

    async def message(self, tx: Tx, job: Job, outputs: dict[str, Json], now: datetime) -> None:
        """Start the execution of one message of a realtime trigger, or of what a poll found.

        That of a poll occupies its trigger until it ends.
        """
        found = await self.definition(tx, job)
        if found is None:
            return
        execution = await self._tools.starter.start(
            tx, await self._order(*found, outputs, None), now
        )
        is_poll = self._tools.envs.mechanism(found[1].type) is Mechanism.POLLING
        if not is_poll or execution is None or execution.is_settled:
            return
        state = await tx.triggers.get(job.namespace, job.flow_id, job.trigger_id or "")
        if state is not None:
            tx.triggers.put(trigger_state.changed(state, execution_id=execution.id, updated=now))

    async def received(self, tx: Tx, job: Job) -> None:
        """What listens has heard something: it works, whatever failed before."""
        state = await tx.triggers.get(job.namespace, job.flow_id, job.trigger_id or "")
        if state is not None and state.failures:
            tx.triggers.put(trigger_state.changed(trigger_state.succeeded(state)))

    async def ended(self, tx: Tx, attempt: Attempt) -> None:
        """Record the end of a poll, or of a realtime trigger that stopped by itself."""
        job, now = attempt.job, attempt.ended
        state = await tx.triggers.get(job.namespace, job.flow_id, job.trigger_id or "")
        found = await self.definition(tx, job)
        if state is None or found is None or not state.is_locked:
            return
        flow, definition = found
        outcome = attempt.outcome
        assert outcome is not None
        next_date = now + interval_of(definition)
        seconds = (attempt.ended - attempt.started).total_seconds()
        state = msgspec.structs.replace(state, evaluation_s=seconds)
        if outcome.state is StateType.SUCCESS:
            state = trigger_state.succeeded(state)
        if outcome.state is StateType.SUCCESS and outcome.outputs is not None:
            order = await self._order(flow, definition, outcome.outputs, job.execution_id)
            execution = await self._tools.starter.start(tx, order, now)
            occupant = execution.id if execution is not None and not execution.is_settled else None
            tx.triggers.put(_freed(state, next_date, occupant=occupant, now=now))
            return
        if outcome.state is StateType.FAILED:
            await self._failed(tx, attempt, flow, definition)
            state = trigger_state.failed(state, _error_of(attempt))
        tx.triggers.put(_freed(state, next_date, now=now))

    async def handed_back(self, tx: Tx, attempt: Attempt) -> None:
        """It was cut off, as when its server stops: its trigger is due again at once."""
        job = attempt.job
        state = await tx.triggers.get(job.namespace, job.flow_id, job.trigger_id or "")
        if state is not None and state.is_locked:
            tx.triggers.put(trigger_state.handed_back(state, attempt.ended))

    async def unprepared(self, tx: Tx, job: Job, reason: str, now: datetime) -> None:
        """Its poll could not even begin: it is due again after a while, and says why."""
        state = await tx.triggers.get(job.namespace, job.flow_id, job.trigger_id or "")
        if state is None or not state.is_locked:
            return
        line = Line(Level.ERROR, reason)
        place = TriggerPlace(state.namespace, state.flow_id, state.trigger_id)
        write_lines(tx, place, [line], now)
        next_date = now + timedelta(seconds=TRIGGER_AGAIN_S)
        tx.triggers.put(_freed(trigger_state.failed(state, reason), next_date, now=now))

    async def _failed(
        self, tx: Tx, attempt: Attempt, flow: Flow, definition: TriggerDefinition
    ) -> None:
        now = attempt.ended
        text = _error_of(attempt)
        line = Line(
            Level.WARN,
            f"[date: {iso(now)}] Trigger evaluation failed in the worker with error: {text}",
        )
        write_lines(tx, TriggerPlace(flow.namespace, flow.id, definition.id), [line], now)
        if definition.fail_on_trigger_error:
            failure = (Line(Level.ERROR, text),)
            order = StartOrder(namespace=flow.namespace, flow_id=flow.id, failure=failure)
            await self._tools.starter.start(tx, order, now)

    async def _order(
        self,
        flow: Flow,
        definition: TriggerDefinition,
        outputs: Mapping[str, Json],
        execution_id: str | None,
    ) -> StartOrder:
        tools = self._tools
        scope = trigger_scope(flow, definition, tools.ports.config, outputs)

        def run(lookups: Lookups) -> StartOrder:
            env = tools.envs.env(lookups)
            labels, lines = rendered_labels(definition, scope, env)
            order = StartOrder(
                namespace=flow.namespace,
                flow_id=flow.id,
                revision=flow.revision,
                execution_id=execution_id,
                trigger=ExecutionTrigger(definition.id, definition.type, dict(outputs)),
                labels=labels,
                lines=lines,
            )
            try:
                inputs = rendered_inputs(definition, scope, env)
            except TiercelError as error:
                failure = (Line(Level.ERROR, error.explained),)
                return msgspec.structs.replace(order, failure=failure)
            return msgspec.structs.replace(order, inputs=inputs)

        return await with_lookups(tools.lookups, Reader(flow.namespace, flow.id), run)


def _freed(
    state: TriggerState, next_date: datetime, *, now: datetime, occupant: str | None = None
) -> TriggerState:
    return trigger_state.changed(
        state,
        is_locked=False,
        worker_id=None,
        date=now,
        next_date=next_date,
        execution_id=occupant or state.execution_id,
        updated=now if occupant else state.updated,
    )


def _error_of(attempt: Attempt) -> str:
    return attempt.log.last_error or "unknown"
