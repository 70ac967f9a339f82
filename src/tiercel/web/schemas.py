"""Component schemas of the OpenAPI document, hand-written after the wire forms."""

from __future__ import annotations

from tiercel.model.json_types import Json
from tiercel.model.log import Level
from tiercel.model.state import StateType
from tiercel.web.schemas_views import VIEW_SCHEMAS

_STRING: dict[str, Json] = {"type": "string"}
_BOOLEAN: dict[str, Json] = {"type": "boolean"}
_INTEGER: dict[str, Json] = {"type": "integer"}
_SCALAR: dict[str, Json] = {"type": ["string", "number", "boolean"]}
_OBJECT: dict[str, Json] = {"type": "object"}
_DATE: dict[str, Json] = {"type": "string", "format": "date-time"}


def _list(items: dict[str, Json]) -> dict[str, Json]:
    return {"type": "array", "items": items}


def _ref(name: str) -> dict[str, Json]:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(required: tuple[str, ...] = (), **members: Json) -> dict[str, Json]:
    schema: dict[str, Json] = {"type": "object", "properties": members}
    if required:
        schema["required"] = list(required)
    return schema


def _page(name: str, **members: Json) -> dict[str, Json]:
    return _object(("results", "total"), results=_list(_ref(name)), total=_INTEGER, **members)


SCHEMAS: dict[str, Json] = {
    "Label": _object(("key", "value"), key=_STRING, value=_STRING),
    # Numbers and truth values are taken for their texts, as ever.
    "LabelInput": _object(("key", "value"), key=_SCALAR, value=_SCALAR),
    "LabelsInput": {
        "anyOf": [
            _list(_ref("LabelInput")),
            {"type": "object", "additionalProperties": _SCALAR},
        ]
    },
    "State": _object(
        ("current", "histories", "startDate", "duration"),
        current={"type": "string", "enum": [state.value for state in StateType]},
        histories=_list(_object(("state", "date"), state=_STRING, date=_DATE)),
        duration={"type": "string", "description": "ISO-8601 duration."},
        startDate=_DATE,
        endDate=_DATE,
    ),
    "TaskRun": _object(
        ("id", "executionId", "namespace", "flowId", "taskId", "state", "outputs"),
        tenantId=_STRING,
        id=_STRING,
        executionId=_STRING,
        namespace=_STRING,
        flowId=_STRING,
        taskId=_STRING,
        parentTaskRunId=_STRING,
        value=_STRING,
        attempts=_list(_object(("state",), state=_ref("State"), workerId=_STRING)),
        outputs={"type": ["object", "null"]},
        state=_ref("State"),
        iteration=_INTEGER,
    ),
    "Execution": _object(
        ("id", "namespace", "flowId", "flowRevision", "state", "originalId", "metadata"),
        tenantId=_STRING,
        id=_STRING,
        namespace=_STRING,
        flowId=_STRING,
        flowRevision=_INTEGER,
        taskRunList=_list(_ref("TaskRun")),
        inputs=_OBJECT,
        outputs=_OBJECT,
        labels=_list(_ref("Label")),
        variables=_OBJECT,
        state=_ref("State"),
        parentId=_STRING,
        originalId=_STRING,
        trigger=_object(("id", "type"), id=_STRING, type=_STRING, variables=_OBJECT),
        deleted=_BOOLEAN,
        metadata=_object(attemptNumber=_INTEGER, originalCreatedDate=_DATE),
        scheduleDate=_DATE,
        kind=_STRING,
        breakpoints=_list(_OBJECT),
        url=_STRING,
    ),
    "ExecutionPage": _page("Execution"),
    "Flow": _object(
        ("id", "namespace", "revision", "tasks", "disabled", "deleted"),
        id=_STRING,
        namespace=_STRING,
        revision=_INTEGER,
        updated=_DATE,
        description=_STRING,
        inputs=_list(_OBJECT),
        outputs=_list(_OBJECT),
        disabled=_BOOLEAN,
        draft=_BOOLEAN,
        deleted=_BOOLEAN,
        labels=_list(_ref("Label")),
        variables=_OBJECT,
        tasks=_list(_OBJECT),
        errors=_list(_OBJECT),
        triggers=_list(_OBJECT),
        tenantId=_STRING,
        source=_STRING,
    ),
    "FlowPage": _page("Flow"),
    "IdWithNamespace": _object(("namespace", "id"), namespace=_STRING, id=_STRING),
    "ValidationReport": _object(
        ("index", "outdated"),
        flow=_STRING,
        namespace=_STRING,
        index=_INTEGER,
        constraints={"type": "string", "description": "What is wrong; absent when valid."},
        outdated=_BOOLEAN,
        deprecationPaths=_list(_STRING),
        warnings=_list(_STRING),
        infos=_list(_STRING),
        violations=_list(_OBJECT),
    ),
    "LogEntry": _object(
        ("namespace", "flowId", "timestamp", "level", "message", "attemptNumber"),
        tenantId=_STRING,
        namespace=_STRING,
        flowId=_STRING,
        taskId=_STRING,
        executionId=_STRING,
        taskRunId=_STRING,
        attemptNumber={"type": ["integer", "null"]},
        triggerId=_STRING,
        timestamp=_DATE,
        level={"type": "string", "enum": [level.value for level in Level]},
        thread=_STRING,
        message=_STRING,
        deleted=_BOOLEAN,
    ),
    "LogPage": _page("LogEntry", type=_STRING),
    "KvEntry": _object(
        ("namespace", "key", "creationDate", "updateDate"),
        namespace=_STRING,
        key=_STRING,
        revision=_INTEGER,
        description=_STRING,
        creationDate=_DATE,
        updateDate=_DATE,
        expirationDate=_DATE,
    ),
    "KvValue": _object(("type",), type=_STRING, value={}, revision=_INTEGER, updated=_DATE),
    "FileAttributes": _object(
        ("fileName", "type", "size"),
        fileName=_STRING,
        lastModifiedTime=_INTEGER,
        creationTime=_INTEGER,
        type={"type": "string", "enum": ["File", "Directory"]},
        size=_INTEGER,
    ),
    "Trigger": _object(
        ("namespace", "flowId", "triggerId", "disabled"),
        tenantId=_STRING,
        namespace=_STRING,
        flowId=_STRING,
        triggerId=_STRING,
        date=_DATE,
        nextExecutionDate=_DATE,
        backfill=_OBJECT,
        stopAfter=_list(_STRING),
        disabled=_BOOLEAN,
        locked=_BOOLEAN,
        executionId=_STRING,
    ),
    "BulkResponse": _object(("count",), count=_INTEGER, operationId=_STRING, totalItems=_INTEGER),
    "Error": _object(
        ("message",),
        message=_STRING,
        type=_STRING,
        title=_STRING,
        status=_INTEGER,
        detail=_STRING,
        instance=_STRING,
        errors=_list(_OBJECT),
    ),
}
COMPONENTS: dict[str, Json] = {**SCHEMAS, **VIEW_SCHEMAS}
