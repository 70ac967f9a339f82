"""Functions of Lambda."""

from __future__ import annotations

from datetime import timedelta
from time import monotonic
from typing import Annotated

import msgspec

from tiercel.plugin import Json, Metric, Output, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.services.far_work import again
from tiercel.plugin.services.waiting import while_running
from tiercel_aws.connection import AwsTask
from tiercel_aws.limits import MESSAGE_CHARS_MAX, READ_BYTES


class Invoked(Output):
    """What the function gave."""

    uri: Annotated[str, Prop("A file with its answer.")]
    content_length: Annotated[int | None, Prop("The size of the answer in bytes.")] = None
    content_type: Annotated[str | None, Prop("The media type of the answer.")] = None
    e_tag: Annotated[str | None, Prop("Always null: answers of functions have none.")] = None
    version_id: Annotated[str | None, Prop("The version of the function that ran.")] = None


@plugin(
    "io.kestra.plugin.aws.lambda.Invoke",
    title="Run a function of Lambda.",
    examples=[
        (
            "region: eu-west-1\n"
            "functionArn: arn:aws:lambda:eu-west-1:123456789012:function:shop\n"
            "functionPayload:\n"
            "  order: 42"
        )
    ],
    metrics=[
        Metric("file.size", "counter", "", "The size of the answer."),
        Metric("duration", "timer", "", "How long the function took."),
    ],
)
class Invoke(AwsTask, RunnableTask[Invoked]):
    """It waits for the answer."""

    far_work = again("a call has no name there")

    function_arn: Annotated[str, Prop("The name or the ARN of the function.")]
    function_payload: Annotated[
        dict[str, Json] | None, Prop("What the function is given, as JSON; nothing by default.")
    ] = None

    def run(self, ctx: RunContext) -> Invoked:
        """Raises: PluginError when the function fails, with what it says."""
        payload = self.function_payload
        given = {} if payload is None else {"Payload": msgspec.json.encode(payload)}
        began = monotonic()
        with self.client(ctx, "lambda") as client:
            answer = client.invoke(FunctionName=self.function_arn, **given)
            content = answer["Payload"]
            if answer.get("FunctionError"):
                text = content.read(MESSAGE_CHARS_MAX).decode("utf-8", errors="replace")
                raise PluginError(f"The function {self.function_arn} failed: {text}")
            headers = answer["ResponseMetadata"]["HTTPHeaders"]
            pieces = while_running(ctx, content.iter_chunks(READ_BYTES))
            uri = ctx.blobs.put_new(pieces, "json")
        ctx.metrics.timer("duration", timedelta(seconds=monotonic() - began))
        size = ctx.blobs.size(uri)
        ctx.metrics.counter("file.size", size)
        return Invoked(
            uri=uri,
            content_length=size,
            content_type=headers.get("content-type"),
            version_id=answer.get("ExecutedVersion"),
        )
