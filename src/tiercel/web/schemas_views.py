"""Component schemas of the OpenAPI document: graphs, blueprints, dashboards, statistics."""

from __future__ import annotations

from tiercel.model.json_types import Json
from tiercel.model.log import Level
from tiercel.model.state import StateType

_STATES = [state.value for state in StateType]
_STRING: dict[str, Json] = {"type": "string"}
# Of a request: what is simple is taken for its text, null and an empty text for nothing.
_TEXT: dict[str, Json] = {"type": ["string", "number", "boolean", "null"]}
_DAY: dict[str, Json] = {"anyOf": [{"type": "string", "format": "date-time"}, {"enum": ["", None]}]}
_PLACE: dict[str, Json] = {"namespace": _TEXT, "flowId": _TEXT}
_WINDOW: dict[str, Json] = {"startDate": _DAY, "endDate": _DAY}
_NUMBER: dict[str, Json] = {"type": "number"}
_INTEGER: dict[str, Json] = {"type": "integer"}
_DATE: dict[str, Json] = {"type": "string", "format": "date-time"}


def _list(items: dict[str, Json]) -> dict[str, Json]:
    return {"type": "array", "items": items}


def _nullable_list(items: dict[str, Json]) -> dict[str, Json]:
    return {"type": ["array", "null"], "items": items}


def _object(*required: str, **members: Json) -> dict[str, Json]:
    schema: dict[str, Json] = {"type": "object", "properties": members}
    if required:
        schema["required"] = list(required)
    return schema


def _page(name: str) -> dict[str, Json]:
    items: dict[str, Json] = {"$ref": f"#/components/schemas/{name}"}
    return _object("results", "total", results=_list(items), total=_INTEGER)


_CHART_QUERY = _object(
    startDate=_DATE,
    endDate=_DATE,
    pageNumber={"type": "integer", "minimum": 1},
    pageSize={"type": "integer", "minimum": 1},
    namespace=_STRING,
    labels={"type": ["object", "array"]},
    filters=_list(
        _object(
            "field",
            "operation",
            field={"type": "string", "minLength": 1},
            operation=_STRING,
            value={},
        )
    ),
)
VIEW_SCHEMAS: dict[str, Json] = {
    "FlowGraph": _object(
        "nodes",
        "edges",
        "clusters",
        nodes=_list(_object("uid", "type", uid=_STRING, type=_STRING)),
        edges=_list(
            _object(
                "source",
                "target",
                "relation",
                source=_STRING,
                target=_STRING,
                relation=_object(relationType=_STRING, value=_STRING),
            )
        ),
        clusters=_list(
            _object(
                "cluster",
                "nodes",
                "parents",
                "start",
                "end",
                cluster=_object("uid", "type", uid=_STRING, type=_STRING),
                nodes=_list(_STRING),
                parents=_list(_STRING),
                start=_STRING,
                end=_STRING,
            )
        ),
    ),
    "FlowTopologyGraph": _object(
        "nodes",
        "edges",
        nodes=_list(_object("uid", uid=_STRING, namespace=_STRING, id=_STRING)),
        edges=_list(
            _object(
                "source",
                "target",
                "relation",
                source=_STRING,
                target=_STRING,
                relation={"type": "string", "enum": ["FLOW_TASK", "FLOW_TRIGGER"]},
            )
        ),
    ),
    "Blueprint": _object(
        "id",
        "title",
        "tags",
        id=_STRING,
        title=_STRING,
        description=_STRING,
        includedTasks=_list(_STRING),
        tags=_list(_STRING),
        publishedAt=_DATE,
        kind=_STRING,
        source=_STRING,
        flow=_STRING,
    ),
    "BlueprintPage": _page("Blueprint"),
    "BlueprintTag": _object("id", "name", id=_STRING, name=_STRING, publishedAt=_DATE),
    "SummaryRequest": _object(**_WINDOW, namespace=_TEXT),
    "StatsRequest": _object(
        **_PLACE,
        **_WINDOW,
        q=_TEXT,
        scope=_nullable_list({"enum": ["USER", "SYSTEM"]}),
        state=_nullable_list({"enum": _STATES}),
    ),
    "StatsByFlowRequest": _object(
        **_PLACE,
        **_WINDOW,
        q=_TEXT,
        flows=_nullable_list({"type": "object"}),
        namespaceOnly={"type": ["boolean", "null"]},
    ),
    "StatsByNamespaceRequest": _object(**_WINDOW, namespace=_TEXT),
    "LatestRequest": _object(flows=_nullable_list({"type": "object"})),
    "LogStatsRequest": _object(
        **_PLACE,
        **_WINDOW,
        q=_TEXT,
        logLevel={"enum": [*(level.value for level in Level), "", None]},
    ),
    "ExecutionStatistics": _object(
        "startDate",
        "duration",
        "executionCounts",
        "groupBy",
        startDate=_DATE,
        duration=_object(
            "count", min=_STRING, avg=_STRING, max=_STRING, sum=_STRING, count=_INTEGER
        ),
        executionCounts={"type": "object", "additionalProperties": _INTEGER},
        groupBy=_STRING,
    ),
    "LogStatistics": _object(
        "timestamp",
        "counts",
        "groupBy",
        timestamp=_DATE,
        counts={"type": "object", "additionalProperties": _INTEGER},
        groupBy=_STRING,
    ),
    "Dashboard": _object(
        "id",
        "title",
        "timeWindow",
        "deleted",
        "created",
        "updated",
        tenantId=_STRING,
        id=_STRING,
        title=_STRING,
        description=_STRING,
        timeWindow=_object("default", "max", default=_STRING, max=_STRING),
        charts=_list(_object("id", "type", id=_STRING, type=_STRING)),
        deleted={"type": "boolean"},
        created=_DATE,
        updated=_DATE,
        sourceCode=_STRING,
    ),
    "DashboardPage": _page("Dashboard"),
    "ChartQuery": _CHART_QUERY,
    "ChartPreview": _object(
        "chart", chart={"type": "string", "pattern": "\\S"}, globalFilter=_CHART_QUERY
    ),
    "ChartRows": _object("results", "total", results=_list({"type": "object"}), total=_INTEGER),
    "Plugin": _object(
        "name",
        "title",
        "group",
        name=_STRING,
        title=_STRING,
        group=_STRING,
        subGroup=_STRING,
        version=_STRING,
        manifest={"type": "object"},
        tasks=_list(_object("cls", cls=_STRING)),
        triggers=_list(_object("cls", cls=_STRING)),
        conditions=_list(_object("cls", cls=_STRING)),
        taskRunners=_list(_object("cls", cls=_STRING)),
        charts=_list(_object("cls", cls=_STRING)),
        dataFilters=_list(_object("cls", cls=_STRING)),
        aliases=_list(_STRING),
        categories=_list(_STRING),
    ),
    "PluginIcon": _object(
        "name", "icon", name=_STRING, icon=_STRING, flowable={"type": "boolean"}, hash=_STRING
    ),
    "PluginDocumentation": _object(
        "markdown", "schema", markdown=_STRING, schema={"type": "object"}
    ),
    "ConcurrencyLimit": _object(
        tenantId=_STRING, namespace=_STRING, flowId=_STRING, running=_INTEGER
    ),
    "ConcurrencyLimitPage": _page("ConcurrencyLimit"),
    # Its name is in the path when it is changed.
    "SecretChange": _object(
        value=_TEXT,
        description=_TEXT,
        tags={"anyOf": [{"$ref": "#/components/schemas/LabelsInput"}, {"type": "null"}]},
    ),
    "SecretValue": _object(
        "key",
        key={"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]*$"},
        value=_TEXT,
        description=_TEXT,
        tags={"anyOf": [{"$ref": "#/components/schemas/LabelsInput"}, {"type": "null"}]},
    ),
    "SecretName": _object("key", key=_STRING, namespace=_STRING, description=_STRING),
    "SecretPage": _object(
        "readOnly",
        "results",
        "total",
        readOnly={"type": "boolean"},
        results=_list({"$ref": "#/components/schemas/SecretName"}),
        total=_INTEGER,
    ),
}
