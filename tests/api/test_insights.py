"""Looks across flows and executions over the API."""

from __future__ import annotations

from tests.api.client import FAILING, HELLO, YAML, Api
from tests.api.test_triggers import SCHEDULED

OLD = """id: old
namespace: company.old
tasks:
  - id: greet
    type: io.kestra.core.tasks.log.Log
    message: x
"""


async def test_flows_with_old_task_types(api: Api) -> None:
    await api.create(OLD)
    await api.create(HELLO)
    assert (await api.get("/flows/deprecated")).json() == [
        {
            "namespace": "company.old",
            "flowId": "old",
            "revision": 1,
            "deprecatedTasks": [
                {
                    "taskId": "greet",
                    "taskType": "io.kestra.core.tasks.log.Log",
                    "replacement": "io.kestra.plugin.core.log.Log",
                }
            ],
        }
    ]
    assert (await api.get("/flows/deprecated?namespace=company.team")).json() == []
    assert len((await api.get("/flows/deprecated?namespace=company")).json()) == 1


async def test_names_for_an_editor(api: Api) -> None:
    answer = await api.post("/flows/expressions?taskId=echo", headers=YAML, content=HELLO)
    found = answer.json()["categories"]
    assert found["inputs"] == ["inputs.who", "inputs.n"]
    assert "outputs.greet" in found["outputs"]
    assert "upper" in found["filters"]
    explained = {one["name"]: one for one in answer.json()["explained"]}
    assert explained["upper"]["about"]
    broken = await api.post("/flows/expressions", headers=YAML, content="id: [")
    assert broken.json()["categories"]["inputs"] == []


async def test_values_in_use(api: Api) -> None:
    await api.create(HELLO)
    await api.create(FAILING)
    await api.run("hello")
    await api.run("bad")
    path = "/executions/distinct-field-values"
    assert (await api.get(f"{path}?field=STATE")).json() == ["FAILED", "SUCCESS"]
    assert (await api.get(f"{path}?field=flowId&state=FAILED")).json() == ["bad"]
    assert (await api.get(path)).status_code == 400
    assert (await api.get(f"{path}?field=inputs")).status_code == 400


async def test_what_the_loops_do(api: Api) -> None:
    await api.create(SCHEDULED)
    assert (await api.http.get("/worker")).json() == {"runningCount": 0, "runnings": []}
    found = (await api.http.get("/scheduler")).json()
    assert found["schedulableCount"] == 2
