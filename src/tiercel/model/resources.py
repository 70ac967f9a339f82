"""What each list can be filtered and sorted by: fields of the API -> columns.

Source: spec/api/flows.md §0.5 and §0.6. `startDate` and `endDate` are the bounds of one date:
the start of an execution, the time of a log entry, the next date of a trigger.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from tiercel.model.conditions import (
    Reader,
    date_field,
    flag_field,
    labels_field,
    level_field,
    no_condition,
    number_field,
    part_field,
    presence_field,
    scope_field,
    search_field,
    text_field,
)
from tiercel.model.errors import IllegalArgument
from tiercel.model.paging import Sort


class Order(msgspec.Struct, frozen=True):
    """A column to sort by; absent values come first, or last when descending."""

    column: str
    is_descending: bool = False


class Resource(msgspec.Struct, frozen=True):
    """A list. `ties` are the columns that make any order total."""

    readers: Mapping[str, Reader]
    sorts: Mapping[str, str]
    default: tuple[Order, ...]
    ties: tuple[str, ...]

    def orders(self, sorts: Sequence[Sort]) -> tuple[Order, ...]:
        """The columns to sort by, ties included.

        Raises: IllegalArgument when a field can't be sorted by.
        """
        orders = list(self.default)
        if sorts:
            orders = [Order(self._column(sort), sort.is_descending) for sort in sorts]
        named = {order.column for order in orders}
        last = orders[-1].is_descending
        return (*orders, *(Order(tie, last) for tie in self.ties if tie not in named))

    def _column(self, sort: Sort) -> str:
        try:
            return self.sorts[sort.field]
        except KeyError:
            raise IllegalArgument(f"Can't sort by '{sort.field}' here") from None


_START = date_field("started")
_TIME = date_field("timestamp")
_NEXT = date_field("next_date")

EXECUTIONS = Resource(
    readers={
        "q": search_field("flow_id", "namespace", "id"),
        "scope": scope_field("namespace"),
        "namespace": text_field("namespace"),
        "flowId": text_field("flow_id"),
        "flowRevision": number_field("flow_revision"),
        "state": text_field("state"),
        "labels": labels_field,
        "startDate": _START,
        "endDate": _START,
        "created": _START,
        "state.startDate": _START,
        "state.endDate": date_field("ended"),
        "scheduleDate": date_field("scheduled"),
        "triggerExecutionId": text_field("trigger_execution_id"),
        "triggerId": text_field("trigger_id"),
        "childFilter": presence_field(("trigger_execution_id",), words=("CHILD", "MAIN")),
        "kind": text_field("kind"),
        "id": text_field("id"),
        "executionId": text_field("id"),
        "parentId": text_field("parent_id"),
        "originalId": text_field("original_id"),
    },
    sorts={
        "id": "id",
        "state.startDate": "started",
        "startDate": "started",
        "state.endDate": "ended",
        "endDate": "ended",
        "state.duration": "duration",
        "duration": "duration",
        "namespace": "namespace",
        "flowId": "flow_id",
        "state.current": "state",
        "state": "state",
    },
    default=(Order("started", is_descending=True),),
    ties=("id",),
)

LOGS = Resource(
    readers={
        "q": search_field(
            "namespace",
            "flow_id",
            "task_id",
            "execution_id",
            "task_run_id",
            "trigger_id",
            "message",
            "thread",
        ),
        "scope": scope_field("namespace"),
        "namespace": text_field("namespace"),
        "flowId": text_field("flow_id"),
        "executionId": text_field("execution_id"),
        "taskId": text_field("task_id"),
        "taskRunId": text_field("task_run_id"),
        "triggerId": text_field("trigger_id"),
        "attemptNumber": number_field("attempt"),
        "level": level_field("level"),
        "kind": text_field("kind"),
        "startDate": _TIME,
        "endDate": _TIME,
        "timestamp": _TIME,
    },
    sorts={
        "timestamp": "timestamp",
        "level": "level",
        "namespace": "namespace",
        "flowId": "flow_id",
        "taskId": "task_id",
        "executionId": "execution_id",
        "triggerId": "trigger_id",
    },
    default=(Order("timestamp", is_descending=True),),
    ties=("seq",),
)

FLOWS = Resource(
    readers={
        "q": search_field("id", "namespace"),
        "source": search_field("source"),
        "scope": scope_field("namespace"),
        "namespace": text_field("namespace"),
        "id": text_field("id"),
        "flowId": text_field("id"),
        "labels": labels_field,
        "updated": date_field("updated"),
    },
    sorts={
        "id": "id",
        "flowId": "id",
        "namespace": "namespace",
        "revision": "revision",
        "updated": "updated",
    },
    default=(Order("namespace"), Order("id")),
    ties=("namespace", "id"),
)

TRIGGERS = Resource(
    readers={
        "q": search_field("flow_id", "namespace", "trigger_id", "execution_id"),
        "scope": scope_field("namespace"),
        "namespace": text_field("namespace"),
        "flowId": text_field("flow_id"),
        "triggerId": text_field("trigger_id"),
        "workerId": text_field("worker_id"),
        "executionId": text_field("execution_id"),
        "triggerExecutionId": text_field("execution_id"),
        "triggerState": flag_field("disabled", true="disabled"),
        "locked": flag_field("is_locked"),
        "existingOnly": no_condition,
        "startDate": _NEXT,
        "endDate": _NEXT,
        "nextExecutionDate": _NEXT,
        "lastTriggeredDate": date_field("date"),
    },
    sorts={
        "flowId": "flow_id",
        "triggerId": "trigger_id",
        "namespace": "namespace",
        "executionId": "execution_id",
        "nextExecutionDate": "next_date",
        "nextEvaluationDate": "next_date",
        "lastTriggeredDate": "date",
        "date": "date",
        "timestamp": "updated",
        "updated": "updated",
        "workerId": "worker_id",
        "disabled": "disabled",
    },
    default=(Order("namespace"), Order("flow_id"), Order("trigger_id")),
    ties=("namespace", "flow_id", "trigger_id"),
)

METRICS = Resource(
    readers={
        "q": search_field("namespace", "flow_id", "task_id", "execution_id", "name"),
        "namespace": text_field("namespace"),
        "flowId": text_field("flow_id"),
        "executionId": text_field("execution_id"),
        "taskId": text_field("task_id"),
        "taskRunId": text_field("task_run_id"),
        "name": text_field("name"),
        "type": text_field("type"),
        "startDate": _TIME,
        "endDate": _TIME,
        "timestamp": _TIME,
    },
    sorts={
        "namespace": "namespace",
        "flowId": "flow_id",
        "taskId": "task_id",
        "executionId": "execution_id",
        "taskrunId": "task_run_id",
        "taskRunId": "task_run_id",
        "name": "name",
        "timestamp": "timestamp",
        "value": "value",
    },
    default=(Order("timestamp"),),
    ties=("seq",),
)

KV = Resource(
    readers={
        "q": search_field("key"),
        "namespace": text_field("namespace"),
        "key": text_field("key"),
        "created": date_field("created"),
        "updated": date_field("updated"),
        "expirationDate": date_field("expires"),
        "scope": scope_field("namespace"),
    },
    sorts={
        "key": "key",
        "namespace": "namespace",
        "creationDate": "created",
        "updateDate": "updated",
        "expirationDate": "expires",
    },
    default=(Order("key"), Order("namespace")),
    ties=("namespace", "key"),
)

DASHBOARDS = Resource(
    readers={
        "q": part_field("title", "id"),
        "id": text_field("id"),
        "created": date_field("created"),
        "updated": date_field("updated"),
        "deleted": flag_field("deleted"),
    },
    sorts={"id": "id", "title": "title", "created": "created", "updated": "updated"},
    default=(Order("title"),),
    ties=("id",),
)

TEMPLATES = Resource(
    readers={"q": search_field("id", "namespace"), "namespace": text_field("namespace")},
    sorts={"id": "id", "namespace": "namespace"},
    default=(Order("namespace"), Order("id")),
    ties=("namespace", "id"),
)

SECRETS = Resource(
    readers={"q": part_field("key"), "namespace": text_field("namespace")},
    sorts={"key": "id"},
    default=(Order("id"),),
    ties=("id", "namespace"),
)

NAMESPACES = Resource(
    readers={
        "q": part_field("id"),
        "id": text_field("id"),
        "namespace": text_field("id"),
        "existingOnly": no_condition,
    },
    sorts={"id": "id"},
    default=(Order("id"),),
    ties=("id",),
)

TOKENS = Resource(
    readers={"hash": text_field("hash")}, sorts={}, default=(Order("id"),), ties=("id",)
)

MEMBERS = Resource(
    readers={"heard": date_field("heard")}, sorts={}, default=(Order("id"),), ties=("id",)
)
