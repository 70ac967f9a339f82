"""Rows of lists of executions."""

from __future__ import annotations

from tests.api.client import FAILING, HELLO, Api


async def test_rows_without_task_runs_are_short(api: Api) -> None:
    await api.create(HELLO)
    await api.run("hello")
    (full,) = (await api.get("/executions/search")).json()["results"]
    (row,) = (await api.get("/executions/search?taskRuns=false")).json()["results"]
    assert full["taskRunList"]
    assert "taskRunList" not in row
    assert row["state"] == full["state"]
    listed = await api.get("/executions?namespace=company.team&flowId=hello&taskRuns=false")
    assert listed.json()["results"] == [row]


async def test_slim_rows_leave_out_what_grows(api: Api) -> None:
    await api.create(HELLO)
    await api.run("hello")
    (row,) = (await api.get("/executions/search?view=slim")).json()["results"]
    assert row["state"]["current"] == "SUCCESS"
    assert row["labels"]
    assert row["metadata"]["attemptNumber"] == 1
    grown = {"taskRunList", "inputs", "outputs", "variables", "failure"}
    assert not grown & set(row)
    listed = await api.get("/executions?namespace=company.team&flowId=hello&view=slim")
    assert listed.json()["results"] == [row]


async def test_a_slim_row_says_why_it_failed(api: Api) -> None:
    await api.create(FAILING)
    execution = await api.run("bad")
    (row,) = (await api.get("/executions/search?view=slim")).json()["results"]
    (task_run,) = execution["taskRunList"]
    assert row["failure"] == {
        "taskId": "stop",
        "taskRunId": task_run["id"],
        "attempts": 1,
        "reason": "Task failure",  #
    }


async def test_an_unknown_view_is_refused(api: Api) -> None:
    response = await api.get("/executions/search?view=thin")
    assert response.status_code == 422, response.text
