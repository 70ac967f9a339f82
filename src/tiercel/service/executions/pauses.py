"""Resuming a pause with the inputs that it asks for."""

from __future__ import annotations

from collections.abc import Mapping

from tiercel.engine.plan import FlowPlan
from tiercel.engine.values.inputs import InputReport
from tiercel.flowlang.build_inputs import build_inputs
from tiercel.model.events import ResumeAsked
from tiercel.model.execution import Execution, TaskRun
from tiercel.model.flow import Input
from tiercel.model.json_types import Json
from tiercel.ports.clock import Clock
from tiercel.service.executions.actions import check_paused
from tiercel.service.executions.executions import ExecutionService
from tiercel.service.executions.resume_forms import ResumeForms, values_of
from tiercel.service.executions.waiting import check_resumable, paused_task_run


class ExecutionPauses:
    """Use cases around paused executions."""

    def __init__(self, clock: Clock, executions: ExecutionService, forms: ResumeForms) -> None:
        self._clock = clock
        self._executions = executions
        self._forms = forms

    async def check(
        self, execution_id: str, raw: Mapping[str, Json]
    ) -> tuple[Execution, list[InputReport]]:
        """A report on the inputs that the pause asks for. Raises: NotFound, Conflict."""
        execution = await self._paused(execution_id)
        paused = paused_task_run(execution)
        if paused is None:
            return execution, []
        check_resumable(execution)
        plan = await self._executions.plan_of(execution)
        return execution, await self._forms.reports(execution, inputs_of(plan, paused), raw)

    async def file_inputs(self, execution_id: str) -> tuple[Execution, frozenset[str]]:
        """The inputs of the pause that are files. Raises: NotFound, Conflict."""
        execution = await self._paused(execution_id)
        paused = paused_task_run(execution)
        if paused is None:
            return execution, frozenset()
        plan = await self._executions.plan_of(execution)
        files = (one.id for one in inputs_of(plan, paused) if one.type == "FILE")
        return execution, frozenset(files)

    async def asked(
        self, execution_id: str, raw: Mapping[str, Json], user: str | None = None
    ) -> tuple[Execution, ResumeAsked]:
        """The event that lets it go on, not sent yet.

        Raises: NotFound, Conflict, Invalid for the first bad input.
        """
        execution, reports = await self.check(execution_id, raw)
        values = values_of(reports)
        resumed: dict[str, Json] = {"on": self._clock.now().isoformat().replace("+00:00", "Z")}
        if user:
            resumed["by"] = user
        outputs: dict[str, Json] = {"onResume": values, "resumed": resumed}
        paused = paused_task_run(execution)
        asked = ResumeAsked(
            task_run_id=None if paused is None else paused.id,
            outputs={} if paused is None else outputs,
            user=user,
        )
        return execution, asked

    async def _paused(self, execution_id: str) -> Execution:
        execution = await self._executions.get(execution_id)
        check_paused(execution)
        return execution


def inputs_of(plan: FlowPlan, paused: TaskRun, name: str = "onResume") -> tuple[Input, ...]:
    """The inputs that the task of a paused task run declares in its property `name`."""
    task = plan.tasks.get(paused.task_id)
    declared = None if task is None else task.task.properties.get(name)
    return build_inputs(declared)
