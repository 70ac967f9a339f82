"""Conditions on the execution that fires a Flow trigger. The engine decides them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from tiercel.plugin import ConditionPlugin, Example, Json, Prop, StateType, Static, plugin
from tiercel.plugins.core.condition.dates import names


@plugin(
    "io.kestra.plugin.core.condition.ExecutionFlow",
    title="The execution belongs to a flow.",
    aliases=names("ExecutionFlow"),
    examples=[Example("namespace: company.team\nflowId: extract")],
)
class ExecutionFlow(ConditionPlugin):
    """Exactly that flow."""

    namespace: Annotated[
        str, Prop("The namespace of the flow whose executions count, exactly as written.")
    ]
    flow_id: Annotated[str, Prop("The id of the flow whose executions count.")]


@plugin(
    "io.kestra.plugin.core.condition.ExecutionNamespace",
    title="The execution belongs to a namespace.",
    aliases=names("ExecutionNamespace"),
    examples=[Example("namespace: company\ncomparison: PREFIX")],
)
class ExecutionNamespace(ConditionPlugin):
    """`comparison` wins over `prefix`."""

    namespace: Annotated[str, Prop("The namespace, its beginning or its end.")]
    comparison: Annotated[
        Literal["EQUALS", "PREFIX", "SUFFIX"] | None, Prop("How it is compared.")
    ] = None
    prefix: Annotated[bool, Prop("Whether namespaces that begin with this one count as well.")] = (
        False
    )


@plugin(
    "io.kestra.plugin.core.condition.ExecutionStatus",
    title="The execution is in one of several states.",
    aliases=names("ExecutionStatus"),
    examples=[Example("in: [FAILED, WARNING]")],
)
class ExecutionStatus(ConditionPlugin):
    """Both lists must hold."""

    in_: Annotated[list[StateType] | None, Field(alias="in"), Prop("It is in one of these.")] = None
    not_in: Annotated[list[StateType] | None, Prop("It is in none of these.")] = None


@plugin(
    "io.kestra.plugin.core.condition.ExecutionLabels",
    title="The execution has labels.",
    aliases=names("ExecutionLabels"),
    examples=[Example("labels:\n  team: finance")],
)
class ExecutionLabels(ConditionPlugin):
    """All of them, with equal values."""

    labels: Annotated[
        Static[dict[str, Json] | list[Json]],
        Prop(
            "Labels that the execution must have, all of them, as a map or a "
            "list of keys and values."
        ),
    ]


@plugin(
    "io.kestra.plugin.core.condition.ExecutionOutputs",
    title="A condition on the outputs of the execution holds.",
    aliases=names("ExecutionOutputs"),
    examples=[Example('expression: "{{ trigger.outputs.count > 0 }}"')],
)
class ExecutionOutputs(ConditionPlugin):
    """Never holds without outputs."""

    expression: Annotated[
        str,
        Prop(
            "An expression over `trigger.outputs` of the execution that ended; "
            "the condition holds when it renders to `true`."
        ),
    ]


@plugin(
    "io.kestra.plugin.core.condition.Expression",
    title="An expression renders to true.",
    aliases=[
        "io.kestra.core.models.conditions.types.VariableCondition",
        "io.kestra.plugin.core.condition.ExpressionCondition",
    ],
    examples=[Example('expression: "{{ vars.is_enabled }}"')],
)
class Expression(ConditionPlugin):
    """It renders to something else than nothing and `false`."""

    expression: Annotated[
        str, Prop("An expression; the condition holds when it renders to `true`.")
    ]


@plugin(
    "io.kestra.plugin.core.condition.HasRetryAttempt",
    title="A task run of the execution was tried more than once.",
    aliases=names("HasRetryAttempt"),
    examples=[Example("in: [FAILED]")],
)
class HasRetryAttempt(ConditionPlugin):
    """One of its attempts is in the states."""

    in_: Annotated[
        list[StateType] | None, Field(alias="in"), Prop("An attempt is in one of these.")
    ] = None
    not_in: Annotated[list[StateType] | None, Prop("An attempt is in none of these.")] = None
