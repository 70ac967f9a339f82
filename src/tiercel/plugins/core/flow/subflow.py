"""Subflow: an execution of another flow."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from tiercel.plugin import (
    ChildTask,
    Example,
    IllegalArgument,
    Json,
    Output,
    Prop,
    ShapeScope,
    Static,
    Unresolvable,
    plugin,
)
from tiercel.plugin.shapes import Subflow as SubflowShape
from tiercel.plugin.values import SYSTEM_PREFIX, label_pairs
from tiercel.plugins.core.flow.choice import as_text

EXAMPLE = """namespace: company.team
flowId: child
inputs:
  name: "{{ inputs.name }}"
wait: true
transmitFailed: true
"""
Labels = dict[str, Json] | list[Json]


class SubflowOutput(Output):
    """The child execution."""

    execution_id: Annotated[str | None, Prop("The id of the child execution.")] = None
    state: Annotated[str | None, Prop("Its state at the end, or CREATED without `wait`.")] = None
    outputs: Annotated[
        dict[str, Json] | None,
        Prop(
            "The outputs that the child flow declares, by their ids; none when "
            "it was not waited for."
        ),
    ] = None


def rendered_labels(scope: ShapeScope, labels: Json) -> tuple[tuple[str, str], ...]:
    """Labels of a task as pairs. Raises: Unresolvable for other types and system labels."""
    if isinstance(labels, str):
        labels = scope.convert(labels, dict)
    elif labels is not None:
        labels = scope.render_deep(labels)
    try:
        pairs = label_pairs(labels)
    except IllegalArgument as error:
        raise Unresolvable(error.message) from error
    for key, value in pairs:
        if key.startswith(SYSTEM_PREFIX):
            raise Unresolvable(
                f"System labels can only be set by Kestra itself, offending label: {key}={value}"
            )
    return pairs


@plugin(
    "io.kestra.plugin.core.flow.Subflow",
    title="Start an execution of another flow.",
    aliases=["io.kestra.core.tasks.flows.Subflow", "io.kestra.core.tasks.flows.Flow"],
    examples=[Example(EXAMPLE, title="Start a flow and wait for its end.")],
)
class Subflow(ChildTask):
    """Waits for the child's end and takes over its failure, unless told otherwise."""

    outputs_class: ClassVar[type[Output]] = SubflowOutput

    namespace: Annotated[str, Field(min_length=1), Prop("The namespace of the flow.")]
    flow_id: Annotated[str, Prop("The id of the flow that is started.")]
    revision: Annotated[int | None, Field(ge=1), Prop("The revision; the newest if absent.")] = None
    inputs: Annotated[dict[str, Json] | None, Prop("Inputs of the child.")] = None
    labels: Annotated[Labels | None, Prop("Labels of the child.")] = None
    wait: Annotated[Static[bool], Prop("Wait for the end of the child.")] = True
    transmit_failed: Annotated[
        Static[bool], Prop("End in the state of the child when it is not SUCCESS.")
    ] = True
    inherit_labels: Annotated[bool, Prop("Give the child all labels of this execution.")] = False
    schedule_date: Annotated[datetime | None, Prop("Start the child at this date.")] = None
    restart_behavior: Annotated[
        Static[Literal["RETRY_FAILED", "NEW_EXECUTION"]],
        Prop("On restart: restart the failed child, or make another."),
    ] = "RETRY_FAILED"
    outputs_: Annotated[
        dict[str, Json] | None,
        Field(alias="outputs"),
        Prop("Outputs to take from a child that declares none.", deprecated=True),
    ] = None

    def shape(self, scope: ShapeScope) -> SubflowShape:
        """One child execution."""
        return SubflowShape(
            namespace=str(scope.render(as_text(self.namespace)) or ""),
            flow_id=str(scope.render(as_text(self.flow_id)) or ""),
            revision=scope.convert(self.revision, int),
            inputs=scope.render_deep(self.inputs) if self.inputs else {},
            labels=rendered_labels(scope, self.labels),
            wait=bool(scope.convert(self.wait, bool)),
            transmit_failed=bool(scope.convert(self.transmit_failed, bool)),
            inherit_labels=bool(scope.convert(self.inherit_labels, bool)),
            schedule_date=scope.convert(self.schedule_date, datetime),
            restart_behavior=self.restart_behavior,
        )
