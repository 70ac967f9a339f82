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
        list[Json],
        NestedMark("condition"),
        Field(min_length=1),
        Prop("Conditions, as a list with `type` and properties of each; none of them may hold."),
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
        list[Json],
        NestedMark("condition"),
        Field(min_length=1),
        Prop("Conditions, as a list with `type` and properties of each; one that holds is enough."),
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

    id: Annotated[
        Static[str],
        Field(min_length=1, pattern=ID_PATTERN),
        Prop("A name of its own within the flow, below which is kept what has been met so far."),
    ]
    conditions: Annotated[
        dict[str, Json],
        NestedMark("condition"),
        Field(min_length=1),
        Prop(
            "Conditions by names of your own; each must be met by an execution within the window."
        ),
    ]
    time_window: Annotated[
        Static[TimeWindow],
        Prop(
            "The time within which all conditions must be met; a day that "
            "begins at midnight unless set."
        ),
    ] = TimeWindow()
    window: Annotated[
        Static[timedelta | None], Prop("The length of the window.", deprecated=True)
    ] = None
    window_advance: Annotated[
        Static[timedelta | None],
        Prop(
            "How much later than midnight, or the start of its span, a window "
            "begins, such as `PT4H`.",
            deprecated=True,
        ),
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

    namespace: Annotated[
        Static[str], Prop("The namespace that the flow with the trigger must be in.")
    ]
    flow_id: Annotated[Static[str], Prop("The id that the flow with the trigger must have.")]


@plugin(
    "io.kestra.plugin.core.condition.FlowNamespaceCondition",
    title="The listening flow belongs to a namespace.",
    aliases=["io.kestra.core.models.conditions.types.FlowNamespaceCondition"],
    deprecated=True,
    examples=[Example("namespace: company\nprefix: true")],
)
class FlowNamespaceCondition(ConditionPlugin):
    """Looks at the flow that has the trigger."""

    namespace: Annotated[
        Static[str], Prop("The namespace that the flow with the trigger must be in.")
    ]
    prefix: Annotated[
        Static[bool], Prop("Whether it may be in a namespace that begins with this one as well.")
    ] = False
