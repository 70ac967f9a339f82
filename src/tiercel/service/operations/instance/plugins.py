"""Operations on plugin types, which everybody who signs in may read about, and on packages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Never

from tiercel.model.access import (
    MATCHING,
    OWNER,
    SIGNED_IN,
    TENANT,
    Actor,
    Permission,
    Resource,
)
from tiercel.model.errors import NotAllowed, NotFound
from tiercel.model.json_types import Json
from tiercel.model.request import Request
from tiercel.plugin.catalog.broken import BrokenPlugin
from tiercel.plugin.catalog.registry import Rescan
from tiercel.service.flows.revision_facts import FactsPage
from tiercel.service.operations.operation import operation
from tiercel.service.plugins.icons import Icon
from tiercel.service.plugins.plugins import Documentation
from tiercel.service.plugins.usage import TypeUse
from tiercel.service.services import Services


class ListPlugins(Request[list[dict[str, Json]]], frozen=True, kw_only=True):
    """Packages with their types; with parts, the parts of packages follow."""

    with_parts: bool = False


class ListBrokenPlugins(Request[list[BrokenPlugin]], frozen=True, kw_only=True):
    """Packages and types that can't be loaded, since the server started."""


class RescanPlugins(Request[Rescan], frozen=True, kw_only=True):
    """Search for packages that were installed, upgraded or removed since the last search."""


class ListTypeUses(Request[FactsPage[TypeUse]], frozen=True, kw_only=True):
    """How many flows use each type; with `is_missing` only types that the server lacks or has."""

    is_missing: bool | None = None


class ListIcons(Request[Mapping[str, Icon]], frozen=True, kw_only=True):
    """Pictures of types and aliases, or of packages and their parts, by name."""

    of_groups: bool = False


class GetIcon(Request[Icon], frozen=True, kw_only=True):
    """The picture of a type or alias."""

    type_name: str


class DescribePlugin(Request[Documentation], frozen=True, kw_only=True):
    """What a type is for; with common, also the properties that all types of its kind have."""

    type_name: str
    with_common: bool = False


class ListPluginVersions(Request[list[str]], frozen=True, kw_only=True):
    """The installed versions of a type; none of an unknown one."""

    type_name: str


class GetDocumentSchema(Request[dict[str, Json]], frozen=True, kw_only=True):
    """The JSON schema of a kind of document, or of a list of such."""

    document: str
    is_array: bool = False


class GetDocumentProperties(Request[dict[str, Json]], frozen=True, kw_only=True):
    """The JSON schema of the properties of a kind of document."""

    document: str


class ListInputTypes(Request[Mapping[str, str]], frozen=True, kw_only=True):
    """The class names of input types by their names."""


class DescribeInput(Request[Documentation], frozen=True, kw_only=True):
    """What a type of input is for."""

    name: str


class ListTriggerTypes(Request[list[dict[str, Json]]], frozen=True, kw_only=True):
    """All triggers: those of the core, realtime ones, those of other packages."""


class ListUiModules(Request[dict[str, Json]], frozen=True, kw_only=True):
    """Modules for the user interface, by type."""


class GetUiModule(Request[Never], frozen=True, kw_only=True):
    """A module for the user interface."""


class FindMissingPlugins(Request[list[str]], frozen=True, kw_only=True):
    """Types of a flow that the server lacks and could install."""


class InstallPlugins(Request[Never], frozen=True, kw_only=True):
    """Install packages of plugins from the API, which this server refuses."""


class GetInstallation(Request[Never], frozen=True, kw_only=True):
    """How far an installation is."""


@operation("plugin.list", allows=SIGNED_IN, scope=TENANT)
async def all_plugins(deps: Services, actor: Actor, ask: ListPlugins) -> list[dict[str, Json]]:
    """One group for each package of plugins, that of the core first."""
    await deps.plugins.load()
    return deps.plugins.groups_and_parts() if ask.with_parts else deps.plugins.groups()


@operation("plugin.broken", allows=SIGNED_IN, scope=TENANT)
async def broken(deps: Services, actor: Actor, ask: ListBrokenPlugins) -> list[BrokenPlugin]:
    """With what mends each."""
    return deps.plugins.broken()


@operation("plugin.rescan", allows=OWNER, scope=TENANT)
async def rescan(deps: Services, actor: Actor, ask: RescanPlugins) -> Rescan:
    """On every server, with what the one that is asked finds.

    What runs goes on with the classes that it began with.
    """
    return await deps.rescans.ask()


@operation("plugin.usage", allows=Permission(Resource.FLOW, "LIST"), scope=MATCHING)
async def usage(deps: Services, actor: Actor, ask: ListTypeUses) -> FactsPage[TypeUse]:
    """Of the newest revisions, drafts too; missing types first, then by name."""
    return await deps.plugin_usage.uses(is_missing=ask.is_missing)


@operation("plugin.icons", allows=SIGNED_IN, scope=TENANT)
async def icons(deps: Services, actor: Actor, ask: ListIcons) -> Mapping[str, Icon]:
    """One drawing for each group of types, in a color of its own."""
    await deps.plugins.load()
    return deps.plugins.group_icons() if ask.of_groups else deps.plugins.icons()


@operation("plugin.icon", allows=SIGNED_IN, scope=TENANT)
async def icon(deps: Services, actor: Actor, ask: GetIcon) -> Icon:
    """The picture of a type. Raises: NotFound for a type that has none."""
    await deps.plugins.load()
    return deps.plugins.icon(ask.type_name)


@operation("plugin.describe", allows=SIGNED_IN, scope=TENANT)
async def describe(deps: Services, actor: Actor, ask: DescribePlugin) -> Documentation:
    """What a type does, with its properties and outputs. Raises: NotFound."""
    return deps.plugins.page(ask.type_name, has_common=ask.with_common)


@operation("plugin.versions", allows=SIGNED_IN, scope=TENANT)
async def versions(deps: Services, actor: Actor, ask: ListPluginVersions) -> list[str]:
    """At most one: there is one environment."""
    return deps.plugins.versions(ask.type_name)


@operation("plugin.schema", allows=SIGNED_IN, scope=TENANT)
async def schema(deps: Services, actor: Actor, ask: GetDocumentSchema) -> dict[str, Json]:
    """Draft 7, for editors."""
    await deps.plugins.load()
    return deps.plugins.schema(ask.document, is_array=ask.is_array)


@operation("plugin.properties", allows=SIGNED_IN, scope=TENANT)
async def properties(deps: Services, actor: Actor, ask: GetDocumentProperties) -> dict[str, Json]:
    """Draft 7, for forms."""
    await deps.plugins.load()
    return deps.plugins.properties(ask.document)


@operation("plugin.input_types", allows=SIGNED_IN, scope=TENANT)
async def input_types(deps: Services, actor: Actor, ask: ListInputTypes) -> Mapping[str, str]:
    """In the order of the reference."""
    return deps.plugins.input_types()


@operation("plugin.describe_input", allows=SIGNED_IN, scope=TENANT)
async def describe_input(deps: Services, actor: Actor, ask: DescribeInput) -> Documentation:
    """Made of the rules that flows are checked with."""
    return deps.plugins.input(ask.name)


@operation("plugin.triggers", allows=SIGNED_IN, scope=TENANT)
async def triggers(deps: Services, actor: Actor, ask: ListTriggerTypes) -> list[dict[str, Json]]:
    """By group and name."""
    await deps.plugins.load()
    return deps.plugins.triggers()


@operation("plugin.ui_modules", allows=SIGNED_IN, scope=TENANT)
async def ui_modules(deps: Services, actor: Actor, ask: ListUiModules) -> dict[str, Json]:
    """None: no package has one."""
    return {}


@operation("plugin.ui_module", allows=SIGNED_IN, scope=TENANT)
async def ui_module(deps: Services, actor: Actor, ask: GetUiModule) -> Never:
    """Raises: NotFound: no package has one."""
    raise NotFound("No package of plugins has a module for the user interface.")


@operation("plugin.missing", allows=SIGNED_IN, scope=TENANT)
async def missing(deps: Services, actor: Actor, ask: FindMissingPlugins) -> list[str]:
    """None: nothing is ever installed by itself."""
    return []


@operation("plugin.install", allows=OWNER, scope=TENANT)
async def install(deps: Services, actor: Actor, ask: InstallPlugins) -> Never:
    """Raises: NotAllowed: the package manager of the server's environment installs plugins."""
    raise NotAllowed("Plugins are not installed over the API.")


@operation("plugin.installation", allows=SIGNED_IN, scope=TENANT)
async def installation(deps: Services, actor: Actor, ask: GetInstallation) -> Never:
    """Raises: NotFound: there is no installation to look at."""
    raise NotFound("Plugins are not installed over the API, so there is no installation.")
