"""What requests on users, groups, roles and bindings may carry (access.md §4 to §12)."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from tiercel.model.authorization.limits import USER_NAME_CHARS_MAX
from tiercel.service.access.passwords import CREDENTIAL_CHARS_MAX
from tiercel.web.param_kinds import DURATION
from tiercel.web.payloads import Payload

Name = Annotated[str, Meta(max_length=USER_NAME_CHARS_MAX)]
Password = Annotated[str, Meta(max_length=CREDENTIAL_CHARS_MAX)]
AccountName = Annotated[str, Meta(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=63)]


class UserChange(Payload, frozen=True):
    """Names and the e-mail address of a user; what is missing stays."""

    first_name: Name | None = None
    last_name: Name | None = None
    email: Name | None = None


class UserInput(Payload, frozen=True, kw_only=True):
    """A user of the server; empty texts count as missing."""

    email: Name | None = None
    username: Name | None = None
    first_name: Name | None = None
    last_name: Name | None = None
    password: Password | None = None
    tenants: list[str] | None = None
    groups: list[str] | None = None
    super_admin: bool | None = None
    instance_owner: bool | None = None
    restricted: bool | None = None


class PasswordInput(Payload, frozen=True):
    """A new password for a user."""

    password: Password


class OwnPasswordInput(Payload, frozen=True):
    """Another password for oneself."""

    old_password: Password
    new_password: Password


class OwnerInput(Payload, frozen=True):
    """Whether somebody owns the server, under either name."""

    super_admin: bool | None = None
    instance_owner: bool | None = None


class RestrictedInput(Payload, frozen=True):
    """Whether a user must keep name and password."""

    restricted: bool


class UserGroupsInput(Payload, frozen=True):
    """The groups of a user."""

    group_ids: list[str]


class UserTokenInput(Payload, frozen=True):
    """A token of a user; an empty age is none."""

    name: AccountName
    description: Name | None = None
    max_age: Annotated[str, Meta(pattern=f"^$|{DURATION}")] | None = None
    extended: bool | None = None


class GroupInput(Payload, frozen=True):
    """A group, a new one with members."""

    name: Annotated[str, Meta(min_length=1, max_length=USER_NAME_CHARS_MAX)]
    description: Name | None = None
    members_id: list[str] | None = None


class Sought(Payload, frozen=True):
    """Words of a name, and ids that are wanted if they exist."""

    q: str | None = None
    ids: list[str] | None = None


class EntrantsSought(Sought, frozen=True):
    """People by a part of their names, or by their ids."""

    username: str | None = None
    existing_only: bool | None = None


class IdsInput(Payload, frozen=True):
    """Ids of groups or roles."""

    ids: list[str]


class RoleInput(Payload, frozen=True):
    """A role: actions by resource, in the words of today or of 1.x."""

    name: Annotated[str, Meta(min_length=1, max_length=USER_NAME_CHARS_MAX)]
    permissions: dict[str, list[str]]
    description: Name | None = None
    is_default: bool | None = None


class BindingInput(Payload, frozen=True):
    """A role for a user or group; without a namespace in the whole tenant."""

    type: Literal["USER", "GROUP"]
    external_id: str
    role_id: str
    namespace_id: str | None = None


class InvitedRoleInput(Payload, frozen=True):
    """A role that an invitation gives; without namespaces in the whole tenant."""

    id: str
    namespaces: list[str] | None = None


class InvitationInput(Payload, frozen=True):
    """Whom to invite, and what they are given."""

    email: Name
    roles: list[InvitedRoleInput] | None = None
    groups: list[str] | None = None
    super_admin: bool | None = None
    instance_owner: bool | None = None
    create_user_if_not_exist: bool | None = None


class InvitedAccountInput(Payload, frozen=True):
    """The account of somebody who was invited; the key is that of the link."""

    password: Password
    first_name: Name | None = None
    last_name: Name | None = None
    key: str | None = None


class SecurityIntegrationInput(Payload, frozen=True):
    """A provider of identities that is to keep users and groups."""

    name: Annotated[str, Meta(min_length=1, max_length=USER_NAME_CHARS_MAX)]
    description: Name | None = None
    type: Literal["SCIM"] | None = None


class TenantAccessInput(Payload, frozen=True):
    """Who is let into the tenant."""

    email: Name


class AccountChange(Payload, frozen=True):
    """Name and description of a service account."""

    name: AccountName
    description: Name | None = None


class AccountInput(AccountChange, frozen=True):
    """A service account of the server."""

    super_admin: bool | None = None
    instance_owner: bool | None = None
    tenants: list[str] | None = None


class GroupIdInput(Payload, frozen=True):
    """A group by id."""

    id: str


class TenantAccountInput(AccountChange, frozen=True):
    """A service account of the tenant."""

    groups: list[GroupIdInput] | None = None
    super_admin: bool | None = None
    instance_owner: bool | None = None
