"""Channels that clients listen to."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tiercel.plugin import Json, Metric, Output, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.services.given_rows import rows_given
from tiercel.plugin.services.messages import SERDE, SerdeType, content_of
from tiercel_redis.connection import Redis
from tiercel_redis.strings import URL


class Published(Output):
    """How many were published."""

    count: Annotated[int, Prop("How many messages were published.")]


@plugin(
    "io.kestra.plugin.redis.pubsub.Publish",
    title="Publish messages on a channel of Redis.",
    examples=[f"{URL}channel: news\nfrom:\n  - hello"],
    aliases=["io.kestra.plugin.redis.Publish"],
    metrics=[Metric("published.records.count", "counter", "records", "How many there were.")],
)
class Publish(Redis, RunnableTask[Published]):
    """Whoever listens at that moment gets them; the server keeps none."""

    channel: Annotated[str, Prop("The name of the channel.")]
    from_: Annotated[
        str | list[Json],
        Field(alias="from"),
        Prop("The messages: a list, or the address of a stored file with a row for each."),
    ]
    serde_type: Annotated[SerdeType, SERDE] = "STRING"

    def run(self, ctx: RunContext) -> Published:
        count = 0
        with self.client(ctx, "PUBLISH") as client:
            for each in rows_given(ctx, self.from_):
                client.publish(self.channel, content_of(self.serde_type, each))
                count += 1
        ctx.metrics.counter("published.records.count", count)
        return Published(count=count)
