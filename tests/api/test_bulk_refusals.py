"""Actions on many executions: what one of them does not allow is done with none."""

from __future__ import annotations

import threading

import anyio
import msgspec
import pytest

from tests.api.client import FAILING, HELLO, PAUSING, Api
from tests.api.errors import check_refused
from tests.api.test_action_refusals import stored
from tests.api.test_executions import SLEEPING
from tests.api.test_reviews import ASKING
from tiercel.model.errors import TiercelError
from tiercel.model.json_types import Json
from tiercel.service.turns import Turns
from tiercel.web.errors import body_of

FLOWS = {
    "SUCCESS": (HELLO, "hello"),
    "FAILED": (FAILING, "bad"),
    "PAUSED": (PAUSING, "pausing"),
    "RUNNING": (SLEEPING, "slow"),
    "REVIEWED": (ASKING, "asking"),
}
BESIDE = """id: beside
namespace: company.team
tasks:
  - id: both
    type: io.kestra.plugin.core.flow.Parallel
    tasks:
      - {id: first, type: io.kestra.plugin.core.flow.Pause}
      - {id: ask, type: io.kestra.plugin.core.flow.Approval}
"""
LABELS = [{"key": "a", "value": "b"}]


class Bulk(msgspec.Struct, frozen=True):
    """An action, a state that it is for, one that it is not for, and what is said of that."""

    path: str
    good: str
    bad: str
    message: str
    reason: str


ROWS = [
    Bulk("", "SUCCESS", "PAUSED", "invalid bulk delete", "execution not found"),
    Bulk(
        "/change-status?newStatus=FAILED",
        "SUCCESS",
        "PAUSED",
        "invalid bulk change execution status",
        "execution not in a terminated state",
    ),
    Bulk("/restart", "FAILED", "SUCCESS", "invalid bulk restart", "execution not in state FAILED"),
    Bulk("/restart", "FAILED", "RUNNING", "invalid bulk restart", "execution not in state FAILED"),
    Bulk("/resume", "PAUSED", "SUCCESS", "invalid bulk resume", "execution not in state PAUSED"),
    Bulk("/resume", "PAUSED", "REVIEWED", "invalid bulk resume", "waits for a decision"),
    Bulk("/pause", "RUNNING", "PAUSED", "invalid bulk pause", "execution not in state RUNNING"),
    Bulk("/kill", "RUNNING", "FAILED", "invalid bulk kill", "execution already finished"),
    Bulk("/labels", "SUCCESS", "PAUSED", "invalid bulk set labels", "execution is not terminated"),
    Bulk("/unqueue", "PAUSED", "FAILED", "invalid bulk unqueue", "execution not in state QUEUED"),
    Bulk(
        "/force-run",
        "PAUSED",
        "SUCCESS",
        "invalid bulk force run",
        "execution in a terminated state",
    ),
    Bulk("/force-run", "PAUSED", "REVIEWED", "invalid bulk force run", "waits for a decision"),
]


async def begun(api: Api, state: str) -> str:
    """The id of an execution of a new flow that is in a state."""
    source, flow_id = FLOWS[state]
    await api.create(source)
    execution = (await api.post(f"/executions/company.team/{flow_id}")).json()
    await api.until(execution["id"], "PAUSED" if state == "REVIEWED" else state)
    return str(execution["id"])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.path} {row.bad}")
async def test_one_in_a_wrong_state_stops_all(api: Api, row: Bulk) -> None:
    good, bad = await begun(api, row.good), await begun(api, row.bad)
    path, _, query = row.path.partition("?")
    method = "DELETE" if path in ("", "/kill") else "POST"
    ids: Json = [good, bad]
    body = {"executionsId": ids, "executionLabels": LABELS} if path == "/labels" else ids
    before = await stored(api)
    for end, sent in (("by-ids", body), ("by-query", LABELS if path == "/labels" else None)):
        url = f"/executions{path}/{end}?{query}"
        refused = await api.call(method, url, **({} if sent is None else {"json": sent}))
        check_refused(refused, 400, row.message)
        reasons = {one["invalidValue"]: one["message"] for one in refused.json()["invalids"]}
        assert row.reason in reasons[bad]
        assert good not in reasons or path == "/unqueue"
    assert await stored(api) == before
    await api.call("DELETE", "/executions/by-query?includeNonTerminated=true")


async def test_states_and_labels_that_can_not_be_are_refused(api: Api) -> None:
    ended = await begun(api, "SUCCESS")
    before = await stored(api)
    path = "/executions/change-status/by-ids?newStatus=RUNNING"
    check_refused(await api.post(path, json=[ended]), 422, "to a terminal state.")
    for label in ({"key": "a", "value": None}, {"key": None, "value": "b"}):
        body = {"executionsId": [ended], "executionLabels": [label]}
        refused = await api.post("/executions/labels/by-ids", json=body)
        check_refused(refused, 422, "must not be null")
    body = {"executionsId": [ended], "executionLabels": [{"key": "system.a", "value": "b"}]}
    refused = await api.post("/executions/labels/by-ids", json=body)
    check_refused(refused, 422, "System labels can only be set by Kestra itself")
    assert await stored(api) == before


async def test_a_disabled_flow_stops_all_replays(api: Api) -> None:
    first, second = await begun(api, "FAILED"), await begun(api, "SUCCESS")
    await api.post("/flows/disable/by-ids", json=[{"namespace": "company.team", "id": "hello"}])
    before = await stored(api)
    path = "/executions/replay/by-ids?latestRevision=true"
    refused = await api.post(path, json=[first, second])
    check_refused(refused, 400, "invalid bulk replay")
    reasons = {one["invalidValue"]: one["message"] for one in refused.json()["invalids"]}
    assert reasons == {second: "Requested Flow is disabled."}
    assert await stored(api) == before


async def test_a_request_for_a_decision_is_not_forced(api: Api) -> None:
    path = f"/executions/{await begun(api, 'REVIEWED')}"
    before = await stored(api)
    for base in ("", "/actions"):
        check_refused(await api.post(f"{path}{base}/force-run"), 409, "waits for a decision")
    assert await stored(api) == before


async def test_many_are_resumed_where_a_pause_comes_before_a_decision(api: Api) -> None:
    await api.create(BESIDE)
    begun = (await api.post("/executions/company.team/beside")).json()["id"]
    await api.until(begun, "PAUSED")
    force = await api.post(f"/executions/{begun}/force-run")
    check_refused(force, 409, "waits for a decision")
    assert (await api.post("/executions/resume/by-ids", json=[begun])).json()["count"] == 1
    with anyio.fail_after(10):
        while True:
            execution = (await api.get(f"/executions/{begun}")).json()
            states = {one["taskId"]: one["state"]["current"] for one in execution["taskRunList"]}
            if states["first"] == "SUCCESS":
                break
            await anyio.sleep(0.01)
    assert states["ask"] == "PAUSED"


@pytest.mark.parametrize(("count", "is_in_thread"), [(1, False), (1_001, True)])
async def test_many_reasons_are_written_in_a_thread(
    api: Api, monkeypatch: pytest.MonkeyPatch, count: int, is_in_thread: bool
) -> None:
    threads: set[int] = set()

    def noting(error: TiercelError, href: str) -> bytes:
        threads.add(threading.get_ident())
        return body_of(error, href)

    monkeypatch.setattr("tiercel.web.app.body_of", noting)
    ids = [f"none{number}" for number in range(count)]
    answer = await api.call("DELETE", "/executions/by-ids", json=ids)
    assert answer.status_code == 400
    assert [each["invalidValue"] for each in answer.json()["invalids"]] == ids
    assert (threading.get_ident() not in threads) is is_in_thread


async def test_others_have_a_turn_while_many_ids_are_looked_up(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tiercel.service.turns.TICK_TURN_SECONDS", 0.0)
    given = 0
    give_way = Turns.give_way

    async def noting(turns: Turns) -> None:
        nonlocal given
        given += 1
        await give_way(turns)

    monkeypatch.setattr(Turns, "give_way", noting)
    ids = [f"none{number}" for number in range(100)]
    assert (await api.call("DELETE", "/executions/by-ids", json=ids)).status_code == 400
    assert given >= len(ids)
