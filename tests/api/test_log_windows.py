"""Parts of the log of an execution, and how many entries it has."""

from __future__ import annotations

import pytest

from tests.api.client import Api

TALKING = """id: talking
namespace: company.team
tasks:
  - id: say
    type: io.kestra.plugin.core.log.Log
    message: [one, two, TWO and a half, three]
  - id: stop
    type: io.kestra.plugin.core.execution.Fail
    errorMessage: it is too late
"""


async def talked(api: Api) -> str:
    await api.create(TALKING)
    execution = await api.run("talking")
    return f"/logs/{execution['id']}"


async def test_a_window_goes_on_after_an_entry(api: Api) -> None:
    path = await talked(api)
    first = (await api.get(f"{path}?offset=1&limit=2&taskId=say")).json()
    assert [entry["message"] for entry in first] == ["two", "TWO and a half"]
    after = first[-1]["number"]
    rest = (await api.get(f"{path}?after={after}&taskId=say")).json()
    assert [entry["message"] for entry in rest] == ["three"]
    whole = (await api.get(path)).json()
    assert not any("number" in entry for entry in whole)


async def test_a_window_is_searched(api: Api) -> None:
    path = await talked(api)
    found = (await api.get(f"{path}?q=two")).json()
    assert [entry["message"] for entry in found] == ["two", "TWO and a half"]
    assert (await api.get(f"{path}?q=two&level=ERROR&minLevel=ERROR")).json() == []


async def test_entries_are_counted(api: Api) -> None:
    path = await talked(api)
    stats = (await api.get(f"{path}/stats?minLevel=INFO")).json()
    assert stats["total"] == sum(stats["levels"].values())
    assert stats["levels"]["ERROR"] == 1
    by_task = {run["taskId"]: run for run in stats["taskRuns"] if "taskId" in run}
    assert by_task["say"]["levels"] == {"INFO": 4}
    assert by_task["stop"]["levels"]["ERROR"] == 1
    found = (await api.get(f"{path}/stats?q=two")).json()
    assert (found["total"], found["levels"]) == (2, {"INFO": 2})
    second = (await api.get(f"{path}?offset=1&limit=1&taskId=say")).json()[0]["number"]
    found = (await api.get(f"{path}/stats?taskId=say&until={second}")).json()
    assert (found["total"], found["levels"]) == (2, {"INFO": 2})
    assert (await api.get(f"{path}/stats?until=0")).json()["total"] == 0
    for bad in ("-1", "x", "1e3"):
        assert (await api.get(f"{path}/stats?until={bad}")).status_code == 422
    assert (await api.get("/logs/unknown/stats")).json()["total"] == 0
    assert (await api.get(f"{path}/stats?filters[level][CONTAINS]=INFO")).status_code == 400


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "offset=-1", "after=-1", "after=1e3"])
async def test_a_bad_window_is_refused(api: Api, query: str) -> None:
    response = await api.get(f"/logs/x?{query}")
    assert response.status_code == 422, response.text
