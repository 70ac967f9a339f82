"""One attempt of a task: scope, rendered properties, the plugin's `run`, and what came of it."""

from __future__ import annotations

import inspect
import traceback
from collections.abc import Coroutine, Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec

from tiercel.engine.plan import TaskPlan
from tiercel.engine.scope import ScopeSource
from tiercel.expr.errors import LookupMissing
from tiercel.expr.lookups import SECRET, Allowance, Lookups, allowance_of
from tiercel.model.errors import PluginError, TiercelError
from tiercel.model.execution import TaskRun
from tiercel.model.json_types import Json
from tiercel.model.log import Level, LogEntry, MetricEntry
from tiercel.model.state import StateType
from tiercel.plugin.convert import to_duration
from tiercel.plugin.errors import EndedWith, Interrupted, TaskFailed
from tiercel.plugin.properties import build_task, render_properties
from tiercel.plugin.task import RunnableTask
from tiercel.runtime.worker.attempt_log import AttemptLog, LogPlace
from tiercel.runtime.worker.bridge import NoBridge
from tiercel.runtime.worker.exhaustion import TEXT as EXHAUSTION_TEXT
from tiercel.runtime.worker.exhaustion import is_exhaustion
from tiercel.runtime.worker.masking import Mask
from tiercel.runtime.worker.outputs import check_size, kept_outputs, plain_outputs
from tiercel.runtime.worker.run_context import Setting, TaskContext
from tiercel.runtime.worker.stop_signal import StopReason, StopSignal
from tiercel.runtime.worker.tools import Tools

NO_BRIDGE = NoBridge()


class Work(msgspec.Struct, frozen=True):
    """What an attempt is about.

    Shapes: `attempt` counts from 0. `worker_run` is the task run of the WorkingDirectory that a
    child runs in.
    """

    source: ScopeSource
    plan: TaskPlan
    task_run: TaskRun
    attempt: int
    worker_run: TaskRun | None = None


class Outcome(msgspec.Struct, frozen=True):
    """How an attempt ended. `outputs` are plain values."""

    state: StateType
    outputs: dict[str, Json] | None = None
    logs: list[LogEntry] = []
    metrics: list[MetricEntry] = []
    log_file: str | None = None


class InPlace:
    """Waiting, for tasks that run in the executor: there is none."""

    __slots__ = ()

    def pause(self, duration: timedelta, stop: StopSignal | None) -> None:
        """Raises: PluginError always."""
        raise PluginError("A task that runs in place can't wait.")

    async def sleep(self, duration: timedelta, stop: StopSignal | None) -> None:
        """Raises: PluginError always."""
        raise PluginError("A task that runs in place can't wait.")


IN_PLACE = InPlace()


class SecretLookups:
    """Lookups that hide every secret they hand out in the log of the attempt."""

    __slots__ = ("_lookups", "_mask")

    def __init__(self, lookups: Lookups, mask: Mask) -> None:
        self._lookups = lookups
        self._mask = mask

    @property
    def allowance(self) -> Allowance | None:
        """That of the lookups below."""
        return allowance_of(self._lookups)

    def lookup(self, kind: str, arguments: tuple[Json, ...]) -> Json:
        """As the lookups below."""
        value = self._lookups.lookup(kind, arguments)
        if kind == SECRET:
            self._mask.add(value)
        return value


def run_inline(tools: Tools, work: Work, *, lookups: Lookups, now: datetime) -> Outcome:
    """Run a task in place, inside a transaction of the executor.

    Raises: LookupMissing when a value must be fetched first; run it again then.
    """
    place = place_of(work)
    mask = Mask()

    def clock() -> datetime:
        return now

    log = AttemptLog(place, now=clock, mask=mask, minimum=work.plan.task.log_level)
    context = TaskContext(
        Setting(
            tools=tools,
            place=place,
            plugin_type=work.plan.task.type,
            variables=variables_of(work, mask),
            properties=work.plan.task.properties,
            lookups=SecretLookups(lookups, mask),
            mask=mask,
            log=log,
            now=clock,
            bridge=NO_BRIDGE,
            pauses=IN_PLACE,
        )
    )
    outcome = perform(tools, work, context)
    if not isinstance(outcome, Outcome):
        outcome.close()
        outcome = failed(PluginError("A task that runs in place can't be a coroutine."), context)
    recorded = context.recorded
    metrics = recorded.take() if recorded is not None else []
    return msgspec.structs.replace(outcome, logs=log.take(), metrics=metrics)


def perform(
    tools: Tools, work: Work, context: TaskContext, stop: StopSignal | None = None
) -> Outcome | Coroutine[Any, Any, Outcome]:
    """Build the task and run it; a coroutine when the task's `run` is one.

    Errors become outcomes with their log entries. Raises: LookupMissing.
    """
    try:
        result = built_task(tools, work, context).run(context)
        if inspect.iscoroutine(result):
            return _awaited(tools, result, context, stop)
        return succeeded(result, stop, tools.outputs_bytes_max)
    except LookupMissing:
        raise
    except (Exception, SystemExit) as error:  # noqa: BLE001  User code may raise anything.
        return ended_by(error, context, stop)


async def _awaited(
    tools: Tools, result: Coroutine[Any, Any, Json], context: TaskContext, stop: StopSignal | None
) -> Outcome:
    try:
        return succeeded(await result, stop, tools.outputs_bytes_max)
    except (Exception, SystemExit) as error:  # noqa: BLE001  User code may raise anything.
        return ended_by(error, context, stop)


def built_task(tools: Tools, work: Work, context: TaskContext) -> RunnableTask[Any]:
    """The plugin object with finished values. Raises: PluginError, ExpressionError."""
    task = work.plan.task
    plugin_class = tools.ports.catalog.class_of(task.type)
    if plugin_class is None or not issubclass(plugin_class, RunnableTask):
        raise PluginError(f"Invalid type: {task.type}")
    return build_task(plugin_class, render_properties(plugin_class, task.properties, context))


def succeeded(result: Json, stop: StopSignal | None, bytes_max: int) -> Outcome:
    """The outcome of a run that returned, perhaps only because it was asked to stop.

    Raises: PluginError when the result can't be stored.
    """
    outputs = plain_outputs(result)
    check_size(outputs, bytes_max)
    if stop is not None and stop.is_set:
        return stopped(stop, outputs)
    return Outcome(StateType.SUCCESS, outputs)


def ended_by(error: BaseException, context: TaskContext, stop: StopSignal | None) -> Outcome:
    """The outcome of a task that raised; it is none of its own when the machine is used up."""
    if stop is not None and not stop.is_set and is_exhaustion(error):
        context.log.write(Level.WARN, EXHAUSTION_TEXT)
        stop.set(StopReason.EXHAUSTED)
    return failed(error, context, stop)


def failed(error: BaseException, context: TaskContext, stop: StopSignal | None = None) -> Outcome:
    """The outcome of a run that raised, its log entries written."""
    if stop is not None and stop.is_set:
        return stopped(stop, _kept_outputs(error))
    if isinstance(error, EndedWith):
        return Outcome(StateType(error.state), _kept_outputs(error))
    if isinstance(error, Interrupted):
        return Outcome(StateType.KILLED)
    if not (isinstance(error, TaskFailed) and error.is_logged):
        write_error(context.log, error)
    return Outcome(StateType.FAILED, _kept_outputs(error))


def stopped(stop: StopSignal, outputs: dict[str, Json] | None = None) -> Outcome:
    """The outcome of a run that was asked to stop."""
    if stop.reason is StopReason.TIMED_OUT:
        return Outcome(StateType.FAILED, outputs)
    return Outcome(StateType.KILLED, outputs)


def _kept_outputs(error: BaseException) -> dict[str, Json] | None:
    if isinstance(error, TaskFailed | EndedWith) and error.outputs is not None:
        return kept_outputs(error.outputs)
    return None


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


def place_of(work: Work) -> LogPlace:
    """Whose log and files these are."""
    execution = work.source.execution
    return LogPlace(
        namespace=execution.namespace,
        flow_id=execution.flow_id,
        execution_id=execution.id,
        task_id=work.task_run.task_id,
        task_run_id=work.task_run.id,
        attempt=work.attempt,
        kind=execution.kind,
    )


def variables_of(work: Work, mask: Mask) -> Mapping[str, Json]:
    """What expressions see; every encrypted value that is read in clear is masked."""
    source = work.source
    if source.config.decrypt is not None:
        source = _masking(source, mask)
    if work.worker_run is not None:
        return source.for_worker_child(work.plan, work.task_run, work.worker_run)
    return source.for_task_run(work.plan, work.task_run)


def _masking(source: ScopeSource, mask: Mask) -> ScopeSource:
    config = source.config
    decrypt = config.decrypt
    assert decrypt is not None

    def decrypt_and_mask(value: Json) -> str:
        text = decrypt(value)
        mask.add(text)
        return text

    masked = msgspec.structs.replace(config, decrypt=decrypt_and_mask)
    return ScopeSource(
        source.execution,
        source.plan,
        masked,
        owners=source.owners,
        live=(source.runs, source.outputs),
    )


def timeout_of(work: Work, context: TaskContext) -> timedelta | None:
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
