"""Graphs and links of flows as the API shows them (flows.md §1.4, §1.5)."""

from __future__ import annotations

from datetime import datetime

from tiercel.engine.graph_parts import Cluster, Graph, Node, NodeKind
from tiercel.engine.topology import FlowKey
from tiercel.model.execution import Execution
from tiercel.model.flow import TENANT
from tiercel.model.json_types import Json
from tiercel.service.graphs import Topology
from tiercel.web.wire.execution import task_run_json
from tiercel.web.wire.flow import (
    plugin_json,
    task_for_execution_json,
    trigger_for_execution_json,
)

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


def graph_json(
    graph: Graph, execution: Execution | None = None, now: datetime | None = None
) -> dict[str, Json]:
    """A graph; of an execution when one is given, with tasks reduced to what identifies them."""
    return {
        "nodes": [_node_json(node, execution, now) for node in graph.nodes],
        "edges": [
            {
                "source": edge.source,
                "target": edge.target,
                "relation": _without_none(
                    {"relationType": edge.relation or None, "value": edge.value}
                ),
            }
            for edge in graph.edges
        ],
        "clusters": [_cluster_json(cluster, execution) for cluster in graph.clusters],
    }


def _node_json(node: Node, execution: Execution | None, now: datetime | None) -> dict[str, Json]:
    body: dict[str, Json] = {
        "uid": node.uid,
        "type": _PACKAGE + _CLASSES[node.kind],
        "error": node.branch == "ERROR",
    }
    if node.branch:
        body["branchType"] = node.branch
    if node.task is not None:
        is_short = execution is not None
        body["task"] = task_for_execution_json(node.task) if is_short else plugin_json(node.source)
    if node.task_run is not None and execution is not None and now is not None:
        body["taskRun"] = task_run_json(node.task_run, execution, now)
    if node.values is not None and node.task is not None:
        body["values"] = list(node.values)
    if node.relation:
        body["relationType"] = node.relation
    if node.trigger is not None:
        body["triggerDeclaration"] = (
            plugin_json(node.source)
            if execution is None
            else trigger_for_execution_json(node.trigger)
        )
    return body


def _cluster_json(cluster: Cluster, execution: Execution | None) -> dict[str, Json]:
    name = "SubflowGraphCluster" if cluster.is_subflow else "GraphCluster"
    box: dict[str, Json] = {"uid": cluster.uid, "type": _PACKAGE + name}
    if cluster.relation:
        box["relationType"] = cluster.relation
    if cluster.task_node is not None:
        # Compat: executions of 0.21 still name the node, without its task run's details.
        box["taskNode"] = _node_json(cluster.task_node, execution, None)
    box["finally"] = {
        "uid": cluster.finally_,
        "type": _PACKAGE + _CLASSES[NodeKind.FINALLY],
    }
    return {
        "cluster": box,
        "nodes": list(cluster.nodes),
        "parents": list(cluster.parents),
        "start": cluster.start,
        "end": cluster.end,
    }


def topology_json(topology: Topology) -> dict[str, Json]:
    """Flows and their links."""
    return {
        "nodes": [
            {"uid": _uid(key), "tenantId": TENANT, "namespace": key[0], "id": key[1]}
            for key in topology.flows
        ],
        "edges": [
            {"source": _uid(link.source), "target": _uid(link.target), "relation": link.relation}
            for link in topology.links
        ],
    }


def _uid(key: FlowKey) -> str:
    return f"{TENANT}_{key[0]}_{key[1]}"


def _without_none(body: dict[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in body.items() if value is not None}
