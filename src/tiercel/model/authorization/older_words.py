"""The permissions of a role as bodies write them, in the words of today or of 1.x (access.md §2.3).

A list with READ in it is of 1.x and means what its words stood for; any other is taken as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from tiercel.model.authorization.permissions import (
    ACTIONS,
    Permission,
    Resource,
    permissions_on,
)
from tiercel.model.errors import Invalid, Violation
from tiercel.model.json_types import Json

Words = Mapping[str, str]
_WRITTEN = ("CREATE", "UPDATE", "DELETE")
_SEEN = "VIEW LIST"

# Of one resource what each older word becomes; what is not named here stays as it is.
_OLDER: Mapping[Resource, Words] = MappingProxyType(
    {
        Resource.FLOW: {
            "READ": f"{_SEEN} EXPORT",
            "CREATE": "CREATE IMPORT",
            "UPDATE": "UPDATE EXECUTE DISABLE ENABLE VALIDATE",
        },
        Resource.EXECUTION: {
            "READ": f"{_SEEN} ACCESS_LOGS ACCESS_OUTPUTS ACCESS_FILES EXPORT FOLLOW",
            "UPDATE": "UPDATE RESTART KILL REPLAY PAUSE RESUME CHANGE_LABELS UNQUEUE FORCE_RUN",
        },
        Resource.TRIGGER: {
            "READ": f"{_SEEN} EXPORT",
            "UPDATE": "UNLOCK RESTART DISABLE ENABLE BACKFILL",
        },
        Resource.NAMESPACE: {"UPDATE": "UPDATE MANAGE_FILES"},
        Resource.APP: {"UPDATE": "UPDATE EXECUTE ACCESS_FILES ACCESS_LOGS"},
        Resource.USER: {"UPDATE": "UPDATE MANAGE_GROUP_MEMBERSHIP"},
        Resource.GROUP: {"UPDATE": "UPDATE MANAGE_MEMBERS"},
        Resource.AUDITLOG: {"READ": f"{_SEEN} EXPORT"},
        Resource.TESTSUITE: {"CREATE": "CREATE EXECUTE"},
    }
)
# Resources that are called otherwise today, or are several; one that is gone is none.
_RENAMED: Mapping[str, tuple[Resource, ...]] = MappingProxyType(
    {
        "SETTING": (Resource.SYSTEM_SETTINGS, Resource.TENANT_SETTINGS),
        "TENANT_ACCESS": (Resource.USER,),
        "TEST": (Resource.TESTSUITE,),
        "TEMPLATE": (),
    }
)
# Resources of which each word meant the same few permissions.
_MEANT: Mapping[str, Mapping[str, frozenset[Permission]]] = MappingProxyType(
    {
        "AI_COPILOT": {"": permissions_on(Resource.COPILOT, "USE")},
        "APPEXECUTION": {
            "READ": permissions_on(Resource.APP, "VIEW", "LIST", "ACCESS_FILES", "ACCESS_LOGS"),
            "UPDATE": permissions_on(Resource.APP, "EXECUTE"),
        },
        "GROUP_MEMBERSHIP": {"": permissions_on(Resource.GROUP, "MANAGE_MEMBERS")},
        "IMPERSONATE": {"": permissions_on(Resource.USER, "IMPERSONATE")},
    }
)


def permissions_in(document: Mapping[str, Json]) -> frozenset[Permission]:
    """The permissions of `{RESOURCE: [ACTION]}`.

    Raises: Invalid when a resource or an action is none, or when there is no permission at all.
    """
    found: set[Permission] = set()
    for name, actions in document.items():
        if not isinstance(actions, list) or not all(isinstance(each, str) for each in actions):
            raise Invalid([Violation(f"permissions.{name}", "must be a list of actions")])
        found.update(_of_resource(name.upper(), [action.upper() for action in actions]))
    if not found:
        raise Invalid([Violation("permissions", "must not be empty")])
    return frozenset(found)


def _of_resource(name: str, actions: list[str]) -> Iterator[Permission]:
    if name in _MEANT:
        meanings = _MEANT[name]
        for action in actions:
            yield from meanings.get("", meanings.get(action, frozenset()))
        return
    resources = _RENAMED.get(name)
    if resources is None and name not in Resource.__members__:
        raise _unknown(name, actions[0] if actions else "*", "resource", Resource)
    is_older = "READ" in actions or resources is not None
    for resource in (Resource(name),) if resources is None else resources:
        for action in actions:
            if is_older:
                yield from _of_older_word(resource, name, action)
            elif action in ACTIONS[resource]:
                yield Permission(resource, action)
            else:
                raise _unknown(name, action, "action", ACTIONS[resource])


def _of_older_word(resource: Resource, name: str, action: str) -> Iterator[Permission]:
    """What an older word gives: nothing where the resource has no such action today."""
    if (resource, action) == (Resource.EXECUTION, "CREATE"):
        yield Permission(Resource.FLOW, "EXECUTE")
        return
    if action != "READ" and action not in _WRITTEN and action not in ACTIONS[resource]:
        raise _unknown(name, action, "action", ("READ", *ACTIONS[resource]))
    words = _OLDER.get(resource, {}).get(action, _SEEN if action == "READ" else action)
    for word in words.split():
        if word in ACTIONS[resource]:
            yield Permission(resource, word)


def _unknown(resource: str, action: str, what: str, known: Iterable[str]) -> Invalid:
    allowed = ", ".join(known)
    text = f"Invalid permission '{resource}:{action}'; the {what} must be one of {allowed}"
    return Invalid([Violation(f"permissions.{resource}", text)])
