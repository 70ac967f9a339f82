"""One attempt of a task in a process of its own, for a bench to kill.

It differs from an attempt of a worker in where things are kept: the handle is in a file, written
whole before `remember` returns, as the row of the job is committed before; blobs and logs are in
memory until the end.
"""

from __future__ import annotations

import asyncio
import importlib
import inspect
import os
import time
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

from plugins.workspace.family import make_importable
from tiercel.model.errors import TiercelError
from tiercel.model.json_types import Json
from tiercel.plugin.outputs import Output
from tiercel.plugin.properties import build_task, render_properties
from tiercel.plugin.task import RunnableTask
from tiercel.testing import START, FakeContext, World

make_importable()
# Long waits between two looks would be most of a run here.
PAUSE_SECONDS_MAX = 0.05
_HANDLE, _ENDED, _REMOVED = "handle.json", "ended.json", "removed.json"


class Plan(msgspec.Struct, frozen=True):
    """What is run.

    Shapes: `place` is `module:Class`; `mark` has 32 hexadecimal digits and is the name of the work,
    the same for all attempts of a round; `others` are settings of further types, by name.
    """

    place: str
    properties: Mapping[str, Json]
    mark: str
    folder: Path
    environment: Mapping[str, str] = {}
    others: Mapping[str, Mapping[str, Json]] = {}


class Ended(msgspec.Struct, frozen=True):
    """How the last attempt ended; `error` is empty when it ended well.

    Shapes: `left` is the handle of what goes once this is stored.
    """

    outputs: Mapping[str, Json]
    lines: list[str]
    error: str = ""
    left: Mapping[str, Json] | None = None


class KeptContext(FakeContext):
    """What is remembered outlives the process, and pauses are short but real."""

    def __init__(self, plan: Plan) -> None:
        world = World(
            variables={
                "execution": {"id": plan.mark, "startDate": START},
                "taskrun": {"id": plan.mark, "startDate": START, "attemptsCount": 0},
            },
            environment={**os.environ, **plan.environment},
            configuration_of_others=plan.others,
            remembered=handle_of(plan),
            remote_name=plan.mark,
        )
        super().__init__(world, plan.properties)
        self._handle_file = plan.folder / _HANDLE

    def remember(self, handle: Mapping[str, Json]) -> None:
        _put(self._handle_file, dict(handle))
        super().remember(handle)

    def pause(self, duration: timedelta) -> None:
        time.sleep(min(duration.total_seconds(), PAUSE_SECONDS_MAX))
        super().pause(duration)


def run(plan: Plan) -> None:
    """The attempt; how it ended is in the folder."""
    context = KeptContext(plan)
    try:
        result: Any = _task(plan, context).run(context)
        if inspect.iscoroutine(result):
            result = asyncio.run(result)
        outputs = result.model_dump(by_alias=True) if isinstance(result, Output) else {}
        ended = Ended(outputs, context.log.lines(), left=context.left)
    except TiercelError as error:
        ended = Ended({}, context.log.lines(), error=str(error), left=context.left)
    _put(plan.folder / _ENDED, ended)
    context.end()
    _put(plan.folder / _REMOVED, True)


def cancel(plan: Plan) -> None:
    """What follows when no worker has what an attempt has left; nothing without a handle."""
    ended = ended_of(plan)
    handle = handle_of(plan) if ended is None else ended.left
    if handle is not None:
        context = KeptContext(plan)
        _task(plan, context).cancel(context, handle)


def handle_of(plan: Plan) -> Mapping[str, Json] | None:
    """What an attempt has remembered."""
    file = plan.folder / _HANDLE
    return msgspec.json.decode(file.read_bytes()) if file.exists() else None


def has_removed(plan: Plan) -> bool:
    """Whether the attempt that ended has removed what it left."""
    return (plan.folder / _REMOVED).exists()


def ended_of(plan: Plan) -> Ended | None:
    """How the round ended; None while it has not."""
    file = plan.folder / _ENDED
    return msgspec.json.decode(file.read_bytes(), type=Ended) if file.exists() else None


def _task(plan: Plan, context: FakeContext) -> RunnableTask[Any]:
    module, _, name = plan.place.partition(":")
    kind = getattr(importlib.import_module(module), name)
    return build_task(kind, render_properties(kind, plan.properties, context))


def _put(file: Path, value: Any) -> None:
    """Whole or not at all, whenever the process is killed."""
    whole = file.with_suffix(".new")
    whole.write_bytes(msgspec.json.encode(value, enc_hook=str))
    whole.replace(file)
