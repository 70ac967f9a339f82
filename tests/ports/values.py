"""Values that the suites of the ports store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tiercel.model.execution import Attempt, Execution, Metadata, TaskRun
from tiercel.model.job import Job
from tiercel.model.kv import KvEntry
from tiercel.model.label import Label
from tiercel.model.lists.paging import Filter, Operation, Query, Sort
from tiercel.model.log import Level, LogEntry, MetricEntry
from tiercel.model.maps import Map
from tiercel.model.state import State, StateType, new_state
from tiercel.model.stored.flow import StoredFlow
from tiercel.model.trigger import TriggerState

NOW = datetime(2024, 5, 6, 7, 8, 9, 123456, tzinfo=UTC)


def at(seconds: float) -> datetime:
    """A date some seconds after NOW."""
    return NOW + timedelta(seconds=seconds)


def a_state(state: StateType = StateType.RUNNING, *, start: float = 0, end: float = 0) -> State:
    """CREATED at `start`, then `state` at `end`."""
    return new_state(StateType.CREATED, at(start)).moved(state, at(end))


def a_task_run(run_id: str, seq: int = 0, **fields: Any) -> TaskRun:
    """A task run that succeeded."""
    state = fields.pop("state", a_state(StateType.SUCCESS, end=1))
    given = {"task_id": f"task_{seq}", "attempts": (Attempt(state, "worker"),), **fields}
    return TaskRun(id=run_id, seq=seq, state=state, **given)


def an_execution(
    execution_id: str = "x",
    *task_runs: TaskRun,
    labels: dict[str, str] | None = None,
    **fields: Any,
) -> Execution:
    """A running execution of company.team/hello."""
    given = {
        "namespace": "company.team",
        "flow_id": "hello",
        "flow_revision": 1,
        "state": a_state(),
        "original_id": execution_id,
        "metadata": Metadata(1, NOW),
        "labels": tuple(Label(key, value) for key, value in (labels or {}).items()),
        "task_runs": Map({run.id: run for run in task_runs}),
        "next_seq": len(task_runs),
    }
    return Execution(id=execution_id, **{**given, **fields})


def a_flow(flow_id: str = "hello", revision: int = 1, **fields: Any) -> StoredFlow:
    """A revision in company.team."""
    given = {
        "namespace": "company.team",
        "source": f"id: {flow_id}\nnamespace: company.team\n",
        "updated": NOW,
    }
    return StoredFlow(id=flow_id, revision=revision, **{**given, **fields})


def a_trigger(trigger_id: str = "daily", version: int = 1, **fields: Any) -> TriggerState:
    """A state of a trigger of company.team/hello."""
    given = {"namespace": "company.team", "flow_id": "hello"}
    return TriggerState(trigger_id=trigger_id, version=version, **{**given, **fields})


def a_log(message: str = "hi", *, seconds: float = 0, **fields: Any) -> LogEntry:
    """A line of execution x."""
    given = {
        "namespace": "company.team",
        "flow_id": "hello",
        "level": Level.INFO,
        "execution_id": "x",
        "task_id": "task",
        "task_run_id": "run",
        "attempt_number": 0,
    }
    return LogEntry(message=message, timestamp=at(seconds), **{**given, **fields})


def a_metric(name: str = "rows", value: float = 1.0, **fields: Any) -> MetricEntry:
    """A value of execution x."""
    given = {
        "namespace": "company.team",
        "flow_id": "hello",
        "execution_id": "x",
        "task_id": "task",
        "task_run_id": "run",
        "type": "counter",
        "timestamp": NOW,
    }
    return MetricEntry(name=name, value=value, **{**given, **fields})


def a_job(job_id: str = "job", **fields: Any) -> Job:
    """A job of execution x."""
    given = {"execution_id": "x", "task_run_id": "run", "attempt": 0, "created": NOW}
    return Job(id=job_id, **{**given, **fields})


def a_kv(key: str = "key", revision: int = 1, **fields: Any) -> KvEntry:
    """A text in company.team."""
    given = {"namespace": "company.team", "type": "STRING", "value": "v"}
    return KvEntry(
        key=key, revision=revision, **{"created": NOW, "updated": NOW, **given, **fields}
    )


def where(field: str, operation: str, value: Any) -> Filter:
    """One filter."""
    return Filter(field, Operation(operation), value)


def query(*filters: Filter, sort: str = "", page: int = 1, size: int = 100) -> Query:
    """A query; `sort` is a field, with `-` in front when descending; several by commas."""
    sorts = [Sort(name.lstrip("-"), name.startswith("-")) for name in sort.split(",") if name]
    return Query(filters, tuple(sorts), page, size)
