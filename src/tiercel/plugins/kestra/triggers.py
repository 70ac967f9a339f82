"""Turn triggers of this server, or of another, on or off."""

from __future__ import annotations

from typing import Annotated

from tiercel.plugin import Example, Output, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel.plugins.core.trigger.toggle import toggle
from tiercel.plugins.kestra.server import ServerTask


@plugin(
    "io.kestra.plugin.kestra.triggers.Toggle",
    title="Turn a trigger on or off.",
    examples=[Example("trigger: schedule\nenabled: true")],
)
class Toggle(ServerTask, RunnableTask[Output]):
    """Acts on a trigger of this flow, or of another."""

    trigger: Annotated[str | None, Prop("The id of the trigger.")] = None
    enabled: Annotated[bool, Prop("Whether it shall run.")] = False
    namespace: Annotated[str | None, Prop("The namespace of the flow.")] = None
    flow_id: Annotated[
        str | None, Prop("The id of the flow whose trigger is switched; this flow unless set.")
    ] = None

    def run(self, ctx: RunContext) -> None:
        """Turn it. Raises: PluginError when none is named."""
        if self.trigger is None:
            raise PluginError("`trigger` must be set: the id of the trigger to turn")
        flow = ctx.vars["flow"]
        namespace, flow_id = self.namespace or flow["namespace"], self.flow_id or flow["id"]
        other = self.other_server(ctx)
        if other is None:
            toggle(ctx, (namespace, flow_id, self.trigger), enabled=self.enabled)
            return
        place = {"namespace": namespace, "flowId": flow_id, "triggerId": self.trigger}
        other.put("/triggers", {**place, "disabled": not self.enabled})
