"""Users, groups, roles and bindings as the API shows them (access.md §4 to §12)."""

from __future__ import annotations

from msgspec import UNSET, UnsetType
from msgspec.structs import astuple

from tiercel.model.authorization.people import (
    TENANT_ID,
    Group,
    Membership,
    SubjectKind,
    User,
    UserKind,
)
from tiercel.model.authorization.roles import Role, by_resource
from tiercel.service.access.groups import Member
from tiercel.service.access.roles import Bound
from tiercel.service.access.tenant_access import AccessDetail, Entrant, GivenRole
from tiercel.web.views.access import TenantView
from tiercel.web.views.view import View, given

PermissionsView = dict[str, list[str]]


class NothingView(View, frozen=True):
    """An object without members."""


class WayInView(View, frozen=True):
    """A way in which somebody may sign in."""

    id: str
    name: str
    type: str


class PersonView(View, frozen=True):
    """A user or service account by name."""

    id: str
    username: str
    display_name: str


class NamedView(View, frozen=True):
    """A role or group by name."""

    id: str
    name: str


class DescribedView(NamedView, frozen=True):
    """A name, and what is said of it."""

    description: str


class UserGroupView(View, frozen=True):
    """A group that a user is in."""

    id: str
    tenant_id: str


class UserSummaryView(PersonView, frozen=True):
    """A user in a list."""

    tenants: list[TenantView]
    auths: list[WayInView]
    super_admin: bool
    instance_owner: bool


class UserView(PersonView, frozen=True):
    """A user of the server."""

    first_name: str
    last_name: str
    email: str
    tenants: list[TenantView]
    auths: list[WayInView]
    groups: list[UserGroupView]
    super_admin: bool
    instance_owner: bool
    restricted: bool


class UsersView(View, frozen=True):
    """A page of users."""

    results: list[UserSummaryView]
    total: int


class GroupView(DescribedView, frozen=True):
    """A group."""


class GroupsView(View, frozen=True):
    """A page of groups."""

    results: list[GroupView]
    total: int


class GroupOfEntrantView(NamedView, frozen=True):
    """A group of somebody who may enter the tenant; `external` ones are managed elsewhere."""

    external: bool


class GroupOfMemberView(GroupOfEntrantView, frozen=True):
    """A group of a member, and whether they own it."""

    membership: str


class MemberView(PersonView, frozen=True):
    """A member of a group, with all groups that they are in."""

    groups: list[GroupOfMemberView]


class MembersView(View, frozen=True):
    """A page of members."""

    results: list[MemberView]
    total: int


class EntrantView(PersonView, frozen=True):
    """Somebody who may enter the tenant."""

    description: str
    groups: list[GroupOfEntrantView]
    auths: list[WayInView]


class EntrantsView(View, frozen=True):
    """A page of those who may enter the tenant."""

    results: list[EntrantView]
    total: int


class PermissionView(View, frozen=True):
    """What a role allows of one resource."""

    resource: str
    actions: list[str]


class GivenRoleView(NamedView, frozen=True, kw_only=True):
    """A role that somebody has: `origin` is BINDING or GROUP, `sourceId` that binding or group."""

    namespace: str | UnsetType = UNSET
    origin: str
    source_id: str
    permissions: list[PermissionView]


class TenantAccessView(View, frozen=True):
    """Everything that somebody is given in the tenant."""

    tenant_id: str
    user_id: str
    username: str
    display_name: str
    groups: list[GroupOfEntrantView]
    roles: list[GivenRoleView]
    super_admin: bool


class RoleSummaryView(NamedView, frozen=True):
    """A role in a list."""

    is_default: bool
    is_managed: bool
    permission_count: int


class RoleView(DescribedView, frozen=True):
    """A role with what it allows: actions by resource."""

    permissions: PermissionsView
    is_default: bool
    is_managed: bool


class FullRoleView(RoleView, frozen=True):
    """A role as older clients read it."""

    deleted: bool = False


class RolesView(View, frozen=True):
    """A page of roles."""

    results: list[RoleSummaryView]
    total: int


class BoundUserView(PersonView, frozen=True):
    """The user or service account that a binding is for."""

    type: UserKind


class BindingView(View, frozen=True, kw_only=True):
    """A role for a user or a group: in a namespace and below it, or in the whole tenant."""

    id: str
    type: SubjectKind
    namespace: str | UnsetType = UNSET
    role: NamedView
    group: NamedView | UnsetType = UNSET
    user: BoundUserView | UnsetType = UNSET
    external_id: str
    role_id: str
    namespace_id: str | None
    tenant_id: str


class BindingsView(View, frozen=True):
    """A page of bindings."""

    results: list[BindingView]
    total: int


class AccountView(DescribedView, frozen=True):
    """A service account of the server."""

    tenants: list[TenantView]
    super_admin: bool


class AccountsView(View, frozen=True):
    """A page of service accounts."""

    results: list[AccountView]
    total: int


class GroupIdView(View, frozen=True):
    """A group by id."""

    id: str


class TenantAccountView(DescribedView, frozen=True):
    """A service account of the tenant."""

    groups: list[GroupIdView]
    super_admin: bool


_TENANT = TenantView(TENANT_ID, TENANT_ID)
Groups = tuple[tuple[Group, Membership], ...]


def user_summary(user: User) -> UserSummaryView:
    """A row of the list of users."""
    return UserSummaryView(
        id=user.id,
        username=user.username,
        display_name=user.display_name,
        tenants=[_TENANT],
        auths=_ways_in(user),
        super_admin=user.is_owner,
        instance_owner=user.is_owner,
    )


def user_view(found: Entrant) -> UserView:
    """A user with groups."""
    user = found.user
    return UserView(
        id=user.id,
        username=user.username,
        display_name=user.display_name,
        first_name=user.first_name,
        last_name=user.last_name,
        email=user.email,
        tenants=[_TENANT],
        auths=_ways_in(user),
        groups=[UserGroupView(group.id, TENANT_ID) for group, _ in found.groups],
        super_admin=user.is_owner,
        instance_owner=user.is_owner,
        restricted=user.is_restricted,
    )


def group_view(group: Group) -> GroupView:
    return GroupView(group.id, group.name, group.description)


def member_view(member: Member) -> MemberView:
    """A member of a group."""
    groups = [
        GroupOfMemberView(
            group.id, group.name, group.is_external, "OWNER" if stored.is_owner else "MEMBER"
        )
        for group, stored in member.groups
    ]
    return MemberView(member.user.id, member.user.username, member.user.display_name, groups)


def entrant_view(found: Entrant) -> EntrantView:
    """Somebody who may enter the tenant."""
    user = found.user
    return EntrantView(
        id=user.id,
        username=user.username,
        display_name=user.display_name,
        description=user.description,
        groups=_groups(found.groups),
        auths=_ways_in(user),
    )


def access_view(detail: AccessDetail) -> TenantAccessView:
    """All that somebody is given."""
    user = detail.entrant.user
    return TenantAccessView(
        tenant_id=TENANT_ID,
        user_id=user.id,
        username=user.username,
        display_name=user.display_name,
        groups=_groups(detail.entrant.groups),
        roles=[_given_role(each) for each in detail.roles],
        super_admin=user.is_owner,
    )


def role_summary(role: Role) -> RoleSummaryView:
    return RoleSummaryView(
        role.id, role.name, role.is_default, role.is_managed, len(role.permissions)
    )


def role_view(role: Role) -> RoleView:
    """A role with what it allows."""
    return RoleView(
        role.id,
        role.name,
        role.description,
        by_resource(role.permissions),
        role.is_default,
        role.is_managed,
    )


def full_role_view(role: Role) -> FullRoleView:
    """A role as older clients read it."""
    return FullRoleView(*astuple(role_view(role)))


def binding_view(bound: Bound) -> BindingView:
    """A binding with the names of what it binds."""
    binding, subject = bound.binding, bound.subject
    return BindingView(
        id=binding.id,
        type=binding.kind,
        namespace=given(binding.namespace),
        role=NamedView(bound.role.id, bound.role.name),
        group=NamedView(subject.id, subject.name) if isinstance(subject, Group) else UNSET,
        user=_bound_user(subject) if isinstance(subject, User) else UNSET,
        external_id=binding.subject_id,
        role_id=binding.role_id,
        namespace_id=binding.namespace,
        tenant_id=TENANT_ID,
    )


def account_view(user: User) -> AccountView:
    """A service account of the server."""
    return AccountView(user.id, user.username, user.description, [_TENANT], user.is_owner)


def tenant_account_view(found: Entrant) -> TenantAccountView:
    """A service account of the tenant."""
    user = found.user
    groups = [GroupIdView(group.id) for group, _ in found.groups]
    return TenantAccountView(user.id, user.username, user.description, groups, user.is_owner)


def _given_role(found: GivenRole) -> GivenRoleView:
    binding, role = found.binding, found.role
    is_of_group = binding.kind is SubjectKind.GROUP
    return GivenRoleView(
        id=role.id,
        name=role.name,
        namespace=given(binding.namespace),
        origin="GROUP" if is_of_group else "BINDING",
        source_id=binding.subject_id if is_of_group else binding.id,
        permissions=[
            PermissionView(resource, actions)
            for resource, actions in by_resource(role.permissions).items()
        ],
    )


def _bound_user(user: User) -> BoundUserView:
    return BoundUserView(user.id, user.username, user.display_name, user.kind)


def _groups(groups: Groups) -> list[GroupOfEntrantView]:
    return [GroupOfEntrantView(group.id, group.name, group.is_external) for group, _ in groups]


def _ways_in(user: User) -> list[WayInView]:
    has_password = user.password_hash is not None or user.is_first
    return [WayInView("basic", "basic", "BASIC_AUTH")] if has_password else []
