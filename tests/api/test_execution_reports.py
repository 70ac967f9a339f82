"""What pages of executions show beside them."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

import anyio
import pytest

from tests.api.client import FAILING, HELLO, YAML, Api, parts
from tests.ports.values import NOW, a_trigger
from tiercel.bootstrap import Application
from tiercel.model.limits import ATTENTION_ROWS_MAX, USUAL_COUNT_MIN
from tiercel.model.stored.records import MEMBERS

LOOPING = """id: looping
namespace: company.team
tasks:
  - id: loop
    type: io.kestra.plugin.core.flow.Loop
    concurrencyLimit: 1
    values: [a, b, c, d]
    tasks:
      - id: say
        type: io.kestra.plugin.core.log.Log
        message: "this is {{ item.value }}"
      - id: check
        type: io.kestra.plugin.core.execution.Fail
        condition: "{{ item.value == 'd' }}"
"""


async def test_errors_are_grouped(api: Api) -> None:
    await api.create(FAILING)
    await api.create(HELLO)
    await api.run("hello")
    runs = [await api.run("bad") for _ in range(2)]
    found = (await api.get("/executions/errors")).json()
    (group,) = found["results"]
    assert (found["read"], found["total"]) == (2, 2)
    assert (group["flowId"], group["taskId"], group["count"]) == ("bad", "stop", 2)
    assert group["signature"] == group["reason"] == "Task failure"
    assert group["executionIds"] == [runs[1]["id"], runs[0]["id"]]
    none = await api.get("/executions/errors?namespace=other&startDate=2024-01-01T00:00:00Z")
    assert none.json() == {"results": [], "read": 0, "total": 0}


async def test_errors_are_counted_over_time(api: Api) -> None:
    await api.create(FAILING)
    for _ in range(2):
        await api.run("bad")
    found = (await api.get("/executions/errors?buckets=7")).json()
    (group,) = found["results"]
    assert group["counts"] == [0, 0, 0, 0, 0, 0, 2]
    assert found["startDate"] < group["firstDate"] <= group["lastDate"] <= found["endDate"]
    plain = (await api.get("/executions/errors")).json()
    assert "counts" not in plain["results"][0]
    assert "startDate" not in plain
    none = (await api.get("/executions/errors?buckets=7&namespace=other")).json()
    assert (none["results"], none["startDate"] < none["endDate"]) == ([], True)


async def test_iterations_come_failed_ones_first(api: Api) -> None:
    await api.create(LOOPING)
    execution = await api.run("looping")
    path = f"/executions/{execution['id']}/iterations"
    page = (await api.get(f"{path}?logs=5")).json()
    assert page["total"] == 4
    first, *rest = page["results"]
    assert (first["index"], first["value"], first["state"]) == (3, "d", "FAILED")
    assert first["failure"]["taskId"] == "check"
    assert first["failure"]["reason"] == "Fail on a condition"
    assert [each["value"] for each in rest] == ["a", "b", "c"]
    assert first["taskId"] == "loop"
    assert any("this is d" in entry["message"] for entry in first["logs"])
    severe = (await api.get(f"{path}?logs=5&minLevel=ERROR")).json()["results"]
    assert [bool(each["logs"]) for each in severe] == [True, False, False, False]


async def test_pages_of_iterations_are_whole(api: Api) -> None:
    await api.create(LOOPING)
    execution = await api.run("looping")
    path = f"/executions/{execution['id']}/iterations"
    for size in (1, 2, 3):
        found = []
        for page in range(1, 6):
            rows = (await api.get(f"{path}?page={page}&size={size}")).json()["results"]
            assert len(rows) <= size
            found += [row["value"] for row in rows]
        assert found == ["d", "a", "b", "c"], size
    failed = (await api.get(f"{path}?state=FAILED")).json()
    assert [row["value"] for row in failed["results"]] == ["d"]
    missing = await api.get("/executions/unknown/iterations")
    assert missing.status_code == 404
    assert missing.json()["message"].endswith("Execution 'unknown' not found.")


CHOOSY = """id: choosy
namespace: company.team
inputs:
  - id: n
    type: INT
  - id: text
    type: STRING
    defaults: same
tasks:
  - id: check
    type: io.kestra.plugin.core.execution.Fail
    condition: "{{ inputs.n > 5 }}"
  - id: echo
    type: io.kestra.plugin.core.debug.Return
    format: "{{ inputs.n }}"
outputs:
  - id: n
    type: STRING
    value: "{{ outputs.echo.value }}"
"""


async def test_what_changed_since_the_last_success_is_told(api: Api) -> None:
    await api.create(CHOOSY)
    good = await api.run("choosy", n="3")
    await api.put(
        "/flows/company.team/choosy",
        content=CHOOSY.replace("> 5", "> 4"),
        headers={"Content-Type": "application/x-yaml"},
    )
    bad = await api.run("choosy", n="9")
    found = (await api.get(f"/executions/{bad['id']}/changes")).json()
    assert found["lastSuccess"]["id"] == good["id"]
    assert (found["lastSuccess"]["flowRevision"], found["execution"]["flowRevision"]) == (1, 2)
    assert found["revisionChanged"] is True
    assert found["inputs"] == [
        {"name": "n", "before": {"size": 1, "value": 3}, "now": {"size": 1, "value": 9}}
    ]
    assert found["outputs"] == [{"name": "n", "before": {"size": 3}}]
    first = (await api.get(f"/executions/{good['id']}/changes")).json()
    assert "lastSuccess" not in first
    assert first["revisionChanged"] is False
    missing = await api.get("/executions/unknown/changes")
    assert missing.status_code == 404
    assert missing.json()["message"].endswith("Execution 'unknown' not found.")


async def test_two_executions_are_compared(api: Api) -> None:
    await api.create(CHOOSY)
    left, right = [await api.run("choosy", n=n) for n in ("3", "9")]
    path = f"/executions/compare?left={left['id']}&right={right['id']}"
    found = (await api.get(path)).json()
    assert [found[side]["id"] for side in ("left", "right")] == [left["id"], right["id"]]
    assert [found[side]["state"] for side in ("left", "right")] == ["SUCCESS", "FAILED"]
    assert found["inputs"] == {
        "results": [
            {"name": "n", "before": {"size": 1, "value": 3}, "now": {"size": 1, "value": 9}}
        ],
        "equal": 1,
        "total": 1,
    }
    assert found["outputs"]["results"] == [{"name": "n", "before": {"size": 3, "value": "3"}}]
    tasks = {task["taskId"]: task for task in found["tasks"]}
    assert tasks["check"]["left"]["states"] == {"SUCCESS": 1}
    assert tasks["check"]["right"]["states"] == {"FAILED": 1}
    assert "right" not in tasks["echo"]
    assert tasks["echo"]["left"]["seconds"] >= 0
    line = found["logs"]["results"][0]
    assert (line["level"], line["taskId"], line["left"], line["right"]) == ("ERROR", "check", 0, 1)
    assert found["logs"]["complete"] is True


async def test_an_execution_is_compared_with_itself(api: Api) -> None:
    await api.create(HELLO)
    execution = await api.run("hello")
    path = f"/executions/compare?left={execution['id']}&right={execution['id']}"
    found = (await api.get(path)).json()
    for kind in ("labels", "inputs", "outputs", "taskOutputs"):
        assert found[kind]["total"] == 0, kind
    assert found["logs"]["results"] == []
    assert all(task["left"] == task["right"] for task in found["tasks"])


async def test_what_is_not_there_is_not_compared(api: Api) -> None:
    await api.create(HELLO)
    execution = await api.run("hello")
    for sides in (("unknown", execution["id"]), (execution["id"], "unknown")):
        missing = await api.get("/executions/compare?left={}&right={}".format(*sides))
        assert missing.status_code == 404
        assert missing.json()["message"].endswith("Execution 'unknown' not found.")
    for query in ("", f"?left={execution['id']}", f"?right={execution['id']}"):
        refused = await api.get(f"/executions/compare{query}")
        assert refused.status_code == 400
        assert "not specified" in refused.json()["message"]


async def test_usual_durations_are_told(api: Api) -> None:
    await api.create(HELLO)
    for _ in range(3):
        await api.run("hello")
    found = (await api.get("/flows/company.team/hello/durations")).json()
    assert found["flow"]["count"] == 3
    assert 0 <= found["flow"]["p50"] <= found["flow"]["p95"]
    assert sorted(found["tasks"]) == ["echo", "greet"]
    assert found["tasks"]["echo"]["count"] == 3
    assert (await api.get("/flows/company.team/none/durations")).json() == {"tasks": {}}


async def test_usual_durations_of_several_flows_are_told_in_one_answer(api: Api) -> None:
    await api.create(HELLO)
    await api.create(FAILING)
    await api.run("hello")
    await api.run("bad")
    flows = [{"namespace": "company.team", "id": each} for each in ("hello", "none", "bad")]
    (found,) = (await api.post("/executions/durations", json=flows)).json()
    assert (found["namespace"], found["flowId"]) == ("company.team", "hello")
    alone = (await api.get("/flows/company.team/hello/durations")).json()
    assert found["usual"] == alone["flow"]
    assert (await api.post("/executions/durations", json=[])).json() == []


async def test_usual_durations_of_too_many_flows_are_refused(api: Api) -> None:
    flows = [{"namespace": "company.team", "id": f"flow{n}"} for n in range(51)]
    refused = await api.post("/executions/durations?last=100", json=flows)
    assert refused.status_code == 422, refused.text
    assert "ask for fewer flows" in refused.json()["message"]
    wrong = await api.post("/executions/durations?last=0", json=flows)
    assert wrong.status_code == 422, wrong.text


async def test_flows_that_fail_again_and_again_need_attention(api: Api) -> None:
    await api.create(FAILING)
    await api.create(CHOOSY)
    for n in ("9", "9", "3", "9"):
        await api.run("choosy", n=n)
    runs = [await api.run("bad") for _ in range(3)]
    found = (await api.get("/attention")).json()
    (flow,) = found["failingFlows"]
    assert (flow["flowId"], flow["failures"]) == ("bad", 3)
    assert flow["lastExecutionId"] == runs[-1]["id"]
    assert flow["executionIds"] == [run["id"] for run in reversed(runs)]
    assert flow["failure"]["reason"] == "Task failure"
    both = (await api.get("/attention?inARow=1")).json()["failingFlows"]
    assert [(each["flowId"], each["failures"]) for each in both] == [("bad", 3), ("choosy", 1)]


async def test_flows_that_fail_most_are_shown_with_their_last_runs(api: Api) -> None:
    await api.create(FAILING)
    await api.create(CHOOSY)
    await api.create(HELLO)
    runs = [await api.run("choosy", n=n) for n in ("9", "9", "3")]
    await api.run("bad")
    await api.run("hello")
    first, second = (await api.get("/attention")).json()["failedFlows"]
    assert (first["flowId"], first["failures"]) == ("choosy", 2)
    assert [(each["id"], each["status"]) for each in first["runs"]] == [
        (runs[2]["id"], "SUCCESS"),
        (runs[1]["id"], "FAILED"),
        (runs[0]["id"], "FAILED"),
    ]
    assert first["lastSuccess"] == first["runs"][0]["endDate"]
    assert first["failure"]["taskId"]
    assert (second["flowId"], second["failures"]) == ("bad", 1)
    assert "lastSuccess" not in second


async def test_flows_that_were_changed_are_shown_with_their_runs_since(api: Api) -> None:
    await api.create(HELLO)
    await api.create(CHOOSY)
    await api.run("choosy", n="9")
    changed = await api.call(
        "PUT",
        "/flows/company.team/choosy?message=Say+what+it+does",
        headers=YAML,
        content=f"{CHOOSY}description: new\n",
    )
    assert changed.status_code == 200, changed.text
    for n in ("9", "3", "9"):
        await api.run("choosy", n=n)
    first, second = (await api.get("/attention")).json()["changedFlows"]
    assert (first["flowId"], first["revision"], first["description"]) == ("choosy", 2, "new")
    assert first["message"] == "Say what it does"
    assert first["counts"] == {"FAILED": 2, "SUCCESS": 1}
    assert (second["flowId"], second["revision"], second["counts"]) == ("hello", 1, {})
    assert first["date"] >= second["date"]
    assert not {"description", "message", "author"} & second.keys()


async def test_what_needs_attention_is_narrowed_to_a_namespace_and_those_below(api: Api) -> None:
    for namespace in ("company.team", "company.team.deep", "company.teams"):
        await api.create(FAILING.replace("company.team", namespace))
        for _ in range(3):
            path = f"/executions/{namespace}/bad?wait=true"
            assert (await api.post(path)).json()["state"]["current"] == "FAILED"
    for asked, names in (
        ("company.team", ["company.team", "company.team.deep"]),
        ("company.team.deep", ["company.team.deep"]),
        ("company", ["company.team", "company.team.deep", "company.teams"]),
        ("company.tea", []),
        ("", ["company.team", "company.team.deep", "company.teams"]),
    ):
        found = (await api.get(f"/attention?namespace={asked}")).json()
        for kind in ("failingFlows", "failedFlows", "changedFlows"):
            assert sorted(each["namespace"] for each in found[kind]) == names, (asked, kind)
        assert found["flows"] == len(names), asked


async def test_the_delay_of_starts_is_that_of_the_newest_that_have_begun(api: Api) -> None:
    assert "startDelay" not in (await api.get("/attention")).json()
    await api.create(HELLO)
    for _ in range(2):
        await api.run("hello")
    await api.create(FAILING.replace("company.team", "company.other"))
    path = "/executions/company.other/bad?wait=true"
    assert (await api.post(path)).json()["state"]["current"] == "FAILED"
    runs = (await api.get("/executions/search?sort=state.startDate:asc")).json()["results"]
    delays = sorted(map(delay_of, runs))

    def about(seconds: float) -> Any:
        return pytest.approx(seconds, abs=0.002)

    found = (await api.get("/attention")).json()["startDelay"]
    assert found == {"count": 3, "p50": about(delays[1]), "p95": about(delays[2])}
    one = (await api.get("/attention?namespace=company.other")).json()["startDelay"]
    assert one["count"] == 1


async def test_the_newest_executions_come_with_what_needs_attention(api: Api) -> None:
    empty = (await api.get("/attention")).json()
    assert (empty["executions"], empty["newest"]) == (0, [])
    await api.create(HELLO)
    runs = [await api.run("hello") for _ in range(ATTENTION_ROWS_MAX + 1)]
    await api.create(FAILING.replace("company.team", "company.other"))
    assert (await api.post("/executions/company.other/bad?wait=true")).status_code == 200
    found = (await api.get("/attention")).json()
    assert found["executions"] == ATTENTION_ROWS_MAX + 2
    assert len(found["newest"]) == ATTENTION_ROWS_MAX
    first, second = found["newest"][:2]
    assert (first["namespace"], first["flowId"], first["status"]) == (
        "company.other",
        "bad",
        "FAILED",
    )
    assert second["id"] == runs[-1]["id"]
    assert second["startDate"] == runs[-1]["state"]["startDate"]
    assert second["endDate"] == runs[-1]["state"]["endDate"]
    narrow = (await api.get("/attention?namespace=company.other")).json()
    assert (narrow["executions"], [each["id"] for each in narrow["newest"]]) == (1, [first["id"]])


def delay_of(run: dict[str, Any]) -> float:
    """Seconds from the creation of an execution until it ran."""
    created, ran = (
        next(each["date"] for each in run["state"]["histories"] if each["state"] == state)
        for state in ("CREATED", "RUNNING")
    )
    return (datetime.fromisoformat(ran) - datetime.fromisoformat(created)).total_seconds()


async def test_silent_workers_need_attention(api: Api, application: Application) -> None:
    assert (await api.get("/attention")).json()["goneWorkers"] == []
    long_ago = "2024-01-01T00:00:00Z"
    member = {
        "id": "lost",
        "parts": ["worker"],
        "state": "RUNNING",
        "heard": long_ago,
        "started": long_ago,
        "details": {"hostname": "far"},
    }
    async with application.ports.store.transaction() as tx:
        tx.records(MEMBERS).put(("lost",), member)
    # A worker is of no namespace.
    for query in ("", "?namespace=company"):
        assert (await api.get(f"/attention{query}")).json()["goneWorkers"] == [
            {"id": "lost-worker", "hostname": "far", "heardDate": long_ago}
        ]


SLEEPING = """id: sleeping
namespace: company.team
inputs:
  - id: for
    type: STRING
tasks:
  - id: sleep
    type: io.kestra.plugin.core.flow.Sleep
    duration: "{{ inputs.for }}"
"""


async def test_runs_that_take_longer_than_usual_need_attention(api: Api) -> None:
    await api.create(SLEEPING)
    for _ in range(USUAL_COUNT_MIN):
        await api.run("sleeping", **{"for": "PT0.001S"})
    path = "/executions/company.team/sleeping"
    slow = (await api.post(path, files=parts(**{"for": "PT1H"}))).json()
    await api.until(slow["id"], "RUNNING")
    usual = (await api.get("/flows/company.team/sleeping/durations")).json()["flow"]
    async with asyncio.timeout(20):
        while True:
            found = (await api.get("/attention")).json()["longRunning"]
            if found:
                break
            await anyio.sleep(0.01)
    assert [each["id"] for each in found] == [slow["id"]]
    assert found[0]["usual"] == usual
    assert found[0]["duration"] > usual["p95"]
    elsewhere = (await api.get("/attention?namespace=company.other")).json()
    assert (elsewhere["running"], elsewhere["runningEverywhere"]) == (0, 1)
    assert (elsewhere["runningNow"], elsewhere["longRunning"]) == ([], [])
    shown = (await api.get("/attention")).json()
    assert shown["running"] == shown["runningEverywhere"] == 1
    (running,) = shown["runningNow"]
    assert (running["id"], running["usual"]) == (slow["id"], usual)
    await api.delete(f"/executions/{slow['id']}/kill")


async def test_triggers_that_fail_need_attention(api: Api, application: Application) -> None:
    state = a_trigger(error="no such host", evaluated=NOW)
    async with application.ports.store.transaction() as tx:
        tx.triggers.put(state)
        tx.triggers.put(a_trigger("off", error="old", disabled=True))
        tx.triggers.put(a_trigger("good"))
    (found,) = (await api.get("/attention")).json()["failingTriggers"]
    assert (found["triggerId"], found["error"]) == ("daily", "no such host")
    assert found["evaluatedAt"].startswith("2024-05-06T07:08:09")


SCHEDULED = """id: {id}
namespace: company.team
tasks:
  - {{id: say, type: io.kestra.plugin.core.log.Log, message: hi}}
triggers:
  - {{id: due, type: io.kestra.plugin.core.trigger.Schedule, cron: "{cron}", timezone: Asia/Tokyo}}
  - {{id: off, type: io.kestra.plugin.core.trigger.Schedule, cron: "{cron}", disabled: true}}
  - {{id: poll, type: io.kestra.plugin.core.http.Trigger, interval: PT1H, uri: "http://127.0.0.1:1/"}}
"""


async def test_schedules_that_come_next_are_shown(api: Api) -> None:
    await api.create(SCHEDULED.format(id="yearly", cron="0 0 1 1 *"))
    await api.create(SCHEDULED.format(id="daily", cron="0 3 * * *"))
    async with asyncio.timeout(20):
        while True:
            found = (await api.get("/attention")).json()["upcoming"]
            if len(found) == 2:
                break
            await anyio.sleep(0.01)
    assert [(each["flowId"], each["triggerId"]) for each in found] == [
        ("daily", "due"),
        ("yearly", "due"),
    ]
    assert found[0]["date"] < found[1]["date"]
    assert [(each["cron"], each["timeZone"]) for each in found] == [
        ("0 3 * * *", "Asia/Tokyo"),
        ("0 0 1 1 *", "Asia/Tokyo"),
    ]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/executions/errors?filters[nothing][EQUALS]=x", 400),
        ("/executions/errors?startDate=yesterday", 422),
        ("/executions/errors?buckets=-1", 422),
        ("/executions/errors?labels=a:1&labels=a:2", 409),
        ("/executions/counts?filters[nothing][EQUALS]=x", 400),
        ("/executions/counts?labels=a:1&labels=a:2", 409),
        ("/executions/x?taskRuns=maybe", 422),
        ("/executions/x/iterations?logs=-1", 422),
        ("/executions/x/iterations?minLevel=LOUD", 422),
        ("/flows/company.team/hello/durations?last=0", 422),
        ("/attention?inARow=x", 422),
    ],
)
async def test_a_question_that_makes_no_sense_is_refused(api: Api, path: str, status: int) -> None:
    response = await api.get(path)
    assert response.status_code == status, response.text
