"""Why executions wait: each cause with its numbers, the words of the API and the command line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import anyio
import msgspec
import pytest

from tests.api.client import PAUSING, Api
from tests.build import a_task_run, an_execution
from tiercel.bootstrap import build
from tiercel.bootstrap.application import Application
from tiercel.cli.api.call import answer_of
from tiercel.cli.api.executions import ExplainWaiting
from tiercel.cli.app import run
from tiercel.cli.client import Client
from tiercel.model.authorization.grants import Grants
from tiercel.model.job import Job
from tiercel.model.json_types import Json
from tiercel.model.stored.records import MEMBERS, WORKER_GROUPS

CORE = "io.kestra.plugin.core"
SLEEP = f"{{id: nap, type: {CORE}.flow.Sleep, duration: PT30S}}"
AT_ONCE: Json = {"termination_grace_period": "PT0S"}


@pytest.fixture
def overrides() -> dict[str, Json]:
    """The server stops without waiting for those that sleep."""
    return {"server": AT_ONCE}


def flow(flow_id: str, tasks: str, more: str = "") -> str:
    return f"id: {flow_id}\nnamespace: company.team\n{more}tasks:\n  - {tasks}\n"


async def start(api: Api, source: str, query: str = "") -> str:
    """The id of a new execution of a new flow."""
    created = await api.create(source)
    answer = await api.post(f"/executions/company.team/{created['id']}{query}")
    assert answer.status_code == 200, answer.text
    execution_id: str = answer.json()["id"]
    return execution_id


async def waits(api: Api, execution_id: str, cause: str) -> Json:
    """The reason of that cause, once there is one."""
    with anyio.fail_after(40):
        while True:
            answer = await api.get(f"/executions/{execution_id}/waiting")
            assert answer.status_code == 200, answer.text
            found = answer.json()
            for reason in found["reasons"]:
                if reason["cause"] == cause:
                    assert found["total"] == len(found["reasons"])
                    return reason
            await anyio.sleep(0.02)


async def test_an_unknown_execution_is_not_found(api: Api) -> None:
    answer = await api.get("/executions/unknown/waiting")
    assert answer.status_code == 404
    assert "unknown" in answer.json()["message"]


async def test_an_execution_that_has_ended_waits_for_nothing(api: Api) -> None:
    await api.create(flow("done", f"{{id: a, type: {CORE}.debug.Return, format: x}}"))
    ended = await api.run("done")
    found = (await api.get(f"/executions/{ended['id']}/waiting")).json()
    assert found == {"id": ended["id"], "state": "SUCCESS", "reasons": [], "total": 0}


async def test_an_execution_that_failed_names_task_attempt_and_errors(
    api: Api, application: Application
) -> None:
    retry = "retry: {type: constant, interval: PT0.01S, maxAttempts: 2}"
    message = '"a {{ outputs.none.value }}"'
    await api.create(
        flow("failed", f"{{id: say, type: {CORE}.log.Log, message: {message}, {retry}}}")
    )
    ended = await api.run("failed")
    failure = ended["failure"]
    (error,) = failure.pop("errors")
    assert failure == {
        "taskId": "say",
        "taskRunId": ended["taskRunList"][0]["id"],
        "attempts": 2,
        "reason": error,
    }
    assert error.startswith("Unable to find `none` used in the expression `a {{ outputs.none.v")
    shown = (await api.get(f"/executions/{ended['id']}")).json()
    found = (await api.get(f"/executions/{ended['id']}/waiting")).json()
    assert shown["failure"] == found["failure"] == {**failure, "errors": [error]}
    assert found["reasons"] == []
    async with application.ports.store.transaction() as tx:
        execution = await tx.executions.get(ended["id"])
    assert execution is not None
    for_others = await application.services.failures.one(execution, Grants())
    assert for_others is not None
    assert (for_others.reason, for_others.errors) == (error, ())


async def test_a_task_runs_on_a_worker_that_was_heard_of(api: Api) -> None:
    reason = await waits(api, await start(api, flow("runs", SLEEP)), "ATTEMPT")
    assert reason["taskId"] == "nap"
    assert reason["text"].startswith(f"Task 'nap' runs on worker {reason['worker']['id']}")
    assert "heard" in reason["worker"]
    assert "; its lease ends in " in reason["text"]


class TestOnePlace:
    @pytest.fixture
    def overrides(self) -> dict[str, Json]:
        return {"worker": {"threads": 1}, "server": AT_ONCE}

    async def test_a_task_waits_for_a_place(self, api: Api) -> None:
        await waits(api, await start(api, flow("first", SLEEP)), "ATTEMPT")
        second = await start(api, flow("second", SLEEP))
        await waits(api, second, "PLACE")
        third = await start(api, flow("third", SLEEP))
        reason = await waits(api, third, "PLACE")
        assert reason["queue"] == {"workers": 1, "places": 1, "taken": 1, "position": 2}
        assert reason["text"] == (
            "Task 'nap' waits for a worker: 1 of 1 places of 1 worker are taken;"
            " it is number 2 in the queue."
        )
        shown = (await api.get(f"/executions/{third}")).json()
        assert shown["waitingFor"] == reason["text"]


async def test_a_task_waits_for_a_worker_of_its_group(api: Api, application: Application) -> None:
    async with application.ports.store.transaction() as tx:
        tx.records(WORKER_GROUPS).put(("gpu",), {})
    async with application.ports.store.transaction() as tx:
        await application.services.flow_cache.worker_groups.look(tx, datetime.now(UTC))
    task = SLEEP.replace("}", ", workerGroup: {key: gpu, fallback: WAIT}}")
    reason = await waits(api, await start(api, flow("grouped", task)), "WORKER")
    assert reason["queue"] == {
        "group": "gpu",
        "workers": 0,
        "places": 0,
        "taken": 0,
        "position": 1,
    }
    assert "of the group 'gpu': none runs" in reason["text"]


async def test_a_task_waits_for_the_lease_of_a_worker_that_is_silent(
    api: Api, application: Application
) -> None:
    now = datetime.now(UTC)
    run = a_task_run("nap", "RUNNING", attempts=())
    job = Job(
        f"{run.id}:0",
        "lost",
        run.id,
        0,
        now,
        worker_id="w9",
        lease_until=now + timedelta(seconds=25),
    )
    silent = {
        "id": "s9",
        "started": (now - timedelta(hours=1)).isoformat(),
        "heard": (now - timedelta(seconds=14)).isoformat(),
        "parts": ["worker"],
        "details": {"hostname": "node-9", "metrics": {"workerId": "w9", "places": 4}},
    }
    async with application.ports.store.transaction() as tx:
        tx.executions.insert(an_execution(run, id="lost"))
        tx.jobs.put(job)
        tx.records(MEMBERS).put(("s9",), silent)
    reason = await waits(api, "lost", "LEASE")
    assert reason["worker"]["id"] == "w9"
    assert reason["worker"]["hostname"] == "node-9"
    assert "taken by worker w9 on node-9, which is silent: last heard of 1" in reason["text"]
    assert reason["text"].endswith(" s, then another worker may take it.")


async def test_an_execution_waits_for_those_that_have_the_slots(api: Api) -> None:
    source = flow("limited", SLEEP, "concurrency: {limit: 1, behavior: QUEUE}\n")
    first = await start(api, source)
    await waits(api, first, "ATTEMPT")
    second, third = [
        (await api.post("/executions/company.team/limited")).json()["id"] for _ in range(2)
    ]
    await waits(api, second, "CONCURRENCY")
    await waits(api, third, "CONCURRENCY")
    reason = await waits(api, third, "CONCURRENCY")
    assert reason["limit"]["holders"] == [first]
    assert (reason["limit"]["limit"], reason["limit"]["taken"]) == (1, 1)
    with anyio.fail_after(40):
        while reason["limit"]["position"] != 2:
            reason = await waits(api, third, "CONCURRENCY")
    assert reason["text"] == (
        f"It is queued: 1 of 1 slots of its flow are taken, by {first}; it is number 2 in the"
        " queue."
    )


RETRIED = "retry: {type: constant, interval: PT1H, maxAttempts: 3%s}"


async def test_a_task_run_waits_for_its_next_attempt(api: Api) -> None:
    task = f"{{id: bad, type: {CORE}.execution.Fail, {RETRIED % ''}}}"
    reason = await waits(api, await start(api, flow("again", task)), "RETRY")
    assert reason["attempt"] == {"number": 2, "limit": 3}
    assert reason["text"].startswith("Task 'bad' is tried again: attempt 2 of 3 at 20")
    assert "until" in reason


async def test_an_execution_waits_for_the_one_that_takes_its_place(api: Api) -> None:
    task = f"{{id: bad, type: {CORE}.execution.Fail}}"
    more = RETRIED % ", behavior: CREATE_NEW_EXECUTION" + "\n"
    reason = await waits(api, await start(api, flow("anew", task, more)), "REPLACEMENT")
    assert reason["attempt"] == {"number": 2, "limit": 3}
    assert reason["text"].startswith("A new execution takes its place: attempt 2 of 3 at 20")


async def test_a_pause_waits_for_its_inputs(api: Api) -> None:
    reason = await waits(api, await start(api, PAUSING), "RESUME")
    assert reason["inputs"] == [{"id": "reason", "type": "STRING", "required": True}]
    assert reason["text"] == (
        "Task 'wait' is paused: somebody must resume it with reason (STRING)."
    )


async def test_a_pause_with_a_duration_says_when_it_ends(api: Api) -> None:
    task = f"{{id: wait, type: {CORE}.flow.Pause, pauseDuration: PT1H}}"
    reason = await waits(api, await start(api, flow("timed", task)), "RESUME")
    assert datetime.fromisoformat(reason["until"]) > datetime.now(UTC) + timedelta(minutes=50)
    assert ", or goes on at 20" in reason["text"]


async def test_an_approval_waits_for_a_decision(api: Api) -> None:
    task = f"{{id: ok, type: {CORE}.flow.Approval}}"
    reason = await waits(api, await start(api, flow("approved", task)), "DECISION")
    assert reason["text"] == "Task 'ok' is paused: somebody must approve or deny it."


async def test_an_execution_that_somebody_paused_waits_for_somebody(api: Api) -> None:
    execution_id = await start(api, flow("stopped", SLEEP))
    await waits(api, execution_id, "ATTEMPT")
    assert (await api.post(f"/executions/{execution_id}/pause")).status_code == 200
    reason = await waits(api, execution_id, "RESUME")
    assert reason["text"] == "It is paused: somebody must resume it."


async def test_a_subflow_waits_for_its_child(api: Api) -> None:
    await api.create(PAUSING)
    task = f"{{id: call, type: {CORE}.flow.Subflow, namespace: company.team, flowId: pausing}}"
    execution_id = await start(api, flow("caller", task))
    with anyio.fail_after(40):
        while True:
            reason = await waits(api, execution_id, "EXECUTIONS")
            (child,) = reason["executions"]
            if child.get("state") == "PAUSED":
                break
    assert reason["total"] == 1
    assert (child["namespace"], child["flowId"]) == ("company.team", "pausing")
    assert reason["text"] == f"Task 'call' waits for execution {child['id']} (PAUSED)."


async def test_an_execution_waits_for_the_date_that_it_was_started_for(api: Api) -> None:
    source = flow("later", SLEEP)
    execution_id = await start(api, source, "?scheduleDate=2100-01-01T00:00:00Z")
    reason = await waits(api, execution_id, "SCHEDULE_DATE")
    assert reason["text"] == "It is scheduled: it starts at 2100-01-01T00:00:00Z."


async def test_a_loop_waits_for_its_next_check(api: Api) -> None:
    inner = f"[{{id: a, type: {CORE}.debug.Return, format: x}}]"
    often = "checkFrequency: {interval: PT1H}"
    task = (
        f'{{id: loop, type: {CORE}.flow.LoopUntil, condition: "{{{{ false }}}}", {often},'
        f" tasks: {inner}}}"
    )
    reason = await waits(api, await start(api, flow("looping", task)), "CHECK")
    assert reason["text"].startswith("Task 'loop' checks its condition again at 20")


async def test_an_execution_waits_at_a_breakpoint(api: Api) -> None:
    execution_id = await start(api, flow("stops", SLEEP), "?breakpoints=nap")
    reason = await waits(api, execution_id, "BREAKPOINT")
    assert reason["text"] == "Task 'nap' stands at a breakpoint: somebody must let it go on."


class TestWithoutAnExecutor:
    @pytest.fixture
    def overrides(self) -> dict[str, Json]:
        return {"server": {"type": "WEBSERVER"}}

    async def test_it_is_said(self, api: Api) -> None:
        reason = await waits(api, await start(api, flow("ignored", SLEEP)), "EXECUTOR")
        assert reason["executors"] == 0
        assert reason["text"] == "No executor runs: nothing is looked at."


async def test_the_command_line_says_the_same(
    api: Api, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    execution_id = await start(api, PAUSING)
    await waits(api, execution_id, "RESUME")
    answer = (await api.get(f"/executions/{execution_id}/waiting")).json()

    def asked(_: Client, ask: ExplainWaiting) -> Json:
        assert ask == ExplainWaiting(execution_id=execution_id)
        return msgspec.convert(answer, answer_of(ExplainWaiting))

    monkeypatch.setattr(Client, "call", asked)
    assert run(["execution", "why", execution_id], build) == 0
    assert capsys.readouterr().out.strip() == f"PAUSED: {answer['reasons'][0]['text']}"
    assert run(["execution", "why", execution_id, "--json"], build) == 0
    assert msgspec.json.decode(capsys.readouterr().out) == answer
