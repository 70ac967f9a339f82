"""Sequential and AllowFailure: children one after the other."""

from __future__ import annotations

from typing import ClassVar

from tiercel.plugin import BranchProperty, Example, FlowableTask, ShapeScope, plugin
from tiercel.plugin.shapes import Sequence
from tiercel.plugins.core.flow.branches import BODY_AND_ERRORS

EXAMPLE = """tasks:
  - id: first
    type: io.kestra.plugin.core.log.Log
    message: "{{ task.id }}"
  - id: second
    type: io.kestra.plugin.core.log.Log
    message: "{{ task.id }}"
"""


@plugin(
    "io.kestra.plugin.core.flow.Sequential",
    title="Run tasks one after the other.",
    description="Groups tasks, for example to give them an errors branch of their own.",
    aliases=["io.kestra.core.tasks.flows.Sequential"],
    examples=[Example(EXAMPLE, title="Two tasks in order.")],
)
class Sequential(FlowableTask):
    """Runs its tasks in order; the first failure stops the list."""

    branches: ClassVar[tuple[BranchProperty, ...]] = BODY_AND_ERRORS

    def shape(self, scope: ShapeScope) -> Sequence:
        """A sequence of the tasks."""
        return Sequence()


@plugin(
    "io.kestra.plugin.core.flow.AllowFailure",
    title="Run tasks one after the other and go on when one fails.",
    description="A failure inside ends this task with WARNING instead of FAILED.",
    aliases=["io.kestra.core.tasks.flows.AllowFailure"],
    examples=[Example(EXAMPLE, title="Tasks that may fail.")],
)
class AllowFailure(FlowableTask):
    """As Sequential, but a failed body counts as WARNING."""

    branches: ClassVar[tuple[BranchProperty, ...]] = BODY_AND_ERRORS

    def shape(self, scope: ShapeScope) -> Sequence:
        """A sequence that forgives."""
        return Sequence(forgives=True)
