"""What each list can be filtered and sorted by, in the names of the API (flows.md §0.5, §0.6)."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from tiercel.model.paging import Operation

_EQUALITY = (Operation.EQUALS, Operation.NOT_EQUALS)
_LISTS = (*_EQUALITY, Operation.IN, Operation.NOT_IN)
_BOUNDS = (Operation.GREATER_THAN_OR_EQUAL_TO, Operation.LESS_THAN_OR_EQUAL_TO)
_PARTS = (Operation.CONTAINS, Operation.STARTS_WITH, Operation.ENDS_WITH)
_TEXT = (*_EQUALITY, *_PARTS, Operation.IN, Operation.NOT_IN)
_NAMES = (
    *_EQUALITY,
    *_PARTS,
    Operation.REGEX,
    Operation.IN,
    Operation.NOT_IN,
    Operation.PREFIX,
)
_DATES = (
    Operation.GREATER_THAN,
    Operation.GREATER_THAN_OR_EQUAL_TO,
    Operation.LESS_THAN,
    Operation.LESS_THAN_OR_EQUAL_TO,
    *_EQUALITY,
)

# Wire field -> (name in error texts, operations).
FIELDS: Mapping[str, tuple[str, tuple[Operation, ...]]] = {
    "q": ("QUERY", _EQUALITY),
    "scope": ("SCOPE", _LISTS),
    "namespace": ("NAMESPACE", _NAMES),
    "kind": ("KIND", _LISTS),
    "labels": ("LABELS", (*_LISTS, Operation.CONTAINS)),
    "flowId": ("FLOW_ID", _NAMES),
    "flowRevision": ("FLOW_REVISION", _LISTS),
    "startDate": ("START_DATE", _DATES),
    "endDate": ("END_DATE", _DATES),
    "updated": ("UPDATED", _DATES),
    "created": ("CREATED", _DATES),
    "expirationDate": ("EXPIRATION_DATE", _DATES),
    "state": ("STATE", _LISTS),
    "timeRange": ("TIME_RANGE", _EQUALITY),
    "triggerExecutionId": ("TRIGGER_EXECUTION_ID", _TEXT),
    "triggerId": ("TRIGGER_ID", _TEXT),
    "executionId": ("EXECUTION_ID", _TEXT),
    "workerId": ("WORKER_ID", _TEXT),
    "taskId": ("TASK_ID", _TEXT),
    "taskRunId": ("TASK_RUN_ID", _TEXT),
    "parentId": ("PARENT_ID", _TEXT),
    "id": ("ID", _TEXT),
    "triggerState": ("TRIGGER_STATE", _EQUALITY),
    "childFilter": ("CHILD_FILTER", _EQUALITY),
    "existingOnly": ("EXISTING_ONLY", _EQUALITY),
    "level": ("MIN_LEVEL", (*_LISTS, *_BOUNDS)),
    "attemptNumber": ("ATTEMPT_NUMBER", _EQUALITY),
    "locked": ("LOCKED", _EQUALITY),
    "lastTriggeredDate": ("LAST_TRIGGERED_DATE", _DATES),
    "nextExecutionDate": ("NEXT_EXECUTION_DATE", _DATES),
    "tags": ("TAGS", _LISTS),
    "path": ("PATH", _TEXT),
    "parentPath": ("PARENT_PATH", _TEXT),
    "version": ("VERSION", _LISTS),
}


class Resource(msgspec.Struct, frozen=True):
    """A list: its name in error texts, its fields, and the columns it can be sorted by.

    `plain` are the older parameters that it takes. With `q_contains` the text `q` takes CONTAINS
    too, which newer clients send where any part of a name is sought. With `start_wins` an older
    `timeRange` beside a start date says nothing instead of being refused. `dates` are the fields
    that the parameter `dateFilter` turns filters by date to, by its words.
    """

    name: str
    fields: tuple[str, ...]
    columns: dict[str, str]
    plain: tuple[str, ...] = ()
    q_contains: bool = False
    start_wins: bool = False
    dates: Mapping[str, str] = {}

    def operations(self, field: str) -> tuple[Operation, ...]:
        """What a filter of that field may do with it."""
        more = (Operation.CONTAINS,) if field == "q" and self.q_contains else ()
        return (*FIELDS[field][1], *more)


def _columns(*names: str, **others: str) -> dict[str, str]:
    return {**{name: name for name in names}, **others}


FLOW = Resource(
    "FLOW",
    ("labels", "namespace", "q", "scope", "flowId"),
    _columns("id", "namespace", "revision", "updated"),
    ("q", "scope", "namespace", "labels"),
)
EXECUTION = Resource(
    "EXECUTION",
    (
        "q",
        "scope",
        "flowId",
        "startDate",
        "endDate",
        "timeRange",
        "state",
        "labels",
        "triggerExecutionId",
        "childFilter",
        "namespace",
        "kind",
        "id",
        "parentId",
        "flowRevision",
        "triggerId",
    ),
    _columns(
        "id",
        "state.startDate",
        "state.endDate",
        "state.duration",
        "namespace",
        "flowId",
        "state.current",
        startDate="state.startDate",
        endDate="state.endDate",
        duration="state.duration",
        state="state.current",
    ),
    (
        "q",
        "scope",
        "namespace",
        "flowId",
        "startDate",
        "endDate",
        "timeRange",
        "state",
        "labels",
        "triggerExecutionId",
        "childFilter",
    ),
    dates={"START_DATE": "startDate", "END_DATE": "state.endDate"},
)
LOG = Resource(
    "LOG",
    (
        "q",
        "scope",
        "namespace",
        "startDate",
        "endDate",
        "timeRange",
        "flowId",
        "triggerId",
        "level",
        "executionId",
        "taskId",
        "taskRunId",
        "attemptNumber",
    ),
    _columns("timestamp", "level", "namespace", "flowId", "taskId", "executionId", "triggerId"),
    (
        "q",
        "namespace",
        "flowId",
        "triggerId",
        "minLevel",
        "startDate",
        "endDate",
        "timeRange",
        "executionId",
    ),
    # Compat: the log page of older clients sends both, to a search that only knew the date.
    start_wins=True,
)
TRIGGER = Resource(
    "TRIGGER",
    (
        "q",
        "scope",
        "namespace",
        "workerId",
        "flowId",
        "startDate",
        "endDate",
        "timeRange",
        "triggerId",
        "triggerState",
        "locked",
        "lastTriggeredDate",
        "nextExecutionDate",
    ),
    _columns(
        "flowId",
        "triggerId",
        "namespace",
        "executionId",
        "nextExecutionDate",
        "nextEvaluationDate",
        "lastTriggeredDate",
        "timestamp",
        updatedDate="timestamp",
        date="lastTriggeredDate",
    ),
    ("q", "namespace", "workerId", "flowId"),
    dates={
        "NEXT_EXECUTION_DATE": "nextExecutionDate",
        "LAST_TRIGGERED_DATE": "lastTriggeredDate",
    },
)
KV = Resource(
    "KV_METADATA",
    ("q", "namespace", "updated", "expirationDate"),
    _columns("key", "namespace", "creationDate", "updateDate", "expirationDate"),
    ("q", "namespace"),
)
TEMPLATE = Resource(
    "TEMPLATE", ("namespace", "q"), _columns("id", "namespace"), ("q", "namespace"), q_contains=True
)
NAMESPACE = Resource(
    "NAMESPACE", ("existingOnly", "q", "namespace", "id"), _columns("id"), ("q",), q_contains=True
)
SECRET = Resource("SECRET_METADATA", ("q", "namespace"), _columns("key"), ("q",), q_contains=True)
DASHBOARD = Resource(
    "DASHBOARD",
    ("q", "id", "created", "updated"),
    _columns("id", "title", "created", "updated"),
    ("q",),
    q_contains=True,
)
METRIC = Resource(
    "METRIC",
    (),
    _columns(
        "namespace",
        "flowId",
        "taskId",
        "executionId",
        "taskrunId",
        "name",
        "timestamp",
        "value",
    ),
)
