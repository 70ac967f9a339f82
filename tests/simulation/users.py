"""Users of a simulated world: they start, kill, pause, resume, restart and replay at random."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.simulation.checkers import Checkers
from tests.simulation.workload import NAMESPACE
from tests.simulation.world import World
from tiercel.model.events import (
    ForceRunAsked,
    KillAsked,
    PauseAsked,
    RestartAsked,
    ResumeAsked,
    StateChangeAsked,
)
from tiercel.model.execution import Execution, TaskRun
from tiercel.model.state import TERMINATED, StateType
from tiercel.service.executions.replays import ReplayRequest
from tiercel.service.executions.start import StartRequest

EXECUTIONS_MAX = 6
START_CHANCE = 0.012
ACT_CHANCE = 0.02
REPLAY_CHANCE = 0.1


class Users:
    """What they ask for goes straight into inboxes; creations go through the use case."""

    def __init__(self, world: World, rng: Random, checkers: Checkers, flow_ids: list[str]) -> None:
        self._world = world
        self._rng = rng
        self._checkers = checkers
        self._flow_ids = flow_ids
        self._started = 0
        # Executions that were asked to end with all that they started.
        self.killed: set[str] = set()

    def maybe_act(self) -> None:
        """Perhaps start an execution, perhaps do something to one."""
        chance = self._rng.random()
        if chance < START_CHANCE and self._started < EXECUTIONS_MAX:
            self.start_one()
        elif chance < START_CHANCE + ACT_CHANCE:
            self._act()

    def start_one(self) -> None:
        """Start an execution of some flow; a fault may refuse or lose the request."""
        self._started += 1
        # Later flows call earlier ones: they are the interesting ones to start.
        flow_id = max(self._rng.choices(self._flow_ids, k=2))
        server = self._rng.choice(self._world.servers)
        starter = server.services.starter
        self._world.spawn(starter.start(StartRequest(NAMESPACE, flow_id)), server)

    def _act(self) -> None:
        executions = list(self._world.tables.executions.values())
        if not executions:
            return
        execution = self._rng.choice(executions)
        if execution.current in TERMINATED and self._rng.random() < REPLAY_CHANCE:
            self._replay(execution)
            return
        event = self._event_for(execution)
        if event is not None:
            self.ask(execution.id, event)

    def _replay(self, execution: Execution) -> None:
        if self._started >= EXECUTIONS_MAX or execution.kind == "LOOP":
            return
        self._started += 1
        runs = self._runs(execution)
        chosen = self._rng.choice(runs).id if runs and self._rng.random() < 0.5 else None
        server = self._rng.choice(self._world.servers)
        request = ReplayRequest(task_run_id=chosen)
        self._world.spawn(server.services.replays.replay(execution.id, request), server)

    def _runs(self, execution: Execution) -> list[TaskRun]:
        """Task runs in an order that does not depend on hashes."""
        stored = self._world.tables.task_runs.get(execution.id, {})
        return sorted(stored.values(), key=lambda run: run.seq)

    def _event_for(self, execution: Execution) -> Any:
        state = execution.current
        if state in TERMINATED:
            if execution.kind == "LOOP" or state is StateType.RETRIED:
                return None
            if state is not StateType.KILLED and self._rng.random() < 0.3:
                self._checkers.revived.add(execution.id)
                return RestartAsked()
            return None
        if state is StateType.PAUSED:
            return self._resume()
        if state is StateType.QUEUED:
            self._checkers.forced.add(execution.id)
            return self._rng.choice((ForceRunAsked(), KillAsked()))
        return self._rng.choice((PauseAsked(), KillAsked(), KillAsked(), self._other(execution)))

    def _resume(self) -> ResumeAsked | KillAsked:
        decision = self._rng.choice(("APPROVED", "DENIED"))
        return self._rng.choice((ResumeAsked(decision=decision), ResumeAsked(), KillAsked()))

    def _other(self, execution: Execution) -> Any:
        paused = [run for run in self._runs(execution) if run.current is StateType.PAUSED]
        if not paused:
            return PauseAsked()
        self._checkers.revived.add(execution.id)
        return StateChangeAsked(StateType.SUCCESS, self._rng.choice(paused).id)

    def ask(self, execution_id: str, event: Any) -> None:
        """Put an event in an inbox, as the use cases do."""
        if isinstance(event, KillAsked):
            self.killed.add(execution_id)
        server = self._rng.choice(self._world.servers)
        self._world.spawn(server.services.actions.ask_all({execution_id: event}), server)

    def resume_all(self) -> None:
        """Resume whatever waits for a user, so that a run can end."""
        for execution in list(self._world.tables.executions.values()):
            if execution.current is StateType.PAUSED:
                self.ask(execution.id, ResumeAsked(decision="APPROVED"))
