"""How many executions are in each state."""

from __future__ import annotations

import pytest

from tests.api.client import FAILING, HELLO, Api
from tiercel.model.state import StateType


@pytest.mark.parametrize(
    ("query", "counts"),
    [
        ("", {"SUCCESS": 2, "FAILED": 1}),
        ("flowId=bad", {"FAILED": 1}),
        ("filters[flowId][EQUALS]=hello", {"SUCCESS": 2}),
        ("state=FAILED", {"FAILED": 1}),
        ("labels=team:red", {"SUCCESS": 1}),
        ("q=hel", {"SUCCESS": 2}),
        ("timeRange=PT1H", {"SUCCESS": 2, "FAILED": 1}),
        ("childFilter=MAIN", {"SUCCESS": 2, "FAILED": 1}),
        ("childFilter=CHILD", {}),
        ("namespace=other", {}),
    ],
)
async def test_states_are_counted(api: Api, query: str, counts: dict[str, int]) -> None:
    await api.create(FAILING)
    await api.create(HELLO)
    await api.run("hello")
    await api.post("/executions/company.team/hello?wait=true&labels=team:red")
    await api.run("bad")
    found = (await api.get(f"/executions/counts?{query}")).json()
    assert found == {"total": sum(counts.values()), "counts": counts}
    assert list(found["counts"]) == [each for each in StateType if each in counts]
    listed = await api.get(f"/executions/search?{query}")
    assert listed.json()["total"] == found["total"]


async def test_an_unknown_filter_of_counts_is_refused(api: Api) -> None:
    refused = await api.get("/executions/counts?filters[nothing][EQUALS]=1")
    assert refused.status_code == 400, refused.text
