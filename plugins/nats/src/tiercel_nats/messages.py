"""Messages of subjects: sent, asked for an answer, and read from streams."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
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
from tiercel.plugin.services.messages import Consuming, Inbox, MessagesRead, content_of
from tiercel_nats.connection import Nats, library

PLACE = (
    "url: nats://localhost:4222\nusername: tiercel\npassword: \"{{ secret('NATS_PASSWORD') }}\"\n"
)
SUBJECT = Prop("The subject, words with dots between them: orders.new.")
FROM = Prop(
    "The messages: one, a list, or the address of a stored file with a row for each.",
    "A row has `data` and may have `headers`; any other value is what the message says.",
)
_POLICIES = {
    "All": "all",
    "Last": "last",
    "New": "new",
    "ByStartSequence": "by_start_sequence",
    "ByStartTime": "by_start_time",
    "LastPerSubject": "last_per_subject",
}
_MOMENT = 1.0


class Sent(Output):
    """How many were sent."""

    messages_count: Annotated[int, Prop("How many messages were sent.")]


def parts_of(row: Json) -> tuple[bytes, dict[str, str] | None]:
    """What a row says, and its headers."""
    if not isinstance(row, Mapping) or "data" not in row:
        return content_of("STRING", row), None
    headers: dict[str, str] = {}
    for name, value in (row.get("headers") or {}).items():
        headers[str(name)] = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return content_of("STRING", row["data"]), headers or None


@plugin(
    "io.kestra.plugin.nats.core.Produce",
    title="Send messages to a subject of NATS.",
    examples=[
        f"{PLACE}subject: orders.new\nfrom:\n  data:\n    id: 1\n  headers:\n    source: shop"
    ],
    aliases=["io.kestra.plugin.nats.Produce"],
)
class Produce(Nats, RunnableTask[Sent]):
    """The task ends when the server has them."""

    subject: Annotated[str, SUBJECT]
    from_: Annotated[str | list[Json] | dict[str, Json], Field(alias="from"), FROM]

    def run(self, ctx: RunContext) -> Sent:
        async def send(connection: Any) -> int:
            count = 0
            for row in rows_given(ctx, self.from_):
                content, headers = parts_of(row)
                await connection.publish(self.subject, content, headers=headers)
                count += 1
            await connection.flush()
            return count

        return Sent(messages_count=self.within(ctx, "sending", send))


class Answer(Output):
    """An answer."""

    response: Annotated[str | None, Prop("What the one that answered says, as text.")] = None


@plugin(
    "io.kestra.plugin.nats.core.Request",
    title="Ask who listens to a subject of NATS.",
    examples=[f"{PLACE}subject: prices.ask\nfrom: chair\nrequestTimeout: PT2S"],
    aliases=["io.kestra.plugin.nats.Request"],
)
class Request(Nats, RunnableTask[Answer]):
    """The first answer counts."""

    subject: Annotated[str, SUBJECT]
    from_: Annotated[
        str | list[Json] | dict[str, Json],
        Field(alias="from"),
        Prop("The question: a text, or a map with `data` and `headers`."),
    ]
    request_timeout: Annotated[timedelta, Prop("How long an answer may take.")] = timedelta(
        seconds=5
    )

    def run(self, ctx: RunContext) -> Answer:
        """Raises: PluginError when nobody answers."""
        content, headers = parts_of(self.from_)

        async def ask(connection: Any) -> str:
            seconds = self.request_timeout.total_seconds()
            answer = await connection.request(
                self.subject, content, timeout=seconds, headers=headers
            )
            return str(answer.data.decode("utf-8", errors="replace"))

        return Answer(response=self.within(ctx, f"asking '{self.subject}'", ask))


class MessageOutput(Output):
    """A message."""

    subject: Annotated[str, SUBJECT]
    data: Annotated[str, Prop("What the message says, as text.")]
    headers: Annotated[dict[str, list[str]], Prop("Its headers, each with its values.")]
    timestamp: Annotated[str, Prop("When the stream got it, in ISO 8601.")]


class Reading(Nats):
    """What reads a subject that a stream of JetStream keeps."""

    subject: Annotated[str, SUBJECT]
    durable_id: Annotated[
        str | None,
        Prop("The name by which the server keeps what was read; without one it keeps nothing."),
    ] = None
    deliver_policy: Annotated[
        Literal["All", "Last", "New", "ByStartSequence", "ByStartTime", "LastPerSubject"],
        Prop("From where a new reader reads."),
    ] = "All"
    since: Annotated[str | None, Prop("The date of ByStartTime.")] = None
    batch_size: Annotated[int, Field(ge=1), Prop("How many to ask for at a time.")] = 10

    async def subscription(self, connection: Any) -> Any:
        """Raises: errors of the client, such as for a subject that no stream keeps."""
        api = library("nats.js.api")
        stream = connection.jetstream()
        settings = api.ConsumerConfig(deliver_policy=_POLICIES[self.deliver_policy])
        if self.since is not None:
            settings.deliver_policy, settings.opt_start_time = "by_start_time", self.since
        if self.durable_id is not None:
            name = await stream.find_stream_name_by_subject(self.subject)
            try:
                await stream.consumer_info(name, self.durable_id)
                # It goes on from where it is: what a new one would be is of no interest.
                return await stream.pull_subscribe(self.subject, self.durable_id, name)
            except library("nats.js.errors").NotFoundError:
                settings.durable_name = self.durable_id
        return await stream.pull_subscribe(self.subject, self.durable_id, config=settings)

    async def fetched(self, subscription: Any, count: int, seconds: float) -> list[Any]:
        """Some messages, or none after the time."""
        try:
            found: list[Any] = await subscription.fetch(count, seconds)
        except (TimeoutError, library("nats.errors").TimeoutError):
            return []
        return found

    @staticmethod
    def output(message: Any) -> MessageOutput:
        """A message as flows see it."""
        headers = {name: [value] for name, value in (message.headers or {}).items()}
        return MessageOutput(
            subject=message.subject,
            data=message.data.decode("utf-8", errors="replace"),
            headers=headers,
            timestamp=message.metadata.timestamp.isoformat(),
        )


class _Waiting:
    def __init__(self, runner: asyncio.Runner, asked: ReadingSome, subscription: Any) -> None:
        self._runner, self._asked, self._subscription = runner, asked, subscription
        self._given: list[Any] = []

    def receive(self, count: int) -> Iterator[Json]:
        seconds = self._asked.poll_duration.total_seconds()
        for each in self._runner.run(self._asked.fetched(self._subscription, count, seconds)):
            self._given.append(each)
            yield self._asked.output(each).model_dump(by_alias=True)

    def acknowledge(self) -> None:
        self._runner.run(acknowledged(self._given))


async def acknowledged(messages: list[Any]) -> None:
    """They are stored: the last one waits until the server knows."""
    for each in messages[:-1]:
        await each.ack()
    for each in messages[-1:]:
        await each.ack_sync()


class ReadingSome(Reading, Consuming):
    """What reads several messages into a file."""

    poll_duration: Annotated[
        timedelta, Prop("How long the server may send nothing before reading ends.")
    ] = timedelta(seconds=2)

    def at_once(self) -> int:
        return self.batch_size

    @contextmanager
    def inbox(self, ctx: RunContext) -> Iterator[Inbox]:
        """On a loop of its own, which the poll keeps until its execution is stored."""
        connecting = self.connected(ctx)
        with self.explained(ctx, "reading"), asyncio.Runner() as runner:
            connection = runner.run(connecting.__aenter__())
            try:
                subscription = runner.run(self.subscription(connection))
                yield _Waiting(runner, self, subscription)
            finally:
                runner.run(connecting.__aexit__(None, None, None))


@plugin(
    "io.kestra.plugin.nats.core.Consume",
    title="Read messages of a subject of NATS.",
    examples=[f"{PLACE}subject: orders.>\ndurableId: reports\nmaxRecords: 1000"],
    aliases=["io.kestra.plugin.nats.Consume"],
)
class Consume(ReadingSome, RunnableTask[MessagesRead]):
    """Until there are enough, the time is over, or none come.

    They are acknowledged once the end of the task is stored, so none is lost.
    """

    def run(self, ctx: RunContext) -> MessagesRead:
        return self.taken(ctx, "records", MessagesRead)


@plugin(
    "io.kestra.plugin.nats.core.Trigger",
    title="Start an execution for messages of a subject of NATS.",
    examples=[f"{PLACE}subject: orders.>\ndurableId: reports\ninterval: PT30S"],
    aliases=["io.kestra.plugin.nats.Trigger"],
)
class Trigger(ReadingSome, PollingTrigger[MessagesRead]):
    """One for all messages of a poll, which are acknowledged once it is stored."""

    def poll(self, ctx: RunContext) -> Iterator[MessagesRead]:
        return self.polled(ctx, "records", MessagesRead)


@plugin(
    "io.kestra.plugin.nats.core.RealtimeTrigger",
    title="Start an execution for each message of a subject of NATS.",
    examples=[f"{PLACE}subject: orders.>\ndurableId: orders"],
    aliases=["io.kestra.plugin.nats.RealtimeTrigger"],
)
class NatsRealtimeTrigger(Reading, RealtimeTrigger[MessageOutput]):
    """A message is acknowledged once its execution is stored: with `durableId` none is lost."""

    async def listen(self, ctx: RunContext) -> AsyncIterator[MessageOutput]:
        with self.explained(ctx, "reading"):
            async with self.connected(ctx) as connection:
                subscription = await self.subscription(connection)
                while not ctx.is_stopped:
                    found = await self.fetched(subscription, self.batch_size, _MOMENT)
                    for each in found:
                        yield self.output(each)
                    if found:
                        await ctx.delivered()
                        await acknowledged(found)
                    elif not connection.is_connected:
                        raise PluginError("The connection to NATS was lost")
