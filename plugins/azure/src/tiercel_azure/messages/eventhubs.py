"""Events of Event Hubs."""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Annotated, Any, Literal, Self

import msgspec
from pydantic import Field

from tiercel.plugin import (
    Json,
    Metric,
    Output,
    PluginError,
    PollingTrigger,
    Prop,
    RealtimeTrigger,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel.plugin.rows import row_of_text
from tiercel.plugin.services.given_rows import rows_given
from tiercel.plugin.services.messages import (
    Collecting,
    Inbox,
    KeptMessages,
    MessagesOutput,
    value_of,
)
from tiercel.plugins.listening import heard
from tiercel_azure.clients import allowed, library, parts_of, told
from tiercel_azure.messages.checkpoints import Checkpoints
from tiercel_azure.messages.events import Reader
from tiercel_azure.messages.servicebus import content, texts_of
from tiercel_azure.storage.accounts import Sassed
from tiercel_azure.storage.files import readable
from tiercel_azure.storage.signing import moment_of

Serde = Literal["STRING", "BINARY", "ION", "JSON"]
_AT_ONCE = 100  # Events of a realtime trigger that are acknowledged together.
_EVENT = frozenset({"body", "contentType", "correlationId", "messageId", "properties"})
PLACE = "connectionString: \"{{ secret('EVENT_HUBS') }}\"\nnamespace: shop\neventHubName: orders\n"
_STORE = (
    "checkpointStoreProperties:\n  containerName: checkpoints\n"
    "  connectionString: \"{{ secret('AZURE_STORAGE') }}\"\n"
)


class Hub(Sassed):
    """Which hub, and who asks: a connection string, a policy with its key, or a signature."""

    namespace: Annotated[str, Prop("The namespace, such as shop, or its whole host.")]
    event_hub_name: Annotated[str, Prop("The name of the hub in its namespace.")]
    custom_endpoint_address: Annotated[
        str | None, Prop("The address of a gateway in front of it.")
    ] = None
    client_max_retries: Annotated[int, Prop("How often a client asks again.")] = 5
    client_retry_delay: Annotated[
        int, Prop("How many milliseconds it waits first; each time twice as long.")
    ] = 500

    @property
    def host(self) -> str:
        """The host of the namespace."""
        parts = parts_of(self.connection_string) if self.connection_string else {}
        given = parts.get("endpoint", "").partition("://")[2].strip("/") or self.namespace
        return given if "." in given else f"{given}.servicebus.windows.net"

    @contextmanager
    def told(self, ctx: RunContext, operation: str) -> Iterator[None]:
        """Errors of clients with where and what. Raises: PluginError, Interrupted."""
        place = allowed(ctx, "Azure Event Hubs", f"sb://{self.host}")
        more = (library("eventhub.exceptions").EventHubError, ValueError)
        with told(ctx, place, operation, self.secrets(), more):
            yield

    def made(self, ctx: RunContext, name: str, **more: Any) -> Any:
        """A client by the name of its class."""
        kind = getattr(library("eventhub"), name)
        options = {
            "retry_total": self.client_max_retries,
            "retry_backoff_factor": self.client_retry_delay / 1000,
            **more,
        }
        if self.custom_endpoint_address:
            options["custom_endpoint_address"] = self.custom_endpoint_address
        if self.connection_string:
            options["eventhub_name"] = self.event_hub_name
            return kind.from_connection_string(self.connection_string, **options)
        options |= {"eventhub_name": self.event_hub_name, "credential": self.credential(ctx)}
        return kind(fully_qualified_namespace=self.host, **options)


class Produced(Output):
    """How many were sent."""

    events_count: Annotated[int, Prop("How many events were sent.")]
    send_batches_count: Annotated[int, Prop("In how many requests.")]


@plugin(
    "io.kestra.plugin.azure.eventhubs.Produce",
    title="Send events to Azure Event Hubs.",
    examples=[
        PLACE + "bodySerializer: JSON\nfrom:\n  - body:\n      id: 1\n  - body:\n      id: 2"
    ],
    metrics=[
        Metric("events.sent.count", "counter", "events", "How many were sent."),
        Metric("batches.sent.count", "counter", "batches", "In how many requests."),
    ],
)
class Produce(Hub, RunnableTask[Produced]):
    """An event is a map with `body`, `properties`, `messageId`, …; else all of it is the body."""

    from_: Annotated[
        str | list[Json] | dict[str, Json],
        Field(alias="from"),
        Prop("The events: one, a list, or the address of a stored file of them."),
    ]
    body_serializer: Annotated[Serde, Prop("How a body is written; BINARY is Base64 here.")] = (
        "STRING"
    )
    body_serializer_properties: Annotated[dict[str, Json], Prop("Accepted: none is known.")] = {}  # noqa: RUF012
    body_content_type: Annotated[str | None, Prop("The media type of the bodies.")] = None
    event_properties: Annotated[dict[str, str], Prop("Properties of each event.")] = {}  # noqa: RUF012
    partition_key: Annotated[
        str | None, Prop("Events of one key are in one partition; any by default.")
    ] = None
    max_events_per_batch: Annotated[int, Prop("How many events one request has at most.")] = 1000
    max_batch_size_in_bytes: Annotated[
        int | None, Prop("How large a request is; as large as the service takes by default.")
    ] = None

    def run(self, ctx: RunContext) -> Produced:
        """Raises: PluginError for an event that is too large for a request."""
        count, batches = 0, 0
        with self.told(ctx, "sending"), self.made(ctx, "EventHubProducerClient") as client:
            batch = self._batch(client)
            for row in rows_given(ctx, self.from_):
                event = self._event(row)
                if len(batch) >= self.max_events_per_batch or not _fits(batch, event):
                    client.send_batch(batch)
                    batches += 1
                    batch = self._batch(client)
                    batch.add(event)
                count += 1
            if len(batch):
                client.send_batch(batch)
                batches += 1
        ctx.metrics.counter("events.sent.count", count)
        ctx.metrics.counter("batches.sent.count", batches)
        return Produced(events_count=count, send_batches_count=batches)

    def _batch(self, client: Any) -> Any:
        return client.create_batch(
            partition_key=self.partition_key, max_size_in_bytes=self.max_batch_size_in_bytes
        )

    def _event(self, row: Json) -> Any:
        given = row if isinstance(row, dict) and "body" in row and row.keys() <= _EVENT else {}
        event = library("eventhub").EventData(
            _written(self.body_serializer, given.get("body", row))
        )
        event.properties = {**self.event_properties, **(given.get("properties") or {})}
        media = given.get("contentType") or self.body_content_type
        names = {"content_type": media, "message_id": given.get("messageId")}
        for name, value in {**names, "correlation_id": given.get("correlationId")}.items():
            if value is not None:
                setattr(event, name, str(value))
        return event


def _fits(batch: Any, event: Any) -> bool:
    """Put an event into a batch; false for one that it has no place for, unless it is empty."""
    try:
        batch.add(event)
    except ValueError:
        if not len(batch):
            raise
        return False
    return True


def _written(serde: Serde, value: Json) -> bytes:
    if isinstance(value, bytes):
        return value
    if serde == "BINARY":
        try:
            return b64decode(str(value), validate=True)
        except Base64Error:
            raise PluginError("A body must be Base64 for the serializer BINARY") from None
    if serde == "STRING" and isinstance(value, str):
        return value.encode()
    return msgspec.json.encode(value)


def _read(serde: Serde, found: bytes, place: str) -> Json:
    if serde == "BINARY":
        return b64encode(found).decode()
    return row_of_text(found) if serde == "ION" else value_of(serde, found, place)


class Received(Output):
    """An event."""

    body: Annotated[Json, Prop("The content of the event, read as `serdeType` says.")] = None
    content_type: Annotated[
        str | None, Prop("The media type of the content, such as `application/json`.")
    ] = None
    correlation_id: Annotated[str | None, Prop("The id of what it answers.")] = None
    message_id: Annotated[str | None, Prop("The id that the sender gave the event.")] = None
    partition_key: Annotated[
        str | None, Prop("The key by which the sender chose the partition.")
    ] = None
    offset: Annotated[int | None, Prop("Where it is in its partition.")] = None
    sequence_number: Annotated[int | None, Prop("Its number in its partition.")] = None
    enqueued_timestamp: Annotated[
        int | None, Prop("When it came, in milliseconds of the epoch.")
    ] = None
    properties: Annotated[
        dict[str, Json] | None, Prop("Properties of the sender, values by name.")
    ] = None


class Receiving(Hub):
    """Where reading begins, and how far it came."""

    consumer_group: Annotated[str, Prop("The group: each reads all events.")] = "$Default"
    body_deserializer: Annotated[Serde, Prop("How a body is read; BINARY becomes Base64.")] = (
        "STRING"
    )
    body_deserializer_properties: Annotated[dict[str, Json], Prop("Accepted: none is known.")] = {}  # noqa: RUF012
    partition_starting_position: Annotated[
        Literal["EARLIEST", "LATEST", "INSTANT"],
        Prop("Where it begins in a partition without a checkpoint; INSTANT at `enqueueTime`."),
    ] = "EARLIEST"
    enqueue_time: Annotated[str | None, Prop("Since when, as an ISO 8601 date.")] = None

    def store(self) -> dict[str, str]:
        """Properties of the container that has the checkpoints."""
        raise NotImplementedError

    def begin(self) -> Any:
        """Where it begins without a checkpoint. Raises: PluginError for INSTANT without a time."""
        if self.partition_starting_position == "INSTANT":
            if self.enqueue_time is None:
                raise PluginError("`enqueueTime` must be given for the position INSTANT")
            return moment_of("enqueueTime", self.enqueue_time)
        return "-1" if self.partition_starting_position == "EARLIEST" else "@latest"

    @contextmanager
    def reading(self, ctx: RunContext, most: int) -> Iterator[Reader]:
        """Events behind the checkpoints; `most` of one partition are fetched ahead."""
        place = f"{self.host}/{self.event_hub_name}/{self.consumer_group}".lower()
        begin = self.begin()
        with (
            Checkpoints.opened(ctx, self.store(), place) as checkpoints,
            self.told(ctx, "receiving"),
        ):
            client = self.made(ctx, "EventHubConsumerClient", consumer_group=self.consumer_group)
            with client, Reader(client, checkpoints, begin, most) as reader:
                yield reader

    def read(self, event: Any) -> Received:
        """An event as outputs have it. Raises: PluginError where it should be JSON and isn't."""
        offset, key, came = event.offset, event.partition_key, event.enqueued_time
        place = f"The event {event.sequence_number}"
        return Received(
            body=_read(self.body_deserializer, content(event), place),
            content_type=event.content_type,
            correlation_id=event.correlation_id,
            message_id=event.message_id,
            partition_key=key.decode() if isinstance(key, bytes) else key,
            offset=int(offset) if str(offset).isdigit() else None,
            sequence_number=event.sequence_number,
            enqueued_timestamp=None if came is None else round(came.timestamp() * 1000),
            properties=texts_of(event.properties) or None,
        )


class EventsRead(MessagesOutput):
    """Events that were read."""

    events_count: Annotated[int, Prop("How many there are.")]
    uri: Annotated[str, Prop("A file with a row for each.")]

    @classmethod
    def of(cls, found: KeptMessages) -> Self:
        return cls(events_count=found.count, uri=found.uri)


class _Inbox:
    """Events of all partitions as rows."""

    def __init__(self, asked: Receiving, reader: Reader) -> None:
        self._asked, self._reader = asked, reader

    def receive(self, count: int) -> Iterator[Json]:
        for each in self._reader.events(count):
            row = self._asked.read(each).model_dump(by_alias=True, exclude_none=True)
            yield {**row, "enqueuedTime": readable(each.enqueued_time)}

    def acknowledge(self) -> None:
        self._reader.acknowledge()


class ReceivingSome(Receiving, Collecting):
    """What reads several events into a file."""

    checkpoint_store_properties: Annotated[
        dict[str, str],
        Prop(
            "The container of blobs that says how far the group has read.",
            "`containerName`, and `connectionString` or the other logins of a storage account.",
        ),
    ]
    max_batch_size_per_partition: Annotated[
        int, Prop("How many events of a partition are fetched at once.")
    ] = 50
    max_wait_time_per_partition: Annotated[
        timedelta, Prop("Accepted: it reads until `maxDuration` is over.")
    ] = timedelta(seconds=5)
    max_duration: Annotated[timedelta, Prop("How long to read at most.")] = timedelta(seconds=10)

    def store(self) -> dict[str, str]:
        return self.checkpoint_store_properties

    def bounds(self) -> tuple[int | None, timedelta | None]:
        return None, self.max_duration

    @contextmanager
    def inbox(self, ctx: RunContext) -> Iterator[Inbox]:
        with self.reading(ctx, self.max_batch_size_per_partition) as reader:
            yield _Inbox(self, reader)


@plugin(
    "io.kestra.plugin.azure.eventhubs.Consume",
    title="Read events of Azure Event Hubs.",
    examples=[PLACE + _STORE + "bodyDeserializer: JSON\nmaxDuration: PT30S"],
    metrics=[Metric("records.consumed", "counter", "events", "How many were read.")],
)
class Consume(ReceivingSome, RunnableTask[EventsRead]):
    """From the checkpoints on, which are written once the end of the task is stored."""

    def run(self, ctx: RunContext) -> EventsRead:
        return self.taken(ctx, "records.consumed", EventsRead)


@plugin(
    "io.kestra.plugin.azure.eventhubs.Trigger",
    title="Start an execution for events of Azure Event Hubs.",
    examples=[PLACE + _STORE + "interval: PT1M"],
)
class Trigger(ReceivingSome, PollingTrigger[EventsRead]):
    """One for all events of a poll; checkpoints are written once it is stored."""

    def poll(self, ctx: RunContext) -> Iterator[EventsRead]:
        return self.polled(ctx, None, EventsRead)


@plugin(
    "io.kestra.plugin.azure.eventhubs.RealtimeTrigger",
    title="Start an execution for each event of Azure Event Hubs.",
    examples=[PLACE + _STORE + "bodyDeserializer: JSON"],
)
class EventHubsRealtimeTrigger(Receiving, RealtimeTrigger[Received]):
    """Checkpoints are written once executions are stored, so no event is lost."""

    checkpoint_store_properties: Annotated[
        dict[str, str],
        Prop(
            "The container of blobs that says how far the group has read.",
            "Without it each start begins anew, as `partitionStartingPosition` says.",
        ),
    ] = {}  # noqa: RUF012

    def store(self) -> dict[str, str]:
        return self.checkpoint_store_properties

    async def listen(self, ctx: RunContext) -> AsyncIterator[Received]:
        with self.reading(ctx, _AT_ONCE) as reader:
            async for each in heard(ctx, reader.events, reader.acknowledge, _AT_ONCE):
                yield self.read(each)
