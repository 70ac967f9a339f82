"""Services that no server here speaks: what they are asked, and what becomes of their answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest

from tests.families.aws import REGION
from tests.families.stand_in import Answer, Answered, Asked, StandIn, standing_in
from tiercel.plugin import Interrupted, Json, PluginError
from tiercel.testing import FakeContext, Ran, World, run_task
from tiercel_aws import bedrock, cloudformation, dynamodb, glue, healthlake, msk
from tiercel_aws.cli import AwsCLI
from tiercel_aws.functions import Invoke
from tiercel_aws.s3 import buckets, files

CANARY = "canary-secret-33"
STORE = {"datastoreId": "0123456789abcdef0123456789abcdef"}
JOB = {**STORE, "dataAccessRoleArn": "arn:aws:iam::1:role/r"}
AT = 1717149600


class Service:
    """A service, and how tasks are run against it."""

    def __init__(self, place: StandIn) -> None:
        self.place = place
        keys = {"accessKeyId": "an-id", "secretKeyId": CANARY}
        self.login: dict[str, Json] = {"endpointOverride": place.url, "region": REGION, **keys}

    def run(self, task: Any, properties: dict[str, Json]) -> Ran:
        ran = run_task(task, {**self.login, **properties})
        assert CANARY not in str(ran.error)
        return ran

    def outputs(self, task: Any, properties: dict[str, Json]) -> dict[str, Json]:
        """Of a task that must succeed."""
        ran = self.run(task, properties)
        assert ran.error is None, ran.error
        return ran.outputs

    @property
    def asked(self) -> list[Asked]:
        return self.place.asked


Serve = Callable[[Answer], AbstractContextManager[Service]]


@pytest.fixture(scope="module")
def service() -> Iterator[Serve]:
    """One place for all tests, so that clients of it are made once; each says what it answers."""
    answers: list[Answer] = []
    with standing_in(lambda asked: answers[-1](asked)) as place:

        @contextmanager
        def serve(answer: Answer) -> Iterator[Service]:
            answers.append(answer)
            place.asked.clear()
            yield Service(place)

        yield serve


def target(asked: Asked) -> str:
    """The operation of a request whose header names it."""
    return asked.headers["x-amz-target"].rpartition(".")[2]


MESSAGE = {"role": "user", "content": "Hello"}


def test_a_model_is_asked(service: Serve) -> None:
    answer = {
        "output": {"message": {"role": "assistant", "content": [{"text": "Hi"}, {"text": "!"}]}},
        "stopReason": "end_turn",
        "usage": {"inputTokens": 1, "outputTokens": 2, "totalTokens": 3},
        "metrics": {"latencyMs": 1},
    }
    asked = {"modelId": "m", "messages": [MESSAGE], "system": "s", "inferenceConfig": {"topP": 0.5}}
    with service(lambda _: answer) as one:
        found = one.outputs(bedrock.Converse, asked)
        assert one.asked[0].path == "/model/m/converse"
        assert one.asked[0].json() == {
            "messages": [{"role": "user", "content": [{"text": "Hello"}]}],
            "system": [{"text": "s"}],
            "inferenceConfig": {"topP": 0.5},
        }
        wrong = one.run(bedrock.Converse, {**asked, "messages": [{"role": "user"}]})
    assert found == {
        "content": "Hi!",
        "modelId": "m",
        "stopReason": "end_turn",
        "inputTokens": 1,
        "outputTokens": 2,
    }
    assert "each must have a `role` and a `content`" in str(wrong.error)


def event(kind: str, content: dict[str, Json]) -> bytes:
    """A message of a stream of events: lengths, headers, content, checksums."""
    from binascii import crc32

    headers = b""
    for name, value in ((":message-type", "event"), (":event-type", kind)):
        headers += bytes([len(name)]) + name.encode() + b"\x07"
        headers += len(value).to_bytes(2, "big") + value.encode()
    payload = json.dumps(content).encode()
    head = (len(headers) + len(payload) + 16).to_bytes(4, "big") + len(headers).to_bytes(4, "big")
    head += crc32(head).to_bytes(4, "big")
    body = head + headers + payload
    return body + crc32(body).to_bytes(4, "big")


def test_an_answer_is_read_as_it_comes(service: Serve) -> None:
    events = b"".join(
        [
            event("contentBlockDelta", {"contentBlockIndex": 0, "delta": {"text": "Hi"}}),
            event("contentBlockDelta", {"contentBlockIndex": 0, "delta": {"text": "!"}}),
            event("messageStop", {"stopReason": "end_turn"}),
            event("metadata", {"usage": {"inputTokens": 1, "outputTokens": 2, "totalTokens": 3}}),
        ]
    )
    stream = Answered(events, headers={"Content-Type": "application/vnd.amazon.eventstream"})
    with service(lambda _: stream) as one:
        found = one.outputs(bedrock.ConverseStream, {"modelId": "m", "messages": [MESSAGE]})
    assert (found["content"], found["stopReason"], found["outputTokens"]) == ("Hi!", "end_turn", 2)


def test_a_model_takes_its_own_form_of_request(service: Serve) -> None:
    with service(lambda asked: {"echo": asked.json()}) as one:
        found = one.outputs(bedrock.InvokeModel, {"modelId": "m", "body": {"inputText": "a"}})
        models = one.outputs(bedrock.ListFoundationModels, {"byProvider": "amazon"})
        assert one.asked[1].path == "/foundation-models?byProvider=amazon"
    assert (found["body"], models) == ({"echo": {"inputText": "a"}}, {"models": []})


def test_a_function_is_run(service: Serve) -> None:
    def answer(asked: Asked) -> Answered:
        failed = {"X-Amz-Function-Error": "Unhandled"} if asked.json() == {"a": 2} else {}
        return Answered(b'{"b":1}', headers={"X-Amz-Executed-Version": "7", **failed})

    with service(answer) as one:
        ran = one.run(Invoke, {"functionArn": "shop", "functionPayload": {"a": 1}})
        failed = one.run(Invoke, {"functionArn": "shop", "functionPayload": {"a": 2}})
    assert ran.context.blobs.stored[ran.outputs["uri"]] == b'{"b":1}'
    assert (ran.outputs["contentLength"], ran.outputs["versionId"]) == (7, "7")
    assert {each.name for each in ran.metrics} == {"file.size", "duration"}
    assert 'The function shop failed: {"b":1}' in str(failed.error)


HEALTH: list[tuple[Any, dict[str, Json], str, Json, dict[str, Json]]] = [
    (
        healthlake.CreateDatastore,
        {"datastoreName": "p"},
        "CreateFHIRDatastore",
        {"DatastoreId": "i", "DatastoreStatus": "CREATING", "DatastoreEndpoint": "e"},
        {"datastoreId": "i", "datastoreStatus": "CREATING", "datastoreEndpoint": "e"},
    ),
    (
        healthlake.TYPES["DeleteDatastore"],
        STORE,
        "DeleteFHIRDatastore",
        {"DatastoreId": "i"},
        {"datastoreId": "i"},
    ),
    (
        healthlake.TYPES["DescribeDatastore"],
        STORE,
        "DescribeFHIRDatastore",
        {"DatastoreProperties": {"DatastoreId": "i", "DatastoreName": "p", "CreatedAt": AT}},
        {"datastoreId": "i", "datastoreName": "p", "createdAt": "2024-05-31T10:00:00Z"},
    ),
    (
        healthlake.ListDatastores,
        {"filterStatus": "ACTIVE"},
        "ListFHIRDatastores",
        {"DatastorePropertiesList": [{"DatastoreId": "i"}]},
        {"datastores": [{"DatastoreId": "i"}], "total": 1},
    ),
    (
        healthlake.StartImportJob,
        {**JOB, "inputS3Uri": "s3://b/i", "outputS3Uri": "s3://b/o"},
        "StartFHIRImportJob",
        {"JobId": "j", "JobStatus": "SUBMITTED"},
        {"jobId": "j", "jobStatus": "SUBMITTED"},
    ),
    (
        healthlake.StartExportJob,
        {**JOB, "outputS3Uri": "s3://b/o"},
        "StartFHIRExportJob",
        {"JobId": "j", "JobStatus": "SUBMITTED"},
        {"jobId": "j", "jobStatus": "SUBMITTED"},
    ),
    (
        healthlake.TYPES["DescribeImportJob"],
        {**STORE, "jobId": "j" * 32},
        "DescribeFHIRImportJob",
        {"ImportJobProperties": {"JobId": "j", "JobStatus": "COMPLETED", "EndTime": AT}},
        {"jobId": "j", "jobStatus": "COMPLETED", "endTime": "2024-05-31T10:00:00Z"},
    ),
    (
        healthlake.DescribeExportJob,
        {**STORE, "jobId": "j" * 32},
        "DescribeFHIRExportJob",
        {
            "ExportJobProperties": {
                "JobId": "j",
                "JobStatus": "COMPLETED",
                "OutputDataConfig": {"S3Configuration": {"S3Uri": "s3://b/o", "KmsKeyId": "k"}},
            }
        },
        {"jobId": "j", "jobStatus": "COMPLETED", "outputS3Uri": "s3://b/o"},
    ),
]


@pytest.mark.parametrize(("task", "given", "operation", "answer", "outputs"), HEALTH)
def test_stores_of_health_data(
    service: Serve,
    task: Any,
    given: dict[str, Json],
    operation: str,
    answer: Json,
    outputs: dict[str, Json],
) -> None:
    with service(lambda _: answer) as one:
        assert one.outputs(task, given) == outputs
        assert target(one.asked[0]) == operation
        sent = one.asked[0].json()
    assert sent.get("DatastoreId") == given.get("datastoreId")


def test_an_export_of_health_data_is_started_once_under_the_name_of_the_attempt(
    service: Serve,
) -> None:
    given = {**JOB, "outputS3Uri": "s3://b/o"}
    with service(lambda _: {"JobId": "j", "JobStatus": "SUBMITTED"}) as one:
        run_task(healthlake.StartExportJob, {**one.login, **given}, World(remote_name="7" * 32))
        assert one.asked[0].json()["ClientToken"] == "7" * 32


def test_each_import_that_has_ended_starts_an_execution(service: Serve) -> None:
    ended = {"JobId": "j", "JobStatus": "COMPLETED", "SubmitTime": AT}
    running = {"JobId": "k", "JobStatus": "IN_PROGRESS", "SubmitTime": AT}
    with service(lambda _: {"ImportJobPropertiesList": [running, ended]}) as one:
        trigger, context = healthlake.Trigger.model_validate({**one.login, **STORE}), FakeContext()
        first = trigger.poll(context)
        assert first is not None
        assert (first.job_id, trigger.poll(context)) == ("j", None)


SYSTEM = {"fileSystemId": "fs-1", "bucket": "b", "status": "AVAILABLE", "creationTime": AT}


@pytest.mark.parametrize(
    ("task", "given", "answer", "path", "outputs"),
    [
        (
            files.CreateFileSystem,
            {"bucket": "b" * 30, "roleArn": "r" * 30, "tags": {"a": "b"}},
            SYSTEM,
            "PUT /file-systems",
            {"creationTime": AT, "fileSystemId": "fs-1", "status": "AVAILABLE"},
        ),
        (
            files.GetFileSystem,
            {"fileSystemId": "fs-1"},
            SYSTEM,
            "GET /file-systems/fs-1",
            {"fileSystem": SYSTEM},
        ),
        (
            files.ListFileSystems,
            {"maxResults": 5},
            {"fileSystems": [SYSTEM], "nextToken": "n"},
            "GET /file-systems?maxResults=5",
            {"fileSystems": [SYSTEM], "nextToken": "n"},
        ),
        (
            files.CreateMountTarget,
            {"fileSystemId": "fs-1", "subnetId": "s" * 20, "ipAddress": "10.0.0.1"},
            {"mountTargetId": "m", "ipv4Address": "10.0.0.1", "status": "CREATING"},
            "PUT /mount-targets",
            {"mountTargetId": "m", "ipAddress": "10.0.0.1", "status": "CREATING"},
        ),
        (
            files.ListMountTargets,
            {"fileSystemId": "fs-1"},
            {"mountTargets": [{"mountTargetId": "m", "ipv4Address": "10.0.0.1"}]},
            "GET /mount-targets?fileSystemId=fs-1",
            {"mountTargets": [{"mountTargetId": "m", "ipAddress": "10.0.0.1"}]},
        ),
        (
            files.TYPES["DeleteMountTarget"],
            {"mountTargetId": "fsmt-0123456789abcdef0"},
            None,
            "DELETE /mount-targets/fsmt-0123456789abcdef0",
            {},
        ),
        (
            files.TYPES["DeleteFileSystem"],
            {"fileSystemId": "fs-1"},
            None,
            "DELETE /file-systems/fs-1",
            {},
        ),
    ],
)
def test_file_systems(
    service: Serve,
    task: Any,
    given: dict[str, Json],
    answer: Json,
    path: str,
    outputs: dict[str, Json],
) -> None:
    with service(lambda _: answer) as one:
        assert one.outputs(task, given) == outputs
        assert f"{one.asked[0].method} {one.asked[0].path}".startswith(path)


def run_of(state: str, **more: Json) -> dict[str, Json]:
    return {"JobRun": {"Id": "jr_1", "JobRunState": state, "StartedOn": AT, **more}}


def test_runs_of_glue(service: Serve) -> None:
    states = iter(["RUNNING", "SUCCEEDED", "FAILED", "STOPPED"])

    def answer(asked: Asked) -> Json:
        match target(asked):
            case "StartJobRun":
                return {"JobRunId": "jr_1"}
            case "GetJobRuns":
                return {"JobRuns": [run_of("RUNNING")["JobRun"]]}
            case "BatchStopJobRun":
                return {"SuccessfulSubmissions": []}
        return run_of(next(states), ErrorMessage="no memory")

    with service(answer) as one:
        found = one.outputs(glue.StartJobRun, {"jobName": "clean", "arguments": {"--day": "1"}})
        assert (found["state"], found["startedOn"]) == ("SUCCEEDED", "2024-05-31T10:00:00Z")
        assert one.asked[0].json() == {"JobName": "clean", "Arguments": {"--day": "1"}}
        failed = one.run(glue.StartJobRun, {"jobName": "clean"})
        assert "The run jr_1 is FAILED: no memory" in str(failed.error)
        stopped = one.outputs(glue.StopJobRun, {"jobName": "clean", "jobRunId": "jr_1"})
        newest = one.outputs(glue.GetJobRun, {"jobName": "clean"})
    assert (stopped["state"], newest["state"]) == ("STOPPED", "RUNNING")


def test_a_kill_stops_a_run_of_glue(service: Serve) -> None:
    context: FakeContext

    def answer(asked: Asked) -> Json:
        if target(asked) == "StartJobRun":
            return {"JobRunId": "jr_1"}
        if target(asked) == "GetJobRun":
            context.stop()
        return run_of("RUNNING") if target(asked) == "GetJobRun" else {}

    with service(answer) as one:
        properties = {**one.login, "jobName": "clean"}
        context = FakeContext(properties=properties)
        with pytest.raises((Interrupted, PluginError)):
            glue.StartJobRun.model_validate(properties).run(context)
        assert "BatchStopJobRun" in [target(each) for each in one.asked]


def test_the_attempt_after_a_lost_one_goes_on_with_its_run_of_glue(service: Serve) -> None:
    with service(lambda _: run_of("SUCCEEDED")) as one:
        properties = {**one.login, "jobName": "clean"}
        ran = run_task(glue.StartJobRun, properties, World(remembered={"id": "jr_1"}))
        assert ran.error is None, ran.error
        assert ran.outputs["jobRunId"] == "jr_1"
        glue.StartJobRun.model_validate(properties).cancel(FakeContext(), {"id": "jr_1"})
        assert [target(each) for each in one.asked] == ["GetJobRun", "BatchStopJobRun"]


def xml_of(operation: str, inner: str) -> Answered:
    text = (
        f"<{operation}Response><{operation}Result>{inner}</{operation}Result></{operation}Response>"
    )
    return Answered(text.encode(), headers={"Content-Type": "text/xml"})


def refused(text: str) -> Answered:
    inner = f"<Code>ValidationError</Code><Message>{text}</Message>"
    return Answered(f"<ErrorResponse><Error>{inner}</Error></ErrorResponse>".encode(), 400)


STACK = (
    "<Stacks><member><StackId>arn</StackId><StackName>shop</StackName>"
    "<StackStatus>{}</StackStatus><Outputs><member><OutputKey>O</OutputKey>"
    "<OutputValue>v</OutputValue></member></Outputs></member></Stacks>"
)


def answers(states: list[str]) -> Callable[[Asked], Answered]:
    left = iter(states)

    def answer(asked: Asked) -> Answered:
        operation = asked.content.decode().partition("Action=")[2].partition("&")[0]
        if operation != "DescribeStacks":
            return xml_of(operation, "<StackId>arn</StackId>")
        state = next(left)
        if state == "GONE":
            return refused("Stack with id shop does not exist")
        return xml_of(operation, STACK.format(state))

    return answer


def test_stacks(service: Serve) -> None:
    asked = {"stackName": "shop", "templateBody": "Resources: {}", "parameters": {"A": "b"}}
    with service(answers(["CREATE_IN_PROGRESS", "CREATE_COMPLETE"])) as one:
        found = one.outputs(cloudformation.Create, asked)
        assert b"Parameters.member.1.ParameterKey=A" in one.asked[0].content
    assert found == {"stackId": "arn", "stackName": "shop", "stackOutputs": {"O": "v"}}
    with service(answers(["ROLLBACK_COMPLETE"])) as one:
        failed = one.run(cloudformation.Create, asked)
    assert "The stack shop is ROLLBACK_COMPLETE" in str(failed.error)
    with service(answers(["DELETE_IN_PROGRESS", "GONE"])) as one:
        assert one.outputs(cloudformation.Delete, {"stackName": "shop"}) == {}


def test_addresses_of_brokers(service: Serve) -> None:
    answer = {"bootstrapBrokerString": "a:9092", "bootstrapBrokerStringSaslIam": "a:9098"}
    with service(lambda _: answer) as one:
        assert one.outputs(msk.TYPES["GetBootstrapBrokers"], {"clusterArn": "arn"}) == answer


def test_commands_have_the_credentials() -> None:
    command = 'echo "::{\\"outputs\\":{\\"o\\":\\"$AWS_DEFAULT_OUTPUT $AWS_ACCESS_KEY_ID $A\\"}}::"'
    ran = run_task(
        AwsCLI,
        {
            "accessKeyId": "an-id",
            "secretKeyId": CANARY,
            "outputFormat": "TEXT",
            "env": {"A": "{{ flow.id }}"},
            "commands": [command, "echo {{ flow.id }} > a.txt"],
            "outputFiles": ["*.txt"],
        },
    )
    assert ran.error is None, ran.error
    assert ran.outputs["vars"] == {"o": "text an-id a-flow"}
    assert list(ran.outputs["outputFiles"]) == ["a.txt"]


def test_a_web_page_is_no_answer_without_members(service: Serve) -> None:
    page = b"<!DOCTYPE html><html><head><title>Intranet</title></head></html>"
    with service(lambda _: Answered(page, headers={"Content-Type": "text/html"})) as one:
        for task, given in ((dynamodb.Scan, {"tableName": "t"}), (buckets.List, {"bucket": "b"})):
            error = str(one.run(task, {**given, "fetchType": "FETCH"}).error)
            assert "failed: 200: a web page (Intranet): is the address that of " in error
