"""Operations on groups; who owns one may manage its members without a permission."""

from __future__ import annotations

from tiercel.model.access import SIGNED_IN, TENANT, Actor, Permission, Resource
from tiercel.model.authorization.people import Group
from tiercel.model.lists.paging import Page, Query
from tiercel.model.request import Request
from tiercel.service.access.groups import GroupDraft, Member
from tiercel.service.operations.idempotency import Made
from tiercel.service.operations.operation import makes, operation
from tiercel.service.services import Services

_LIST = Permission(Resource.GROUP, "LIST")


class FindGroups(Request[Page[Group]], frozen=True, kw_only=True):
    """A page of groups."""

    query: Query


class ChooseGroups(Request[list[Group]], frozen=True, kw_only=True):
    """Those of the ids that there are."""

    ids: tuple[str, ...]


class GetGroup(Request[Group], frozen=True, kw_only=True):
    """One group, without its members."""

    group_id: str


class CreateGroup(Request[Group], frozen=True, kw_only=True):
    """A new group with members."""

    draft: GroupDraft
    members: tuple[str, ...] = ()


class UpdateGroup(Request[Group], frozen=True, kw_only=True):
    """Another name and description."""

    group_id: str
    draft: GroupDraft


class DeleteGroup(Request[None], frozen=True, kw_only=True):
    """Remove a group; its members lose what it gave them."""

    group_id: str


class ListMembers(Request[list[Member]], frozen=True, kw_only=True):
    """The members of a group whose names have a text, with all their groups."""

    group_id: str
    text: str | None = None


class AddMember(Request[Member], frozen=True, kw_only=True):
    """Put a user into a group."""

    group_id: str
    user_id: str


class RemoveMember(Request[Member], frozen=True, kw_only=True):
    """Take a user out of a group."""

    group_id: str
    user_id: str


class SetMembership(Request[Member], frozen=True, kw_only=True):
    """Whether a member owns the group."""

    group_id: str
    user_id: str
    is_owner: bool


class SetUserGroups(Request[None], frozen=True, kw_only=True):
    """Exactly these groups for a user."""

    user_id: str
    groups: tuple[str, ...]


@operation("group.search", allows=_LIST, scope=TENANT)
async def search(deps: Services, actor: Actor, ask: FindGroups) -> Page[Group]:
    """As the filters say."""
    return await deps.groups.find(ask.query)


@operation("group.choose", allows=_LIST, scope=TENANT)
async def choose(deps: Services, actor: Actor, ask: ChooseGroups) -> list[Group]:
    """In the order of the ids."""
    return await deps.groups.chosen(ask.ids)


@operation("group.get", allows=Permission(Resource.GROUP, "VIEW"), scope=TENANT)
async def get(deps: Services, actor: Actor, ask: GetGroup) -> Group:
    """Name and description. Raises: NotFound."""
    return await deps.groups.get(ask.group_id)


@makes(Made(lambda one: one.id, lambda deps, kept: deps.groups.get(kept)))
@operation("group.create", allows=Permission(Resource.GROUP, "CREATE"), scope=TENANT)
async def create(deps: Services, actor: Actor, ask: CreateGroup) -> Group:
    """Raises: Invalid, Conflict when its name is taken, NotFound for a member."""
    return await deps.groups.create(ask.draft, ask.members)


@operation("group.update", allows=Permission(Resource.GROUP, "UPDATE"), scope=TENANT)
async def update(deps: Services, actor: Actor, ask: UpdateGroup) -> Group:
    """Raises: NotFound, Invalid, NotAllowed, Conflict when the name is taken."""
    return await deps.groups.update(actor.grants, ask.group_id, ask.draft)


@operation("group.delete", allows=Permission(Resource.GROUP, "DELETE"), scope=TENANT)
async def delete(deps: Services, actor: Actor, ask: DeleteGroup) -> None:
    """With its bindings. Raises: NotFound."""
    await deps.groups.delete(ask.group_id)


@operation("group.members", allows=SIGNED_IN, scope=TENANT)
async def members(deps: Services, actor: Actor, ask: ListMembers) -> list[Member]:
    """For GROUP:VIEW and for owners of the group. Raises: NotFound, NotAllowed."""
    return await deps.groups.members(actor, ask.group_id, ask.text)


@operation("group.add_member", allows=SIGNED_IN, scope=TENANT)
async def add_member(deps: Services, actor: Actor, ask: AddMember) -> Member:
    """For GROUP:MANAGE_MEMBERS and for owners of the group.

    Raises: NotFound, Conflict, NotAllowed.
    """
    return await deps.groups.add_member(actor, ask.group_id, ask.user_id)


@operation("group.remove_member", allows=SIGNED_IN, scope=TENANT)
async def remove_member(deps: Services, actor: Actor, ask: RemoveMember) -> Member:
    """For GROUP:MANAGE_MEMBERS and for owners of the group.

    Raises: NotFound, Conflict, NotAllowed.
    """
    return await deps.groups.remove_member(actor, ask.group_id, ask.user_id)


@operation("group.set_membership", allows=SIGNED_IN, scope=TENANT)
async def set_membership(deps: Services, actor: Actor, ask: SetMembership) -> Member:
    """For GROUP:MANAGE_MEMBERS and for owners of the group.

    Raises: NotFound, Conflict, NotAllowed.
    """
    return await deps.groups.set_membership(actor, ask.group_id, ask.user_id, is_owner=ask.is_owner)


@operation(
    "user.set_groups",
    allows=Permission(Resource.USER, "MANAGE_GROUP_MEMBERSHIP"),
    scope=TENANT,
)
async def set_groups(deps: Services, actor: Actor, ask: SetUserGroups) -> None:
    """Raises: NotFound for the user, a group or a user without access, NotAllowed."""
    await deps.groups.set_groups(actor.grants, ask.user_id, ask.groups)
