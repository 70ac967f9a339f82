"""Tasks as tools: a model runs them, and says the properties that the flow leaves to it."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Annotated, Any

import msgspec

from tiercel.plugin import (
    Json,
    NestedMark,
    Output,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel.plugin.nested import build_task, class_named, render_properties
from tiercel.plugin.variants import variant
from tiercel_ai.chat import ToolSpec
from tiercel_ai.tools.tool import Tool, ToolProvider

# What a flow writes for a property that the model says.
OPEN = "..."
_COMMON = frozenset({"id", "type", "description", "timeout", "retry", "disabled", "version"})
_TASK = "tasks:\n  - id: say\n    type: io.kestra.plugin.core.log.Log\n    message: ..."


class TaskTool(ToolProvider):
    """Each task is a tool of its name. The model says properties that are `...`."""

    tasks: Annotated[
        list[Json],
        NestedMark("task", RunnableTask),
        Prop("Tasks that the model may run, each a tool named as its id."),
    ]

    def offered(self, ctx: RunContext, until: ExitStack) -> Sequence[Tool]:
        return [_tool_of(ctx, each) for each in self.tasks]


def _tool_of(ctx: RunContext, source: dict[str, Any]) -> Tool:
    task_class = class_named(str(source.get("type")))
    if task_class is None or not issubclass(task_class, RunnableTask):
        raise PluginError(f"Invalid type: {source.get('type')}")
    written = {key: value for key, value in source.items() if key not in _COMMON}
    # Rendered before the model says anything: what it says is never an expression.
    rendered = render_properties(task_class, written, ctx)
    places = list(_open_places(written, ()))
    names = {"_".join(map(str, place)): place for place in places}

    def call(arguments: dict[str, Json]) -> str:
        filled = rendered
        for name, place in names.items():
            if name not in arguments:
                raise PluginError(f"Say `{name}`")
            filled = _filled(filled, place, arguments[name])
        return _run(ctx, task_class, filled)

    schema: dict[str, Json] = {
        "type": "object",
        "properties": {name: {"description": ".".join(map(str, at))} for name, at in names.items()},
        "required": list(names),
    }
    name = f"kestra_task_{source.get('id') or 'task'}".replace("-", "_")
    described = str(source.get("description") or f"Runs a task of the type {source['type']}.")
    return Tool(ToolSpec(name, described, schema), call)


def _run(ctx: RunContext, task_class: type[RunnableTask[Any]], rendered: dict[str, Json]) -> str:
    result: Any = build_task(task_class, rendered).run(ctx)
    if inspect.iscoroutine(result):
        result = asyncio.run(result)
    outputs = (
        result.model_dump(by_alias=True, exclude_none=True, mode="json")
        if isinstance(result, Output)
        else {}
    )
    return msgspec.json.encode(outputs).decode() if outputs else "Done."


def _open_places(value: Json, place: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    if value == OPEN:
        yield place
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _open_places(each, (*place, key))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _open_places(each, (*place, number))


def _filled(value: Any, place: tuple[str | int, ...], said: Json) -> Any:
    """The value with another at a place, the rest as it is."""
    if not place:
        return said
    first, rest = place[0], place[1:]
    if isinstance(value, list):
        return [_filled(each, rest, said) if n == first else each for n, each in enumerate(value)]
    return {**value, first: _filled(value[first], rest, said)}


def _type_of(name: str) -> type[Any]:
    made = variant((TaskTool,), __name__, name, {})
    return plugin(
        f"io.kestra.plugin.ai.tool.{name}", title="Let a model run tasks.", examples=[_TASK]
    )(made)


# The same tool under two names; the catalog finds classes by module and name.
globals().update({name: _type_of(name) for name in ("KestraTask", "KestraTaskCalling")})
