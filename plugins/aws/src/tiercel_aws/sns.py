"""Messages of SNS."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tiercel.plugin import Json, Metric, Output, Part, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.services.given_rows import parts_given
from tiercel_aws.calls import without_none
from tiercel_aws.connection import AwsTask


class Message(Part):
    """A message."""

    data: Annotated[str, Prop("The text of the message.")]
    subject: Annotated[str | None, Prop("The subject, for subscribers by mail.")] = None
    structure: Annotated[
        str | None, Prop("`json` when `data` has a text for each kind of subscriber.")
    ] = None
    phone_number: Annotated[
        str | None, Prop("A telephone number to send it to, instead of the topic.")
    ] = None
    group_id: Annotated[
        str | None, Prop("The group in which messages of a FIFO topic keep their order.")
    ] = None
    deduplication_id: Annotated[
        str | None, Prop("The id by which a FIFO topic takes a message once only.")
    ] = None


class Published(Output):
    """How many messages were sent."""

    messages_count: Annotated[int, Prop("How many messages were sent.")]


@plugin(
    "io.kestra.plugin.aws.sns.Publish",
    title="Send messages to a topic of SNS.",
    examples=[
        (
            "region: eu-west-1\n"
            "topicArn: arn:aws:sns:eu-west-1:123456789012:orders\n"
            "from:\n"
            "  subject: Orders\n"
            '  data: "{{ outputs.count.value }} orders"'
        )
    ],
    metrics=[Metric("sns.publish.messages", "counter", "messages", "How many were sent.")],
)
class Publish(AwsTask, RunnableTask[Published]):
    """One message with each request."""

    topic_arn: Annotated[str, Prop("The topic that gets the messages: `arn:aws:sns:…`.")]
    from_: Annotated[
        str | list[Json] | Message,
        Field(alias="from"),
        Prop("The messages: one, a list, or the address of a stored file of them."),
    ]

    def run(self, ctx: RunContext) -> Published:
        count = 0
        with self.client(ctx, "sns") as client:
            for each in parts_given(ctx, self.from_, Message):
                client.publish(
                    **without_none(
                        [
                            ("TopicArn", None if each.phone_number else self.topic_arn),
                            ("PhoneNumber", each.phone_number),
                            ("Message", each.data),
                            ("Subject", each.subject),
                            ("MessageStructure", each.structure),
                            ("MessageGroupId", each.group_id),
                            ("MessageDeduplicationId", each.deduplication_id),
                        ]
                    )
                )
                count += 1
        ctx.metrics.counter("sns.publish.messages", count)
        return Published(messages_count=count)
