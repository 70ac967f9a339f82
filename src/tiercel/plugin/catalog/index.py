"""The rows by which a package names its plugin classes without importing them."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

import msgspec

from tiercel.flowlang.catalog import PluginKind
from tiercel.model.errors import PluginError
from tiercel.plugin.chart import ChartPlugin, DataPlugin, KpiDataPlugin
from tiercel.plugin.condition import ConditionPlugin
from tiercel.plugin.decorator import info_of
from tiercel.plugin.runner import RunnerPlugin
from tiercel.plugin.task import AdditionalPlugin, FlowableTask, Plugin, RunnableTask, ShapedTask
from tiercel.plugin.trigger import TriggerPlugin

KINDS: tuple[tuple[type[Plugin], PluginKind], ...] = (
    (RunnableTask, "task"),
    (ShapedTask, "task"),
    (TriggerPlugin, "trigger"),
    (ConditionPlugin, "condition"),
    (RunnerPlugin, "runner"),
    (ChartPlugin, "chart"),
    (KpiDataPlugin, "filter"),
    (DataPlugin, "data"),
    (AdditionalPlugin, "additional"),
)


class Listed(msgspec.Struct, frozen=True, omit_defaults=True):
    """What lists show of a type.

    Shapes: `mechanism` is that of a trigger, `drawing` the path of an SVG of 24 by 24, empty for
    the usual one.
    """

    title: str = ""
    description: str = ""
    deprecated: bool = False
    is_internal: bool = False
    is_flowable: bool = False
    mechanism: str = ""
    drawing: str = ""


class IndexRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """A plugin type: its kind, where its class is (`module:Class`), its aliases.

    Kind `data` is a data source of charts, `filter` one of KPI charts. With `listed` the type can
    be listed without importing its class.
    """

    name: str
    kind: PluginKind
    place: str
    aliases: tuple[str, ...] = ()
    listed: Listed | None = None


def kind_of(plugin_class: type[Plugin]) -> PluginKind:
    """The kind that the base class stands for. Raises: PluginError for none of them."""
    for base, kind in KINDS:
        if issubclass(plugin_class, base):
            return kind
    raise PluginError(f"{plugin_class.__name__} extends none of the plugin base classes")


def row_of(plugin_class: type[Plugin]) -> IndexRow:
    """The row of a decorated class. Raises: PluginError when it is not decorated."""
    info = info_of(plugin_class)
    if info is None:
        raise PluginError(f"{plugin_class.__name__} has no @plugin decorator")
    place = f"{plugin_class.__module__}:{plugin_class.__qualname__}"
    return IndexRow(info.name, kind_of(plugin_class), place, info.aliases)


def listed_of(plugin_class: type[Plugin]) -> Listed:
    """What lists show of a class."""
    info = info_of(plugin_class)
    return Listed(
        title="" if info is None else info.title,
        description="" if info is None else info.description,
        deprecated=info is not None and info.deprecated,
        is_internal=info is None or info.is_internal,
        is_flowable=issubclass(plugin_class, FlowableTask),
        mechanism=plugin_class.mechanism if issubclass(plugin_class, TriggerPlugin) else "",
    )


def load_class(place: str) -> type[Plugin]:
    """The class at `module:Class`. Raises: PluginError when it is no plugin class."""
    module_name, _, class_name = place.partition(":")
    found = getattr(import_module(module_name), class_name, None)
    if not (isinstance(found, type) and issubclass(found, Plugin)):
        raise PluginError(f"{place} is not a plugin class")
    return found


def rows_of_package(package_name: str) -> list[IndexRow]:
    """The plugin types of a package: its `PLUGIN_INDEX`, or what its modules define."""
    package = import_module(package_name)
    declared = getattr(package, "PLUGIN_INDEX", None)
    if declared is not None:
        return list(declared)
    return [row_of(found) for module in _modules_of(package) for found in _plugins_in(module)]


def _modules_of(package: ModuleType) -> Iterator[ModuleType]:
    yield package
    for found in pkgutil.walk_packages(getattr(package, "__path__", ()), package.__name__ + "."):
        yield import_module(found.name)


def _plugins_in(module: ModuleType) -> Iterator[type[Plugin]]:
    for _, found in inspect.getmembers(module, inspect.isclass):
        is_own = found.__module__ == module.__name__
        if is_own and issubclass(found, Plugin) and info_of(found) is not None:
            yield found
