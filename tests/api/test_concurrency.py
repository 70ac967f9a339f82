"""Concurrency limits over the API."""

from __future__ import annotations

from tests.api.client import HELLO, Api
from tests.api.errors import check_refused

WAITING = """id: waiting
namespace: company.team
concurrency: {limit: 2, behavior: QUEUE}
tasks:
  - {id: wait, type: io.kestra.plugin.core.flow.Pause}
"""


async def test_limits_report_how_much_is_in_use(api: Api) -> None:
    await api.create(HELLO)
    await api.create(WAITING)
    started = (await api.post("/executions/company.team/waiting")).json()
    await api.until(started["id"], "PAUSED")

    found = (await api.get("/concurrency-limit/search")).json()

    assert found == {
        "results": [
            {
                "tenantId": "main",
                "namespace": "company.team",
                "flowId": "waiting",
                "running": 1,
                "limit": 2,
                "behavior": "QUEUE",
            }
        ],
        "total": 1,
    }
    assert (await api.get("/concurrency-limit/search?namespace=other")).json()["total"] == 0
    for flow_id, total in (("waiting", 1), ("wait", 0), ("hello", 0)):
        path = f"/concurrency-limit/search?namespace=company.team&flowId={flow_id}"
        assert (await api.get(path)).json()["total"] == total
    assert (await api.get("/concurrency-limit/search?page=2")).json()["results"] == []
    assert (await api.get("/concurrency-limit/search?page=0")).status_code == 422

    one = "/concurrency-limit/company.team/waiting"
    updated = await api.put(one, json={"running": 7})
    assert updated.json() == found["results"][0]
    assert (await api.put(one)).status_code == 422
    for name, words in (("hello", "has no concurrency limit."), ("nope", "not found.")):
        answer = await api.put(f"/concurrency-limit/company.team/{name}", json={})
        check_refused(answer, 404, f"Flow 'company.team.{name}' {words}")
