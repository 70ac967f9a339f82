"""The plugin lists of the API: packages with their types, groups, icons (spec/api/plugins.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from tiercel.model.json_types import Json
from tiercel.plugin.catalog.index import IndexRow
from tiercel.plugin.catalog.packages import PackageEntry
from tiercel.plugin.catalog.registry import Catalog

CORE_GROUP = "io.kestra.plugin.core"
SCRIPTS_GROUP = "io.kestra.plugin.scripts"
DOCKER_GROUP = "io.kestra.plugin.scripts.runner.docker"
CORE_TYPES = (f"{CORE_GROUP}.", DOCKER_GROUP)
LISTS: Mapping[str, str] = {
    "task": "tasks",
    "trigger": "triggers",
    "condition": "conditions",
    "runner": "taskRunners",
    "chart": "charts",
    "data": "dataFilters",
    "filter": "dataFiltersKPI",
    "additional": "additionalPlugins",
}
# In the order of the API, which has some although nothing is ever in them.
LIST_NAMES = (
    "tasks",
    "triggers",
    "conditions",
    "taskRunners",
    "charts",
    "dataFilters",
    "dataFiltersKPI",
    "storages",
    "secrets",
    "apps",
    "appBlocks",
    "logExporters",
    "additionalPlugins",
)
TITLES = {"dashboard.data": "Data Filter", "http": "HTTP", "kv": "KV"}
WITHOUT_SUBGROUP = frozenset({"metric"})


class PluginGroup(msgspec.Struct, frozen=True):
    """Types that are shown together: a package, or a part of one."""

    name: str
    title: str
    group: str
    rows: tuple[IndexRow, ...]
    version: str | None = None
    sub_group: str | None = None


def plugin_groups(catalog: Catalog) -> list[PluginGroup]:
    """One group per package, the core first."""
    rows = [row for row in catalog.rows() if not _is_internal(catalog, row)]
    core: list[IndexRow] = []
    scripts: list[IndexRow] = []
    others: dict[PackageEntry, list[IndexRow]] = {}
    for row in rows:
        owner = catalog.owner_of(row.name)
        if owner is not None:
            others.setdefault(owner, []).append(row)
        elif row.name.startswith(CORE_TYPES):
            core.append(row)
        else:
            scripts.append(row)
    groups = [
        PluginGroup("core", "core", CORE_GROUP, tuple(core)),
        PluginGroup("scripts", "scripts", SCRIPTS_GROUP, tuple(scripts)),
    ]
    return groups + [_of_package(owner, tuple(found)) for owner, found in others.items()]


def _of_package(owner: PackageEntry, rows: tuple[IndexRow, ...]) -> PluginGroup:
    group = _common_prefix([row.name for row in rows])
    return PluginGroup(owner.name, owner.name, group, rows, version=owner.version or None)


def _common_prefix(names: Sequence[str]) -> str:
    """The dotted prefix that all names have."""
    parts = [name.split(".")[:-1] for name in names]
    shared = []
    for level in zip(*parts, strict=False):
        if len(set(level)) > 1:
            break
        shared.append(level[0])
    return ".".join(shared)


def sub_groups(group: PluginGroup) -> list[PluginGroup]:
    """The parts of a group, one for each package of types below it."""
    found: dict[str, list[IndexRow]] = {}
    for row in group.rows:
        package = row.name.rpartition(".")[0]
        if package == group.group or not package.startswith("io.kestra.plugin."):
            continue
        if package.removeprefix(f"{group.group}.") not in WITHOUT_SUBGROUP:
            found.setdefault(package, []).append(row)
    return [
        PluginGroup(
            group.name,
            _sub_title(package.removeprefix(f"{group.group}.")),
            group.group,
            tuple(rows),
            version=group.version,
            sub_group=package,
        )
        for package, rows in sorted(found.items())
    ]


def _sub_title(path: str) -> str:
    return TITLES.get(path, path.rpartition(".")[2])


def group_json(catalog: Catalog, group: PluginGroup) -> dict[str, Json]:
    """A group as the API shows it."""
    shown: dict[str, Json] = {
        "name": group.name,
        "title": group.title,
        "group": group.group,
        "manifest": {"X-Kestra-Title": group.title, "X-Kestra-Group": group.group},
        **{name: [] for name in LIST_NAMES},
        "guides": [],
        "aliases": sorted(alias for row in group.rows for alias in row.aliases),
        "categories": ["CORE"] if group.group == CORE_GROUP else ["SCRIPT"],
    }
    if group.group == CORE_GROUP:
        shown["manifest"]["Manifest-Version"] = "1.0"
        shown["storages"] = [{"cls": "io.kestra.storage.local.LocalStorage"}]
    if group.version is not None:
        shown["version"] = group.version
    if group.sub_group is not None:
        shown["subGroup"] = group.sub_group
    for row in group.rows:
        shown[LISTS[row.kind]].append(class_json(catalog, row))
    return shown


def class_json(catalog: Catalog, row: IndexRow) -> dict[str, Json]:
    """A type in a list."""
    listed = catalog.listed(row)
    shown: dict[str, Json] = {"cls": row.name}
    if listed is not None and listed.deprecated:
        shown["deprecated"] = True
    if listed is not None and listed.title:
        shown["title"] = listed.title
    if listed is not None and listed.description:
        shown["description"] = listed.description
    return shown


def _is_internal(catalog: Catalog, row: IndexRow) -> bool:
    listed = catalog.listed(row)
    return listed is None or listed.is_internal
