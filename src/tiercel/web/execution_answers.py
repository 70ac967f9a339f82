"""Executions as answers; large ones are built in a thread and in parts.

An execution may have 50,000 task runs, and outputs of many megabytes. To build and to encode such
an answer takes seconds, in which nobody else would be answered.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from starlette.responses import Response

from tiercel.model.execution import Execution
from tiercel.model.json_types import Json
from tiercel.model.limits import WEB_INLINE_CHARS_MAX, WEB_INLINE_VALUES_MAX
from tiercel.web.answers import encoded_answer, encoded_json
from tiercel.web.wire.execution import execution_json, slim_execution_json, task_run_json


async def execution_answer(
    execution: Execution,
    now: datetime,
    *,
    status: int = 200,
    more: Mapping[str, Json] | None = None,
) -> Response:
    """One execution as the body, with further members."""
    if not is_large([execution]):
        body = {**execution_json(execution, now), **(more or {})}
        return encoded_answer(encoded_json(body), status)
    return encoded_answer(await asyncio.to_thread(_encoded, execution, now, more or {}), status)


async def execution_raw(execution: Execution, now: datetime) -> msgspec.Raw:
    """One execution, encoded."""
    if not is_large([execution]):
        return msgspec.Raw(encoded_json(execution_json(execution, now)))
    return msgspec.Raw(await asyncio.to_thread(_encoded, execution, now, {}))


async def executions_raw(
    executions: Sequence[Execution], now: datetime, *, is_slim: bool = False
) -> msgspec.Raw:
    """A list of executions, encoded."""

    def encode() -> bytes:
        if is_slim:
            return encoded_json([slim_execution_json(each, now) for each in executions])
        return b"[%s]" % b",".join([_encoded(each, now, {}) for each in executions])

    if is_slim or not is_large(executions):
        return msgspec.Raw(encode())
    return msgspec.Raw(await asyncio.to_thread(encode))


def is_large(executions: Sequence[Execution]) -> bool:
    """Whether their answer takes long to make; a look at few values tells."""
    values, chars = WEB_INLINE_VALUES_MAX, WEB_INLINE_CHARS_MAX
    for execution in executions:
        if not (execution.task_runs or execution.inputs or execution.outputs or execution.trigger):
            # Most are asked about when they have just been created.
            continue
        values -= 4 * len(execution.task_runs) + 1
        if values < 0:
            return True
        waiting: list[Json] = [execution.inputs, execution.outputs, execution.variables]
        if execution.trigger is not None:
            waiting.append(execution.trigger.variables)
        waiting += [run.outputs for run in execution.task_runs.values() if run.outputs]
        while waiting:
            value = waiting.pop()
            if isinstance(value, str):
                chars -= len(value)
            elif isinstance(value, dict | list):
                values -= len(value)
                if values < 0:
                    return True
                waiting += value.values() if isinstance(value, dict) else value
        if chars < 0:
            return True
    return False


def _encoded(execution: Execution, now: datetime, more: Mapping[str, Json]) -> bytes:
    """Task run by task run: a single call of the encoder would hold up every thread."""
    body = {**execution_json(execution, now, has_task_runs=False), **more}
    if "taskRunList" not in body:
        return encoded_json(body)
    runs = [encoded_json(task_run_json(run, execution, now)) for run in execution.task_run_list()]
    members = [
        b"[%s]" % b",".join(runs) if name == "taskRunList" else encoded_json(member)
        for name, member in body.items()
    ]
    names = [encoded_json(name) for name in body]
    return b"{%s}" % b",".join([b"%s:%s" % pair for pair in zip(names, members, strict=True)])
