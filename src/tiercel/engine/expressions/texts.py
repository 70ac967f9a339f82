"""The texts of a flow that are rendered, each with what its expressions see.

What is never rendered is left out: descriptions, labels of flows, static properties, tasks of
unknown types. There any text may stand, such as a template for another program.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from typing import NamedTuple, Protocol

from tiercel.flowlang.catalog import TypeCatalog
from tiercel.flowlang.coerce import as_text, is_map, maps
from tiercel.flowlang.paths import joined
from tiercel.flowlang.walk import Placed, all_conditions, all_tasks, all_triggers
from tiercel.model.json_types import Json
from tiercel.plugin.properties import Mode, dynamic_properties
from tiercel.plugin.task import ChildTask, Plugin

_TASK_TEXTS = ("runIf", "when", "timeout")
_TRIGGER_TEXTS = ("inputs", "labels", "when")
_CHECK_TEXTS = ("when", "condition")
# The property of tasks with a child that is rendered at the child's end, with what the child sees.
_OF_CHILD = "outputs"


class View(enum.Enum):
    """What expressions see.

    TASK: the execution and the task run. OPEN: the same, and what the task adds. FLOW: the
    execution. CREATION: inputs, before there is an execution. TRIGGER: what starts one. SOMEWHERE:
    it depends on where it is used.
    """

    TASK = "task"
    OPEN = "open"
    FLOW = "flow"
    CREATION = "creation"
    TRIGGER = "trigger"
    SOMEWHERE = "somewhere"


class RenderedText(NamedTuple):
    """A text with expressions.

    Shapes: `path` leads to the value, or with `is_key` to the property whose name it is.
    `is_certain`: it is rendered when the flow runs; otherwise it may never be.
    """

    path: str
    text: str
    view: View
    is_key: bool = False
    is_certain: bool = True


class PluginCatalog(TypeCatalog, Protocol):
    """The catalog of types with their classes."""

    def class_of(self, type_name: str) -> type[Plugin] | None:
        """The class of a type or alias, or None."""


def rendered_texts(plain: dict[str, Json], catalog: PluginCatalog) -> Iterator[RenderedText]:
    """Every text of a flow's document that is rendered and has expressions."""
    yield from _of_inputs(plain.get("inputs"), "inputs")
    yield from texts_in(plain.get("variables"), "variables", View.SOMEWHERE, is_certain=False)
    yield from _of_tasks(plain, catalog)
    for trigger in all_triggers(plain, catalog):
        yield from _of_plugin(trigger, View.TRIGGER, catalog, _TRIGGER_TEXTS)
    for condition in all_conditions(plain, catalog):
        yield from _of_plugin(condition, View.TRIGGER, catalog, ())
    for index, output in maps(plain.get("outputs")):
        yield from texts_in(output.get("value"), f"outputs[{index}].value", View.FLOW)
    for index, sla in maps(plain.get("sla")):
        yield from texts_in(sla.get("assert"), f"sla[{index}].assert", View.FLOW)
    for index, check in maps(plain.get("checks")):
        for name in _CHECK_TEXTS:
            yield from texts_in(check.get(name), f"checks[{index}].{name}", View.CREATION)
    for name in ("pluginDefaults", "taskDefaults"):
        yield from _of_defaults(plain.get(name), name, catalog)


def texts_in(
    value: Json, path: str, view: View, *, is_certain: bool = True
) -> Iterator[RenderedText]:
    """The texts with expressions in a value, however deep, and the keys of its maps."""
    waiting: list[tuple[Json, str]] = [(value, path)]
    while waiting:
        item, place = waiting.pop()
        if isinstance(item, str):
            if "{" in item:
                yield RenderedText(place, item, view, is_certain=is_certain)
        elif isinstance(item, list):
            waiting.extend((each, f"{place}[{index}]") for index, each in enumerate(item))
        elif isinstance(item, dict):
            for key, each in item.items():
                below = joined(place, key)
                if "{" in key:
                    yield RenderedText(below, key, view, is_key=True, is_certain=is_certain)
                waiting.append((each, below))


def _of_inputs(value: Json, path: str) -> Iterator[RenderedText]:
    for index, source in maps(value):
        place = f"{path}[{index}]"
        for name in ("defaults", "expression"):
            yield from texts_in(source.get(name), f"{place}.{name}", View.CREATION)
        depends_on = source.get("dependsOn")
        if is_map(depends_on):
            condition, at = depends_on.get("condition"), f"{place}.dependsOn.condition"
            yield from texts_in(condition, at, View.CREATION)
        if source.get("type") == "FORM":
            yield from _of_inputs(source.get("inputs"), f"{place}.inputs")


def _of_tasks(plain: dict[str, Json], catalog: PluginCatalog) -> Iterator[RenderedText]:
    disabled = ""
    for task in all_tasks(plain, catalog):
        # Parents come before their children.
        if not disabled or not task.path.startswith(f"{disabled}."):
            disabled = task.path if task.source.get("disabled") is True else ""
        for text in _of_plugin(task, View.TASK, catalog, _TASK_TEXTS):
            yield text._replace(is_certain=False) if disabled else text


def _of_plugin(
    placed: Placed, view: View, catalog: PluginCatalog, common: tuple[str, ...]
) -> Iterator[RenderedText]:
    plugin_class = None if placed.plugin is None else catalog.class_of(placed.plugin.name)
    if plugin_class is None:
        return
    own = dynamic_properties(plugin_class)
    for name in common:
        if name not in own:
            yield from texts_in(placed.source.get(name), joined(placed.path, name), view)
    yield from _of_properties(plugin_class, placed.source, placed.path, view, catalog)


def _of_properties(
    plugin_class: type[Plugin],
    source: Mapping[str, Json],
    path: str,
    view: View,
    catalog: PluginCatalog,
) -> Iterator[RenderedText]:
    """The properties of a class; its pattern is that of `render_properties`."""
    for name, known in dynamic_properties(plugin_class).items():
        value, place = source.get(name), joined(path, name)
        if value is None:
            continue
        if known.nested:
            yield from _of_nested(value, place, catalog)
        elif known.mode is Mode.RAW:
            sees = View.OPEN if view is View.TASK else view
            yield from texts_in(value, place, sees)
        elif name == _OF_CHILD and issubclass(plugin_class, ChildTask):
            yield from texts_in(value, place, View.SOMEWHERE)
        elif known.mode is not Mode.STATIC:
            yield from texts_in(value, place, view)


def _of_nested(value: Json, path: str, catalog: PluginCatalog) -> Iterator[RenderedText]:
    """Plugins in a property: one, a list or a map of them."""
    if is_map(value) and "type" in value:
        plugin_class = catalog.class_of(as_text(value["type"]) or "")
        if plugin_class is not None:
            yield from _of_properties(plugin_class, value, path, View.OPEN, catalog)
    elif is_map(value):
        for key, each in value.items():
            yield from _of_nested(each, joined(path, key), catalog)
    else:
        for index, each in maps(value):
            yield from _of_nested(each, f"{path}[{index}]", catalog)


def _of_defaults(value: Json, path: str, catalog: PluginCatalog) -> Iterator[RenderedText]:
    """Defaults of a type; those of a prefix hold for types that have other properties each."""
    for index, source in maps(value):
        values = source.get("values")
        plugin_class = catalog.class_of(as_text(source.get("type")) or "")
        if plugin_class is None or not is_map(values):
            continue
        place = f"{path}[{index}].values"
        for text in _of_properties(plugin_class, values, place, View.SOMEWHERE, catalog):
            yield text._replace(view=View.SOMEWHERE)
