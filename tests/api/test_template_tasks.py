"""Flows that run the tasks of templates."""

from __future__ import annotations

from tests.api.client import YAML, Api

SHARED = """id: shared
namespace: company.team
tasks:
  - id: inside
    type: io.kestra.plugin.core.debug.Return
    format: "hello {{ parent.outputs.args.name }}"
"""
OUTER = """id: outer
namespace: company.team
tasks:
  - id: nested
    type: io.kestra.plugin.core.flow.Template
    namespace: company.team
    templateId: shared
    args: {name: depth}
"""
ENDLESS = OUTER.replace("id: outer", "id: shared").replace("id: nested", "id: again")
FLOW = """id: user
namespace: company.team
tasks:
  - id: call
    type: io.kestra.plugin.core.flow.Template
    namespace: company.team
    templateId: shared
    args: {name: world}
"""


async def put(api: Api, source: str, *, name: str = "") -> None:
    if name:
        answer = await api.put(f"/templates/company.team/{name}", headers=YAML, content=source)
    else:
        answer = await api.post("/templates", headers=YAML, content=source)
    assert answer.status_code == 200, answer.text


async def ran(api: Api) -> tuple[str, dict[str, object]]:
    execution = await api.run("user")
    outputs = {run["taskId"]: run["outputs"] for run in execution["taskRunList"]}
    return execution["state"]["current"], outputs


async def test_the_tasks_of_a_template_run_as_children(api: Api) -> None:
    await put(api, SHARED)
    await api.create(FLOW)

    assert await ran(api) == (
        "SUCCESS",
        {"call": {"args": {"name": "world"}}, "inside": {"value": "hello world"}},
    )
    graph = (await api.get("/flows/company.team/user/graph")).json()
    assert "root.call.inside" in {node["uid"] for node in graph["nodes"]}
    flow = (await api.get("/flows/company.team/user")).json()
    assert "tasks" not in flow["tasks"][0]


async def test_a_changed_template_counts_at_once(api: Api) -> None:
    await put(api, SHARED)
    await api.create(FLOW)
    await ran(api)
    await put(api, SHARED.replace("hello", "bye"), name="shared")

    assert (await ran(api))[1]["inside"] == {"value": "bye world"}


async def test_a_template_may_hold_another(api: Api) -> None:
    await put(api, SHARED)
    await put(api, OUTER)
    await api.create(FLOW.replace("templateId: shared", "templateId: outer"))

    state, outputs = await ran(api)
    assert (state, outputs["inside"]) == ("SUCCESS", {"value": "hello depth"})


async def test_a_missing_template_fails_the_execution(api: Api) -> None:
    await api.create(FLOW)

    execution = await api.run("user")
    assert execution["state"]["current"] == "FAILED"
    logs = (await api.get(f"/logs/{execution['id']}")).json()
    assert any("Can't find flow template 'company.team.shared'" in e["message"] for e in logs)


async def test_a_template_that_holds_itself_ends(api: Api) -> None:
    await put(api, ENDLESS)
    await api.create(FLOW)

    assert (await ran(api))[0] == "FAILED"
