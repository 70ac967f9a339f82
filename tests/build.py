"""Values for tests: flows, tasks, executions and task runs with sensible parts filled in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tiercel.model.execution import Attempt, Execution, Metadata, TaskRun
from tiercel.model.flow import Flow
from tiercel.model.label import Label
from tiercel.model.maps import Map
from tiercel.model.state import TERMINATED, Change, State, StateType
from tiercel.model.task import Task

START = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
NAMESPACE = "company.team"
LOG_TYPE = "io.kestra.plugin.core.log.Log"


def at(seconds: float) -> datetime:
    """So many seconds after the start of every test."""
    return START + timedelta(seconds=seconds)


def a_state(*states: str | StateType, since: float = 0) -> State:
    """A history of these states, one second apart."""
    return State(
        tuple(Change(StateType(state), at(since + place)) for place, state in enumerate(states))
    )


def history_to(state: str | StateType | State) -> State:
    """The usual history that ends in a state; a history stays as it is."""
    if isinstance(state, State):
        return state
    wanted = StateType(state)
    if wanted is StateType.CREATED:
        return a_state("CREATED")
    if wanted in {StateType.RUNNING, StateType.QUEUED, StateType.SKIPPED}:
        return a_state("CREATED", wanted)
    return a_state("CREATED", "RUNNING", wanted)


def an_attempt(state: str | StateType = "SUCCESS") -> Attempt:
    """One try with the usual history."""
    return Attempt(history_to(state))


def a_task(task_id: str = "a", kind: str = LOG_TYPE, **fields: Any) -> Task:
    """A task; a Log with a message unless said."""
    properties = {"message": "hello"} if kind == LOG_TYPE else {}
    return Task(**{"id": task_id, "type": kind, "properties": properties, **fields})


def a_flow(*tasks: Task, **fields: Any) -> Flow:
    """A flow of these tasks; one Log when there are none."""
    return Flow(**{"id": "flow", "namespace": NAMESPACE, "tasks": tasks or (a_task(),), **fields})


def a_task_run(
    task_id: str = "a", state: str | StateType | State = "SUCCESS", seq: int = 0, **fields: Any
) -> TaskRun:
    """A task run in a state, with one attempt when it has run."""
    history = history_to(state)
    wanted = history.current
    attempts: tuple[Attempt, ...] = ()
    if wanted in TERMINATED and wanted is not StateType.SKIPPED:
        attempts = (an_attempt(wanted),)
    defaults: dict[str, Any] = {
        "id": f"tr-{task_id}-{seq}",
        "task_id": task_id,
        "seq": seq,
        "state": history,
        "attempts": attempts,
    }
    return TaskRun(**{**defaults, **fields})


def an_execution(
    *task_runs: TaskRun, state: str | StateType = "RUNNING", **fields: Any
) -> Execution:
    """An execution that holds these task runs."""
    execution_id = fields.get("id", "execution1")
    defaults: dict[str, Any] = {
        "id": execution_id,
        "namespace": NAMESPACE,
        "flow_id": "flow",
        "flow_revision": 1,
        "state": history_to(state),
        "original_id": execution_id,
        "metadata": Metadata(1, START),
        "labels": (Label("system.correlationId", execution_id),),
        "task_runs": Map({task_run.id: task_run for task_run in task_runs}),
        "next_seq": max((task_run.seq for task_run in task_runs), default=-1) + 1,
    }
    return Execution(**{**defaults, **fields})
