"""Flows as the API shows them: what the author wrote, without plugin defaults (flows.md §1)."""

from __future__ import annotations

from collections.abc import Iterable

from tiercel.model.flow import TENANT, Flow, TriggerDefinition
from tiercel.model.json_types import Json
from tiercel.model.task import Task
from tiercel.web.wire.execution import labels_json

# Values that say nothing: members that hold them are left out.
_TASK_DEFAULTS: dict[str, Json] = {
    "disabled": False,
    "allowFailure": False,
    "allowWarning": False,
    "logToFile": False,
    "runIf": "true",
}
_COPIED = (
    "tasks",
    "errors",
    "finally",
    "afterExecution",
    "listeners",
    "triggers",
    "pluginDefaults",
    "taskDefaults",
    "concurrency",
    "retry",
    "sla",
    "checks",
    "workerGroup",
)


def flow_json(flow: Flow, *, with_source: bool = False) -> dict[str, Json]:
    """A flow; with its source text when asked. An unreadable one tells why."""
    document = flow.document
    body = _head(flow)
    if flow.updated is not None:
        body["updated"] = flow.updated
    if flow.description is not None:
        body["description"] = flow.description
    body.update(_inputs_and_outputs(flow))
    body["disabled"] = flow.disabled
    body["draft"] = flow.draft
    body["deleted"] = flow.deleted
    if flow.labels:
        body["labels"] = labels_json(flow.labels)
    if document.get("variables") is not None:
        body["variables"] = document["variables"]
    body["tasks"] = []
    for name in _COPIED:
        if document.get(name) is not None:
            body[name] = plugin_json(document[name])
    body["tenantId"] = TENANT
    if with_source:
        body["source"] = flow.source
    if flow.exception is not None:
        body["exception"] = flow.exception
    return body


def _head(flow: Flow) -> dict[str, Json]:
    return {"id": flow.id, "namespace": flow.namespace, "revision": flow.revision}


def _inputs_and_outputs(flow: Flow) -> dict[str, Json]:
    body: dict[str, Json] = {}
    if _is_list(flow.document.get("inputs")):
        body["inputs"] = [input_json(entry) for entry in flow.document["inputs"]]
    if _is_list(flow.document.get("outputs")):
        body["outputs"] = flow.document["outputs"]
    return body


def input_json(entry: Json) -> Json:
    """A declared input; `required` is always shown."""
    if not isinstance(entry, dict) or "required" in entry:
        return entry
    body = {name: entry[name] for name in ("id", "type") if name in entry}
    body["required"] = True
    body.update(entry)
    if entry.get("type") == "FILE":
        body.setdefault("extension", ".upl")
    return body


def plugin_json(value: Json) -> Json:
    """A task, trigger or condition, and those inside it, without members at their default."""
    if isinstance(value, list):
        return [plugin_json(entry) for entry in value]
    if not isinstance(value, dict):
        return value
    is_plugin = isinstance(value.get("type"), str)
    return {
        name: plugin_json(member)
        for name, member in value.items()
        if not (is_plugin and name in _TASK_DEFAULTS and member == _TASK_DEFAULTS[name])
    }


def flow_for_execution_json(flow: Flow) -> dict[str, Json]:
    """The light form that an execution's page needs: tasks by id and type only."""
    body = _head(flow)
    body.update(_inputs_and_outputs(flow))
    body["disabled"] = flow.disabled
    body["draft"] = flow.draft
    body["deleted"] = flow.deleted
    if flow.labels:
        body["labels"] = labels_json(flow.labels)
    if flow.document.get("variables") is not None:
        body["variables"] = flow.document["variables"]
    body["tasks"] = [task_for_execution_json(task) for task in flow.tasks]
    body["errors"] = [task_for_execution_json(task) for task in flow.errors]
    body["triggers"] = [trigger_for_execution_json(trigger) for trigger in flow.triggers]
    body["finally"] = [task_for_execution_json(task) for task in flow.finally_]
    body["afterExecution"] = [task_for_execution_json(task) for task in flow.after_execution]
    body["tenantId"] = TENANT
    return body


def task_for_execution_json(task: Task) -> dict[str, Json]:
    """A task reduced to what identifies it, with its children."""
    body: dict[str, Json] = {"id": task.id, "type": task.type}
    if task.branches:
        body["tasks"] = [task_for_execution_json(child) for child in children_of(task)]
    if _is_list(task.properties.get("onResume")):
        body["inputs"] = [input_json(entry) for entry in task.properties["onResume"]]
    namespace, flow_id = task.properties.get("namespace"), task.properties.get("flowId")
    if isinstance(namespace, str) and isinstance(flow_id, str):
        body["subflowId"] = {"namespace": namespace, "flowId": flow_id}
        if isinstance(task.properties.get("revision"), int):
            body["subflowId"]["revision"] = task.properties["revision"]
    return body


def trigger_for_execution_json(trigger: TriggerDefinition) -> dict[str, Json]:
    """A trigger reduced to what identifies it."""
    return {"id": trigger.id, "type": trigger.type}


def children_of(task: Task) -> Iterable[Task]:
    """Direct children, whatever branch they stand in."""
    return (child for children in task.branches.values() for child in children)


def _is_list(value: Json) -> bool:
    return isinstance(value, list)
