"""A search over everything that has a name."""

from __future__ import annotations

from tests.api.client import HELLO, Api

DASHBOARD = """id: overview
title: Hello board
charts: []
"""


async def test_a_few_of_each_kind_are_found(api: Api) -> None:
    await api.create(HELLO)
    execution = await api.run("hello")
    await api.put("/namespaces/company.team/kv/hello_key", content='"v"')
    found = (await api.get("/search?q=hello")).json()
    assert [flow["id"] for flow in found["flows"]] == ["hello"]
    assert found["flows"][0]["labels"] == [{"key": "owner", "value": "ops"}]
    assert found["keys"] == [{"namespace": "company.team", "key": "hello_key"}]
    assert found["executions"] == []
    by_id = (await api.get(f"/search?q={execution['id'][:8]}")).json()
    assert [each["id"] for each in by_id["executions"]] == [execution["id"]]
    assert by_id["executions"][0]["state"] == "SUCCESS"
    assert "company.team" in (await api.get("/search?q=team")).json()["namespaces"]


async def test_types_are_found_by_their_last_word_first(api: Api) -> None:
    found = (await api.get("/search?q=core%20log&limit=3")).json()
    assert found["plugins"][0] == "io.kestra.plugin.core.log.Log"
    assert len(found["plugins"]) == 3


async def test_nothing_is_found_by_nothing(api: Api) -> None:
    found = (await api.get("/search?q=%20")).json()
    assert not any(found.values())
    assert (await api.get("/search?q=x&limit=0")).status_code == 422
