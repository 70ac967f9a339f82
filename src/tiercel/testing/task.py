"""Run one task in a test, as a worker does."""

from __future__ import annotations

import inspect
from collections.abc import Generator, Mapping, Sequence
from typing import Any

import msgspec

from tiercel.model.errors import TiercelError
from tiercel.model.json_types import Json
from tiercel.plugin.properties import build_task, raw_instance, render_properties
from tiercel.plugin.task import Output, Plugin, RunnableTask
from tiercel.plugin.trigger import PollingTrigger
from tiercel.testing.context import FakeContext, World
from tiercel.testing.handles import Published


class Ran(msgspec.Struct, frozen=True):
    """What a task did. `output` is the object, `outputs` the map that a flow would see."""

    context: FakeContext
    output: Output | None = None
    error: TiercelError | None = None

    @property
    def outputs(self) -> dict[str, Json]:
        """The outputs without nulls, under the names that flows use."""
        if self.output is None:
            return {}
        return self.output.model_dump(by_alias=True, exclude_none=True)

    @property
    def logs(self) -> list[str]:
        """The lines of the log."""
        return self.context.log.lines()

    @property
    def metrics(self) -> Sequence[Published]:
        return self.context.metrics.published


def run_task(
    task_class: type[RunnableTask[Any]],
    properties: Mapping[str, Json] | None = None,
    world: World | None = None,
    *,
    is_lost: bool = False,
) -> Ran:
    """Render, build and run a task as a worker does; expected errors are in the result.

    Coroutines are driven without a loop: they may only wait for `ctx.sleep`. With `is_lost` the
    worker is gone before the end is stored.
    """
    context = FakeContext(world, properties)
    try:
        task = build_task(task_class, render_properties(task_class, properties or {}, context))
        result = task.run(context)
        if inspect.iscoroutine(result):
            result = _driven(result)
        return Ran(context, output=result if isinstance(result, Output) else None)
    except TiercelError as error:
        return Ran(context, error=error)
    finally:
        if is_lost:
            context.lose()
        else:
            context.end()


def poll(trigger: PollingTrigger[Any], context: FakeContext) -> Any:
    """What a poll finds, None for nothing, as if its execution were stored at once."""
    found = trigger.poll(context)
    if not isinstance(found, Generator):
        return found
    outputs = list(found)
    return outputs[-1] if outputs else None


def _driven(coroutine: Any) -> Json:
    try:
        coroutine.send(None)
    except StopIteration as end:
        return end.value
    coroutine.close()
    raise AssertionError("the task waits for something else than ctx.sleep")


def shaped(plugin_class: type[Plugin], properties: Mapping[str, Json]) -> Any:
    """An instance of a task that the engine runs itself, its properties raw."""
    return raw_instance(plugin_class, properties)
