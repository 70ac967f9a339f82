"""ForEach, EachSequential and EachParallel: the same tasks for every value."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from tiercel.plugin import (
    BranchProperty,
    Example,
    FlowableTask,
    Json,
    Prop,
    ShapeScope,
    Static,
    plugin,
)
from tiercel.plugin.shapes import Each
from tiercel.plugin.values import each_values
from tiercel.plugins.core.flow.branches import BODY_AND_ERRORS

BODY_EXAMPLE = """tasks:
  - id: each_value
    type: io.kestra.plugin.core.debug.Return
    format: "{{ taskrun.value }}"
"""
Values = str | list[Json]


@plugin(
    "io.kestra.plugin.core.flow.ForEach",
    title="Run tasks once for every value of a list.",
    description="Values are text inside: `{{ taskrun.value }}`, objects as their JSON text.",
    aliases=[],
    deprecated=True,
    replaced_by="io.kestra.plugin.core.flow.Loop",
    examples=[
        Example('values: ["a", "b"]\n' + BODY_EXAMPLE, title="One value after the other."),
        Example('values: ["a", "b"]\nconcurrencyLimit: 0\n' + BODY_EXAMPLE, title="All at once."),
    ],
)
class ForEach(FlowableTask):
    """The tasks of one value are a sequence; `concurrencyLimit` values at a time."""

    relation: ClassVar[str] = "DYNAMIC"
    branches: ClassVar[tuple[BranchProperty, ...]] = BODY_AND_ERRORS

    values: Annotated[Values, Prop("A list, or an expression that renders to a JSON list.")]
    concurrency_limit: Annotated[
        Static[int], Field(ge=0), Prop("How many values at a time; 0 means all.")
    ] = 1

    def shape(self, scope: ShapeScope) -> Each:
        """A group of tasks per value."""
        values = each_values(self.values, scope.render, scope.render_deep)
        limit = scope.convert(self.concurrency_limit, int)
        return Each(values, concurrency=1 if limit is None else limit)


@plugin(
    "io.kestra.plugin.core.flow.EachSequential",
    title="Run tasks for every value, one after the other.",
    aliases=["io.kestra.core.tasks.flows.EachSequential"],
    deprecated=True,
    replaced_by="io.kestra.plugin.core.flow.ForEach",
    examples=[Example('value: ["a", "b"]\n' + BODY_EXAMPLE)],
)
class EachSequential(FlowableTask):
    """One value after the other."""

    relation: ClassVar[str] = "DYNAMIC"
    branches: ClassVar[tuple[BranchProperty, ...]] = BODY_AND_ERRORS

    value: Annotated[Values, Prop("A list, or an expression that renders to a JSON list.")]

    def shape(self, scope: ShapeScope) -> Each:
        """One group at a time."""
        return Each(each_values(self.value, scope.render, scope.render_deep))


@plugin(
    "io.kestra.plugin.core.flow.EachParallel",
    title="Run every task for every value at the same time.",
    aliases=["io.kestra.core.tasks.flows.EachParallel"],
    deprecated=True,
    replaced_by="io.kestra.plugin.core.flow.ForEach",
    examples=[Example('value: ["a", "b"]\n' + BODY_EXAMPLE)],
)
class EachParallel(FlowableTask):
    """Every pair of value and task on its own."""

    relation: ClassVar[str] = "DYNAMIC"
    branches: ClassVar[tuple[BranchProperty, ...]] = BODY_AND_ERRORS

    value: Annotated[Values, Prop("A list, or an expression that renders to a JSON list.")]
    concurrent: Annotated[int, Prop("How many task runs at a time; 0 means no limit.")] = 0

    def shape(self, scope: ShapeScope) -> Each:
        """All pairs, at most `concurrent` at a time."""
        return Each(
            each_values(self.value, scope.render, scope.render_deep),
            concurrency=scope.convert(self.concurrent, int) or 0,
            is_flat=True,
        )
