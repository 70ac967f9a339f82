"""Loop: an execution of its own for every value."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from tiercel.plugin import (
    BranchProperty,
    Example,
    FlowableTask,
    IllegalArgument,
    Json,
    Output,
    Prop,
    Raw,
    ShapeScope,
    Static,
    Unresolvable,
    plugin,
)
from tiercel.plugin.rows import rows_of_text
from tiercel.plugin.shapes import Shape, Turns
from tiercel.plugin.values import LoopValues, loop_values, value_text
from tiercel.plugins.core.flow.branches import BODY_AND_ERRORS

EXAMPLE = """values: ["a", "b"]
outputs:
  - id: upper
    type: STRING
    value: "{{ outputs.shout.value }}"
tasks:
  - id: shout
    type: io.kestra.plugin.core.debug.Return
    format: "{{ item.value | upper }}"
"""


class LoopOutput(Output):
    """Counts of iterations and what they gave."""

    iteration_count: Annotated[int, Prop("How many values there are.")]
    running_iterations: Annotated[int, Prop("How many iterations run now.")]
    terminated_iterations: Annotated[dict[str, int], Prop("Ended iterations by state.")]
    outputs: Annotated[list[Json] | None, Prop("For each iteration its item and its outputs.")] = (
        None
    )


@plugin(
    "io.kestra.plugin.core.flow.Loop",
    title="Run tasks in an execution of their own for every value.",
    description="Inside, the value is `{{ item.value }}` (always text) and `{{ item.index }}`.",
    examples=[Example(EXAMPLE, title="Collect an output of every iteration.")],
)
class Loop(FlowableTask):
    """Values come from a list, a map, JSON text or the rows of a file."""

    relation: ClassVar[str] = "DYNAMIC"
    outputs_class: ClassVar[type[Output]] = LoopOutput
    branches: ClassVar[tuple[BranchProperty, ...]] = BODY_AND_ERRORS

    values: Annotated[
        str | list[Json] | dict[str, Json],
        Prop("A list, a map, text that renders to one, or the URI of a file of rows."),
    ]
    concurrency_limit: Annotated[
        Static[int], Field(ge=0), Prop("How many iterations at a time; 0 means all.")
    ] = 1
    transmit_failed: Annotated[Static[bool], Prop("Fail when an iteration fails.")] = True
    outputs_: Annotated[
        Raw[list[Json] | None],
        Field(alias="outputs"),
        Prop("Outputs of each iteration, declared as those of a flow."),
    ] = None
    fetch_type: Annotated[
        Static[Literal["AUTO", "FETCH", "STORE"]],
        Prop("Keep outputs of iterations in the task run (FETCH) or in a file each (STORE)."),
    ] = "AUTO"
    break_when: Annotated[Raw[str | None], Prop("Starts no further iteration once this holds.")] = (
        None
    )

    def shape(self, scope: ShapeScope) -> Turns:
        """One iteration per value. Raises: Unresolvable for values of another kind."""
        try:
            found = loop_values(self.values, scope.render, scope.render_deep)
        except IllegalArgument as error:
            raise Unresolvable(
                f"Failed to process flowable task {scope.task_run.id}: {error.message}"
            ) from error
        is_file = found.uri is not None
        if found.uri is not None:
            found = LoopValues(
                tuple(value_text(row) for row in rows_of_text(scope.read_text(found.uri))),
                uri=found.uri,
            )
        stores = self.fetch_type == "STORE" or (self.fetch_type == "AUTO" and is_file)
        limit = scope.convert(self.concurrency_limit, int)
        return Turns(
            values=found.values,
            keys=found.keys,
            concurrency=1 if limit is None else limit,
            transmit_failed=bool(scope.convert(self.transmit_failed, bool)),
            stores=stores,
            from_uri=found.uri,
        )

    def outputs(self, shape: Shape, scope: ShapeScope) -> dict[str, Json]:
        """The counts at the start."""
        assert isinstance(shape, Turns)
        count = len(shape.values)
        running = min(shape.concurrency or count, count)
        return {
            "iterationCount": count,
            "runningIterations": running,
            "terminatedIterations": {},
        }
