"""PurgeFlows: delete old revisions of flows."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tiercel.plugin import (
    Example,
    Level,
    Output,
    Part,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    plugin,
    server,
)


class KeptRevisions(Part):
    """Which revisions are deleted; `keepAmount` wins over `before`."""

    before: Annotated[str | None, Prop("Revisions updated at or before this date.")] = None
    keep_amount: Annotated[int | None, Field(ge=1), Prop("All but the newest ones.")] = None


class PurgedFlows(Output):
    """How much was deleted."""

    size: Annotated[int, Prop("Number of deleted revisions.")]


@plugin(
    "io.kestra.plugin.core.flow.PurgeFlows",
    title="Delete old revisions of flows.",
    description="The newest revision, and the newest that is no draft, always stay.",
    examples=[Example("namespace: company\nbehavior:\n  keepAmount: 5")],
)
class PurgeFlows(RunnableTask[PurgedFlows]):
    """Acts on the server."""

    namespace: Annotated[str | None, Prop("This namespace and those below; all if absent.")] = None
    flow_id: Annotated[str | None, Prop("One flow of the namespace.")] = None
    behavior: Annotated[
        KeptRevisions, Prop("Which revisions of each flow are kept; only the newest unless set.")
    ] = KeptRevisions(keep_amount=1)

    def run(self, ctx: RunContext) -> PurgedFlows:
        if self.flow_id is not None and self.namespace is None:
            raise PluginError("Property `namespace` is required when `flowId` is set.")
        gone = ctx.server.run(
            server.PurgeFlowRevisions(
                namespace=self.namespace,
                flow_id=self.flow_id,
                before=server.moment(self.behavior.before),
                keep=self.behavior.keep_amount,
            )
        )
        ctx.log.write(Level.INFO, f"purging old revisions from {gone.flows} flows")
        ctx.log.write(Level.INFO, f"purged {gone.revisions} flow revisions")
        return PurgedFlows(size=gone.revisions)
