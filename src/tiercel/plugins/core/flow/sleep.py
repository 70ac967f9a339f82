"""Sleep: wait for a while."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from tiercel.plugin import Example, Level, Output, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.convert import format_duration


@plugin(
    "io.kestra.plugin.core.flow.Sleep",
    title="Wait for a while.",
    examples=[Example("duration: PT5S", title="Five seconds.")],
)
class Sleep(RunnableTask[Output]):
    """Holds no thread while it waits."""

    duration: Annotated[
        timedelta, Prop("How long to wait, as an ISO 8601 duration such as `PT30S`.")
    ]

    async def run(self, ctx: RunContext) -> None:
        """Wait. Raises: Interrupted when killed."""
        ctx.log.write(Level.INFO, f"Waiting for {format_duration(self.duration)}")
        await ctx.sleep(self.duration)
