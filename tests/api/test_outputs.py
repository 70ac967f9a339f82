"""Outputs, expressions, metrics and task runs over the API."""

from __future__ import annotations

from tests.api.client import HELLO, Api

PUBLISHING = """id: measured
namespace: company.team
tasks:
  - id: publish
    type: io.kestra.plugin.core.metric.Publish
    metrics:
      - type: counter
        name: rows
        value: 3
"""


async def test_outputs_of_flow_and_tasks(api: Api) -> None:
    await api.create(HELLO)
    execution = await api.run("hello")
    run = execution["taskRunList"][1]
    assert (await api.get(f"/outputs/executions/{execution['id']}")).json() == {"said": "world"}
    for path in ("/outputs", "/main/outputs/tasks"):
        listed = (await api.get(f"{path}/{execution['id']}")).json()
        assert listed == [{"taskId": "echo", "taskRunId": run["id"], "inline": True}]
        one = await api.get(f"{path}/{execution['id']}/{run['id']}")
        assert one.json() == {"value": "world"}
        assert (await api.get(f"{path}/{execution['id']}/nope")).status_code == 404
    assert (await api.get("/outputs/nope")).status_code == 404


async def test_expressions_in_an_execution(api: Api) -> None:
    await api.create(HELLO)
    execution = await api.run("hello")
    run = execution["taskRunList"][1]["id"]
    base = f"/executions/{execution['id']}"
    ends = ("/eval", "/actions/eval", f"/eval/{run}", f"/actions/eval/{run}")
    for path in (base + end for end in ends):
        answer = await api.post(path, content="{{ outputs.echo.value }}")
        assert answer.json() == {"result": "world"}
    wrong = (await api.post(f"{base}/eval/{run}", content="{{ nope.x }}")).json()
    assert wrong["error"].startswith("Unable to find `nope`")
    assert (await api.post(f"{base}/eval/nope", content="x")).status_code == 404
    unknown = await api.post("/executions/nope/eval", content="x")
    assert unknown.json()["message"] == "Not Found: Unable to find execution 'nope'"


async def test_expressions_for_display(api: Api) -> None:
    await api.create(HELLO)
    body = {
        "expressions": ["{{ flow.id | upper }}", "{{ nope.x }}"],
        "namespace": "company.team",
        "flowId": "hello",
    }
    answer = await api.post("/expressions/render", json=body)
    assert answer.json() == {
        "rendered": {"{{ flow.id | upper }}": "HELLO", "{{ nope.x }}": "{{ nope.x }}"}
    }
    none = await api.post("/expressions/render", json={"expressions": ["{{ 1 + 1 }}"]})
    assert none.json()["rendered"] == {"{{ 1 + 1 }}": "2"}
    many = {"expressions": ["x"] * 501}
    assert (await api.post("/expressions/render", json=many)).status_code == 422
    assert (await api.post("/expressions/render", json={})).status_code == 422
    for name in ("executionId", "namespace", "flowId", "flow"):
        refused = await api.post("/expressions/render", json={**body, name: {}})
        assert (refused.status_code, f"[{name}] must be a text" in refused.text) == (422, True)
    assert "upper" in (await api.get("/pebble/filters")).json()
    names = [one["name"] for one in (await api.get("/pebble/functions")).json()]
    assert "secret" in names


async def test_metrics_are_listed_and_summed(api: Api) -> None:
    await api.create(PUBLISHING)
    execution = await api.run("measured")
    page = (await api.get(f"/metrics/{execution['id']}")).json()
    assert (page["total"], page["results"][0]["value"]) == (1, 3.0)
    assert (await api.get("/metrics/nope")).json() == {"results": [], "total": 0}
    flow = "company.team/measured"
    assert (await api.get(f"/metrics/names/{flow}")).json() == ["rows"]
    assert (await api.get(f"/metrics/names/{flow}/nope")).json() == []
    assert (await api.get(f"/metrics/tasks/{flow}")).json() == ["publish"]
    sums = (await api.get(f"/metrics/aggregates/{flow}/rows")).json()
    assert sums["groupBy"] == "day"
    assert sum(one["value"] for one in sums["aggregations"]) == 3.0
    of_task = await api.get(f"/metrics/aggregates/{flow}/publish/rows?aggregation=max")
    assert max(one["value"] for one in of_task.json()["aggregations"]) == 3.0
    first, last = "startDate=0001-01-01T00:00:00Z", "endDate=9999-12-31T23:59:59Z"
    for window, unit in ((first, "month"), (last, "day"), (f"{first}&{last}", "month")):
        whole = await api.get(f"/metrics/aggregates/{flow}/rows?{window}")
        assert (whole.status_code, whole.json()["groupBy"]) == (200, unit)
    wrong = await api.get(f"/metrics/aggregates/{flow}/rows?aggregation=x")
    assert wrong.json()["message"] == "Illegal argument: Invalid aggregation: x"
    dates = "startDate=2024-01-02T00:00:00Z&endDate=2024-01-01T00:00:00Z"
    assert (await api.get(f"/metrics/aggregates/{flow}/rows?{dates}")).status_code == 422


async def test_task_runs_are_searched(api: Api) -> None:
    await api.create(HELLO)
    await api.run("hello")
    page = (await api.get("/taskruns/search?sort=taskId:asc")).json()
    assert [run["taskId"] for run in page["results"]] == ["echo", "greet"]
    assert (await api.get("/taskruns/search?q=greet")).json()["total"] == 1
    assert (await api.get("/taskruns/search?state=FAILED")).json()["total"] == 0
    assert (await api.get("/taskruns/search?namespace=other")).json()["total"] == 0
    log = "io.kestra.plugin.core.log.Log"
    assert {each["taskId"]: each["taskType"] for each in page["results"]}["greet"] == log
    assert (page["searched"], page["isAll"]) == (1, True)
    of_type = (await api.get(f"/taskruns/search?taskType={log}")).json()
    assert [each["taskId"] for each in of_type["results"]] == ["greet"]
    assert (await api.get("/taskruns/search?least=3600")).json()["total"] == 0
    assert (await api.get("/taskruns/search?least=-1")).status_code == 422
    assert (await api.get("/taskruns/search?sort=taskRunList.state.startDate:desc")).json()
    assert (await api.get("/taskruns/maxTaskRunSetting")).json() == 10000


async def test_errors_of_a_task_that_ran_in_place_are_seen_at_once(api: Api) -> None:
    await api.create(
        """id: told
namespace: company.team
tasks:
  - id: stop
    type: io.kestra.plugin.core.execution.Fail
    errorMessage: as planned
errors:
  - id: tell
    type: io.kestra.plugin.core.debug.Return
    format: "{{ errorLogs() | length }} {{ errorLogs()[0].taskId }} {{ errorLogs()[0].message }}"
"""
    )
    ended = await api.run("told")
    assert ended["taskRunList"][-1]["outputs"]["value"] == "1 stop as planned"
