"""LoopUntil: the same tasks again and again until a condition holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, ClassVar

from tiercel.plugin import (
    BranchProperty,
    Example,
    FlowableTask,
    Json,
    Output,
    Part,
    Prop,
    ShapeScope,
    plugin,
)
from tiercel.plugin.shapes import Shape, Until
from tiercel.plugins.core.flow.branches import BODY_AND_ERRORS
from tiercel.plugins.core.flow.choice import as_text

EXAMPLE = """condition: "{{ outputs.ask.code == 200 }}"
checkFrequency:
  interval: PT10S
  maxIterations: 30
tasks:
  - id: ask
    type: io.kestra.plugin.core.http.Request
    uri: https://example.com/ready
    options:
      allowFailed: true
"""
DEFAULT_INTERVAL = timedelta(minutes=1)


class CheckFrequency(Part):
    """How often the tasks run again, and when to give up."""

    interval: Annotated[timedelta, Prop("Time between two runs.")] = DEFAULT_INTERVAL
    max_iterations: Annotated[int | None, Prop("Give up after this many runs.")] = None
    max_duration: Annotated[timedelta | None, Prop("Give up after this time.")] = None


class LoopUntilOutput(Output):
    """How far the loop is."""

    iteration_count: Annotated[int, Prop("Number of the run, from 1.")]


@plugin(
    "io.kestra.plugin.core.flow.LoopUntil",
    title="Run tasks again and again until a condition holds.",
    description="The condition sees the outputs of the run that has just ended.",
    aliases=["io.kestra.plugin.core.flow.WaitFor"],
    examples=[Example(EXAMPLE, title="Wait until a service answers.")],
)
class LoopUntil(FlowableTask):
    """Waits `checkFrequency.interval` between two runs of its tasks."""

    outputs_class: ClassVar[type[Output]] = LoopUntilOutput
    branches: ClassVar[tuple[BranchProperty, ...]] = BODY_AND_ERRORS

    condition: Annotated[str, Prop("Ends the loop when it holds; rendered after every run.")]
    fail_on_max_reached: Annotated[bool, Prop("Fail when a maximum is reached.")] = False
    check_frequency: Annotated[CheckFrequency, Prop("How often and how long.")] = CheckFrequency()

    def shape(self, scope: ShapeScope) -> Until:
        """The loop with its bounds."""
        # Instances of tasks that the engine runs hold raw properties: a map, not the class.
        raw: Json = self.check_frequency
        given: Mapping[str, Json] = raw if isinstance(raw, Mapping) else {}
        every = scope.convert(given.get("interval"), timedelta)
        return Until(
            condition=as_text(self.condition),
            every=DEFAULT_INTERVAL if every is None else every,
            iterations_max=scope.convert(given.get("maxIterations"), int),
            duration_max=scope.convert(given.get("maxDuration"), timedelta),
            fails_on_max=bool(scope.convert(self.fail_on_max_reached, bool)),
        )

    def outputs(self, shape: Shape, scope: ShapeScope) -> dict[str, Json]:
        """The first run has number 1."""
        return {"iterationCount": 1}
