"""Messages of queues, with a RabbitMQ that runs here."""

from __future__ import annotations

import json
import secrets
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from plugins.amqp.tests.servers import broker
from tests.families.comparison import deviations
from tests.families.documented import mistakes
from tiercel.plugin import Json
from tiercel.testing import FakeContext, Ran, World, poll, run_task
from tiercel_amqp.messages import AmqpRealtimeTrigger, Consume, Publish, Trigger
from tiercel_amqp.places import CreateQueue, DeclareExchange, QueueBind

# The first test waits for the server, on a machine that may do much else.
pytestmark = pytest.mark.timeout(1200)
FILE = "kestra:///a/namespace/a-flow/executions/an-execution/rows.ion"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with broker() as number:
        yield number


@pytest.fixture
def at(port: int) -> dict[str, Json]:
    return {"host": "127.0.0.1", "port": str(port), "username": "guest", "password": "guest"}


@pytest.fixture
def queue(at: dict[str, Json]) -> str:
    name = f"queue-{secrets.token_hex(4)}"
    assert run(CreateQueue, at, name=name).outputs == {"queue": name}
    return name


def run(task: Any, at: dict[str, Json], world: World | None = None, **properties: Json) -> Ran:
    ran = run_task(task, {**at, **properties}, world)
    assert ran.error is None, ran.error
    return ran


def rows(ran: Ran) -> list[dict[str, Json]]:
    lines = ran.context.blobs.stored[ran.outputs["uri"]].splitlines()
    return [json.loads(each) for each in lines]


LEFT_OUT = [
    # A list is read row by row, so that an error names the row.
    "Publish.from: type object|object[]|string not any[]|object|string",
    # A broker that `url` names needs no host.
    *(
        f"{each}.host: required yes not no"
        for each in (
            "Consume",
            "CreateQueue",
            "DeclareExchange",
            "Publish",
            "QueueBind",
            "RealtimeTrigger",
            "Trigger",
        )
    ),
]


def test_types_are_those_of_the_reference() -> None:
    found = deviations("amqp", Path(__file__).with_name("types.json"))
    assert sorted(found) == sorted(LEFT_OUT)
    assert mistakes("amqp") == []


def test_messages_go_through_an_exchange(at: dict[str, Json], queue: str) -> None:
    made = run(DeclareExchange, at, name=f"e-{queue}", exchangeType="TOPIC")
    assert made.outputs == {"exchange": f"e-{queue}"}
    run(QueueBind, at, exchange=f"e-{queue}", queue=queue, routingKey="new.#")
    message: dict[str, Json] = {
        "data": {"id": 1},
        "headers": {"source": "shop"},
        "messageId": "m-1",
        "timestamp": "2030-01-01T00:00:00Z",
        "expiration": "PT1H",
        "contentType": "application/json",
    }
    place = {"exchange": f"e-{queue}", "routingKey": "new.order", "serdeType": "JSON"}
    assert run(Publish, at, **place, **{"from": message}).outputs == {"messagesCount": 1}
    (found,) = rows(run(Consume, at, queue=queue, serdeType="JSON"))
    wanted = {**message, "timestamp": "2030-01-01T00:00:00+00:00", "expiration": "3600000"}
    assert found == {**wanted, "deliveryMode": 2}
    lost = run_task(Publish, {**at, **place, "routingKey": "old", "from": message})
    assert "publishing failed" in str(lost.error)


def test_files_are_published_and_read_in_parts(at: dict[str, Json], queue: str) -> None:
    world = World(stored={FILE: b'{"data":"one"}\n' * 25})
    sent = run(Publish, at, world, exchange="", routingKey=queue, **{"from": FILE})
    assert sent.outputs["messagesCount"] == 25
    assert run(Consume, at, queue=queue, maxRecords=20).outputs["count"] == 20
    assert run(Consume, at, queue=queue, autoAck=True).outputs["count"] == 5


def test_a_poll_that_is_cut_off_gives_the_same_again(at: dict[str, Json], queue: str) -> None:
    given = [{"data": "1"}, {"data": "2"}]
    run(Publish, at, exchange="", routingKey=queue, **{"from": given})
    trigger = Trigger.model_validate({**at, "queue": queue})
    cut_off = trigger.poll(FakeContext())
    assert next(cut_off).count == 2
    cut_off.close()
    assert poll(trigger, FakeContext()).count == 2
    assert poll(trigger, FakeContext()) is None


def test_messages_of_a_task_whose_end_is_lost_come_again(at: dict[str, Json], queue: str) -> None:
    run(Publish, at, exchange="", routingKey=queue, **{"from": [{"data": "1"}, {"data": "2"}]})
    lost = run_task(Consume, {**at, "queue": queue}, is_lost=True)
    assert (lost.error, lost.outputs["count"]) == (None, 2)
    assert run(Consume, at, queue=queue).outputs["count"] == 2
    assert run(Consume, at, queue=queue).outputs["count"] == 0


async def test_a_queue_is_listened_to(at: dict[str, Json], queue: str) -> None:
    run(Publish, at, exchange="", routingKey=queue, **{"from": [{"data": "1"}, {"data": "2"}]})
    trigger = AmqpRealtimeTrigger.model_validate({**at, "queue": queue, "serdeType": "JSON"})
    context, found = FakeContext(), []
    async for each in trigger.listen(context):
        found.append(each.data)
        if len(found) == 2:
            context.stop()
    assert found == [1, 2]


def test_mistakes_are_named_without_the_password(at: dict[str, Json], queue: str) -> None:
    wrong = {**at, "password": "canary-6"}
    address = f"amqp://ann:canary-6@127.0.0.1:{at['port']}/"
    for given, said in (
        (wrong, f"AMQP at 127.0.0.1:{at['port']}: reading failed: "),
        (wrong, "ACCESS_REFUSED"),
        ({"url": address}, "AMQP at 127.0.0.1:"),
        ({"url": "redis://canary-6"}, "such as amqp://user:password@host:5672/"),
        ({"host": "127.0.0.1", "port": "x"}, "`host` must be given, and `port` a number"),
        ({"host": "127.0.0.1", "port": "1", "password": "canary-6"}, "AMQP at 127.0.0.1:1"),
        ({**at, "queue": f"{queue}-none"}, "NOT_FOUND"),
    ):
        error = str(run_task(Consume, {"queue": queue, **given}).error)
        assert said in error
        assert "canary" not in error
    bad = {**at, "exchange": "", "from": [{"data": "1", "priority": "x"}]}
    assert "Row 1: `priority`: " in str(run_task(Publish, bad).error)


@pytest.mark.parametrize(
    ("greeting", "words"),
    [
        (None, "Connection refused"),
        (b"SSH-2.0-x\r\n", "what answers there, if anything, speaks no"),
    ],
)
def test_another_server_is_no_broker(
    greeting: bytes | None, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A port that is taken and that nobody listens at refuses whoever comes.
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
        if greeting is not None:
            other.listen()
            monkeypatch.setattr("tiercel_amqp.connection._STACK_SECONDS", 1)
        given = {"host": "127.0.0.1", "port": str(port), "queue": "q"}
        error = str(run_task(Consume, given).error)
    assert error.startswith(f"AMQP at 127.0.0.1:{port}: reading failed: {words}")
