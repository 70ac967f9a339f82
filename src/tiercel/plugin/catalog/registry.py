"""The catalog: plugin type names and aliases to classes, loaded on first use."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from importlib import invalidate_caches
from typing import Literal

import msgspec

from tiercel.flowlang.catalog import PluginKind, PluginType
from tiercel.flowlang.hints import closest_type, type_hint
from tiercel.model.errors import PluginError, Violation
from tiercel.model.json_types import Json
from tiercel.model.task import Task
from tiercel.plugin.catalog.broken import BrokenPlugin, broken_plugin, duplicate
from tiercel.plugin.catalog.families import Family, family_of, types_of
from tiercel.plugin.catalog.index import (
    IndexRow,
    Listed,
    listed_of,
    load_class,
    rows_of_package,
)
from tiercel.plugin.catalog.packages import BUILTIN_PACKAGE, PackageEntry, installed_packages
from tiercel.plugin.check import check_properties, joined
from tiercel.plugin.decorator import info_of
from tiercel.plugin.fields import NestedMark, Prop
from tiercel.plugin.info import PluginInfo
from tiercel.plugin.part import written_name
from tiercel.plugin.properties import dynamic_properties, raw_instance
from tiercel.plugin.schemas.common_schema import COMMON_OF_KIND
from tiercel.plugin.task import ChildTask, PatchTask, Plugin, RunnableTask, ShapedTask

HINTED_TYPES_MAX = 5
COMMON_OF_NESTED = frozenset({"type", "version", "pluginDefaultsRef"})

TaskKind = Literal["", "runnable", "flowable", "executable", "patch"]


class Rescan(msgspec.Struct, frozen=True):
    """What another search for packages found: canonical names of types, sorted."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


# What no type is owned by.
_GONE = PackageEntry("", "")


class Catalog:
    """All plugin types. Implements `flowlang.catalog.TypeCatalog`.

    Classes are imported when they are first asked for; further packages are searched when a type
    is not among the rows given at the start, or when a list is asked for.
    """

    def __init__(
        self,
        rows: Iterable[IndexRow],
        packages: Callable[[], Sequence[PackageEntry]] = list,
    ) -> None:
        self._rows: dict[str, IndexRow] = {}
        self._aliases: dict[str, str] = {}
        self._owners: dict[str, PackageEntry] = {}
        self._classes: dict[str, type[Plugin]] = {}
        self._types: dict[str, PluginType] = {}
        self._broken: dict[str, BrokenPlugin] = {}
        self._find_packages = packages
        self._is_scanned = False
        self._builtin_rows = tuple(rows)
        for row in self._builtin_rows:
            self._add(row)

    @classmethod
    def of_builtins(cls) -> Catalog:
        """The types that come with the server, and those of installed packages."""
        return cls(rows_of_package(BUILTIN_PACKAGE), installed_packages)

    def rescan(self) -> Rescan:
        """Search the installed packages again; what came and what went.

        Modules of packages that changed are imported anew when they are next needed; whoever has
        a class of before keeps it.
        """
        invalidate_caches()
        known = {name: self._owners.get(name) for name in self.names_of_all()}
        fresh = Catalog(self._builtin_rows, self._find_packages)
        now = {name: fresh._owners.get(name) for name in fresh.names_of_all()}
        changed = {name for name, owner in known.items() if now.get(name, _GONE) != owner}
        _forget_modules({owner.package for name in changed if (owner := known[name]) is not None})
        fresh._keep_loaded(self, changed)
        # All at once: other threads see the types of before or those of now.
        self.__dict__.update(fresh.__dict__)
        return Rescan(
            added=tuple(sorted(now.keys() - known.keys())),
            changed=tuple(sorted(changed & now.keys())),
            removed=tuple(sorted(known.keys() - now.keys())),
        )

    def names_of_all(self) -> Sequence[str]:
        """Canonical names of every kind, in the order of registration."""
        self._scan()
        return list(self._rows)

    def find(self, type_name: str) -> PluginType | None:
        """The plugin of that name or alias; None when unknown or broken."""
        name = self.canonical(type_name)
        if name is None:
            return None
        known = self._types.get(name)
        if known is None:
            plugin_class = self.class_of(name)
            if plugin_class is None:
                return None
            known = self._types[name] = plugin_type(self._rows[name], plugin_class)
        return known

    def check(
        self, plugin: PluginType, properties: Mapping[str, Json], path: str
    ) -> list[Violation]:
        """What is wrong with the literal properties; expressions are accepted as they stand."""
        plugin_class = self.class_of(plugin.name)
        if plugin_class is None:
            return [Violation(path, f"Invalid type: {plugin.name}")]
        return check_properties(plugin_class, properties, path, self._check_nested)

    def advice(self, type_name: str) -> str:
        """How to get a type that is not installed, when it is in a family; else empty.

        A name that the family does not have is told with the nearest one that it has.
        """
        family = family_of(type_name)
        if family is None or self._has_family(family):
            return ""
        known = types_of(family)
        how = f"{family.install_command}, then `POST /plugins/rescan` or a new start"
        if not known or type_name in known:
            return f"it is in the family '{family.name}', which is not installed here: {how}"
        guess = closest_type(type_name, known)
        nearest = f"; did you mean '{guess}'?" if guess else ""
        return (
            f"the family '{family.name}' has no such type{nearest} "
            f"(the family is not installed here: {how})"
        )

    def names(self, kind: PluginKind) -> Sequence[str]:
        """Canonical names of a kind, sorted."""
        self._scan()
        return sorted(row.name for row in self._rows.values() if row.kind == kind)

    def canonical(self, type_name: str) -> str | None:
        """The canonical name of a name or alias, or None."""
        if type_name not in self._rows and type_name not in self._aliases:
            self._scan()
        if type_name in self._rows:
            return type_name
        return self._aliases.get(type_name)

    def class_of(self, type_name: str) -> type[Plugin] | None:
        """The class of a name or alias; None when unknown or broken."""
        known = self._classes.get(type_name)
        if known is not None:
            return known
        name = self.canonical(type_name)
        if name is None or name in self._broken:
            return None
        try:
            loaded = load_class(self._rows[name].place)
        # A plugin's module may fail in any way; the server must go on.
        except (Exception, SystemExit) as error:  # noqa: BLE001
            self._broken[name] = broken_plugin(name, self._distribution_of(name), error)
            return None
        self._classes[name] = self._classes[type_name] = loaded
        return loaded

    def listed(self, row: IndexRow) -> Listed | None:
        """What lists show of a type, without importing it where its package says so itself.

        None for a broken one.
        """
        if row.listed is not None and row.name not in self._broken:
            return row.listed
        plugin_class = self.class_of(row.name)
        return None if plugin_class is None else listed_of(plugin_class)

    def info_of(self, type_name: str) -> PluginInfo | None:
        """What the class says about itself."""
        plugin_class = self.class_of(type_name)
        return None if plugin_class is None else info_of(plugin_class)

    def shaped(self, task: Task) -> ShapedTask:
        """The instance that gives the shape of a task. Raises: PluginError for other kinds."""
        plugin_class = self.class_of(task.type)
        if plugin_class is None or not issubclass(plugin_class, ShapedTask):
            raise PluginError(f"Invalid type: {task.type}")
        return raw_instance(plugin_class, task.properties)

    def expand(self, task: Task) -> Task:
        """The task with the children that its type adds by itself; its own children are not
        visited."""
        plugin_class = self.class_of(task.type)
        if plugin_class is None or not issubclass(plugin_class, ShapedTask):
            return task
        return plugin_class.expand(task)

    def aliases(self) -> Mapping[str, str]:
        """Alias to canonical name, of everything that is installed."""
        self._scan()
        return dict(self._aliases)

    def rows(self) -> Sequence[IndexRow]:
        """All types, in the order of registration."""
        self._scan()
        return list(self._rows.values())

    def owner_of(self, type_name: str) -> PackageEntry | None:
        """The installed package that a type comes from; None for the built-in ones."""
        return self._owners.get(type_name)

    def broken(self) -> Sequence[BrokenPlugin]:
        """What could not be loaded so far."""
        self._scan()
        return list(self._broken.values())

    def load_packages(self) -> Sequence[BrokenPlugin]:
        """Import every class of the packages that do not list their types themselves.

        Answers with what can't be loaded.
        """
        self._scan()
        for name, owner in self._owners.items():
            if owner.rows is None:
                self.class_of(name)
        return self.broken()

    def _has_family(self, family: Family) -> bool:
        self._scan()
        return any(owner.distribution == family.distribution for owner in self._owners.values())

    def _keep_loaded(self, before: Catalog, changed: Set[str]) -> None:
        """Take over the classes of types that did not change."""
        gone = changed | {alias for alias, name in before._aliases.items() if name in changed}
        kept = {name: each for name, each in before._classes.items() if name not in gone}
        self._classes.update(kept)
        self._types.update(
            (name, each) for name, each in before._types.items() if name not in changed
        )

    def _distribution_of(self, name: str) -> str:
        owner = self._owners.get(name)
        return "" if owner is None else owner.distribution

    def _add(self, row: IndexRow, owner: PackageEntry | None = None) -> None:
        if row.name in self._rows:
            package = "" if owner is None else owner.distribution
            self._broken[row.place] = duplicate(row.place, row.name, package)
            return
        self._rows[row.name] = row
        if owner is not None:
            self._owners[row.name] = owner
        for alias in row.aliases:
            self._aliases.setdefault(alias, row.name)

    def _scan(self) -> None:
        """Search the installed packages, once."""
        if self._is_scanned:
            return
        self._is_scanned = True
        for entry in self._find_packages():
            for row in self._rows_of(entry):
                self._add(row, entry)

    def _rows_of(self, entry: PackageEntry) -> Sequence[IndexRow]:
        """The types of a package, none of a broken one."""
        if entry.rows is not None:
            return entry.rows
        if entry.broken is not None:
            self._broken[entry.package] = entry.broken
            return ()
        try:
            return rows_of_package(entry.package)
        # As above: whatever a package does on import, the server goes on without it.
        except (Exception, SystemExit) as error:  # noqa: BLE001
            self._broken[entry.package] = broken_plugin(entry.package, entry.distribution, error)
            return ()

    def _check_nested(self, mark: NestedMark, value: Json, path: str) -> list[Violation]:
        if isinstance(value, list):
            return [
                violation
                for index, each in enumerate(value)
                for violation in self._check_nested(mark, each, f"{path}[{index}]")
            ]
        if not isinstance(value, Mapping):
            return [Violation(path, "must be a map with a `type`")]
        if "type" not in value:
            return [
                violation
                for name, each in value.items()
                for violation in (
                    self._check_nested(mark, each, joined(path, str(name)))
                    if isinstance(each, Mapping)
                    else [Violation(path, "Invalid type: <null>")]
                )
            ]
        name = str(value["type"])
        found = self.find(name)
        if found is None or not self._fits(mark, found):
            return [Violation(path, f"Invalid type: {name}", hint=self._hint(mark, name, found))]
        common = COMMON_OF_NESTED | COMMON_OF_KIND.get(found.kind, {}).keys()
        unknown = [
            Violation(joined(path, name), f'Unrecognized field "{name}"')
            for name in value
            if name not in found.properties and name not in common
        ]
        return unknown + self.check(found, value, path)

    def _hint(self, mark: NestedMark, name: str, found: PluginType | None) -> str:
        if found is None or found.kind != mark.kind:
            return type_hint(self, name, mark.kind)
        others = (self.find(each) for each in self.names(mark.kind))
        fitting = [each.name for each in others if each is not None and self._fits(mark, each)]
        return f"types that fit here are {', '.join(fitting[:HINTED_TYPES_MAX])}"

    def _fits(self, mark: NestedMark, found: PluginType) -> bool:
        plugin_class = self.class_of(found.name)
        return (
            found.kind == mark.kind
            and plugin_class is not None
            and issubclass(plugin_class, mark.base)
        )


def _forget_modules(packages: Set[str]) -> None:
    """Have the modules of packages imported anew when they are next asked for."""
    for name in list(sys.modules):
        if name.partition(".")[0] in packages or name in packages:
            del sys.modules[name]


def plugin_type(row: IndexRow, plugin_class: type[Plugin]) -> PluginType:
    """What the flow language must know of a class."""
    info = info_of(plugin_class)
    return PluginType(
        name=row.name,
        kind=row.kind,
        task_kind=task_kind_of(plugin_class),
        branches=plugin_class.branches if issubclass(plugin_class, ShapedTask) else (),
        properties=frozenset(dynamic_properties(plugin_class)),
        deprecated=info is not None and info.deprecated,
        deprecated_properties=frozenset(
            written_name(name, field)
            for name, field in plugin_class.model_fields.items()
            if any(isinstance(mark, Prop) and mark.deprecated for mark in field.metadata)
        ),
    )


def task_kind_of(plugin_class: type[Plugin]) -> TaskKind:
    """How tasks of the class run; empty for other plugins."""
    if issubclass(plugin_class, RunnableTask):
        return "runnable"
    if issubclass(plugin_class, ChildTask):
        return "executable"
    if issubclass(plugin_class, PatchTask):
        return "patch"
    return "flowable" if issubclass(plugin_class, ShapedTask) else ""
