"""What a graph of a flow consists of: nodes, arrows and boxes."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from tiercel.model.execution import TaskRun
from tiercel.model.flow import Flow, TriggerDefinition
from tiercel.model.json_types import Json
from tiercel.model.task import Task


class NodeKind(StrEnum):
    """What a node stands for."""

    ROOT = "ROOT"
    END = "END"
    FINALLY = "FINALLY"
    AFTER = "AFTER"
    TASK = "TASK"
    SUBFLOW = "SUBFLOW"
    TRIGGER = "TRIGGER"


class GraphNode(msgspec.Struct, frozen=True, gc=False):
    """A node.

    Shapes: `branch` is ERROR, FINALLY or AFTER_EXECUTION inside such a branch; `source` the task
    or trigger as its author wrote it; `values` those of the loops around it.
    """

    uid: str
    kind: NodeKind
    branch: str = ""
    task: Task | None = None
    source: dict[str, Json] = {}
    task_run: TaskRun | None = None
    values: tuple[str, ...] | None = None
    relation: str = ""
    trigger: TriggerDefinition | None = None
    flow: tuple[str, str] = ("", "")


class Edge(msgspec.Struct, frozen=True, gc=False):
    """An arrow from one node to another."""

    source: str
    target: str
    relation: str = ""
    value: str | None = None


class GraphCluster(msgspec.Struct, frozen=True, gc=False):
    """A box around nodes. `parents` are the uids of enclosing boxes, outermost first."""

    uid: str
    relation: str
    task_node: GraphNode | None
    nodes: tuple[str, ...]
    parents: tuple[str, ...]
    start: str
    end: str
    finally_: str
    is_subflow: bool = False


class Graph(msgspec.Struct, frozen=True, gc=False):
    """All nodes, arrows and boxes in drawing order."""

    nodes: tuple[GraphNode, ...]
    edges: tuple[Edge, ...]
    clusters: tuple[GraphCluster, ...]


def sources_of(flow: Flow) -> dict[str, dict[str, Json]]:
    """Tasks as their author wrote them, by id; triggers by `trigger:<id>`."""
    found: dict[str, dict[str, Json]] = {}
    for name in ("tasks", "errors", "finally", "afterExecution", "listeners"):
        _collect(flow.document.get(name), found)
    for trigger in flow.document.get("triggers") or ():
        if isinstance(trigger, dict):
            found[f"trigger:{trigger.get('id')}"] = trigger
    return found


def _collect(value: Json, found: dict[str, dict[str, Json]]) -> None:
    if isinstance(value, list):
        for each in value:
            _collect(each, found)
    elif isinstance(value, dict):
        if "id" in value and "type" in value:
            found.setdefault(str(value["id"]), value)
        for member in value.values():
            if isinstance(member, dict | list):
                _collect(member, found)
