"""If and Switch: one of several branches."""

from __future__ import annotations

from typing import Annotated, ClassVar

from tiercel.plugin import (
    BranchProperty,
    Example,
    FlowableTask,
    Json,
    Level,
    Output,
    Prop,
    ShapeScope,
    Unresolvable,
    plugin,
)
from tiercel.plugin.shapes import Sequence, Shape
from tiercel.plugin.values import is_truthy
from tiercel.plugins.core.flow.branches import ERROR_BRANCHES

IF_EXAMPLE = """condition: "{{ inputs.flag }}"
then:
  - id: yes
    type: io.kestra.plugin.core.log.Log
    message: chosen
else:
  - id: no
    type: io.kestra.plugin.core.log.Log
    message: not chosen
"""
SWITCH_EXAMPLE = """value: "{{ inputs.colour }}"
cases:
  red:
    - id: stop
      type: io.kestra.plugin.core.log.Log
      message: stop
defaults:
  - id: go
    type: io.kestra.plugin.core.log.Log
    message: go
"""


class IfOutput(Output):
    """What If decided."""

    evaluation_result: Annotated[bool, Prop("Whether the condition held.")]


@plugin(
    "io.kestra.plugin.core.flow.If",
    title="Run tasks when a condition holds, other tasks when not.",
    aliases=["io.kestra.core.tasks.flows.If"],
    examples=[Example(IF_EXAMPLE, title="Two branches.")],
)
class If(FlowableTask):
    """Evaluates its condition once, when it starts."""

    relation: ClassVar[str] = "CHOICE"
    outputs_class: ClassVar[type[Output]] = IfOutput
    branches: ClassVar[tuple[BranchProperty, ...]] = (
        BranchProperty("then", is_required=True),
        BranchProperty("else"),
        *ERROR_BRANCHES,
    )

    condition: Annotated[
        str,
        Prop("The condition. It does not hold when it renders to nothing, `false`, `0` or `-0`."),
    ]

    def shape(self, scope: ShapeScope) -> Sequence:
        """The branch that the condition chooses, or none."""
        branch = "then" if is_truthy(scope.render(as_text(self.condition))) else "else"
        return Sequence(branch if branch in scope.task.branches else "")

    def outputs(self, shape: Shape, scope: ShapeScope) -> dict[str, Json]:
        """The result of the condition."""
        return {"evaluationResult": isinstance(shape, Sequence) and shape.branch == "then"}


class SwitchOutput(Output):
    """What Switch chose."""

    value: Annotated[str | None, Prop("The rendered `value`, which chose among the cases.")] = None
    defaults: Annotated[bool, Prop("Whether no case matched.")] = False


@plugin(
    "io.kestra.plugin.core.flow.Switch",
    title="Run the tasks of the case that equals a value.",
    aliases=["io.kestra.core.tasks.flows.Switch"],
    examples=[Example(SWITCH_EXAMPLE, title="One case and a default.")],
)
class Switch(FlowableTask):
    """Compares the rendered value with the keys of its cases, as text."""

    relation: ClassVar[str] = "CHOICE"
    outputs_class: ClassVar[type[Output]] = SwitchOutput
    branches: ClassVar[tuple[BranchProperty, ...]] = (
        BranchProperty("cases", form="map"),
        BranchProperty("defaults"),
        *ERROR_BRANCHES,
    )

    value: Annotated[str, Prop("The value to compare.")]

    def shape(self, scope: ShapeScope) -> Sequence:
        """The case, or the defaults. Raises: Unresolvable when there is neither."""
        branch = f"cases.{scope.render(as_text(self.value))}"
        if branch in scope.task.branches:
            return Sequence(branch)
        if "defaults" in scope.task.branches:
            return Sequence("defaults")
        execution = scope.execution
        raise Unresolvable(
            f"No task found on flow '{execution.namespace}.{execution.flow_id}',"
            f" task '{scope.task.id}', execution '{execution.id}'",
            Level.WARN,
        )

    def outputs(self, shape: Shape, scope: ShapeScope) -> dict[str, Json]:
        """The value and whether no case matched it."""
        value = scope.render(as_text(self.value))
        is_default = isinstance(shape, Sequence) and shape.branch == "defaults"
        found = {"value": value} if value is not None else {}
        return {**found, "defaults": is_default}


def as_text(value: Json) -> str:
    """A raw property as text: YAML gives booleans and numbers for unquoted words."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
