"""Approval: the execution pauses until somebody approves or denies."""

from __future__ import annotations

from datetime import timedelta
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

Behavior = Literal["CONTINUE", "WARN", "FAIL", "SUCCEED", "CANCEL", "KILL"]
EXAMPLE = """timeout: P2D
commentRequired: ON_DENY
inputs:
  - id: amount
    type: INT
onApprove:
  - id: pay
    type: io.kestra.plugin.core.log.Log
    message: paid
"""


class Decisions(Part):
    """The words on the two buttons."""

    approve: Annotated[str, Prop("What the button says that approves.")] = "Approve"
    deny: Annotated[str, Prop("What the button says that denies.")] = "Deny"


class ApprovalOutput(Output):
    """The decision and what came with it."""

    decision: Annotated[str | None, Prop("APPROVED, DENIED or EXPIRED.")] = None
    auto: Annotated[bool | None, Prop("Whether nobody was asked.")] = None
    by: Annotated[
        str | None,
        Prop("The name of the user who decided; none where it was decided without asking."),
    ] = None
    on: Annotated[str | None, Prop("When it was decided, as a date with its offset.")] = None
    comment: Annotated[str | None, Prop("What whoever decided wrote about it.")] = None
    inputs: Annotated[dict[str, Json] | None, Prop("The inputs of the review.")] = None
    due: Annotated[str | None, Prop("When the request expires.")] = None
    url: Annotated[str | None, Prop("The page of the execution.")] = None


@plugin(
    "io.kestra.plugin.core.flow.Approval",
    title="Pause until somebody approves or denies.",
    examples=[Example(EXAMPLE, title="Ask for an amount, at most two days.")],
)
class Approval(HoldTask):
    """Runs `onWait`, pauses, then runs the branch of the decision."""

    outputs_class: ClassVar[type[Output]] = ApprovalOutput
    branches: ClassVar[tuple[BranchProperty, ...]] = (
        BranchProperty("onWait"),
        BranchProperty("onApprove"),
        BranchProperty("onDeny"),
        *ERROR_BRANCHES,
    )

    inputs: Annotated[
        Static[list[Json] | None], Prop("The review form, declared as inputs of a flow.")
    ] = None
    decisions: Annotated[Decisions | None, Prop("The words on the buttons.")] = None
    comment_required: Annotated[
        Literal["NEVER", "ALWAYS", "ON_DENY", "ON_APPROVE"], Prop("When a comment is needed.")
    ] = "NEVER"
    auto_approve: Annotated[
        bool, Prop("Whether it is approved at once, without asking anybody; for tests.")
    ] = False
    approve_behavior: Annotated[Behavior, Prop("What follows an approval.")] = "CONTINUE"
    deny_behavior: Annotated[Behavior, Prop("What follows a denial.")] = "CANCEL"
    expire_behavior: Annotated[Behavior, Prop("What follows when nobody decided.")] = "CANCEL"

    def shape(self, scope: ShapeScope) -> Hold:
        """A hold with a decision, or a decided one when nobody is asked."""
        behaviors = {
            "APPROVED": str(scope.convert(self.approve_behavior, str) or "CONTINUE"),
            "DENIED": str(scope.convert(self.deny_behavior, str) or "CANCEL"),
            "EXPIRED": str(scope.convert(self.expire_behavior, str) or "CANCEL"),
        }
        if scope.convert(self.auto_approve, bool):
            return Hold(
                kind="approval", decision="APPROVED", after="onApprove", behaviors=behaviors
            )
        delay = scope.convert(scope.task.timeout, timedelta)
        return Hold(
            kind="approval",
            delay=delay,
            due=None if delay is None else scope.now + delay,
            due_action="EXPIRE",
            before="onWait" if scope.task.branches.get("onWait") else "",
            is_before_awaited=True,
            behaviors=behaviors,
        )

    def outputs(self, shape: Shape, scope: ShapeScope) -> dict[str, Json]:
        """An automatic approval is there at once."""
        if isinstance(shape, Hold) and shape.decision:
            return {"decision": shape.decision, "auto": True}
        return {}
