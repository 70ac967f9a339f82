"""The job of a WorkingDirectory: its children one after the other in one directory."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar, cast

import msgspec

from tiercel.engine.index import tree_set, value_path
from tiercel.engine.plan import TaskPlan
from tiercel.engine.retry import announcement, in_place, next_date
from tiercel.engine.scope import RunsById
from tiercel.engine.worker_children import attempts_over, child_run_id
from tiercel.expr import is_truthy
from tiercel.model.errors import PluginError, TiercelError
from tiercel.model.events import StepEnded
from tiercel.model.execution import Attempt as Attempted
from tiercel.model.execution import TaskRun
from tiercel.model.job import Job
from tiercel.model.json_types import Json
from tiercel.model.log import Level
from tiercel.model.maps import Map
from tiercel.model.shape import OneWorker
from tiercel.model.state import State, StateType, new_state
from tiercel.plugin.errors import Interrupted
from tiercel.plugin.properties import build_task, render_properties
from tiercel.runtime.worker.attempt import Attempt, Limit, store_log
from tiercel.runtime.worker.bridge import DirectBridge
from tiercel.runtime.worker.dependencies import AttemptDependencies
from tiercel.runtime.worker.directory_files import (
    DirectoryCache,
    DirectoryTask,
    cache_place,
    keep_output_files,
    write_input_files,
    write_namespace_files,
)
from tiercel.runtime.worker.run_context import TaskContext
from tiercel.runtime.worker.run_task import (
    Outcome,
    ended_by,
    failed,
    message_of,
    perform,
    stopped,
    timeout_of,
    write_error,
)
from tiercel.runtime.worker.stop_signal import StopReason, StopSignal
from tiercel.runtime.worker.until_stopped import until_stopped
from tiercel.runtime.worker.work import TaskWork

T = TypeVar("T")


class Step(msgspec.Struct, frozen=True):
    """One attempt of a child, after earlier ones that failed."""

    plan: TaskPlan
    child_id: str
    earlier: tuple[Attempted, ...]
    started: datetime

    @property
    def number(self) -> int:
        """Which attempt it is, from 0."""
        return len(self.earlier)

    @property
    def begun(self) -> State:
        """The state of the attempt at its start: CREATED, then RUNNING."""
        return new_state(StateType.CREATED, self.started).moved(StateType.RUNNING, self.started)


class DirectoryAttempt(Attempt):
    """Prepares the directory, runs the children, keeps files."""

    __slots__ = ("_cache", "_dependencies", "_live", "_work")

    def __init__(self, dependencies: AttemptDependencies, job: Job, work: TaskWork) -> None:
        context = TaskContext(dependencies, work, stop=StopSignal())
        context.vars = {**context.vars, "workingDir": str(context.files.path)}
        super().__init__(job, context, log_to_file=work.log_to_file)
        self._dependencies = dependencies
        self._work = work
        self._live: tuple[RunsById, Map[str, Json]] = (
            work.execution.task_runs,
            work.execution.index.outputs,
        )
        self._cache: DirectoryCache | None = None

    def rendered_timeout(self) -> timedelta | None:
        """The timeout of the whole job."""
        return timeout_of(self._work, self.context)

    def perform(self) -> Outcome | Coroutine[Any, Any, Outcome]:
        """In a thread the children run in it; otherwise in steps."""
        work = self._run_all()
        return DirectBridge().wait(work) if self._dependencies.driver.is_threaded else work

    async def _run_all(self) -> Outcome:
        context, stop = self.context, self.stop
        try:
            directory = self._prepare()
        except (TiercelError, OSError) as error:
            return ended_by(error, context)
        state = await self._run_children()
        try:
            outputs = self._keep(directory)
        except (TiercelError, OSError) as error:
            write_error(context.log, error)
            return Outcome(StateType.FAILED)
        if stop.is_set:
            return stopped(stop, outputs)
        return Outcome(state, outputs)

    def _prepare(self) -> DirectoryTask:
        context, task = self.context, self._work.plan.task
        plugin_class = self._dependencies.ports.catalog.class_of(task.type)
        if plugin_class is None:
            raise PluginError(f"Invalid type: {task.type}")
        rendered = render_properties(plugin_class, task.properties, context)
        directory = cast("DirectoryTask", build_task(plugin_class, rendered))
        if directory.cache is not None:
            value = self._work.task_run.value
            place = cache_place(context, task.id, value)
            self._cache = DirectoryCache(self._dependencies, context, place)
            self._cache.load(directory.cache.ttl)
        write_namespace_files(context, directory.namespace_files)
        write_input_files(context, directory.input_files)
        return directory

    def _keep(self, directory: DirectoryTask) -> dict[str, Json] | None:
        kept = keep_output_files(self.context, directory.output_files)
        if self._cache is not None and directory.cache is not None:
            self._cache.save(directory.cache.patterns)
        return {"outputFiles": kept} if kept else None

    async def _run_children(self) -> StateType:
        """The state that the job ends in as far as its children decide."""
        shape = self._work.task_run.shape
        branch = shape.branch if isinstance(shape, OneWorker) else "tasks"
        for plan in self._work.plan.branches.get(branch, ()):
            if self.stop.is_set:
                return StateType.KILLED
            try:
                state = await self._run_child(plan)
            except Interrupted:
                return StateType.KILLED
            if state is StateType.KILLED:
                return state
            if state is StateType.FAILED and not plan.task.allow_failure:
                return state
        return StateType.SUCCESS

    async def _run_child(self, plan: TaskPlan) -> StateType:
        """The state of its last attempt. Raises: Interrupted while it waits for another one."""
        child_id = child_run_id(self._work.task_run.id, plan.task.id)
        known = self._work.execution.task_runs.get(child_id)
        earlier = attempts_over(known)
        while True:
            step = Step(plan, child_id, earlier, self.now())
            state = await self._run_step(step)
            if state is not StateType.RETRYING:
                return state
            earlier += (Attempted(step.begun.moved(StateType.FAILED, step.started)),)

    async def _run_step(self, step: Step) -> StateType:
        """The state of the attempt; RETRYING once the wait for the next one is over."""
        plan, work, stop = step.plan, self._work_of(step), StopSignal()
        self.stop.on_set(partial(_pass_on, self.stop, stop))
        context = TaskContext(self._dependencies, work, stop=stop)
        if not plan.task.log_to_file:
            self.more_logs.append(context.log)
        if not _may_run(plan, context):
            self._report(step, StateType.SKIPPED)
            return StateType.SKIPPED
        self._report(step, StateType.RUNNING)
        outcome = self._with_log_file(step, await self._outcome_of(work, context, stop), context)
        if stop.reason is StopReason.EXHAUSTED:
            self.stop.set(StopReason.EXHAUSTED)
        if context.recorded is not None:
            self.more_metrics.extend(context.recorded.take())
        self._remember(work, outcome)
        due = self._retry_date(step, outcome)
        if due is None:
            self._report(step, outcome.state, outcome)
            return outcome.state
        self._report(step, StateType.RETRYING, outcome)
        wait = max(due - self.now(), timedelta())
        if step.plan.task.retry is not None:
            seed = f"{step.child_id}:{step.number + 1}"
            message = announcement(step.plan.task.retry, step.number + 1, seed)
            context.log.write(Level.WARN, message)
        await self._wait_for(self._dependencies.driver.sleep(wait, self.stop), self.stop)
        return StateType.RETRYING

    def _with_log_file(self, step: Step, outcome: Outcome, context: TaskContext) -> Outcome:
        """The outcome with the URI of its log; what is logged later goes with the others."""
        if not step.plan.task.log_to_file:
            return outcome
        log = context.log
        try:
            log_file = store_log(log, context, f"{step.child_id}{step.number}")
            outcome = msgspec.structs.replace(outcome, log_file=log_file)
        except TiercelError as error:
            log.write(Level.ERROR, f"Unable to store the log file: {message_of(error)}")
        self.more_logs.append(log)
        return outcome

    def _retry_date(self, step: Step, outcome: Outcome) -> datetime | None:
        """When another attempt begins in this directory, or None."""
        retry = step.plan.task.retry
        if retry is None or not in_place(retry):
            return None
        if outcome.state is not StateType.FAILED or self.stop.is_set:
            return None
        count = step.number + 1
        seed = f"{step.child_id}:{count}"
        base = max(self.now(), step.started)
        first = step.earlier[0].state.start if step.earlier else step.started
        return next_date(retry, count=count, base=base, first=first, seed=seed)

    async def _outcome_of(self, work: TaskWork, context: TaskContext, stop: StopSignal) -> Outcome:
        try:
            _check_condition(work.plan, context)
            timeout = timeout_of(work, context)
        except TiercelError as error:
            return failed(error, context)
        if timeout is not None:
            self.inner = Limit(self.now(), timeout, stop, context.log)
            self._dependencies.driver.wake()
        outcome = perform(self._dependencies, work, context)
        if not isinstance(outcome, Outcome):
            try:
                outcome = await self._wait_for(outcome, stop)
            except Interrupted:
                outcome = stopped(stop)
        self.inner = None
        return outcome

    async def _wait_for(self, work: Coroutine[Any, Any, T], stop: StopSignal) -> T:
        """The result of what suspends. Raises: Interrupted in a thread, after a stop.

        A thread has an event loop for this alone: what plain children call may run one itself.
        """
        if not self._dependencies.driver.is_threaded:
            return await work
        return asyncio.run(until_stopped(work, stop))

    def _work_of(self, step: Step) -> TaskWork:
        worker_run = self._work.task_run
        task_run = TaskRun(
            id=step.child_id,
            task_id=step.plan.task.id,
            seq=self._work.execution.next_seq,
            state=step.begun,
            attempts=step.earlier,
            branch=step.plan.branch,
            parent_id=worker_run.id,
        )
        return TaskWork(
            self._work.execution,
            self._work.flow,
            step.plan,
            task_run,
            step.number,
            owners=self._work.owners,
            worker_run=worker_run,
            live=self._live,
            folder=self.context.files.path,
        )

    def _remember(self, work: TaskWork, outcome: Outcome) -> None:
        """Let the following children see the outputs."""
        task_run, (runs, outputs) = work.task_run, self._live
        state = task_run.state.moved(outcome.state, self.now())
        ended = msgspec.structs.replace(task_run, state=state, outputs=outcome.outputs or {})
        path = (ended.task_id, *value_path(work.execution.task_runs, self._work.task_run))
        self._live = (_MoreRuns(runs, ended), tree_set(outputs, path, ended.id))

    def _report(self, step: Step, state: StateType, outcome: Outcome | None = None) -> None:
        event = StepEnded(
            parent_id=self._work.task_run.id,
            task_id=step.plan.task.id,
            state=state,
            started=step.started,
            ended=max(self.now(), step.started),
            outputs=None if outcome is None else outcome.outputs or {},
            attempt=step.number,
            log_file=None if outcome is None else outcome.log_file,
        )
        self.events.append(event)
        self._dependencies.driver.wake()


class _MoreRuns:
    """Task runs and one more."""

    __slots__ = ("_one", "_runs")

    def __init__(self, runs: RunsById, one: TaskRun) -> None:
        self._runs = runs
        self._one = one

    def get(self, key: str, /) -> TaskRun | None:
        """The task run, or None."""
        return self._one if key == self._one.id else self._runs.get(key)


def _may_run(plan: TaskPlan, context: TaskContext) -> bool:
    """Whether `runIf` holds; one that can't be rendered lets the child begin, and fail."""
    if plan.task.run_if == "true":
        return True
    try:
        return is_truthy(context.render(plan.task.run_if))
    except TiercelError:
        return True


def _check_condition(plan: TaskPlan, context: TaskContext) -> None:
    """Raises: PluginError when `runIf` can't be rendered."""
    if plan.task.run_if == "true":
        return
    try:
        context.render(plan.task.run_if)
    except TiercelError as error:
        raise PluginError(
            f"Failed to evaluate the {plan.task.run_if_key} condition for task {plan.task.id}."
            f" Cause: {error.explained}"
        ) from None


def _pass_on(outer: StopSignal, inner: StopSignal) -> None:
    inner.set(outer.reason or StopReason.KILLED)
