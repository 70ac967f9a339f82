"""Actions on one execution: what they refuse, under both paths, and that nothing changed then."""

from __future__ import annotations

import msgspec
import pytest

from tests.api.client import FAILING, HELLO, PAUSING, Api, parts
from tests.api.errors import check_refused
from tiercel.model.json_types import Json

SLEEPING = """id: slow
namespace: company.team
tasks:
  - {id: rest, type: io.kestra.plugin.core.flow.Sleep, duration: PT1M}
"""
ONE_AT_A_TIME = """id: single
namespace: company.team
concurrency: {limit: 1, behavior: QUEUE}
tasks:
  - {id: wait, type: io.kestra.plugin.core.flow.Pause}
"""
STARTS = {
    "SUCCESS": (HELLO, "hello"),
    "FAILED": (FAILING, "bad"),
    "PAUSED": (PAUSING, "pausing"),
    "RUNNING": (SLEEPING, "slow"),
    "KILLED": (SLEEPING, "slow"),
}


class Wrong(msgspec.Struct, frozen=True):
    """A call that a state does not allow; `old` and `new` are the statuses of the two paths."""

    action: str
    old: int
    new: int
    message: str
    options: dict[str, Json] = {}


NOT_PAUSED = Wrong("resume", 409, 409, "is not paused, can't resume it")
NOT_PAUSED_TO_CHECK = Wrong("resume/validate", 409, 409, "is not paused, can't resume it")
NOT_SUSPENDED = Wrong("resume-from-breakpoint", 409, 409, "Execution is not suspended")
NOT_QUEUED = Wrong("unqueue", 422, 409, "Only QUEUED execution can be unqueued")
NOT_RUNNING = Wrong("pause", 422, 409, "The execution is not running")
OPEN = "You can only change the status of a terminated execution."
UNKNOWN_RUN = "No task found to restart execution from!"
WRONG = {
    "SUCCESS": [
        NOT_PAUSED,
        NOT_PAUSED_TO_CHECK,
        NOT_SUSPENDED,
        NOT_QUEUED,
        NOT_RUNNING,
        Wrong("force-run", 422, 409, "Only non terminated executions can be forced run."),
        Wrong("kill?isOnKillCascade=false", 409, 409, "Execution is already finished"),
        Wrong("restart", 422, 422, UNKNOWN_RUN),
        Wrong("replay?taskRunId=unknown", 422, 422, ""),
        Wrong("replay-with-inputs?taskRunId=unknown", 422, 422, ""),
        Wrong("replay-with-inputs", 422, 422, "n: ", {"files": parts(n="1")}),
        Wrong("restart?revision=9", 404, 404, "Unable to find revision 9"),
        Wrong("replay?revision=9", 404, 404, "Unable to find revision 9"),
        Wrong("state", 422, 422, UNKNOWN_RUN, {"json": {"taskRunId": "x", "state": "FAILED"}}),
        Wrong("state", 422, 422, "No enum constant", {"json": {"taskRunId": "x", "state": "?"}}),
        Wrong("state", 422, 422, "needs taskRunId", {"json": {"state": "FAILED"}}),
        Wrong("labels", 422, 422, "System labels", {"json": [{"key": "system.a", "value": "b"}]}),
        Wrong("labels", 422, 422, "must not be null", {"json": [{"key": "a", "value": None}]}),
        Wrong("change-status", 400, 400, "[status] not specified"),
        Wrong("change-status?status=RUNNING", 422, 422, "to a terminal state."),
    ],
    "RUNNING": [
        NOT_PAUSED,
        NOT_SUSPENDED,
        NOT_QUEUED,
        Wrong("change-status?status=SUCCESS", 422, 409, OPEN),
        Wrong("restart", 409, 409, "Execution must be terminated to be restarted"),
        Wrong("unqueue?state=RETRIED", 422, 422, "can't be given the state RETRIED"),
        Wrong("unqueue?state=NONE", 422, 422, "State.Type.NONE"),
        Wrong("kill?isOnKillCascade=perhaps", 422, 422, "[isOnKillCascade]"),
    ],
    "PAUSED": [
        NOT_RUNNING,
        NOT_QUEUED,
        NOT_SUSPENDED,
        Wrong("resume", 422, 422, "reason: ", {"files": parts(other="x")}),
        Wrong("change-status?status=SUCCESS", 422, 409, OPEN),
    ],
    "KILLED": [
        NOT_RUNNING,
        Wrong("force-run", 422, 409, "Only non terminated executions can be forced run."),
    ],
}


async def started(api: Api, state: str) -> str:
    """The id of an execution in that state."""
    source, flow_id = STARTS[state]
    await api.create(source)
    execution_id = (await api.post(f"/executions/company.team/{flow_id}")).json()["id"]
    if state == "KILLED":
        await api.until(execution_id, "RUNNING")
        await api.delete(f"/executions/{execution_id}/kill")
    await api.until(execution_id, state)
    return str(execution_id)


async def stored(api: Api) -> Json:
    """All executions, without what time alone changes."""
    found = (await api.get("/executions/search?sort=id:asc")).json()["results"]
    for execution in found:
        del execution["state"]["duration"]
        for task_run in execution.get("taskRunList") or ():
            del task_run["state"]["duration"]
    return found


@pytest.mark.parametrize("state", WRONG)
async def test_what_a_state_does_not_allow_is_refused_and_changes_nothing(
    api: Api, state: str
) -> None:
    execution_id = await started(api, state)
    before = await stored(api)
    for wrong in WRONG[state]:
        method = "DELETE" if wrong.action.startswith("kill") else "POST"
        for base, status in (("", wrong.old), ("/actions", wrong.new)):
            path = f"/executions/{execution_id}{base}/{wrong.action}"
            response = await api.call(method, path, **wrong.options)
            check_refused(response, status, wrong.message)
            if method == "DELETE":
                check_refused(await api.post(path, **wrong.options), status, wrong.message)
    assert await stored(api) == before
    await api.delete(f"/executions/{execution_id}")


@pytest.mark.parametrize("state", ["RUNNING", "KILLED"])
async def test_the_newer_path_changes_task_runs_of_ended_executions_only(
    api: Api, state: str
) -> None:
    execution_id = await started(api, state)
    execution = (await api.get(f"/executions/{execution_id}")).json()
    before = await stored(api)
    body = {"taskRunId": execution["taskRunList"][0]["id"], "state": "FAILED"}
    refused = await api.post(f"/executions/{execution_id}/actions/state", json=body)
    check_refused(refused, 409, f"current state is '{state}'")
    assert await stored(api) == before
    await api.delete(f"/executions/{execution_id}")


async def test_labels_of_a_running_execution_stay(api: Api) -> None:
    execution_id = await started(api, "RUNNING")
    before = await stored(api)
    labels = [{"key": "a", "value": "b"}]
    older = await api.post(f"/executions/{execution_id}/labels", json=labels)
    assert (older.status_code, older.text) == (400, "The execution is not terminated")
    newer = await api.post(f"/executions/{execution_id}/actions/labels", json=labels)
    check_refused(newer, 409, "The execution is not terminated")
    assert await stored(api) == before
    await api.delete(f"/executions/{execution_id}")


async def test_a_disabled_revision_is_not_replayed(api: Api) -> None:
    execution_id = await started(api, "SUCCESS")
    await api.post("/flows/disable/by-ids", json=[{"namespace": "company.team", "id": "hello"}])
    before = await stored(api)
    for name in ("replay", "replay-with-inputs"):
        for base in ("", "/actions"):
            path = f"/executions/{execution_id}{base}/{name}?latestRevision=true"
            check_refused(await api.post(path), 409, "Requested Flow is disabled.")
    assert await stored(api) == before


async def test_a_flow_called_kill_is_started_by_its_own_path(api: Api) -> None:
    await api.create(HELLO.replace("id: hello", "id: kill"))
    path = "/executions/company.team/kill"
    check_refused(await api.post(path, json={}), 415, "")
    begun = (await api.post(path, files=parts(who="Ann"))).json()
    assert (await api.until(begun["id"], "SUCCESS"))["inputs"]["who"] == "Ann"
