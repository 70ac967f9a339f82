"""Kill switches: written, listed, archived, and what they do to executions of a server."""

from __future__ import annotations

import anyio
import pytest

from tests.api.client import Api
from tiercel.model.json_types import Json

LATER = "2099-01-01T00:00:00Z"
NOW = "2020-01-01T00:00:00Z"
SLEEPING = """id: sleeping
namespace: %s
tasks:
  - id: nap
    type: io.kestra.plugin.core.flow.Sleep
    duration: PT1H
"""


@pytest.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.postgres)])
def store_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def switch(**members: Json) -> dict[str, Json]:
    return {"name": "stop", "evaluationType": "KILL", "startDate": LATER, **members}


async def found(api: Api, switch_id: str) -> Json:
    listed = (await api.get("/kill-switches/search")).json()
    return next(each for each in listed if each["id"] == switch_id)


async def test_a_switch_is_written_found_changed_and_archived(api: Api) -> None:
    sent = switch(
        namespace="company", flowId="flow", executionIds=["a", "b"], endDate="2099-02-01T00:00:00Z",
        description="until it is mended", tenantId="main", enabled=False,
    )  # fmt: skip
    made = (await api.post("/kill-switches", json=sent)).json()
    shown = {**sent, "id": made["id"], "deleted": False}
    dates = ("startDate", "endDate")
    assert {name: value for name, value in made.items() if name not in dates} == {
        name: value for name, value in shown.items() if name not in dates
    }
    assert [made[name][:10] for name in dates] == ["2099-01-01", "2099-02-01"]
    assert await found(api, made["id"]) == made
    one = f"/kill-switches/{made['id']}"
    changed = (await api.put(one, json=switch(id=made["id"], evaluationType="CANCEL"))).json()
    assert (changed["evaluationType"], changed["enabled"]) == ("CANCEL", True)
    assert "namespace" not in changed
    gone = await api.delete(one)
    assert (gone.status_code, gone.content) == (200, b"")
    archived = await found(api, made["id"])
    assert (archived["deleted"], archived["enabled"]) == (True, False)
    assert (await api.delete(one)).status_code == 200
    assert (await api.put(one, json=switch())).status_code == 409


async def test_a_switch_may_have_an_id_of_its_own(api: Api) -> None:
    sent = switch(id="mine")
    assert (await api.post("/kill-switches", json=sent)).json()["id"] == "mine"
    assert (await api.post("/kill-switches", json=sent)).status_code == 409
    other = await api.put("/kill-switches/mine", json=switch(id="other"))
    assert (other.status_code, "it is mine" in other.text) == (422, True)


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_an_unknown_switch_is_not_found(api: Api, method: str) -> None:
    answer = await api.call(method, "/kill-switches/nowhere", json=switch())
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        ({"name": None}, "name"),
        ({"name": " "}, "name"),
        ({"name": "x" * 201}, "200"),
        ({"startDate": None}, "startDate"),
        ({"startDate": "soon"}, "startDate"),
        ({"endDate": NOW}, "must be after the startDate"),
        ({"evaluationType": None}, "evaluationType"),
        ({"evaluationType": "PASS"}, "IGNORE"),
        ({"namespace": "No Name"}, "namespace"),
        ({"flowId": "f"}, "namespace: must be given"),
        ({"namespace": "a", "executionIds": ["e"]}, "flowId: must be given"),
        ({"namespace": "a", "flowId": "f", "executionIds": [*map(str, range(1001))]}, "1,000"),
        ({"executionIds": "e"}, "executionIds"),
        ({"tenantId": "other"}, "main"),
        ({"description": "x" * 2001}, "2,000"),
        ({"id": "a b"}, "id"),
        ({"enabled": "yes"}, "enabled"),
    ],
)
async def test_what_is_wrong_is_said(api: Api, wrong: dict[str, Json], text: str) -> None:
    answer = await api.post("/kill-switches", json=switch(**wrong))
    assert (answer.status_code, text in answer.text) == (422, True), answer.text
    assert (await api.put("/kill-switches/x", json=switch(**wrong))).status_code == 422


async def test_a_switch_acts_on_what_runs_and_on_what_is_new(api: Api) -> None:
    namespace = "switched.off"
    await api.create(SLEEPING % namespace)
    await api.create(SLEEPING % "switched.on")
    running = (await api.post(f"/executions/{namespace}/sleeping")).json()
    other = (await api.post("/executions/switched.on/sleeping")).json()
    for each in (running, other):
        await api.until(each["id"], "RUNNING")
    sent = switch(namespace=namespace, startDate=NOW)
    made = (await api.post("/kill-switches", json=sent)).json()
    killed = await api.until(running["id"], "KILLED")
    assert {"key": "system.killSwitch", "value": made["id"]} in killed["labels"]
    later = (await api.post(f"/executions/{namespace}/sleeping")).json()
    assert (await api.until(later["id"], "KILLED")).get("taskRunList", []) == []
    assert (await api.get(f"/executions/{other['id']}")).json()["state"]["current"] == "RUNNING"
    await api.delete(f"/kill-switches/{made['id']}")
    last = await started_until_it_runs(api, namespace)
    for each in (other["id"], last):
        await api.call("DELETE", f"/executions/{each}/kill")
        await api.until(each, "KILLED")


async def started_until_it_runs(api: Api, namespace: str) -> str:
    """An execution of a server that has heard of the end of a switch."""
    with anyio.fail_after(60):
        while True:
            execution = (await api.post(f"/executions/{namespace}/sleeping")).json()
            while execution["state"]["current"] in ("CREATED", "KILLING"):
                await anyio.sleep(0.01)
                execution = (await api.get(f"/executions/{execution['id']}")).json()
            if execution["state"]["current"] == "RUNNING":
                return str(execution["id"])


async def test_who_changed_a_switch_is_in_the_audit_log(api: Api) -> None:
    made = (await api.post("/kill-switches", json=switch(name="audited"))).json()
    rows = (await api.get("/auditlogs/search?resources=KILL_SWITCH&size=100")).json()["results"]
    entries = [each["auditLog"] for each in rows]
    (entry,) = [each for each in entries if each["detail"]["id"] == made["id"]]
    assert (entry["type"], entry["detail"]["operation"]) == ("CREATE", "kill_switch.create")
