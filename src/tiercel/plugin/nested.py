"""Plugins inside of plugins: a task that builds another, or its runner, from what a flow has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from tiercel.model.errors import PluginError
from tiercel.model.json_types import Json
from tiercel.plugin.catalog.registry import COMMON_OF_NESTED, Catalog
from tiercel.plugin.context import RunContext
from tiercel.plugin.properties import build_task, render_properties
from tiercel.plugin.task import Plugin

__all__ = ["build_task", "class_named", "nested_plugin", "render_properties"]

PluginT = TypeVar("PluginT", bound=Plugin)


class _Extended:
    """A context that renders with further variables."""

    def __init__(self, ctx: RunContext, extra: Mapping[str, Json]) -> None:
        self._ctx = ctx
        self._extra = extra

    def render(self, text: str) -> str | None:
        return self._ctx.render(text, self._extra)

    def render_typed(self, text: str) -> Json:
        return self._ctx.render_typed(text, self._extra)

    def render_deep(self, value: Json) -> Json:
        return self._ctx.render_deep(value, self._extra)


def nested_plugin(
    ctx: RunContext,
    name: str,
    value: Json,
    base: type[PluginT],
    extra: Mapping[str, Json] | None = None,
) -> PluginT:
    """The plugin in the property `name`, rendered, with `extra` variables on top, and built.

    Raises: PluginError for what is none, or none of that base.
    """
    if not isinstance(value, Mapping) or not isinstance(value.get("type"), str):
        raise PluginError(f"The `{name}` must be a map with a `type`")
    plugin_class = class_named(value["type"])
    if plugin_class is None or not issubclass(plugin_class, base):
        raise PluginError(f"Invalid type: {value['type']}")
    renderer = _Extended(ctx, extra or {})
    properties = {key: each for key, each in value.items() if key not in COMMON_OF_NESTED}
    return build_task(plugin_class, render_properties(plugin_class, properties, renderer))


def class_named(type_name: str) -> type[Plugin] | None:
    """The class of a type or alias; None when there is none."""
    return Catalog.of_builtins().class_of(type_name)
