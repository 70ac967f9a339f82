"""Toggle: turn a trigger on or off."""

from __future__ import annotations

from typing import Annotated

from tiercel.plugin import (
    Example,
    Json,
    Output,
    Prop,
    RunContext,
    RunnableTask,
    Static,
    plugin,
    server,
)


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
    flow_id: Annotated[
        str | None, Prop("The id of the flow whose trigger is switched; this flow unless set.")
    ] = None
    auth: Annotated[Json, Prop("Ignored: the server asks itself.")] = None

    def run(self, ctx: RunContext) -> None:
        flow = ctx.vars["flow"]
        namespace, flow_id = self.namespace or flow["namespace"], self.flow_id or flow["id"]
        toggle(ctx, (namespace, flow_id, self.trigger), enabled=self.enabled)


def toggle(ctx: RunContext, trigger: tuple[str, str, str], *, enabled: bool) -> None:
    """Turn a trigger of this server: its namespace, flow and id. Raises: NotFound."""
    namespace, flow_id, trigger_id = trigger
    kind = server.EnableTrigger if enabled else server.DisableTrigger
    try:
        ctx.server.run(kind(namespace=namespace, flow_id=flow_id, trigger_id=trigger_id))
    except server.FlowMissing:
        raise server.FlowMissing(
            f"Unable to find flow {namespace}.{flow_id}. Make sure the flow exists and the"
            " current execution is authorized to access it."
        ) from None
    except server.TriggerMissing:
        raise server.TriggerMissing(
            f"Unable to find trigger {trigger_id} for the flow {namespace}.{flow_id}"
        ) from None
