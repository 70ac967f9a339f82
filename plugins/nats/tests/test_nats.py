"""Messages of subjects and keys of buckets, with a NATS that runs here."""

from __future__ import annotations

import asyncio
import json
import secrets
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nats
import pytest

from tests.families.comparison import deviations
from tests.families.documented import mistakes
from tests.families.servers import program, running
from tiercel.plugin import Json
from tiercel.testing import FakeContext, Ran, World, poll, run_task
from tiercel_nats.buckets import CreateBucket, Delete, Get, Put
from tiercel_nats.messages import Consume, NatsRealtimeTrigger, Produce, Request, Trigger

FILE = "kestra:///a/namespace/a-flow/executions/an-execution/rows.ion"
PASSWORD = "canary-2"
# Rendered too.
LEFT_OUT = ["core.Produce.subject: dynamic no not yes"]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    path = program("nats-server", "nats-server")
    login = ["--user", "ann", "--pass", PASSWORD]
    with running(
        lambda port, folder: [
            path,
            "-js",
            "-sd",
            str(folder),
            "-a",
            "127.0.0.1",
            "-p",
            str(port),
            *login,
        ]
    ) as port:
        yield f"nats://127.0.0.1:{port}"


@pytest.fixture
def at(url: str) -> dict[str, Json]:
    return {"url": url, "username": "ann", "password": PASSWORD}


@pytest.fixture
def subject(url: str) -> str:
    """One that a stream keeps."""
    name = f"s{secrets.token_hex(4)}"

    async def make() -> None:
        connection = await nats.connect(url, user="ann", password=PASSWORD)
        await connection.jetstream().add_stream(name=name, subjects=[f"{name}.*"])
        await connection.close()

    asyncio.run(make())
    return f"{name}.new"


def run(task: Any, at: dict[str, Json], world: World | None = None, **properties: Json) -> Ran:
    ran = run_task(task, {**at, **properties}, world)
    assert ran.error is None, ran.error
    return ran


def test_types_are_those_of_the_reference() -> None:
    assert deviations("nats", Path(__file__).with_name("types.json")) == LEFT_OUT
    assert mistakes("nats") == []


def test_messages_go_through_a_stream(at: dict[str, Json], subject: str) -> None:
    given: list[Json] = [{"data": {"id": 1}, "headers": {"source": "shop"}}, "two"]
    assert run(Produce, at, subject=subject, **{"from": given}).outputs == {"messagesCount": 2}
    ran = run(Consume, at, subject=subject, durableId="d", maxRecords=2)
    lines = ran.context.blobs.stored[ran.outputs["uri"]].splitlines()
    first, second = (json.loads(each) for each in lines)
    assert (first["data"], first["headers"]) == ('{"id":1}', {"source": ["shop"]})
    assert (second["data"], second["subject"]) == ("two", subject)
    world = World(stored={FILE: b'{"data":"x"}\n' * 25})
    run(Produce, at, world, subject=subject, **{"from": FILE})
    rest = run(Consume, at, subject=subject, durableId="d", batchSize=10)
    assert rest.outputs["messagesCount"] == 25
    last = run(Consume, at, subject=subject, deliverPolicy="Last", maxRecords=1)
    assert last.outputs["messagesCount"] == 1
    later = run(Consume, at, subject=subject, since="2020-01-01T00:00:00Z", maxRecords=3)
    assert later.outputs["messagesCount"] == 3


def test_a_poll_that_is_cut_off_gives_the_same_again(at: dict[str, Json], subject: str) -> None:
    """To a reader of another name: the server waits for the first one."""
    run(Produce, at, subject=subject, **{"from": [{"data": "1"}, {"data": "2"}]})
    asked = {**at, "subject": subject, "durableId": "d", "maxRecords": 2}
    trigger = Trigger.model_validate(asked)
    assert poll(trigger, FakeContext()).messages_count == 2
    assert poll(trigger, FakeContext()) is None
    run(Produce, at, subject=subject, **{"from": {"data": "3"}})
    cut_off = Trigger.model_validate({**asked, "maxRecords": 1}).poll(FakeContext())
    assert next(cut_off).messages_count == 1
    cut_off.close()
    assert asyncio.run(waiting(at, subject)) == 1


async def waiting(at: dict[str, Json], subject: str) -> int:
    """How many messages the server has given, and waits for."""
    connection = await nats.connect(at["url"], user="ann", password=PASSWORD)
    stream = connection.jetstream()
    info = await stream.consumer_info(subject.partition(".")[0], "d")
    await connection.close()
    return int(info.num_ack_pending)


def test_messages_of_a_task_whose_end_is_lost_are_not_acknowledged(
    at: dict[str, Json], subject: str
) -> None:
    run(Produce, at, subject=subject, **{"from": [{"data": "1"}, {"data": "2"}]})
    asked: dict[str, Json] = {"subject": subject, "durableId": "d", "maxRecords": 1}
    assert run(Consume, at, **asked).outputs["messagesCount"] == 1
    assert asyncio.run(waiting(at, subject)) == 0
    lost = run_task(Consume, {**at, **asked}, is_lost=True)
    assert (lost.error, lost.outputs["messagesCount"]) == (None, 1)
    assert asyncio.run(waiting(at, subject)) == 1


async def test_a_subject_is_listened_to(at: dict[str, Json], subject: str) -> None:
    given = {"subject": subject, "from": [{"data": "1"}, {"data": "2"}]}
    ran = await asyncio.to_thread(run_task, Produce, {**at, **given})
    assert ran.error is None
    trigger = NatsRealtimeTrigger.model_validate({**at, "subject": subject, "durableId": "d"})
    context, found = FakeContext(), []
    async for each in trigger.listen(context):
        found.append(each.data)
        if len(found) == 2:
            context.stop()
    assert found == ["1", "2"]


def test_a_question_is_answered(at: dict[str, Json], url: str) -> None:
    listens, ends = threading.Event(), threading.Event()

    async def answer() -> None:
        connection = await nats.connect(url, user="ann", password=PASSWORD)
        questions = await connection.subscribe("prices")
        await connection.flush()
        listens.set()
        question = await questions.next_msg(60)
        await question.respond(question.data.upper())
        await connection.flush()
        await asyncio.to_thread(ends.wait)
        await connection.close()

    thread = threading.Thread(target=asyncio.run, args=(answer(),))
    thread.start()
    try:
        listens.wait()
        asked = {"subject": "prices", "from": {"data": "chair"}, "requestTimeout": "PT60S"}
        assert run(Request, at, **asked).outputs == {"response": "CHAIR"}
    finally:
        ends.set()
        thread.join()
    error = str(run_task(Request, {**at, "subject": "nobody", "from": "x"}).error)
    assert "asking 'nobody' failed: " in error


def test_values_come_and_go(at: dict[str, Json]) -> None:
    name = f"b{secrets.token_hex(4)}"
    made = run(CreateBucket, at, name=name, historyPerKey=3, description="Prices.")
    assert (made.outputs["history"], made.outputs["entryCount"]) == (3, 0)
    written = run(Put, at, bucketName=name, values={"chair": {"price": 1}, "table": "two"})
    assert written.outputs["revisions"] == {"chair": 1, "table": 2}
    run(Put, at, bucketName=name, values={"table": 3})
    found = run(Get, at, bucketName=name, keys=["chair", "table", "none"])
    assert found.output is not None
    assert found.output.output == {"chair": {"price": 1}, "table": 3, "none": None}
    older = run(Get, at, bucketName=name, keys=["table"], keyRevisions={"table": 2})
    assert older.outputs["output"] == {"table": "two"}
    assert run(Delete, at, bucketName=name, keys=["table"]).outputs == {"deletedCount": 1}


def test_mistakes_are_named_without_the_password(at: dict[str, Json]) -> None:
    for given, said in (
        ({"password": "canary-wrong"}, "sending failed: nats: 'Authorization Violation'"),
        ({"url": "redis://canary-3"}, "such as nats://localhost:4222"),
        ({"url": "nats://127.0.0.1:1"}, "NATS at 127.0.0.1:1: sending failed: "),
    ):
        error = str(run_task(Produce, {**at, "subject": "s", "from": ["x"], **given}).error)
        assert said in error
        assert "canary" not in error
    error = str(run_task(Consume, {**at, "subject": "of.no.stream", "durableId": "d"}).error)
    assert "NATS at 127.0.0.1:" in error
    assert error.endswith("no stream keeps this subject: what no stream keeps can't be read")
    error = str(run_task(Get, {**at, "bucketName": "none", "keys": ["a"]}).error)
    assert "there is no such bucket: `bucketName` must be one that CreateBucket has made" in error
