"""Who asks, and what a use case needs: actors, permissions and the place where they must hold."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

import msgspec


class ActorKind(StrEnum):
    """Where a request comes from."""

    REQUEST = "REQUEST"
    EXECUTION = "EXECUTION"
    SYSTEM = "SYSTEM"


# No name of a user, which is an e-mail address.
EVERYBODY = "everybody"


class Actor(msgspec.Struct, frozen=True):
    """Who asks for a use case.

    Shapes: a request has the `user` that it proved to come from, None where nobody signs in, and
    the `address` of the client. An execution has its flow; one that a trigger is still to start
    has no `execution_id`.
    """

    kind: ActorKind
    user: str | None = None
    address: str = ""
    namespace: str | None = None
    flow_id: str | None = None
    execution_id: str | None = None

    @staticmethod
    def of_request(user: str | None = None, address: str = "") -> Actor:
        """Somebody who sends a request to the API."""
        return Actor(ActorKind.REQUEST, user, address)

    @staticmethod
    def of_execution(namespace: str, flow_id: str, execution_id: str | None = None) -> Actor:
        """A task or trigger of a flow."""
        return Actor(ActorKind.EXECUTION, None, "", namespace, flow_id, execution_id)

    @property
    def owner(self) -> str:
        """Whose preferences and views are those of the actor: without accounts, everybody's."""
        return self.user or EVERYBODY


SYSTEM = Actor(ActorKind.SYSTEM)


class Resource(StrEnum):
    """What a permission is about."""

    FLOW = "FLOW"
    EXECUTION = "EXECUTION"
    TRIGGER = "TRIGGER"
    NAMESPACE = "NAMESPACE"
    KVSTORE = "KVSTORE"
    SECRET = "SECRET"
    DASHBOARD = "DASHBOARD"
    BLUEPRINT = "BLUEPRINT"
    MCP_SERVER = "MCP_SERVER"
    COPILOT = "COPILOT"
    USER = "USER"
    SYSTEM_SETTINGS = "SYSTEM_SETTINGS"
    TENANT_SETTINGS = "TENANT_SETTINGS"


_LISTED = ("VIEW", "LIST", "CREATE", "UPDATE", "DELETE")

# What can be allowed of each resource. The words are those of the API.
ACTIONS: Mapping[Resource, tuple[str, ...]] = MappingProxyType(
    {
        Resource.FLOW: (
            *_LISTED,
            "EXECUTE",
            "DISABLE",
            "ENABLE",
            "VALIDATE",
            "EXPORT",
            "IMPORT",
        ),
        Resource.EXECUTION: (
            "VIEW",
            "LIST",
            "UPDATE",
            "DELETE",
            "RESTART",
            "KILL",
            "REPLAY",
            "PAUSE",
            "RESUME",
            "UNQUEUE",
            "FORCE_RUN",
            "FOLLOW",
            "CHANGE_LABELS",
            "ACCESS_LOGS",
            "ACCESS_OUTPUTS",
            "ACCESS_FILES",
            "EXPORT",
        ),
        Resource.TRIGGER: (
            "VIEW",
            "LIST",
            "DELETE",
            "UNLOCK",
            "RESTART",
            "DISABLE",
            "ENABLE",
            "EXPORT",
            "BACKFILL",
        ),
        Resource.NAMESPACE: (*_LISTED, "MANAGE_FILES"),
        Resource.KVSTORE: _LISTED,
        Resource.SECRET: _LISTED,
        Resource.DASHBOARD: _LISTED,
        Resource.BLUEPRINT: _LISTED,
        Resource.MCP_SERVER: _LISTED,
        Resource.COPILOT: ("USE",),
        Resource.USER: (*_LISTED, "MANAGE_GROUP_MEMBERSHIP", "IMPERSONATE"),
        Resource.SYSTEM_SETTINGS: ("VIEW", "UPDATE"),
        Resource.TENANT_SETTINGS: ("VIEW", "UPDATE"),
    }
)


class Permission(msgspec.Struct, frozen=True):
    """The right to do something with a resource."""

    resource: Resource
    action: str

    def __post_init__(self) -> None:
        if self.action not in ACTIONS[self.resource]:
            raise ValueError(f"{self.action} is no action of {self.resource}")

    def __str__(self) -> str:
        return f"{self.resource}:{self.action}"


class Audience(StrEnum):
    """Whom a use case is for that no permission of a resource speaks of.

    Shapes: anybody, whoever has signed in, and owners of the server. What is PUBLIC asks for its
    own proof where it needs one, such as the key of a webhook or a password.
    """

    PUBLIC = "public"
    SIGNED_IN = "signed in"
    OWNER = "owner"


PUBLIC, SIGNED_IN, OWNER = Audience.PUBLIC, Audience.SIGNED_IN, Audience.OWNER


class ScopeKind(StrEnum):
    """How the namespaces of a use case are found."""

    NAMESPACE = "NAMESPACE"
    EXECUTION = "EXECUTION"
    FLOWS = "FLOWS"
    SOURCE = "SOURCE"
    MATCHING = "MATCHING"
    TENANT = "TENANT"


class Scope(msgspec.Struct, frozen=True):
    """Where a permission must hold; `field` is the one of the request that says so.

    Shapes: `matching` is the field of filters that a request may have in place of `field`. It is
    None there when the request names what it is about.
    """

    kind: ScopeKind
    field: str | None = None
    matching: str | None = None

    def of(self, request: object) -> Scope:
        """The scope of one request: MATCHING when it selects by filters, else this one."""
        if self.matching is None or getattr(request, self.matching) is None:
            return self
        return MATCHING


# The whole tenant, whatever the request says.
TENANT = Scope(ScopeKind.TENANT)

# Every namespace in which something matches; what the actor may not see does not match.
MATCHING = Scope(ScopeKind.MATCHING)


def in_namespace(field: str = "namespace") -> Scope:
    """The namespace in a field; that of the actor where the field is None."""
    return Scope(ScopeKind.NAMESPACE, field)


def of_execution(field: str = "execution_id") -> Scope:
    """The namespace of the execution that a field names; the actor's own where it is None."""
    return Scope(ScopeKind.EXECUTION, field)


def of_executions(field: str = "ids", matching: str | None = "matching") -> Scope:
    """The namespaces of executions that a field lists, or of those that meet filters.

    Without `matching` the request always lists them.
    """
    return Scope(ScopeKind.EXECUTION, field, matching)


def of_flows(field: str = "flows", *, matching: str | None = None) -> Scope:
    """The namespaces of flows that a field lists by namespace and id, or that meet filters."""
    return Scope(ScopeKind.FLOWS, field, matching)


def in_source(field: str = "source") -> Scope:
    """The namespaces that sources of flows in a field name."""
    return Scope(ScopeKind.SOURCE, field)
