"""Pause: the execution stops until somebody resumes it or a time has passed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, ClassVar, Literal

from tiercel.plugin import (
    BranchProperty,
    Example,
    HoldTask,
    Json,
    Output,
    Part,
    Prop,
    ShapeScope,
    Static,
    plugin,
)
from tiercel.plugin.shapes import Hold, Shape
from tiercel.plugins.core.flow.branches import ERROR_BRANCHES

FORM_EXAMPLE = """onResume:
  - id: approved
    type: BOOL
    defaults: true
"""


class Resumed(Part):
    """Who ended the pause, when, and in which state the task run went on."""

    by: Annotated[str | None, Prop("The user, when known.")] = None
    on: Annotated[datetime | None, Prop("When it was resumed, as a date with its offset.")] = None
    to: Annotated[str | None, Prop("The state after the pause.")] = None


class PauseOutput(Output):
    """What came with the resume."""

    on_resume: Annotated[dict[str, Json] | None, Prop("The inputs of the resume.")] = None
    resumed: Annotated[Resumed | None, Prop("Who resumed, when, and to which state.")] = None


@plugin(
    "io.kestra.plugin.core.flow.Pause",
    title="Pause the execution until it is resumed or a time has passed.",
    aliases=["io.kestra.core.tasks.flows.Pause"],
    examples=[
        Example("", title="Wait until somebody resumes."),
        Example("pauseDuration: PT10M", title="Go on after ten minutes."),
        Example(FORM_EXAMPLE, title="Ask for inputs when resuming."),
    ],
)
class Pause(HoldTask):
    """Waits for a resume, for `pauseDuration`, or fails after the common `timeout`."""

    shown_common: ClassVar[tuple[str, ...]] = ("timeout",)
    outputs_class: ClassVar[type[Output]] = PauseOutput
    branches: ClassVar[tuple[BranchProperty, ...]] = (
        BranchProperty("tasks"),
        BranchProperty("onPause", form="single"),
        *ERROR_BRANCHES,
    )

    pause_duration: Annotated[timedelta | None, Prop("Go on by itself after this time.")] = None
    delay: Annotated[
        timedelta | None, Prop("The old name of `pauseDuration`.", deprecated=True)
    ] = None
    behavior: Annotated[
        Literal["RESUME", "WARN", "CANCEL", "FAIL"],
        Prop("What happens when `pauseDuration` is over."),
    ] = "RESUME"
    on_resume: Annotated[
        Static[list[Json] | None], Prop("Inputs to ask for, declared as those of a flow.")
    ] = None

    def shape(self, scope: ShapeScope) -> Hold:
        """A hold that ends by a resume, or when it is due."""
        branches = scope.task.branches
        duration = scope.convert(self.pause_duration, timedelta)
        if duration is None:
            duration = scope.convert(self.delay, timedelta)
        action = str(scope.convert(self.behavior, str) or "RESUME")
        if duration is None:
            duration, action = scope.convert(scope.task.timeout, timedelta), "FAIL"
        return Hold(
            kind="pause",
            delay=duration,
            due=None if duration is None else scope.now + duration,
            due_action=action,
            before="onPause" if "onPause" in branches else "",
            after="tasks" if branches.get("tasks") else "",
        )

    def outputs(self, shape: Shape, scope: ShapeScope) -> dict[str, Json]:
        """Nothing until the resume."""
        return {}
