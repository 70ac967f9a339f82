"""Airflow, Dagster, Prefect, Apify, n8n and Zapier, by stand-ins of ours."""

from __future__ import annotations

from typing import Any

import pytest

from tests.families.answering import SECRET, Service, Turns, refused
from tiercel.plugin import Json
from tiercel.plugin.http import HttpAnswer, HttpRequest
from tiercel.testing import World, run_task
from tiercel_platforms import apify, orchestrators, webhooks

AIRFLOW: dict[str, Json] = {
    "baseUrl": "https://air.example.com",
    "dagId": "orders",
    "headers": {"Authorization": f"Bearer {SECRET}"},
    "wait": True,
}
DAGSTER: dict[str, Json] = {
    "baseUrl": "https://dag.example.com",
    "location": "shop",
    "jobName": "orders",
    "wait": True,
}
PREFECT: dict[str, Json] = {
    "apiKey": SECRET,
    "accountId": "a",
    "workspaceId": "w",
    "deploymentId": "d",
}
APIFY: dict[str, Json] = {"apiToken": SECRET}
HOOK = f"https://hooks.example.com/{SECRET}"
RUNS = "/api/v1/dags/orders/dagRuns"


@pytest.mark.parametrize(
    ("task", "properties", "place"),
    [
        (orchestrators.TriggerDagRun, AIRFLOW, f"Airflow at air.example.com: POST {RUNS}"),
        (orchestrators.CreateFlowRun, PREFECT, "Prefect at api.prefect.cloud: POST /api/accounts"),
        (apify.GetDataset, {**APIFY, "datasetId": "s"}, "Apify at api.apify.com: GET /datasets/s"),
        (webhooks.TriggerWorkflow, {"uri": HOOK}, "n8n at hooks.example.com: POST"),
        (webhooks.TriggerZap, {"url": HOOK}, "Zapier at hooks.example.com: POST"),
    ],
)
def test_refusals_are_told_without_secrets(
    task: Any, properties: dict[str, Json], place: str
) -> None:
    said = refused(task, properties)
    assert said.startswith(place)
    assert SECRET not in said or task in (webhooks.TriggerWorkflow, webhooks.TriggerZap)
    assert HOOK not in said


def airflow(*states: str, begun: Json = None) -> Service:
    runs = [
        {"state": each, "start_date": "2030-01-01T00:00:00", "end_date": None} for each in states
    ]
    return Service(
        {
            f"POST {RUNS}": begun if begun is not None else {"state": "queued"},
            f"GET {RUNS}/r-1": Turns([*runs]),
            f"PATCH {RUNS}/r-1": {},
        }
    )


def test_a_run_of_airflow_is_started_once() -> None:
    service = airflow("running", "success")
    found = service.outputs(orchestrators.TriggerDagRun, AIRFLOW, remote_name="r-1")
    assert found == {
        "dagId": "orders",
        "dagRunId": "r-1",
        "state": "success",
        "started": "2030-01-01T00:00:00",
    }
    assert service.sent[0].json == {"conf": {}, "dag_run_id": "r-1"}
    known = airflow("success", begun=409)
    assert known.outputs(orchestrators.TriggerDagRun, AIRFLOW, remote_name="r-1")["state"]
    again = airflow("success")
    again.outputs(orchestrators.TriggerDagRun, AIRFLOW, remembered={"id": "r-1"})
    assert again.lines == [f"GET {RUNS}/r-1"]
    ran = airflow("failed").run(orchestrators.TriggerDagRun, AIRFLOW, remote_name="r-1")
    assert str(ran.error) == "Airflow: the run r-1 of orders has failed"
    body = {**AIRFLOW, "body": {"dag_run_id": "r-1"}}
    rest = airflow("running").killed(orchestrators.TriggerDagRun, body, f"GET {RUNS}/r-1")
    assert rest == [f"PATCH {RUNS}/r-1"]


def dagster(*answers: Json) -> Service:
    return Service({"POST /graphql": Turns([{"data": each} for each in answers])})


def test_a_run_of_dagster() -> None:
    launched: Json = {"launchRun": {"__typename": "LaunchRunSuccess", "run": {"runId": "1"}}}
    looks: list[Json] = [
        {"runOrError": {"__typename": "Run", "status": each}} for each in ("STARTED", "SUCCESS")
    ]
    service = dagster(launched, *looks)
    found = service.outputs(orchestrators.TriggerRun, {**DAGSTER, "body": {"ops": {}}})
    assert found == {"runId": "1", "status": "SUCCESS"}
    params = service.sent[0].json["variables"]["params"]
    assert params["selector"]["repositoryLocationName"] == "shop"
    assert params["runConfigData"] == {"ops": {}}
    refused_run: Json = {
        "launchRun": {
            "__typename": "RunConfigValidationInvalid",
            "errors": [{"message": "no field"}],
        }
    }
    ran = dagster(refused_run).run(orchestrators.TriggerRun, DAGSTER)
    assert str(ran.error) == "Dagster: the run was refused: no field"
    ended: Json = {"runOrError": {"__typename": "Run", "status": "FAILURE"}}
    ran = dagster(launched, ended).run(orchestrators.TriggerRun, DAGSTER)
    assert str(ran.error) == "Dagster: the run 1 is FAILURE"


def test_a_run_of_prefect() -> None:
    place = "/api/accounts/a/workspaces/w"

    def prefect(*states: str) -> Service:
        return Service(
            {
                f"POST {place}/deployments/d/create_flow_run": {"id": "1"},
                f"GET {place}/flow_runs/1": Turns([{"state": {"type": each}} for each in states]),
                f"POST {place}/flow_runs/1/set_state": {},
            }
        )

    service = prefect("RUNNING", "COMPLETED")
    given = {**PREFECT, "parameters": {"day": "{{ flow.id }}"}}
    found = service.outputs(orchestrators.CreateFlowRun, given, remote_name="k")
    assert (found["flowRunId"], found["state"]) == ("1", "COMPLETED")
    assert service.sent[0].json == {"parameters": {"day": "a-flow"}, "idempotency_key": "k"}
    crashed: Json = {"state": {"type": "CRASHED", "message": "gone"}}
    own = Service(
        {"POST /api/deployments/d/create_flow_run": {"id": "1"}, "GET /api/flow_runs/1": crashed}
    )
    ran = own.run(
        orchestrators.CreateFlowRun, {"apiUrl": "http://p.example.com/api", "deploymentId": "d"}
    )
    assert str(ran.error) == "Prefect: the run 1 is CRASHED: gone"
    rest = prefect("RUNNING").killed(
        orchestrators.CreateFlowRun, PREFECT, f"GET {place}/flow_runs/1"
    )
    assert rest == [f"POST {place}/flow_runs/1/set_state"]


def apify_runs(*statuses: str) -> Service:
    looks = [{"data": {"id": "1", "status": each, "usageTotalUsd": 0.5}} for each in statuses]
    return Service(
        {
            "POST /v2/acts/acme~web/runs": {"data": {"id": "1", "status": "READY"}},
            "GET /v2/actor-runs/1": Turns(looks),
            "POST /v2/actor-runs/1/abort": {},
            "GET /v2/acts/acme~web/runs/last": {"data": {"id": "9", "status": "SUCCEEDED"}},
        }
    )


def test_an_actor_of_apify_runs() -> None:
    service = apify_runs("RUNNING", "SUCCEEDED")
    given = {**APIFY, "actorId": "acme/web", "memory": "MB_1024", "input": {"a": 1}}
    found = service.outputs(apify.RunActor, given)
    assert found == {"id": "1", "status": "SUCCEEDED", "usageTotalUsd": "0.5"}
    assert (service.sent[0].params, service.sent[0].json) == ({"memory": "1024"}, {"a": 1})
    at_once = apify_runs("RUNNING")
    assert at_once.outputs(apify.RunActor, {**given, "waitForFinish": 0}) == {"id": "1"}
    ran = apify_runs("FAILED").run(apify.RunActor, given)
    assert str(ran.error) == "Apify: the run 1 is FAILED: no reason is given"
    rest = apify_runs("RUNNING").killed(apify.RunActor, given, "GET /v2/actor-runs/1")
    assert rest == ["POST /v2/actor-runs/1/abort"]
    last = service.outputs(apify.GetLastRun, {**APIFY, "actorId": "acme/web"})
    assert last == {"id": "9", "status": "SUCCEEDED"}


def test_data_sets_of_apify() -> None:
    def items(request: HttpRequest) -> Any:
        content = b'[{"a": 1}]' if request.params["format"] == "json" else b"a\n1\n"
        return HttpAnswer(url="", status=200, content=content)

    service = Service({"GET /v2/datasets/s/items": items})
    given = {**APIFY, "datasetId": "s", "fields": ["a", "b"], "sort": "DESC"}
    assert service.outputs(apify.GetDataset, given) == {"dataset": [{"a": 1}]}
    assert service.sent[0].params["fields"] == "a,b"
    assert service.sent[0].params["desc"] == "true"
    ran = service.run(apify.SaveDataset, {**APIFY, "datasetId": "s", "format": "CSV"})
    assert ran.context.blobs.read(ran.outputs["path"]) == b"a\n1\n"


def test_addresses_are_called() -> None:
    service = Service({f"POST /{SECRET}": {"status": "success"}, f"GET /{SECRET}": "well"})
    found = service.outputs(webhooks.TriggerZap, {"url": HOOK, "content": {"order": 7}})
    assert found == {"code": 200, "body": {"status": "success"}}
    assert service.sent[0].json == {"order": 7}
    service.outputs(webhooks.TriggerWorkflow, {"uri": HOOK, "method": "GET", "body": {"a": 1}})
    assert service.sent[1].params == {"a": "1"}


def test_a_workflow_may_answer_with_a_page() -> None:
    page = b"<!doctype html><html></html>"
    world = World(http=lambda _: HttpAnswer(url="", status=200, content=page))
    ran = run_task(webhooks.TriggerWorkflow, {"uri": HOOK}, world)
    assert ran.outputs == {"code": 200, "body": page.decode()}


@pytest.mark.parametrize(
    ("task", "properties"),
    [
        (webhooks.TriggerZap, {"url": HOOK}),
        (apify.GetDataset, {**APIFY, "datasetId": "s"}),
        (apify.SaveDataset, {**APIFY, "datasetId": "s", "format": "XML"}),
    ],
)
def test_a_web_page_is_no_answer(task: Any, properties: dict[str, Json]) -> None:
    page = b"<!doctype html><html><head><title>Intranet</title></head></html>"
    ran = run_task(
        task, properties, World(http=lambda _: HttpAnswer(url="", status=200, content=page))
    )
    assert str(ran.error).endswith(
        "failed: the answer is a web page (Intranet): is the address that of the service's API?"
    )
