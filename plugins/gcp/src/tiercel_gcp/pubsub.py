"""Messages of Pub/Sub."""

from __future__ import annotations

import asyncio
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Annotated

import msgspec
from pydantic import Field, ValidationError

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
from tiercel.plugin.services.given_rows import groups_of, rows_given
from tiercel.plugin.services.messages import (
    SERDE,
    Consuming,
    Inbox,
    SerdeType,
    TakenMessages,
    listening,
    value_of,
)
from tiercel_gcp.connection import Gcp
from tiercel_gcp.rest import Refused, Rest
from tiercel_gcp.values import without_none

_BASE = "https://pubsub.googleapis.com/v1"
_MISSING = 404
# Messages of one request to send, and of one to receive.
_AT_ONCE = 100
_PAUSE = timedelta(seconds=1)
_RECORDS = [Metric("records", "counter", "records", "How many messages there were.")]


class Message(Part):
    """A message."""

    data: Annotated[Json, Prop("What it says: a text, or a value that is sent as JSON.")] = None
    attributes: Annotated[
        dict[str, str] | None,
        Prop("Attributes of the message, texts by name, which filters of subscriptions can use."),
    ] = None
    message_id: Annotated[str | None, Prop("Of messages that were read: its id.")] = None
    ordering_key: Annotated[
        str | None, Prop("Messages with the same one keep their order, where the topic does so.")
    ] = None

    def request(self) -> dict[str, Json]:
        """As requests have it."""
        text = self.data if isinstance(self.data, str) else msgspec.json.encode(self.data).decode()
        return without_none(
            data=b64encode(text.encode()).decode() if self.data is not None else None,
            attributes=self.attributes,
            orderingKey=self.ordering_key,
        )


class Topic(Gcp):
    """What all of them have."""

    topic: Annotated[str, Prop("The name of the topic.")]
    serde_type: Annotated[SerdeType, SERDE] = "STRING"

    def pubsub(self, ctx: RunContext) -> Rest:
        """The service."""
        return self.rest(ctx, "pubsub", _BASE)

    def named(self, ctx: RunContext, kind: str, name: str) -> str:
        """The whole name of a topic or a subscription."""
        return (
            name if name.startswith("projects/") else f"projects/{self.project(ctx)}/{kind}/{name}"
        )


class Published(Output):
    """How many messages were sent."""

    messages_count: Annotated[int, Prop("How many there were.")]


@plugin(
    "io.kestra.plugin.gcp.pubsub.Publish",
    title="Send messages to a topic of Pub/Sub.",
    examples=["projectId: shop\ntopic: orders\nfrom:\n  - data: one order\n    orderingKey: Rome"],
    metrics=_RECORDS,
)
class Publish(Topic, RunnableTask[Published]):
    """A hundred with each request."""

    from_: Annotated[
        str | list[Message] | Message,
        Field(alias="from"),
        Prop("The messages: one, a list, or the address of a stored file of them."),
    ]

    def run(self, ctx: RunContext) -> Published:
        """Raises: PluginError for a row that is no message."""
        rest, count = self.pubsub(ctx), 0
        path = f"/{self.named(ctx, 'topics', self.topic)}:publish"
        for group in groups_of(self._messages(ctx), _AT_ONCE):
            rest.post(path, {"messages": [each.request() for each in group]})
            count += len(group)
        ctx.metrics.counter("records", count)
        return Published(messages_count=count)

    def _messages(self, ctx: RunContext) -> Iterator[Message]:
        if isinstance(self.from_, Message):
            yield self.from_
            return
        for number, row in enumerate(rows_given(ctx, self.from_), 1):
            try:
                yield row if isinstance(row, Message) else Message.model_validate(row)
            except ValidationError as error:
                words = error.errors(include_url=False)[0]["msg"]
                raise PluginError(f"Row {number} is no message: {words}") from None


class Receiving(Topic):
    """What reads messages of a subscription."""

    auto_create_subscription: Annotated[
        bool, Prop("Whether the subscription is made when it is not there.")
    ] = True

    def subscribed(self, ctx: RunContext, rest: Rest, name: str | None) -> str:
        """The path of the subscription, which is made where that is asked for.

        Raises: PluginError without a name.
        """
        if not name:
            raise PluginError("`subscription` must be provided")
        path = f"/{self.named(ctx, 'subscriptions', name)}"
        try:
            rest.get(path)
        except Refused as error:
            if error.status != _MISSING or not self.auto_create_subscription:
                raise
            rest.ask("PUT", path, {"topic": self.named(ctx, "topics", self.topic)})
        return path

    def pull(self, rest: Rest, path: str, count: int) -> list[dict[str, Json]]:
        """Some messages with their acknowledgement ids; none when there are none soon."""
        found = rest.post(f"{path}:pull", {"maxMessages": count}) or {}
        messages: list[dict[str, Json]] = found.get("receivedMessages", [])
        return messages

    def content(self, message: dict[str, Json]) -> dict[str, Json]:
        """A message as outputs have it. Raises: PluginError where it should be JSON and isn't."""
        inner = message["message"]
        place = f"The message {inner.get('messageId')}"
        data = value_of(self.serde_type, b64decode(inner.get("data", "")), place)
        return without_none(
            data=data,
            attributes=inner.get("attributes"),
            messageId=inner.get("messageId"),
            orderingKey=inner.get("orderingKey"),
        )


class _Inbox:
    """What a subscription gives, up to when it is acknowledged."""

    def __init__(self, subscription: Receiving, rest: Rest, path: str) -> None:
        self._subscription, self._rest, self._path = subscription, rest, path
        self._ids: list[str] = []

    def receive(self, count: int) -> Iterator[Json]:
        for each in self._subscription.pull(self._rest, self._path, count):
            self._ids.append(str(each["ackId"]))
            yield self._subscription.content(each)

    def acknowledge(self) -> None:
        for group in groups_of(self._ids, _AT_ONCE):
            self._rest.post(f"{self._path}:acknowledge", {"ackIds": group})


class SubscriptionReading(Receiving, Consuming):
    """What reads several messages into a file."""

    subscription: str | None

    def at_once(self) -> int:
        return _AT_ONCE

    @contextmanager
    def inbox(self, ctx: RunContext) -> Iterator[Inbox]:
        rest = self.pubsub(ctx)
        yield _Inbox(self, rest, self.subscribed(ctx, rest, self.subscription))


@plugin(
    "io.kestra.plugin.gcp.pubsub.Consume",
    title="Read messages of a subscription of Pub/Sub.",
    examples=["projectId: shop\ntopic: orders\nsubscription: reports\nmaxRecords: 1000"],
    metrics=_RECORDS,
)
class Consume(SubscriptionReading, RunnableTask[TakenMessages]):
    """Until there are enough, the time is over, or none are left."""

    subscription: Annotated[str, Prop("The name of the subscription.")]

    def run(self, ctx: RunContext) -> TakenMessages:
        return self.taken(ctx, "records", TakenMessages)


SUBSCRIPTION = Prop("The name of the subscription, which must be given.")


@plugin(
    "io.kestra.plugin.gcp.pubsub.Trigger",
    title="Start an execution for messages of a subscription of Pub/Sub.",
    examples=["projectId: shop\ntopic: orders\nsubscription: reports\nmaxRecords: 100"],
)
class Trigger(SubscriptionReading, PollingTrigger[TakenMessages]):
    """One execution for all messages of a poll, which are acknowledged once it is stored."""

    subscription: Annotated[str | None, SUBSCRIPTION] = None

    def poll(self, ctx: RunContext) -> Iterator[TakenMessages]:
        return self.polled(ctx, "records", TakenMessages)


class ReceivedMessage(Output):
    """A message."""

    data: Annotated[Json, Prop("The content of the message, read as `serdeType` says.")] = None
    attributes: Annotated[dict[str, str] | None, Prop("Its attributes, by name.")] = None
    message_id: Annotated[
        str | None, Prop("The id that the service gave the message, unique in its topic.")
    ] = None
    ordering_key: Annotated[str | None, Prop("Its key, of ordered topics.")] = None


@plugin(
    "io.kestra.plugin.gcp.pubsub.RealtimeTrigger",
    title="Start an execution for each message of a subscription of Pub/Sub.",
    examples=["projectId: shop\ntopic: orders\nsubscription: reports\nserdeType: JSON"],
)
class PubsubRealtimeTrigger(Receiving, RealtimeTrigger[ReceivedMessage]):
    """A message is acknowledged only when its execution is stored, so none is lost."""

    subscription: Annotated[str | None, SUBSCRIPTION] = None
    interval: Annotated[timedelta, Prop("Accepted: it listens all the time.")] = timedelta(
        minutes=1
    )
    max_records: Annotated[int | None, Prop("Accepted: it listens all the time.")] = None
    max_duration: Annotated[timedelta | None, Prop("Accepted: it listens all the time.")] = None

    async def listen(self, ctx: RunContext) -> AsyncIterator[ReceivedMessage]:
        rest = await asyncio.to_thread(self.pubsub, ctx)
        path = await asyncio.to_thread(self.subscribed, ctx, rest, self.subscription)

        async def receive() -> list[dict[str, Json]]:
            found = await asyncio.to_thread(self.pull, rest, path, _AT_ONCE)
            if not found:
                await ctx.sleep(_PAUSE)
            return found

        async def acknowledge(found: Sequence[dict[str, Json]]) -> None:
            ids = {"ackIds": [each["ackId"] for each in found]}
            await asyncio.to_thread(rest.post, f"{path}:acknowledge", ids)

        async for each in listening(ctx, receive, acknowledge):
            yield ReceivedMessage.model_validate(self.content(each))
