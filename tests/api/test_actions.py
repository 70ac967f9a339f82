"""Actions on one execution by their newer paths, and what is so afterwards."""

from __future__ import annotations

import pytest

from tests.api.client import FAILING, HELLO, PAUSING, Api, parts
from tests.api.test_action_refusals import ONE_AT_A_TIME, SLEEPING
from tiercel.model.json_types import Json


async def begun(api: Api, source: str, state: str, query: str = "") -> str:
    """The id of an execution of a new flow, once it is in a state."""
    flow_id = (await api.create(source))["id"]
    execution = (await api.post(f"/executions/company.team/{flow_id}{query}")).json()
    await api.until(execution["id"], state)
    return f"/executions/{execution['id']}"


async def done(api: Api, path: str, **options: Json) -> Json:
    """The execution that an action answers with."""
    response = await api.post(path, **options)
    assert response.status_code == 200, response.text
    return response.json()


@pytest.mark.parametrize("method", ["POST", "DELETE"])
@pytest.mark.parametrize("base", ["", "/actions"])
async def test_a_kill_stops_what_runs(api: Api, method: str, base: str) -> None:
    path = await begun(api, SLEEPING, "RUNNING")
    killed = await api.call(method, f"{path}{base}/kill")
    assert killed.status_code == (200 if base else 202)
    if base:
        assert killed.json()["state"]["current"] in ("KILLING", "KILLED")
    else:
        assert killed.content == b""
    ended = await api.until(path.rpartition("/")[2], "KILLED")
    assert [run["state"]["current"] for run in ended["taskRunList"]] == ["KILLED"]


async def test_an_end_is_changed_and_task_runs_stay(api: Api) -> None:
    path = await begun(api, FAILING, "FAILED")
    before = (await api.get(path)).json()["taskRunList"]
    changed = await done(api, f"{path}/actions/change-status?status=WARNING")
    assert changed["state"]["current"] == "WARNING"
    assert (await api.get(path)).json()["taskRunList"] == before


async def test_a_task_run_is_marked_and_the_execution_goes_on(api: Api) -> None:
    path = await begun(api, FAILING, "FAILED")
    run = (await api.get(path)).json()["taskRunList"][0]
    body = {"taskRunId": run["id"], "state": "SUCCESS"}
    await done(api, f"{path}/actions/state", json=body)
    ended = await api.until(path.rpartition("/")[2], "SUCCESS")
    assert ended["taskRunList"][0]["state"]["current"] == "SUCCESS"
    assert ended["metadata"]["attemptNumber"] == 2


def states(shown: Json) -> list[str]:
    return [change["state"] for change in shown["state"]["histories"]]


async def test_what_is_restarted_is_shown_as_it_was_at_that_moment(api: Api) -> None:
    path = await begun(api, FAILING, "FAILED")
    run = (await api.get(path)).json()["taskRunList"][0]
    restarted = await done(api, f"{path}/actions/restart")
    assert states(restarted)[-2:] == ["FAILED", "RESTARTED"]
    assert states(restarted["taskRunList"][0])[-2:] == ["FAILED", "RESTARTED"]
    now = await api.until(restarted["id"], "FAILED")
    assert now["state"]["histories"][: len(states(restarted))] == restarted["state"]["histories"]

    body = {"taskRunId": run["id"], "state": "SUCCESS"}
    marked = await done(api, f"{path}/actions/state", json=body)
    assert states(marked)[-2:] == ["FAILED", "RESTARTED"]
    assert states(marked["taskRunList"][0])[-2:] == ["FAILED", "SUCCESS"]

    await api.until(restarted["id"], "SUCCESS")
    replayed = await done(api, f"{path}/actions/replay?taskRunId={run['id']}")
    assert states(replayed)[-2:] == ["SUCCESS", "RESTARTED"]
    assert states(replayed["taskRunList"][0])[-2:] == ["SUCCESS", "RESTARTED"]


async def test_what_failed_runs_again_in_place(api: Api) -> None:
    path = await begun(api, FAILING, "FAILED")
    again = await done(api, f"{path}/actions/restart")
    assert again["metadata"]["attemptNumber"] == 2
    assert path.endswith(again["id"])
    await api.until(again["id"], "FAILED")


@pytest.mark.parametrize("base", ["", "/actions"])
async def test_replays_are_new_executions_with_the_old_inputs_or_new_ones(
    api: Api, base: str
) -> None:
    path = await begun(api, HELLO, "SUCCESS")
    same = await done(api, f"{path}{base}/replay")
    other = await done(api, f"{path}{base}/replay-with-inputs", files=parts(who="Ann"))
    for replay, who in ((same, "world"), (other, "Ann")):
        assert path.endswith(replay["parentId"])
        ended = await api.until(replay["id"], "SUCCESS")
        assert (ended["inputs"]["who"], ended["outputs"]["said"]) == (who, who)
    assert (await api.get("/executions/search")).json()["total"] == 3


@pytest.mark.parametrize("base", ["", "/actions"])
async def test_an_execution_goes_on_from_its_breakpoint(api: Api, base: str) -> None:
    path = await begun(api, HELLO, "BREAKPOINT", "?breakpoints=echo")
    resumed = await api.post(f"{path}{base}/resume-from-breakpoint")
    assert resumed.status_code == (200 if base else 204)
    ended = await api.until(path.rpartition("/")[2], "SUCCESS")
    assert [run["taskId"] for run in ended["taskRunList"]] == ["greet", "echo"]


ASKING = """id: asking
namespace: company.team
tasks:
  - id: wait
    type: io.kestra.plugin.core.flow.Pause
    onResume:
      - {id: n, type: INT, defaults: 3, min: 1, max: 5, displayName: How many, description: Of it}
      - {id: word, type: STRING, required: false, validator: "[a-z]+", prefill: abc}
      - {id: more, type: SELECT, values: [x, y], dependsOn: {inputs: [n], condition: "{{ true }}"}}
"""


async def test_a_pause_lists_all_of_the_inputs_that_it_asks_for(api: Api) -> None:
    path = await begun(api, ASKING, "PAUSED")
    report = await done(api, f"{path}/resume/validate")
    assert [one["input"] for one in report["inputs"]] == [
        {
            "id": "n",
            "type": "INT",
            "required": True,
            "defaults": 3,
            "min": 1,
            "max": 5,
            "displayName": "How many",
            "description": "Of it",
        },
        {
            "id": "word",
            "type": "STRING",
            "required": False,
            "validator": "[a-z]+",
            "prefill": "abc",
        },
        {
            "id": "more",
            "type": "SELECT",
            "required": True,
            "values": ["x", "y"],
            "dependsOn": {"inputs": ["n"], "condition": "{{ true }}"},
        },
    ]


DOTTED = """id: dotted
namespace: company.team
tasks:
  - id: wait
    type: io.kestra.plugin.core.flow.Pause
    onResume:
      - {id: ticket.number, type: INT}
      - {id: ticket.note, type: STRING}
"""
RESUMER = """id: resumer
namespace: company.team
tasks:
  - id: go
    type: io.kestra.plugin.core.execution.Resume
    namespace: company.team
    flowId: dotted
    executionId: EXECUTION
    inputs: INPUTS
"""


@pytest.mark.parametrize(
    "written", ["", "{ticket.number: 7, ticket.note: x}", "{ticket: {number: 7, note: x}}"]
)
async def test_inputs_with_dots_are_nested_whoever_gives_them(api: Api, written: str) -> None:
    """A request, and a task that writes them in either form."""
    path = await begun(api, DOTTED, "PAUSED")
    execution_id = path.rpartition("/")[2]
    if written:
        source = RESUMER.replace("EXECUTION", execution_id).replace("INPUTS", written)
        await api.create(source)
        assert (await api.run("resumer"))["state"]["current"] == "SUCCESS"
    else:
        form = parts(**{"ticket.number": "7", "ticket.note": "x"})
        assert (await api.post(f"{path}/resume", files=form)).status_code == 204
    ended = await api.until(execution_id, "SUCCESS")
    outputs = ended["taskRunList"][0]["outputs"]
    assert outputs["onResume"] == {"ticket": {"number": 7, "note": "x"}}


@pytest.mark.parametrize("base", ["", "/actions"])
async def test_the_inputs_of_a_pause_are_checked_and_nothing_goes_on(api: Api, base: str) -> None:
    path = await begun(api, PAUSING, "PAUSED")
    report = await done(api, f"{path}{base}/resume/validate", files=parts(reason="x"))
    assert report["inputs"][0]["errors"] == []
    assert (await api.get(path)).json()["state"]["current"] == "PAUSED"


@pytest.mark.parametrize("base", ["", "/actions"])
@pytest.mark.parametrize("action", ["unqueue", "force-run"])
async def test_what_is_queued_runs_when_it_is_forced_to(api: Api, base: str, action: str) -> None:
    await begun(api, ONE_AT_A_TIME, "PAUSED")
    queued = (await api.post("/executions/company.team/single")).json()["id"]
    await api.until(queued, "QUEUED")
    await done(api, f"/executions/{queued}{base}/{action}")
    await api.until(queued, "PAUSED")


async def test_a_queued_one_may_be_unqueued_to_another_state(api: Api) -> None:
    await begun(api, ONE_AT_A_TIME, "PAUSED")
    queued = (await api.post("/executions/company.team/single")).json()["id"]
    await api.until(queued, "QUEUED")
    cancelled = await done(api, f"/executions/{queued}/actions/unqueue?state=CANCELLED")
    assert cancelled["state"]["current"] == "CANCELLED"


async def killed(api: Api) -> str:
    path = await begun(api, SLEEPING, "RUNNING")
    await api.delete(f"{path}/kill")
    await api.until(path.rpartition("/")[2], "KILLED")
    return path


async def test_what_was_killed_is_restarted(api: Api) -> None:
    path = await killed(api)
    again = await done(api, f"{path}/restart")
    assert again["metadata"]["attemptNumber"] == 2
    await api.until(again["id"], "RUNNING")
    await api.delete(f"{path}/kill")


@pytest.mark.parametrize("overrides", [{"executions": {"restart": "failed"}}])
async def test_settings_restart_only_what_failed(api: Api) -> None:
    path = await killed(api)
    for base in ("", "/actions"):
        refused = await api.post(f"{path}{base}/restart")
        assert refused.status_code == 409
        assert "to be restarted, current state is 'KILLED'" in refused.json()["message"]


@pytest.mark.parametrize("state", ["RUNNING", "PAUSED", "RETRYING"])
async def test_a_state_that_only_work_leads_to_is_refused(api: Api, state: str) -> None:
    path = await begun(api, FAILING, "FAILED")
    run = (await api.get(path)).json()["taskRunList"][0]
    for base in ("", "/actions"):
        refused = await api.post(
            f"{path}{base}/state", json={"taskRunId": run["id"], "state": state}
        )
        assert refused.status_code == 422
        assert f"can't be given the state {state}" in refused.json()["message"]
        assert "Allowed are CANCELLED, FAILED" in refused.json()["message"]
