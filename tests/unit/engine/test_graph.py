"""Graphs of flows and executions."""

from __future__ import annotations

import gc

from tests.build import a_task_run, an_execution
from tiercel.engine.graphs.graph import execution_graph, flow_graph
from tiercel.engine.graphs.parts import Graph, NodeKind
from tiercel.flowlang.read import read_flow
from tiercel.model.flow import Flow
from tiercel.model.maps import Map
from tiercel.plugin.catalog.registry import Catalog
from tiercel.plugins import PLUGIN_INDEX

CATALOG = Catalog(PLUGIN_INDEX)
LOG = "type: io.kestra.plugin.core.log.Log, message: hi"


def a_flow(text: str) -> Flow:
    return read_flow(f"id: f\nnamespace: company.team\n{text}", CATALOG)


def graph_of(text: str) -> Graph:
    return flow_graph(a_flow(text), CATALOG)


def links(graph: Graph) -> set[tuple[str, str, str]]:
    """Edges with generated endings cut."""
    return {(short(e.source), short(e.target), e.relation) for e in graph.edges}


def short(uid: str) -> str:
    head, _, last = uid.rpartition(".")
    for word in ("root-", "end-", "finally-", "after-"):
        if last.startswith(word):
            return f"{head}.{word[:-1]}"
    return uid


def test_a_sequence_is_root_end_and_its_tasks() -> None:
    graph = graph_of(f"tasks: [{{id: a, {LOG}}}, {{id: b, {LOG}}}, {{id: c, {LOG}}}]")

    assert len(graph.nodes) == 5
    assert [node.kind for node in graph.nodes[:2]] == [NodeKind.ROOT, NodeKind.END]
    assert links(graph) == {
        ("root.root", "root.a", ""),
        ("root.a", "root.b", "SEQUENTIAL"),
        ("root.b", "root.c", "SEQUENTIAL"),
        ("root.c", "root.end", ""),
    }
    assert graph.clusters == ()


def test_children_of_a_parallel_all_lead_to_its_end() -> None:
    children = ", ".join(f"{{id: t{n}, {LOG}}}" for n in range(6))
    graph = graph_of(
        "tasks:\n  - id: par\n    type: io.kestra.plugin.core.flow.Parallel\n"
        f"    tasks: [{children}]\n  - {{id: last, {LOG}}}"
    )

    assert (len(graph.nodes), len(graph.edges), len(graph.clusters)) == (12, 16, 1)
    cluster = graph.clusters[0]
    assert cluster.uid == "cluster_root.par"
    assert cluster.relation == "PARALLEL"
    assert cluster.parents == ()
    assert cluster.task_node is not None
    assert cluster.task_node.uid == "root.par"


def test_branches_carry_their_labels() -> None:
    graph = graph_of(
        "tasks:\n  - id: s\n    type: io.kestra.plugin.core.flow.Switch\n    value: x\n"
        f"    cases:\n      red: [{{id: r, {LOG}}}]\n    defaults: [{{id: d, {LOG}}}]\n"
    )

    values = {e.target: e.value for e in graph.edges if e.relation == "CHOICE"}
    assert values == {"root.s.r": "red", "root.s.d": "defaults"}


def test_a_dag_follows_dependencies() -> None:
    graph = graph_of(
        "tasks:\n  - id: d\n    type: io.kestra.plugin.core.flow.Dag\n    tasks:\n"
        f"      - task: {{id: a, {LOG}}}\n      - task: {{id: b, {LOG}}}\n        dependsOn: [a]\n"
    )

    found = links(graph)
    assert ("root.d", "root.d.a", "PARALLEL") in found
    assert ("root.d.a", "root.d.b", "SEQUENTIAL") in found
    assert ("root.d.b", "root.d.end", "") in found
    assert ("root.d.a", "root.d.end", "") not in found


def test_errors_finally_and_after_stand_between_body_and_end() -> None:
    graph = graph_of(
        f"tasks: [{{id: a, {LOG}}}]\nerrors: [{{id: e, {LOG}}}]\nfinally: [{{id: f, {LOG}}}]\n"
        f"afterExecution: [{{id: z, {LOG}}}]"
    )

    found = links(graph)
    assert ("root.root", "root.e", "ERROR") in found
    assert ("root.a", "root.finally", "") in found
    assert ("root.e", "root.finally", "") in found
    assert ("root.finally", "root.f", "") in found
    assert ("root.f", "root.after", "") in found
    assert ("root.z", "root.end", "") in found
    marks = {node.uid: node.branch for node in graph.nodes if node.kind is NodeKind.TASK}
    assert marks["root.e"] == "ERROR"
    assert marks["root.f"] == "FINALLY"
    assert marks["root.z"] == "AFTER_EXECUTION"


def test_triggers_have_a_box_before_the_root() -> None:
    graph = graph_of(
        f"tasks: [{{id: a, {LOG}}}]\ntriggers:\n  - id: daily\n"
        "    type: io.kestra.plugin.core.trigger.Schedule\n    cron: '@daily'\n"
    )

    assert graph.clusters[0].uid == "cluster_root.Triggers"
    assert ("root.Triggers.end", "root.root", "") in links(graph)
    node = next(node for node in graph.nodes if node.kind is NodeKind.TRIGGER)
    assert node.uid == "root.Triggers.daily"
    assert node.source["cron"] == "@daily"


def test_a_subflow_is_drawn_in_place_of_its_task() -> None:
    child = read_flow(f"id: c\nnamespace: company.team\ntasks: [{{id: x, {LOG}}}]", CATALOG)
    flow = a_flow(
        "tasks:\n  - id: launch\n    type: io.kestra.plugin.core.flow.Subflow\n"
        "    namespace: company.team\n    flowId: c\n"
    )

    plain = flow_graph(flow, CATALOG)
    drawn = flow_graph(flow, CATALOG, lambda uid, task: child if uid == "root.launch" else None)

    assert [node.kind for node in plain.nodes if node.task] == [NodeKind.SUBFLOW]
    assert drawn.clusters[0].uid == "cluster_root.launch"
    assert drawn.clusters[0].is_subflow
    assert "root.launch.x" in {node.uid for node in drawn.nodes}


def test_an_execution_has_a_node_for_each_task_run() -> None:
    flow = a_flow(
        "tasks:\n  - id: loop\n    type: io.kestra.plugin.core.flow.EachSequential\n"
        f"    value: [x, y]\n    tasks: [{{id: a, {LOG}}}]\n"
    )
    loop = a_task_run("loop", seq=0)
    runs = [a_task_run("a", seq=n + 1, parent_id=loop.id, value=v) for n, v in enumerate("xy")]
    execution = an_execution(loop, *runs)

    graph = execution_graph(execution, flow, CATALOG, lambda uid, task: None)

    found = {node.uid: node for node in graph.nodes if node.task}
    assert set(found) == {"root.loop", "root.loop.a_x", "root.loop.a_y"}
    assert found["root.loop"].values == ()
    assert found["root.loop.a_x"].values == ("x",)
    assert {edge.value for edge in graph.edges} == {None, "x", "y"}
    ends = [edge.source for edge in graph.edges if edge.target.startswith("root.loop.end")]
    assert ends == ["root.loop.a_x", "root.loop.a_y"]
    assert execution.task_runs == Map({run.id: run for run in (loop, *runs)})


def test_a_graph_is_freed_without_the_collector() -> None:
    flow = a_flow(f"tasks:\n  - {{id: a, {LOG}}}\n")
    gc.collect()
    # Other threads of a test run may leave garbage of their own: only ours counts.
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        flow_graph(flow, CATALOG)
        gc.collect()
        left = [each for each in gc.garbage if _is_of_the_engine(each)]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
    assert left == []


def _is_of_the_engine(thing: object) -> bool:
    named = thing if callable(thing) else type(thing)
    return str(getattr(named, "__module__", "")).startswith("tiercel.engine.graphs.graph")
