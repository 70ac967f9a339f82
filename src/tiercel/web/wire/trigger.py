"""Trigger states as the API shows them: the members of every generation (triggers.md §1)."""

from __future__ import annotations

from datetime import UTC, datetime

from tiercel.model.flow import TENANT, TriggerDefinition
from tiercel.model.json_types import Json
from tiercel.model.trigger import Backfill, TriggerState

# Rows that were stored before each change was noted, and restarted since, say nothing else.
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def trigger_json(state: TriggerState, kind: str | None = None) -> dict[str, Json]:
    """The row of a trigger; `kind` is SCHEDULE, POLLING or REALTIME when known."""
    body: dict[str, Json] = {
        "tenantId": TENANT,
        "namespace": state.namespace,
        "flowId": state.flow_id,
        "triggerId": state.trigger_id,
    }
    updated = state.updated or state.evaluated or state.date or _LONG_AGO
    dates: tuple[tuple[str, datetime | None], ...] = (
        ("date", state.date),
        ("lastTriggeredDate", state.date),
        ("nextExecutionDate", state.next_date),
        ("nextEvaluationDate", state.next_date),
        ("evaluatedAt", state.evaluated),
        ("updatedDate", updated),
        ("updatedAt", updated),
    )
    body.update((name, date) for name, date in dates if date is not None)
    if state.backfill is not None:
        body["backfill"] = backfill_json(state.backfill)
    if state.stop_after:
        body["stopAfter"] = list(state.stop_after)
    body["disabled"] = state.disabled
    body["locked"] = state.execution_id is not None or state.is_locked
    if state.execution_id is not None:
        body["executionId"] = state.execution_id
    if state.is_locked and state.evaluated is not None:
        body["evaluateRunningDate"] = state.evaluated
    if state.worker_id is not None:
        body["workerId"] = state.worker_id
    if kind is not None:
        body["kind"] = kind
    return body


def backfill_json(backfill: Backfill) -> dict[str, Json]:
    """A running backfill."""
    body: dict[str, Json] = {"start": backfill.start}
    if backfill.end is not None:
        body["end"] = backfill.end
    body["currentDate"] = backfill.current
    body["paused"] = backfill.paused
    if backfill.inputs:
        body["inputs"] = backfill.inputs
    if backfill.labels:
        body["labels"] = [{"key": key, "value": value} for key, value in backfill.labels]
    if backfill.previous_next is not None:
        body["previousNextExecutionDate"] = backfill.previous_next
    return body


def definition_json(definition: TriggerDefinition) -> dict[str, Json]:
    """A trigger as the flow declares it."""
    body: dict[str, Json] = {"id": definition.id, "type": definition.type}
    body.update(definition.properties)
    if definition.conditions:
        body["conditions"] = list(definition.conditions)
    if definition.when is not None:
        body["when"] = definition.when
    if definition.inputs:
        body["inputs"] = definition.inputs
    if definition.stop_after:
        body["stopAfter"] = list(definition.stop_after)
    if definition.disabled:
        body["disabled"] = True
    return body
