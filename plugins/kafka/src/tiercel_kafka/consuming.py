"""Tasks and triggers that read messages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Annotated

from tiercel.plugin import (
    Metric,
    PollingTrigger,
    Prop,
    RealtimeTrigger,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel.plugin.services.messages import Consuming, Inbox, MessagesRead
from tiercel_kafka.reading import MessageOutput, Reading

_AT_ONCE = 500
_PLACE = "properties:\n  bootstrap.servers: localhost:9092\ntopic: orders\n"
_GROUP = Prop("The group of readers; the cluster keeps how far it has read.")


class ReadingSome(Reading, Consuming):
    """What reads several messages into a file."""

    poll_duration: Annotated[
        timedelta, Prop("How long the cluster may send nothing before reading ends.")
    ] = timedelta(seconds=5)

    def at_once(self) -> int:
        return _AT_ONCE

    @contextmanager
    def inbox(self, ctx: RunContext) -> Iterator[Inbox]:
        with self.messages(ctx) as messages:
            messages.wait_seconds = self.poll_duration.total_seconds()
            yield messages


@plugin(
    "io.kestra.plugin.kafka.Consume",
    title="Read messages of topics of Kafka.",
    examples=[f"{_PLACE}groupId: reports\nvalueDeserializer: JSON\nmaxRecords: 1000"],
    metrics=[Metric("records", "counter", "records", "How many messages there were.")],
)
class Consume(ReadingSome, RunnableTask[MessagesRead]):
    """Until there are enough, the time is over, or none are left.

    How far the group has read is told to the cluster once the end of the task is stored.
    """

    def run(self, ctx: RunContext) -> MessagesRead:
        return self.taken(ctx, "records", MessagesRead)


@plugin(
    "io.kestra.plugin.kafka.Trigger",
    title="Start an execution for messages of topics of Kafka.",
    examples=[f"{_PLACE}groupId: reports\nmaxRecords: 1000\ninterval: PT30S"],
)
class Trigger(ReadingSome, PollingTrigger[MessagesRead]):
    """One for all messages of a poll: the cluster is told of them once it is stored."""

    group_id: Annotated[str, _GROUP]

    def poll(self, ctx: RunContext) -> Iterator[MessagesRead]:
        return self.polled(ctx, "records", MessagesRead)


@plugin(
    "io.kestra.plugin.kafka.RealtimeTrigger",
    title="Start an execution for each message of topics of Kafka.",
    examples=[f"{_PLACE}groupId: reports\nvalueDeserializer: JSON"],
)
class KafkaRealtimeTrigger(Reading, RealtimeTrigger[MessageOutput]):
    """The cluster is told of a message once its execution is stored, so none is lost."""

    group_id: Annotated[str, _GROUP]

    async def listen(self, ctx: RunContext) -> AsyncIterator[MessageOutput]:
        with self.messages(ctx) as messages:
            while not ctx.is_stopped:
                found = await asyncio.to_thread(lambda: list(messages.receive(_AT_ONCE)))
                for each in found:
                    yield MessageOutput.model_validate(each)
                await ctx.delivered()
                await asyncio.to_thread(messages.acknowledge)
