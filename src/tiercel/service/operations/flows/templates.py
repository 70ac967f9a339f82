"""Operations on templates; they need what those on flows need."""

from __future__ import annotations

from collections.abc import Sequence

from tiercel.model.access import (
    SEEN,
    SIGNED_IN,
    TENANT,
    Actor,
    Permission,
    Resource,
    in_namespace,
    in_source,
    of_flows,
    what_matches,
)
from tiercel.model.lists.paging import Filter, Page, Query
from tiercel.model.request import Request
from tiercel.service.flows.template_inliner import TemplateId
from tiercel.service.flows.templates import Document, Template
from tiercel.service.operations.made import A_TEMPLATE
from tiercel.service.operations.operation import makes, operation
from tiercel.service.services import Services

_LIST = Permission(Resource.FLOW, "LIST")
_CREATE = Permission(Resource.FLOW, "CREATE")
_UPDATE = Permission(Resource.FLOW, "UPDATE")
_DELETE = Permission(Resource.FLOW, "DELETE")
_CHOSEN = of_flows("templates", matching="matching")


class GetTemplate(Request[Template], frozen=True, kw_only=True):
    """The template of that namespace and id, with its source."""

    namespace: str
    template_id: str


class FindTemplates(Request[Page[Template]], frozen=True, kw_only=True):
    """A page of templates, by namespace and id unless sorted."""

    query: Query


class ListTemplateNamespaces(Request[list[str]], frozen=True, kw_only=True):
    """Namespaces that have templates, sorted."""


class CheckTemplate(Request[tuple[Document, str | None]], frozen=True, kw_only=True):
    """What could be read of a source, and what is wrong with it as text."""

    source: str


class CreateTemplate(Request[Template], frozen=True, kw_only=True):
    """A new template of its source."""

    source: str


class UpdateTemplate(Request[Template], frozen=True, kw_only=True):
    """Another source for a template."""

    namespace: str
    template_id: str
    source: str


class DeleteTemplates(Request[int], frozen=True, kw_only=True):
    """Remove all of these templates or none; how many.

    Shapes: with `matching` those that meet all of its filters.
    """

    templates: tuple[TemplateId, ...] = ()
    matching: tuple[Filter, ...] | None = None


class ExportTemplates(Request[bytes], frozen=True, kw_only=True):
    """A zip with a source a template, of these or of those that meet the filters."""

    templates: tuple[TemplateId, ...] = ()
    matching: tuple[Filter, ...] | None = None


class ReplaceTemplates(Request[list[Template]], frozen=True, kw_only=True):
    """Create or update templates of a namespace; with `deletes` its others go and come first."""

    namespace: str
    sources: tuple[str, ...]
    deletes: bool = True


class ImportTemplates(Request[None], frozen=True, kw_only=True):
    """Create or update the templates of a file, YAML or a zip."""

    name: str
    content: bytes


@operation("template.get", allows=Permission(Resource.FLOW, "VIEW"), scope=in_namespace())
async def get(deps: Services, actor: Actor, ask: GetTemplate) -> Template:
    """The template as it is stored. Raises: NotFound."""
    return await deps.templates.get(ask.namespace, ask.template_id)


@operation("templates.search", allows=_LIST, scope=what_matches())
async def search(deps: Services, actor: Actor, ask: FindTemplates) -> Page[Template]:
    """A page of templates. Raises: IllegalArgument for a filter that it does not know."""
    return await deps.templates.find(ask.query)


@operation("templates.namespaces", allows=_LIST, scope=SEEN)
async def namespaces(deps: Services, actor: Actor, ask: ListTemplateNamespaces) -> list[str]:
    """Without those above them."""
    visible = actor.grants.visible(_LIST)
    names = {namespace for namespace, _ in await deps.templates.ids()}
    return sorted(name for name in names if visible.has(name))


@operation("template.check", allows=SIGNED_IN, scope=TENANT)
async def check(deps: Services, actor: Actor, ask: CheckTemplate) -> tuple[Document, str | None]:
    """The document that was read, and what is wrong with it; None for nothing. Stores nothing."""
    return await deps.templates.check(ask.source)


@makes(A_TEMPLATE)
@operation("template.create", allows=_CREATE, scope=in_source())
async def create(deps: Services, actor: Actor, ask: CreateTemplate) -> Template:
    """The new template. Raises: InvalidSource, Invalid when its id is taken."""
    return await deps.templates.create(ask.source)


@operation("template.update", allows=_UPDATE, scope=in_namespace())
async def update(deps: Services, actor: Actor, ask: UpdateTemplate) -> Template:
    """Raises: NotFound, InvalidSource, Invalid."""
    return await deps.templates.update(ask.namespace, ask.template_id, ask.source)


@operation("templates.delete", allows=_DELETE, scope=_CHOSEN)
async def delete(deps: Services, actor: Actor, ask: DeleteTemplates) -> int:
    """How many are gone. Raises: NotFound when one of those named is not there."""
    return await deps.templates.delete(await _chosen(deps, ask))


@operation("templates.export", allows=Permission(Resource.FLOW, "EXPORT"), scope=_CHOSEN)
async def export(deps: Services, actor: Actor, ask: ExportTemplates) -> bytes:
    """The bytes of a zip. Raises: NotFound when one of those named is not there."""
    return await deps.templates.archive(await _chosen(deps, ask))


@operation("templates.replace", allows=(_CREATE, _UPDATE, _DELETE), scope=in_namespace())
async def replace_all(deps: Services, actor: Actor, ask: ReplaceTemplates) -> list[Template]:
    """Those that were removed first, then those that are there. Raises: InvalidSource, Invalid."""
    return await deps.templates.replace_all(ask.namespace, ask.sources, delete=ask.deletes)


@operation(
    "templates.import",
    allows=(Permission(Resource.FLOW, "IMPORT"), _CREATE, _UPDATE),
    scope=in_source("content"),
)
async def import_file(deps: Services, actor: Actor, ask: ImportTemplates) -> None:
    """Raises: InvalidSource for the first bad one."""
    await deps.templates.import_file(ask.name, ask.content)


async def _chosen(deps: Services, ask: DeleteTemplates | ExportTemplates) -> Sequence[TemplateId]:
    if ask.matching is None:
        return ask.templates
    return await deps.templates.ids(ask.matching)
