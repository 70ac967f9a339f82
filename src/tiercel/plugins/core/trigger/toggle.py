"""Toggle: turn a trigger on or off."""

from __future__ import annotations

from typing import Annotated

from tiercel.model.json_types import Json
from tiercel.plugin import Example, Output, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.fields import Static


@plugin(
    "io.kestra.plugin.core.trigger.Toggle",
    title="Turn a trigger on or off.",
    aliases=["io.kestra.core.tasks.trigger.Toggle"],
    deprecated=True,
    examples=[Example("trigger: schedule\nenabled: true")],
)
class Toggle(RunnableTask[Output]):
    """Acts on a trigger of this flow, or of another."""

    trigger: Annotated[str, Prop("The id of the trigger.")]
    enabled: Annotated[Static[bool], Prop("Whether it shall run.")] = False
    namespace: Annotated[str | None, Prop("The namespace of the flow.")] = None
    flow_id: Annotated[str | None, Prop("The flow.")] = None
    auth: Annotated[Json, Prop("Ignored: the server asks itself.")] = None

    def run(self, ctx: RunContext) -> None:
        """Turn it."""
        flow = ctx.vars["flow"]
        ctx.server.call(
            "toggle_trigger",
            {
                "namespace": self.namespace or flow["namespace"],
                "flowId": self.flow_id or flow["id"],
                "triggerId": self.trigger,
                "enabled": self.enabled,
            },
        )
