"""Messages of queues and topics of Service Bus."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import Field

from tiercel.plugin import (
    Json,
    Metric,
    Output,
    Part,
    PluginError,
    PollingTrigger,
    Prop,
    RealtimeTrigger,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel.plugin.services.given_rows import parts_given
from tiercel.plugin.services.messages import (
    SERDE,
    Collecting,
    Inbox,
    SerdeType,
    TakenMessages,
    content_of,
    value_of,
)
from tiercel.plugins.listening import heard
from tiercel_azure.clients import Tokens, allowed, library, parts_of, secrets_of, told
from tiercel_azure.connection import Application, MaybeApplication, Named
from tiercel_azure.limits import TRIES

_WAIT_SECONDS = 1.0  # That is waited for messages before it is said that there are none.
_SUB_QUEUES = {
    "DEAD_LETTER_QUEUE": "deadletter",
    "TRANSFER_DEAD_LETTER_QUEUE": "transferdeadletter",
}
_LOGIN = (
    "tenantId: 72f988bf-86f1-41af-91ab-2d7cd011db47\n"
    "connectionString: \"{{ secret('SERVICE_BUS') }}\"\n"
)
QUEUE = _LOGIN + "queueName: orders\n"


class Bus(Named):
    """Which queue or topic, and who asks: a connection string, with its key or an application."""

    service = "Azure Service Bus"

    connection_string: Annotated[
        str | None,
        Prop(
            "Where the service is, and a key, best from a secret.",
            "With `Endpoint=sb://…/` alone an application asks.",
        ),
    ] = None
    queue_name: Annotated[
        str | None, Prop("The name of the queue; a topic instead has `topicName`.")
    ] = None
    topic_name: Annotated[str | None, Prop("The topic, instead of a queue.")] = None
    subscription_name: Annotated[str | None, Prop("The subscription of the topic.")] = None
    serde_type: Annotated[SerdeType, SERDE] = "STRING"

    @contextmanager
    def client(self, ctx: RunContext, operation: str) -> Iterator[Any]:
        """The client, until the block ends. Raises: PluginError, Interrupted."""
        parts = parts_of(self.connection_string or "Endpoint=")
        host = parts.get("endpoint", "").partition("://")[2].strip("/")
        if not host:
            raise PluginError("`connectionString` must be such as Endpoint=sb://…/;…")
        secrets = secrets_of(self.connection_string, self.client_secret)
        place, bus = allowed(ctx, self.service, f"sb://{host}"), library("servicebus")
        with told(ctx, place, operation, secrets, (ValueError,)):
            made = (
                bus.ServiceBusClient.from_connection_string(
                    self.connection_string, retry_total=TRIES
                )
                if "sharedaccesskey" in parts or "sharedaccesssignature" in parts
                else bus.ServiceBusClient(host, Tokens(ctx, self), retry_total=TRIES)
            )
            with made as client:
                yield client


class Message(Part):
    """A message."""

    body: Annotated[
        Json, Prop("The content of the message: a text, or a value that is sent as JSON.")
    ] = None
    message_id: Annotated[
        str | None, Prop("The id of the message, by which a queue can drop doubles.")
    ] = None
    subject: Annotated[str | None, Prop("What it is about.")] = None
    time_to_live: Annotated[timedelta | None, Prop("How long it is kept.")] = None
    application_properties: Annotated[
        dict[str, Json] | None, Prop("Properties of yours, by name.")
    ] = None


class Published(Output):
    """How many were sent."""

    messages_count: Annotated[int, Prop("How many messages were sent.")]


@plugin(
    "io.kestra.plugin.azure.servicebus.Publish",
    title="Send messages to a queue or a topic of Azure Service Bus.",
    examples=[QUEUE + "serdeType: JSON\nfrom:\n  - body:\n      id: 1\n    subject: new"],
    metrics=[
        Metric(f"servicebus.publish.{each}.messages", "counter", "messages", "How many were sent.")
        for each in ("queue", "topic")
    ],
)
class Publish(Application, Bus, RunnableTask[Published]):
    """In groups, as many as the service takes at once."""

    from_: Annotated[
        str | list[Json] | Message,
        Field(alias="from"),
        Prop("The messages: one, a list, or the address of a stored file of them."),
    ]

    def run(self, ctx: RunContext) -> Published:
        """Raises: PluginError for a row that is no message, or one that is too large."""
        count, bus = 0, library("servicebus")
        with ExitStack() as stack:
            client = stack.enter_context(self.client(ctx, "sending"))
            sender = stack.enter_context(self._sender(client))
            group = sender.create_message_batch()
            for each in parts_given(ctx, self.from_, Message):
                message = self._written(each)
                try:
                    group.add_message(message)
                except bus.exceptions.MessageSizeExceededError:
                    sender.send_messages(group)
                    group = sender.create_message_batch()
                    group.add_message(message)
                count += 1
            if count:
                sender.send_messages(group)
        kind = "queue" if self.queue_name else "topic"
        ctx.metrics.counter(f"servicebus.publish.{kind}.messages", count)
        return Published(messages_count=count)

    def _sender(self, client: Any) -> Any:
        if self.queue_name:
            return client.get_queue_sender(self.queue_name)
        if self.topic_name:
            return client.get_topic_sender(self.topic_name)
        raise PluginError("`queueName` or `topicName` must be given")

    def _written(self, message: Message) -> Any:
        return library("servicebus").ServiceBusMessage(
            content_of(self.serde_type, message.body),
            message_id=message.message_id,
            subject=message.subject,
            time_to_live=message.time_to_live,
            application_properties=message.application_properties,
        )


class ReceivedMessage(Output):
    """A message."""

    body: Annotated[Json, Prop("The content of the message, read as `serdeType` says.")] = None
    message_id: Annotated[str | None, Prop("The id that the sender gave the message.")] = None
    subject: Annotated[str | None, Prop("What it is about.")] = None
    time_to_live: Annotated[timedelta | None, Prop("How long it is kept.")] = None
    application_properties: Annotated[
        dict[str, Json] | None, Prop("Properties of the sender, by name.")
    ] = None


def content(message: Any) -> bytes:
    """What a message of a client has in it, whether as one piece or as several."""
    found = message.body
    return found if isinstance(found, bytes) else b"".join(found)


def texts_of(found: Mapping[str | bytes, Json] | None) -> dict[str, Json]:
    """Properties of a message with texts as names and values."""
    return {str(_text(name)): _text(value) for name, value in (found or {}).items()}


def _text(value: Json) -> Json:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


class Waiting:
    """What a queue gives until it is acknowledged."""

    def __init__(self, asked: Receiving, receiver: Any) -> None:
        self._asked, self._receiver = asked, receiver
        self._given: list[Any] = []

    def messages(self, count: int) -> list[ReceivedMessage]:
        """Some, after a moment none."""
        found = self._receiver.receive_messages(count, _WAIT_SECONDS)
        self._given += found
        return [self._read(each) for each in found]

    def receive(self, count: int) -> Iterator[Json]:
        """As rows of a file."""
        for each in self.messages(count):
            yield each.model_dump(by_alias=True, exclude_none=True, mode="json")

    def acknowledge(self) -> None:
        """All that were given are stored."""
        given, self._given = self._given, []
        if self._asked.receive_mode != "RECEIVE_AND_DELETE":
            for each in given:
                self._receiver.complete_message(each)

    def _read(self, message: Any) -> ReceivedMessage:
        number = message.message_id
        serde = self._asked.serde_type
        return ReceivedMessage(
            body=value_of(serde, content(message), f"The message {number}"),
            message_id=None if number is None else str(number),
            subject=message.subject,
            time_to_live=message.time_to_live,
            application_properties=texts_of(message.application_properties) or None,
        )


class Receiving(Bus):
    """How messages are received."""

    receive_mode: Annotated[
        Literal["PEEK_LOCK", "RECEIVE_AND_DELETE"] | None,
        Prop(
            "Whether the service keeps a message until it is acknowledged.",
            "By default it does; RECEIVE_AND_DELETE may lose messages.",
        ),
    ] = None
    sub_queue: Annotated[
        Literal["NONE", "DEAD_LETTER_QUEUE", "TRANSFER_DEAD_LETTER_QUEUE"] | None,
        Prop("Messages that could not be delivered, instead of the others."),
    ] = None

    @contextmanager
    def waiting(self, ctx: RunContext) -> Iterator[Waiting]:
        """What is there. Raises: PluginError without a queue or a subscription."""
        deletes = self.receive_mode == "RECEIVE_AND_DELETE"
        asked = {
            "receive_mode": "receiveanddelete" if deletes else "peeklock",
            "sub_queue": _SUB_QUEUES.get(self.sub_queue or ""),
        }
        with self.client(ctx, "receiving") as client:
            if self.queue_name:
                receiver = client.get_queue_receiver(self.queue_name, **asked)
            elif self.topic_name and self.subscription_name:
                names = (self.topic_name, self.subscription_name)
                receiver = client.get_subscription_receiver(*names, **asked)
            else:
                raise PluginError(
                    "`queueName`, or `topicName` and `subscriptionName`, must be given"
                )
            with receiver:
                yield Waiting(self, receiver)


class ReceivingSome(Receiving, Collecting):
    """What reads several messages into a file."""

    max_messages: Annotated[
        int | None, Prop("How many to read at most; all that are there by default.")
    ] = None

    @contextmanager
    def inbox(self, ctx: RunContext) -> Iterator[Inbox]:
        with self.waiting(ctx) as found:
            yield found


_DURATION = Prop("How long to read.")
_PULLED = Prop("Accepted: as many are asked for as fit.", hidden=True)


@plugin(
    "io.kestra.plugin.azure.servicebus.Consume",
    title="Read messages of Azure Service Bus.",
    examples=[QUEUE + "serdeType: JSON\nmaxMessages: 1000"],
)
class Consume(Application, ReceivingSome, RunnableTask[TakenMessages]):
    """They are acknowledged once the end of the task is stored, so none is lost."""

    max_receive_duration: Annotated[timedelta, _DURATION] = timedelta(seconds=10)
    pull_batch_size: Annotated[int, _PULLED] = 100

    def bounds(self) -> tuple[int | None, timedelta | None]:
        return self.max_messages, self.max_receive_duration

    def run(self, ctx: RunContext) -> TakenMessages:
        return self.taken(ctx, None, TakenMessages)


@plugin(
    "io.kestra.plugin.azure.servicebus.Trigger",
    title="Start an execution for messages of Azure Service Bus.",
    examples=[
        _LOGIN + "topicName: orders\nsubscriptionName: reports\nmaxMessages: 100\n"
        "maxReceiveDuration: PT5S\ninterval: PT30S"
    ],
)
class Trigger(MaybeApplication, ReceivingSome, PollingTrigger[TakenMessages]):
    """One for all messages of a poll, which are acknowledged once it is stored."""

    max_receive_duration: Annotated[timedelta, _DURATION]

    def bounds(self) -> tuple[int | None, timedelta | None]:
        return self.max_messages, self.max_receive_duration

    def poll(self, ctx: RunContext) -> Iterator[TakenMessages]:
        return self.polled(ctx, None, TakenMessages)


@plugin(
    "io.kestra.plugin.azure.servicebus.RealTimeTrigger",
    title="Start an execution for each message of Azure Service Bus.",
    examples=[QUEUE + "serdeType: JSON"],
)
class ServiceBusRealtimeTrigger(MaybeApplication, Receiving, RealtimeTrigger[ReceivedMessage]):
    """A message is acknowledged once its execution is stored, so none is lost."""

    async def listen(self, ctx: RunContext) -> AsyncIterator[ReceivedMessage]:
        with self.waiting(ctx) as waiting:
            async for each in heard(ctx, waiting.messages, waiting.acknowledge):
                yield each
