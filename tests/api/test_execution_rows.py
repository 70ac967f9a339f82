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


async def test_the_newest_executions_of_flows_are_one_call(api: Api) -> None:
    await api.create(HELLO)
    await api.create(FAILING)
    runs = [await api.run("hello") for _ in range(3)]
    bad = await api.run("bad")
    flows = [{"namespace": "company.team", "id": each} for each in ("hello", "none", "bad")]
    found = (await api.post("/executions/latest?limit=2", json=flows)).json()
    assert [row["id"] for row in found] == [runs[2]["id"], runs[1]["id"], bad["id"]]
    assert found[0]["status"] == "SUCCESS"
    assert found[0]["endDate"] >= found[0]["startDate"]
    assert found[0]["duration"].startswith("PT")
    assert found[2]["failure"]["reason"] == "Task failure"
    many = await api.post("/executions/latest?limit=100", json=flows * 20)
    assert many.status_code == 422, many.text
