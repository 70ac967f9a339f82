"""Roles: named sets of permissions. Those that every tenant has are written here (access.md §2.2).

What they hold follows this file, never a store: a new version of the server may give them more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import msgspec

from tiercel.model.authorization.permissions import (
    ACTIONS,
    ALL_PERMISSIONS,
    Permission,
    Resource,
    permissions_on,
)


class Role(msgspec.Struct, frozen=True, kw_only=True):
    """A set of permissions that bindings give.

    Shapes: `is_default` is given to new users of the tenant; managed ones can't be changed.
    """

    id: str
    name: str
    description: str = ""
    permissions: frozenset[Permission]
    is_default: bool = False
    is_managed: bool = False


def by_resource(permissions: Iterable[Permission]) -> dict[str, list[str]]:
    """Permissions as the API writes them: actions by resource, both in their usual order."""
    allowed = frozenset(permissions)
    found = {
        resource.value: [action for action in actions if Permission(resource, action) in allowed]
        for resource, actions in ACTIONS.items()
    }
    return {resource: actions for resource, actions in found.items() if actions}


def _each(resources: Iterable[Resource], *actions: str) -> frozenset[Permission]:
    """The actions on each of the resources that has them; all of them when none are named."""
    return frozenset(
        Permission(resource, action)
        for resource in resources
        for action in ACTIONS[resource]
        if not actions or action in actions
    )


_SEEN = ("VIEW", "LIST")
_OF_RUNS = ("ACCESS_LOGS", "ACCESS_OUTPUTS", "ACCESS_FILES", "FOLLOW", "EXPORT")

_EDITOR = (
    _each(
        (
            Resource.FLOW,
            Resource.EXECUTION,
            Resource.TRIGGER,
            Resource.KVSTORE,
            Resource.DASHBOARD,
            Resource.APP,
            Resource.TESTSUITE,
            Resource.ASSET,
            Resource.MCP_SERVER,
            Resource.COPILOT,
        )
    )
    | _each((Resource.NAMESPACE, Resource.BLUEPRINT), *_SEEN)
    | _each((Resource.SYSTEM_SETTINGS, Resource.TENANT_SETTINGS), "VIEW")
)
_DEVELOPER = _EDITOR | _each(
    (Resource.NAMESPACE, Resource.SECRET, Resource.CREDENTIAL, Resource.BLUEPRINT)
)
_LAUNCHER = (
    permissions_on(Resource.FLOW, *_SEEN, "EXECUTE")
    | permissions_on(Resource.EXECUTION, *_SEEN, *_OF_RUNS, "REPLAY", "RESTART", "CHANGE_LABELS")
    | _each(
        (
            Resource.TRIGGER,
            Resource.KVSTORE,
            Resource.DASHBOARD,
            Resource.ASSET,
            Resource.NAMESPACE,
        ),
        *_SEEN,
    )
    | permissions_on(Resource.APP, *_SEEN, "EXECUTE")
)
_VIEWER = (
    _each(
        (Resource.FLOW, Resource.EXECUTION, Resource.TRIGGER, Resource.NAMESPACE),
        *_SEEN,
        "EXPORT",
    )
    | permissions_on(Resource.EXECUTION, *_OF_RUNS)
    | _each(
        (
            Resource.MCP_SERVER,
            Resource.DASHBOARD,
            Resource.KVSTORE,
            Resource.ASSET,
            Resource.TESTSUITE,
            Resource.BLUEPRINT,
        ),
        *_SEEN,
    )
)


def _managed(name: str, description: str, permissions: frozenset[Permission]) -> Role:
    return Role(
        id=name.lower(),
        name=name,
        description=description,
        permissions=permissions,
        is_managed=True,
    )


ADMIN = _managed("Admin", "May do everything in the tenant.", ALL_PERMISSIONS)
MANAGED_ROLES: Mapping[str, Role] = MappingProxyType(
    {
        role.id: role
        for role in (
            ADMIN,
            _managed("Developer", "Writes flows, files and secrets, and runs them.", _DEVELOPER),
            _managed("Editor", "Writes flows and runs them.", _EDITOR),
            _managed("Launcher", "Starts flows and looks at executions.", _LAUNCHER),
            _managed("Viewer", "Looks at flows and executions.", _VIEWER),
        )
    }
)
# What flows may do in their own namespace while people sign in (access.md §18.3).
OF_FLOWS = _EDITOR | permissions_on(Resource.NAMESPACE, "MANAGE_FILES")
# What owners of the server may do in every tenant without a binding (access.md §1).
OF_OWNERS = _each(
    (
        Resource.USER,
        Resource.GROUP,
        Resource.ROLE,
        Resource.BINDING,
        Resource.SERVICE_ACCOUNT,
        Resource.INVITATION,
        Resource.AUDITLOG,
        Resource.TENANT_SETTINGS,
        Resource.SYSTEM_SETTINGS,
    )
)
