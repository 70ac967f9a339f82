"""Operations on namespaces and their descriptions."""

from __future__ import annotations

from tiercel.model.access import (
    SEEN,
    TENANT,
    Actor,
    Permission,
    Resource,
    in_namespace,
    what_matches,
)
from tiercel.model.json_types import Json
from tiercel.model.lists.paging import Page, Query
from tiercel.model.request import Request
from tiercel.plugin.server import ListNamespaces
from tiercel.service.governance.quotas import QuotaUse
from tiercel.service.governance.storage_quotas import StorageQuotaUse
from tiercel.service.namespaces import InheritedDefault, Namespace, NamespaceRow
from tiercel.service.operations.made import A_NAMESPACE
from tiercel.service.operations.operation import makes, operation
from tiercel.service.services import Services

_VIEW = Permission(Resource.NAMESPACE, "VIEW")
_LIST = Permission(Resource.NAMESPACE, "LIST")
_UPDATE = Permission(Resource.NAMESPACE, "UPDATE")


class GetNamespace(Request[Namespace], frozen=True, kw_only=True):
    """What was said of a namespace; any name has an answer."""

    namespace: str


class FindNamespaces(Request[Page[NamespaceRow]], frozen=True, kw_only=True):
    """A page of names, each with how many flows it has itself."""

    query: Query


class SuggestNamespaces(Request[list[str]], frozen=True, kw_only=True):
    """Some names that contain a text, and those of `ids` that exist."""

    text: str | None = None
    ids: tuple[str, ...] = ()


class ListInheritedVariables(Request[dict[str, Json]], frozen=True, kw_only=True):
    """Variables of the namespaces above, nearer ones winning."""

    namespace: str


class ListInheritedDefaults(Request[list[InheritedDefault]], frozen=True, kw_only=True):
    """Plugin defaults of the namespaces above, the nearest first."""

    namespace: str


class ListQuotas(Request[list[QuotaUse | StorageQuotaUse]], frozen=True, kw_only=True):
    """The quotas of all namespaces, and how much of each is used now."""


class ExportPluginDefaults(Request[str], frozen=True, kw_only=True):
    """The plugin defaults of a namespace itself, as YAML."""

    namespace: str


class ImportPluginDefaults(Request[list[str]], frozen=True, kw_only=True):
    """Give a namespace the plugin defaults of a YAML list, in place of those of their types."""

    namespace: str
    content: bytes


class CreateNamespace(Request[Namespace], frozen=True, kw_only=True):
    """Describe a namespace that has no description."""

    document: dict[str, Json]


class UpdateNamespace(Request[Namespace], frozen=True, kw_only=True):
    """Describe a namespace, in place of what was said of it."""

    namespace: str
    document: dict[str, Json]


class DeleteNamespace(Request[None], frozen=True, kw_only=True):
    """Forget the description; flows and files stay."""

    namespace: str


@operation("namespace.get", allows=_VIEW, scope=in_namespace())
async def get(deps: Services, actor: Actor, ask: GetNamespace) -> Namespace:
    """Of an unknown one nothing was said."""
    return await deps.namespaces.get(ask.namespace)


@operation("namespace.search", allows=_LIST, scope=what_matches())
async def search(deps: Services, actor: Actor, ask: FindNamespaces) -> Page[NamespaceRow]:
    """As the filters say."""
    return await deps.namespaces.find(ask.query)


@operation("namespace.list", allows=_LIST, scope=SEEN)
async def find(deps: Services, actor: Actor, ask: ListNamespaces) -> list[str]:
    """Those above them too."""
    visible = actor.grants.visible(_LIST)
    return [name for name in await deps.namespaces.ids() if visible.has(name)]


@operation("namespace.suggest", allows=_LIST, scope=SEEN)
async def suggest(deps: Services, actor: Actor, ask: SuggestNamespaces) -> list[str]:
    """Names that contain the text, and those wanted that exist, sorted."""
    return await deps.namespaces.autocomplete(ask.text, ask.ids, actor.grants.visible(_LIST))


@operation("namespace.inherited_variables", allows=_VIEW, scope=in_namespace())
async def inherited_variables(
    deps: Services, actor: Actor, ask: ListInheritedVariables
) -> dict[str, Json]:
    """Not those of the namespace itself."""
    return await deps.namespaces.inherited_variables(ask.namespace)


@operation("namespace.inherited_defaults", allows=_VIEW, scope=in_namespace())
async def inherited_defaults(
    deps: Services, actor: Actor, ask: ListInheritedDefaults
) -> list[InheritedDefault]:
    """Not those of the namespace itself."""
    return await deps.namespaces.inherited_defaults(ask.namespace)


@operation("namespace.quotas", allows=_VIEW, scope=SEEN)
async def quotas(deps: Services, actor: Actor, ask: ListQuotas) -> list[QuotaUse | StorageQuotaUse]:
    """Of executions by namespace and length, then of storage by namespace."""
    visible = actor.grants.visible(_VIEW)
    executions = await deps.namespaces.quotas(visible, deps.ports.clock.now())
    return [*executions, *await deps.storage_quotas.uses(visible)]


@operation("namespace.export_defaults", allows=_UPDATE, scope=in_namespace(), audits=False)
async def export_defaults(deps: Services, actor: Actor, ask: ExportPluginDefaults) -> str:
    """An empty list when it has none."""
    return await deps.namespaces.export_defaults(ask.namespace)


@operation("namespace.import_defaults", allows=_UPDATE, scope=in_namespace())
async def import_defaults(deps: Services, actor: Actor, ask: ImportPluginDefaults) -> list[str]:
    """Their types. Raises: Invalid for what is no list of plugin defaults; nothing is changed."""
    return await deps.namespaces.import_defaults(ask.namespace, ask.content)


@makes(A_NAMESPACE)
@operation("namespace.create", allows=Permission(Resource.NAMESPACE, "CREATE"), scope=TENANT)
async def create(deps: Services, actor: Actor, ask: CreateNamespace) -> Namespace:
    """The new namespace. Raises: Conflict when it is there, IllegalArgument, Invalid."""
    return await deps.namespaces.put(ask.document, is_new=True)


@operation("namespace.update", allows=_UPDATE, scope=in_namespace())
async def update(deps: Services, actor: Actor, ask: UpdateNamespace) -> Namespace:
    """The namespace as it then is. Raises: IllegalArgument, Invalid for what can't be stored."""
    return await deps.namespaces.put({**ask.document, "id": ask.namespace}, is_new=False)


@operation(
    "namespace.delete", allows=Permission(Resource.NAMESPACE, "DELETE"), scope=in_namespace()
)
async def delete(deps: Services, actor: Actor, ask: DeleteNamespace) -> None:
    """What is said of it goes; its flows and files stay. Raises: NotFound."""
    await deps.namespaces.delete(ask.namespace)
