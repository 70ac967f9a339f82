"""Worker groups, worker queues, tokens of groups and credentials of workers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from tests.api.client import Api
from tiercel.bootstrap import Application
from tiercel.model.json_types import Json
from tiercel.model.stored.records import MEMBERS, WORKER_CREDENTIALS, WORKER_GROUPS, WORKER_TOKENS
from tiercel.runtime.membership import Member

GROUPS, QUEUES = "/instance/worker-groups", "/instance/worker-queues"
CREDENTIALS = "/instance/workers/credentials"
NOW = datetime.now(UTC)


async def a_queue(api: Api, name: str, *tags: str, **members: Json) -> Json:
    sent = {"id": name, "tags": list(tags or (name,)), **members}
    answer = await api.post(QUEUES, json=sent)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def a_group(api: Api, name: str, *queues: str, percent: int | None = None) -> Json:
    serves = [{"workerQueueId": each, "reservedPercent": percent} for each in queues]
    sent = {"id": name, "name": name.title(), "subscriptions": serves}
    answer = await api.post(GROUPS, json=sent)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def a_worker(application: Application, server: str, group: str, **metrics: Json) -> None:
    """A server that has just said that its worker is of a group."""
    now = datetime.now(UTC)
    started = now - timedelta(seconds=10)
    reported = {"group": group, "places": 16, "running": 0, "ended": 20, **metrics}
    member = Member(
        server, started, now, parts=("worker",), details={"hostname": "box", "metrics": reported}
    )
    async with application.ports.store.transaction() as tx:
        tx.records(MEMBERS).put((server,), msgspec.to_builtins(member))


async def test_a_group_is_created_changed_and_deleted(api: Api) -> None:
    await a_queue(api, "group-one")
    made = await a_group(api, "one", "group-one", percent=20)
    assert (made["id"], made["name"], made["tokens"], made["deletable"]) == ("one", "One", [], True)
    (serves,) = made["subscriptions"]
    queue = {"id": "group-one", "name": "group-one", "tags": ["group-one"], "allowedTenants": []}
    assert serves == {"queue": queue, "mode": "ELASTIC", "reservedPercent": 20}
    assert (await api.get(f"{GROUPS}/one")).json() == made
    assert (await api.post(GROUPS, json={"id": "one", "name": "One"})).status_code == 409
    assert (await api.post(GROUPS, json={"id": "default", "name": "One"})).status_code == 409
    change = {"name": "Other", "description": "for big things", "subscriptions": []}
    changed = (await api.put(f"{GROUPS}/one", json=change)).json()
    assert (changed["name"], changed["description"], changed["subscriptions"]) == (
        "Other", "for big things", [],
    )  # fmt: skip
    assert changed["createdAt"] == made["createdAt"]
    assert (await api.delete(f"{GROUPS}/one")).status_code == 204
    for method in ("GET", "DELETE"):
        assert (await api.call(method, f"{GROUPS}/one")).status_code == 404
    assert (await api.put(f"{GROUPS}/one", json=change)).status_code == 404
    assert (await api.delete(f"{GROUPS}/one?force=maybe")).status_code == 422


async def test_the_default_group_is_always_there(api: Api) -> None:
    first = (await api.get(GROUPS)).json()["workerGroups"][0]
    assert (first["id"], first["deletable"]) == ("default", False)
    assert [each["queue"]["id"] for each in first["subscriptions"]] == ["default"]
    assert (await api.delete(f"{GROUPS}/default")).status_code == 400
    assert (await api.delete(f"{GROUPS}/default/subscriptions/default")).status_code == 409
    changed = await api.put(f"{GROUPS}/default", json={"name": "All", "subscriptions": []})
    assert [each["queue"]["id"] for each in changed.json()["subscriptions"]] == ["default"]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"id": "not a name"}, "id"),
        ({"id": ""}, "id"),
        ({"name": " "}, "name"),
        ({"description": "x" * 3000}, "description"),
        ({"subscriptions": "default"}, ""),
        ({"subscriptions": [{"workerQueueId": "default", "mode": "LOOSE"}]}, ""),
        ({"subscriptions": [{"workerQueueId": "default", "reservedPercent": "much"}]}, ""),
        ({"subscriptions": [{"workerQueueId": "default"}] * 2}, "subscriptions"),
        (
            {"subscriptions": [{"workerQueueId": "default", "reservedPercent": 101}]},
            "subscriptions[0].reservedPercent",
        ),
        (
            {
                "subscriptions": [
                    {"workerQueueId": each, "reservedPercent": 60} for each in ("default", "system")
                ]
            },
            "subscriptions",
        ),
    ],
)
async def test_a_bad_group_is_refused(api: Api, change: Json, path: str) -> None:
    answer = await api.post(GROUPS, json={"id": "bad", "name": "Bad", **change})
    assert (answer.status_code, path in answer.text) == (422, True)
    if "id" not in change:
        assert (await api.put(f"{GROUPS}/default", json={"name": "B", **change})).status_code == 422
    assert (await api.get(f"{GROUPS}/bad")).status_code == 404


async def test_a_group_of_a_queue_that_is_not_there_is_refused(api: Api) -> None:
    sent = {"id": "lost", "name": "Lost", "subscriptions": [{"workerQueueId": "nowhere"}]}
    assert (await api.post(GROUPS, json=sent)).status_code == 404


async def test_groups_are_found_by_their_names(api: Api) -> None:
    await a_group(api, "sought-one")
    for query in ("q=sought", "filters[q][EQUALS]=sought"):
        found = (await api.get(f"{GROUPS}?{query}")).json()["workerGroups"]
        assert [each["id"] for each in found] == ["sought-one"]
    assert (await api.get(f"{GROUPS}?filters[colour][EQUALS]=red")).status_code == 400


async def test_a_group_serves_more_and_fewer_queues(api: Api) -> None:
    await a_queue(api, "more")
    await a_group(api, "serving")
    base = f"{GROUPS}/serving/subscriptions"
    sent = {"workerQueueId": "more", "reservedPercent": 50, "mode": "STRICT"}
    (serves,) = (await api.post(base, json=sent)).json()["subscriptions"]
    assert (serves["mode"], serves["reservedPercent"]) == ("STRICT", 50)
    assert (await api.post(base, json=sent)).status_code == 409
    assert (await api.post(base, json={"workerQueueId": "nowhere"})).status_code == 404
    refused = await api.post(base, json={"workerQueueId": "default", "reservedPercent": 51})
    assert refused.status_code == 422
    changed = await api.patch(f"{base}/more", json={"reservedPercent": 10})
    assert changed.json()["subscriptions"][0]["reservedPercent"] == 10
    assert changed.json()["subscriptions"][0]["mode"] == "STRICT"
    none = await api.patch(f"{base}/more", json={"reservedPercent": None})
    assert "reservedPercent" not in none.json()["subscriptions"][0]
    assert (await api.patch(f"{base}/more", json={"reservedPercent": -1})).status_code == 422
    assert (await api.patch(f"{base}/default", json={"reservedPercent": 1})).status_code == 404
    assert (await api.delete(f"{base}/more")).json()["subscriptions"] == []
    assert (await api.delete(f"{base}/more")).status_code == 404


async def test_a_token_is_shown_once_revoked_and_deleted(
    api: Api, application: Application
) -> None:
    await a_group(api, "closed")
    base, later = f"{GROUPS}/closed/tokens", NOW + timedelta(days=1)
    sent = {"name": "ci", "description": "for CI", "expiresAt": later.isoformat()}
    made = (await api.post(base, json=sent)).json()
    text, details = made["token"], made["details"]
    assert text.startswith(details["tokenPrefix"] + "_")
    assert (details["useCount"], details["revoked"], details["valid"]) == (0, False, True)
    shown = await api.get(f"{GROUPS}/closed")
    assert (shown.json()["tokens"], text in shown.text) == ([details], False)
    async with application.ports.store.transaction() as tx:
        stored = await tx.records(WORKER_TOKENS).get("closed", details["uid"])
    assert stored is not None
    assert text.rpartition("_")[2] not in str(stored)
    assert (await api.post(base, json={"name": "ci"})).status_code == 409
    for wrong in ({"name": ""}, {"name": "x", "expiresAt": "2020-01-01T00:00:00Z"},
                  {"name": "x", "expiresAt": "soon"}):  # fmt: skip
        assert (await api.post(base, json=wrong)).status_code == 422
    revoked = (await api.post(f"{base}/{details['uid']}/revoke")).json()
    assert [(each["revoked"], each["valid"]) for each in revoked["tokens"]] == [(True, False)]
    assert (await api.delete(f"{base}/{details['uid']}")).status_code == 200
    assert (await api.get(f"{GROUPS}/closed")).json()["tokens"] == []
    assert (await api.delete(f"{base}/{details['uid']}")).status_code == 404
    assert (await api.post(f"{base}/{details['uid']}/revoke")).status_code == 404
    assert (await api.post(f"{GROUPS}/nowhere/tokens", json={"name": "x"})).status_code == 404


async def test_a_queue_is_created_changed_and_deleted(api: Api) -> None:
    made = await a_queue(api, "gpus", "gpu", "large", "gpu", allowedTenants=["main"])
    assert made == {
        "id": "gpus", "name": "gpus", "description": "", "tags": ["gpu", "large"],
        "allowedTenants": ["main"],
    }  # fmt: skip
    assert (await api.get(f"{QUEUES}/gpus")).json() == {**made, "workers": []}
    for taken in ("gpus", "default", "system"):
        assert (await api.post(QUEUES, json={"id": taken, "tags": ["x"]})).status_code == 409
    change = {"tags": ["gpu"], "name": "GPUs", "description": "with a GPU"}
    changed = (await api.put(f"{QUEUES}/gpus", json=change)).json()
    assert changed == {**made, **change, "allowedTenants": []}
    moved = await api.put(f"{QUEUES}/gpus", json={**change, "id": "other"})
    assert (moved.status_code, "can't be changed" in moved.text) == (422, True)
    await a_group(api, "owner-of-gpus", "gpus")
    found = (await api.get(f"{QUEUES}/gpus/subscribers")).json()
    assert found == {"groups": [{"id": "owner-of-gpus", "name": "Owner-Of-Gpus"}]}
    assert (await api.delete(f"{QUEUES}/gpus")).status_code == 409
    await api.delete(f"{GROUPS}/owner-of-gpus")
    assert (await api.delete(f"{QUEUES}/gpus")).status_code == 204
    for method, path in (("GET", ""), ("DELETE", ""), ("GET", "/subscribers")):
        assert (await api.call(method, f"{QUEUES}/gpus{path}")).status_code == 404
    assert (await api.put(f"{QUEUES}/gpus", json=change)).status_code == 404
    assert (await api.delete(f"{QUEUES}/system")).status_code == 409


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"id": "Upper"}, "id"),
        ({"id": "x" * 64}, "id"),
        ({"id": "-x"}, "id"),
        ({"tags": []}, "tags"),
        ({"tags": ["Not a tag"]}, "tags[0]"),
        ({"tags": [f"t{each}" for each in range(21)]}, "tags"),
        ({"allowedTenants": ["x" * 3000]}, "allowedTenants[0]"),
        ({"name": 5}, "name"),
    ],
)
async def test_a_bad_queue_is_refused(api: Api, change: Json, path: str) -> None:
    answer = await api.post(QUEUES, json={"id": "bad", "tags": ["bad"], **change})
    assert (answer.status_code, path in answer.text) == (422, True)


async def test_the_tags_are_those_of_queues_that_the_tenant_may_use(api: Api) -> None:
    await a_queue(api, "ours", "tag-b", "tag-a")
    await a_queue(api, "theirs", "tag-c", allowedTenants=["elsewhere"])
    tags = (await api.get("/worker-selectors/tags")).json()["tags"]
    assert [each for each in tags if each.startswith("tag-")] == ["tag-a", "tag-b"]


async def test_what_the_workers_of_a_group_are_at(api: Api, application: Application) -> None:
    await a_queue(api, "load-a")
    await a_queue(api, "load-b")
    await a_group(api, "load", "load-a", percent=30)
    await api.post(f"{GROUPS}/load/subscriptions", json={"workerQueueId": "load-b"})
    await a_worker(application, "load-1", "load", running=7, queues={"load-a": 6, "load-b": 1})
    await a_worker(application, "load-2", "load", running=2, queues={"load-b": 2})
    found = (await api.get(f"{GROUPS}/load/capacity")).json()
    del found["snapshotAt"]
    # Of 16 places of each worker 4 are reserved for the first queue.
    assert found == {
        "workerGroupId": "load", "totalAllocated": 32, "totalUsed": 9, "totalInflight": 9,
        "subscriptions": [
            {"workerQueueId": "load-a", "allocated": 8, "used": 4},
            {"workerQueueId": "load-b", "allocated": 0, "used": 0},
        ],
        "shared": {"allocated": 24, "used": 5}, "totalEndedRate": 4.0,
    }  # fmt: skip
    credential = {
        "server_id": "load-1", "host": "box", "group_id": "load", "token_id": "t1",
        "created": NOW.isoformat(),
    }  # fmt: skip
    async with application.ports.store.transaction() as tx:
        tx.records(WORKER_CREDENTIALS).put(("c1",), credential)
    first, second = (await api.get(f"{GROUPS}/load/workers")).json()["workers"]
    assert (first["workerId"], first["credentialId"], first["tokenUid"]) == (
        "load-1-worker", "c1", "t1",
    )  # fmt: skip
    assert first["capacity"] == {
        "pending": 0, "running": 7, "max": 16, "threads": 16, "endedRate": 2.0,
    }  # fmt: skip
    assert (second["workerName"], second["state"], "tokenUid" in second) == (
        "box", "RUNNING", False,
    )  # fmt: skip
    served = (await api.get(f"{QUEUES}/load-b")).json()["workers"]
    assert [each["id"] for each in served] == ["load-1-worker", "load-2-worker"]
    listed = (await api.get(QUEUES)).json()["workerQueues"]
    assert {each["id"]: each["activeWorkers"] for each in listed}["load-a"] == 2
    assert (await api.delete(f"{GROUPS}/load")).status_code == 409
    assert (await api.delete(f"{GROUPS}/load?force=true")).status_code == 204
    for path in ("capacity", "workers"):
        assert (await api.get(f"{GROUPS}/nowhere/{path}")).status_code == 404


async def test_a_credential_is_revoked(api: Api, application: Application) -> None:
    await a_worker(application, "registered", "default")
    stored = {
        "server_id": "registered", "host": "box", "group_id": "default", "token_id": "t2",
        "created": "2024-05-01T00:00:00+00:00",
    }  # fmt: skip
    async with application.ports.store.transaction() as tx:
        tx.records(WORKER_CREDENTIALS).put(("c2",), stored)
    found = (await api.get(f"{CREDENTIALS}/c2")).json()
    assert datetime.fromisoformat(found["lastSeenAt"]) > NOW
    assert found == {
        "id": "c2", "workerId": "registered-worker", "workerName": "box", "tokenUid": "t2",
        "createdAt": "2024-05-01T00:00:00+00:00", "lastSeenAt": found["lastSeenAt"],
        "revoked": False,
    }  # fmt: skip
    assert found in (await api.get(CREDENTIALS)).json()["workers"]
    assert (await api.post(f"{CREDENTIALS}/c2/revoke")).json() == {**found, "revoked": True}
    assert (await api.get(f"{CREDENTIALS}/c3")).status_code == 404
    assert (await api.post(f"{CREDENTIALS}/c3/revoke")).status_code == 404


async def test_a_group_that_a_worker_names_is_there_until_it_is_created(
    api: Api, application: Application
) -> None:
    async with application.ports.store.transaction() as tx:
        tx.records(WORKER_GROUPS).put(("heard-of",), {})
    found = (await api.get(f"{GROUPS}/heard-of")).json()
    assert (found["name"], found["subscriptions"], "createdAt" in found) == ("heard-of", [], False)
    assert "createdAt" in await a_group(api, "heard-of")
    assert (await api.post(GROUPS, json={"id": "heard-of", "name": "x"})).status_code == 409


async def test_what_is_changed_is_in_the_audit_log(api: Api) -> None:
    await a_queue(api, "audited")
    await a_group(api, "audited", "audited")
    token = (await api.post(f"{GROUPS}/audited/tokens", json={"name": "one"})).json()
    found = (await api.get("/auditlogs/search?size=100")).text
    assert ("WORKER_QUEUE" in found, "WORKER_GROUP" in found) == (True, True)
    assert token["token"].rpartition("_")[2] not in found
