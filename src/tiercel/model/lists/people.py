"""The lists of users, groups, roles and bindings (access.md §6 to §12)."""

from __future__ import annotations

from tiercel.model.lists.fields import DATE, FLAG, ID, KIND, NAME, PART, field
from tiercel.model.lists.resource import Order, Resource

USERS = Resource(
    name="USER",
    fields=(
        field("q", PART, "username name", "A part of the e-mail address or of the names."),
        field("username", NAME, "username", "The user name."),
        field("email", NAME, "username", "The e-mail address."),
        field("name", NAME, "username", "The name of a service account."),
        field("superAdmin", FLAG, "is_owner", "Whether they own the server."),
        field("type", KIND, "kind", "STANDARD or SERVICE_ACCOUNT."),
    ),
    inner=(field("id", ID, "id"),),
    sorts={
        "id": "id",
        "username": "username",
        "email": "username",
        "name": "username",
        "displayName": "name",
        "superAdmin": "is_owner",
        "type": "kind",
    },
    default=(Order("username"),),
    ties=("id",),
)


def _by_name(name: str) -> Resource:
    """A list of what has a name of its own."""
    return Resource(
        name=name,
        fields=(
            field("q", PART, "name", "A part of the name."),
            field("name", NAME, "name", "The name."),
        ),
        inner=(field("id", ID, "id"),),
        sorts={"id": "id", "name": "name"},
        default=(Order("name"),),
        ties=("id",),
    )


GROUPS = _by_name("GROUP")
ROLES = _by_name("ROLE")
SECURITY_INTEGRATIONS = _by_name("SECURITY_INTEGRATION")

BINDINGS = Resource(
    name="BINDING",
    fields=(
        field("type", KIND, "kind", "USER or GROUP."),
        field("id", ID, "subject_id", "The user or group that it is for."),
        field("namespace", NAME, "namespace", "The namespace that it is for."),
        field("roleId", ID, "role_id", "The role that it gives."),
    ),
    sorts={
        "id": "id",
        "type": "kind",
        "externalId": "subject_id",
        "roleId": "role_id",
        "namespace": "namespace",
    },
    default=(Order("kind"), Order("subject_id")),
    ties=("id",),
)

INVITATIONS = Resource(
    name="INVITATION",
    fields=(
        field("q", PART, "email", "A part of the e-mail address."),
        field("email", NAME, "email", "The e-mail address."),
        field("status", KIND, "status", "PENDING, ACCEPTED or EXPIRED."),
    ),
    inner=(field("id", ID, "id"),),
    sorts={"id": "id", "email": "email", "status": "status", "sentAt": "sent"},
    default=(Order("sent", is_descending=True),),
    ties=("id",),
)

MEMBERSHIPS = Resource(
    inner=(field("groupId", ID, "group_id"), field("userId", ID, "user_id")),
    default=(Order("group_id"), Order("user_id")),
    ties=("group_id", "user_id"),
)

PROVISIONED = Resource(
    inner=(field("objectId", ID, "object_id"),),
    default=(Order("object_id"),),
    ties=("integration_id", "kind", "object_id"),
)

IDENTITIES = Resource(
    inner=(field("userId", ID, "user_id"),),
    default=(Order("issuer"), Order("subject")),
    ties=("issuer", "subject"),
)

SESSIONS = Resource(
    inner=(field("userId", ID, "user_id"), field("expires", DATE, "expires")),
    default=(Order("id"),),
    ties=("id",),
)
