"""Sending messages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from tiercel.plugin import (
    Interrupted,
    Json,
    Metric,
    Output,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel.plugin.services.given_rows import rows_given
from tiercel_kafka.connection import Kafka, Troubles, library
from tiercel_kafka.serdes import Registered, Schemas, SerdeType, avro, written

# Seconds that the cluster may take to confirm messages, or a transaction.
_CONFIRM_SECONDS = 60


class Sent(Output):
    """How many were sent."""

    messages_count: Annotated[int, Prop("How many messages were sent.")]


@plugin(
    "io.kestra.plugin.kafka.Produce",
    title="Send messages to topics of Kafka.",
    examples=[
        (
            "properties:\n  bootstrap.servers: localhost:9092\n"
            "topic: orders\n"
            "valueSerializer: JSON\n"
            "from:\n"
            "  - key: order-1\n"
            "    value:\n"
            "      total: 12.5\n"
            "    headers:\n"
            "      source: shop"
        )
    ],
    metrics=[Metric("records", "counter", "records", "How many messages there were.")],
)
class Produce(Kafka, Registered, RunnableTask[Sent]):
    """All or none, in one transaction, unless `transactional` is false.

    A row has `key`, `value`, `headers`, and may have its own `topic`, `partition`, `timestamp`.
    """

    from_: Annotated[
        str | list[Json] | dict[str, Json] | None,
        Field(alias="from"),
        Prop("The messages: one, a list, or the address of a stored file with a row for each."),
    ] = None
    topic: Annotated[str | None, Prop("The topic of messages that name none.")] = None
    key_serializer: Annotated[SerdeType, Prop("The form of keys.")] = "STRING"
    value_serializer: Annotated[SerdeType, Prop("The form of values.")] = "STRING"
    key_avro_schema: Annotated[
        str | None, Prop("The Avro schema of keys as JSON, when `keySerializer` is AVRO.")
    ] = None
    value_avro_schema: Annotated[
        str | None, Prop("The Avro schema of values as JSON, when `valueSerializer` is AVRO.")
    ] = None
    transactional: Annotated[bool, Prop("Whether all are sent, or none.")] = True

    def run(self, ctx: RunContext) -> Sent:
        """Raises: PluginError for a row that is no message, and for what the cluster refuses."""
        more: dict[str, Any] = {}
        if self.transactional:
            more["transactional.id"] = self.properties.get("transactional.id", ctx.idempotency_key)
        troubles = Troubles(self.place, "sending")
        with self.explained(ctx, "sending"):
            producer = library().Producer(self.configuration(ctx, error_cb=troubles, **more))
            send = self._within if self.transactional else self._all
            count = send(ctx, producer, troubles)
        ctx.metrics.counter("records", count)
        return Sent(messages_count=count)

    def _within(self, ctx: RunContext, producer: Any, troubles: Troubles) -> int:
        self._open(ctx, producer, troubles)
        producer.begin_transaction()
        try:
            count = self._all(ctx, producer, troubles)
        except BaseException:
            producer.abort_transaction(_CONFIRM_SECONDS)
            raise
        producer.commit_transaction(_CONFIRM_SECONDS)
        return count

    def _open(self, ctx: RunContext, producer: Any, troubles: Troubles) -> None:
        """In short waits, since the client says what is wrong between them only."""
        for number in range(_CONFIRM_SECONDS):
            try:
                producer.init_transactions(1)
                return
            except library().KafkaException as error:
                producer.poll(0)
                troubles.check()
                is_over = number == _CONFIRM_SECONDS - 1
                if is_over:
                    troubles.check_reachable()
                if is_over or not error.args[0].retriable():
                    raise
            if ctx.is_stopped:
                raise Interrupted("sending was stopped")

    def _flush(self, ctx: RunContext, producer: Any, troubles: Troubles) -> int:
        """How many messages are left once the time is over."""
        left = 0
        for _ in range(_CONFIRM_SECONDS):
            left = producer.flush(1)
            troubles.check()
            if not left:
                break
            if ctx.is_stopped:
                raise Interrupted("sending was stopped")
        else:
            troubles.check_reachable()
        return left

    def _all(self, ctx: RunContext, producer: Any, troubles: Troubles) -> int:
        refusals: list[str] = []

        def confirmed(error: Any, message: Any) -> None:
            if error is not None:
                refusals.append(f"{message.topic()}: {error.str()}")

        schemas, count = self.schemas(ctx), 0
        for row in rows_given(ctx, self.from_) if self.from_ is not None else ():
            message = self._message(row, count + 1, schemas)
            _hand_over(producer, {**message, "on_delivery": confirmed})
            count += 1
            if ctx.is_stopped:
                raise Interrupted("sending was stopped")
            if refusals:
                break
        left = self._flush(ctx, producer, troubles)
        if refusals or left:
            reason = refusals[0] if refusals else f"{left} messages were not confirmed in time"
            raise PluginError(f"{self.place}: sending failed: {reason}")
        return count

    def _message(self, row: Json, number: int, schemas: Schemas) -> dict[str, Any]:
        if not isinstance(row, Mapping):
            raise PluginError(f"Row {number} must be a map with `key` and `value`")
        topic = row.get("topic") or self.topic
        if not topic:
            raise PluginError(f"Row {number} has no `topic`, and the task names none")
        form = {"topic": topic, "headers": _headers(row.get("headers"))}
        for name, kind, schema in (
            ("key", self.key_serializer, self.key_avro_schema),
            ("value", self.value_serializer, self.value_avro_schema),
        ):
            value = row.get(name)
            form[name] = (
                avro(value, f"{topic}-{name}", schema, schemas)
                if kind == "AVRO"
                else written(kind, value)
            )
        if row.get("partition") is not None:
            form["partition"] = int(row["partition"])
        if row.get("timestamp") is not None:
            form["timestamp"] = _milliseconds(row["timestamp"])
        return form


def _hand_over(producer: Any, message: Mapping[str, Any]) -> None:
    """Give a message to the client, which sends in the background and has a bounded queue."""
    while True:
        try:
            producer.produce(**message)
            producer.poll(0)
            return
        except BufferError:
            producer.poll(1)


def _headers(given: Json) -> list[tuple[str, bytes]]:
    if isinstance(given, Mapping):
        return [(str(name), str(value).encode()) for name, value in given.items()]
    return [(str(each["key"]), str(each["value"]).encode()) for each in given or ()]


def _milliseconds(value: Json) -> int:
    """Of a number, or of a date in ISO 8601. Raises: ValueError for another text."""
    if isinstance(value, int | float):
        return int(value)
    return round(datetime.fromisoformat(str(value)).timestamp() * 1000)
