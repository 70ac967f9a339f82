"""What attempts are about: a task run or a trigger, and what its expressions see."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Protocol

import msgspec

from tiercel.engine.env import EngineConfig
from tiercel.engine.masking import Mask, masking
from tiercel.engine.plan import FlowPlan, TaskPlan
from tiercel.engine.scope import RunsById, ScopeSource
from tiercel.engine.triggers.orders import trigger_scope
from tiercel.model.execution import Execution, TaskRun
from tiercel.model.flow import Flow, TriggerDefinition
from tiercel.model.job import Job
from tiercel.model.json_types import Json
from tiercel.model.maps import Map
from tiercel.model.state import StateType
from tiercel.model.trace import SpanContext, attempt_place
from tiercel.runtime.worker.attempt_log import LogPlace


class Work(Protocol):
    """What the context of an attempt is made of.

    `log_level` is the lowest level that is logged, None for all of them. `folder` is the directory
    that the attempt shares with others; None lets it make one of its own.
    """

    @property
    def plugin_type(self) -> str:
        """The type of the task or trigger."""

    @property
    def properties(self) -> Mapping[str, Json]:
        """Its properties as the flow has them, not rendered."""

    @property
    def log_level(self) -> str | None: ...

    @property
    def log_to_file(self) -> bool:
        """Whether the log becomes a file at the end."""

    @property
    def folder(self) -> Path | None: ...

    @property
    def remote_name(self) -> str:
        """See `RunContext.remote_name`."""

    def place(self) -> LogPlace:
        """Whose log and files these are."""

    def variables(self, config: EngineConfig, mask: Mask) -> Mapping[str, Json]:
        """What expressions see; every encrypted value that is read in clear is masked."""

    def span(self) -> SpanContext | None:
        """The span of the attempt; None when it has none."""


class TaskWork(msgspec.Struct, frozen=True):
    """A task of an execution.

    Shapes: `attempt` counts from 0. `owners` are the executions that a loop iteration belongs to,
    nearest first. Of a child of a WorkingDirectory, `worker_run` is the task run of the directory,
    and `live` are the task runs and the output tree with those of the children before it.
    """

    execution: Execution
    flow: FlowPlan
    plan: TaskPlan
    task_run: TaskRun
    attempt: int
    owners: tuple[Execution, ...] = ()
    worker_run: TaskRun | None = None
    live: tuple[RunsById, Map[str, Json]] | None = None
    folder: Path | None = None

    @property
    def plugin_type(self) -> str:
        return self.plan.task.type

    @property
    def properties(self) -> Mapping[str, Json]:
        return self.plan.task.properties

    @property
    def log_level(self) -> str | None:
        return self.plan.task.log_level

    @property
    def log_to_file(self) -> bool:
        return self.plan.task.log_to_file

    @property
    def remote_name(self) -> str:
        """See `Work`."""
        begun = sum(
            each.state.current is not StateType.RESUBMITTED
            for each in self.task_run.attempts[: self.attempt]
        )
        return _name_of(self.execution.id, self.task_run.id, str(begun))

    def place(self) -> LogPlace:
        """See `Work`."""
        execution = self.execution
        return LogPlace(
            namespace=execution.namespace,
            flow_id=execution.flow_id,
            execution_id=execution.id,
            task_id=self.task_run.task_id,
            task_run_id=self.task_run.id,
            attempt=self.attempt,
            kind=execution.kind,
        )

    def variables(self, config: EngineConfig, mask: Mask) -> Mapping[str, Json]:
        """See `Work`."""
        seen = masking(config, mask)
        source = ScopeSource(self.execution, self.flow, seen, owners=self.owners, live=self.live)
        if self.worker_run is not None:
            return source.for_worker_child(self.plan, self.task_run, self.worker_run)
        return source.for_task_run(self.plan, self.task_run)

    def span(self) -> SpanContext | None:
        """See `Work`."""
        return attempt_place(self.execution, self.task_run.id, self.attempt)


class TriggerWork(msgspec.Struct, frozen=True):
    """An evaluation of a trigger; its files are stored under the execution to come."""

    job: Job
    flow: Flow
    definition: TriggerDefinition

    @property
    def plugin_type(self) -> str:
        return self.definition.type

    @property
    def properties(self) -> Mapping[str, Json]:
        return self.definition.properties

    @property
    def log_level(self) -> str | None:
        return self.definition.log_level

    @property
    def log_to_file(self) -> bool:
        """Always false: a trigger has no task run that could name the file."""
        return False

    @property
    def folder(self) -> Path | None:
        """Always None: an evaluation shares nothing."""
        return None

    @property
    def remote_name(self) -> str:
        """See `Work`."""
        return _name_of(self.job.execution_id)

    def place(self) -> LogPlace:
        """See `Work`."""
        job = self.job
        return LogPlace(
            namespace=job.namespace,
            flow_id=job.flow_id,
            execution_id=job.execution_id,
            trigger_id=self.definition.id,
        )

    def variables(self, config: EngineConfig, mask: Mask) -> Mapping[str, Json]:
        """See `Work`."""
        return trigger_scope(self.flow, self.definition, config, {})

    def span(self) -> SpanContext | None:
        """None: a trace begins with the execution."""
        return None


def _name_of(*parts: str) -> str:
    return blake2b("/".join(parts).encode(), digest_size=16).hexdigest()
