"""Operations on blocks of reusable inputs."""

from __future__ import annotations

from tiercel.engine.graphs.references import ReferenceKind
from tiercel.model.access import SEEN, Actor, Permission, Resource, in_namespace
from tiercel.model.errors import Conflict
from tiercel.model.lists.paging import Page, Query
from tiercel.model.policies.reusable_inputs import ReusableInputs
from tiercel.model.request import Request
from tiercel.service.operations.idempotency import whole
from tiercel.service.operations.operation import makes, operation
from tiercel.service.services import Services

_LIST = Permission(Resource.REUSABLE_INPUTS, "LIST")
_VIEW = Permission(Resource.REUSABLE_INPUTS, "VIEW")
_CREATE = Permission(Resource.REUSABLE_INPUTS, "CREATE")
_UPDATE = Permission(Resource.REUSABLE_INPUTS, "UPDATE")
_DELETE = Permission(Resource.REUSABLE_INPUTS, "DELETE")


class FindReusableInputs(Request[Page[ReusableInputs]], frozen=True, kw_only=True):
    """A page of the blocks that a namespace can use, its own and those above it."""

    namespace: str
    query: Query


class GetReusableInputs(Request[ReusableInputs], frozen=True, kw_only=True):
    """The block of that id that is nearest to a namespace."""

    namespace: str
    block_id: str
    revision: int | None = None


class ListReusableInputsRevisions(Request[tuple[ReusableInputs, ...]], frozen=True, kw_only=True):
    """The revisions that are kept of the nearest block."""

    namespace: str
    block_id: str


class PutReusableInputs(Request[ReusableInputs], frozen=True, kw_only=True):
    """A new block of a namespace, or the next revision of it; `source` is YAML."""

    namespace: str
    block_id: str
    source: str
    is_new: bool = False


class DeleteReusableInputs(Request[None], frozen=True, kw_only=True):
    """Remove a block of a namespace that no flow takes in, with its revisions."""

    namespace: str
    block_id: str


class ListReusableInputsNamespaces(Request[list[str]], frozen=True, kw_only=True):
    """Namespaces that have blocks of their own."""


@operation("reusable_inputs.search", allows=_LIST, scope=in_namespace())
async def search(deps: Services, actor: Actor, ask: FindReusableInputs) -> Page[ReusableInputs]:
    """By id unless sorted; of each id the nearest."""
    return await deps.reusable_inputs.find(ask.namespace, ask.query)


@operation("reusable_inputs.get", allows=_VIEW, scope=in_namespace())
async def get(deps: Services, actor: Actor, ask: GetReusableInputs) -> ReusableInputs:
    """By default as it is now. Raises: NotFound."""
    return await deps.reusable_inputs.get((ask.namespace, ask.block_id), ask.revision)


@operation("reusable_inputs.revisions", allows=_VIEW, scope=in_namespace())
async def revisions(
    deps: Services, actor: Actor, ask: ListReusableInputsRevisions
) -> tuple[ReusableInputs, ...]:
    """Oldest first. Raises: NotFound."""
    return await deps.reusable_inputs.revisions((ask.namespace, ask.block_id))


@makes(whole(ReusableInputs))
@operation("reusable_inputs.put", allows=(_CREATE, _UPDATE), scope=in_namespace())
async def put(deps: Services, actor: Actor, ask: PutReusableInputs) -> ReusableInputs:
    """Flows have it from their next start on. Raises: Invalid, Conflict."""
    key = (ask.namespace, ask.block_id)
    return await deps.reusable_inputs.put(key, ask.source, is_new=ask.is_new)


@operation("reusable_inputs.delete", allows=_DELETE, scope=in_namespace())
async def delete(deps: Services, actor: Actor, ask: DeleteReusableInputs) -> None:
    """Raises: NotFound, Conflict while flows take it in, or as long as that is not known."""
    kind, block_id = ReferenceKind.REUSABLE_INPUTS, ask.block_id
    uses = await deps.references.all_uses(kind, block_id, ask.namespace)
    if not uses.is_complete:
        raise Conflict("Not every flow has been looked at yet: delete it in a moment")
    askers = {use.reference.namespace or use.namespace for use in uses.results}
    await deps.reusable_inputs.delete((ask.namespace, block_id), askers)


@operation("reusable_inputs.namespaces", allows=_LIST, scope=SEEN)
async def namespaces(deps: Services, actor: Actor, ask: ListReusableInputsNamespaces) -> list[str]:
    """Those that the actor may see, sorted."""
    return await deps.reusable_inputs.namespaces(actor.grants.visible(_LIST))
