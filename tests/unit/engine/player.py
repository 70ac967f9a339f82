"""Plays a flow through the pure engine, one event at a time, by the names of its tasks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, TypeVar

import msgspec

from tests.build import START, an_execution
from tiercel.engine.env import EngineConfig, Env
from tiercel.engine.groups.worker_groups import WorkerGroups
from tiercel.engine.plan import FlowPlan
from tiercel.engine.step import step
from tiercel.expr import Lookups, Renderer, StaticLookups
from tiercel.flowlang.read import read_flow
from tiercel.model import decisions as d
from tiercel.model import events as e
from tiercel.model.execution import Execution, TaskRun
from tiercel.model.ids import Ids
from tiercel.model.state import StateType
from tiercel.plugin.catalog.registry import Catalog

T = TypeVar("T")
CATALOG = Catalog.of_builtins()
RENDERER = Renderer()
S = StateType
HEAD = "id: flow\nnamespace: company.team\n"


class Player:
    """One execution of a flow; `said` are the decisions of the last event."""

    def __init__(self, source: str, **fields: Any) -> None:
        flow = read_flow(source if source.startswith("id:") else HEAD + source, CATALOG)
        self.plan = FlowPlan(flow, CATALOG)
        self.execution: Execution = an_execution(state=S.CREATED, **fields)
        self.now: datetime = START
        self.said: tuple[d.Decision, ...] = ()
        self.log: list[str] = []
        self.worker_groups = WorkerGroups()
        self.config = EngineConfig()
        self.texts: dict[str, Any] = {"error_logs": [], "storage_text": "a\nb"}
        self.lookups: Lookups | None = None

    def happen(self, event: e.Event) -> Player:
        """Fold one event, and carry out nothing."""
        self.now += timedelta(seconds=1)
        env = Env(
            plan=self.plan,
            now=self.now,
            ids=Ids(self.execution.id, self.execution.version),
            renderer=RENDERER,
            lookups=self.lookups or StaticLookups(self.texts),
            config=self.config,
            worker_groups=self.worker_groups,
        )
        result = step(self.execution, event, env)
        version = self.execution.version + 1
        self.execution = msgspec.structs.replace(result.execution, version=version)
        self.said = result.decisions
        self.log += [one.message for one in self.said if isinstance(one, d.WriteLog)]
        return self

    def start(self) -> Player:
        """Submit the execution."""
        return self.happen(e.Submitted())

    def ends(
        self, task_id: str, state: str = "SUCCESS", value: str | None = None, **out: Any
    ) -> Player:
        """The job of a task run ends."""
        run = self.run(task_id, value)
        attempt = sum(1 for one in run.attempts if one.state.is_terminated)
        outputs = out or None
        return self.happen(e.JobEnded(run.id, attempt, S(state), self.now, self.now, outputs))

    def begins(self, task_id: str, value: str | None = None) -> Player:
        """A worker takes the job of a task run."""
        run = self.run(task_id, value)
        return self.happen(e.JobStarted(run.id, len(run.attempts), "worker", self.now))

    def due(self, task_id: str) -> Player:
        """The timer of a task run is over."""
        return self.happen(e.WaitOver(f"run:{self.run(task_id).id}"))

    def run(self, task_id: str, value: str | None = None) -> TaskRun:
        """The newest task run of a task."""
        found = [
            run
            for run in self.execution.task_run_list()
            if run.task_id == task_id and value in {None, run.value}
        ]
        return found[-1]

    def has(self, task_id: str) -> bool:
        """Whether the task has a task run."""
        return any(run.task_id == task_id for run in self.execution.task_runs.values())

    def state(self, task_id: str | None = None, value: str | None = None) -> str:
        """The state of a task run, or of the execution."""
        if task_id is None:
            return str(self.execution.current)
        return str(self.run(task_id, value).current)

    def history(self, task_id: str | None = None) -> list[str]:
        """The states so far, SUBMITTED left out."""
        state = self.execution.state if task_id is None else self.run(task_id).state
        return [str(one.state) for one in state.histories if one.state is not S.SUBMITTED]

    def decided(self, kind: type[T]) -> list[T]:
        """Decisions of a kind among those of the last event."""
        return [one for one in self.said if isinstance(one, kind)]

    def jobs(self) -> list[str]:
        """Tasks whose jobs the last event sent."""
        return [
            self.execution.task_runs[one.task_run_id].task_id for one in self.decided(d.SendJob)
        ]
