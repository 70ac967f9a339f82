"""Resuming a pause with the inputs that it asks for."""

from __future__ import annotations

from collections.abc import Mapping

from tiercel.engine.creation import input_env
from tiercel.engine.plan import FlowPlan
from tiercel.engine.storage_paths import Reader
from tiercel.engine.values.inputs import InputReport, check_inputs, put_nested
from tiercel.expr import Lookups
from tiercel.flowlang.build_inputs import build_inputs
from tiercel.model.errors import Invalid, Violation
from tiercel.model.events import ResumeAsked
from tiercel.model.execution import Execution, TaskRun
from tiercel.model.flow import Input
from tiercel.model.ids import Ids
from tiercel.model.json_types import Json
from tiercel.ports.ports import Ports
from tiercel.service.executions.actions import ExecutionActions, check_paused
from tiercel.service.executions.executions import ExecutionService
from tiercel.service.executions.step_env import step_env
from tiercel.service.executions.waiting import check_resumable, paused_task_run
from tiercel.service.lookup_rounds import LookupSource, with_lookups


class ExecutionPauses:
    """Use cases around paused executions."""

    def __init__(
        self,
        ports: Ports,
        executions: ExecutionService,
        actions: ExecutionActions,
        lookups: LookupSource,
    ) -> None:
        self._ports = ports
        self._executions = executions
        self._actions = actions
        self._lookups = lookups

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
        return execution, await self._reports(execution, plan, paused, raw)

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
        for report in reports:
            if report.enabled and report.errors:
                raise Invalid([Violation(report.input.id, report.errors[0])])
        values: dict[str, Json] = {}
        for report in reports:
            if report.enabled:
                put_nested(values, report.input.id, report.value)
        resumed: dict[str, Json] = {
            "on": self._ports.clock.now().isoformat().replace("+00:00", "Z")
        }
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

    async def _reports(
        self, execution: Execution, plan: FlowPlan, paused: TaskRun, raw: Mapping[str, Json]
    ) -> list[InputReport]:
        inputs = inputs_of(plan, paused)
        now = self._ports.clock.now()

        def run(lookups: Lookups) -> list[InputReport]:
            env = step_env(self._ports, plan, now, Ids("", 0), lookups)
            return check_inputs(inputs, raw, input_env(execution, env))

        reader = Reader(execution.namespace, execution.flow_id, execution.id)
        return await with_lookups(self._lookups, reader, run)


def inputs_of(plan: FlowPlan, paused: TaskRun, name: str = "onResume") -> tuple[Input, ...]:
    """The inputs that the task of a paused task run declares in its property `name`."""
    task = plan.tasks.get(paused.task_id)
    declared = None if task is None else task.task.properties.get(name)
    return build_inputs(declared)
