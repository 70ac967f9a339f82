"""Graphs and links of flows as the API shows them (flows.md §1.4, §1.5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from msgspec import UNSET, UnsetType, field, to_builtins

from tiercel.engine.graphs.parts import Graph, GraphCluster, GraphNode, NodeKind
from tiercel.engine.graphs.topology import FlowKey, Relation
from tiercel.model.execution import Execution
from tiercel.model.flow import TENANT
from tiercel.model.json_types import Json
from tiercel.service.flows.graphs import Topology
from tiercel.web.views.execution import TaskRunView, task_run_view
from tiercel.web.views.flow import plugin_json, task_view, trigger_ref_view
from tiercel.web.views.view import Document, View, given

_PACKAGE = "io.kestra.core.models.hierarchies."
_CLASSES = {
    NodeKind.ROOT: "GraphClusterRoot",
    NodeKind.END: "GraphClusterEnd",
    NodeKind.FINALLY: "GraphClusterFinally",
    NodeKind.AFTER: "GraphClusterAfterExecution",
    NodeKind.TASK: "GraphTask",
    NodeKind.SUBFLOW: "SubflowGraphTask",
    NodeKind.TRIGGER: "GraphTrigger",
}


class NodeView(View, frozen=True, kw_only=True):
    """A node of a graph: a task, a trigger, or where a cluster begins or ends."""

    uid: str
    type: str
    error: bool
    branch_type: str | UnsetType = UNSET
    task: Document | UnsetType = UNSET
    task_run: TaskRunView | UnsetType = UNSET
    values: list[str] | UnsetType = UNSET
    relation_type: str | UnsetType = UNSET
    trigger_declaration: Document | UnsetType = UNSET


class EdgeRelationView(View, frozen=True):
    """Why an edge is there."""

    relation_type: str | UnsetType = UNSET
    value: str | UnsetType = UNSET


class EdgeView(View, frozen=True):
    """From one node to another."""

    source: str
    target: str
    relation: EdgeRelationView


class NodeNameView(View, frozen=True):
    """A node by its name and type."""

    uid: str
    type: str


class ClusterHeadView(View, frozen=True, kw_only=True):
    """What a cluster is of."""

    uid: str
    type: str
    relation_type: str | UnsetType = UNSET
    task_node: NodeView | UnsetType = UNSET
    finally_: NodeNameView = field(name="finally")


class ClusterView(View, frozen=True):
    """Nodes that stand together: a flowable task, an error branch, a subflow."""

    cluster: ClusterHeadView
    nodes: list[str]
    parents: list[str]
    start: str
    end: str


class FlowGraphView(View, frozen=True):
    """The graph of a flow or an execution."""

    nodes: list[NodeView]
    edges: list[EdgeView]
    clusters: list[ClusterView]


class TopologyNodeView(View, frozen=True):
    """A flow among flows."""

    uid: str
    tenant_id: str
    namespace: str
    id: str


class TopologyEdgeView(View, frozen=True):
    """One flow starts another: by a task or by a trigger."""

    source: str
    target: str
    relation: Relation


class FlowTopologyGraphView(View, frozen=True):
    """Flows and their links."""

    nodes: list[TopologyNodeView]
    edges: list[TopologyEdgeView]


def graph_view(
    graph: Graph, execution: Execution | None = None, now: datetime | None = None
) -> FlowGraphView:
    """A graph; of an execution when one is given, with tasks reduced to what identifies them."""
    nodes, edges, clusters = graph_members(graph, execution, now)
    return FlowGraphView(list(nodes), list(edges), list(clusters))


def graph_members(
    graph: Graph, execution: Execution | None = None, now: datetime | None = None
) -> tuple[Iterator[NodeView], Iterator[EdgeView], Iterator[ClusterView]]:
    """The nodes, edges and clusters of a graph, one after the other."""
    nodes = (_node_view(node, execution, now) for node in graph.nodes)
    edges = (
        EdgeView(
            edge.source,
            edge.target,
            EdgeRelationView(edge.relation or UNSET, given(edge.value)),
        )
        for edge in graph.edges
    )
    clusters = (_cluster_view(cluster, execution) for cluster in graph.clusters)
    return nodes, edges, clusters


def _node_view(node: GraphNode, execution: Execution | None, now: datetime | None) -> NodeView:
    run: TaskRunView | UnsetType = UNSET
    if node.task_run is not None and execution is not None and now is not None:
        run = task_run_view(node.task_run, execution, now)
    is_short = execution is not None
    task: Json = UNSET
    if node.task is not None:
        task = to_builtins(task_view(node.task)) if is_short else plugin_json(node.source)
    trigger: Json = UNSET
    if node.trigger is not None:
        name = trigger_ref_view(node.trigger)
        trigger = to_builtins(name) if is_short else plugin_json(node.source)
    is_list = node.values is not None and node.task is not None
    return NodeView(
        uid=node.uid,
        type=_PACKAGE + _CLASSES[node.kind],
        error=node.branch == "ERROR",
        branch_type=node.branch or UNSET,
        task=task,
        task_run=run,
        values=list(node.values or ()) if is_list else UNSET,
        relation_type=node.relation or UNSET,
        trigger_declaration=trigger,
    )


def _cluster_view(cluster: GraphCluster, execution: Execution | None) -> ClusterView:
    name = "SubflowGraphCluster" if cluster.is_subflow else "GraphCluster"
    node: NodeView | UnsetType = UNSET
    if cluster.task_node is not None:
        # Compat: executions of 0.21 still name the node, without its task run's details.
        node = _node_view(cluster.task_node, execution, None)
    head = ClusterHeadView(
        uid=cluster.uid,
        type=_PACKAGE + name,
        relation_type=cluster.relation or UNSET,
        task_node=node,
        finally_=NodeNameView(cluster.finally_, _PACKAGE + _CLASSES[NodeKind.FINALLY]),
    )
    return ClusterView(head, list(cluster.nodes), list(cluster.parents), cluster.start, cluster.end)


def topology_view(topology: Topology) -> FlowTopologyGraphView:
    """Flows and their links."""
    return FlowTopologyGraphView(
        [TopologyNodeView(_uid(key), TENANT, key[0], key[1]) for key in topology.flows],
        [
            TopologyEdgeView(_uid(link.source), _uid(link.target), link.relation)
            for link in topology.links
        ],
    )


def _uid(key: FlowKey) -> str:
    return f"{TENANT}_{key[0]}_{key[1]}"
