"""Runs one flow in a temporary application in memory and shows what happens."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import typer

from tiercel.cli.flow_files import FlowFile
from tiercel.cli.flow_problems import problem_lines
from tiercel.cli.run_pauses import Answers, Pauses
from tiercel.cli.serving.application import Application, Build
from tiercel.engine.storage_paths import execution_path, uri_of
from tiercel.flowlang.hints import did_you_mean
from tiercel.model.access import SYSTEM
from tiercel.model.errors import IllegalArgument, Invalid, TiercelError
from tiercel.model.execution import Execution
from tiercel.model.flow import Flow
from tiercel.model.json_types import Json
from tiercel.model.label import Label
from tiercel.model.log import Level, LogEntry
from tiercel.model.state import State, StateType
from tiercel.plugin.server import KillExecution, SaveFlow, StartExecution
from tiercel.settings import Settings, read_settings

if TYPE_CHECKING:
    from tiercel.cli.live import ShownRun

GOOD = frozenset({StateType.SUCCESS, StateType.WARNING})


class InvalidFlow(TiercelError):
    """A flow can't be run as it is."""


class _Notes:
    """A display for output that only a program reads: notes go to the standard error."""

    def note(self, text: str) -> None:
        typer.echo(text, err=True)

    def suspend(self) -> None:
        """Nothing is shown that would be in the way."""

    def go_on(self) -> None:
        """Nothing was taken away."""


class RunRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A flow, its inputs and labels, other flows that it may call."""

    flow: FlowFile
    inputs: Mapping[str, str] = {}
    labels: Mapping[str, str] = {}
    others: tuple[FlowFile, ...] = ()
    answers: Answers = {}
    level: Level = Level.DEBUG
    as_json: bool = False
    config: Path | None = None


def run_flow(build: Build, request: RunRequest) -> int:
    """Run it to its end; 0 on SUCCESS and WARNING, else 1."""
    logging.basicConfig(level=logging.ERROR, format="%(levelname)s %(name)s  %(message)s")
    logging.getLogger("tiercel").setLevel(logging.ERROR)
    settings = read_settings(
        config=request.config, overrides={"repository": {"type": "memory"}, "datasources": {}}
    )
    return asyncio.run(_run(build, settings, request))


async def _run(build: Build, settings: Settings, request: RunRequest) -> int:
    application = await build(settings)
    await application.start()
    try:
        for other in request.others:
            await _save(application, other)
        flow = await _save(application, request.flow)
        _warn_of_unknown_inputs(flow, request.inputs)
        execution = await _start(application, flow, request)
        if request.as_json:
            return await _report(application, execution, request)
        return await _show(application, execution, request)
    finally:
        await application.stop()


async def _save(application: Application, file: FlowFile) -> Flow:
    """Store a flow. Raises: InvalidFlow with a line for each violation."""
    try:
        return await application.operations.run(SYSTEM, SaveFlow(source=file.source))
    except Invalid as error:
        raise InvalidFlow("\n".join(problem_lines(file, error.violations))) from None


def _warn_of_unknown_inputs(flow: Flow, given: Iterable[str]) -> None:
    known = [each.id for each in flow.inputs]
    for name in given:
        if name not in known and not name.startswith(tuple(f"{each}." for each in known)):
            hint = did_you_mean(name, known, lists_known=True)
            typer.echo(f"The flow has no input '{name}'{hint and f' ({hint})'}", err=True)


async def _start(application: Application, flow: Flow, request: RunRequest) -> Execution:
    execution_id = application.services.starter.new_id()
    inputs: dict[str, Json] = {}
    for name, value in request.inputs.items():
        if value.startswith("@"):
            value = await _stored(application, flow, execution_id, name, value[1:])
        inputs[name] = value
    start = StartExecution(
        namespace=flow.namespace,
        flow_id=flow.id,
        execution_id=execution_id,
        inputs=inputs,
        labels=tuple(Label(key, value) for key, value in request.labels.items()),
    )
    return await application.operations.run(SYSTEM, start)


async def _stored(
    application: Application, flow: Flow, execution_id: str, name: str, local: str
) -> str:
    """A local file put into the storage; its address."""
    path = Path(local)
    try:
        content = await asyncio.to_thread(path.read_bytes)
    except OSError as error:
        raise IllegalArgument(f"Can't read {local}: {error.strerror}") from None
    folder = execution_path(flow.namespace, flow.id, execution_id)
    target = f"{folder}/inputs/{name}/{path.name}"
    await application.services.ports.blobs.write(target, content)
    return uri_of(target)


async def _show(application: Application, execution: Execution, request: RunRequest) -> int:
    """Log lines above a live list of the tasks."""
    from tiercel.cli.live import LiveRun

    services = application.services
    live = LiveRun(_shown(execution), services.ports.clock.now, request.level)
    pauses = Pauses(application, live, request.answers)
    try:
        with live:
            lines = asyncio.create_task(_print_lines(application, live, execution.id))
            async for changed in services.follower.changes(execution.id):
                live.update(_shown(changed))
                execution = changed
                await pauses.answer(changed)
            await asyncio.sleep(0)
            lines.cancel()
            await asyncio.gather(lines, return_exceptions=True)
            for entry in (await services.logs.of(execution.id))[live.lines_shown :]:
                live.line(entry)
    except (asyncio.CancelledError, TiercelError):
        await application.operations.run(SYSTEM, KillExecution(execution_id=execution.id))
        raise
    live.end(_shown(execution))
    return 0 if execution.current in GOOD else 1


def _shown(execution: Execution) -> ShownRun:
    """What the terminal shows of it."""
    from tiercel.cli.live import ShownRun, ShownState, task_text

    def row(name: str, state: State) -> ShownState:
        return ShownState(name, state.current, state.start, state.end)

    tasks = [row(task_text(run.task_id, run.value), run.state) for run in execution.task_run_list()]
    return ShownRun(row(execution.uid, execution.state), tasks, execution.outputs)


async def _print_lines(application: Application, live: object, execution_id: str) -> None:
    from tiercel.cli.live import LiveRun

    assert isinstance(live, LiveRun)
    async for entry in application.services.logs.follow(execution_id):
        live.line(entry)


async def _report(application: Application, execution: Execution, request: RunRequest) -> int:
    """Run to the end and print one JSON document; the exit code.

    An interrupt kills the execution.
    """
    services = application.services
    pauses = Pauses(application, _Notes(), request.answers)
    try:
        async for changed in services.follower.changes(execution.id):
            await pauses.answer(changed)
    except (asyncio.CancelledError, TiercelError):
        await application.operations.run(SYSTEM, KillExecution(execution_id=execution.id))
        raise
    ended = await services.follower.until_ended(execution.id)
    logs = await services.logs.of(ended.id)
    typer.echo(msgspec.json.format(msgspec.json.encode(_document(ended, logs)), indent=2).decode())
    return 0 if ended.current in GOOD else 1


def _document(execution: Execution, logs: list[LogEntry]) -> dict[str, Json]:
    return {
        "id": execution.id,
        "namespace": execution.namespace,
        "flowId": execution.flow_id,
        "state": execution.current,
        "startDate": execution.state.start,
        "endDate": execution.state.end,
        "inputs": execution.inputs,
        "outputs": execution.outputs,
        "taskRuns": [
            {
                "id": task_run.id,
                "taskId": task_run.task_id,
                "value": task_run.value,
                "state": task_run.current,
                "outputs": task_run.outputs,
            }
            for task_run in execution.task_run_list()
        ],
        "logs": [
            {
                "timestamp": entry.timestamp,
                "level": entry.level,
                "taskId": entry.task_id,
                "message": entry.message,
            }
            for entry in logs
        ],
    }
