"""Executions as answers; large ones are built in a thread and in parts.

An execution may have 50,000 task runs, and outputs of many megabytes. To build and to encode such
an answer takes seconds, in which nobody else would be answered.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec
from msgspec import UNSET, UnsetType
from msgspec.structs import fields
from starlette.responses import Response

from tiercel.model.execution import Execution
from tiercel.model.json_types import Json
from tiercel.model.limits import WEB_INLINE_CHARS_MAX, WEB_INLINE_VALUES_MAX
from tiercel.model.maps import Map
from tiercel.service.executions.changes import Change, ChangeKind
from tiercel.service.executions.waits import Waiting
from tiercel.service.off_loop import in_thread
from tiercel.web.http.answers import encoded_answer, encoded_json
from tiercel.web.views.execution import (
    ExecutionView,
    execution_view,
    failure_view,
    short_execution_view,
    task_run_view,
)
from tiercel.web.views.execution_change import change_view


async def execution_answer(
    execution: Execution,
    now: datetime,
    *,
    status: int = 200,
    url: str | UnsetType = UNSET,
    waiting: Waiting | None = None,
) -> Response:
    """One execution as the body, with what only an answer of one has."""
    reasons = waiting.reasons if waiting else ()
    failure = waiting.failure if waiting else None

    def encode() -> bytes:
        view = execution_view(execution, now, url=url, has_task_runs=not is_long)
        if reasons:
            view = msgspec.structs.replace(view, waiting_for=reasons[0].text)
        if failure is not None:
            view = msgspec.structs.replace(view, failure=failure_view(failure))
        return _encoded(view, execution, now) if is_long else encoded_json(view)

    is_long = is_large([execution])
    return encoded_answer(await in_thread(encode) if is_long else encode(), status)


def small_execution_answer(execution: Execution, now: datetime, url: str) -> Response:
    """As `execution_answer`, for one that is known to be small: a new one of a small request."""
    return encoded_answer(encoded_json(execution_view(execution, now, url=url)))


async def execution_raw(execution: Execution, now: datetime) -> msgspec.Raw:
    if not is_large([execution]):
        return msgspec.Raw(encoded_json(execution_view(execution, now)))
    return msgspec.Raw(await in_thread(_encoded_in_parts, execution, now))


async def change_raw(change: Change, now: datetime) -> msgspec.Raw:
    """One change of an execution, encoded."""
    is_whole = change.kind in (ChangeKind.SNAPSHOT, ChangeKind.END)
    if is_whole and is_large([msgspec.structs.replace(change.execution, task_runs=Map())]):
        return msgspec.Raw(await in_thread(lambda: encoded_json(change_view(change, now))))
    return msgspec.Raw(encoded_json(change_view(change, now)))


async def executions_answer(
    executions: Sequence[Execution],
    now: datetime,
    *,
    is_slim: bool = False,
    total: int | None = None,
) -> Response:
    """A list of executions; with a total, as a page of them."""
    head, tail = (b"[", b"]") if total is None else (b'{"results":[', b'],"total":%d}' % total)

    def encode(show: Callable[[Execution], bytes]) -> bytes:
        # Copied once: it may be hundreds of megabytes, and no thread does anything meanwhile.
        pieces = [piece for each in executions for piece in (b",", show(each))][1:]
        return b"".join([head, *pieces, tail])

    if is_slim:
        body = encode(lambda each: encoded_json(short_execution_view(each, now)))
    elif not is_large(executions):
        body = encode(lambda each: encoded_json(execution_view(each, now)))
    else:
        body = await in_thread(encode, lambda each: _encoded_in_parts(each, now))
    return encoded_answer(body)


def is_large(executions: Sequence[Execution]) -> bool:
    """Whether their answer takes long to make; decided by a look at few values."""
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


def _encoded_in_parts(execution: Execution, now: datetime) -> bytes:
    return _encoded(execution_view(execution, now, has_task_runs=False), execution, now)


_MEMBERS = [(b'"%s":' % field.encode_name.encode(), field.name) for field in fields(ExecutionView)]


def _encoded(view: ExecutionView, execution: Execution, now: datetime) -> bytes:
    """Task run by task run: a single call of the encoder would hold up every thread."""
    written = []
    for name, attribute in _MEMBERS:
        value = getattr(view, attribute)
        if attribute == "task_run_list" and value is not UNSET:
            runs = [
                encoded_json(task_run_view(run, execution, now))
                for run in execution.task_run_list()
            ]
            written.append(b"%s[%s]" % (name, b",".join(runs)))
        elif value is not UNSET:
            written.append(name + encoded_json(value))
    return b"{%s}" % b",".join(written)
