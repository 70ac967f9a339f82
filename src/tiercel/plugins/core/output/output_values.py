"""The OutputValues task."""

from __future__ import annotations

from typing import Annotated, ClassVar

from tiercel.plugin import Example, Json, Output, Prop, RunContext, RunnableTask, plugin


class Values(Output):
    """The rendered values."""

    values: Annotated[dict[str, Json] | None, Prop("The values by name.")] = None


@plugin(
    "io.kestra.plugin.core.output.OutputValues",
    title="Give several values as outputs.",
    examples=[Example('values:\n  who: "{{ inputs.name }}"\n  how: fine')],
)
class OutputValues(RunnableTask[Values]):
    """Gives its values as outputs, rendered."""

    is_inline: ClassVar[bool] = True

    values: Annotated[dict[str, Json] | None, Prop("The values by name.")] = None

    def run(self, ctx: RunContext) -> Values:
        return Values(values=self.values)
