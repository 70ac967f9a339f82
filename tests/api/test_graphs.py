"""Graphs and dependencies over HTTP."""

from __future__ import annotations

from tests.api.client import YAML, Api

LOG = "type: io.kestra.plugin.core.log.Log, message: hi"
CHILD = f"id: child\nnamespace: company.team\ntasks: [{{id: a, {LOG}}}]\n"
CALLER = """id: caller
namespace: company.team
tasks:
  - id: launch
    type: io.kestra.plugin.core.flow.Subflow
    namespace: company.team
    flowId: child
"""
LISTENER = f"""id: listener
namespace: company.other
tasks: [{{id: a, {LOG}}}]
triggers:
  - id: after_child
    type: io.kestra.plugin.core.trigger.Flow
    conditions:
      - type: io.kestra.plugin.core.condition.ExecutionFlow
        namespace: company.team
        flowId: child
"""


async def create(api: Api, *sources: str) -> None:
    for source in sources:
        await api.create(source)


async def test_the_graph_of_a_flow(api: Api) -> None:
    await create(api, CHILD, CALLER)

    graph = (await api.get("/main/flows/company.team/caller/graph")).json()
    kinds = [node["type"].rpartition(".")[2] for node in graph["nodes"]]
    assert kinds == ["GraphClusterRoot", "GraphClusterEnd", "SubflowGraphTask"]
    assert graph["nodes"][2]["task"]["flowId"] == "child"
    assert graph["clusters"] == []
    assert {"source": "root.launch", "target": graph["nodes"][1]["uid"], "relation": {}} in graph[
        "edges"
    ]

    drawn = await api.get("/flows/company.team/caller/graph", params={"subflows": "root.launch"})
    assert drawn.json()["clusters"][0]["cluster"]["type"].endswith(".SubflowGraphCluster")


async def test_the_task_of_an_expanded_subflow_is_a_node_of_the_graph(api: Api) -> None:
    await create(api, CHILD, CALLER)
    execution = await api.run("caller")
    for path in ("/flows/company.team/caller", f"/executions/{execution['id']}"):
        graph = (await api.get(f"{path}/graph?subflows=root.launch")).json()
        box = graph["clusters"][0]
        task = next(node for node in graph["nodes"] if node["uid"] == "root.launch")
        assert box["cluster"]["taskNode"]["uid"] == task["uid"]
        assert task["type"].endswith(".SubflowGraphTask")
        assert task["uid"] in box["nodes"]
        arrows = [edge["source"] for edge in graph["edges"] if edge["target"] == task["uid"]]
        assert arrows == [box["start"]]
        body = [edge["target"] for edge in graph["edges"] if edge["source"] == box["start"]]
        assert body == ["root.launch", "root.launch.a"]
        assert not any(edge["source"] == task["uid"] for edge in graph["edges"])


async def test_the_graph_of_an_unknown_flow_or_revision(api: Api) -> None:
    await create(api, CHILD)

    unknown = await api.get("/flows/company.team/nope/graph")
    assert unknown.status_code == 404
    assert unknown.json()["message"] == "Not Found: Unable to find flow company.team_nope"
    revision = await api.get("/flows/company.team/child/graph?revision=99")
    assert revision.json()["message"] == "Not Found: Unable to find flow company.team_child_99"


async def test_a_subflow_that_is_missing_or_dynamic_can_not_be_drawn(api: Api) -> None:
    params = {"subflows": "root.launch"}
    missing = await api.post("/flows/graph", content=CALLER, headers=YAML, params=params)
    dynamic = await api.post(
        "/flows/graph",
        content=CALLER.replace("flowId: child", "flowId: '{{ inputs.x }}'"),
        headers=YAML,
        params=params,
    )

    assert missing.status_code == 404
    assert "Unable to find subflow company.team.child for task launch" in missing.text
    assert dynamic.status_code == 422


async def test_the_graph_of_a_source(api: Api) -> None:
    good = await api.post("/flows/graph", content=CHILD, headers=YAML)
    bad = await api.post("/flows/graph", content="id: x\nnamespace: a", headers=YAML)

    assert [len(good.json()[name]) for name in ("nodes", "edges", "clusters")] == [3, 2, 0]
    assert bad.status_code == 422


async def test_dependencies_of_a_flow_and_a_namespace(api: Api) -> None:
    await create(api, CHILD, CALLER, LISTENER)

    found = (await api.get("/flows/company.team/child/dependencies")).json()
    edges = {(e["source"], e["target"], e["relation"]) for e in found["edges"]}
    assert edges == {
        ("main_company.team_caller", "main_company.team_child", "FLOW_TASK"),
        ("main_company.team_child", "main_company.other_listener", "FLOW_TRIGGER"),
    }
    incoming = await api.get("/flows/company.team/child/dependencies?destinationOnly=true")
    assert [e["relation"] for e in incoming.json()["edges"]] == ["FLOW_TASK"]
    around = await api.get("/flows/company.team/caller/dependencies?expandAll=true")
    assert len(around.json()["nodes"]) == 3
    whole = await api.get("/namespaces/company.other/dependencies")
    assert len(whole.json()["edges"]) == 1
    for path in ("/flows/company.team/nope/dependencies", "/namespaces/nope/dependencies"):
        assert (await api.get(path)).json() == {"nodes": [], "edges": []}


async def test_dependencies_of_everything(api: Api) -> None:
    await create(api, CHILD, CALLER, LISTENER, CHILD.replace("id: child", "id: alone"))

    found = (await api.get("/main/dependencies")).json()

    edges = {(e["source"], e["target"], e["relation"]) for e in found["edges"]}
    assert edges == {
        ("main_company.team_caller", "main_company.team_child", "FLOW_TASK"),
        ("main_company.team_child", "main_company.other_listener", "FLOW_TRIGGER"),
    }
    assert {node["id"] for node in found["nodes"]} == {"child", "caller", "listener", "alone"}
    assert (await api.get("/dependencies")).json() == found


async def test_the_graph_of_an_execution(api: Api) -> None:
    await create(api, CHILD)
    execution = (await api.post("/executions/company.team/child?wait=true")).json()

    graph = (await api.get(f"/executions/{execution['id']}/graph")).json()

    task = graph["nodes"][2]
    assert task["task"] == {"id": "a", "type": "io.kestra.plugin.core.log.Log"}
    assert task["taskRun"]["state"]["current"] == "SUCCESS"
    assert task["values"] == []
    assert (await api.get("/executions/nope/graph")).status_code == 404
