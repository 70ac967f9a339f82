"""Parallel and Dag: children at the same time."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from tiercel.plugin import BranchProperty, Example, FlowableTask, Json, Prop, ShapeScope, plugin
from tiercel.plugin.shapes import Graph
from tiercel.plugin.shapes import Parallel as ParallelShape
from tiercel.plugins.core.flow.branches import BODY_AND_ERRORS, ERROR_BRANCHES

CHILD_STATES = {
    "CANCEL": "CANCELLED",
    "CANCELLED": "CANCELLED",
    "FAIL": "FAILED",
    "FAILED": "FAILED",
}

Concurrent = Annotated[
    int, Field(ge=0), Prop("How many tasks may run at a time; 0 means no limit.")
]
OnChildFailure = Annotated[
    Literal["CONTINUE", "CANCEL", "FAIL"],
    Prop("What happens to running tasks when one has failed: CONTINUE, CANCEL or FAIL."),
]
FailFast = Annotated[bool, Prop("Kill running tasks when one has failed.", deprecated=True)]

PARALLEL_EXAMPLE = """tasks:
  - id: left
    type: io.kestra.plugin.core.flow.Sleep
    duration: PT1S
  - id: right
    type: io.kestra.plugin.core.flow.Sleep
    duration: PT1S
"""
DAG_EXAMPLE = """tasks:
  - task:
      id: extract
      type: io.kestra.plugin.core.log.Log
      message: extract
  - task:
      id: load
      type: io.kestra.plugin.core.log.Log
      message: load
    dependsOn: [extract]
"""


def reaction(scope: ShapeScope, on_child_failure: Json, fail_fast: Json) -> str:
    """What running siblings of a failed child become: CONTINUE, CANCELLED, FAILED or KILLED."""
    if scope.convert(fail_fast, bool):
        return "KILLED"
    word = scope.convert(on_child_failure, str)
    return CHILD_STATES.get(str(word).strip().upper(), "CONTINUE")


@plugin(
    "io.kestra.plugin.core.flow.Parallel",
    title="Run tasks at the same time.",
    aliases=["io.kestra.core.tasks.flows.Parallel"],
    examples=[
        Example(PARALLEL_EXAMPLE, title="Two tasks at once."),
        Example("concurrent: 2\n" + PARALLEL_EXAMPLE, title="At most two at a time."),
    ],
)
class Parallel(FlowableTask):
    """Starts its tasks in list order, at most `concurrent` at a time."""

    relation: ClassVar[str] = "PARALLEL"
    branches: ClassVar[tuple[BranchProperty, ...]] = BODY_AND_ERRORS

    concurrent: Concurrent = 0
    on_child_failure: OnChildFailure = "FAIL"
    fail_fast: FailFast = False

    def shape(self, scope: ShapeScope) -> ParallelShape:
        """All tasks at once."""
        return ParallelShape(
            concurrency=scope.convert(self.concurrent, int) or 0,
            on_child_failure=reaction(scope, self._written(scope), self.fail_fast),
        )

    def _written(self, scope: ShapeScope) -> str:
        # Compat: the default of 2.0 is FAIL, but flows of all generations that say nothing
        # expect running siblings to go on to their end.
        return self.on_child_failure if "onChildFailure" in scope.task.properties else "CONTINUE"


@plugin(
    "io.kestra.plugin.core.flow.Dag",
    title="Run tasks in the order that their dependencies give.",
    aliases=["io.kestra.core.tasks.flows.Dag"],
    examples=[Example(DAG_EXAMPLE, title="One task after another.")],
)
class Dag(FlowableTask):
    """Starts a task when all that it depends on have ended."""

    relation: ClassVar[str] = "DYNAMIC"
    branches: ClassVar[tuple[BranchProperty, ...]] = (
        BranchProperty("tasks", form="nodes", is_required=True),
        *ERROR_BRANCHES,
    )

    concurrent: Concurrent = 0
    on_child_failure: OnChildFailure = "CONTINUE"
    fail_fast: FailFast = False

    def shape(self, scope: ShapeScope) -> Graph:
        """A graph of the tasks."""
        return Graph(
            concurrency=scope.convert(self.concurrent, int) or 0,
            on_child_failure=reaction(scope, self.on_child_failure, self.fail_fast),
        )
