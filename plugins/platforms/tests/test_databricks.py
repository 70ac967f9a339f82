"""Clusters, jobs, files and statements of Databricks, by a stand-in of ours."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from tests.families.answering import Turns
from tiercel.plugin import Interrupted, Json
from tiercel.plugin.http import HttpAnswer, HttpRequest
from tiercel.testing import FakeContext, Ran, World, run_task
from tiercel_platforms.databricks.cli import DatabricksCLI
from tiercel_platforms.databricks.clusters import CreateCluster, DeleteCluster
from tiercel_platforms.databricks.dbfs import Download, Upload
from tiercel_platforms.databricks.jobs import CreateJob, SubmitRun
from tiercel_platforms.databricks.sql import Query

TOKEN = "canary-2c7d"
HOST = "https://dbc.example.com"
PLACE: dict[str, Json] = {"host": "dbc.example.com", "authentication": {"token": TOKEN}}
FILE = "kestra:///a/namespace/a-flow/executions/an-execution/a.bin"
Answer = Callable[[HttpRequest], Json]


def http(answer: Answer) -> Callable[[HttpRequest], HttpAnswer]:
    """A service that answers so; a number is the status of a refusal."""

    def answered(request: HttpRequest) -> HttpAnswer:
        found = answer(request)
        status = found if isinstance(found, int) else 200
        content = {"message": f"no {TOKEN}"} if isinstance(found, int) else found
        return HttpAnswer(url=request.url, status=status, content=msgspec.json.encode(content))

    return answered


def run(task: Any, properties: dict[str, Json], answer: Answer) -> tuple[Ran, list[HttpRequest]]:
    ran = run_task(task, properties, World(http=http(answer), stored={FILE: b"abc"}))
    return ran, list(ran.context.http.sent)


def killed(task: Any, answer: Answer) -> str:
    """The last address that a task asks which is killed after its first look."""

    def answered(request: HttpRequest) -> HttpAnswer:
        if request.method == "GET" and not context.is_stopped:
            context.stop()
        return http(answer)(request)

    context = FakeContext(World(http=answered))
    with pytest.raises(Interrupted):
        task.run(context)
    return context.http.sent[-1].url


def asked(requests: list[HttpRequest]) -> list[str]:
    return [f"{each.method} {each.url.removeprefix(HOST)}" for each in requests]


def test_a_cluster_is_waited_for() -> None:
    states = iter(["PENDING", "RUNNING"])
    given = {**PLACE, "clusterName": "c", "sparkVersion": "15", "minWorkers": 1, "maxWorkers": 2}
    ran, sent = run(
        CreateCluster,
        given,
        lambda each: {"cluster_id": "1"} if each.method == "POST" else {"state": next(states)},
    )
    uri = f"{HOST}/#setting/clusters/1/configuration"
    assert ran.outputs == {"clusterId": "1", "clusterState": "RUNNING", "clusterURI": uri}
    assert sent[0].json == {
        "cluster_name": "c",
        "spark_version": "15",
        "autoscale": {"min_workers": 1, "max_workers": 2},
    }
    assert sent[0].headers["Authorization"] == f"Bearer {TOKEN}"
    ran, _ = run(
        CreateCluster,
        given,
        lambda each: {"cluster_id": "1", "state": "ERROR", "state_message": "no machines"},
    )
    assert str(ran.error) == "The cluster 1 is ERROR: no machines"
    _, sent = run(DeleteCluster, {**PLACE, "clusterId": "1"}, lambda _: {})
    assert sent[0].json == {"cluster_id": "1"}


TASK: dict[str, Json] = {
    "taskKey": "load",
    "dependsOn": ["before"],
    "sparkPythonTask": {
        "pythonFile": "a.py",
        "sparkPythonTaskSource": "GIT",
        "parameters": '["{{ flow.id }}"]',
    },
    "libraries": [{"pypi": {"_package": "x==1"}}],
}
SENT: Json = {
    "task_key": "load",
    "depends_on": [{"task_key": "before"}],
    "spark_python_task": {"python_file": "a.py", "source": "GIT", "parameters": ["a-flow"]},
    "libraries": [{"pypi": {"package": "x==1"}}],
}


class Jobs:
    """Runs with these states, the last again and again."""

    def __init__(self, *states: str) -> None:
        self.states = list(states)
        self.on_look: Callable[[], None] | None = None

    def answer(self, request: HttpRequest) -> Json:
        if request.method == "POST":
            return {"job_id": 7, "run_id": 9}
        if self.on_look is not None:
            self.on_look()
        state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
        ended = state in ("SUCCESS", "FAILED")
        cycle = "TERMINATED" if ended else state
        facts: Json = {"life_cycle_state": cycle, "state_message": "M"}
        if ended:
            facts["result_state"] = state
        return {"state": facts, "run_page_url": "p"}


def test_a_job_is_made_and_run() -> None:
    given = {**PLACE, "jobName": "j", "jobTasks": [TASK], "waitForCompletion": "PT1H"}
    ran, sent = run(CreateJob, given, Jobs("RUNNING", "SUCCESS").answer)
    assert ran.error is None
    assert ran.outputs == {"jobId": 7, "jobURI": f"{HOST}/#job/7", "runId": 9, "runURI": "p"}
    assert asked(sent)[:3] == [
        "POST /api/2.1/jobs/create",
        "POST /api/2.1/jobs/run-now",
        "GET /api/2.1/jobs/runs/get",
    ]
    assert sent[0].json == {"name": "j", "tasks": [SENT]}
    empty, _ = run(CreateJob, {**PLACE, "jobTasks": []}, Jobs("SUCCESS").answer)
    assert str(empty.error) == "`jobTasks` must have a task"


def test_runs_of_attempts_before_are_gone_on_with() -> None:
    jobs = Jobs("RUNNING")
    properties = {**PLACE, "runTasks": [TASK], "waitForCompletion": "PT1H"}
    task = SubmitRun.model_validate(properties)
    lost = FakeContext(World(http=http(jobs.answer), remote_name="name"))
    jobs.on_look = lost.take_worker_away
    with pytest.raises(Interrupted):
        task.run(lost)
    body: Any = lost.http.sent[0].json
    assert (body["idempotency_token"], body["tasks"]) == ("name", [SENT])
    assert lost.remembered == {"id": "9"}
    assert not any("cancel" in each.url for each in lost.http.sent)
    jobs.states, jobs.on_look = ["FAILED"], None
    next_one = World(http=http(jobs.answer), remembered=lost.remembered)
    ran = run_task(SubmitRun, properties, next_one)
    assert str(ran.error) == "The run 9 ended with FAILED: M"
    assert "POST" not in {each.method for each in ran.context.http.sent}
    assert killed(task, Jobs("RUNNING").answer).endswith("/jobs/runs/cancel")
    left = FakeContext(World(http=http(jobs.answer)))
    task.cancel(left, {"id": "9"})
    assert left.http.sent[-1].json == {"run_id": 9}


def test_files_go_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tiercel_platforms.databricks.dbfs.DBFS_PIECE_BYTES", 2)

    def answer(request: HttpRequest) -> Json:
        offset = int(str(request.params.get("offset", 0)))
        piece = b"abc"[offset : offset + 2]
        return {"handle": 4, "bytes_read": len(piece), "data": b64encode(piece).decode()}

    ran, sent = run(Download, {**PLACE, "from": "/a.csv"}, answer)
    assert ran.context.blobs.read(ran.outputs["uri"]) == b"abc"
    assert (len(sent), ran.outputs["uri"][-4:], ran.metrics[0].value) == (3, ".csv", 3)
    ran, sent = run(Upload, {**PLACE, "from": FILE, "to": "/a"}, answer)
    assert ran.error is None
    blocks: list[Any] = [each.json for each in sent]
    assert [b64decode(each["data"]) for each in blocks[1:-1]] == [b"ab", b"c"]
    assert (blocks[0], blocks[-1]) == ({"path": "/a", "overwrite": True}, {"handle": 4})


def in_turns(*answers: Json) -> Answer:
    pieces = Turns([*answers])
    return lambda _: pieces.next()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({}, "has no `bytes_read`"),
        ({"status": "ok"}, "has no `bytes_read`"),
        ({"bytes_read": 3}, "has another form than this service gives"),
    ],
)
def test_only_an_answer_that_says_so_ends_a_file(answer: dict[str, Json], words: str) -> None:
    for before in ([], [{"bytes_read": 1, "data": "YQ=="}]):
        ran, _ = run(Download, {**PLACE, "from": "/a.csv"}, in_turns(*before, answer))
        assert f"GET /2.0/dbfs/read failed: the answer {words}" in str(ran.error)
    empty: dict[str, Json] = {"bytes_read": 0, "data": ""}
    ran, _ = run(Download, {**PLACE, "from": "/a.csv"}, in_turns(empty))
    assert ran.context.blobs.read(ran.outputs["uri"]) == b""


QUERY: dict[str, Json] = {
    "host": HOST,
    "accessToken": TOKEN,
    "httpPath": "/sql/1.0/warehouses/w",
    "sql": "SELECT 1",
}


def statement(request: HttpRequest) -> Json:
    """A statement with a result of two parts, on another host."""
    if request.url.startswith("https://storage"):
        assert "Authorization" not in request.headers
        return (
            [["1", "1.50", "true", None]]
            if request.url.endswith("0")
            else [["2", "2", "false", "x"]]
        )
    if request.url.endswith("/chunks/1"):
        return {"external_links": [{"external_link": "https://storage/1"}]}
    if request.method == "POST":
        return {"statement_id": "s"}
    kinds = {"a": "INT", "b": "DECIMAL", "c": "BOOLEAN", "d": "STRING"}
    columns = [{"name": name, "type_name": kind} for name, kind in kinds.items()]
    following = "/api/2.0/sql/statements/s/result/chunks/1"
    link = {"external_link": "https://storage/0", "next_chunk_internal_link": following}
    return {
        "status": {"state": "SUCCEEDED"},
        "manifest": {"schema": {"columns": columns}},
        "result": {"external_links": [link]},
    }


def test_rows_of_a_statement_are_stored() -> None:
    ran, sent = run(Query, {**QUERY, "schema": "x"}, statement)
    assert ran.error is None
    lines = ran.context.blobs.read(ran.outputs["uri"]).splitlines()
    assert [msgspec.json.decode(each) for each in lines] == [
        {"a": 1, "b": 1.5, "c": True, "d": None},
        {"a": 2, "b": 2, "c": False, "d": "x"},
    ]
    assert (ran.outputs["size"], ran.metrics[0].value) == (2, 2)
    body: Any = sent[0].json
    assert (body["warehouse_id"], body["schema"]) == ("w", "x")
    failed = {"statement_id": "s", "status": {"state": "FAILED", "error": {"message": "no table"}}}
    ran, _ = run(Query, QUERY, lambda _: failed)
    assert str(ran.error) == "The statement s is FAILED: no table"
    ran, _ = run(Query, {**QUERY, "httpPath": "sql/protocolv1/o/1"}, statement)
    assert "`httpPath` must be that of a warehouse" in str(ran.error)


def test_a_statement_is_cancelled_by_a_kill() -> None:
    running = {"statement_id": "s", "status": {"state": "RUNNING"}}
    ended = killed(Query.model_validate(QUERY), lambda _: running)
    assert ended.endswith("/2.0/sql/statements/s/cancel")


@pytest.mark.parametrize(
    ("login", "url", "header"),
    [
        ({"clientId": "a", "clientSecret": TOKEN}, f"{HOST}/oidc/v1/token", "Bearer t"),
        (
            {"azureClientId": "a", "azureClientSecret": TOKEN, "azureTenantId": "n"},
            "https://login.microsoftonline.com/n/oauth2/v2.0/token",
            "Bearer t",
        ),
    ],
)
def test_applications_sign_in(login: dict[str, Json], url: str, header: str) -> None:
    given = {"host": HOST, "authentication": login, "clusterId": "1"}
    ran, sent = run(DeleteCluster, given, lambda _: {"access_token": "t"})
    assert ran.error is None
    assert (sent[0].url, sent[1].headers["Authorization"]) == (url, header)
    refused, _ = run(DeleteCluster, given, lambda _: 401)
    assert str(refused.error).endswith("signing in failed: 401 no ****")


def test_mistakes_are_named_without_the_token() -> None:
    one: dict[str, Json] = {"clusterId": "1"}
    for given, said in (
        (
            {**PLACE, **one},
            "Databricks at dbc.example.com: POST /2.1/clusters/delete failed: 403 no",
        ),
        ({"authentication": {"token": TOKEN}, **one}, "`host` must be the address"),
        ({"host": HOST, **one}, "`authentication` must have `token`"),
    ):
        error = str(run(DeleteCluster, given, lambda _: 403)[0].error)
        assert said in error
        assert "canary" not in error


def test_the_program_knows_who_asks() -> None:
    given = {"databricksHost": HOST, "databricksToken": TOKEN}
    commands = [f'[ "$DATABRICKS_TOKEN" = {TOKEN} ] && echo "$DATABRICKS_HOST"']
    process = {"type": "io.kestra.plugin.core.runner.Process"}
    ran = run_task(DatabricksCLI, {**given, "taskRunner": process, "commands": commands})
    assert HOST in ran.logs
