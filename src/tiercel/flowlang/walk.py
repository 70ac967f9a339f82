"""Walks through the plugins of a document: tasks with their children, triggers, conditions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tiercel.flowlang.build_tasks import branches_of, children_of
from tiercel.flowlang.catalog import PluginType, TypeCatalog
from tiercel.flowlang.coerce import as_text, is_map, maps
from tiercel.flowlang.paths import joined
from tiercel.model.json_types import Json

TASK_LISTS = ("tasks", "errors", "finally", "afterExecution")


class Placed(NamedTuple):
    """A plugin in a document: where, its source, and its type if that is known."""

    path: str
    source: dict[str, Json]
    plugin: PluginType | None
    parent: PluginType | None = None

    @property
    def id(self) -> str:
        """Its id, empty if it has none."""
        return as_text(self.source.get("id")) or ""

    @property
    def type_name(self) -> str:
        """Its type as written, empty if it has none."""
        return as_text(self.source.get("type")) or ""


def all_tasks(plain: dict[str, Json], catalog: TypeCatalog) -> Iterator[Placed]:
    """Every task of a flow, parents before their children, in the order of the language."""
    for name in TASK_LISTS:
        yield from _tasks_in(plain.get(name), name, catalog)
    for index, listener in maps(plain.get("listeners")):
        yield from _tasks_in(listener.get("tasks"), f"listeners[{index}].tasks", catalog)


def _tasks_in(value: Json, path: str, catalog: TypeCatalog) -> Iterator[Placed]:
    for index, source in maps(value):
        yield from task_tree(source, f"{path}[{index}]", catalog)


def task_tree(
    source: dict[str, Json], path: str, catalog: TypeCatalog, parent: PluginType | None = None
) -> Iterator[Placed]:
    """A task and everything below it."""
    plugin = _find(source, catalog, "task")
    yield Placed(path, source, plugin, parent)
    if plugin is None:
        return
    for branch in branches_of(plugin):
        for child in children_of(branch, source.get(branch.name), joined(path, branch.name)):
            yield from task_tree(child.source, child.path, catalog, plugin)


def all_triggers(plain: dict[str, Json], catalog: TypeCatalog) -> Iterator[Placed]:
    """Every trigger of a flow."""
    for index, source in maps(plain.get("triggers")):
        yield Placed(f"triggers[{index}]", source, _find(source, catalog, "trigger"))


def all_conditions(plain: dict[str, Json], catalog: TypeCatalog) -> Iterator[Placed]:
    """Every condition of triggers and listeners, nested ones included."""
    for owner in ("triggers", "listeners"):
        for index, source in maps(plain.get(owner)):
            yield from conditions_of(source, f"{owner}[{index}]", catalog)


def conditions_of(source: dict[str, Json], path: str, catalog: TypeCatalog) -> Iterator[Placed]:
    """The conditions of a trigger, a listener or another condition."""
    for name in ("conditions", "scheduleConditions"):
        value = source.get(name)
        place = joined(path, name)
        if is_map(value):
            items = [(joined(place, key), item) for key, item in value.items() if is_map(item)]
        else:
            items = [(f"{place}[{index}]", item) for index, item in maps(value)]
        for item_path, item in items:
            yield Placed(item_path, item, _find(item, catalog, "condition"))
            yield from conditions_of(item, item_path, catalog)


def _find(source: dict[str, Json], catalog: TypeCatalog, kind: str) -> PluginType | None:
    found = catalog.find(as_text(source.get("type")) or "")
    return found if found is not None and found.kind == kind else None


def unknown_types(plain: dict[str, Json], catalog: TypeCatalog) -> list[str]:
    """Type names of tasks and triggers that the catalog does not have."""
    placed = [*all_tasks(plain, catalog), *all_triggers(plain, catalog)]
    return [found.type_name or "<null>" for found in placed if found.plugin is None]


def type_names(value: Json) -> Iterator[str]:
    """Values of `type` that look like plugin types: with two dots at least, without blanks."""
    if isinstance(value, dict):
        name = value.get("type")
        if isinstance(name, str) and name.count(".") > 1 and " " not in name:
            yield name
        for member in value.values():
            yield from type_names(member)
    elif isinstance(value, list):
        for each in value:
            yield from type_names(each)
