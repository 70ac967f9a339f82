"""Acme tasks: wait for a while and say so."""

from datetime import timedelta
from typing import Annotated

from tiercel.plugin import Output, Prop, RunContext, RunnableTask, plugin


class Waited(Output):
    seconds: Annotated[float, Prop("How long the task waited, in seconds.")]


@plugin("com.acme.tiercel.Wait", title="Wait for a while.", examples=["duration: PT1S"])
class Wait(RunnableTask[Waited]):
    duration: Annotated[timedelta, Prop("How long to wait.")]
    message: Annotated[str | None, Prop("What to log first.")] = None

    def run(self, ctx: RunContext) -> Waited:
        if self.message is not None:
            ctx.log.info(self.message)
        ctx.pause(self.duration)
        return Waited(seconds=self.duration.total_seconds())
