"""Messages that are sent and read."""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import Field

from tiercel.plugin import (
    Json,
    Output,
    PluginError,
    PollingTrigger,
    Prop,
    RealtimeTrigger,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel.plugin.services.given_rows import rows_given
from tiercel.plugin.services.messages import (
    Consuming,
    Inbox,
    MessagesRead,
    content_of,
    value_of,
)
from tiercel.plugins.listening import heard
from tiercel_pulsar.connection import Pulsar, library

PLACE = "uri: pulsar://localhost:6650\ntopic: orders\n"
Serde = Literal["STRING", "JSON", "BYTES"]


class Sent(Output):
    """How many were sent."""

    messages_count: Annotated[int, Prop("How many messages were sent.")]


@plugin(
    "io.kestra.plugin.pulsar.Produce",
    title="Send messages to a topic of Pulsar.",
    examples=[PLACE + "serializer: JSON\nfrom:\n  - key: a\n    value:\n      id: 1"],
)
class Produce(Pulsar, RunnableTask[Sent]):
    """The broker confirms each."""

    topic: Annotated[str, Prop("The topic, such as persistent://public/default/orders.")]
    from_: Annotated[
        str | list[Json] | dict[str, Json],
        Field(alias="from"),
        Prop(
            "The messages: one, a list, or the address of a stored file with a row for each.",
            "A row has `value`, and may have `key`, `properties`, `eventTime`.",
        ),
    ]
    serializer: Annotated[Serde, Prop("How values are written; BYTES are Base64 here.")] = "STRING"
    producer_name: Annotated[str | None, Prop("The name of the sender; any by default.")] = None
    producer_properties: Annotated[dict[str, str] | None, Prop("Properties of the sender.")] = None
    access_mode: Annotated[
        Literal["Shared", "Exclusive", "ExclusiveWithFencing", "WaitForExclusive"] | None,
        Prop("Whether others may send to the topic meanwhile."),
    ] = None
    compression_type: Annotated[
        Literal["NONE", "LZ4", "ZLIB", "ZSTD", "SNAPPY"] | None, Prop("How it is compressed.")
    ] = None
    encryption_key: Annotated[str | None, Prop("Refused: messages are not encrypted here.")] = None

    def run(self, ctx: RunContext) -> Sent:
        """Raises: PluginError for a row that is no message."""
        refuse(self.encryption_key)
        count, pulsar, options = 0, library(), self.schema_options()
        if self.access_mode is not None:
            options["access_mode"] = getattr(pulsar.ProducerAccessMode, self.access_mode)
        if self.compression_type is not None:
            name = self.compression_type.replace("ZLIB", "ZLib")
            options["compression_type"] = getattr(pulsar.CompressionType, name)
        with (
            self.client(ctx, "sending") as client,
            closing(
                client.create_producer(
                    self.topic,
                    producer_name=self.producer_name,
                    properties=self.producer_properties,
                    **options,
                )
            ) as producer,
        ):
            for row in rows_given(ctx, self.from_):
                if not isinstance(row, Mapping) or "value" not in row:
                    raise PluginError(f"Row {count + 1} is no message: it must have `value`")
                producer.send(self._written(row["value"]), **_facts(row))
                count += 1
        return Sent(messages_count=count)

    def _written(self, value: Json) -> Any:
        if self.schema_type == "AVRO":
            return value
        if self.serializer == "BYTES" and not isinstance(value, bytes):
            try:
                return b64decode(str(value), validate=True)
            except Base64Error:
                raise PluginError("A value must be Base64 for the serializer BYTES") from None
        return content_of(self.serializer, value)


def refuse(key: str | None) -> None:
    """Raises: PluginError for a key of encryption."""
    if key:
        raise PluginError("`encryptionKey` can't be used: messages are not encrypted here")


def _facts(row: Mapping[str, Json]) -> dict[str, Json]:
    found: dict[str, Json] = {}
    if row.get("key") is not None:
        found["partition_key"] = str(row["key"])
    if row.get("properties"):
        found["properties"] = {name: str(each) for name, each in row["properties"].items()}
    if row.get("eventTime") is not None:
        at = row["eventTime"]
        is_number = isinstance(at, int)
        stamp = at if is_number else datetime.fromisoformat(str(at)).timestamp() * 1000
        found["event_timestamp"] = round(stamp)
    return found


class ReceivedMessage(Output):
    """A message."""

    key: Annotated[str | None, Prop("The key by which the broker orders messages.")] = None
    value: Annotated[Json, Prop("What it says, read by `deserializer`.")] = None
    properties: Annotated[
        dict[str, str] | None, Prop("The properties that its sender gave it, by name.")
    ] = None
    event_time: Annotated[str | None, Prop("When it was made, as its sender says.")] = None
    message_id: Annotated[
        str | None, Prop("Its place: ledger, entry, partition and number in the batch.")
    ] = None
    topic: Annotated[str | None, Prop("The topic that it came from.")] = None


class Reading(Pulsar):
    """What all that read have."""

    topic: Annotated[Json, Prop("The topic, or a list of topics.")]
    deserializer: Annotated[Serde, Prop("How values are read; BYTES become Base64.")] = "STRING"

    def topics(self) -> list[str]:
        """The topics. Raises: PluginError for what is no text and no list."""
        found = [self.topic] if isinstance(self.topic, str) else self.topic
        if not isinstance(found, list) or not found:
            raise PluginError("`topic` must be a topic, or a list of topics")
        return [str(each) for each in found]

    def read(self, message: Any) -> ReceivedMessage:
        """A message as outputs have it. Raises: PluginError where it should be JSON and isn't."""
        at, number = message.event_timestamp(), str(message.message_id())
        return ReceivedMessage(
            key=message.partition_key() or None,
            value=self._value(message, number),
            properties=message.properties() or None,
            event_time=datetime.fromtimestamp(at / 1000, UTC).isoformat() if at else None,
            message_id=number,
            topic=message.topic_name(),
        )

    def _value(self, message: Any, number: str) -> Json:
        if self.schema_type == "AVRO":
            return message.value()
        if self.deserializer == "BYTES":
            return b64encode(message.data()).decode()
        return value_of(self.deserializer, message.data(), f"The message {number}")


class Waiting:
    """What a consumer, or a reader of one topic, gives; each call waits for `moment`."""

    def __init__(self, asked: Reading, receive: Any, moment: timedelta, consumer: Any) -> None:
        self._asked, self._receive, self._consumer = asked, receive, consumer
        self._milliseconds = max(1, round(moment.total_seconds() * 1000))
        self._given: list[Any] = []

    def messages(self, count: int) -> list[ReceivedMessage]:
        """Some, after the moment none."""
        found: list[ReceivedMessage] = []
        while len(found) < count:
            try:
                # Those that follow the first are there already, or come later.
                message = self._receive(1 if found else self._milliseconds)
            except library().Timeout:
                break
            self._given.append(message)
            found.append(self._asked.read(message))
        return found

    def receive(self, count: int) -> Iterator[Json]:
        """As rows of a file."""
        for each in self.messages(count):
            yield each.model_dump(by_alias=True, exclude_none=True)

    def acknowledge(self) -> None:
        """All that were given are stored."""
        given, self._given = self._given, []
        if self._consumer is not None:
            for each in given:
                self._consumer.acknowledge(each)


class Subscribed(Reading):
    """Reads as a subscription, which remembers what was acknowledged."""

    subscription_name: Annotated[str, Prop("The subscription; it is made where there is none.")]
    subscription_type: Annotated[
        Literal["Exclusive", "Shared", "Failover", "Key_Shared"],
        Prop("Whether others read for the same subscription."),
    ] = "Exclusive"
    initial_position: Annotated[
        Literal["Latest", "Earliest"], Prop("Where a new subscription begins.")
    ] = "Earliest"
    consumer_name: Annotated[str | None, Prop("The name of the reader.")] = None
    consumer_properties: Annotated[
        dict[str, str] | None,
        Prop("Properties of the reader, texts by name, which the broker lists."),
    ] = None
    encryption_key: Annotated[str | None, Prop("Refused: messages are not encrypted here.")] = None

    @contextmanager
    def waiting(self, ctx: RunContext, moment: timedelta) -> Iterator[Waiting]:
        """What it has not acknowledged. Raises: PluginError, Interrupted."""
        refuse(self.encryption_key)
        pulsar, topics = library(), self.topics()
        kind = self.subscription_type.replace("_", "")
        with self.client(ctx, "reading") as client:
            consumer = client.subscribe(
                topics,
                self.subscription_name,
                consumer_type=getattr(pulsar.ConsumerType, kind),
                initial_position=getattr(pulsar.InitialPosition, self.initial_position),
                consumer_name=self.consumer_name,
                properties=self.consumer_properties,
                **self.schema_options(),
            )
            yield Waiting(self, consumer.receive, moment, consumer)


class Polled(Consuming):
    """How long one look at the topic takes."""

    poll_duration: Annotated[timedelta, Prop("How long to wait for a message.")] = timedelta(
        seconds=2
    )


class SubscriptionReading(Subscribed, Polled):
    """What reads several messages into a file."""

    @contextmanager
    def inbox(self, ctx: RunContext) -> Iterator[Inbox]:
        with self.waiting(ctx, self.poll_duration) as found:
            yield found


_SUBSCRIPTION = PLACE + "subscriptionName: reports\ndeserializer: JSON\n"


@plugin(
    "io.kestra.plugin.pulsar.Consume",
    title="Read messages of a subscription of Pulsar.",
    examples=[_SUBSCRIPTION + "maxRecords: 1000"],
)
class Consume(SubscriptionReading, RunnableTask[MessagesRead]):
    """They are acknowledged once the end of the task is stored, so none is lost."""

    def run(self, ctx: RunContext) -> MessagesRead:
        return self.taken(ctx, None, MessagesRead)


@plugin(
    "io.kestra.plugin.pulsar.Trigger",
    title="Start an execution for messages of a subscription of Pulsar.",
    examples=[_SUBSCRIPTION + "interval: PT30S"],
)
class Trigger(SubscriptionReading, PollingTrigger[MessagesRead]):
    """One for all messages of a poll, which are acknowledged once it is stored."""

    def poll(self, ctx: RunContext) -> Iterator[MessagesRead]:
        return self.polled(ctx, None, MessagesRead)


@plugin(
    "io.kestra.plugin.pulsar.RealtimeTrigger",
    title="Start an execution for each message of a subscription of Pulsar.",
    examples=[_SUBSCRIPTION.rstrip()],
)
class PulsarRealtimeTrigger(Subscribed, RealtimeTrigger[ReceivedMessage]):
    """A message is acknowledged once its execution is stored, so none is lost."""

    async def listen(self, ctx: RunContext) -> AsyncIterator[ReceivedMessage]:
        with self.waiting(ctx, timedelta(seconds=1)) as waiting:
            async for each in heard(ctx, waiting.messages, waiting.acknowledge):
                yield each


@plugin(
    "io.kestra.plugin.pulsar.Reader",
    title="Read messages of a topic of Pulsar from a place on.",
    examples=[PLACE + "since: PT1H\nmaxRecords: 1000"],
)
class Reader(Reading, Polled, RunnableTask[MessagesRead]):
    """Without a subscription: nothing is remembered."""

    message_id: Annotated[
        str | None, Prop("Behind which message it begins, as outputs show its id.")
    ] = None
    since: Annotated[timedelta | None, Prop("How far back it begins; `messageId` goes before.")] = (
        None
    )

    @contextmanager
    def inbox(self, ctx: RunContext) -> Iterator[Inbox]:
        """Raises: PluginError for several topics, or for an id that is none."""
        topics = self.topics()
        if len(topics) > 1:
            raise PluginError("`topic` must be one topic")
        with self.client(ctx, "reading") as client:
            reader = client.create_reader(topics[0], self._begin(), **self.schema_options())
            if self.message_id is None and self.since is not None:
                reader.seek(round((ctx.now() - self.since).timestamp() * 1000))
            yield Waiting(self, reader.read_next, self.poll_duration, None)

    def _begin(self) -> Any:
        pulsar = library()
        if self.message_id is None:
            return pulsar.MessageId.earliest
        parts = self.message_id.strip("()").split(",")
        if len(parts) != 4 or not all(each.strip().lstrip("-").isdigit() for each in parts):
            raise PluginError("`messageId` must be such as (12,3,-1,-1)")
        ledger, entry, partition, batch = (int(each) for each in parts)
        return pulsar.MessageId(partition, ledger, entry, batch)

    def run(self, ctx: RunContext) -> MessagesRead:
        return self.taken(ctx, None, MessagesRead)
