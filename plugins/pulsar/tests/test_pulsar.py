"""Messages of Pulsar, against a stand-in of ours for its client: no broker is here."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pulsar
import pytest

from tests.families.comparison import deviations
from tests.families.documented import mistakes
from tiercel.plugin import Json
from tiercel.testing import FakeContext, poll, run_task
from tiercel_pulsar import greeting
from tiercel_pulsar.messages import Consume, Produce, PulsarRealtimeTrigger, Reader, Trigger

TOKEN = "canary-9b9b"
PLACE: dict[str, Json] = {
    "uri": "pulsar://127.0.0.1:6650",
    "topic": "orders",
    "authenticationToken": TOKEN,
}
READ: dict[str, Json] = {**PLACE, "subscriptionName": "s", "deserializer": "JSON"}


class Message:
    """A message, as the client gives it."""

    def __init__(self, number: int, text: str) -> None:
        self.number, self.text = number, text

    def event_timestamp(self) -> int:
        return 1893456000000

    def message_id(self) -> Any:
        return pulsar.MessageId(-1, 7, self.number, -1)

    def partition_key(self) -> str:
        return "k"

    def properties(self) -> dict[str, str]:
        return {"a": "b"}

    def topic_name(self) -> str:
        return "orders"

    def data(self) -> bytes:
        return self.text.encode()


class Broker:
    """Client, producer, consumer and reader in one."""

    def __init__(self) -> None:
        self.sent: list[tuple[Any, dict[str, Any]]] = []
        self.waiting: list[Message] = []
        self.acknowledged: list[int] = []
        self.asked: list[Any] = []
        self.sought: int | None = None
        self.error: Exception | None = None

    def __call__(self, uri: str, **options: Any) -> Broker:
        self.asked.append((uri, options))
        return self

    def create_producer(self, topic: str, **options: Any) -> Broker:
        self.asked.append((topic, options))
        if self.error is not None:
            raise self.error
        return self

    def subscribe(self, topics: list[str], name: str, **options: Any) -> Broker:
        self.asked.append((topics, name, options))
        return self

    def create_reader(self, topic: str, begin: Any, **_: object) -> Broker:
        self.asked.append((topic, str(begin)))
        return self

    def seek(self, stamp: int) -> None:
        self.sought = stamp

    def send(self, content: Any, **facts: Any) -> None:
        self.sent.append((content, facts))

    def receive(self, _: int) -> Message:
        if not self.waiting:
            raise pulsar.Timeout
        return self.waiting.pop(0)

    read_next = receive

    def acknowledge(self, message: Message) -> None:
        self.acknowledged.append(message.number)

    def close(self) -> None:
        self.asked.append("closed")


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Broker:
    broker = Broker()
    monkeypatch.setattr(pulsar, "Client", broker)
    return broker


def test_types_are_those_of_the_reference() -> None:
    assert deviations("pulsar", Path(__file__).with_name("types.json")) == []
    assert mistakes("pulsar") == []


def test_messages_are_sent(broker: Broker) -> None:
    at = datetime(2030, 1, 1, tzinfo=UTC).isoformat()
    rows: Json = [{"key": 1, "value": {"id": 1}, "properties": {"a": 1}, "eventTime": at}]
    given: dict[str, Json] = {
        **PLACE,
        "serializer": "JSON",
        "compressionType": "ZLIB",
        "from": rows,
    }
    ran = run_task(Produce, given)
    assert (ran.error, ran.outputs) == (None, {"messagesCount": 1})
    facts = {"partition_key": "1", "properties": {"a": "1"}, "event_timestamp": 1893456000000}
    assert broker.sent == [(b'{"id":1}', facts)]
    assert broker.asked[1][1]["compression_type"] == pulsar.CompressionType.ZLib
    error = str(run_task(Produce, {**PLACE, "from": {"id": 1}}).error)
    assert error == "Row 1 is no message: it must have `value`"
    broker.error = pulsar.AuthenticationError(f"refused {TOKEN}")
    error = str(run_task(Produce, {**PLACE, "from": rows}).error)
    assert error.startswith("Pulsar at 127.0.0.1:6650: sending failed: refused ****")


def test_avro(broker: Broker) -> None:
    schema = '{"type":"record","name":"Order","fields":[{"name":"id","type":"int"}]}'
    given: dict[str, Json] = {**PLACE, "schemaType": "AVRO", "schemaString": schema}
    run_task(Produce, {**given, "from": {"value": {"id": 1}}})
    assert broker.sent == [({"id": 1}, {})]
    assert broker.asked[1][1]["schema"].encode({"id": 1}) == b"\x02"
    wrong = run_task(Produce, {**given, "schemaString": "x", "from": {"value": 1}})
    assert "`schemaString` must be a schema of Avro" in str(wrong.error)


def test_messages_are_acknowledged_when_they_are_stored(broker: Broker) -> None:
    broker.waiting = [Message(1, '{"id":1}'), Message(2, "2")]
    ran = run_task(Consume, {**READ, "subscriptionType": "Key_Shared"})
    assert (ran.error, ran.outputs["messagesCount"]) == (None, 2)
    row = msgspec.json.decode(ran.context.blobs.read(ran.outputs["uri"]).splitlines()[0])
    assert (row["value"], row["key"], row["messageId"]) == ({"id": 1}, "k", "(7,1,-1,-1)")
    assert row["eventTime"] == "2030-01-01T00:00:00+00:00"
    assert broker.acknowledged == [1, 2]
    topics, name, options = broker.asked[1]
    assert (topics, name) == (["orders"], "s")
    assert options["consumer_type"] == pulsar.ConsumerType.KeyShared
    broker.waiting = [Message(3, "3")]
    trigger = Trigger.model_validate(READ)
    cut_off = trigger.poll(FakeContext())
    assert next(cut_off).messages_count == 1
    cut_off.close()
    assert broker.acknowledged == [1, 2]
    broker.waiting = [Message(3, "3")]
    assert poll(trigger, FakeContext()).messages_count == 1
    assert broker.acknowledged == [1, 2, 3]


def test_messages_of_a_task_whose_end_is_lost_are_not_acknowledged(broker: Broker) -> None:
    broker.waiting = [Message(1, "1")]
    lost = run_task(Consume, READ, is_lost=True)
    assert (lost.error, lost.outputs["messagesCount"]) == (None, 1)
    assert (broker.acknowledged, broker.asked[-1]) == ([], "closed")


async def test_a_subscription_is_listened_to(broker: Broker) -> None:
    broker.waiting = [Message(1, "1"), Message(2, "2")]
    context = FakeContext()
    found = []
    async for each in PulsarRealtimeTrigger.model_validate(READ).listen(context):
        found.append(each.value)
        if len(found) == 2:
            assert broker.acknowledged == []
            context.stop()
    assert (found, broker.acknowledged, broker.asked[-1]) == ([1, 2], [1, 2], "closed")


def test_a_topic_is_read_from_a_place_on(broker: Broker) -> None:
    broker.waiting = [Message(1, "1")]
    ran = run_task(Reader, {**PLACE, "messageId": "(7,3,-1,-1)"})
    assert (ran.error, ran.outputs["messagesCount"], broker.acknowledged) == (None, 1, [])
    assert broker.asked[1] == ("orders", "(7,3,-1,-1)")
    run_task(Reader, {**PLACE, "since": "PT1H"})
    assert broker.sought is not None
    for wrong, words in (
        ({"messageId": "x"}, "`messageId` must be such as"),
        ({"topic": ["a", "b"]}, "`topic` must be one topic"),
        ({"schemaType": "JSON"}, "`schemaType` JSON is not there"),
        ({"uri": "localhost:6650"}, "`uri` must be an address such as pulsar://host:6650"),
        ({"uri": "pulsar://localhost:x"}, "`uri` must be an address such as pulsar://host:6650"),
    ):
        assert words in str(run_task(Reader, {**PLACE, **wrong}).error)


@contextmanager
def answering(content: bytes) -> Iterator[str]:
    """The address of what says that to each connection, whatever it is told."""

    def serve() -> None:
        with suppress(OSError):
            opened, _ = listener.accept()
            with opened:
                opened.sendall(content)
                opened.recv(100)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"pulsar://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            thread.join()


@pytest.mark.parametrize("content", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"SSH-2.0-x\r\n", b"x"])
def test_what_is_no_broker_is_told_at_once(broker: Broker, content: bytes) -> None:
    with answering(content) as uri:
        error = str(run_task(Produce, {**PLACE, "uri": uri, "from": {"value": "1"}}).error)
    place = uri.replace("pulsar://", "Pulsar at ")
    assert error == f"{place}: what answers there does not speak Pulsar"
    assert broker.asked == []


def test_a_port_that_says_nothing_is_told(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(greeting, "_ANSWER_SECONDS_MAX", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        uri = f"pulsar://127.0.0.1:{silent.getsockname()[1]}"
        error = str(run_task(Produce, {**PLACE, "uri": uri, "from": {"value": "1"}}).error)
    assert error.endswith(": what listens there does not answer as Pulsar")


def test_a_broker_that_refuses_is_a_broker(broker: Broker) -> None:
    with answering(b"\0\0\0\x10\0\0\0\x0c" + b"x" * 12) as uri:
        ran = run_task(Produce, {**PLACE, "uri": uri, "from": {"value": "1"}})
    assert (ran.error, len(broker.sent)) == (None, 1)
