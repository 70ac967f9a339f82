"""Operations on templates; they need what those on flows need."""

from __future__ import annotations

from tiercel.model.access import (
    Actor,
    Permission,
    Resource,
    in_namespace,
    in_source,
    of_flows,
)
from tiercel.model.errors import NotFound
from tiercel.model.json_types import Json
from tiercel.model.request import Request
from tiercel.service.operations.made import A_TEMPLATE
from tiercel.service.operations.operation import makes, operation
from tiercel.service.services import Services

_CREATE = Permission(Resource.FLOW, "CREATE")
_UPDATE = Permission(Resource.FLOW, "UPDATE")
_DELETE = Permission(Resource.FLOW, "DELETE")


class CreateTemplate(Request[dict[str, Json]], frozen=True, kw_only=True):
    """A new template of its source."""

    source: str


class UpdateTemplate(Request[dict[str, Json]], frozen=True, kw_only=True):
    """Another source for a template."""

    namespace: str
    template_id: str
    source: str


class DeleteTemplates(Request[int], frozen=True, kw_only=True):
    """Remove all of these templates or none; how many. Shapes: pairs of namespace and id."""

    templates: tuple[tuple[str, str], ...]


class ReplaceTemplates(Request[list[dict[str, Json]]], frozen=True, kw_only=True):
    """Create or update templates of a namespace; with `deletes` its others go and come first."""

    namespace: str
    sources: tuple[str, ...]
    deletes: bool = True


class ImportTemplates(Request[None], frozen=True, kw_only=True):
    """Create or update the templates of a file, YAML or a zip."""

    name: str
    content: bytes


@makes(A_TEMPLATE)
@operation("template.create", allows=_CREATE, scope=in_source())
async def create(deps: Services, actor: Actor, ask: CreateTemplate) -> dict[str, Json]:
    """Raises: InvalidSource, Invalid."""
    return await deps.templates.create(ask.source)


@operation("template.update", allows=_UPDATE, scope=in_namespace())
async def update(deps: Services, actor: Actor, ask: UpdateTemplate) -> dict[str, Json]:
    """Raises: NotFound, InvalidSource, Invalid."""
    return await deps.templates.update(ask.namespace, ask.template_id, ask.source)


@operation("templates.delete", allows=_DELETE, scope=of_flows("templates"))
async def delete(deps: Services, actor: Actor, ask: DeleteTemplates) -> int:
    """Raises: NotFound."""
    return await deps.templates.delete(ask.templates, NotFound())


@operation("templates.replace", allows=(_CREATE, _UPDATE, _DELETE), scope=in_namespace())
async def replace_all(deps: Services, actor: Actor, ask: ReplaceTemplates) -> list[dict[str, Json]]:
    """Raises: InvalidSource, Invalid."""
    return await deps.templates.replace_all(ask.namespace, ask.sources, delete=ask.deletes)


@operation(
    "templates.import",
    allows=(Permission(Resource.FLOW, "IMPORT"), _CREATE, _UPDATE),
    scope=in_source("content"),
)
async def import_file(deps: Services, actor: Actor, ask: ImportTemplates) -> None:
    """Raises: InvalidSource for the first bad one."""
    await deps.templates.import_file(ask.name, ask.content)
