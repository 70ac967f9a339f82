"""Who there is, as stored: users, groups, roles of a tenant, and bindings between them.

Shapes: ids are opaque texts. A service account is a user without a password. Dates are seconds
since 1970 in UTC.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

# The one tenant that holds flows so far.
TENANT_ID = "main"


class UserKind(StrEnum):
    """A person, or an account that programs use."""

    STANDARD = "STANDARD"
    SERVICE_ACCOUNT = "SERVICE_ACCOUNT"


class User(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who may sign in, of the whole server.

    Shapes: `username` is the e-mail address of a person in lower case, or the name of a service
    account; it is unique. Who has no `password_hash` can't sign in with one; who
    `must_change_password` may do nothing else until then. The user that the configuration or the
    set-up made `is_first`: its password is kept with the settings. The account of a security
    integration has the id of that.
    """

    id: str
    kind: UserKind = UserKind.STANDARD
    username: str
    first_name: str = ""
    last_name: str = ""
    description: str = ""
    password_hash: str | None = None
    is_owner: bool = False
    is_first: bool = False
    is_restricted: bool = False
    is_disabled: bool = False
    must_change_password: bool = False
    failures: tuple[float, ...] = ()
    locked_until: float = 0.0
    integration_id: str = ""

    @property
    def is_person(self) -> bool:
        """Whether it is no service account."""
        return self.kind is UserKind.STANDARD

    @property
    def email(self) -> str:
        """The address of a person; empty for a service account."""
        return self.username if self.is_person else ""

    @property
    def display_name(self) -> str:
        """First and last name, or the user name where there are none."""
        return f"{self.first_name} {self.last_name}".strip() or self.username


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Users of a tenant who are given the same.

    Shapes: `source` is the id of the security integration that keeps it, empty where people do.
    """

    id: str
    name: str
    description: str = ""
    source: str = ""

    @property
    def is_external(self) -> bool:
        """Whether people can't change it."""
        return bool(self.source)


class Membership(msgspec.Struct, frozen=True, kw_only=True):
    """A user in a group; owners of a group may add and remove members.

    Shapes: `source` is the provider that began it and may end it, empty for one that people began.
    """

    group_id: str
    user_id: str
    is_owner: bool = False
    source: str = ""


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """That a user is known as `subject` at an issuer of identities."""

    issuer: str
    subject: str
    user_id: str


class StoredRole(msgspec.Struct, frozen=True, kw_only=True):
    """A role that a tenant has made.

    Shapes: `permissions` are actions by resource.
    """

    id: str
    name: str
    description: str = ""
    permissions: dict[str, list[str]]
    is_default: bool = False


class SubjectKind(StrEnum):
    """What a binding gives a role to; a service account counts as a user."""

    USER = "USER"
    GROUP = "GROUP"


class Binding(msgspec.Struct, frozen=True, kw_only=True):
    """A role for a user or a group, in a namespace and below it, or in the whole tenant."""

    id: str
    kind: SubjectKind
    subject_id: str
    role_id: str
    namespace: str | None = None


class TenantAccess(msgspec.Struct, frozen=True, kw_only=True):
    """That a user may enter a tenant, whether or not a group or binding says so too."""

    user_id: str


class InvitedRole(msgspec.Struct, frozen=True, kw_only=True):
    """A role that an invitation gives, in namespaces or, without any, in the whole tenant."""

    role_id: str
    namespaces: tuple[str, ...] = ()


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody is offered who is to enter the tenant.

    Shapes: `email` is in lower case. `key_hash` is the digest of what the link has beside the id.
    `invited_by` is the id of a user, None where nobody signs in.
    """

    id: str
    email: str
    key_hash: str
    roles: tuple[InvitedRole, ...] = ()
    group_ids: tuple[str, ...] = ()
    is_owner: bool = False
    invited_by: str | None = None
    sent: float
    expires: float
    accepted: float | None = None


class IntegrationKind(StrEnum):
    """By which protocol a provider of identities keeps users and groups."""

    SCIM = "SCIM"


class SecurityIntegration(msgspec.Struct, frozen=True, kw_only=True):
    """A provider of identities that keeps users and groups of the tenant.

    Shapes: it acts as the service account `account_id`, whose token it has.
    """

    id: str
    name: str
    description: str = ""
    kind: IntegrationKind = IntegrationKind.SCIM
    is_enabled: bool = True
    account_id: str


class Provisioned(msgspec.Struct, frozen=True, kw_only=True):
    """That a security integration keeps a user or group, which it knows as `external_id`.

    Shapes: it `is_made` by the integration, or was there before.
    """

    integration_id: str
    kind: SubjectKind
    object_id: str
    external_id: str = ""
    is_made: bool = False
