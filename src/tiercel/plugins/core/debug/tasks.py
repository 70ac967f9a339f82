"""Return and Echo."""

from __future__ import annotations

from datetime import timedelta
from time import perf_counter
from typing import Annotated, ClassVar

from tiercel.plugin import Example, Level, Metric, Output, Prop, RunContext, RunnableTask, plugin


class Returned(Output):
    """The rendered value."""

    value: Annotated[
        str | None, Prop("The text after its expressions were rendered; none without `format`.")
    ] = None


@plugin(
    "io.kestra.plugin.core.debug.Return",
    title="Give a rendered text as output.",
    description="Good for looking at what an expression gives.",
    aliases=["io.kestra.core.tasks.debugs.Return"],
    metrics=[
        Metric("length", "counter", "characters", "The length of the text."),
        Metric("duration", "timer", "milliseconds", "How long it took."),
    ],
    examples=[Example('format: "{{ task.id }} ran at {{ taskrun.startDate }}"')],
)
class Return(RunnableTask[Returned]):
    """Gives its rendered `format`."""

    is_inline: ClassVar[bool] = True

    format: Annotated[
        str | None, Prop("The text to give as output `value`; expressions in it are rendered.")
    ] = None

    def run(self, ctx: RunContext) -> Returned:
        """Log the text at DEBUG and give it."""
        start = perf_counter()
        text = self.format
        if text is not None:
            ctx.log.debug(text)
        tags = {"format": "null" if text is None else text}
        ctx.metrics.counter("length", len(text or ""), tags)
        ctx.metrics.timer("duration", timedelta(seconds=perf_counter() - start), tags)
        return Returned(value=text)


@plugin(
    "io.kestra.plugin.core.debug.Echo",
    title="Write a text to the log.",
    aliases=["io.kestra.core.tasks.debugs.Echo"],
    deprecated=True,
    replaced_by="io.kestra.plugin.core.log.Log",
    examples=[Example("format: hello")],
)
class Echo(RunnableTask[Output]):
    """The old form of Log."""

    is_inline: ClassVar[bool] = True

    format: Annotated[
        str | None, Prop("The text to write to the log; expressions in it are rendered.")
    ] = None
    level: Annotated[Level, Prop("The level of the entry.")] = Level.INFO

    def run(self, ctx: RunContext) -> None:
        ctx.log.write(self.level, self.format or "")
