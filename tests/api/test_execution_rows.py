"""Rows of lists of executions."""

from __future__ import annotations

from tests.api.client import HELLO, Api


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
