"""Quotas of namespaces: how many executions begin, and who sees them."""

from __future__ import annotations

import pytest

from tests.api.client import Api
from tiercel.model.json_types import Json

CORE = "io.kestra.plugin.core"
FLOW = f"id: f\nnamespace: quotas.team\ntasks:\n  - {{id: a, type: {CORE}.log.Log, message: m}}\n"
CALLING = (
    "id: calls\nnamespace: other\ntasks:\n"
    f"  - {{id: t, type: {CORE}.flow.Subflow, namespace: quotas.team, flowId: f, wait: true}}\n"
)
HOOK = (
    f"id: hook\nnamespace: quotas.team\ntasks:\n  - {{id: a, type: {CORE}.log.Log, message: m}}\n"
    f"triggers:\n  - {{id: w, type: {CORE}.trigger.Webhook, key: k1234567}}\n"
)
# A window of centuries does not end while a test runs.
LONG = "P90000D"


async def limit(api: Api, number: int, namespace: str = "quotas", **members: Json) -> None:
    quota = {"duration": LONG, "limit": number, **members}
    answer = await api.put(f"/namespaces/{namespace}", json={"quotas": [quota]})
    assert answer.status_code == 200, answer.text


async def start(api: Api, flow: str = "quotas.team/f") -> Json:
    return (await api.post(f"/executions/{flow}?wait=true")).json()


async def test_beyond_a_quota_executions_fail_at_once_and_say_why(api: Api) -> None:
    await api.create(FLOW)
    await limit(api, 2)
    states = [(await start(api))["state"]["current"] for _ in range(3)]
    assert states == ["SUCCESS", "SUCCESS", "FAILED"]
    refused = await start(api)
    assert refused.get("taskRunList") in (None, [])
    (line,) = (await api.get(f"/logs/{refused['id']}")).json()
    assert line["level"] == "ERROR"
    assert "The quota of namespace 'quotas' is used up: executions begin 2 times" in line["message"]
    await limit(api, 9)
    assert (await start(api))["state"]["current"] == "SUCCESS"


async def test_nothing_begins_around_it(api: Api) -> None:
    for flow in (FLOW, CALLING, HOOK):
        await api.create(flow)
    first = await start(api)
    await limit(api, 1, namespace="quotas.team", behavior="CANCEL")
    assert (await start(api))["state"]["current"] == "CANCELLED"
    await start(api, "other/calls")
    page = (await api.get("/executions/search?filters[namespace][EQUALS]=quotas.team")).json()
    ends = sorted(each["state"]["current"] for each in page["results"])
    assert ends == ["CANCELLED", "CANCELLED", "SUCCESS"]
    hooked = await api.post("/executions/webhook/quotas.team/hook/k1234567")
    ended = (await api.get(f"/executions/{hooked.json()['id']}")).json()
    assert ended["state"]["current"] == "CANCELLED"
    replayed = await api.post(f"/executions/{first['id']}/replay")
    assert (replayed.status_code, "is used up" in replayed.text) == (409, True)


async def test_quotas_are_listed_with_what_is_used(api: Api) -> None:
    assert (await api.get("/quota-limits")).json() == []
    await api.create(FLOW)
    await limit(api, 3)
    await start(api)
    (found,) = (await api.get("/quota-limits")).json()
    assert found.pop("start") < "2026"
    assert found == {
        "tenantId": "main",
        "namespace": "quotas",
        "id": "quotas/PT2160000H",
        "count": 1,
        "duration": "PT2160000H",
        "limit": 3,
        "unit": "EXECUTIONS",
        "behavior": "FAIL",
    }


@pytest.mark.parametrize("sent", ["text", [{"duration": "PT1H"}]])
async def test_what_is_no_quota_is_refused(api: Api, sent: Json) -> None:
    answer = await api.put("/namespaces/quotas.wrong", json={"quotas": sent})
    assert (answer.status_code, "quotas" in answer.json()["message"]) == (422, True)
