"""A search over everything that has a name."""

from __future__ import annotations

import pytest

from tests.api.client import HELLO, Api

USING = """id: using
namespace: company.team.deep
variables:
  own: mine
tasks:
  - id: first
    type: io.kestra.plugin.core.debug.Return
    format: "{{ kv('limit') }} {{ secret('TOKEN') | upper }} {{ vars.shared ~ vars.own }}"
  - id: group
    type: io.kestra.plugin.core.flow.Sequential
    tasks:
      - id: inner
        type: io.kestra.plugin.core.log.Log
        message: "{% if true %}{{ read('sql/query.sql') }}{% endif %} {{ kv(inputs.any) }}"
      - id: far
        type: io.kestra.plugin.core.kv.Get
        key: limit
        namespace: company.other
  - id: call
    type: io.kestra.plugin.core.flow.Subflow
    namespace: company.team
    flowId: hello
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


async def uses(api: Api, query: str) -> list[tuple[str, str]]:
    page = (await api.get(f"/references?{query}")).json()
    assert page["isComplete"]
    assert page["total"] == len(page["results"])
    return [(use["taskId"], use["path"]) for use in page["results"]]


async def test_places_that_name_something_are_found(api: Api) -> None:
    await api.create(HELLO)
    await api.create(USING)
    assert await uses(api, "kind=kv&name=limit") == [
        ("first", "tasks[0].format"),
        ("far", "tasks[1].tasks[1].key"),
    ]
    assert await uses(api, "kind=kv&name=limit&namespace=company.other") == [
        ("far", "tasks[1].tasks[1].key")
    ]
    # A flow inherits the keys of the namespaces above it.
    inherited = [("first", "tasks[0].format")]
    assert await uses(api, "kind=kv&name=limit&namespace=company.team") == inherited
    assert await uses(api, "kind=kv&name=limit&namespace=company.te") == []
    assert await uses(api, "kind=secret&name=TOKEN") == inherited
    # Secrets are found in any case.
    assert await uses(api, "kind=secret&name=token") == inherited
    assert await uses(api, "kind=variable&name=shared") == inherited
    assert await uses(api, "kind=variable&name=own") == []
    assert await uses(api, "kind=file&name=/sql/query.sql") == [
        ("inner", "tasks[1].tasks[0].message")
    ]
    ((task_id, _),) = await uses(api, "kind=subflow&name=hello&namespace=company.team")
    assert task_id == "call"


async def counts(api: Api, query: str) -> list[tuple[str, int, int]]:
    page = (await api.get(f"/references/counts?{query}")).json()
    assert page["isComplete"]
    assert page["total"] == len(page["results"])
    return [(each["name"], each["flows"], each["places"]) for each in page["results"]]


async def test_uses_are_counted_by_name(api: Api) -> None:
    await api.create(HELLO)
    await api.create(USING)
    await api.create(USING.replace("id: using", "id: again").replace("TOKEN", "OTHER"))
    assert await counts(api, "kind=kv") == [("limit", 2, 4)]
    assert await counts(api, "kind=kv&namespace=company.team") == [("limit", 2, 2)]
    assert await counts(api, "kind=secret&namespace=company") == [("OTHER", 1, 1), ("TOKEN", 1, 1)]
    assert await counts(api, "kind=file&namespace=other") == []
    assert (await api.get("/references/counts?kind=thing")).status_code == 422
    assert (await api.get("/references/counts")).status_code == 400


async def test_nobody_waits_until_all_flows_were_looked_at(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    await api.create(USING)
    monkeypatch.setattr("tiercel.service.flows.revision_facts.FACTS_WAIT_SECONDS", 0.0)
    paths = ("/references?kind=secret&name=TOKEN", "/references/counts?kind=secret")
    for path in (*paths, "/plugins/usage"):
        answer = await api.get(path)
        assert (answer.status_code, answer.json()["isComplete"]) == (200, False)
    monkeypatch.setattr("tiercel.service.flows.revision_facts.FACTS_WAIT_SECONDS", 30.0)
    assert await counts(api, "kind=secret") == [("TOKEN", 1, 1)]


async def test_references_follow_the_newest_revision(api: Api) -> None:
    await api.create(USING)
    assert len(await uses(api, "kind=secret&name=TOKEN")) == 1
    await api.put(
        "/flows/company.team.deep/using",
        content=USING.replace("TOKEN", "OTHER"),
        headers={"Content-Type": "application/x-yaml"},
    )
    assert await uses(api, "kind=secret&name=TOKEN") == []
    (use,) = (await api.get("/references?kind=secret&name=OTHER")).json()["results"]
    assert use["revision"] == 2
    await api.delete("/flows/company.team.deep/using")
    assert await uses(api, "kind=secret&name=OTHER") == []


async def test_a_kind_must_be_known(api: Api) -> None:
    assert (await api.get("/references?kind=thing&name=x")).status_code == 422
    assert (await api.get("/references?kind=kv")).status_code == 400
    assert (await api.get("/search")).status_code == 400
