"""One attempt of a task: scope, rendered properties, the plugin's `run`, and what came of it."""

from __future__ import annotations

import inspect
import traceback
from collections.abc import Coroutine
from datetime import datetime, timedelta
from typing import Any

import msgspec

from tiercel.expr import Lookups
from tiercel.expr.errors import LookupMissing
from tiercel.model.errors import PluginError, TiercelError
from tiercel.model.json_types import Json
from tiercel.model.log import Level, LogEntry, MetricEntry
from tiercel.model.state import StateType
from tiercel.plugin.convert import to_duration
from tiercel.plugin.errors import EndedWith, Interrupted, TaskFailed
from tiercel.plugin.properties import build_task, render_properties
from tiercel.plugin.task import RunnableTask
from tiercel.runtime.worker.attempt_log import AttemptLog
from tiercel.runtime.worker.bridge import NoBridge
from tiercel.runtime.worker.dependencies import AttemptDependencies
from tiercel.runtime.worker.exhaustion import TEXT as EXHAUSTION_TEXT
from tiercel.runtime.worker.exhaustion import is_exhaustion
from tiercel.runtime.worker.outputs import check_size, kept_outputs, plain_outputs
from tiercel.runtime.worker.run_context import TaskContext
from tiercel.runtime.worker.stop_signal import StopReason, StopSignal
from tiercel.runtime.worker.work import TaskWork


class Outcome(msgspec.Struct, frozen=True):
    """How an attempt ended. `outputs` are plain values."""

    state: StateType
    outputs: dict[str, Json] | None = None
    logs: list[LogEntry] = []
    metrics: list[MetricEntry] = []
    log_file: str | None = None


class InPlace:
    """The driver of tasks that run in the executor: nothing is reached, and nobody waits."""

    bridge = NoBridge()
    is_threaded = False

    def pause(self, duration: timedelta, stop: StopSignal | None) -> None:
        """Raises: PluginError always."""
        raise PluginError("A task that runs in place can't wait.")

    async def sleep(self, duration: timedelta, stop: StopSignal | None) -> None:
        """Raises: PluginError always."""
        raise PluginError("A task that runs in place can't wait.")

    def wake(self) -> None:
        """Nobody sleeps meanwhile."""


def in_place(dependencies: AttemptDependencies) -> AttemptDependencies:
    """The same for tasks that run in the executor: they have no span of their own."""
    return msgspec.structs.replace(dependencies, driver=InPlace(), is_tracing=False)


def run_inline(
    dependencies: AttemptDependencies, work: TaskWork, *, lookups: Lookups, now: datetime
) -> Outcome:
    """Run a task with dependencies that are `in_place`, inside a transaction of the executor.

    Raises: LookupMissing when a value must be fetched first; run it again then.
    """
    context = TaskContext(dependencies, work, lookups=lookups, now=lambda: now)
    outcome = perform(dependencies, work, context)
    if not isinstance(outcome, Outcome):
        outcome.close()
        outcome = failed(PluginError("A task that runs in place can't be a coroutine."), context)
    recorded = context.recorded
    metrics = recorded.take() if recorded is not None else []
    return msgspec.structs.replace(outcome, logs=context.log.take(), metrics=metrics)


def perform(
    dependencies: AttemptDependencies, work: TaskWork, context: TaskContext
) -> Outcome | Coroutine[Any, Any, Outcome]:
    """Build the task and run it; a coroutine when the task's `run` is one.

    Errors become outcomes with their log entries. Raises: LookupMissing.
    """
    bytes_max = dependencies.outputs_bytes_max
    try:
        result = built_task(dependencies, work, context).run(context)
        if inspect.iscoroutine(result):
            return _awaited(result, context, bytes_max)
        return succeeded(result, context, bytes_max)
    except LookupMissing:
        raise
    except (Exception, SystemExit) as error:  # noqa: BLE001  User code may raise anything.
        return ended_by(error, context)


async def _awaited(
    result: Coroutine[Any, Any, Json], context: TaskContext, bytes_max: int
) -> Outcome:
    try:
        return succeeded(await result, context, bytes_max)
    except (Exception, SystemExit) as error:  # noqa: BLE001  User code may raise anything.
        return ended_by(error, context)


def built_task(
    dependencies: AttemptDependencies, work: TaskWork, context: TaskContext
) -> RunnableTask[Any]:
    """The plugin object with finished values. Raises: PluginError, ExpressionError."""
    task = work.plan.task
    plugin_class = dependencies.ports.catalog.class_of(task.type)
    if plugin_class is None or not issubclass(plugin_class, RunnableTask):
        raise PluginError(f"Invalid type: {task.type}")
    return build_task(plugin_class, render_properties(plugin_class, task.properties, context))


def succeeded(result: Json, context: TaskContext, bytes_max: int) -> Outcome:
    """The outcome of a run that returned, perhaps only because it was asked to stop.

    Raises: PluginError when the result can't be stored.
    """
    outputs = context.sealed(plain_outputs(result))
    check_size(outputs, bytes_max)
    stop = context.stop_signal
    if stop is not None and stop.is_set:
        return stopped(stop, outputs)
    return Outcome(StateType.SUCCESS, outputs)


def ended_by(error: BaseException, context: TaskContext) -> Outcome:
    """The outcome of a task that raised; it is none of its own when the machine is used up."""
    stop = context.stop_signal
    if stop is not None and not stop.is_set and is_exhaustion(error):
        context.log.write(Level.WARN, EXHAUSTION_TEXT)
        stop.set(StopReason.EXHAUSTED)
    return failed(error, context)


def failed(error: BaseException, context: TaskContext) -> Outcome:
    """The outcome of a run that raised, its log entries written."""
    stop = context.stop_signal
    if stop is not None and stop.is_set:
        return stopped(stop, _kept_outputs(error, context))
    if isinstance(error, EndedWith):
        return Outcome(StateType(error.state), _kept_outputs(error, context))
    if isinstance(error, Interrupted):
        return Outcome(StateType.KILLED)
    if not (isinstance(error, TaskFailed) and error.is_logged):
        write_error(context.log, error)
    return Outcome(StateType.FAILED, _kept_outputs(error, context))


def stopped(stop: StopSignal, outputs: dict[str, Json] | None = None) -> Outcome:
    """The outcome of a run that was asked to stop."""
    if stop.reason is StopReason.TIMED_OUT:
        return Outcome(StateType.FAILED, outputs)
    return Outcome(StateType.KILLED, outputs)


def _kept_outputs(error: BaseException, context: TaskContext) -> dict[str, Json] | None:
    if not isinstance(error, TaskFailed | EndedWith) or error.outputs is None:
        return None
    outputs = kept_outputs(error.outputs)
    return None if outputs is None else context.sealed(outputs)


def write_error(log: AttemptLog, error: BaseException) -> None:
    """The message at ERROR, then the stack trace as an entry of its own at TRACE."""
    log.error(message_of(error))
    log.trace("\n".join(trace_lines(error)))


def trace_lines(error: BaseException) -> list[str]:
    """The stack trace without paths of the server's disk: module files and lines only."""
    frames = [
        f"  {_file_name(frame.filename)}:{frame.lineno} in {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    return [f"{type(error).__name__}: {_text_of(error)}", *frames]


def _file_name(path: str) -> str:
    parts = path.replace("\\", "/").split("/")
    for root in ("site-packages", "src", "lib"):
        if root in parts:
            return "/".join(parts[parts.index(root) + 1 :])
    return parts[-1]


def message_of(error: BaseException) -> str:
    """What the user reads of an error."""
    if isinstance(error, TiercelError):
        return error.explained
    return _text_of(error) or type(error).__name__


def _text_of(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # noqa: BLE001  The text of an error is user code, too.
        return ""


def timeout_of(work: TaskWork, context: TaskContext) -> timedelta | None:
    """The task's timeout, rendered. Raises: PluginError, ExpressionError."""
    raw = work.plan.task.timeout
    if raw is None:
        return None
    value = to_duration(context.render(raw) if isinstance(raw, str) else raw)
    return value if isinstance(value, timedelta) else None


def timeout_text(timeout: timedelta) -> str:
    """`Timeout after HH:mm:ss.SSS`."""
    milliseconds = timeout // timedelta(milliseconds=1)
    seconds, milliseconds = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"Timeout after {hours:02d}:{minutes:02d}:{seconds:02d}.{milliseconds:03d}"
