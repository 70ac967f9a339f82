"""Messages of SQS."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Annotated, Any

import msgspec
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
from tiercel.plugin.services.given_rows import groups_of, parts_given
from tiercel.plugin.services.messages import (
    Consuming,
    Inbox,
    SerdeType,
    TakenMessages,
    listening,
    value_of,
)
from tiercel_aws.calls import without_none
from tiercel_aws.connection import Aws, AwsTask

# Messages of one request: as many as the service takes and gives.
_AT_ONCE = 10
# Seconds that the service waits for messages before it says that there are none.
_WAIT_SECONDS = 1
_ACCEPTED = "Accepted: a worker keeps one client for each login, with connections of its own."


class Message(Part):
    """A message."""

    data: Annotated[Json, Prop("What it says: a text, or a value that is sent as JSON.")]
    group_id: Annotated[
        str | None, Prop("The group in which messages of a FIFO queue keep their order.")
    ] = None
    deduplication_id: Annotated[
        str | None, Prop("The id by which a FIFO queue takes a message once only.")
    ] = None
    delay_seconds: Annotated[
        int | None,
        Prop("How many seconds it is hidden first; as the queue says by default."),
    ] = None

    def request(self, number: int) -> dict[str, Json]:
        """An entry of a request, with its number in it as id."""
        text = self.data if isinstance(self.data, str) else msgspec.json.encode(self.data).decode()
        return without_none(
            [
                ("Id", str(number)),
                ("MessageBody", text),
                ("MessageGroupId", self.group_id),
                ("MessageDeduplicationId", self.deduplication_id),
                ("DelaySeconds", self.delay_seconds),
            ]
        )


class Queue(Aws):
    """What all of them have."""

    queue_url: Annotated[str, Prop("The address of the queue, as SQS shows it.")]
    max_concurrency: Annotated[int, Prop("How many connections a client has.", _ACCEPTED)] = 50
    connection_acquisition_timeout: Annotated[
        timedelta, Prop("How long to wait for a connection of the client.", _ACCEPTED)
    ] = timedelta(seconds=5)


class Received(Queue):
    """What all that read have."""

    serde_type: Annotated[
        SerdeType, Prop("Whether messages are texts (STRING) or read as JSON.")
    ] = "STRING"
    auto_delete: Annotated[
        bool,
        Prop(
            "Whether messages are deleted from the queue.",
            "That happens when they are stored; without it they come again.",
        ),
    ] = True
    visibility_timeout: Annotated[
        int,
        Prop(
            "How long a message is hidden from other readers, in seconds.",
            "It must be longer than reading takes, or the message comes twice.",
        ),
    ] = 30

    def receive(self, client: Any, count: int, wait_seconds: int) -> list[dict[str, Json]]:
        """Some messages, or none after the wait."""
        answer = client.receive_message(
            QueueUrl=self.queue_url,
            MaxNumberOfMessages=count,
            WaitTimeSeconds=wait_seconds,
            VisibilityTimeout=self.visibility_timeout,
            MessageSystemAttributeNames=["All"],
        )
        found: list[dict[str, Json]] = answer.get("Messages", [])
        return found

    def content(self, message: dict[str, Json]) -> Json:
        """What a message says. Raises: PluginError for one that is no JSON where it must be."""
        return value_of(self.serde_type, message["Body"], f"The message {message['MessageId']}")

    def delete(self, client: Any, handles: list[str]) -> None:
        """Delete messages that were received, when that is asked for."""
        if not self.auto_delete:
            return
        for group in groups_of(handles, _AT_ONCE):
            entries = [
                {"Id": str(number), "ReceiptHandle": each} for number, each in enumerate(group)
            ]
            client.delete_message_batch(QueueUrl=self.queue_url, Entries=entries)


class _Inbox:
    """What a queue gives, up to when it is deleted there."""

    def __init__(self, queue: Received, client: Any) -> None:
        self._queue = queue
        self._client = client
        self._handles: list[str] = []

    def receive(self, count: int) -> Iterator[Json]:
        for each in self._queue.receive(self._client, count, _WAIT_SECONDS):
            self._handles.append(each["ReceiptHandle"])
            yield self._queue.content(each)

    def acknowledge(self) -> None:
        self._queue.delete(self._client, self._handles)


class QueueReading(Received, Consuming):
    """What reads several messages into a file."""

    def at_once(self) -> int:
        return _AT_ONCE

    @contextmanager
    def inbox(self, ctx: RunContext) -> Iterator[Inbox]:
        with self.client(ctx, "sqs") as client:
            yield _Inbox(self, client)


_COUNTER = "sqs.consume.messages"
_CONSUMED = [Metric(_COUNTER, "counter", "messages", "How many were read.")]
_QUEUE = "region: eu-west-1\nqueueUrl: https://sqs.eu-west-1.amazonaws.com/123456789012/orders"


@plugin(
    "io.kestra.plugin.aws.sqs.Consume",
    title="Read messages of a queue of SQS.",
    examples=[f"{_QUEUE}\nserdeType: JSON\nmaxRecords: 1000"],
    metrics=_CONSUMED,
)
class Consume(QueueReading, AwsTask, RunnableTask[TakenMessages]):
    """Until there are enough, the time is over, or the queue is empty."""

    def run(self, ctx: RunContext) -> TakenMessages:
        return self.taken(ctx, _COUNTER, TakenMessages)


@plugin(
    "io.kestra.plugin.aws.sqs.Trigger",
    title="Start an execution for messages of a queue of SQS.",
    examples=[f"{_QUEUE}\nserdeType: JSON\nmaxRecords: 100\ninterval: PT30S"],
)
class Trigger(QueueReading, PollingTrigger[TakenMessages]):
    """One execution for all messages of a poll, which are deleted once it is stored."""

    def poll(self, ctx: RunContext) -> Iterator[TakenMessages]:
        return self.polled(ctx, _COUNTER, TakenMessages)


class Published(Output):
    """How many messages were sent."""

    messages_count: Annotated[int, Prop("How many messages were sent.")]


@plugin(
    "io.kestra.plugin.aws.sqs.Publish",
    title="Send messages to a queue of SQS.",
    examples=[f"{_QUEUE}\nfrom:\n  - data: one\n  - data:\n      id: 2\n    delaySeconds: 5"],
    metrics=[Metric("sqs.publish.messages", "counter", "messages", "How many were sent.")],
)
class Publish(Queue, AwsTask, RunnableTask[Published]):
    """Ten with each request."""

    from_: Annotated[
        str | list[Json] | Message,
        Field(alias="from"),
        Prop("The messages: one, a list, or the address of a stored file of them."),
    ]

    def run(self, ctx: RunContext) -> Published:
        """Raises: PluginError for a message that the service refuses."""
        count = 0
        with self.client(ctx, "sqs") as client:
            for group in groups_of(parts_given(ctx, self.from_, Message), _AT_ONCE):
                entries = [each.request(number) for number, each in enumerate(group)]
                answer = client.send_message_batch(QueueUrl=self.queue_url, Entries=entries)
                for failed in answer.get("Failed", ()):
                    number = count + int(failed["Id"]) + 1
                    raise PluginError(
                        f"The message {number} was refused: {failed.get('Message', failed['Code'])}"
                    )
                count += len(group)
        ctx.metrics.counter("sqs.publish.messages", count)
        return Published(messages_count=count)


class ReceivedMessage(Output):
    """A message."""

    data: Annotated[Json, Prop("The content of the message, read as `serdeType` says.")]
    group_id: Annotated[str | None, Prop("Its group, of FIFO queues.")] = None
    deduplication_id: Annotated[str | None, Prop("Its id in its group, of FIFO queues.")] = None
    delay_seconds: Annotated[int | None, Prop("Not given by the service.")] = None


@plugin(
    "io.kestra.plugin.aws.sqs.RealtimeTrigger",
    title="Start an execution for each message of a queue of SQS.",
    examples=[f"{_QUEUE}\nserdeType: JSON"],
)
class SqsRealtimeTrigger(Received, RealtimeTrigger[ReceivedMessage]):
    """A message is deleted only when its execution is stored, so none is lost."""

    wait_time: Annotated[
        timedelta, Prop("How long the service waits for messages in one request, 20 s at most.")
    ] = timedelta(seconds=20)
    max_number_of_message: Annotated[
        int, Prop("How many messages one request gives, 10 at most.")
    ] = 5
    client_retry_max_attempts: Annotated[
        int, Prop("Accepted: the client asks again with growing pauses, five times at most.")
    ] = 3

    async def listen(self, ctx: RunContext) -> AsyncIterator[ReceivedMessage]:
        seconds = min(int(self.wait_time.total_seconds()), 20)
        count = min(self.max_number_of_message, _AT_ONCE)
        with self.explained(ctx, "sqs"):
            client = await asyncio.to_thread(self.opened, ctx, "sqs")
            receive = partial(asyncio.to_thread, self.receive, client, count, seconds)

            async def forget(found: Sequence[dict[str, Json]]) -> None:
                handles = [each["ReceiptHandle"] for each in found]
                await asyncio.to_thread(self.delete, client, handles)

            async for each in listening(ctx, receive, forget):
                attributes = each.get("Attributes", {})
                yield ReceivedMessage(
                    data=self.content(each),
                    group_id=attributes.get("MessageGroupId"),
                    deduplication_id=attributes.get("MessageDeduplicationId"),
                )
