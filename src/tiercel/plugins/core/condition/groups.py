"""Conditions made of conditions, and those on the listening flow. The engine decides them."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from tiercel.plugin import ConditionPlugin, Example, Json, NestedMark, Prop, Static, plugin
from tiercel.plugins.core.condition.dates import names
from tiercel.plugins.core.trigger.flow import ID_PATTERN, TimeWindow

NESTED = """conditions:
  - type: io.kestra.plugin.core.condition.Weekend
"""


@plugin(
    "io.kestra.plugin.core.condition.Not",
    title="None of the conditions holds.",
    aliases=names("Not"),
    examples=[Example(NESTED)],
)
class Not(ConditionPlugin):
    """Turns conditions around."""

    conditions: Annotated[
        list[Json], NestedMark("condition"), Field(min_length=1), Prop("The conditions.")
    ]


@plugin(
    "io.kestra.plugin.core.condition.Or",
    title="At least one of the conditions holds.",
    aliases=names("Or"),
    examples=[Example(NESTED)],
)
class Or(ConditionPlugin):
    """Lists of conditions need all; this one needs any."""

    conditions: Annotated[
        list[Json], NestedMark("condition"), Field(min_length=1), Prop("The conditions.")
    ]


@plugin(
    "io.kestra.plugin.core.condition.MultipleCondition",
    title="Several conditions hold within a window of time.",
    aliases=["io.kestra.core.models.conditions.types.MultipleCondition"],
    deprecated=True,
    replaced_by="`dependsOn` of the Flow trigger",
    examples=[
        Example(
            "id: both\nwindow: PT12H\nconditions:\n  first:\n"
            "    type: io.kestra.plugin.core.condition.ExecutionFlow\n"
            "    namespace: company\n    flowId: extract"
        )
    ],
)
class MultipleCondition(ConditionPlugin):
    """Remembers what was met between executions."""

    id: Annotated[Static[str], Field(min_length=1, pattern=ID_PATTERN), Prop("The id.")]
    conditions: Annotated[
        dict[str, Json], NestedMark("condition"), Field(min_length=1), Prop("By name.")
    ]
    time_window: Annotated[Static[TimeWindow], Prop("The window.")] = TimeWindow()
    window: Annotated[
        Static[timedelta | None], Prop("The length of the window.", deprecated=True)
    ] = None
    window_advance: Annotated[
        Static[timedelta | None], Prop("Shifts the window.", deprecated=True)
    ] = None
    reset_on_success: Annotated[Static[bool], Prop("Begin anew after firing.")] = True


@plugin(
    "io.kestra.plugin.core.condition.FlowCondition",
    title="The listening flow is a given one.",
    aliases=["io.kestra.core.models.conditions.types.FlowCondition"],
    deprecated=True,
    examples=[Example("namespace: company\nflowId: extract")],
)
class FlowCondition(ConditionPlugin):
    """Looks at the flow that has the trigger."""

    namespace: Annotated[Static[str], Prop("The namespace.")]
    flow_id: Annotated[Static[str], Prop("The flow.")]


@plugin(
    "io.kestra.plugin.core.condition.FlowNamespaceCondition",
    title="The listening flow belongs to a namespace.",
    aliases=["io.kestra.core.models.conditions.types.FlowNamespaceCondition"],
    deprecated=True,
    examples=[Example("namespace: company\nprefix: true")],
)
class FlowNamespaceCondition(ConditionPlugin):
    """Looks at the flow that has the trigger."""

    namespace: Annotated[Static[str], Prop("The namespace.")]
    prefix: Annotated[Static[bool], Prop("Compare the beginning.")] = False
