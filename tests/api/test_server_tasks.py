"""Tasks that act on a server, run against a real one: as this server, and as another by HTTP."""

from __future__ import annotations

import io
import zipfile
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest

from tests.api.client import HELLO, PAUSING, Api
from tests.api.serving import served
from tests.api.task_runner import Runner
from tiercel.bootstrap import Application
from tiercel.model.json_types import Json

BELOW = HELLO.replace("company.team", "company.team.below").replace("owner: ops", "owner: dev")
YEARLY = """id: yearly
namespace: company.team
tasks:
  - id: t
    type: io.kestra.plugin.core.log.Log
    message: hi
triggers:
  - id: new_year
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "0 0 1 1 *"
  - id: hook
    type: io.kestra.plugin.core.trigger.Webhook
    key: k1234567
"""


@pytest.fixture(params=["here", "there"])
async def runner(request: pytest.FixtureRequest, application: Application) -> AsyncIterator[Runner]:
    async with served(application) as (port, _):
        is_there = request.param == "there"
        yield Runner(application, {"kestraUrl": f"http://127.0.0.1:{port}"} if is_there else {})


async def test_executions_are_listed(api: Api, runner: Runner) -> None:
    await api.create(HELLO)
    await api.create(BELOW)
    first, second = await api.run("hello", who="a"), await api.run("hello", who="b")
    other = (await api.post("/executions/company.team.below/hello?wait=true")).json()
    found = await runner.outputs(
        "executions.Query", namespace="company.team", fetchType="FETCH", size=2
    )
    assert found["size"] == 3
    assert [each["id"] for each in found["rows"]] == [other["id"], second["id"], first["id"]]
    row = found["rows"][2]
    assert (row["flowId"], row["state"]["current"], row["inputs"]["who"]) == (
        "hello",
        "SUCCESS",
        "a",
    )
    assert row["state"]["endDate"] == first["state"]["endDate"]
    assert row["outputs"] == {"said": "a"}
    one = await runner.outputs(
        "executions.Query",
        labels={"owner": "dev"},
        states=["SUCCESS"],
        flowScopes=["USER"],
        childFilter="MAIN",
        fetchType="FETCH_ONE",
    )
    assert one["row"]["id"] == other["id"]
    paged = await runner.outputs("executions.Query", page=2, size=2, fetchType="FETCH")
    assert [each["id"] for each in paged["rows"]] == [first["id"]]
    large = await runner.ran("executions.Query", {"size": 10_001})
    assert large.error is not None
    assert "`size` must be 10000 at most" in large.error.message
    nothing = await runner.outputs("executions.Query", states=["FAILED"], fetchType="FETCH")
    assert nothing == {"rows": [], "size": 0}


async def test_an_execution_is_killed_and_deleted(api: Api, runner: Runner) -> None:
    await api.create(PAUSING)
    started = (await api.post("/executions/company.team/pausing")).json()
    await api.until(started["id"], "PAUSED")
    await runner.outputs("executions.Kill", executionId=started["id"])
    await api.until(started["id"], "KILLED")
    await runner.outputs("executions.Delete", executionId=started["id"])
    assert (await api.get(f"/executions/{started['id']}")).status_code == 404
    for name in ("Delete", "Kill"):
        gone = await runner.ran(f"executions.{name}", {"executionId": started["id"]})
        assert gone.error is not None
        assert started["id"] in gone.error.message


async def test_flows_are_listed(api: Api, runner: Runner) -> None:
    await api.create(HELLO)
    await api.create(BELOW)
    (flow,) = (await runner.outputs("flows.List", namespace="company.team"))["flows"]
    assert (flow["id"], flow["revision"], flow["tasks"][0]["id"]) == ("hello", 1, "greet")
    flows = (await runner.outputs("flows.List"))["flows"]
    assert {each["namespace"] for each in flows} >= {"company.team", "company.team.below"}


@pytest.mark.parametrize(
    ("name", "properties", "files"),
    [
        ("Export", {"namespace": "company.team"}, {"company.team", "company.team.below"}),
        ("Export", {"labels": ["owner:dev"]}, {"company.team.below"}),
        ("ExportById", {"flows": [{"namespace": "company.team", "id": "hello"}]}, {"company.team"}),
    ],
)
async def test_flows_are_exported(
    api: Api, runner: Runner, name: str, properties: Mapping[str, Json], files: set[str]
) -> None:
    await api.create(HELLO)
    await api.create(BELOW)
    ran = await runner.ran(f"flows.{name}", properties)
    assert ran.error is None, ran.error
    with zipfile.ZipFile(io.BytesIO(ran.context.blobs.read(ran.outputs["flowsZip"]))) as archive:
        sources = [archive.read(each).decode() for each in archive.namelist()]
    assert {source.split("namespace: ")[1].split("\n")[0] for source in sources} == files


@pytest.mark.parametrize(
    ("properties", "messages"),
    [
        ({}, ("`flows` must name the flows",)),
        (
            {"flows": [{"namespace": "company.team", "id": "nothing"}]},
            ("not there: company.team.nothing", "404 No value present"),
        ),
    ],
)
async def test_flows_that_can_not_be_exported_are_named(
    runner: Runner, properties: Mapping[str, Json], messages: tuple[str, ...]
) -> None:
    ran = await runner.ran("flows.ExportById", properties)
    assert ran.error is not None
    assert any(each in ran.error.message for each in messages)


async def test_a_label_without_a_value_is_refused(runner: Runner) -> None:
    ran = await runner.ran("flows.Export", {"labels": ["owner"]})
    assert ran.error is not None
    assert "`labels` has 'owner'" in ran.error.message


async def test_namespaces_are_listed(api: Api, runner: Runner) -> None:
    await api.create(BELOW)
    found = await runner.outputs("namespaces.List", prefix="company")
    assert found["namespaces"] == ["company", "company.team", "company.team.below"]
    paged = await runner.outputs("namespaces.List", prefix="company", page=2, size=2)
    assert paged["namespaces"] == ["company.team.below"]
    with_flows = await runner.outputs("namespaces.NamespacesWithFlows", prefix="company")
    assert with_flows["namespaces"] == ["company.team.below"]
    wrong = await runner.ran("namespaces.List", {"page": 0})
    assert wrong.error is not None
    assert "must be 1 or more" in wrong.error.message


async def test_schedules_that_do_not_run_are_found(api: Api, runner: Runner) -> None:
    await api.create(YEARLY)
    watch: Callable[..., Any] = runner.polled
    name, late = "triggers.ScheduleMonitor", timedelta(days=1_500)
    patient = "P9000D"
    assert await watch(name, late, namespace="company.team", allowedDelay=patient) is None
    found = await watch(name, late, namespace="company.team", allowedDelay="PT5M")
    (row,) = found.data
    assert (row.namespace, row.flow_id, row.trigger_id) == ("company.team", "yearly", "new_year")
    assert row.expected_next.month == 1
    assert await watch(name, late, flowId="another") is None
    stale = {"allowedDelay": patient, "maxExecutionInterval": "P1D"}
    assert [each.trigger_id for each in (await watch(name, late, **stale)).data] == ["new_year"]
    place = {"namespace": "company.team", "flowId": "yearly", "triggerId": "new_year"}
    assert (await api.put("/triggers", json={**place, "disabled": True})).status_code == 200
    assert await watch(name, late, namespace="company.team") is None
    assert await watch(name, late, includeDisabled=True, **stale) is not None
