"""Fail and Assert: end a task FAILED on purpose."""

from __future__ import annotations

from typing import Annotated, ClassVar

from tiercel.plugin import (
    Example,
    ExpressionError,
    Level,
    Metric,
    Output,
    PluginError,
    Prop,
    Raw,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel.plugin.values import is_truthy


@plugin(
    "io.kestra.plugin.core.execution.Fail",
    title="Fail, perhaps only on a condition.",
    aliases=["io.kestra.core.tasks.executions.Fail"],
    examples=[
        Example("errorMessage: Nothing to work on", title="Always."),
        Example('condition: "{{ inputs.count < 1 }}"', title="On a condition."),
    ],
)
class Fail(RunnableTask[Output]):
    """Fails unless its condition does not hold."""

    is_inline: ClassVar[bool] = True

    condition: Annotated[str | None, Prop("Fail only when this holds.")] = None
    error_message: Annotated[
        str, Prop("What the log of the failed task run says, as the reason.")
    ] = "Task failure"

    def run(self, ctx: RunContext) -> None:
        """Fail. Raises: PluginError."""
        if ctx.properties.get("condition") is None:
            raise PluginError(self.error_message)
        if is_truthy(self.condition):
            ctx.log.error(self.error_message)
            raise PluginError("Fail on a condition")


@plugin(
    "io.kestra.plugin.core.execution.Assert",
    title="Fail when a condition does not hold.",
    metrics=[
        Metric("success", "counter", "conditions", "How many held."),
        Metric("failed", "counter", "conditions", "How many did not."),
    ],
    examples=[
        Example(
            'conditions:\n  - "{{ inputs.count > 0 }}"\nerrorMessage: The count is wrong',
        )
    ],
)
class Assert(RunnableTask[Output]):
    """Checks all conditions before it fails."""

    is_inline: ClassVar[bool] = True

    conditions: Annotated[Raw[list[str]], Prop("Expressions that must hold.")]
    error_message: Annotated[str | None, Prop("What to say besides the count.")] = None

    def run(self, ctx: RunContext) -> None:
        """Check. Raises: PluginError when a condition does not hold or does not render."""
        failed = sum(not self._holds(ctx, condition) for condition in self.conditions)
        ctx.metrics.counter("success", len(self.conditions) - failed)
        ctx.metrics.counter("failed", failed)
        if failed:
            noun = "assertion" if failed == 1 else "assertions"
            more = f"\n{self.error_message}" if self.error_message else ""
            raise PluginError(f"{failed} {noun} failed!{more}")

    def _holds(self, ctx: RunContext, condition: str) -> bool:
        try:
            holds = is_truthy(ctx.render(condition))
        except ExpressionError as error:
            ctx.log.write(
                Level.ERROR,
                f"Assertion `{condition}` failed, failed to render `{error.message}`",
            )
            return False
        if not holds:
            ctx.log.write(Level.ERROR, f"Assertion `{condition}` failed!")
        return holds
