"""Events and messages, against stand-ins of ours for the clients: AMQP 1.0 has no server here."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, Self

import msgspec
import pytest
from azure.eventhub import EventData
from azure.eventhub.exceptions import EventHubError
from azure.servicebus import ServiceBusMessage
from azure.servicebus.exceptions import MessageSizeExceededError, ServiceBusError

from tiercel.plugin import Json
from tiercel.testing import FakeContext, World, poll, run_task
from tiercel_azure import clients
from tiercel_azure.messages import eventhubs, servicebus

KEY = "canary-5511"
BUS: dict[str, Json] = {
    "tenantId": "t",
    "connectionString": f"Endpoint=sb://127.0.0.1/;SharedAccessKeyName=a;SharedAccessKey={KEY}",
    "queueName": "orders",
}
HUB: dict[str, Json] = {
    "namespace": "127.0.0.1",
    "eventHubName": "orders",
    "sharedKeyAccountName": "a",
    "sharedKeyAccountAccessKey": KEY,
}


class Client:
    """What all stand-ins are: a block that is closed."""

    is_closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.is_closed = True


class Batch:
    """Takes so many, and then no more."""

    def __init__(self, most: int, error: Exception) -> None:
        self.most, self.error = most, error
        self.found: list[Any] = []

    def __len__(self) -> int:
        return len(self.found)

    def add(self, message: Any) -> None:
        if len(self.found) == self.most:
            raise self.error
        self.found.append(message)

    add_message = add


class Bus(Client):
    """A client of Service Bus, its sender and its receiver in one."""

    def __init__(self) -> None:
        self.sent: list[list[Any]] = []
        self.waiting: list[Any] = []
        self.completed: list[Any] = []
        self.asked: list[Any] = []
        self.error: Exception | None = None

    def from_connection_string(self, *_: object, **__: object) -> Bus:
        return self

    def get_queue_sender(self, *names: str) -> Bus:
        self.asked.append(names)
        return self

    def get_queue_receiver(self, *names: str, **options: Any) -> Bus:
        self.asked.append((names, options))
        return self

    get_topic_sender = get_queue_sender
    get_subscription_receiver = get_queue_receiver

    def create_message_batch(self) -> Batch:
        return Batch(2, MessageSizeExceededError(message="full"))

    def send_messages(self, batch: Batch) -> None:
        if self.error is not None:
            raise self.error
        self.sent.append(batch.found)

    def receive_messages(self, count: int, _: float) -> list[Any]:
        found, self.waiting = self.waiting[:count], self.waiting[count:]
        return found

    def complete_message(self, message: Any) -> None:
        self.completed.append(message)


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Replaces classes of a library by a stand-in."""
    real = clients.library

    def replaced(module: Any, name: str, stand_in: Any, *classes: str) -> None:
        library = real(name)
        own = SimpleNamespace(**{**vars(library), **dict.fromkeys(classes, stand_in)})
        monkeypatch.setattr(module, "library", lambda each: own if each == name else real(each))

    return replaced


@pytest.fixture
def bus(use: Callable[..., None]) -> Bus:
    bus = Bus()
    use(servicebus, "servicebus", bus, "ServiceBusClient")
    return bus


def body(message: Any) -> bytes:
    return servicebus.content(message)


def test_messages_are_sent_in_groups(bus: Bus) -> None:
    given: Json = [{"body": {"id": each}, "subject": "new"} for each in range(5)]
    ran = run_task(servicebus.Publish, {**BUS, "serdeType": "JSON", "from": given})
    assert (ran.error, ran.outputs) == (None, {"messagesCount": 5})
    assert [len(each) for each in bus.sent] == [2, 2, 1]
    assert (body(bus.sent[0][1]), bus.sent[0][1].subject) == (b'{"id":1}', "new")
    assert [(each.name, each.value) for each in ran.metrics] == [
        ("servicebus.publish.queue.messages", 5)
    ]
    bus.error = ServiceBusError(f"refused: {KEY}")
    error = str(run_task(servicebus.Publish, {**BUS, "from": {"body": "x"}}).error)
    assert error.startswith("Azure Service Bus at 127.0.0.1: sending failed: refused: ****")
    error = str(run_task(servicebus.Publish, {**BUS, "queueName": None, "from": {}}).error)
    assert error == "`queueName` or `topicName` must be given"


def waiting(*bodies: str) -> list[Any]:
    found = []
    for each in bodies:
        message = ServiceBusMessage(each, application_properties={"a": 1}, message_id=each)
        found.append(message)
    return found


def test_messages_of_a_task_whose_end_is_lost_are_not_acknowledged(bus: Bus) -> None:
    bus.waiting = waiting("1")
    lost = run_task(servicebus.Consume, {**BUS, "maxMessages": 1}, is_lost=True)
    assert (lost.error, lost.outputs["count"]) == (None, 1)
    assert (bus.completed, bus.is_closed) == ([], True)


def test_messages_are_acknowledged_when_they_are_stored(bus: Bus) -> None:
    bus.waiting = waiting('{"id":1}', "2")
    asked: dict[str, Json] = {**BUS, "serdeType": "JSON", "maxMessages": 2}
    ran = run_task(servicebus.Consume, {**asked, "subQueue": "DEAD_LETTER_QUEUE"})
    assert (ran.error, ran.outputs["count"], len(bus.completed)) == (None, 2, 2)
    first = ran.context.blobs.read(ran.outputs["uri"]).splitlines()[0]
    row = msgspec.json.decode(first)
    assert (row["body"], row["applicationProperties"]) == ({"id": 1}, {"a": 1})
    names, options = bus.asked[-1]
    assert (names, options["sub_queue"]) == (("orders",), "deadletter")
    bus.waiting, bus.completed = waiting("3"), []
    topic: dict[str, Json] = {**BUS, "queueName": None, "topicName": "t", "subscriptionName": "s"}
    polled = {**topic, "maxReceiveDuration": "PT1S", "maxMessages": 1}
    trigger = servicebus.Trigger.model_validate(polled)
    cut_off = trigger.poll(FakeContext())
    assert next(cut_off).count == 1
    cut_off.close()
    assert bus.completed == []
    bus.waiting = waiting("3")
    assert poll(trigger, FakeContext()).count == 1
    assert len(bus.completed) == 1
    bus.waiting, bus.completed = waiting("4"), []
    ran = run_task(
        servicebus.Consume, {**asked, "maxMessages": 1, "receiveMode": "RECEIVE_AND_DELETE"}
    )
    assert (ran.outputs["count"], bus.completed) == (1, [])


async def test_a_queue_is_listened_to(bus: Bus) -> None:
    bus.waiting = waiting("1", "2")
    context = FakeContext()
    trigger = servicebus.ServiceBusRealtimeTrigger.model_validate(BUS)
    found = []
    async for each in trigger.listen(context):
        found.append(each.body)
        assert bus.completed == []
        if len(found) == 2:
            context.stop()
    assert (found, len(bus.completed)) == (["1", "2"], 2)


class Event:
    """An event as the client gives it."""

    def __init__(self, number: int, text: str) -> None:
        self.body: Iterator[bytes] = iter([text.encode()])
        self.offset, self.sequence_number = str(number * 10), number
        self.partition_key, self.content_type = b"k", "text/plain"
        self.correlation_id, self.message_id = None, f"m{number}"
        self.enqueued_time = datetime(2030, 1, 1, tzinfo=UTC)
        self.properties = {b"who": b"ann"}


class Hub(Client):
    """A client of Event Hubs, producer and consumer in one."""

    def __init__(self) -> None:
        self.sent: list[list[Any]] = []
        self.events: list[Event] = []
        self.begun: dict[str, Any] = {}
        self.error: Exception | None = None
        self.options: dict[str, Any] = {}
        self.end = threading.Event()

    def __call__(self, **options: Any) -> Hub:
        self.options = options
        self.end.clear()
        return self

    def create_batch(self, **_: object) -> Batch:
        return Batch(3, ValueError("full"))

    def send_batch(self, batch: Batch) -> None:
        self.sent.append(batch.found)

    def get_partition_ids(self) -> list[str]:
        if self.error is not None:
            raise self.error
        return ["0", "1"]

    def receive_batch(self, put: Any, *, starting_position: dict[str, Any], **_: object) -> None:
        self.begun = starting_position
        put(SimpleNamespace(partition_id="0"), self.events)
        self.end.wait(30)

    def close(self) -> None:
        super().close()
        self.end.set()


@pytest.fixture
def hub(use: Callable[..., None]) -> Hub:
    hub = Hub()
    use(eventhubs, "eventhub", hub, "EventHubProducerClient", "EventHubConsumerClient")
    return hub


def test_events_are_sent_in_groups(hub: Hub) -> None:
    rows: Json = [
        {"body": {"id": 1}, "properties": {"b": "2"}, "messageId": "m"},
        "plain",
        {"x": 1},
    ]
    asked: dict[str, Json] = {**HUB, "bodySerializer": "JSON", "eventProperties": {"a": "1"}}
    ran = run_task(eventhubs.Produce, {**asked, "from": rows, "maxEventsPerBatch": 2})
    assert (ran.error, ran.outputs) == (None, {"eventsCount": 3, "sendBatchesCount": 2})
    sent: list[EventData] = [each for batch in hub.sent for each in batch]
    assert [each.body_as_str() for each in sent] == ['{"id":1}', '"plain"', '{"x":1}']
    assert (sent[0].properties, sent[0].message_id) == ({"a": "1", "b": "2"}, "m")
    assert hub.options["retry_backoff_factor"] == 0.5
    wrong: dict[str, Json] = {**HUB, "bodySerializer": "BINARY", "from": {"body": "no base64!"}}
    assert "must be Base64" in str(run_task(eventhubs.Produce, wrong).error)


class Kept:
    """Checkpoints in memory."""

    found: dict[str, str] = {}  # noqa: RUF012  Of the test that replaces it.

    @classmethod
    def opened(cls, *_: object) -> Any:
        return Kept()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def offsets(self) -> dict[str, str]:
        return dict(self.found)

    def put(self, partition: str, offset: str, _: int | None) -> None:
        self.found[partition] = offset


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    found: dict[str, str] = {"1": "7"}
    monkeypatch.setattr(Kept, "found", found)
    monkeypatch.setattr(eventhubs, "Checkpoints", Kept)
    return found


STORE: Json = {"containerName": "c", "connectionString": "AccountKey=x"}
READ: dict[str, Json] = {**HUB, "checkpointStoreProperties": STORE, "maxDuration": "PT2S"}


def test_checkpoints_are_written_when_events_are_stored(hub: Hub, kept: dict[str, str]) -> None:
    hub.events = [Event(1, "1"), Event(2, "2")]
    ran = run_task(eventhubs.Consume, {**READ, "bodyDeserializer": "JSON"})
    assert (ran.error, ran.outputs["eventsCount"]) == (None, 2)
    assert (hub.begun, kept) == ({"0": "-1", "1": "7"}, {"0": "20", "1": "7"})
    row = msgspec.json.decode(ran.context.blobs.read(ran.outputs["uri"]).splitlines()[0])
    assert (row["body"], row["offset"], row["properties"]) == (1, 10, {"who": "ann"})
    assert (row["enqueuedTimestamp"], row["partitionKey"]) == (1893456000000, "k")
    hub.events = [Event(3, "3")]
    trigger = eventhubs.Trigger.model_validate(READ)
    cut_off = trigger.poll(FakeContext())
    assert next(cut_off).events_count == 1
    cut_off.close()
    assert (kept["0"], hub.is_closed) == ("20", True)
    hub.events = [Event(3, "3")]
    assert poll(trigger, FakeContext()).events_count == 1
    assert kept["0"] == "30"


def test_events_of_a_task_whose_end_is_lost_are_read_again(hub: Hub, kept: dict[str, str]) -> None:
    hub.events = [Event(1, "1")]
    lost = run_task(eventhubs.Consume, READ, is_lost=True)
    assert (lost.error, lost.outputs["eventsCount"]) == (None, 1)
    assert (kept, hub.is_closed) == ({"1": "7"}, True)


async def test_a_hub_is_listened_to(hub: Hub, kept: dict[str, str]) -> None:
    hub.events = [Event(1, "1"), Event(2, "2")]
    context = FakeContext()
    given = {**HUB, "checkpointStoreProperties": STORE, "partitionStartingPosition": "LATEST"}
    found = []
    async for each in eventhubs.EventHubsRealtimeTrigger.model_validate(given).listen(context):
        found.append((each.body, each.message_id))
        if len(found) == 2:
            assert "0" not in kept
            context.stop()
    assert found == [("1", "m1"), ("2", "m2")]
    assert (hub.begun["0"], kept["0"]) == ("@latest", "20")


def test_what_goes_wrong_with_events(hub: Hub, kept: dict[str, str]) -> None:
    hub.error = EventHubError(f"refused: {KEY}")
    error = str(run_task(eventhubs.Consume, READ).error)
    assert error.startswith("Azure Event Hubs at 127.0.0.1: receiving failed: refused: ****")
    error = str(run_task(eventhubs.Consume, {**READ, "partitionStartingPosition": "INSTANT"}).error)
    assert error == "`enqueueTime` must be given for the position INSTANT"


def test_properties_of_checkpoints_are_checked(hub: Hub) -> None:
    for wrong in ({"connectionString": "AccountKey=x"}, {"containerName": "c", "other": KEY}):
        given: dict[str, Json] = {**READ, "checkpointStoreProperties": wrong}
        error = str(run_task(eventhubs.Consume, given, World()).error)
        assert error.startswith("`checkpointStoreProperties` must have `containerName`")
        assert KEY not in error
