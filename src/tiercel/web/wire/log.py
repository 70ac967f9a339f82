"""Log and metric entries as the API shows them (logs.md §1, metrics.md)."""

from __future__ import annotations

from tiercel.model.flow import TENANT
from tiercel.model.json_types import Json
from tiercel.model.log import LogEntry, MetricEntry

START_STUB: dict[str, Json] = {"attemptNumber": None, "deleted": False}


def log_json(entry: LogEntry) -> dict[str, Json]:
    """One entry; `attemptNumber` is there even when it is null."""
    body: dict[str, Json] = {
        "tenantId": TENANT,
        "namespace": entry.namespace,
        "flowId": entry.flow_id,
    }
    if entry.task_id is not None:
        body["taskId"] = entry.task_id
    if entry.execution_id is not None:
        body["executionId"] = entry.execution_id
    if entry.task_run_id is not None:
        body["taskRunId"] = entry.task_run_id
    body["attemptNumber"] = entry.attempt_number
    if entry.trigger_id is not None:
        body["triggerId"] = entry.trigger_id
    body["timestamp"] = entry.timestamp
    body["level"] = entry.level
    if entry.thread is not None:
        body["thread"] = entry.thread
    body["message"] = entry.message
    if entry.kind is not None:
        body["executionKind"] = entry.kind
    body["deleted"] = False
    return body


def metric_json(entry: MetricEntry) -> dict[str, Json]:
    """One value of a metric."""
    body: dict[str, Json] = {
        "namespace": entry.namespace,
        "flowId": entry.flow_id,
        "taskId": entry.task_id,
        "executionId": entry.execution_id,
        "taskRunId": entry.task_run_id,
        "type": entry.type,
        "name": entry.name,
        "value": float(entry.value),
        "timestamp": entry.timestamp,
    }
    if entry.tags:
        body["tags"] = entry.tags
    body["deleted"] = False
    return body
