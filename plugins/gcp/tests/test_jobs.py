"""Jobs, metrics and machines, with a stand-in that says what it was asked."""

from __future__ import annotations

from typing import Any

import msgspec

from tests.families.stand_in import Answer, Asked, standing_in
from tiercel.plugin import Json
from tiercel.testing import FakeContext, Ran, World, run_task
from tiercel_gcp import compute, dataflow, monitoring

NAMES = ("DATAFLOW", "MONITORING", "COMPUTE")
JOB = {"location": "r", "jobId": "j"}
MACHINE = {"zone": "z", "instanceName": "m"}


def world(url: str) -> World:
    return World(environment={f"{name}_EMULATOR_HOST": url for name in NAMES})


def run(answer: Answer, task: Any, **properties: Json) -> tuple[Ran, list[Asked]]:
    with standing_in(answer) as place:
        return run_task(task, {"projectId": "shop", **properties}, world(place.url)), place.asked


def test_jobs_are_started() -> None:
    given = {"location": "r", "jobName": "count", "parameters": {"n": 1}}
    job = {"job": {"id": "j", "currentState": "JOB_STATE_PENDING"}}
    ran, asked = run(lambda _: job, dataflow.LaunchTemplate, **given, gcsPath="gs://b/t")
    assert ran.outputs == {"jobId": "j", "jobState": "JOB_STATE_PENDING"}
    assert asked[0].path == (
        "/v1b3/projects/shop/locations/r/templates:launch?gcsPath=gs%3A%2F%2Fb%2Ft"
    )
    assert asked[0].json() == {"jobName": "count", "parameters": {"n": "1"}}
    flex = {**given, "containerSpecGcsPath": "gs://b/t.json"}
    ran, asked = run(lambda _: job, dataflow.LaunchFlexTemplate, **flex)
    assert asked[0].json()["launchParameter"]["containerSpecGcsPath"] == "gs://b/t.json"


def test_a_job_that_an_attempt_before_has_begun_is_not_begun_again() -> None:
    given = {"projectId": "shop", "location": "r", "jobName": "count", "gcsPath": "gs://b/t"}
    with standing_in(lambda _: {"id": "j", "currentState": "JOB_STATE_RUNNING"}) as place:
        again = msgspec.structs.replace(world(place.url), remembered={"id": "j"})
        ran = run_task(dataflow.LaunchTemplate, given, again)
        assert ran.outputs == {"jobId": "j", "jobState": "JOB_STATE_RUNNING"}
        assert [each.method for each in place.asked] == ["GET"]
        task = dataflow.LaunchTemplate.model_validate(given)
        task.cancel(FakeContext(world(place.url)), {"id": "j"})
        assert place.asked[-1].json() == {"requestedState": "JOB_STATE_CANCELLED"}


def test_jobs_are_waited_for_and_ended() -> None:
    states = iter(["JOB_STATE_RUNNING", "JOB_STATE_DONE", "JOB_STATE_FAILED"])

    def answer(asked: Asked) -> Any:
        if asked.path.endswith("/metrics"):
            return {"metrics": [{"name": {"name": "rows"}, "scalar": 3}]}
        return {"id": "j", "currentState": next(states) if asked.method == "GET" else "X"}

    ran, _ = run(answer, dataflow.WaitForJob, **JOB)
    assert ran.outputs == {"jobId": "j", "state": "JOB_STATE_DONE", "metrics": {"rows": 3}}
    assert "is JOB_STATE_FAILED" in str(run(answer, dataflow.WaitForJob, **JOB)[0].error)
    ran, asked = run(answer, dataflow.CancelJob, **JOB, drain=True)
    assert asked[0].json() == {"requestedState": "JOB_STATE_DRAINED"}
    looked, _ = run(lambda _: {"currentState": "S"}, dataflow.GetJob, **JOB)
    assert looked.outputs["currentState"] == "S"


def test_a_job_that_ends_starts_an_execution() -> None:
    jobs = [
        {"id": "1", "name": "other", "currentState": "JOB_STATE_DONE"},
        {"id": "2", "name": "count-2", "currentState": "JOB_STATE_DONE"},
    ]
    with standing_in(lambda _: {"jobs": jobs}) as place:
        context = FakeContext(world(place.url))
        asked = {"projectId": "shop", "location": "r", "jobNamePrefix": "count"}
        trigger = dataflow.Trigger.model_validate(asked)
        found = trigger.poll(context)
        assert found is not None
        assert (found.job_id, trigger.poll(context)) == ("2", None)


def test_values_of_metrics() -> None:
    value = {"metricType": "custom.googleapis.com/o", "value": 2, "labels": {"a": "b"}}
    ran, asked = run(lambda _: {}, monitoring.Push, metrics=[value])
    assert ran.outputs == {"count": 1}
    series = asked[0].json()["timeSeries"][0]
    assert series["points"] == [
        {"interval": {"endTime": "2030-01-02T03:04:05Z"}, "value": {"doubleValue": 2.0}}
    ]
    found, _ = run(lambda _: {"timeSeries": [{"a": 1}]}, monitoring.Query, filter="f")
    assert found.outputs == {"count": 1, "series": [{"a": 1}]}
    with standing_in(lambda _: {}) as place:
        trigger = monitoring.Trigger.model_validate({"projectId": "shop", "filter": "f"})
        assert trigger.poll(FakeContext(world(place.url))) is None


def test_machines() -> None:
    network = {"networkIP": "10.0.0.1", "accessConfigs": [{"natIP": "1.2.3.4"}]}

    def answer(asked: Asked) -> Any:
        if "/operations/" in asked.path:
            return {"status": "DONE"}
        if asked.method == "GET":
            found = {"id": "7", "name": "m", "status": "RUNNING"}
            return {**found, "networkInterfaces": [network]}
        return {"name": "o", "targetId": "7"}

    image = {"machineType": "e2-small", "sourceImage": "i", "startupScript": "echo"}
    ran, asked = run(answer, compute.Create, **MACHINE, **image, diskSizeGb=20)
    assert (ran.outputs["internalIp"], ran.outputs["externalIp"]) == ("10.0.0.1", "1.2.3.4")
    sent = asked[0].json()
    assert sent["machineType"] == "zones/z/machineTypes/e2-small"
    assert sent["metadata"]["items"] == [{"key": "startup-script", "value": "echo"}]
    path, _, query = run(answer, compute.Stop, **MACHINE)[1][0].path.partition("?")
    assert path.endswith("/instances/m/stop")
    assert query.startswith("requestId=")
    assert run(answer, compute.Start, **MACHINE)[0].outputs["status"] == "RUNNING"
    assert run(answer, compute.Delete, **MACHINE)[0].outputs["instanceId"] == "7"
