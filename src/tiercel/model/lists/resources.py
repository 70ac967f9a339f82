"""The lists, with everything that is known of a field: parser, document and stores are made of it.

Source: spec/api/flows.md §0.5 and §0.6. `startDate` and `endDate` are the bounds of one date:
the start of an execution, the time of a log entry, the next date of a trigger.
"""

from __future__ import annotations

from tiercel.model.lists.audit import AUDIT
from tiercel.model.lists.fields import (
    DATE,
    DURATION,
    FAILED_TASK,
    FLAG,
    GENERATION,
    ID,
    IGNORED,
    INPUTS,
    KIND,
    LABELS,
    LEVEL,
    NAME,
    NAME_WORDS,
    NUMBER,
    NUMBERS,
    OVERDUE,
    PART,
    PERIOD,
    PRESENCE,
    SCOPE,
    STATE,
    SWITCH,
    WORDS,
    field,
)
from tiercel.model.lists.people import BINDINGS, GROUPS, ROLES, USERS
from tiercel.model.lists.resource import Order, Resource

_BELOW = "A namespace; those below it count too."
_LABELS = field("labels", LABELS, "", "Labels as `key:value`.")
_SCOPE = field("scope", SCOPE, "namespace", "USER, SYSTEM or both.")
_STATE = field("state", STATE, "state", "States.")

EXECUTIONS = Resource(
    name="EXECUTION",
    fields=(
        field("q", WORDS, "flow_id namespace id", "Words that id, namespace or flow must contain."),
        _SCOPE,
        field("flowId", NAME, "flow_id", "A flow."),
        field("startDate", DATE, "started", "Started at or after."),
        field("endDate", DATE, "started", "Started at or before."),
        field("timeRange", PERIOD, "", "Started within this ISO duration."),
        _STATE,
        _LABELS,
        field("triggerExecutionId", ID, "trigger_execution_id", "Started by this execution."),
        field("childFilter", GENERATION, "trigger_execution_id", "CHILD or MAIN."),
        field("namespace", NAME, "namespace", _BELOW),
        field("kind", KIND, "kind"),
        field("id", ID, "id"),
        field("parentId", ID, "parent_id"),
        field("flowRevision", NUMBERS, "flow_revision"),
        field("triggerId", ID, "trigger_id"),
        field("duration", DURATION, "duration"),
        field("failedTaskId", FAILED_TASK),
        field("inputs", INPUTS),
    ),
    inner=(
        field("created", DATE, "started"),
        field("state.startDate", DATE, "started"),
        field("state.endDate", DATE, "ended"),
        field("scheduleDate", DATE, "scheduled"),
        field("ownerId", ID, "owner_id"),
        field("originalId", ID, "original_id"),
    ),
    charted=(field("executionId", ID, "id"),),
    sorts={
        "id": "id",
        "state.startDate": "started",
        "state.endDate": "ended",
        "state.duration": "duration",
        "namespace": "namespace",
        "flowId": "flow_id",
        "state.current": "state",
        "startDate": "started",
        "endDate": "ended",
        "duration": "duration",
        "state": "state",
    },
    default=(Order("started", is_descending=True),),
    ties=("id",),
    dates={"START_DATE": "startDate", "END_DATE": "state.endDate"},
)

_OF_EXECUTIONS = {each.name: each for each in EXECUTIONS.fields}
_TASK_RUN_SORTS = {
    "taskId": "task_id",
    "namespace": "namespace",
    "flowId": "flow_id",
    "executionId": "execution_id",
    "state.current": "state",
    "state.startDate": "started",
    "state.endDate": "ended",
    "state.duration": "duration",
}
# Found in executions, of which `inner` are the fields.
TASK_RUNS = Resource(
    fields=(
        field(
            "q",
            WORDS,
            "namespace flow_id task_id execution_id id",
            "Words that ids, namespace or flow must contain.",
        ),
        _STATE,
        field("startDate", DATE, "started", "Started at or after."),
        field("endDate", DATE, "started", "Started at or before."),
    ),
    inner=tuple(
        _OF_EXECUTIONS[name]
        for name in (
            "namespace",
            "flowId",
            "labels",
            "triggerExecutionId",
            "childFilter",
            "scope",
            "kind",
        )
    ),
    sorts={
        **_TASK_RUN_SORTS,
        **{f"taskRunList.{name}": column for name, column in _TASK_RUN_SORTS.items()},
    },
    default=(Order("started", is_descending=True),),
    ties=("seq",),
)

LOGS = Resource(
    name="LOG",
    fields=(
        field(
            "q",
            WORDS,
            "namespace flow_id task_id execution_id task_run_id trigger_id message thread",
            "Words that an entry must contain.",
        ),
        field("scope", SCOPE, "namespace"),
        field("namespace", NAME, "namespace", _BELOW),
        field("startDate", DATE, "timestamp", "Not before."),
        field("endDate", DATE, "timestamp", "Not after."),
        field("timeRange", PERIOD, "", "Within this ISO duration."),
        field("flowId", NAME, "flow_id", "A flow."),
        field("triggerId", ID, "trigger_id", "A trigger."),
        field("level", LEVEL, "level", "The least severe level.", "minLevel"),
        field("executionId", ID, "execution_id", "An execution."),
        field("taskId", ID, "task_id"),
        field("taskRunId", ID, "task_run_id"),
        field("attemptNumber", NUMBER, "attempt"),
    ),
    inner=(
        field("kind", KIND, "kind"),
        field("timestamp", DATE, "timestamp"),
        field("message", PART, "message"),
        field("number", NUMBER, "seq"),
    ),
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
    # Compat: the log page of older clients sends both, to a search that only knew the date.
    start_wins=True,
)

FLOWS = Resource(
    name="FLOW",
    fields=(
        _LABELS,
        field("namespace", NAME, "namespace", _BELOW),
        field("q", WORDS, "id namespace", "Words that the namespace and id must contain."),
        _SCOPE,
        field("flowId", NAME, "id"),
    ),
    inner=(
        field("id", ID, "id"),
        field("source", WORDS, "source"),
        field("updated", DATE, "updated"),
    ),
    sorts={"id": "id", "namespace": "namespace", "revision": "revision", "updated": "updated"},
    default=(Order("namespace"), Order("id")),
    ties=("namespace", "id"),
)

TRIGGERS = Resource(
    name="TRIGGER",
    fields=(
        field(
            "q",
            WORDS,
            "flow_id namespace trigger_id execution_id",
            "Words that the trigger must contain.",
        ),
        field("scope", SCOPE, "namespace"),
        field("namespace", NAME, "namespace", _BELOW),
        field("workerId", ID, "worker_id", "A worker."),
        field("flowId", NAME, "flow_id", "A flow."),
        field("startDate", DATE, "next_date"),
        field("endDate", DATE, "next_date"),
        field("timeRange", PERIOD),
        field("triggerId", ID, "trigger_id"),
        field("triggerState", SWITCH, "disabled"),
        field("locked", FLAG, "is_locked"),
        field("hasError", PRESENCE, "failures", "Whether the last evaluation failed."),
        field("overdue", OVERDUE, "due", "Whether its date passed a minute ago or more, unused."),
        field("lastTriggeredDate", DATE, "date"),
        field("nextExecutionDate", DATE, "next_date"),
    ),
    inner=(
        field("executionId", ID, "execution_id"),
        field("triggerExecutionId", ID, "execution_id"),
        field("existingOnly", IGNORED),
    ),
    sorts={
        "flowId": "flow_id",
        "triggerId": "trigger_id",
        "namespace": "namespace",
        "executionId": "execution_id",
        "nextExecutionDate": "next_date",
        "nextEvaluationDate": "next_date",
        "lastTriggeredDate": "date",
        "timestamp": "updated",
        "updatedDate": "updated",
        "date": "date",
        "evaluatedAt": "evaluated",
        "failures": "failures",
    },
    default=(Order("namespace"), Order("flow_id"), Order("trigger_id")),
    ties=("namespace", "flow_id", "trigger_id"),
    dates={
        "NEXT_EXECUTION_DATE": "nextExecutionDate",
        "LAST_TRIGGERED_DATE": "lastTriggeredDate",
    },
)

METRICS = Resource(
    name="METRIC",
    charted=(
        field("q", WORDS, "namespace flow_id task_id execution_id name"),
        field("namespace", NAME, "namespace"),
        field("flowId", NAME, "flow_id"),
        field("executionId", ID, "execution_id"),
        field("taskId", ID, "task_id"),
        field("taskRunId", ID, "task_run_id"),
    ),
    inner=(
        field("name", NAME, "name"),
        field("type", KIND, "type"),
        field("startDate", DATE, "timestamp"),
        field("endDate", DATE, "timestamp"),
        field("timestamp", DATE, "timestamp"),
    ),
    sorts={
        "namespace": "namespace",
        "flowId": "flow_id",
        "taskId": "task_id",
        "executionId": "execution_id",
        "taskrunId": "task_run_id",
        "name": "name",
        "timestamp": "timestamp",
        "value": "value",
    },
    default=(Order("timestamp"),),
    ties=("seq",),
)

KV = Resource(
    name="KV_METADATA",
    fields=(
        field("q", WORDS, "key", "A part of the key."),
        field("namespace", NAME, "namespace", "A namespace."),
        field("updated", DATE, "updated"),
        field("expirationDate", DATE, "expires"),
    ),
    inner=(
        field("key", NAME, "key"),
        field("created", DATE, "created"),
        field("scope", SCOPE, "namespace"),
    ),
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
    name="DASHBOARD",
    fields=(
        field("q", PART, "title id", "A part of the title or the id."),
        field("id", ID, "id"),
        field("created", DATE, "created"),
        field("updated", DATE, "updated"),
    ),
    inner=(field("deleted", FLAG, "deleted"),),
    sorts={"id": "id", "title": "title", "created": "created", "updated": "updated"},
    default=(Order("title"),),
    ties=("id",),
)

TEMPLATES = Resource(
    name="TEMPLATE",
    fields=(
        field("namespace", NAME, "namespace", _BELOW),
        field("q", NAME_WORDS, "id namespace", "Words that the namespace and id must contain."),
    ),
    sorts={"id": "id", "namespace": "namespace"},
    default=(Order("namespace"), Order("id")),
    ties=("namespace", "id"),
)

SECRETS = Resource(
    name="SECRET_METADATA",
    fields=(
        field("q", PART, "key", "A part of the name."),
        field("namespace", NAME, "namespace"),
    ),
    sorts={"key": "id"},
    default=(Order("id"),),
    ties=("id", "namespace"),
)

NAMESPACES = Resource(
    name="NAMESPACE",
    fields=(
        field("existingOnly", IGNORED),
        field("q", PART, "id", "A part of the name."),
        field("namespace", NAME, "id"),
        field("id", ID, "id"),
    ),
    sorts={"id": "id"},
    default=(Order("id"),),
    ties=("id",),
)

TOKENS = Resource(
    inner=(field("hash", ID, "hash"), field("userId", ID, "user_id")),
    default=(Order("id"),),
    ties=("id",),
)

MEMBERS = Resource(inner=(field("heard", DATE, "heard"),), default=(Order("id"),), ties=("id",))

IDEMPOTENCY_KEYS = Resource(
    inner=(field("created", DATE, "created"),), default=(Order("created"),), ties=("id",)
)

SAVED_VIEWS = Resource(
    inner=(
        field("owner", ID, "owner"),
        field("list", ID, "list"),
        field("shared", FLAG, "is_shared"),
    ),
    default=(Order("id"),),
    ties=("id",),
)

_BY_NAME = {each.name: each for one in (TRIGGERS, LOGS, EXECUTIONS) for each in one.fields}
# What charts can be narrowed down by: fields of whatever list their data are of.
CHARTS = Resource(
    name="DASHBOARD",
    fields=tuple(
        _BY_NAME[name]
        for name in (
            "q",
            "scope",
            "namespace",
            "kind",
            "labels",
            "flowId",
            "flowRevision",
            "startDate",
            "endDate",
            "timeRange",
            "state",
            "triggerExecutionId",
            "triggerId",
            "executionId",
            "workerId",
            "taskId",
            "taskRunId",
            "parentId",
            "id",
            "childFilter",
            "duration",
            "failedTaskId",
            "inputs",
            "level",
            "attemptNumber",
        )
    ),
    default=(),
    ties=(),
)

# Those that requests filter.
REQUESTED = (
    EXECUTIONS,
    LOGS,
    FLOWS,
    TRIGGERS,
    KV,
    DASHBOARDS,
    TEMPLATES,
    SECRETS,
    NAMESPACES,
    USERS,
    GROUPS,
    ROLES,
    BINDINGS,
    AUDIT,
)
