"""Operations on what executions gave: their outputs, and the files that they stored."""

from __future__ import annotations

from collections.abc import AsyncIterator

from tiercel.model.access import Actor, Permission, Resource, of_execution
from tiercel.model.errors import NotFound
from tiercel.model.execution import TaskRun
from tiercel.model.json_types import Json
from tiercel.model.request import Request
from tiercel.service.files.previews import Preview
from tiercel.service.operations.operation import operation
from tiercel.service.services import Services

_READ_FILES = Permission(Resource.EXECUTION, "ACCESS_FILES")
_READ_OUTPUTS = Permission(Resource.EXECUTION, "ACCESS_OUTPUTS")


class GetOutputs(Request[dict[str, Json]], frozen=True, kw_only=True):
    """The outputs of the flow of an execution."""

    execution_id: str


class ListTaskOutputs(Request[list[TaskRun]], frozen=True, kw_only=True):
    """The task runs of an execution that have outputs."""

    execution_id: str


class GetTaskOutputs(Request[dict[str, Json]], frozen=True, kw_only=True):
    """The outputs of a task run."""

    execution_id: str
    task_run_id: str


class ReadExecutionFile(Request[tuple[str, AsyncIterator[bytes]]], frozen=True, kw_only=True):
    """The name and the bytes of a file; with `as_lines` those of a file of Ion as JSON lines."""

    execution_id: str
    uri: str
    as_lines: bool = False


class GetExecutionFileSize(Request[int], frozen=True, kw_only=True):
    """The bytes of a file."""

    execution_id: str
    uri: str


class PreviewExecutionFile(Request[Preview], frozen=True, kw_only=True):
    """The first rows of a file."""

    execution_id: str
    uri: str
    rows_max: int
    encoding: str = "UTF-8"


@operation("output.of_execution", allows=_READ_OUTPUTS, scope=of_execution())
async def of_flow(deps: Services, actor: Actor, ask: GetOutputs) -> dict[str, Json]:
    """The outputs that the flow declares, by id; empty until it ends. Raises: NotFound."""
    return (await deps.executions.get(ask.execution_id)).outputs


@operation("output.list", allows=_READ_OUTPUTS, scope=of_execution())
async def of_tasks(deps: Services, actor: Actor, ask: ListTaskOutputs) -> list[TaskRun]:
    """The task runs that have outputs, in the order of their creation. Raises: NotFound."""
    execution = await deps.executions.get(ask.execution_id)
    return [run for run in execution.task_run_list() if run.outputs]


@operation("output.of_task_run", allows=_READ_OUTPUTS, scope=of_execution())
async def of_task_run(deps: Services, actor: Actor, ask: GetTaskOutputs) -> dict[str, Json]:
    """The outputs of one task run, by name. Raises: NotFound for either of them."""
    execution = await deps.executions.get(ask.execution_id)
    task_run = execution.task_runs.get(ask.task_run_id)
    if task_run is None:
        raise NotFound.of("Task run", ask.task_run_id, f"execution '{execution.id}'")
    return task_run.outputs or {}


@operation("execution_file.read", allows=_READ_FILES, scope=of_execution())
async def read(
    deps: Services, actor: Actor, ask: ReadExecutionFile
) -> tuple[str, AsyncIterator[bytes]]:
    """Raises: NotFound, IllegalArgument, Elsewhere, TooLarge."""
    files = deps.execution_files
    return await (files.rows if ask.as_lines else files.content)(ask.execution_id, ask.uri)


@operation("execution_file.size", allows=_READ_FILES, scope=of_execution())
async def size(deps: Services, actor: Actor, ask: GetExecutionFileSize) -> int:
    """Raises: NotFound, IllegalArgument, Elsewhere."""
    return await deps.execution_files.size(ask.execution_id, ask.uri)


@operation("execution_file.preview", allows=_READ_FILES, scope=of_execution())
async def preview(deps: Services, actor: Actor, ask: PreviewExecutionFile) -> Preview:
    """Raises: NotFound, IllegalArgument, Elsewhere."""
    return await deps.execution_files.preview(
        ask.execution_id, ask.uri, rows_max=ask.rows_max, encoding=ask.encoding
    )
