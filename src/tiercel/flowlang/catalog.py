"""What the flow language must know of plugin types; the plugin layer implements it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

import msgspec

from tiercel.model.errors import Violation
from tiercel.model.json_types import Json

PluginKind = Literal[
    "task", "trigger", "condition", "runner", "chart", "data", "filter", "additional"
]
BranchForm = Literal["list", "map", "single", "nodes"]


class BranchProperty(msgspec.Struct, frozen=True):
    """A property that holds child tasks.

    Shapes: `list` = list of tasks (branch named after the property), `map` = key -> list of tasks
    (branches `<property>.<key>`), `single` = one task, `nodes` = list of `{task, dependsOn}`
    (branch named after the property, dependencies in `Task.dependencies`). `only_runnable` branches
    hold no tasks with children of their own.
    """

    name: str
    form: BranchForm = "list"
    is_required: bool = False
    only_runnable: bool = False


class PluginType(msgspec.Struct, frozen=True):
    """One plugin type as the flow language sees it.

    Shapes: `name` is the canonical type, `task_kind` says how tasks run: runnable (a worker),
    flowable (children), executable (creates executions), patch (changes its own execution).
    `properties` are the names that the type accepts besides the common ones of its kind and its
    branches. `java_name` is the class name that error texts show.
    """

    name: str
    kind: PluginKind
    task_kind: Literal["", "runnable", "flowable", "executable", "patch"] = ""
    branches: tuple[BranchProperty, ...] = ()
    properties: frozenset[str] = frozenset()
    deprecated: bool = False
    deprecated_properties: frozenset[str] = frozenset()

    @property
    def is_flowable(self) -> bool:
        """Whether children may hang below it."""
        return self.task_kind == "flowable"


class TypeCatalog(Protocol):
    """The registry of plugin types."""

    def find(self, type_name: str) -> PluginType | None:
        """The plugin of that name or alias, or None."""

    def check(
        self, plugin: PluginType, properties: Mapping[str, Json], path: str
    ) -> list[Violation]:
        """What is wrong with the literal properties; expressions are accepted as they stand.

        `path` is put in front of the property path of each violation.
        """

    def advice(self, type_name: str) -> str:
        """How to get a type that is not there, where that is known; else empty."""

    def names(self, kind: PluginKind) -> Sequence[str]:
        """Canonical names of a kind, sorted, for suggestions."""
