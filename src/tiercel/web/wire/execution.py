"""Executions, task runs and states as the API shows them (executions.md §1)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tiercel.model.durations import format_duration
from tiercel.model.execution import Attempt, Execution, LoopItem, TaskRun
from tiercel.model.flow import TENANT
from tiercel.model.json_types import Json
from tiercel.model.label import Label
from tiercel.model.state import State

_NOT_IN_SLIM_ROWS = ("taskRunList", "variables", "metadata", "breakpoints", "traceParent")


def slim_execution_json(execution: Execution, now: datetime) -> dict[str, Json]:
    """What a list shows of an execution, as rows of the 2.0 line: no task runs."""
    body = execution_json(execution, now, has_task_runs=False)
    for name in _NOT_IN_SLIM_ROWS:
        body.pop(name, None)
    return body


def execution_json(
    execution: Execution, now: datetime, url: str | None = None, *, has_task_runs: bool = True
) -> dict[str, Json]:
    """The superset of all generations: task runs with outputs, metadata, labels as a list.

    Without `has_task_runs` their list is there, but empty.
    """
    body: dict[str, Json] = {
        "tenantId": TENANT,
        "id": execution.id,
        "namespace": execution.namespace,
        "flowId": execution.flow_id,
        "flowRevision": execution.flow_revision,
    }
    # Compat: a replay from the start shows its empty list at once.
    if execution.task_runs or execution.parent_id is not None:
        body["taskRunList"] = [
            task_run_json(task_run, execution, now)
            for task_run in (execution.task_run_list() if has_task_runs else ())
        ]
    if execution.inputs:
        body["inputs"] = execution.inputs
    if execution.outputs:
        body["outputs"] = execution.outputs
    if execution.labels:
        body["labels"] = labels_json(execution.labels)
    if execution.variables:
        body["variables"] = execution.variables
    body["state"] = state_json(execution.state, now)
    _add_origin(body, execution)
    if url is not None:
        body["url"] = url
    return body


def _add_origin(body: dict[str, Json], execution: Execution) -> None:
    """Where it comes from, and what else is set."""
    if execution.parent_id is not None:
        body["parentId"] = execution.parent_id
    if execution.trace_parent is not None:
        body["traceParent"] = execution.trace_parent
    body["originalId"] = execution.original_id
    trigger = execution.trigger
    if trigger is not None:
        body["trigger"] = {
            "id": trigger.id,
            "type": trigger.type,
            "variables": trigger.variables,
        }
        if trigger.log_file is not None:
            body["trigger"]["logFile"] = trigger.log_file
    body["deleted"] = False
    body["metadata"] = {
        "attemptNumber": execution.metadata.attempt_number,
        "originalCreatedDate": execution.metadata.original_created,
        "executionDepth": execution.metadata.depth,
    }
    if execution.schedule_date is not None:
        body["scheduleDate"] = execution.schedule_date
    if execution.kind is not None:
        body["kind"] = execution.kind
    if execution.breakpoints:
        body["breakpoints"] = [
            {"id": point.id} if point.value is None else {"id": point.id, "value": point.value}
            for point in execution.breakpoints
        ]
    if execution.loop_run is not None:
        body["loopRun"] = _loop_run_json(execution)


def _loop_run_json(execution: Execution) -> dict[str, Json]:
    run = execution.loop_run
    assert run is not None
    body: dict[str, Json] = {
        "parent": {
            "id": run.execution_id,
            "tenantId": TENANT,
            "namespace": execution.namespace,
            "flowId": execution.flow_id,
            "flowRevision": execution.flow_revision,
        },
        "taskId": run.task_id,
        "taskRunId": run.task_run_id,
        **_turn_json(run.item),
    }
    if run.parents:
        body["parents"] = [_turn_json(turn) for turn in run.parents]
    return body


def _turn_json(item: LoopItem) -> dict[str, Json]:
    turn: dict[str, Json] = {"index": item.index, "value": item.value}
    if item.key is not None:
        turn["key"] = item.key
    return turn


def task_run_json(task_run: TaskRun, execution: Execution, now: datetime) -> dict[str, Json]:
    """One task run, `outputs` always there."""
    body: dict[str, Json] = {
        "tenantId": TENANT,
        "id": task_run.id,
        "executionId": execution.id,
        "namespace": execution.namespace,
        "flowId": execution.flow_id,
        "taskId": task_run.task_id,
    }
    if task_run.parent_id is not None:
        body["parentTaskRunId"] = task_run.parent_id
    if task_run.value is not None:
        body["value"] = task_run.value
    if task_run.attempts:
        body["attempts"] = [_attempt_json(attempt, now) for attempt in task_run.attempts]
    body["outputs"] = task_run.outputs
    body["state"] = state_json(task_run.state, now)
    if task_run.iteration is not None:
        body["iteration"] = task_run.iteration
    if task_run.dynamic:
        body["dynamic"] = True
    if task_run.force_execution:
        body["forceExecution"] = True
    return body


def _attempt_json(attempt: Attempt, now: datetime) -> dict[str, Json]:
    body: dict[str, Json] = {"state": state_json(attempt.state, now)}
    if attempt.worker_id is not None:
        body["workerId"] = attempt.worker_id
    if attempt.log_file is not None:
        body["logFile"] = attempt.log_file
    return body


def state_json(state: State, now: datetime) -> dict[str, Json]:
    """The current state, its history and its dates."""
    histories = state.histories
    body: dict[str, Json] = {
        "current": histories[-1].state,
        "histories": [{"state": change.state, "date": change.date} for change in histories],
        "duration": format_duration(state.duration(now)),
        "startDate": histories[0].date,
    }
    end = state.end
    if end is not None:
        body["endDate"] = end
    return body


def labels_json(labels: Iterable[Label]) -> list[dict[str, str]]:
    """Labels as a list of key and value."""
    return [{"key": label.key, "value": label.value} for label in labels]
