"""Trigger states as the API shows them: the members of every generation (triggers.md §1)."""

from __future__ import annotations

from datetime import UTC, datetime

from msgspec import UNSET, UnsetType

from tiercel.model.flow import TENANT, TriggerDefinition
from tiercel.model.json_types import Json
from tiercel.model.label import Label
from tiercel.model.trigger import (
    Backfill,
    RunOrder,
    StoredTrigger,
    TriggerState,
    due_date,
    overdue_since,
)
from tiercel.web.views.view import Date, Document, View, given

# Rows that were stored before each change was noted, and restarted since, say nothing else.
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class BackfillView(View, frozen=True, kw_only=True):
    """A running backfill."""

    start: Date
    end: Date | UnsetType = UNSET
    current_date: Date
    paused: bool
    order: RunOrder | UnsetType = UNSET
    parallel: int | UnsetType = UNSET
    skip_succeeded: bool | UnsetType = UNSET
    inputs: dict[str, Json] | UnsetType = UNSET
    labels: list[Label] | UnsetType = UNSET
    previous_next_execution_date: Date | UnsetType = UNSET


class TriggerEvaluationView(View, frozen=True, kw_only=True):
    """The newest evaluation of a trigger; of the last that has ended its seconds and its error.

    Shapes: `failures` counts those that failed in a row, 0 after one that did not.
    """

    date: Date | UnsetType = UNSET
    seconds: float | UnsetType = UNSET
    error: str | UnsetType = UNSET
    failures: int


class TriggerView(View, frozen=True, kw_only=True):
    """The state of a trigger; `kind` is SCHEDULE, POLLING or REALTIME when known."""

    tenant_id: str = TENANT
    namespace: str
    flow_id: str
    trigger_id: str
    date: Date | UnsetType = UNSET
    last_triggered_date: Date | UnsetType = UNSET
    next_execution_date: Date | UnsetType = UNSET
    next_evaluation_date: Date | UnsetType = UNSET
    evaluated_at: Date | UnsetType = UNSET
    updated_date: Date
    updated_at: Date
    backfill: BackfillView | UnsetType = UNSET
    stop_after: list[str] | UnsetType = UNSET
    disabled: bool
    locked: bool
    execution_id: str | UnsetType = UNSET
    evaluate_running_date: Date | UnsetType = UNSET
    worker_id: str | UnsetType = UNSET
    kind: str | UnsetType = UNSET
    last_evaluation: TriggerEvaluationView | UnsetType = UNSET
    overdue: bool


class TriggerPage(View, frozen=True):
    """A page of triggers of a flow."""

    results: list[TriggerView]
    total: int


class FoundTriggerView(View, frozen=True):
    """A trigger with its definition, under the names of both generations."""

    trigger_context: TriggerView
    state: TriggerView
    abstract_trigger: Document | UnsetType = UNSET
    trigger: Document | UnsetType = UNSET


class FoundTriggerPage(View, frozen=True):
    """A page of triggers with their definitions."""

    results: list[FoundTriggerView]
    total: int


def trigger_view(row: StoredTrigger, now: datetime) -> TriggerView:
    """The row of a trigger."""
    state, due = row.state, due_date(row.state)
    updated = state.updated or state.evaluated or state.date or _LONG_AGO
    date, next_date = given(state.date), given(state.next_date)
    return TriggerView(
        namespace=state.namespace,
        flow_id=state.flow_id,
        trigger_id=state.trigger_id,
        date=date,
        last_triggered_date=date,
        next_execution_date=next_date,
        next_evaluation_date=next_date,
        evaluated_at=given(state.evaluated),
        updated_date=updated,
        updated_at=updated,
        backfill=UNSET if state.backfill is None else _backfill_view(state.backfill),
        stop_after=list(state.stop_after) or UNSET,
        disabled=state.disabled,
        locked=state.execution_id is not None or state.is_locked,
        execution_id=given(state.execution_id),
        evaluate_running_date=given(state.evaluated) if state.is_locked else UNSET,
        worker_id=given(state.worker_id),
        kind=given(row.kind),
        last_evaluation=_evaluation_view(state),
        overdue=due is not None and due <= overdue_since(now),
    )


def _evaluation_view(state: TriggerState) -> TriggerEvaluationView | UnsetType:
    if state.evaluated is None and state.error is None:
        return UNSET
    return TriggerEvaluationView(
        date=given(state.evaluated),
        seconds=given(state.evaluation_s),
        error=given(state.error),
        failures=state.failures,
    )


def _backfill_view(backfill: Backfill) -> BackfillView:
    return BackfillView(
        start=backfill.start,
        end=given(backfill.end),
        current_date=backfill.current,
        paused=backfill.paused,
        order=UNSET if backfill.order is RunOrder.OLDEST_FIRST else backfill.order,
        parallel=given(backfill.parallel),
        skip_succeeded=backfill.skips_succeeded or UNSET,
        inputs=backfill.inputs or UNSET,
        labels=[Label(key, value) for key, value in backfill.labels] or UNSET,
        previous_next_execution_date=given(backfill.previous_next),
    )


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
