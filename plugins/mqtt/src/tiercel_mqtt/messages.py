"""Messages that are published and read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from time import monotonic
from typing import Annotated, Any, Literal

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
from tiercel.plugin.services.changes import default_key
from tiercel.plugin.services.given_rows import rows_given
from tiercel.plugin.services.messages import (
    Consuming,
    Inbox,
    MessagesRead,
    content_of,
    listening,
    value_of,
)
from tiercel_mqtt.connection import Client, Mqtt

SerdeType = Literal["STRING", "JSON", "BYTES"]
SERDE = Prop("Whether what a message says is a text, JSON or bytes.")
PLACE = "server: tcp://localhost:1883\nclientId: tiercel-orders\ntopic: orders\n"
_AT_ONCE = 100
# How long the broker may send nothing before reading ends.
_WAIT = timedelta(seconds=2)
_MOMENT = timedelta(milliseconds=500)
_METRICS = [
    Metric("records", "counter", "", "How many messages there were."),
    Metric("duration", "timer", "", "How long it took."),
]


class Sent(Output):
    """How many were published."""

    messages_count: Annotated[int, Prop("How many messages were published.")]


@plugin(
    "io.kestra.plugin.mqtt.Publish",
    title="Publish messages on a topic of MQTT.",
    examples=[f"{PLACE}serdeType: JSON\nfrom:\n  - id: 1\n  - id: 2"],
    metrics=_METRICS,
)
class Publish(Mqtt, RunnableTask[Sent]):
    """A row is what a message says."""

    server: Annotated[str, Prop("The address of the broker: tcp://host:1883, ssl://host:8883.")]
    client_id: Annotated[
        str,
        Prop(
            "The name of this client, which no other may have at the same time.",
            "The broker ends the connection of the one that was there before.",
        ),
    ]
    topic: Annotated[str, Prop("The topic to publish to, without wildcards.")]
    serde_type: Annotated[SerdeType, SERDE]
    from_: Annotated[
        str | list[Json] | dict[str, Json],
        Field(alias="from"),
        Prop("The messages: one, a list, or the address of a stored file with a row for each."),
    ]
    retain: Annotated[
        bool, Prop("Whether the broker keeps the last one for those who subscribe later.")
    ] = False
    response_topic: Annotated[str | None, Prop("The topic for answers, of version 5.")] = None
    correlation_data: Annotated[
        str | None, Prop("What answers are to say they belong to, of version 5.")
    ] = None

    def run(self, ctx: RunContext) -> Sent:
        values: dict[str, Any] = {}
        if self.response_topic is not None:
            values["ResponseTopic"] = self.response_topic
        if self.correlation_data is not None:
            values["CorrelationData"] = self.correlation_data.encode()
        count, began = 0, monotonic()
        with self.connected(ctx) as client:
            for row in rows_given(ctx, self.from_):
                content = content_of(self.serde_type, row)
                client.publish(self.topic, content, retain=self.retain, values=values)
                count += 1
        ctx.metrics.counter("records", count)
        ctx.metrics.timer("duration", timedelta(seconds=monotonic() - began))
        return Sent(messages_count=count)


class MessageOutput(Output):
    """A message."""

    id: Annotated[int, Prop("Its packet identifier; 0 for those that need none.")]
    topic: Annotated[str, Prop("The topic that it was sent to.")]
    qos: Annotated[int, Prop("How surely it came.")]
    retain: Annotated[bool, Prop("Whether the broker had kept it.")]
    payload: Annotated[Json, Prop("What it says, read by `serdeType`.")] = None
    properties: Annotated[list[int] | None, Prop("Always null: properties have names here.")] = None
    response_topic: Annotated[str | None, Prop("The topic for answers.")] = None
    correlation_data: Annotated[str | None, Prop("What an answer says it belongs to.")] = None


class Reading(Mqtt):
    """What all that read have."""

    topic: Annotated[Json, Prop("The topic, or a list of them; `+` and `#` are patterns.")]
    serde_type: Annotated[SerdeType, SERDE] = "JSON"

    def topics(self) -> list[str]:
        """Raises: PluginError for none."""
        given = self.topic if isinstance(self.topic, list) else [self.topic]
        names = [str(each) for each in given if each]
        if not names:
            raise PluginError("`topic` must be a topic, or a list of them")
        return names

    def output(self, message: Any) -> MessageOutput:
        """Raises: PluginError for one that is no JSON where it must be."""
        payload: Json = message.payload
        if self.serde_type != "BYTES":
            payload = value_of(self.serde_type, payload, f"A message of '{message.topic}'")
        given = message.properties
        data = getattr(given, "CorrelationData", None)
        return MessageOutput(
            id=message.mid,
            topic=message.topic,
            qos=message.qos,
            retain=message.retain,
            payload=payload,
            response_topic=getattr(given, "ResponseTopic", None),
            correlation_data=None if data is None else data.decode("utf-8", errors="replace"),
        )


class _Waiting:
    def __init__(self, client: Client, asked: Reading) -> None:
        self._client, self._asked = client, asked
        self._given: list[Any] = []

    def receive(self, count: int) -> Iterator[Json]:
        for each in self._client.messages(count, _WAIT):
            self._given.append(each)
            yield self._asked.output(each).model_dump(by_alias=True, exclude_none=True)

    def acknowledge(self) -> None:
        self._client.acknowledge(self._given)


class ReadingSome(Reading, Consuming):
    """What reads several messages into a file."""

    @contextmanager
    def inbox(self, ctx: RunContext) -> Iterator[Inbox]:
        with self.connected(ctx, keeps=True) as client:
            client.subscribe(self.topics())
            yield _Waiting(client, self)


@plugin(
    "io.kestra.plugin.mqtt.Subscribe",
    title="Read messages of topics of MQTT.",
    examples=[f"{PLACE}maxRecords: 100\nmaxDuration: PT1M"],
    metrics=_METRICS,
)
class Subscribe(ReadingSome, RunnableTask[MessagesRead]):
    """Until there are enough, the time is over, or none come.

    The broker keeps what comes for this `clientId` meanwhile, so the next run gets it. Messages of
    `qos` 1 or 2 are acknowledged once the end of the task is stored, so none of them is lost.
    """

    server: Annotated[str, Prop("The address of the broker: tcp://host:1883, ssl://host:8883.")]
    client_id: Annotated[str, Prop("The name by which the broker knows this client again.")]

    def run(self, ctx: RunContext) -> MessagesRead:
        began = monotonic()
        found = self.taken(ctx, "records", MessagesRead)
        ctx.metrics.timer("duration", timedelta(seconds=monotonic() - began))
        return found


@plugin(
    "io.kestra.plugin.mqtt.Trigger",
    title="Start an execution for messages of topics of MQTT.",
    examples=[f"{PLACE}interval: PT30S"],
)
class Trigger(ReadingSome, PollingTrigger[MessagesRead]):
    """One for all messages of a poll; the broker keeps those that come between two polls."""

    def name_of(self, ctx: RunContext) -> str:
        return self.client_id or default_key(ctx)

    def poll(self, ctx: RunContext) -> Iterator[MessagesRead]:
        return self.polled(ctx, "records", MessagesRead)


@plugin(
    "io.kestra.plugin.mqtt.RealtimeTrigger",
    title="Start an execution for each message of topics of MQTT.",
    examples=[PLACE.rstrip()],
)
class MqttRealtimeTrigger(Reading, RealtimeTrigger[MessageOutput]):
    """A message is acknowledged once its execution is stored: with `qos` 1 or 2 none is lost."""

    def name_of(self, ctx: RunContext) -> str:
        return self.client_id or default_key(ctx)

    async def listen(self, ctx: RunContext) -> AsyncIterator[MessageOutput]:
        with self.connected(ctx, keeps=True) as client:
            await asyncio.to_thread(client.subscribe, self.topics())
            receive = partial(asyncio.to_thread, client.messages, _AT_ONCE, _MOMENT)

            async def acknowledge(found: Sequence[Any]) -> None:
                await asyncio.to_thread(client.acknowledge, found)

            async for each in listening(ctx, receive, acknowledge):
                yield self.output(each)
