"""Executions that triggers start, also those that fail before they begin."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from tiercel.engine.creation import Created, Creation, labels_of
from tiercel.engine.index import indexed
from tiercel.engine.plan import FlowPlan
from tiercel.engine.triggers.orders import Line, StartOrder
from tiercel.model.errors import Conflict, ExpressionError, IllegalArgument, Invalid, NotFound
from tiercel.model.execution import Execution, Metadata
from tiercel.model.label import CORRELATION_ID, FROM, Label
from tiercel.model.log import Level, LogEntry
from tiercel.model.state import StateType, new_state
from tiercel.ports.clock import IdSource
from tiercel.ports.store import Tx
from tiercel.service.executions.insertion import insert_created
from tiercel.service.executions.start import ExecutionStarter, StartRequest


class TriggerStarter:
    """Carries out the orders of triggers in a transaction of the caller."""

    def __init__(self, starter: ExecutionStarter, ids: IdSource) -> None:
        self._starter = starter
        self._ids = ids

    async def start(self, tx: Tx, order: StartOrder, now: datetime) -> Execution | None:
        """The new execution; None when the flow can't be run any more.

        Inputs that don't fit make a FAILED execution, or one with the texts as they are.
        """
        try:
            plan = await self._starter.plan_in(tx, order.namespace, order.flow_id)
        except NotFound:
            return None
        if order.failure:
            return await self._insert(tx, plan, order, now, failure=order.failure)
        try:
            execution = await self._starter.start_plan_in(tx, plan, _request(order))
        except Conflict:
            return None
        except (Invalid, IllegalArgument, ExpressionError) as error:
            if order.keeps_bad_inputs and isinstance(error, Invalid):
                return await self._insert(tx, plan, order, now, failure=())
            line = Line(Level.ERROR, error.explained)
            return await self._insert(tx, plan, order, now, failure=(line,))
        _log(tx, execution, order.lines, now)
        return execution

    async def _insert(
        self,
        tx: Tx,
        plan: FlowPlan,
        order: StartOrder,
        now: datetime,
        *,
        failure: Iterable[Line],
    ) -> Execution:
        """An execution without typed inputs: FAILED at once when something failed."""
        lines = tuple(failure)
        state = new_state(StateType.CREATED, now)
        if lines:
            state = state.moved(StateType.FAILED, now)
        execution_id = order.execution_id or self._ids.new_id()
        creation = Creation(execution_id, labels=_labels(order), is_trusted=True)
        flow = plan.flow
        execution = Execution(
            id=execution_id,
            namespace=flow.namespace,
            flow_id=flow.id,
            flow_revision=flow.revision,
            state=state,
            original_id=execution_id,
            metadata=Metadata(1, now, order.depth),
            labels=labels_of(flow, creation),
            inputs={} if lines else order.inputs,
            trigger=order.trigger,
            schedule_date=order.schedule_date,
            is_settled=bool(lines),
        )
        created = Created(indexed(execution, plan.last_tasks))
        created = await self._starter.quotas.bounded(tx, created, now)
        insert_created(tx, created, now)
        execution = created.execution
        _log(tx, execution, (*order.lines, *lines), now)
        return execution


def _request(order: StartOrder) -> StartRequest:
    return StartRequest(
        namespace=order.namespace,
        flow_id=order.flow_id,
        execution_id=order.execution_id,
        inputs=order.inputs,
        labels=_labels(order),
        trigger=order.trigger,
        schedule_date=order.schedule_date,
        depth=order.depth,
        is_trusted=True,
    )


def _labels(order: StartOrder) -> tuple[Label, ...]:
    labels = [Label(key, value) for key, value in order.labels]
    if order.is_marked:
        labels.append(Label(FROM, "trigger"))
    if order.correlation_id is not None:
        labels.append(Label(CORRELATION_ID, order.correlation_id))
    return tuple(labels)


def _log(tx: Tx, execution: Execution, lines: Iterable[Line], now: datetime) -> None:
    entry = LogEntry(
        namespace=execution.namespace,
        flow_id=execution.flow_id,
        timestamp=now,
        level=Level.INFO,
        message="",
        execution_id=execution.id,
        trigger_id=execution.trigger.id if execution.trigger is not None else None,
        kind=execution.kind,
    )
    replace = msgspec.structs.replace
    tx.logs.add([replace(entry, level=line.level, message=line.message) for line in lines])
