"""Jobs of Batch and Synapse, metrics, and queries of warehouses: by stand-ins of ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Self

import msgspec
import pytest

from plugins.azure.tests.test_services import GROUP, LOGIN, SECRET, http, run
from tiercel.plugin import Json, PluginError
from tiercel.plugin.http import HttpAnswer, HttpRequest
from tiercel.testing import FakeContext, World, poll, run_task
from tiercel_azure import monitoring, streamanalytics, synapse, warehouse
from tiercel_azure.batch import tasks

KEY = "Y2FuYXJ5Y2FuYXJ5"
POOL: dict[str, Json] = {
    "endpoint": "https://shop.batch.example.com",
    "account": "shop",
    "accessKey": KEY,
    "poolId": "small",
}
JOB: dict[str, Json] = {
    **POOL,
    "job": {"id": "orders", "labels": {"who": "ann"}},
    "tasks": [
        {
            "id": "one",
            "commands": ["echo 'a b'"],
            "environments": {"A": "1"},
            "outputFiles": ["out.csv"],
            "constraints": {"maxWallClockTime": "PT5M"},
            "containerSettings": {"imageName": "debian", "registry": {"userName": "ann"}},
        }
    ],
}
FILES = {
    "stdout.txt": b'hello\n::{"outputs":{"n":1}}::\n',
    "stderr.txt": b"",
    "wd/out.csv": b"1,2\n",
    "wd/other": b"",
}


class Batch:
    """An account of Batch with one job."""

    def __init__(
        self,
        *states: str,
        result: str = "success",
        is_there: bool = False,
        says: Mapping[str, str] = MappingProxyType({}),
        state: str = "active",
    ) -> None:
        """What begins is refused when it is there, what ends with a code by its method."""
        self.states, self.result, self.is_there = iter(states), result, is_there
        self.says, self.state = says, state
        self.sent: list[HttpRequest] = []

    def __call__(self, request: HttpRequest) -> HttpAnswer:
        self.sent.append(request)
        assert request.headers["Authorization"].startswith("SharedKey shop:")
        path = request.url.removeprefix("https://shop.batch.example.com")
        if self.is_there and request.method == "POST" and path.endswith("s"):
            return self.refused("TaskExists" if path.endswith("/tasks") else "JobExists")
        if request.method == "DELETE" or path.endswith("/terminate"):
            code = self.says.get(request.method)
            return self.refused(code) if code else HttpAnswer(url=request.url, status=202)
        if path.endswith("/tasks") and request.method == "GET":
            facts = {"result": self.result, "exitCode": 3, "failureInfo": {"message": "M"}}
            task = {"id": "one", "state": next(self.states), "executionInfo": facts}
            return self.answered({"value": [task]})
        if path.endswith("/files"):
            return self.answered({"value": [{"name": each} for each in FILES]})
        if "/files/" in path:
            content = FILES[path.partition("/files/")[2]]
            headers = {"Content-Length": [str(len(content))]}
            found = b"" if request.method == "HEAD" else content
            return HttpAnswer(url=request.url, status=200, headers=headers, content=found)
        if path == "/pools/small":
            return self.answered({"id": "small", "targetDedicatedNodes": 4})
        stats = {"readIOps": "5", "wallClockTime": "PT2S"}
        return self.answered({"state": self.state, "stats": stats})

    def answered(self, found: Json, status: int = 200) -> HttpAnswer:
        return HttpAnswer(url="u", status=status, content=msgspec.json.encode(found))

    def refused(self, code: str) -> HttpAnswer:
        words = {"lang": "en-US", "value": f"Not with {KEY}."}
        return self.answered({"odata.metadata": "m", "code": code, "message": words}, 409)

    def paths(self) -> list[str]:
        return [f"{each.method} {each.url.partition('.com')[2]}" for each in self.sent]


def test_a_job_runs_in_a_pool() -> None:
    batch = Batch("running", "completed")
    ran = run_task(tasks.Create, JOB, World(http=batch))
    assert ran.error is None
    assert (ran.outputs["vars"], list(ran.outputs["outputFiles"])) == ({"n": 1}, ["out.csv"])
    assert ran.context.blobs.read(ran.outputs["outputFiles"]["out.csv"]) == b"1,2\n"
    assert "hello" in ran.logs
    assert {each.name for each in ran.metrics} == {"io.read.ops.count", "wall.clock.duration"}
    job, task = (msgspec.json.decode(each.content or b"") for each in batch.sent[:2])
    assert job["poolInfo"] == {"poolId": "small"}
    assert job["metadata"] == [{"name": "who", "value": "ann"}]
    assert task["commandLine"] == """/bin/sh -c 'echo '"'"'a b'"'"''"""
    assert task["constraints"] == {"maxWallClockTime": "PT5M"}
    assert task["containerSettings"]["registry"] == {"username": "ann"}
    assert batch.paths()[-2:] == ["POST /jobs/orders/terminate", "DELETE /jobs/orders"]
    (piece,) = [
        each for each in batch.sent if "ocp-range" in each.headers and each.url.endswith(".csv")
    ]
    assert piece.headers["ocp-range"] == "bytes=0-3"


def test_a_signature_is_that_of_the_service() -> None:
    batch = Batch()
    run_task(tasks.Resize, {**POOL, "targetDedicatedNodes": 4}, World(http=batch))
    resize, look = batch.sent
    task = tasks.Resize.model_validate(POOL)
    plain = {name: each for name, each in resize.headers.items() if name != "Authorization"}
    lines = task._signed(msgspec.structs.replace(resize, headers=plain)).split("\n")
    assert (lines[0], lines[3], lines[5]) == (
        "POST",
        str(len(resize.content or b"")),
        "application/json; odata=minimalmetadata",
    )
    assert lines[12:] == [
        f"ocp-date:{resize.headers['ocp-date']}",
        "/shop/pools/small/resize",
        "api-version:2024-07-01.20.0",
    ]
    assert task.prepared(look).headers["Authorization"] == look.headers["Authorization"]


def test_a_job_is_found_again_and_ended() -> None:
    batch = Batch("completed")
    ran = run_task(tasks.Create, JOB, World(http=batch, remembered={"id": "orders"}))
    assert (ran.error, "POST /jobs" in batch.paths()) == (None, False)
    there = run_task(tasks.Create, JOB, World(http=Batch("completed", is_there=True)))
    assert (there.error, there.outputs["vars"]) == (None, {"n": 1})
    assert "Going on with what is there: orders" in there.logs
    other = World(http=Batch("completed", is_there=True))
    ran = run_task(tasks.Create, {**JOB, "resume": False}, other)
    assert str(ran.error).endswith("POST /jobs failed: 409 JobExists: Not with ****.")
    failing = run_task(tasks.Create, JOB, World(http=Batch("completed", result="failure")))
    assert str(failing.error) == "The task one failed with exit code 3: M"
    batch = Batch()
    context = FakeContext(World(http=batch))
    tasks.Create.model_validate(JOB).cancel(context, {"id": "orders"})
    assert batch.paths() == ["POST /jobs/orders/terminate"]
    wrong = run_task(tasks.Resize, {**POOL, "accessKey": "no key"}, World(http=batch))
    assert str(wrong.error) == "`accessKey` is no key of an account: it must be Base64"


def test_a_job_goes_once_its_result_is_stored() -> None:
    # The attempt after a lost one ends it again.
    batch = Batch("completed", says={"POST": "JobCompleted"})
    context = FakeContext(World(http=batch, remembered={"id": "orders"}))
    assert tasks.Create.model_validate(JOB).run(context).vars == {"n": 1}
    ended = {"id": "orders", "hasEnded": True}
    assert (context.left, batch.paths()[-1]) == (ended, "POST /jobs/orders/terminate")
    context.end()
    assert batch.paths()[-1] == "DELETE /jobs/orders"
    kept = Batch("completed")
    ran = run_task(tasks.Create, {**JOB, "delete": False}, World(http=kept))
    assert (ran.error, ran.context.left, kept.paths()[-1]) == (None, None, "GET /jobs/orders")


def test_a_job_that_is_gone_needs_no_deletion() -> None:
    task, ended = tasks.Create.model_validate(JOB), {"id": "orders", "hasEnded": True}
    for code in ("JobNotFound", "JobBeingDeleted"):
        batch = Batch(says={"DELETE": code})
        task.cancel(FakeContext(World(http=batch)), ended)
        assert batch.paths() == ["DELETE /jobs/orders"]
    refusing = Batch(says={"DELETE": "AuthenticationFailed"})
    with pytest.raises(PluginError, match="409 AuthenticationFailed"):
        task.cancel(FakeContext(World(http=refusing)), ended)


def test_a_job_that_goes_takes_no_tasks() -> None:
    batch = Batch(is_there=True, state="terminating")
    ran = run_task(tasks.Create, JOB, World(http=batch))
    assert str(ran.error).startswith("The job orders is there already and terminating: delete it")
    assert batch.paths() == ["POST /jobs", "GET /jobs/orders"]


def test_a_pool_gets_another_size() -> None:
    ran = run_task(tasks.Resize, {**POOL, "targetDedicatedNodes": 4}, World(http=Batch()))
    pool = {"id": "small", "targetDedicatedNodes": 4, "targetLowPriorityNodes": 0}
    assert (ran.error, ran.outputs["pool"]) == (None, pool)


def test_a_job_of_synapse() -> None:
    given: dict[str, Json] = {
        **LOGIN,
        "endpoint": "https://shop.example.com/",
        "sparkPoolName": "small",
        "name": "n",
        "file": "f",
        "executorCount": 2,
    }
    job = {"id": 7, "appId": "a", "state": "starting"}
    ran, sent = run(synapse.SparkBatchJobCreate, given, lambda _: job)
    assert ran.outputs == {"jobId": 7, "appId": "a", "state": "starting"}
    assert sent[0].json == {"name": "n", "file": "f", "numExecutors": 2}
    assert sent[0].url.endswith("/2019-11-01-preview/sparkPools/small/batches")
    world = World(http=http(lambda _: job), remembered={"id": "7"})
    ran = run_task(synapse.SparkBatchJobCreate, given, world)
    assert [each.method for each in ran.context.http.sent][-1] == "GET"


def test_a_job_of_stream_analytics() -> None:
    given = {name: each for name, each in GROUP.items() if name != "resourceGroupName"}
    facts = {"jobState": "Running", "provisioningState": "Succeeded"}
    job = {"name": "j", "location": "x", "properties": facts}
    asked: dict[str, Json] = {**given, "resourceGroup": "g", "jobName": "j"}
    ran, sent = run(streamanalytics.GetJob, asked, lambda _: job)
    assert (ran.outputs["jobState"], ran.outputs["location"]) == ("Running", "x")
    assert sent[0].url.endswith("/Microsoft.StreamAnalytics/streamingjobs/j")


METRICS: dict[str, Json] = {
    "endpoint": "https://x.metrics.example.com",
    "resourceIds": ["/subscriptions/s/resourceGroups/g"],
    "metricsNamespace": "n",
    "metricNames": ["a", "b"],
}


def metrics(*points: Json) -> Json:
    series = [{"data": list(points)}]
    return {"values": [{"resourceid": "r", "value": [{"timeseries": series}]}]}


def test_metrics() -> None:
    asked: dict[str, Json] = {**LOGIN, **METRICS, "aggregations": ["Average"], "interval": "PT1M"}
    ran, sent = run(
        monitoring.Query,
        asked,
        lambda _: metrics({"timeStamp": "t", "average": 1}, {"timeStamp": "t"}),
    )
    found = ran.outputs
    assert (found["resources"], found["metrics"], found["datapoints"]) == (1, 1, 1)
    assert sent[0].url == "https://x.metrics.example.com/subscriptions/s/metrics:getBatch"
    params = sent[0].params
    assert (params["metricnames"], params["interval"]) == ("a,b", "PT60S")
    body: Json = {"time": "t", "data": {}}
    given: dict[str, Json] = {**LOGIN, "endpoint": "https://x.example.com/", "path": "/r/metrics"}
    ran, sent = run(monitoring.Push, {**given, "metrics": body}, lambda _: {"ok": True})
    assert (ran.outputs, sent[0].json) == ({"body": {"ok": True}}, body)
    assert sent[0].url == "https://x.example.com/r/metrics"


def test_values_of_metrics_start_executions() -> None:
    answers = iter([metrics({"timeStamp": "t", "average": 1}), metrics()])
    context = FakeContext(World(http=http(lambda _: next(answers)), environment={}))
    trigger = monitoring.Trigger.model_validate({**LOGIN, **METRICS})
    assert poll(trigger, context).datapoints == 1
    assert poll(trigger, context) is None
    ran, _ = run(monitoring.Query, {**LOGIN, **METRICS, "resourceIds": ["x"]}, lambda _: {})
    assert "`resourceIds` must be such as" in str(ran.error)


class Cursor:
    """Two rows, as the client gives them."""

    description = (("n", 1), ("who", 2))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def execute(self, statement: str) -> None:
        if statement != "SELECT 1":
            raise warehouse.client_module("pytds", "", "").Error(f"refused: {SECRET}")

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter([(1, "ann"), (2, "bo")])


def test_a_warehouse_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    made: dict[str, Any] = {}

    class Connection:
        def __init__(self, **options: Any) -> None:
            made.update(options)

        def cursor(self) -> Cursor:
            return Cursor()

        def close(self) -> None:
            made["closed"] = True

    monkeypatch.setattr("pytds.connect", Connection)
    given: dict[str, Json] = {**LOGIN, "sqlEndpointId": "127.0.0.1", "warehouseId": "w"}
    ran, _ = run(warehouse.Query, {**given, "sql": "SELECT 1", "fetchType": "FETCH"}, lambda _: {})
    assert ran.error is None
    assert ran.outputs["rows"] == [{"n": 1, "who": "ann"}, {"n": 2, "who": "bo"}]
    assert (made["database"], made["access_token_callable"](), made["closed"]) == (
        "w",
        "token",
        True,
    )
    ran, _ = run(warehouse.Query, {**given, "sql": "x"}, lambda _: {})
    assert str(ran.error) == "Microsoft Fabric at 127.0.0.1: the query failed: refused: ****"
