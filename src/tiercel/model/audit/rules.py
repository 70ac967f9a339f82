"""Which operations are in the audit log, and what of their requests is shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from tiercel.model.access import Actor, ActorKind, Audience, Permission
from tiercel.model.audit.entry import AuditType
from tiercel.model.audit.limits import AUDIT_LISTED_MAX
from tiercel.model.json_types import Json
from tiercel.model.label import Label
from tiercel.model.lists.paging import Filter


class AuditRule(msgspec.Struct, frozen=True, kw_only=True):
    """How an operation is in the log.

    Shapes: what has changed records says itself what it is; `type` and `resource` are for the rest.
    One that writes outside of the database `is_outside`: it is noted when it is done. One that
    `is_reading`, though its permission is to change something, is noted when it is refused. One
    that `notes_itself` writes its entries with what it changes: only refusals are left to others.
    """

    type: AuditType = AuditType.UPDATE
    resource: str = "INSTANCE"
    is_outside: bool = False
    is_reading: bool = False
    notes_itself: bool = False


# Of actions that change nothing; all others are taken for changes.
READING = frozenset(
    {
        *("VIEW", "LIST", "FOLLOW", "EXPORT", "VALIDATE", "USE"),
        *("ACCESS_LOGS", "ACCESS_OUTPUTS", "ACCESS_FILES"),
    }
)
_TYPES = {
    "CREATE": AuditType.CREATE,
    "DELETE": AuditType.DELETE,
    "EXECUTE": AuditType.EXECUTE,
    "REPLAY": AuditType.EXECUTE,
}
# Members of requests that say what something is about; all else may hold a secret.
_SHOWN: tuple[str, ...] = (
    *("namespace", "flow_id", "execution_id", "task_run_id", "trigger_id", "task_id"),
    *("key", "keys", "path", "paths", "filename", "target", "name", "username"),
    *("user_id", "group_id", "role_id", "binding_id", "token_id", "server_id", "service_id"),
    *("dashboard_id", "template_id", "blueprint_id", "view_id", "kind", "level"),
    *("revision", "revisions", "state", "labels", "decision", "disabled", "before"),
    *("ids", "flows", "triggers", "templates", "groups", "tenants"),
    *("namespaces", "namespace_pattern", "key_pattern", "file_pattern", "deletes"),
    *("matching", "filters", "start_date", "end_date", "states"),
)


def rule_of(allows: tuple[Permission, ...] | Audience) -> AuditRule | None:
    """The rule of an operation that says none; None for one that only reads."""
    if allows is Audience.PUBLIC:
        return None
    if isinstance(allows, Audience):
        return AuditRule()
    for each in allows:
        if each.action not in READING:
            is_start = each.action in ("EXECUTE", "REPLAY")
            resource = "EXECUTION" if is_start else each.resource.value
            return AuditRule(type=_TYPES.get(each.action, AuditType.UPDATE), resource=resource)
    return None


def name_of(actor: Actor) -> str:
    """How the log calls whoever asks."""
    match actor.kind:
        case ActorKind.EXECUTION:
            return f"flow:{actor.namespace}.{actor.flow_id}"
        case ActorKind.SYSTEM:
            return actor.user or "system"
        case _:
            return actor.user or "anonymous"


def detail_of(request: msgspec.Struct) -> dict[str, Json]:
    """What is shown of a request, by the names of the API."""
    found: dict[str, Json] = {}
    for name in _SHOWN:
        value = _simple(getattr(request, name, None))
        if value is not None and value != []:
            found[member_name(name)] = value
    return found


def member_name(name: str) -> str:
    """A member in the spelling of the API."""
    first, *rest = name.split("_")
    return first + "".join(map(str.capitalize, rest))


def _simple(value: Json) -> Json:
    """A plain value as JSON; None for whatever is no such."""
    if value is None or isinstance(value, str | bool | int | float):
        return str(value) if isinstance(value, str) else value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Filter):
        return {
            "field": value.field,
            "operation": value.operation.value,
            "value": _simple(value.value),
        }
    if isinstance(value, Label):
        return {"key": value.key, "value": value.value}
    if isinstance(value, tuple | list | frozenset):
        return _several(value)
    return None


def _several(values: Iterable[Json]) -> list[Json]:
    return [_simple(each) for each in list(values)[:AUDIT_LISTED_MAX]]
