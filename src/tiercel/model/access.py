"""Who asks, and what a use case needs: actors, permissions and the place where they must hold."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from tiercel.model.authorization.grants import NOBODY, UNLIMITED, Grants
from tiercel.model.authorization.permissions import ACTIONS, Permission, Resource

# What a declaration of an operation needs is in one place.
__all__ = [
    "ACTIONS",
    "MATCHING",
    "OWNER",
    "PUBLIC",
    "SEEN",
    "SIGNED_IN",
    "SYSTEM",
    "TENANT",
    "Actor",
    "ActorKind",
    "Audience",
    "Permission",
    "Resource",
    "Scope",
    "ScopeKind",
    "Via",
    "in_namespace",
    "in_source",
    "of_execution",
    "of_executions",
    "of_flows",
    "seen_in",
    "what_matches",
]


class ActorKind(StrEnum):
    """Where a request comes from."""

    REQUEST = "REQUEST"
    EXECUTION = "EXECUTION"
    SYSTEM = "SYSTEM"


class Via(StrEnum):
    """How an actor proved who they are."""

    NOTHING = "NOTHING"
    PASSWORD = "PASSWORD"
    SESSION = "SESSION"
    TOKEN = "TOKEN"
    PROXY = "PROXY"
    OIDC = "OIDC"
    LDAP = "LDAP"
    EXECUTION = "EXECUTION"
    COMMAND_LINE = "COMMAND_LINE"


# No name of a user, which is an e-mail address.
EVERYBODY = "everybody"


class Actor(msgspec.Struct, frozen=True):
    """Who asks for a use case.

    Shapes: a request has the `user` that it proved to come from, by name and id, None where nobody
    signs in, and the `address` of the client. An execution has its flow; one that a trigger is
    still to start has no `execution_id`. `grants` are what the actor may do: nothing unless
    somebody says so. `via` is how they proved who they are.
    """

    kind: ActorKind
    user: str | None = None
    address: str = ""
    namespace: str | None = None
    flow_id: str | None = None
    execution_id: str | None = None
    grants: Grants = NOBODY
    user_id: str | None = None
    via: Via = Via.NOTHING

    @staticmethod
    def of_request(
        user: str | None = None,
        address: str = "",
        grants: Grants = NOBODY,
        user_id: str | None = None,
        via: Via = Via.NOTHING,
    ) -> Actor:
        """Somebody who sends a request to the API."""
        return Actor(ActorKind.REQUEST, user, address, grants=grants, user_id=user_id, via=via)

    @staticmethod
    def of_execution(namespace: str, flow_id: str, execution_id: str | None = None) -> Actor:
        """A task or trigger of a flow; what it may do is looked up when it asks."""
        return Actor(
            ActorKind.EXECUTION,
            None,
            "",
            namespace,
            flow_id,
            execution_id,
            via=Via.EXECUTION,
        )

    @property
    def owner(self) -> str:
        """Whose preferences and views are those of the actor: without accounts, everybody's."""
        return self.user or EVERYBODY


SYSTEM = Actor(ActorKind.SYSTEM, grants=UNLIMITED, via=Via.COMMAND_LINE)


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
    SEEN = "SEEN"
    TENANT = "TENANT"


class Scope(msgspec.Struct, frozen=True):
    """Where a permission must hold; `field` is the one of the request that says so.

    Shapes: `matching` is the field of filters that a request has, or may have in place of `field`:
    then it is None there when the request names what it is about. Filters are a tuple of them, or
    what has such a tuple as its `filters`. `named` are fields that may name namespaces, or flows
    by namespace and id. What is `shared` may also be done by flows of the namespaces that the one
    of the request lets in.
    """

    kind: ScopeKind
    field: str | None = None
    matching: str | None = None
    named: tuple[str, ...] = ()
    is_shared: bool = False

    def of(self, request: object) -> Scope:
        """The scope of one request: that of its filters when it selects by them, else this one."""
        if self.matching is None or getattr(request, self.matching) is None:
            return self
        return what_matches(self.matching)


# The whole tenant, whatever the request says.
TENANT = Scope(ScopeKind.TENANT)

# Every namespace in which something matches, of requests that can't be narrowed: all of them.
MATCHING = Scope(ScopeKind.MATCHING)

# What the actor sees: the use case itself asks the grants, and of several permissions shows what
# each is for. One of them must hold somewhere.
SEEN = Scope(ScopeKind.SEEN)


def what_matches(field: str = "query") -> Scope:
    """Every namespace in which something meets filters; what the actor may not see does not."""
    return Scope(ScopeKind.MATCHING, matching=field)


def seen_in(*fields: str) -> Scope:
    """The namespaces that fields name, in each of which it must be allowed.

    What names none is about whatever the actor sees: the use case asks the grants, as for SEEN.
    """
    return Scope(ScopeKind.SEEN, named=fields)


def in_namespace(field: str = "namespace", *, shared: bool = False) -> Scope:
    """The namespace in a field; that of the actor where the field is None."""
    return Scope(ScopeKind.NAMESPACE, field, is_shared=shared)


def of_execution(field: str = "execution_id", *, shared: bool = False) -> Scope:
    """The namespace of the execution that a field names; the actor's own where it is None."""
    return Scope(ScopeKind.EXECUTION, field, is_shared=shared)


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
