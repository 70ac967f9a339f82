"""Operations on policies of the server, the tenant and namespaces."""

from __future__ import annotations

import msgspec

from tiercel.model.access import TENANT, Actor, Permission, Resource, in_namespace
from tiercel.model.errors import NotAllowed
from tiercel.model.json_types import Json
from tiercel.model.lists.paging import Page, Query
from tiercel.model.policies.policy import Policy, PolicyPlace, PolicyScope
from tiercel.model.request import Request
from tiercel.service.governance.evaluation import Evaluation
from tiercel.service.governance.policies import Imported, Preview
from tiercel.service.operations.idempotency import Made
from tiercel.service.operations.operation import makes, operation
from tiercel.service.services import Services

_VIEW = Permission(Resource.POLICY, "VIEW")
_LIST = Permission(Resource.POLICY, "LIST")
_CREATE = Permission(Resource.POLICY, "CREATE")
_UPDATE = Permission(Resource.POLICY, "UPDATE")
_DELETE = Permission(Resource.POLICY, "DELETE")
_FLOWS = Permission(Resource.FLOW, "VIEW")


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """Where a request looks: in a namespace, else in the tenant, or the whole server."""

    namespace: str | None
    is_of_instance: bool = False


class FindPolicies(Placed, Request[Page[Policy]], frozen=True, kw_only=True):
    """A page of the policies of one place."""

    query: Query


class GetPolicy(Placed, Request[Policy], frozen=True, kw_only=True):
    """One policy with its rules."""

    policy_id: str


class CreatePolicy(Placed, Request[Policy], frozen=True, kw_only=True):
    """A new policy, to which flows are held from then on."""

    document: dict[str, Json]


class UpdatePolicy(Placed, Request[Policy], frozen=True, kw_only=True):
    """All of a policy but its id."""

    policy_id: str
    document: dict[str, Json]


class DeletePolicy(Placed, Request[None], frozen=True, kw_only=True):
    """Remove a policy; flows go on without it."""

    policy_id: str


class DeletePolicies(Placed, Request[int], frozen=True, kw_only=True):
    """Remove those of some ids that there are."""

    ids: tuple[str, ...]


class ExportPolicies(Placed, Request[str], frozen=True, kw_only=True):
    """YAML documents of the policies of a place, or of some of them."""

    ids: tuple[str, ...] | None = None


class EvaluatePolicy(Placed, Request[Evaluation], frozen=True, kw_only=True):
    """What a policy would make of the flows that are stored."""

    policy_id: str


class ImportPolicies(Request[Imported], frozen=True, kw_only=True):
    """Create or replace policies of the tenant and of namespaces; `content` is YAML."""

    content: bytes


class PreviewPolicies(Request[Preview], frozen=True, kw_only=True):
    """What policies make of a source of a namespace; nothing is saved."""

    namespace: str
    source: str


def _place(actor: Actor, ask: Placed) -> PolicyPlace:
    """Where it looks. Raises: NotAllowed for the server's own, which are for its owners."""
    if ask.is_of_instance:
        if not actor.grants.is_owner:
            raise NotAllowed("This is for owners of the server only")
        return PolicyPlace(PolicyScope.INSTANCE)
    if ask.namespace is not None:
        return PolicyPlace(PolicyScope.NAMESPACE, ask.namespace)
    return PolicyPlace(PolicyScope.TENANT)


@operation("policy.search", allows=_LIST, scope=in_namespace())
async def search(deps: Services, actor: Actor, ask: FindPolicies) -> Page[Policy]:
    """Those of the server with the ones of its configuration."""
    return await deps.policies.find(_place(actor, ask), ask.query)


@operation("policy.get", allows=_VIEW, scope=in_namespace())
async def get(deps: Services, actor: Actor, ask: GetPolicy) -> Policy:
    """As it was written, with its place. Raises: NotFound."""
    return await deps.policies.get(_place(actor, ask), ask.policy_id)


@makes(
    Made(
        lambda one: [one.place.scope.value, one.place.namespace, one.id],
        lambda deps, kept: deps.policies.get(PolicyPlace(PolicyScope(kept[0]), kept[1]), kept[2]),
        within=("namespace", "is_of_instance"),
    )
)
@operation("policy.create", allows=_CREATE, scope=in_namespace())
async def create(deps: Services, actor: Actor, ask: CreatePolicy) -> Policy:
    """Flows are held to it from their next save on. Raises: Invalid, Conflict."""
    return await deps.policies.create(_place(actor, ask), ask.document)


@operation("policy.update", allows=_UPDATE, scope=in_namespace())
async def update(deps: Services, actor: Actor, ask: UpdatePolicy) -> Policy:
    """Raises: NotFound, Invalid, Conflict for one of the configuration."""
    return await deps.policies.update(_place(actor, ask), ask.policy_id, ask.document)


@operation("policy.delete", allows=_DELETE, scope=in_namespace())
async def delete(deps: Services, actor: Actor, ask: DeletePolicy) -> None:
    """Raises: NotFound, Conflict for one of the configuration."""
    await deps.policies.delete(_place(actor, ask), ask.policy_id)


@operation("policy.delete_all", allows=_DELETE, scope=in_namespace())
async def delete_all(deps: Services, actor: Actor, ask: DeletePolicies) -> int:
    """How many. Raises: Conflict for one of the configuration."""
    return await deps.policies.delete_all(_place(actor, ask), ask.ids)


@operation("policy.export", allows=_VIEW, scope=in_namespace(), audits=False)
async def export(deps: Services, actor: Actor, ask: ExportPolicies) -> str:
    """Each says where it belongs, so that it is judged alike offline."""
    return await deps.policies.export(_place(actor, ask), ask.ids)


@operation("policy.evaluate", allows=(_VIEW, _FLOWS), scope=in_namespace())
async def evaluate(deps: Services, actor: Actor, ask: EvaluatePolicy) -> Evaluation:
    """As if it were in force and no other. Raises: NotFound."""
    policy = await deps.policies.get(_place(actor, ask), ask.policy_id)
    return await deps.policy_evaluation.of(policy)


@operation("policy.import", allows=(_CREATE, _UPDATE), scope=TENANT)
async def import_file(deps: Services, actor: Actor, ask: ImportPolicies) -> Imported:
    """What can't be imported is named; the others are."""
    return await deps.policies.import_file(ask.content)


@operation("policy.preview", allows=Permission(Resource.FLOW, "VALIDATE"), scope=in_namespace())
async def preview(deps: Services, actor: Actor, ask: PreviewPolicies) -> Preview:
    """Raises: Invalid for a source that can't be read."""
    return await deps.policies.preview(ask.namespace, ask.source)
