"""Queues and exchanges."""

from __future__ import annotations

from typing import Annotated, Literal

from tiercel.plugin import Json, Output, Prop, RunContext, RunnableTask, plugin
from tiercel_amqp.connection import Amqp
from tiercel_amqp.messages import PLACE

ARGUMENTS = Prop("Further arguments, such as `x-message-ttl`.")
DURABLE = Prop("Whether it outlives the broker.")
AUTO_DELETE = Prop("Whether it goes with the last one that uses it.")


class Queue(Output):
    """A queue."""

    queue: Annotated[str, Prop("The name that the queue has at the broker.")]


class Exchange(Output):
    """An exchange."""

    exchange: Annotated[str, Prop("The name that the exchange has at the broker.")]


class Bound(Exchange, Queue):
    """A queue that gets messages of an exchange."""


class Declared(Amqp):
    """What is made at the broker; it may be there already, with the same properties."""

    name: Annotated[str, Prop("The name of the queue or exchange that is made.")]
    durability: Annotated[bool, DURABLE] = True
    auto_delete: Annotated[bool, AUTO_DELETE] = False
    args: Annotated[dict[str, Json] | None, ARGUMENTS] = None


@plugin(
    "io.kestra.plugin.amqp.CreateQueue",
    title="Make a queue of AMQP.",
    examples=[f"{PLACE}name: orders\nargs:\n  x-message-ttl: 60000"],
)
class CreateQueue(Declared, RunnableTask[Queue]):
    """Nothing happens when it is there."""

    exclusive: Annotated[
        bool, Prop("Whether it is of this connection alone, and so goes with the task.")
    ] = False

    def run(self, ctx: RunContext) -> Queue:
        with self.channel(ctx, "making the queue") as channel:
            channel.queue_declare(
                self.name,
                durable=self.durability,
                exclusive=self.exclusive,
                auto_delete=self.auto_delete,
                arguments=self.args,
            )
        return Queue(queue=self.name)


@plugin(
    "io.kestra.plugin.amqp.DeclareExchange",
    title="Make an exchange of AMQP.",
    examples=[f"{PLACE}name: orders\nexchangeType: TOPIC"],
)
class DeclareExchange(Declared, RunnableTask[Exchange]):
    """Nothing happens when it is there."""

    exchange_type: Annotated[
        Literal["DIRECT", "FANOUT", "TOPIC", "HEADERS"], Prop("How it routes messages.")
    ] = "DIRECT"
    internal: Annotated[bool, Prop("Whether only exchanges may send to it.")] = False

    def run(self, ctx: RunContext) -> Exchange:
        with self.channel(ctx, "making the exchange") as channel:
            channel.exchange_declare(
                self.name,
                exchange_type=self.exchange_type.lower(),
                durable=self.durability,
                auto_delete=self.auto_delete,
                internal=self.internal,
                arguments=self.args,
            )
        return Exchange(exchange=self.name)


@plugin(
    "io.kestra.plugin.amqp.QueueBind",
    title="Let a queue get messages of an exchange of AMQP.",
    examples=[f"{PLACE}exchange: orders\nqueue: new-orders\nroutingKey: new.#"],
)
class QueueBind(Amqp, RunnableTask[Bound]):
    """Those whose key matches."""

    exchange: Annotated[str, Prop("The exchange whose messages the queue gets.")]
    queue: Annotated[str, Prop("The queue that gets messages of the exchange.")]
    routing_key: Annotated[str | None, Prop("The key, or the pattern of keys.")] = None
    args: Annotated[dict[str, Json] | None, ARGUMENTS] = None

    def run(self, ctx: RunContext) -> Bound:
        with self.channel(ctx, "binding the queue") as channel:
            channel.queue_bind(self.queue, self.exchange, self.routing_key or "", self.args)
        return Bound(queue=self.queue, exchange=self.exchange)
