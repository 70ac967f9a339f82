"""What the services are asked, and what becomes of their answers: by stand-ins of ours."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.families.stand_in import Answered, standing_in
from tiercel.plugin import Interrupted, Json
from tiercel.plugin.http import HttpAnswer, HttpRequest
from tiercel.testing import FakeContext, Ran, World, poll, run_task
from tiercel_azure import auth, datafactory, fabric, functions, logicapps, onelake
from tiercel_azure.storage import blobs

SECRET = "canary-7a11"
LOGIN: dict[str, Json] = {"tenantId": "t", "clientId": "c", "clientSecret": SECRET}
GROUP: dict[str, Json] = {**LOGIN, "subscriptionId": "s", "resourceGroupName": "g"}
WORKFLOW: dict[str, Json] = {**GROUP, "workflowName": "w"}
FACTORY: dict[str, Json] = {**GROUP, "factoryName": "f", "pipelineName": "p"}
PLACE: dict[str, Json] = {**LOGIN, "workspaceId": "w"}
LOGIC = "https://management.azure.com/subscriptions/s/resourceGroups/g/providers/Microsoft.Logic"
FILE = "kestra:///a/namespace/a-flow/executions/an-execution/a.csv"
Answer = Callable[[HttpRequest], Any]


def http(answer: Answer) -> Callable[[HttpRequest], HttpAnswer]:
    """A service that signs in and answers so; a number is the status of a refusal."""

    def answered(request: HttpRequest) -> HttpAnswer:
        if request.url.endswith("/oauth2/v2.0/token"):
            content = msgspec.json.encode({"access_token": "token", "expires_in": 3600})
            return HttpAnswer(url=request.url, status=200, content=content)
        assert request.headers.get("Authorization", "Bearer token") == "Bearer token"
        found = answer(request)
        if isinstance(found, HttpAnswer):
            return found
        status = found if isinstance(found, int) else 200
        content = {"error": {"message": f"no {SECRET}"}} if isinstance(found, int) else found
        return HttpAnswer(url=request.url, status=status, content=msgspec.json.encode(content))

    return answered


def run(task: Any, properties: dict[str, Json], answer: Answer) -> tuple[Ran, list[HttpRequest]]:
    world = World(http=http(answer), stored={FILE: b"abcde"}, environment={})
    ran = run_task(task, properties, world)
    return ran, [each for each in ran.context.http.sent if "oauth2" not in each.url]


def killed(task: Any, answer: Answer) -> HttpRequest:
    """The last request of a task that is killed after its first look."""

    def stopping(request: HttpRequest) -> Any:
        if request.method == "GET" and not context.is_stopped:
            context.stop()
        return answer(request)

    context = FakeContext(World(http=http(stopping), environment={}))
    with pytest.raises(Interrupted):
        task.run(context)
    return context.http.sent[-1]


@pytest.mark.parametrize(
    ("task", "properties", "place"),
    [
        (datafactory.CreateRun, FACTORY, "Azure at management.azure.com: POST /subscriptions/s/"),
        (logicapps.Get, WORKFLOW, "Azure at management.azure.com: GET /subscriptions/s/"),
        (fabric.RunNotebook, {**PLACE, "notebookId": "n"}, "Microsoft Fabric at api.fabric."),
        (onelake.Delete, {**PLACE, "itemId": "i", "filePath": "a"}, "OneLake at onelake.dfs."),
        (
            functions.HttpFunction,
            {"url": f"https://a.example.com/b?code={SECRET}", "httpMethod": "get"},
            "Azure Functions at a.example.com: GET",
        ),
    ],
)
def test_refusals_are_told_without_secrets(
    task: Any, properties: dict[str, Json], place: str
) -> None:
    ran, _ = run(task, properties, lambda _: 403)
    assert str(ran.error).startswith(place)
    assert " failed: 403 no " in str(ran.error)
    assert SECRET not in str(ran.error)


def test_tokens() -> None:
    ran, _ = run(auth.OauthAccessToken, {**LOGIN, "scopes": ["x", "y"]}, lambda _: {})
    token = ran.outputs["accessToken"]
    assert (token["tokenValue"], token["scopes"]) == ("token", ["x", "y"])
    (sent,) = ran.context.http.sent
    assert sent.form == {
        "grant_type": "client_credentials",
        "client_id": "c",
        "client_secret": SECRET,
        "scope": "x y",
    }
    ran, _ = run(auth.OlderOauthAccessToken, LOGIN, lambda _: {})
    assert ran.outputs["accessToken"]["scopes"] == ["https://management.azure.com/.default"]
    ran, _ = run(auth.OauthAccessToken, {**LOGIN, "pemCertificate": SECRET}, lambda _: {})
    assert str(ran.error) == "`pemCertificate` can't be used: give `clientSecret`"
    ran, _ = run(auth.OauthAccessToken, {"tenantId": "t"}, lambda _: {})
    assert str(ran.error) == "`tenantId`, `clientId` and `clientSecret` must be given"
    names = {"AZURE_CLIENT_ID": "c", "AZURE_CLIENT_SECRET": SECRET}
    world = World(http=http(lambda _: {}), environment=names)
    assert run_task(auth.OauthAccessToken, {"tenantId": "t"}, world).error is None

    def refused(request: HttpRequest) -> HttpAnswer:
        content = msgspec.json.encode({"error_description": f"wrong {SECRET}"})
        return HttpAnswer(url=request.url, status=401, content=content)

    error = str(run_task(auth.OauthAccessToken, LOGIN, World(http=refused)).error)
    assert error.startswith("Azure at login.microsoftonline.com: signing in failed: 401 ")
    assert SECRET not in error


def test_the_program_signs_in_before(tmp_path: Path) -> None:
    program = tmp_path / "az"
    program.write_text('#!/bin/sh\necho "az $*"\n')
    program.chmod(0o755)
    given: dict[str, Json] = {
        "taskRunner": {"type": "io.kestra.plugin.core.runner.Process"},
        "env": {"PATH": f"{tmp_path}:/usr/bin:/bin"},
        "commands": ["az group list"],
    }
    login = {"username": "u", "password": "p", "tenant": "t", "servicePrincipal": True}
    lines = run_task(auth.AzCLI, {**given, **login}).logs
    first = "az login --output none --username u --password p --service-principal --tenant t"
    assert [each for each in lines if each.startswith("az")] == [first, "az group list"]
    assert "az group list" in run_task(auth.AzCLI, given).logs


RUN = {"runId": "r", "runStart": "2030-01-01T00:00:00Z", "durationInMs": 5}


def test_a_pipeline_of_a_factory() -> None:
    states = iter(["Queued", "InProgress", "Succeeded"])
    more = iter([{"value": [{"a": 1}], "continuationToken": "x"}, {"value": [{"a": 2}]}])

    def answer(request: HttpRequest) -> Json:
        if request.url.endswith("/queryActivityruns"):
            return next(more)
        return {"runId": "r"} if request.method == "POST" else {**RUN, "status": next(states)}

    ran, sent = run(datafactory.CreateRun, {**FACTORY, "parameters": {"a": 1}}, answer)
    assert ran.error is None
    lines = ran.context.blobs.read(ran.outputs["uri"]).splitlines()
    assert [msgspec.json.decode(each) for each in lines] == [{"a": 1}, {"a": 2}]
    assert (sent[0].json, sent[0].params) == ({"a": 1}, {"api-version": "2018-06-01"})
    assert sent[0].url.endswith("/Microsoft.DataFactory/factories/f/pipelines/p/createRun")
    failed = {**RUN, "status": "Failed", "message": "M"}
    ran, _ = run(datafactory.CreateRun, FACTORY, lambda _: failed)
    assert str(ran.error) == "The run r is Failed: M"
    ran, _ = run(datafactory.CreateRun, GROUP, lambda _: failed)
    assert "`factoryName` and `pipelineName` must be given" in str(ran.error)
    task = datafactory.CreateRun.model_validate(FACTORY)
    last = killed(task, lambda _: {**RUN, "status": "Queued"})
    assert last.url.endswith("/pipelineruns/r/cancel")
    left = FakeContext(World(http=http(lambda _: {})))
    task.cancel(left, {"id": "9"})
    assert left.http.sent[-1].url.endswith("/pipelineruns/9/cancel")


def entry(name: str, status: str = "Succeeded") -> dict[str, Json]:
    facts = {"status": status, "correlation": {"clientTrackingId": "k"}, "other": 1}
    return {"id": f"/x/{name}", "name": name, "type": "y", "properties": facts}


def test_workflows() -> None:
    following = f"{LOGIC}/more"
    pages = iter([{"value": [entry("a")], "nextLink": following}, {"value": [entry("b")]}])
    ran, sent = run(logicapps.List, GROUP, lambda _: next(pages))
    assert (ran.outputs["total"], sent[1].url) == (2, following)
    elsewhere = {"value": [entry("a")], "nextLink": "https://evil.example.com/"}
    ran, sent = run(logicapps.ListRuns, {**WORKFLOW, "statusFilter": "Failed"}, lambda _: elsewhere)
    assert (len(sent), sent[0].params["$filter"]) == (1, "status eq 'Failed'")
    assert ran.outputs["runs"][0]["correlationId"] == "k"
    ran, sent = run(logicapps.Get, WORKFLOW, lambda _: entry("a"))
    assert (ran.outputs["workflow"]["name"], sent[0].url) == ("a", f"{LOGIC}/workflows/w")
    ran, sent = run(logicapps.GetRun, {**WORKFLOW, "runId": "r"}, lambda _: entry("r"))
    assert (ran.outputs["run"]["status"], sent[0].url[-7:]) == ("Succeeded", "/runs/r")

    def began(request: HttpRequest) -> HttpAnswer:
        headers = {"x-ms-workflow-run-id": ["r"]}
        return HttpAnswer(url=request.url, status=202, headers=headers)

    ran, sent = run(logicapps.Run, WORKFLOW, began)
    assert (ran.outputs["runId"], ran.outputs["statusCode"]) == ("r", 202)
    assert sent[0].url == f"{LOGIC}/workflows/w/triggers/manual/run"


def test_a_run_of_a_workflow_that_was_begun_before_is_not_begun_again() -> None:
    lost = World(http=http(lambda _: 500), remembered={"id": "202/r"})
    ran = run_task(logicapps.Run, WORKFLOW, lost)
    assert (ran.outputs["runId"], ran.outputs["statusCode"]) == ("r", 202)
    assert ran.context.http.sent == []
    context = FakeContext(World(http=http(lambda _: None)))
    logicapps.Run.model_validate(WORKFLOW).cancel(context, {"id": "202/r"})
    assert context.http.sent[-1].url == f"{LOGIC}/workflows/w/runs/r/cancel"


def test_runs_that_end_start_one_execution() -> None:
    entries = [entry("b"), entry("a", "Running")]
    context = FakeContext(World(http=http(lambda _: {"value": entries})))
    trigger = logicapps.Trigger.model_validate(WORKFLOW)
    assert [each.name for each in poll(trigger, context).runs] == ["b"]
    assert poll(trigger, context) is None
    entries[1] = entry("a", "Failed")
    assert poll(trigger, context).run.name == "a"


def test_functions_are_called() -> None:
    given: dict[str, Json] = {"url": "https://a.example.com/b", "httpMethod": "POST"}
    ran, sent = run(functions.HttpFunction, {**given, "httpBody": {"a": 1}}, lambda _: {"b": 2})
    assert (ran.outputs, sent[0].json) == ({"repsonseBody": {"b": 2}}, {"a": 1})
    text = HttpAnswer(url="u", status=200, content=b"done")
    ran, _ = run(functions.HttpFunction, given, lambda _: text)
    assert ran.outputs == {"repsonseBody": "done"}
    ran, _ = run(functions.HttpFunction, {**given, "httpMethod": "P T"}, lambda _: {})
    assert "`httpMethod` must be a method" in str(ran.error)


def job_of(status: str) -> Answer:
    def answer(request: HttpRequest) -> Any:
        if request.method == "POST":
            headers = {"Location": [f"{request.url}/j"]}
            return HttpAnswer(url=request.url, status=202, headers=headers)
        return {"status": status, "failureReason": {"message": "M"}}

    return answer


def test_jobs_of_fabric() -> None:
    parameters: Json = {"a": "x", "b": 1, "c": True}
    given = {**PLACE, "notebookId": "n", "parameters": parameters}
    ran, sent = run(fabric.RunNotebook, given, job_of("Completed"))
    assert ran.outputs == {"jobInstanceId": "j", "status": "Completed"}
    assert sent[0].url == f"{fabric.API}/workspaces/w/items/n/jobs/instances"
    assert sent[0].params == {"jobType": "RunNotebook"}
    body: Any = sent[0].json
    assert body["executionData"]["parameters"] == {
        "a": {"value": "x", "type": "string"},
        "b": {"value": 1, "type": "int"},
        "c": {"value": True, "type": "bool"},
    }
    given = {**PLACE, "pipelineId": "p", "parameters": parameters, "wait": False}
    ran, sent = run(fabric.RunPipeline, given, job_of("Failed"))
    assert ran.outputs == {"runId": "j"}
    assert sent[0].json == {"executionData": {"parameters": parameters}}
    given = {**PLACE, "sparkJobDefinitionId": "d"}
    ran, sent = run(fabric.RunSparkJob, given, job_of("Failed"))
    assert (str(ran.error), sent[0].json) == ("The job j is Failed: M", {})
    task = fabric.RunSparkJob.model_validate(given)
    assert killed(task, job_of("InProgress")).url.endswith("/jobs/instances/j/cancel")
    world = World(http=http(job_of("Completed")), remembered={"id": "k"}, environment={})
    ran = run_task(fabric.RunSparkJob, given, world)
    assert ran.outputs["jobInstanceId"] == "k"


def test_files_of_onelake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tiercel_azure.onelake.FILE_PIECE_BYTES", 2)
    given: dict[str, Json] = {**PLACE, "itemId": "i", "filePath": "Files/a b.csv"}

    def answer(request: HttpRequest) -> HttpAnswer:
        begin, _, end = request.headers.get("Range", "bytes=0-4")[6:].partition("-")
        headers = {"Content-Length": ["5"]}
        content = b"abcde"[int(begin) : int(end) + 1] if request.method == "GET" else b""
        return HttpAnswer(url=request.url, status=200, headers=headers, content=content)

    ran, sent = run(onelake.Download, given, answer)
    assert ran.context.blobs.read(ran.outputs["uri"]) == b"abcde"
    assert (ran.outputs["size"], [each.method for each in sent]) == (5, ["HEAD", *["GET"] * 3])
    assert sent[0].url == f"{onelake.FILES}/w/i/Files/a%20b.csv"
    ran, sent = run(onelake.Upload, {**given, "from": FILE}, answer)
    assert [(each.method, each.content, each.params) for each in sent] == [
        ("PUT", b"", {"resource": "file"}),
        ("PATCH", b"ab", {"action": "append", "position": "0"}),
        ("PATCH", b"cd", {"action": "append", "position": "2"}),
        ("PATCH", b"e", {"action": "append", "position": "4"}),
        ("PATCH", b"", {"action": "flush", "position": "5"}),
    ]
    ran, sent = run(onelake.Delete, {**given, "recursive": True}, answer)
    assert (sent[0].method, sent[0].params) == ("DELETE", {"recursive": "true"})


def test_something_else_than_a_storage_account_is_told() -> None:
    with standing_in(lambda asked: Answered(b"[]")) as place:
        given: dict[str, Json] = {
            "endpoint": place.url,
            "container": "c",
            "sharedKeyAccountName": "n",
            "sharedKeyAccountAccessKey": "Y2FuYXJ5",
        }
        error = str(run_task(blobs.List, given).error)
    assert error == (
        "Azure Blob Storage at 127.0.0.1: listing failed: the answer has another form than this "
        "service gives: is the address that of its API?"
    )
