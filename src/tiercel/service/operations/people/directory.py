"""Operations of security integrations on users and groups: what SCIM asks for.

Each is for whoever has the permission; the account of an integration has those that it needs.
"""

from __future__ import annotations

from tiercel.model.access import TENANT, Actor, Permission, Resource
from tiercel.model.authorization.people import SecurityIntegration
from tiercel.model.errors import NotAllowed
from tiercel.model.request import Request
from tiercel.service.access.directory import (
    GroupState,
    Keeper,
    KeptGroup,
    KeptUser,
    UserState,
)
from tiercel.service.operations.operation import operation
from tiercel.service.services import Services

_LIST_USERS = Permission(Resource.USER, "LIST")
_LIST_GROUPS = Permission(Resource.GROUP, "LIST")


class OpenDirectory(Request[SecurityIntegration], frozen=True, kw_only=True):
    """The security integration, if its calls are let in."""

    integration_id: str


class ListKeptUsers(Request[list[KeptUser]], frozen=True, kw_only=True):
    """All people of the tenant."""

    integration_id: str


class GetKeptUser(Request[KeptUser], frozen=True, kw_only=True):
    """One person of the tenant."""

    integration_id: str
    user_id: str


class CreateKeptUser(Request[KeptUser], frozen=True, kw_only=True):
    """A new person of the tenant."""

    integration_id: str
    state: UserState


class UpdateKeptUser(Request[KeptUser], frozen=True, kw_only=True):
    """All that a provider says of a person; `version` is that which was read."""

    integration_id: str
    user_id: str
    state: UserState
    version: str


class RemoveKeptUser(Request[None], frozen=True, kw_only=True):
    """Shut a person out; `version` is that which was read."""

    integration_id: str
    user_id: str
    version: str


class ListKeptGroups(Request[list[KeptGroup]], frozen=True, kw_only=True):
    """All groups of the tenant."""

    integration_id: str


class GetKeptGroup(Request[KeptGroup], frozen=True, kw_only=True):
    """One group with its people."""

    integration_id: str
    group_id: str


class CreateKeptGroup(Request[KeptGroup], frozen=True, kw_only=True):
    """A new group with its people."""

    integration_id: str
    state: GroupState


class UpdateKeptGroup(Request[KeptGroup], frozen=True, kw_only=True):
    """All that a provider says of a group; `version` is that which was read."""

    integration_id: str
    group_id: str
    state: GroupState
    version: str


class RemoveKeptGroup(Request[None], frozen=True, kw_only=True):
    """Remove a group; `version` is that which was read."""

    integration_id: str
    group_id: str
    version: str


@operation("directory.open", allows=_LIST_USERS, scope=TENANT)
async def open_directory(deps: Services, actor: Actor, ask: OpenDirectory) -> SecurityIntegration:
    """Raises: NotFound, NotAllowed for one that is switched off."""
    return (await _keeper(deps, actor, ask.integration_id)).integration


@operation("directory.users", allows=_LIST_USERS, scope=TENANT)
async def users(deps: Services, actor: Actor, ask: ListKeptUsers) -> list[KeptUser]:
    """By user name. Raises: NotFound, NotAllowed."""
    return await deps.directory.users(await _keeper(deps, actor, ask.integration_id))


@operation("directory.user", allows=Permission(Resource.USER, "VIEW"), scope=TENANT)
async def user(deps: Services, actor: Actor, ask: GetKeptUser) -> KeptUser:
    """With their groups. Raises: NotFound, NotAllowed."""
    keeper = await _keeper(deps, actor, ask.integration_id)
    return await deps.directory.user(keeper, ask.user_id)


@operation("directory.create_user", allows=Permission(Resource.USER, "CREATE"), scope=TENANT)
async def create_user(deps: Services, actor: Actor, ask: CreateKeptUser) -> KeptUser:
    """Raises: NotFound, Invalid, Conflict for a name of somebody who has access, NotAllowed."""
    keeper = await _keeper(deps, actor, ask.integration_id)
    return await deps.directory.create_user(keeper, ask.state)


@operation("directory.update_user", allows=Permission(Resource.USER, "UPDATE"), scope=TENANT)
async def update_user(deps: Services, actor: Actor, ask: UpdateKeptUser) -> KeptUser:
    """Raises: NotFound, Invalid, Conflict, NotAllowed for an owner, Changed."""
    keeper = await _keeper(deps, actor, ask.integration_id)
    return await deps.directory.update_user(keeper, ask.user_id, ask.state, ask.version)


@operation("directory.remove_user", allows=Permission(Resource.USER, "DELETE"), scope=TENANT)
async def remove_user(deps: Services, actor: Actor, ask: RemoveKeptUser) -> None:
    """Raises: NotFound, NotAllowed for an owner, Changed."""
    keeper = await _keeper(deps, actor, ask.integration_id)
    await deps.directory.remove_user(keeper, ask.user_id, ask.version)


@operation("directory.groups", allows=_LIST_GROUPS, scope=TENANT)
async def groups(deps: Services, actor: Actor, ask: ListKeptGroups) -> list[KeptGroup]:
    """By name. Raises: NotFound, NotAllowed."""
    return await deps.directory.groups(await _keeper(deps, actor, ask.integration_id))


@operation("directory.group", allows=Permission(Resource.GROUP, "VIEW"), scope=TENANT)
async def group(deps: Services, actor: Actor, ask: GetKeptGroup) -> KeptGroup:
    """With its people. Raises: NotFound, NotAllowed."""
    keeper = await _keeper(deps, actor, ask.integration_id)
    return await deps.directory.group(keeper, ask.group_id)


@operation("directory.create_group", allows=Permission(Resource.GROUP, "CREATE"), scope=TENANT)
async def create_group(deps: Services, actor: Actor, ask: CreateKeptGroup) -> KeptGroup:
    """Raises: NotFound, Invalid, Conflict for a taken name, NotAllowed."""
    keeper = await _keeper(deps, actor, ask.integration_id)
    return await deps.directory.create_group(keeper, ask.state)


@operation(
    "directory.update_group",
    allows=(Permission(Resource.GROUP, "UPDATE"), Permission(Resource.GROUP, "MANAGE_MEMBERS")),
    scope=TENANT,
)
async def update_group(deps: Services, actor: Actor, ask: UpdateKeptGroup) -> KeptGroup:
    """Raises: NotFound, Invalid, Conflict for a taken name, NotAllowed, Changed."""
    keeper = await _keeper(deps, actor, ask.integration_id)
    return await deps.directory.update_group(keeper, ask.group_id, ask.state, ask.version)


@operation("directory.remove_group", allows=Permission(Resource.GROUP, "DELETE"), scope=TENANT)
async def remove_group(deps: Services, actor: Actor, ask: RemoveKeptGroup) -> None:
    """Raises: NotFound, NotAllowed, Changed."""
    keeper = await _keeper(deps, actor, ask.integration_id)
    await deps.directory.remove_group(keeper, ask.group_id, ask.version)


async def _keeper(deps: Services, actor: Actor, integration_id: str) -> Keeper:
    """Raises: NotFound, NotAllowed while the integration is switched off."""
    integration = await deps.security_integrations.get(integration_id)
    if not integration.is_enabled:
        raise NotAllowed(f"The security integration {integration.name} is switched off")
    is_account = actor.user_id == integration.account_id
    return Keeper(integration, actor.grants, is_account or actor.grants.is_owner)
