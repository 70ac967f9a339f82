"""Operations on roles and on the bindings that give them."""

from __future__ import annotations

from collections.abc import Mapping

from tiercel.model.access import SIGNED_IN, TENANT, Actor, Permission, Resource
from tiercel.model.authorization.roles import MANAGED_ROLES, Role
from tiercel.model.lists.paging import Page, Query
from tiercel.model.request import Request
from tiercel.service.access.roles import BindingDraft, Bound, RoleDraft
from tiercel.service.operations.idempotency import Made
from tiercel.service.operations.operation import makes, operation
from tiercel.service.services import Services

_LIST = Permission(Resource.ROLE, "LIST")
_BIND = Permission(Resource.BINDING, "CREATE")


class FindRoles(Request[Page[Role]], frozen=True, kw_only=True):
    """A page of roles, those that come with the server among them."""

    query: Query


class ChooseRoles(Request[list[Role]], frozen=True, kw_only=True):
    """Those of the ids that there are."""

    ids: tuple[str, ...]


class GetRole(Request[Role], frozen=True, kw_only=True):
    """One role with what it allows."""

    role_id: str


class CreateRole(Request[Role], frozen=True, kw_only=True):
    """A new role, which nobody has yet."""

    draft: RoleDraft


class UpdateRole(Request[Role], frozen=True, kw_only=True):
    """All of a role but its id."""

    role_id: str
    draft: RoleDraft


class DeleteRole(Request[None], frozen=True, kw_only=True):
    """Remove a role; nobody has it any more."""

    role_id: str


class ListManagedRoles(Request[Mapping[str, Role]], frozen=True, kw_only=True):
    """The roles that come with the server, by id."""


class FindBindings(Request[Page[Bound]], frozen=True, kw_only=True):
    """A page of bindings."""

    query: Query


class GetBinding(Request[Bound], frozen=True, kw_only=True):
    """One binding with the names of what it binds."""

    binding_id: str


class BindRole(Request[Bound], frozen=True, kw_only=True):
    """Give a role; one that is given already stays as it is."""

    draft: BindingDraft


class BindAll(Request[list[Bound]], frozen=True, kw_only=True):
    """Give several roles, all of them or none."""

    drafts: tuple[BindingDraft, ...]


class DeleteBinding(Request[None], frozen=True, kw_only=True):
    """Take a role away."""

    binding_id: str


@operation("role.search", allows=_LIST, scope=TENANT)
async def search(deps: Services, actor: Actor, ask: FindRoles) -> Page[Role]:
    """As the filters say."""
    return await deps.roles.find(ask.query)


@operation("role.choose", allows=_LIST, scope=TENANT)
async def choose(deps: Services, actor: Actor, ask: ChooseRoles) -> list[Role]:
    """In the order of the ids."""
    return await deps.roles.chosen(ask.ids)


@operation("role.get", allows=Permission(Resource.ROLE, "VIEW"), scope=TENANT)
async def get(deps: Services, actor: Actor, ask: GetRole) -> Role:
    """Also one that comes with the server. Raises: NotFound."""
    return await deps.roles.get(ask.role_id)


@makes(Made(lambda one: one.id, lambda deps, kept: deps.roles.get(kept)))
@operation("role.create", allows=Permission(Resource.ROLE, "CREATE"), scope=TENANT)
async def create(deps: Services, actor: Actor, ask: CreateRole) -> Role:
    """Raises: Invalid, NotAllowed for more than the actor may do, Conflict for too many."""
    return await deps.roles.create(actor.grants, ask.draft)


@operation("role.update", allows=Permission(Resource.ROLE, "UPDATE"), scope=TENANT)
async def update(deps: Services, actor: Actor, ask: UpdateRole) -> Role:
    """Raises: NotFound, Invalid, NotAllowed for a managed one or more than the actor may do."""
    return await deps.roles.update(actor.grants, ask.role_id, ask.draft)


@operation("role.delete", allows=Permission(Resource.ROLE, "DELETE"), scope=TENANT)
async def delete(deps: Services, actor: Actor, ask: DeleteRole) -> None:
    """With its bindings. Raises: NotFound, NotAllowed for a managed one."""
    await deps.roles.delete(ask.role_id)


@operation("role.managed", allows=SIGNED_IN, scope=TENANT)
async def managed(deps: Services, actor: Actor, ask: ListManagedRoles) -> Mapping[str, Role]:
    """What each of them holds follows the version of the server."""
    return MANAGED_ROLES


@operation("binding.search", allows=Permission(Resource.BINDING, "LIST"), scope=TENANT)
async def search_bindings(deps: Services, actor: Actor, ask: FindBindings) -> Page[Bound]:
    """As the filters say."""
    return await deps.bindings.find(ask.query)


@operation("binding.get", allows=Permission(Resource.BINDING, "VIEW"), scope=TENANT)
async def get_binding(deps: Services, actor: Actor, ask: GetBinding) -> Bound:
    """As it was made: bindings never change. Raises: NotFound."""
    return await deps.bindings.get(ask.binding_id)


@operation("binding.bind", allows=_BIND, scope=TENANT)
async def bind(deps: Services, actor: Actor, ask: BindRole) -> Bound:
    """Raises: Invalid, NotFound, NotAllowed for more than the actor may do there."""
    return (await deps.bindings.create(actor.grants, (ask.draft,)))[0]


@operation("binding.bind_all", allows=_BIND, scope=TENANT)
async def bind_all(deps: Services, actor: Actor, ask: BindAll) -> list[Bound]:
    """As for one, in the order given: repeating it gives the same bindings."""
    return await deps.bindings.create(actor.grants, ask.drafts)


@operation("binding.delete", allows=Permission(Resource.BINDING, "DELETE"), scope=TENANT)
async def unbind(deps: Services, actor: Actor, ask: DeleteBinding) -> None:
    """Within a moment on every server. Raises: NotFound."""
    await deps.bindings.delete(ask.binding_id)
