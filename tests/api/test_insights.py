"""Looks across flows and executions over the API."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.api.client import FAILING, HELLO, YAML, Api
from tests.api.test_triggers import SCHEDULED
from tiercel.bootstrap import Application
from tiercel.model.job import Job

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


async def test_what_the_loops_do(application: Application, api: Api) -> None:
    await api.create(SCHEDULED)
    async with Api(application.management) as management:
        for client in (api, management):
            idle = {"runningCount": 0, "runnings": []}
            assert (await client.http.get("/worker")).json() == idle
            found = (await client.http.get("/scheduler")).json()
            assert found["schedulableCount"] == 2
            assert found["schedulable"][0]["flowId"] == "timed"


async def test_jobs_that_workers_hold(application: Application, api: Api) -> None:
    now = datetime.now(UTC)
    place = {"namespace": "company.team", "flow_id": "hello", "worker_group": "elsewhere"}
    jobs = (
        Job("j1", "e1", "r1", 0, now, **place),
        Job("j2", "", "", 0, now, trigger_id="poll", **place),
        Job("j3", "e1", "r2", 0, now, **{**place, "worker_group": "nowhere"}),
    )
    async with application.ports.store.transaction() as tx:
        for job in jobs:
            tx.jobs.put(job)
    async with application.ports.store.transaction() as tx:
        await tx.jobs.claim("w1", 5, now + timedelta(hours=1), "elsewhere")
    found = (await api.http.get("/worker")).json()
    assert found["runningCount"] == 2
    task, trigger = sorted(found["runnings"], key=lambda one: one["type"])
    assert (task["type"], task["workerId"]) == ("task", "w1")
    assert task["taskRun"] == {
        "id": "r1",
        "executionId": "e1",
        "namespace": "company.team",
        "flowId": "hello",
        "attemptNumber": 0,
    }
    of_trigger = {"namespace": "company.team", "flowId": "hello", "triggerId": "poll"}
    assert (trigger["type"], trigger["triggerContext"]) == ("trigger", of_trigger)
