"""Messages that are published and read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from pydantic import Field

from tiercel.plugin import (
    Json,
    Metric,
    Output,
    Part,
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
    Consuming,
    Inbox,
    SerdeType,
    TakenMessages,
    content_of,
    listening,
    value_of,
)
from tiercel_amqp.connection import Amqp, library

PLACE = "host: localhost\nusername: tiercel\npassword: \"{{ secret('AMQP_PASSWORD') }}\"\n"
# Messages that the broker gives before some of them are acknowledged.
_AT_ONCE = 100
_PAUSE = timedelta(milliseconds=500)
_PERSISTENT = 2
_CONSUMED = "consumed.records"
# As messages and the client have them, but for times.
_PLAIN = {
    "content_type": "content_type",
    "content_encoding": "content_encoding",
    "headers": "headers",
    "delivery_mode": "delivery_mode",
    "priority": "priority",
    "message_id": "message_id",
    "correlation_id": "correlation_id",
    "reply_to": "reply_to",
    "type": "type",
    "user_id": "user_id",
    "app_id": "app_id",
}


class Message(Part):
    """A message."""

    data: Annotated[Json, Prop("The body of the message, text or JSON.")] = None
    content_type: Annotated[
        str | None, Prop("The media type of the body, such as `application/json`.")
    ] = None
    content_encoding: Annotated[str | None, Prop("How its content is encoded.")] = None
    headers: Annotated[dict[str, Json] | None, Prop("Headers of the message, values by name.")] = (
        None
    )
    delivery_mode: Annotated[
        int | None, Prop("2 to keep it on disk, as by default; 1 to keep it in memory.")
    ] = None
    priority: Annotated[
        int | None, Prop("The priority, from 0; only queues declared with priorities heed it.")
    ] = None
    message_id: Annotated[str | None, Prop("An id that the sender gives the message.")] = None
    correlation_id: Annotated[str | None, Prop("The id of what it answers.")] = None
    reply_to: Annotated[str | None, Prop("The queue for answers.")] = None
    expiration: Annotated[timedelta | None, Prop("How long it is kept.")] = None
    timestamp: Annotated[datetime | None, Prop("When it was made.")] = None
    type: Annotated[str | None, Prop("What kind of message it is, a word of the sender's.")] = None
    user_id: Annotated[
        str | None,
        Prop("The user who sends it; the broker refuses another than the one signed in."),
    ] = None
    app_id: Annotated[
        str | None, Prop("The application that sends it, for those who receive it.")
    ] = None

    def properties(self) -> Any:
        """As the client takes them."""
        found = {theirs: getattr(self, ours) for ours, theirs in _PLAIN.items()}
        found["delivery_mode"] = self.delivery_mode or _PERSISTENT
        if self.expiration is not None:
            found["expiration"] = str(round(self.expiration.total_seconds() * 1000))
        if self.timestamp is not None:
            found["timestamp"] = round(self.timestamp.timestamp())
        return library().BasicProperties(**found)


class Published(Output):
    """How many were published."""

    messages_count: Annotated[int, Prop("How many messages were published.")]


@plugin(
    "io.kestra.plugin.amqp.Publish",
    title="Publish messages to an exchange of AMQP.",
    examples=[
        (
            f"{PLACE}exchange: orders\nroutingKey: new\nserdeType: JSON\n"
            "from:\n  - data:\n      id: 1\n    headers:\n      source: shop"
        )
    ],
    metrics=[Metric("published.records", "counter", "records", "How many there were.")],
)
class Publish(Amqp, RunnableTask[Published]):
    """The broker confirms each; one that it can't route fails the task."""

    exchange: Annotated[str, Prop("The exchange; an empty text sends to the queue `routingKey`.")]
    routing_key: Annotated[str | None, Prop("The key by which it is routed.")] = None
    serde_type: Annotated[SerdeType, SERDE] = "STRING"
    from_: Annotated[
        str | list[Json] | Message,
        Field(alias="from"),
        Prop("The messages: one, a list, or the address of a stored file of them."),
    ]

    def run(self, ctx: RunContext) -> Published:
        """Raises: PluginError for a row that is no message."""
        count = 0
        with self.channel(ctx, "publishing") as channel:
            channel.confirm_delivery()
            for message in parts_given(ctx, self.from_, Message):
                channel.basic_publish(
                    self.exchange,
                    self.routing_key or "",
                    content_of(self.serde_type, message.data),
                    message.properties(),
                    mandatory=True,
                )
                count += 1
        ctx.metrics.counter("published.records", count)
        return Published(messages_count=count)


class MessageOutput(Output):
    """A message."""

    data: Annotated[Json, Prop("What the message says, read as its serialization type tells.")] = (
        None
    )
    content_type: Annotated[
        str | None, Prop("The media type of its content, such as application/json.")
    ] = None
    content_encoding: Annotated[str | None, Prop("How its content is encoded.")] = None
    headers: Annotated[
        dict[str, Json] | None, Prop("The headers that its sender gave it, by name.")
    ] = None
    delivery_mode: Annotated[int | None, Prop("2 when it was kept on disk.")] = None
    priority: Annotated[int | None, Prop("The priority from 0 to 9 that its sender gave it.")] = (
        None
    )
    message_id: Annotated[str | None, Prop("The id that its sender gave it.")] = None
    correlation_id: Annotated[str | None, Prop("The id of what it answers.")] = None
    reply_to: Annotated[str | None, Prop("The queue for answers.")] = None
    expiration: Annotated[str | None, Prop("How long it was kept, in milliseconds.")] = None
    timestamp: Annotated[str | None, Prop("When it was made, in ISO 8601.")] = None
    type: Annotated[str | None, Prop("What kind of message it is, in words of its sender.")] = None
    user_id: Annotated[str | None, Prop("The user of the broker who sent it.")] = None
    app_id: Annotated[str | None, Prop("The program that sent it, as that calls itself.")] = None


class Waiting:
    """What a queue gives; `is_over` says whether the broker forgets it at once."""

    def __init__(self, channel: Any, asked: Reading) -> None:
        self._channel, self._asked = channel, asked
        self._last: int | None = None

    def messages(self, count: int) -> list[MessageOutput]:
        """Some that are there."""
        found: list[MessageOutput] = []
        while len(found) < count:
            method, properties, body = self._channel.basic_get(
                self._asked.queue, auto_ack=self._asked.auto_ack
            )
            if method is None:
                break
            self._last = method.delivery_tag
            found.append(self._message(properties, body))
        return found

    def receive(self, count: int) -> Iterator[Json]:
        """As rows of a file."""
        for each in self.messages(count):
            yield each.model_dump(by_alias=True, exclude_none=True)

    def acknowledge(self) -> None:
        """All that were given are stored."""
        if self._last is not None and not self._asked.auto_ack:
            self._channel.basic_ack(self._last, multiple=True)
        self._last = None

    def _message(self, properties: Any, body: bytes) -> MessageOutput:
        found = {ours: getattr(properties, theirs) for ours, theirs in _PLAIN.items()}
        at = properties.timestamp
        return MessageOutput(
            data=value_of(self._asked.serde_type, body, f"A message of '{self._asked.queue}'"),
            expiration=properties.expiration,
            timestamp=None if at is None else datetime.fromtimestamp(at, UTC).isoformat(),
            **found,
        )


class Reading(Amqp):
    """What all that read have."""

    queue: Annotated[str, Prop("The name of the queue.")]
    serde_type: Annotated[SerdeType, SERDE] = "STRING"
    consumer_tag: Annotated[str, Prop("Accepted: messages are asked for one by one.")] = "Kestra"
    auto_ack: Annotated[
        bool, Prop("Whether the broker forgets a message when it is sent: it may be lost.")
    ] = False


class ReadingSome(Reading, Consuming):
    """What reads several messages into a file."""

    @contextmanager
    def inbox(self, ctx: RunContext) -> Iterator[Inbox]:
        with self.channel(ctx, "reading") as channel:
            yield Waiting(channel, self)


@plugin(
    "io.kestra.plugin.amqp.Consume",
    title="Read messages of a queue of AMQP.",
    examples=[f"{PLACE}queue: orders\nserdeType: JSON\nmaxRecords: 1000"],
    metrics=[Metric(_CONSUMED, "counter", "records", "How many there were.")],
)
class Consume(ReadingSome, RunnableTask[TakenMessages]):
    """Until there are enough, the time is over, or the queue is empty.

    They are acknowledged once the end of the task is stored, so none is lost.
    """

    def run(self, ctx: RunContext) -> TakenMessages:
        return self.taken(ctx, _CONSUMED, TakenMessages)


@plugin(
    "io.kestra.plugin.amqp.Trigger",
    title="Start an execution for messages of a queue of AMQP.",
    examples=[f"{PLACE}queue: orders\nmaxRecords: 1000\ninterval: PT30S"],
)
class Trigger(ReadingSome, PollingTrigger[TakenMessages]):
    """One for all messages of a poll, which are acknowledged once it is stored."""

    def poll(self, ctx: RunContext) -> Iterator[TakenMessages]:
        return self.polled(ctx, _CONSUMED, TakenMessages)


@plugin(
    "io.kestra.plugin.amqp.RealtimeTrigger",
    title="Start an execution for each message of a queue of AMQP.",
    examples=[f"{PLACE}queue: orders\nserdeType: JSON"],
)
class AmqpRealtimeTrigger(Reading, RealtimeTrigger[MessageOutput]):
    """A message is acknowledged once its execution is stored, so none is lost."""

    async def listen(self, ctx: RunContext) -> AsyncIterator[MessageOutput]:
        with self.channel(ctx, "reading") as channel:
            waiting = Waiting(channel, self)

            async def receive() -> list[MessageOutput]:
                found = await asyncio.to_thread(waiting.messages, _AT_ONCE)
                if not found:
                    await ctx.sleep(_PAUSE)
                    await asyncio.to_thread(channel.connection.process_data_events)
                return found

            async def acknowledge(_: Sequence[MessageOutput]) -> None:
                await asyncio.to_thread(waiting.acknowledge)

            async for each in listening(ctx, receive, acknowledge):
                yield each
