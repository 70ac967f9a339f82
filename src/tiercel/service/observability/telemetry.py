"""What this process measures of its work, and the spans that it exports.

Measuring is always on: it costs less than a microsecond an event. Tracing is on when there is a
sink for spans; without one nothing of it is computed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextvars import ContextVar
from datetime import datetime, timedelta

import msgspec

from tiercel.model.execution import Execution, TaskRun
from tiercel.model.job import Job
from tiercel.model.json_types import Json
from tiercel.model.state import State, StateType
from tiercel.model.trace import Span, SpanContext, attempt_place, below, execution_place
from tiercel.ports.spans import SpanSink
from tiercel.service.observability.instruments import (
    EVALUATION,
    SHORT,
    Counter,
    Gauge,
    Histogram,
    Sample,
)

FAILED = frozenset({StateType.FAILED, StateType.KILLED, StateType.CANCELLED})
_FLOW = ("namespace_id", "flow_id")


class Evaluated(msgspec.Struct, frozen=True):
    """The end of one evaluation of a trigger of that type."""

    type: str
    namespace: str
    seconds: float
    is_failed: bool


class Telemetry:
    """The meters of this process, and where its spans go; loops and services share one."""

    def __init__(self, sink: SpanSink | None = None) -> None:
        self._sink = sink
        self._current: ContextVar[str | None] = ContextVar("trace_parent", default=None)
        self.gauges: list[Gauge] = []
        self.executions_started = Counter(
            "executor_execution_started_count", "Executions that were started.", _FLOW
        )
        self.executions_ended = Counter(
            "executor_execution_end_count", "Executions that have ended.", (*_FLOW, "state")
        )
        self.execution_seconds = Histogram(
            "executor_execution_duration_seconds", "Time that ended executions took.", _FLOW
        )
        self.task_runs_ended = Counter(
            "executor_taskrun_ended_count", "Task runs that have ended.", ("task_type", "state")
        )
        self.task_run_seconds = Histogram(
            "executor_taskrun_ended_duration_seconds", "Time of task runs.", ("task_type",)
        )
        self.claims = Counter("executor_claim_count", "Claims of executions with events.")
        self.claimed = Counter("executor_claimed_execution_count", "Executions in claims.")
        self.events = Counter("executor_event_count", "Events that were folded.")
        self.jobs_started = Counter(
            "worker_started_count", "Attempts that this worker has begun.", ("task_type",)
        )
        self.jobs_ended = Counter(
            "worker_ended_count", "Attempts that have ended here.", ("task_type", "state")
        )
        self.job_seconds = Histogram(
            "worker_ended_duration_seconds", "Time of attempts.", ("task_type",)
        )
        self.queued_seconds = Histogram(
            "worker_queued_duration_seconds", "Time that jobs waited.", bounds=SHORT
        )
        self.triggers_failed = Counter(
            "trigger_evaluation_error_count",
            "Evaluations of triggers that failed.",
            ("trigger_type", "namespace_id"),
        )
        self.evaluation_seconds = Histogram(
            "trigger_evaluation_duration_seconds",
            "Time of evaluations of triggers.",
            ("trigger_type",),
            EVALUATION,
        )
        self.tick_seconds = Histogram(
            "loop_tick_duration_seconds", "Time of one tick of a loop.", ("loop",), SHORT
        )
        self.late_seconds = Histogram(
            "loop_lag_seconds", "How late a loop woke for what was due.", ("loop",), SHORT
        )
        self.tick_errors = Counter("loop_error_count", "Ticks that failed.", ("loop",))
        self.request_seconds = Histogram(
            "http_server_requests_seconds",
            "Time of answers, by route.",
            ("method", "uri", "status"),
            SHORT,
        )

    @property
    def is_tracing(self) -> bool:
        """Whether spans are wanted."""
        return self._sink is not None

    def samples(self) -> Iterator[Sample]:
        """All series as they are now."""
        for meter in (*self.gauges, *vars(self).values()):
            if isinstance(meter, Counter | Histogram | Gauge):
                yield from meter.samples()

    def trace_parent(self) -> str | None:
        """The span of the request that is being answered, for what it starts."""
        return self._current.get() if self._sink is not None else None

    def child_trace(self, owner: Execution, task_run_id: str) -> str | None:
        """The span of the task run that starts a child execution."""
        if self._sink is None:
            return None
        return attempt_place(owner, task_run_id).trace_parent

    def request_began(self, caller: SpanContext | None, seed: str) -> SpanContext:
        """A request is looked at; `seed` is random."""
        place = below(caller, seed)
        self._current.set(place.trace_parent)
        return place

    def request_ended(self, key: tuple[str, str, str], seconds: float) -> None:
        """A request was answered: method, route and status."""
        self.request_seconds.observe(seconds, key)

    def request_span(
        self, place: SpanContext, key: tuple[str, str, str], now: datetime, seconds: float
    ) -> None:
        """The span of a request that was answered now."""
        method, route, status = key
        attributes: dict[str, Json] = {
            "http.request.method": method,
            "http.route": route,
            "http.response.status_code": int(status),
        }
        self._write(
            Span(
                f"{method} {route}",
                place,
                now - timedelta(seconds=seconds),
                now,
                attributes,
                is_error=status >= "500",
                is_request=True,
            )
        )

    def execution_started(self, execution: Execution) -> None:
        """An execution was folded for the first time."""
        self.executions_started.add((execution.namespace, execution.flow_id))

    def execution_ended(self, execution: Execution) -> None:
        """An execution has reached its end."""
        state, flow = execution.current, (execution.namespace, execution.flow_id)
        self.executions_ended.add((*flow, state.value))
        self.execution_seconds.observe(_seconds(execution.state), flow)
        if self._sink is not None:
            histories = execution.state.histories
            self._write(
                Span(
                    f"execution {execution.uid}",
                    execution_place(execution),
                    histories[0].date,
                    histories[-1].date,
                    _attributes(execution, state),
                    is_error=state in FAILED,
                )
            )

    def task_run_ended(self, execution: Execution, run: TaskRun, task_type: str) -> None:
        """A task run has reached its end; workers export the spans of those that they ran."""
        state = run.current
        self.task_runs_ended.add((task_type, state.value))
        self.task_run_seconds.observe(_seconds(run.state), (task_type,))
        if self._sink is None or (run.attempts and run.attempts[-1].worker_id is not None):
            return
        attempt = max(len(run.attempts) - 1, 0)
        place = attempt_place(execution, run.id, attempt)
        histories = run.state.histories
        self._write(
            Span(
                f"task {run.task_id}",
                place,
                histories[0].date,
                histories[-1].date,
                {**_attributes(execution, state), **_task(run.id, run.task_id, task_type, attempt)},
                is_error=state in FAILED,
            )
        )

    def job_started(self, job: Job, task_type: str, now: datetime) -> None:
        """A worker has begun an attempt."""
        self.jobs_started.add((task_type,))
        self.queued_seconds.observe((now - job.created).total_seconds())

    def job_ended(self, job: Job, task_type: str, state: StateType, seconds: float) -> None:
        """An attempt of this worker has ended, and its end is stored."""
        self.jobs_ended.add((task_type, state.value))
        self.job_seconds.observe(seconds, (task_type,))

    def trigger_evaluated(self, trigger: Evaluated) -> None:
        """An evaluation has ended, and its end is stored."""
        self.evaluation_seconds.observe(trigger.seconds, (trigger.type,))
        if trigger.is_failed:
            self.triggers_failed.add((trigger.type, trigger.namespace))

    def job_span(
        self,
        place: SpanContext,
        job: Job,
        task: tuple[str, str, StateType],
        dates: tuple[datetime, ...],
    ) -> None:
        """The span of an attempt: its task's id and type, its state, its start and end."""
        task_id, task_type, state = task
        attributes: dict[str, Json] = {
            "tiercel.namespace": job.namespace,
            "tiercel.flow.id": job.flow_id,
            "tiercel.execution.id": job.execution_id,
            "tiercel.state": state.value,
            **_task(job.task_run_id, task_id, task_type, job.attempt),
        }
        start, end = dates
        self._write(
            Span(f"task {task_id}", place, start, end, attributes, is_error=state in FAILED)
        )

    def _write(self, span: Span) -> None:
        if self._sink is not None and span.place.is_sampled:
            self._sink.write(span)


def _seconds(state: State) -> float:
    histories = state.histories
    return (histories[-1].date - histories[0].date).total_seconds()


def _attributes(execution: Execution, state: StateType) -> dict[str, Json]:
    return {
        "tiercel.namespace": execution.namespace,
        "tiercel.flow.id": execution.flow_id,
        "tiercel.execution.id": execution.id,
        "tiercel.state": state.value,
    }


def _task(run_id: str, task_id: str, task_type: str, attempt: int) -> dict[str, Json]:
    return {
        "tiercel.task.id": task_id,
        "tiercel.task.type": task_type,
        "tiercel.taskrun.id": run_id,
        "tiercel.attempt": attempt,
    }
