"""An execution as it changes: whole once, then only what changed."""

from __future__ import annotations

from tests.api.client import HELLO, PAUSING, Api, parts
from tiercel.model.limits import FOLLOW_TASK_RUNS_MAX

MANY = f"""id: many
namespace: company.team
tasks:
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: "{{{{ range(1, {FOLLOW_TASK_RUNS_MAX + 100}) }}}}"
    concurrencyLimit: 0
    tasks:
      - id: say
        type: io.kestra.plugin.core.debug.Return
        format: "{{{{ taskrun.value }}}}"
"""


async def test_an_ended_execution_is_reported_whole_and_ends(api: Api) -> None:
    await api.create(HELLO)
    execution = await api.run("hello")
    path = f"/executions/{execution['id']}/follow?delta=true"
    (first, reported), (last, end) = await api.events(path, at_most=9)
    assert (first, last) == ("snapshot", "end")
    shown = reported["execution"]
    assert shown["inputs"] == execution["inputs"]
    assert "taskRunList" not in shown
    assert [run["id"] for run in reported["taskRuns"]] == [
        r["id"] for r in execution["taskRunList"]
    ]
    assert [run["hasOutputs"] for run in reported["taskRuns"]] == [False, True]
    assert reported["taskRuns"][0]["state"]["runningDate"]
    assert (end["taskRuns"], end["removed"], end["taskRunCount"]) == ([], [], 2)
    assert end["execution"]["outputs"] == {"said": "world"}


async def test_only_what_changed_follows(api: Api) -> None:
    await api.create(PAUSING)
    execution = (await api.post("/executions/company.team/pausing")).json()
    paused = await api.until(execution["id"], "PAUSED")
    path = f"/executions/{execution['id']}/follow?delta=true"
    (reported,) = await api.events(path, at_most=1)
    version = reported[1]["version"]
    await api.post(f"/executions/{execution['id']}/resume", files=parts(reason="go"))
    await api.until(execution["id"], "SUCCESS")
    events = await api.events(path, at_most=9, last_event=str(version))
    assert [name for name, _ in events] == ["snapshot", "end"]
    known = str(events[-1][1]["version"])
    (end,) = await api.events(path, at_most=9, last_event=known)
    assert end[0] == "end"
    assert end[1]["taskRuns"] == []
    assert paused["taskRunList"][0]["id"] in [run["id"] for run in events[0][1]["taskRuns"]]


async def test_a_large_snapshot_comes_in_parts(api: Api) -> None:
    await api.create(MANY)
    execution = await api.run("many")
    path = f"/executions/{execution['id']}/follow?delta=true"
    events = await api.events(path, at_most=9)
    assert [name for name, _ in events] == ["snapshot", "taskRuns", "end"]
    seqs = [run["seq"] for _, data in events for run in data["taskRuns"]]
    assert seqs == list(range(FOLLOW_TASK_RUNS_MAX + 101))
    assert "execution" not in events[1][1]


async def test_one_execution_is_shown_without_task_runs(api: Api) -> None:
    await api.create(HELLO)
    execution = await api.run("hello")
    short = (await api.get(f"/executions/{execution['id']}?taskRuns=false")).json()
    assert short == {k: v for k, v in execution.items() if k not in ("taskRunList", "url")}
