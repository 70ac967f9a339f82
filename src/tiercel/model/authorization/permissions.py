"""What can be allowed: resources, their actions, and permissions of both (access.md §2.1)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

import msgspec


class Resource(StrEnum):
    """What a permission is about."""

    FLOW = "FLOW"
    EXECUTION = "EXECUTION"
    TRIGGER = "TRIGGER"
    NAMESPACE = "NAMESPACE"
    KVSTORE = "KVSTORE"
    SECRET = "SECRET"
    CREDENTIAL = "CREDENTIAL"
    REUSABLE_INPUTS = "REUSABLE_INPUTS"
    POLICY = "POLICY"
    TESTSUITE = "TESTSUITE"
    ASSET = "ASSET"
    APP = "APP"
    DASHBOARD = "DASHBOARD"
    BLUEPRINT = "BLUEPRINT"
    MCP_SERVER = "MCP_SERVER"
    COPILOT = "COPILOT"
    USER = "USER"
    GROUP = "GROUP"
    ROLE = "ROLE"
    BINDING = "BINDING"
    SERVICE_ACCOUNT = "SERVICE_ACCOUNT"
    INVITATION = "INVITATION"
    AUDITLOG = "AUDITLOG"
    SYSTEM_SETTINGS = "SYSTEM_SETTINGS"
    TENANT_SETTINGS = "TENANT_SETTINGS"
    SUPPORT = "SUPPORT"


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
        Resource.CREDENTIAL: _LISTED,
        Resource.REUSABLE_INPUTS: _LISTED,
        Resource.POLICY: _LISTED,
        Resource.TESTSUITE: (*_LISTED, "EXECUTE"),
        Resource.ASSET: (*_LISTED, "LOCK", "UNLOCK"),
        Resource.APP: (
            *_LISTED,
            "EXECUTE",
            "ACCESS_FILES",
            "ACCESS_LOGS",
            "ENABLE",
            "DISABLE",
            "IMPORT",
            "EXPORT",
        ),
        Resource.DASHBOARD: _LISTED,
        Resource.BLUEPRINT: _LISTED,
        Resource.MCP_SERVER: _LISTED,
        Resource.COPILOT: ("USE",),
        Resource.USER: (*_LISTED, "MANAGE_GROUP_MEMBERSHIP", "IMPERSONATE"),
        Resource.GROUP: (*_LISTED, "MANAGE_MEMBERS"),
        Resource.ROLE: _LISTED,
        Resource.BINDING: ("VIEW", "LIST", "CREATE", "DELETE"),
        Resource.SERVICE_ACCOUNT: _LISTED,
        Resource.INVITATION: ("VIEW", "LIST", "CREATE", "DELETE"),
        Resource.AUDITLOG: ("VIEW", "LIST", "EXPORT"),
        Resource.SYSTEM_SETTINGS: ("VIEW", "UPDATE"),
        Resource.TENANT_SETTINGS: ("VIEW", "UPDATE"),
        Resource.SUPPORT: ("CREATE",),
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


ALL_PERMISSIONS = frozenset(
    Permission(resource, action) for resource, actions in ACTIONS.items() for action in actions
)
# Of the whole tenant: a binding to a namespace gives nothing of these.
TENANT_WIDE = frozenset(
    {
        Resource.DASHBOARD,
        Resource.BLUEPRINT,
        Resource.MCP_SERVER,
        Resource.COPILOT,
        Resource.USER,
        Resource.GROUP,
        Resource.ROLE,
        Resource.BINDING,
        Resource.SERVICE_ACCOUNT,
        Resource.INVITATION,
        Resource.AUDITLOG,
        Resource.SYSTEM_SETTINGS,
        Resource.TENANT_SETTINGS,
        Resource.SUPPORT,
    }
)


def permissions_on(resource: Resource, *actions: str) -> frozenset[Permission]:
    """Permissions for some actions on a resource, for all of them when none are named."""
    return frozenset(Permission(resource, action) for action in actions or ACTIONS[resource])
