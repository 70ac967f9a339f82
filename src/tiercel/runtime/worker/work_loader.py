"""What a worker must know of a job: the execution, the flow's plan, the task run."""

from __future__ import annotations

from typing import Protocol

from tiercel.engine.plan import FlowPlan
from tiercel.model.execution import Execution
from tiercel.model.job import Job
from tiercel.ports.store import Store
from tiercel.runtime.worker.work import TaskWork
from tiercel.service.flows.cache import FlowCache


class Executions(Protocol):
    """Where executions are read: the executor's cache, or the store."""

    async def execution(self, execution_id: str) -> Execution | None:
        """The execution as it was last saved, with its index; perhaps an older form."""

    def drop(self, execution_id: str) -> None:
        """The next answer must be what is stored."""


class Plans(Protocol):
    """Compiled flows by revision."""

    async def plan(self, namespace: str, flow_id: str, revision: int) -> FlowPlan | None:
        """The plan of that revision; None when it does not exist."""


class PlansOfCache:
    """Compiled flows for the worker."""

    def __init__(self, store: Store, flow_cache: FlowCache) -> None:
        self._store = store
        self._flow_cache = flow_cache

    async def plan(self, namespace: str, flow_id: str, revision: int) -> FlowPlan | None:
        """The plan of that revision; None when it does not exist."""
        async with self._store.transaction() as tx:
            return await self._flow_cache.plan(tx, namespace, flow_id, revision)


class WorkLoader:
    """Reads what attempts need."""

    def __init__(self, executions: Executions, plans: Plans) -> None:
        self._executions = executions
        self._plans = plans

    async def load(self, job: Job) -> TaskWork | None:
        """The work of a job; None when there is nothing to do any more."""
        if job.cancels:
            execution = await self._executions.execution(job.execution_id)
        else:
            execution = await self._current(job)
        run_id = job.cancels or job.task_run_id
        task_run = execution.task_runs.get(run_id) if execution is not None else None
        if execution is None or task_run is None:
            return None
        is_over = task_run.is_terminated and not task_run.is_abandoned
        if is_over and not job.cancels:
            return None
        flow_plan = await self._plans.plan(
            execution.namespace, execution.flow_id, execution.flow_revision
        )
        plan = flow_plan.tasks.get(task_run.task_id) if flow_plan is not None else None
        if flow_plan is None or plan is None:
            return None
        owners = await self._owners(execution)
        return TaskWork(execution, flow_plan, plan, task_run, job.attempt, owners)

    async def _current(self, job: Job) -> Execution | None:
        """The execution as it was when the job was sent, or later.

        What this process keeps may be older than what another one sent the job for.
        """
        kept = await self._executions.execution(job.execution_id)
        task_run = kept.task_runs.get(job.task_run_id) if kept is not None else None
        if task_run is not None:
            is_known = len(task_run.attempts) >= job.attempt
            if is_known and not task_run.is_terminated:
                return kept
        return await self._again(job.execution_id)

    async def _again(self, execution_id: str) -> Execution | None:
        self._executions.drop(execution_id)
        return await self._executions.execution(execution_id)

    async def _owners(self, execution: Execution) -> tuple[Execution, ...]:
        """The executions that a loop iteration belongs to, nearest first."""
        owners: list[Execution] = []
        while execution.loop_run is not None:
            loop_run = execution.loop_run
            owner = await self._executions.execution(loop_run.execution_id)
            if owner is None or loop_run.task_run_id not in owner.task_runs:
                owner = await self._again(loop_run.execution_id)
            if owner is None:
                break
            owners.append(owner)
            execution = owner
        return tuple(owners)
