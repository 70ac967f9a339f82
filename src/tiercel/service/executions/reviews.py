"""Deciding approvals: checked, then handed to the execution."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from tiercel.engine.plan import TaskPlan
from tiercel.engine.values.inputs import InputReport
from tiercel.flowlang.build_inputs import build_inputs
from tiercel.model.errors import Conflict, IllegalArgument, NotFound
from tiercel.model.events import ResumeAsked
from tiercel.model.execution import Execution, TaskRun
from tiercel.model.json_types import Json
from tiercel.model.state import StateType
from tiercel.service.executions.actions import ExecutionActions
from tiercel.service.executions.executions import ExecutionService
from tiercel.service.executions.resume_forms import ResumeForms, values_of
from tiercel.service.executions.waiting import is_approval

DECISIONS = {"APPROVE": "APPROVED", "DENY": "DENIED"}
# Decisions that need a comment, by the task's `commentRequired`.
COMMENTED = {
    "ALWAYS": frozenset(DECISIONS),
    "ON_DENY": frozenset({"DENY"}),
    "ON_APPROVE": frozenset({"APPROVE"}),
}


class Review(msgspec.Struct, frozen=True):
    """What somebody decides: APPROVE or DENY, a comment, and the review form's raw inputs."""

    task_run_id: str
    decision: str
    comment: str | None = None
    inputs: Mapping[str, Json] = {}
    user: str | None = None


class Approvals:
    """Use cases around paused Approval tasks (spec/dialect-2.0.md §7.1)."""

    def __init__(
        self, executions: ExecutionService, actions: ExecutionActions, forms: ResumeForms
    ) -> None:
        self._executions = executions
        self._actions = actions
        self._forms = forms

    async def check(self, execution_id: str, review: Review) -> tuple[Execution, list[InputReport]]:
        """A report on the inputs of the review form.

        Raises: NotFound, Conflict when it is not paused, IllegalArgument when the task run is no
        approval or a comment is missing.
        """
        execution = await self._executions.get(execution_id)
        paused = _paused(execution, review.task_run_id)
        plan = (await self._executions.plan_of(execution)).tasks.get(paused.task_id)
        if plan is None:
            raise NotFound(f"Task '{paused.task_id}' does not exist in the flow any more.")
        _check_comment(plan, review)
        inputs = build_inputs(plan.task.properties.get("inputs"))
        return execution, await self._forms.reports(execution, inputs, review.inputs)

    async def decide(self, execution_id: str, review: Review) -> Execution:
        """Approve or deny; the execution after that. Raises: as `check`, Invalid for inputs."""
        _, reports = await self.check(execution_id, review)
        values = values_of(reports)
        outputs: dict[str, Json] = {"inputs": values} if values else {}
        if review.comment:
            outputs["comment"] = review.comment
        asked = ResumeAsked(
            task_run_id=review.task_run_id,
            outputs=outputs,
            decision=DECISIONS[review.decision],
            user=review.user,
        )
        return await self._actions.resume(execution_id, asked)

    async def cancel(self, execution_id: str, task_run_id: str) -> Execution:
        """Cancel the request: the task run and the execution are CANCELLED."""
        paused = _paused(await self._executions.get(execution_id), task_run_id)
        return await self._actions.change_task_run(execution_id, paused.id, StateType.CANCELLED)

    async def allowed(self, execution_id: str, task_run_id: str) -> bool:
        """Whether the caller may decide: everybody who is signed in may."""
        execution = await self._executions.get(execution_id)
        return task_run_id in execution.task_runs


def _paused(execution: Execution, task_run_id: str) -> TaskRun:
    task_run = execution.task_runs.get(task_run_id)
    if task_run is None:
        raise NotFound.of("Task run", task_run_id, f"execution '{execution.id}'")
    if not is_approval(task_run):
        raise IllegalArgument(f"Task run '{task_run_id}' is not an approval.")
    if task_run.current is not StateType.PAUSED:
        raise Conflict(
            f"Task run '{task_run_id}' is not paused, it was already decided or cancelled."
        )
    return task_run


def _check_comment(plan: TaskPlan, review: Review) -> None:
    if review.decision not in DECISIONS:
        raise IllegalArgument(
            f"Unknown decision '{review.decision}', allowed are {', '.join(DECISIONS)}."
        )
    rule = str(plan.task.properties.get("commentRequired") or "NEVER").upper()
    if review.decision in COMMENTED.get(rule, ()) and not (review.comment or "").strip():
        raise IllegalArgument(f"A comment is required to {review.decision.lower()}.")
