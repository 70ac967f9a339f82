"""Flows as the API shows them: what the author wrote, without plugin defaults (flows.md §1)."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import UNSET, UnsetType, field
from msgspec.structs import replace

from tiercel.model.flow import TENANT, Flow, TriggerDefinition
from tiercel.model.json_types import Json
from tiercel.model.label import Label
from tiercel.model.task import Task
from tiercel.service.flows.search import SourceHit
from tiercel.web.views.view import Date, Document, OpenView, View, given

# Values that say nothing: members that hold them are left out.
_TASK_DEFAULTS: dict[str, Json] = {
    "disabled": False,
    "allowFailure": False,
    "allowWarning": False,
    "logToFile": False,
    "runIf": "true",
}


class TaskView(View, frozen=True, kw_only=True):
    """A task reduced to what identifies it, with its children."""

    id: str
    type: str
    tasks: list[TaskView] | UnsetType = UNSET
    inputs: list[Document] | UnsetType = UNSET
    subflow_id: SubflowView | UnsetType = UNSET


class SubflowView(View, frozen=True):
    """The flow that a task starts."""

    namespace: str
    flow_id: str
    revision: int | UnsetType = UNSET


class TriggerRefView(View, frozen=True):
    """A trigger reduced to what identifies it."""

    id: str
    type: str


class FlowForExecutionView(View, frozen=True, kw_only=True):
    """The light form of a flow that an execution's page needs: tasks by id and type only."""

    id: str
    namespace: str
    revision: int
    inputs: list[Document] | UnsetType = UNSET
    outputs: list[Document] | UnsetType = UNSET
    disabled: bool
    draft: bool
    deleted: bool
    labels: tuple[Label, ...] | UnsetType = UNSET
    variables: Document | UnsetType = UNSET
    tasks: list[TaskView]
    errors: list[TaskView]
    triggers: list[TriggerRefView]
    finally_: list[TaskView] = field(name="finally")
    after_execution: list[TaskView]
    tenant_id: str = TENANT


class FlowView(View, frozen=True, kw_only=True):
    """A flow: what the author wrote, without plugin defaults. What was not written is absent."""

    id: str
    namespace: str
    revision: int
    updated: Date | UnsetType = UNSET
    description: str | UnsetType = UNSET
    inputs: list[Document] | UnsetType = UNSET
    outputs: list[Document] | UnsetType = UNSET
    disabled: bool
    draft: bool
    deleted: bool
    labels: tuple[Label, ...] | UnsetType = UNSET
    variables: Document | UnsetType = UNSET
    tasks: list[Document]
    errors: list[Document] | UnsetType = UNSET
    finally_: list[Document] | UnsetType = field(name="finally", default=UNSET)
    after_execution: list[Document] | UnsetType = UNSET
    listeners: list[Document] | UnsetType = UNSET
    triggers: list[Document] | UnsetType = UNSET
    plugin_defaults: list[Document] | UnsetType = UNSET
    task_defaults: list[Document] | UnsetType = UNSET
    concurrency: Document | UnsetType = UNSET
    retry: Document | UnsetType = UNSET
    sla: list[Document] | UnsetType = UNSET
    checks: list[Document] | UnsetType = UNSET
    worker_group: Document | UnsetType = UNSET
    tenant_id: str = TENANT
    source: str | UnsetType = UNSET
    exception: str | UnsetType = UNSET
    author: str | UnsetType = UNSET
    message: str | UnsetType = UNSET


class RevisionRunsView(View, frozen=True):
    """How many executions a revision of a flow has."""

    revision: int
    executions: int


class TaskDocument(OpenView, frozen=True):
    """A task as its author wrote it, with the properties of its type."""

    id: str
    type: str


class SourceMatchView(View, frozen=True):
    """Where a text was found; line and column count from 1."""

    line: int
    column: int
    snippet: str


class FoundSourceView(View, frozen=True):
    """A flow in which a text was found, in the words of both generations."""

    model: FlowView
    fragments: list[str]
    namespace: str
    id: str
    editable: bool
    matches: list[SourceMatchView]


class FoundSourcePage(View, frozen=True):
    """A page of flows in which a text was found."""

    results: list[FoundSourceView]
    total: int


class FlowPage(View, frozen=True):
    """A page of flows."""

    results: list[FlowView]
    total: int


def flow_view(flow: Flow, *, with_source: bool = False) -> FlowView:
    """A flow; with its source text when asked. An unreadable one says why."""
    document = flow.document
    return FlowView(
        id=flow.id,
        namespace=flow.namespace,
        revision=flow.revision,
        updated=given(flow.updated),
        description=given(flow.description),
        inputs=_inputs(document),
        outputs=_outputs(document),
        disabled=flow.disabled,
        draft=flow.draft,
        deleted=flow.deleted,
        labels=flow.labels or UNSET,
        variables=given(document.get("variables")),
        tasks=[] if document.get("tasks") is None else plugin_json(document["tasks"]),
        errors=_written(document, "errors"),
        finally_=_written(document, "finally"),
        after_execution=_written(document, "afterExecution"),
        listeners=_written(document, "listeners"),
        triggers=_written(document, "triggers"),
        plugin_defaults=_written(document, "pluginDefaults"),
        task_defaults=_written(document, "taskDefaults"),
        concurrency=_written(document, "concurrency"),
        retry=_written(document, "retry"),
        sla=_written(document, "sla"),
        checks=_written(document, "checks"),
        worker_group=_written(document, "workerGroup"),
        source=flow.source if with_source else UNSET,
        exception=given(flow.exception),
    )


def revision_view(flow: Flow) -> FlowView:
    """A revision with its source, who saved it and what they said of it."""
    view = flow_view(flow, with_source=True)
    return replace(view, author=given(flow.author), message=given(flow.message))


def found_source_view(hit: SourceHit) -> FoundSourceView:
    """A flow in which a text was found."""
    flow = hit.flow
    matches = [SourceMatchView(match.line, match.column, match.text) for match in hit.lines]
    return FoundSourceView(flow_view(flow), [hit.fragment], flow.namespace, flow.id, True, matches)


def _inputs(document: Document) -> list[Document] | UnsetType:
    inputs = document.get("inputs")
    return [input_json(entry) for entry in inputs] if isinstance(inputs, list) else UNSET


def _outputs(document: Document) -> list[Document] | UnsetType:
    outputs = document.get("outputs")
    return outputs if isinstance(outputs, list) else UNSET


def _written(document: Document, name: str) -> Json:
    """A member of a source; absent when it was not written."""
    value = document.get(name)
    return UNSET if value is None else plugin_json(value)


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


def flow_for_execution_view(flow: Flow) -> FlowForExecutionView:
    """The light form that an execution's page needs: tasks by id and type only."""
    return FlowForExecutionView(
        id=flow.id,
        namespace=flow.namespace,
        revision=flow.revision,
        inputs=_inputs(flow.document),
        outputs=_outputs(flow.document),
        disabled=flow.disabled,
        draft=flow.draft,
        deleted=flow.deleted,
        labels=flow.labels or UNSET,
        variables=given(flow.document.get("variables")),
        tasks=[task_view(task) for task in flow.tasks],
        errors=[task_view(task) for task in flow.errors],
        triggers=[trigger_ref_view(trigger) for trigger in flow.triggers],
        finally_=[task_view(task) for task in flow.finally_],
        after_execution=[task_view(task) for task in flow.after_execution],
    )


def task_view(task: Task) -> TaskView:
    """A task reduced to what identifies it, with its children."""
    properties = task.properties
    namespace, flow_id = properties.get("namespace"), properties.get("flowId")
    subflow: SubflowView | UnsetType = UNSET
    if isinstance(namespace, str) and isinstance(flow_id, str):
        revision = properties.get("revision")
        subflow = SubflowView(namespace, flow_id, revision if isinstance(revision, int) else UNSET)
    asked = properties.get("onResume")
    return TaskView(
        id=task.id,
        type=task.type,
        tasks=[task_view(child) for child in children_of(task)] if task.branches else UNSET,
        inputs=[input_json(entry) for entry in asked] if isinstance(asked, list) else UNSET,
        subflow_id=subflow,
    )


def trigger_ref_view(trigger: TriggerDefinition) -> TriggerRefView:
    """A trigger reduced to what identifies it."""
    return TriggerRefView(trigger.id, trigger.type)


def children_of(task: Task) -> Iterable[Task]:
    """Direct children, whatever branch they stand in."""
    return (child for children in task.branches.values() for child in children)
