"""Executions that are only tried out: from a task on, with other outputs, up to breakpoints."""

from __future__ import annotations

import pytest

from tests.api.client import Api
from tests.api.errors import check_refused
from tiercel.model.json_types import Json

STEPS = """id: steps
namespace: company.team
tasks:
  - id: first
    type: io.kestra.plugin.core.debug.Return
    format: recorded
  - id: second
    type: io.kestra.plugin.core.debug.Return
    format: "{{ outputs.first.value }} 1"
  - id: third
    type: io.kestra.plugin.core.debug.Return
    format: "{{ outputs.second.value }}!"
"""


async def ran(api: Api) -> dict[str, Json]:
    await api.create(STEPS)
    found: dict[str, Json] = await api.run("steps")
    return found


def run_of(execution: Json, task_id: str) -> dict[str, Json]:
    (found,) = [run for run in execution["taskRunList"] if run["taskId"] == task_id]
    return dict(found)


async def tried(api: Api, execution: Json, state: str, **asked: Json) -> Json:
    """The new execution, once it is in a state."""
    path = f"/executions/{execution['id']}/actions/playground"
    response = await api.post(path, json=asked)
    assert response.status_code == 200, response.text
    return await api.until(response.json()["id"], state)


@pytest.mark.parametrize("action", ["playground", "replay", "replay-with-inputs"])
async def test_an_execution_that_is_not_there_is_named(api: Api, action: str) -> None:
    body: dict[str, Json] = {"json": {}} if action == "playground" else {}
    response = await api.post(f"/executions/nope/actions/{action}", **body)
    assert response.status_code == 404
    assert response.json()["message"] == "Not Found: Execution 'nope' not found."


async def test_what_is_before_a_task_keeps_its_outputs(api: Api) -> None:
    execution = await ran(api)
    await api.put(
        "/flows/company.team/steps",
        content=STEPS.replace("}} 1", "}} 2"),
        headers={"Content-Type": "application/x-yaml"},
    )
    second = run_of(execution, "second")
    found = await tried(api, execution, "SUCCESS", taskRunId=second["id"])
    assert (found["kind"], found["parentId"]) == ("PLAYGROUND", execution["id"])
    # The newest revision runs, and the first task does not run again.
    assert run_of(found, "third")["outputs"]["value"] == "recorded 2!"
    assert run_of(found, "first")["state"] == run_of(execution, "first")["state"]
    listed = (await api.get("/executions/search")).json()
    assert [row["id"] for row in listed["results"]] == [execution["id"]]
    kinds = (await api.get("/executions/search?filters[kind][EQUALS]=PLAYGROUND")).json()
    assert [row["id"] for row in kinds["results"]] == [found["id"]]


async def test_other_outputs_stand_for_those_recorded(api: Api) -> None:
    execution = await ran(api)
    first, third = run_of(execution, "first"), run_of(execution, "third")
    second = run_of(execution, "second")
    outputs = {first["id"]: {"value": "pinned"}}
    found = await tried(api, execution, "SUCCESS", taskRunId=second["id"], outputs=outputs)
    assert run_of(found, "third")["outputs"]["value"] == "pinned 1!"
    outputs = {second["id"]: {"value": "other"}}
    found = await tried(api, execution, "SUCCESS", taskRunId=third["id"], outputs=outputs)
    assert run_of(found, "third")["outputs"]["value"] == "other!"
    # What was recorded stays as it was.
    now = (await api.get(f"/executions/{execution['id']}")).json()
    assert now["taskRunList"] == execution["taskRunList"]


async def test_one_task_runs_up_to_the_next(api: Api) -> None:
    execution = await ran(api)
    second = run_of(execution, "second")
    found = await tried(
        api, execution, "BREAKPOINT", taskRunId=second["id"], breakpoints=["first", "third"]
    )
    assert run_of(found, "second")["outputs"]["value"] == "recorded 1"
    assert run_of(found, "third")["state"]["current"] == "BREAKPOINT"
    await api.post(f"/executions/{found['id']}/resume-from-breakpoint")
    await api.until(found["id"], "SUCCESS")


async def test_all_of_it_runs_again(api: Api) -> None:
    execution = await ran(api)
    found = await tried(api, execution, "SUCCESS")
    assert found["kind"] == "PLAYGROUND"
    assert [run["taskId"] for run in found["taskRunList"]] == ["first", "second", "third"]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"taskRunId": 7}, "[taskRunId] must be a text"),
        ({"taskRunId": "unknown"}, "No task found to restart execution from!"),
        ({"outputs": {"unknown": {}}}, "the task run 'unknown', which execution"),
        ({"outputs": {"unknown": "x"}}, "[outputs] must hold an object for each task run"),
        ({"outputs": ["x"]}, "[outputs] must hold an object for each task run"),
    ],
)
async def test_what_makes_no_sense_is_refused(api: Api, body: Json, says: str) -> None:
    execution = await ran(api)
    response = await api.post(f"/executions/{execution['id']}/actions/playground", json=body)
    check_refused(response, 422, says)


async def test_an_unknown_execution_and_a_disabled_flow_are_refused(api: Api) -> None:
    missing = await api.post("/executions/unknown/actions/playground", json={})
    assert missing.status_code == 404
    execution = await ran(api)
    await api.put(
        "/flows/company.team/steps",
        content=f"{STEPS}disabled: true\n",
        headers={"Content-Type": "application/x-yaml"},
    )
    response = await api.post(f"/executions/{execution['id']}/actions/playground", json={})
    assert response.status_code == 409
