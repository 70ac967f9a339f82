"""What pages of executions show beside them."""

from __future__ import annotations

from tests.api.client import FAILING, HELLO, Api

LOOPING = """id: looping
namespace: company.team
tasks:
  - id: loop
    type: io.kestra.plugin.core.flow.Loop
    concurrencyLimit: 1
    values: [a, b, c, d]
    tasks:
      - id: say
        type: io.kestra.plugin.core.log.Log
        message: "this is {{ item.value }}"
      - id: check
        type: io.kestra.plugin.core.execution.Fail
        condition: "{{ item.value == 'd' }}"
"""


async def test_errors_are_grouped(api: Api) -> None:
    await api.create(FAILING)
    await api.create(HELLO)
    await api.run("hello")
    runs = [await api.run("bad") for _ in range(2)]
    found = (await api.get("/executions/errors")).json()
    (group,) = found["results"]
    assert (found["read"], found["total"]) == (2, 2)
    assert (group["flowId"], group["taskId"], group["count"]) == ("bad", "stop", 2)
    assert group["signature"] == group["reason"] == "Task failure"
    assert group["executionIds"] == [runs[1]["id"], runs[0]["id"]]
    none = await api.get("/executions/errors?namespace=other&startDate=2024-01-01T00:00:00Z")
    assert none.json() == {"results": [], "read": 0, "total": 0}


async def test_iterations_come_failed_ones_first(api: Api) -> None:
    await api.create(LOOPING)
    execution = await api.run("looping")
    path = f"/executions/{execution['id']}/iterations"
    page = (await api.get(f"{path}?logs=5")).json()
    assert page["total"] == 4
    first, *rest = page["results"]
    assert (first["index"], first["value"], first["state"]) == (3, "d", "FAILED")
    assert first["failure"]["taskId"] == "check"
    assert first["failure"]["reason"] == "Fail on a condition"
    assert [each["value"] for each in rest] == ["a", "b", "c"]
    assert first["taskId"] == "loop"
    assert any("this is d" in entry["message"] for entry in first["logs"])
    severe = (await api.get(f"{path}?logs=5&minLevel=ERROR")).json()["results"]
    assert [bool(each["logs"]) for each in severe] == [True, False, False, False]


async def test_pages_of_iterations_are_whole(api: Api) -> None:
    await api.create(LOOPING)
    execution = await api.run("looping")
    path = f"/executions/{execution['id']}/iterations"
    for size in (1, 2, 3):
        found = []
        for page in range(1, 6):
            rows = (await api.get(f"{path}?page={page}&size={size}")).json()["results"]
            assert len(rows) <= size
            found += [row["value"] for row in rows]
        assert found == ["d", "a", "b", "c"], size
    failed = (await api.get(f"{path}?state=FAILED")).json()
    assert [row["value"] for row in failed["results"]] == ["d"]
    assert (await api.get("/executions/unknown/iterations")).status_code == 404
