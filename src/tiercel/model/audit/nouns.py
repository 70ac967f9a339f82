"""What of which records the audit log shows: never what proves somebody to be somebody."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from tiercel.model.authorization.people import TENANT_ID
from tiercel.model.json_types import Json
from tiercel.model.kv import KvEntry
from tiercel.model.policies.banner import BANNER
from tiercel.model.policies.kill_switch import KILL_SWITCH
from tiercel.model.policies.tenant import TENANT_RECORD
from tiercel.model.stored import records
from tiercel.model.stored.flow import StoredFlow
from tiercel.model.stored.record import Document, Key, RecordTable


class AuditedNoun(msgspec.Struct, frozen=True):
    """A table of records; members that are `hidden` are not shown, only that they changed.

    Shapes: `kinds` are resources of their own among the records, by the part `kind` of the key.
    """

    resource: str
    hidden: frozenset[str] = frozenset()
    kinds: Mapping[str, str] = {}


class AuditedState(msgspec.Struct, frozen=True):
    """An object before or after a change; `unshown` are its hidden members, to be compared only."""

    shown: dict[str, Json]
    unshown: dict[str, Json] = {}


class AuditedObject(msgspec.Struct, frozen=True):
    """Which object a change is about."""

    resource: str
    id: str
    namespace: str | None = None
    flow_id: str | None = None


_PROOFS = frozenset({"password_hash", "failures", "locked_until"})
_SETTINGS = frozenset({"secretConfiguration", "storageConfiguration"})
_KINDS = {KILL_SWITCH: "KILL_SWITCH", BANNER: "BANNER", TENANT_RECORD: "TENANT"}
# Tables that are not here keep what servers note for themselves.
_NOUNS: Mapping[str, AuditedNoun] = {
    records.DASHBOARDS.name: AuditedNoun("DASHBOARD"),
    records.TEMPLATES.name: AuditedNoun("TEMPLATE"),
    records.SECRETS.name: AuditedNoun("SECRET", frozenset({"value"})),
    records.TOKENS.name: AuditedNoun("API_TOKEN", frozenset({"hash"})),
    records.NAMESPACES.name: AuditedNoun("NAMESPACE", _SETTINGS),
    records.TOOL_SERVERS.name: AuditedNoun("MCP_SERVER"),
    records.WORKER_GROUPS.name: AuditedNoun("WORKER_GROUP"),
    records.WORKER_QUEUES.name: AuditedNoun("WORKER_QUEUE"),
    records.WORKER_TOKENS.name: AuditedNoun("WORKER_GROUP", frozenset({"hash"})),
    records.WORKER_CREDENTIALS.name: AuditedNoun("WORKER_GROUP"),
    records.INSTRUCTIONS.name: AuditedNoun("INSTANCE", kinds=_KINDS),
    records.BLUEPRINTS.name: AuditedNoun("BLUEPRINT"),
    records.BLUEPRINT_SOURCES.name: AuditedNoun("BLUEPRINT"),
    records.POLICIES.name: AuditedNoun("POLICY"),
    records.REUSABLE_INPUTS.name: AuditedNoun("REUSABLE_INPUTS"),
    records.CREDENTIALS.name: AuditedNoun("CREDENTIAL", frozenset({"secret"})),
    records.SAVED_VIEWS.name: AuditedNoun("SAVED_VIEW"),
    records.USERS.name: AuditedNoun("USER", _PROOFS),
    records.GROUPS.name: AuditedNoun("GROUP"),
    records.MEMBERSHIPS.name: AuditedNoun("GROUP"),
    records.IDENTITIES.name: AuditedNoun("USER"),
    records.ROLES.name: AuditedNoun("ROLE"),
    records.BINDINGS.name: AuditedNoun("BINDING"),
    records.INVITATIONS.name: AuditedNoun("INVITATION", frozenset({"key_hash"})),
    records.SECURITY_INTEGRATIONS.name: AuditedNoun("SECURITY_INTEGRATION"),
    records.TENANT_ACCESS.name: AuditedNoun("TENANT_ACCESS"),
}


def is_audited(table: str) -> bool:
    """Whether changes of a table of records are in the log."""
    return table in _NOUNS


def object_in(table: RecordTable[Document], key: Key, document: Document) -> AuditedObject:
    """The object that a record is; `document` is its newest state."""
    noun = _NOUNS[table.name]
    named = dict(zip(table.key, key, strict=True))
    namespace = named.pop("namespace", None) or document.get("namespace") or None
    if noun.resource == "NAMESPACE":
        namespace = named["id"]
    kind = noun.kinds.get(named.get("kind", ""))
    if kind is not None:
        return AuditedObject(kind, named["id"], namespace)
    parts = [each for each in named.values() if each != TENANT_ID]
    is_account = noun.resource == "USER" and document.get("kind") == "SERVICE_ACCOUNT"
    resource = "SERVICE_ACCOUNT" if is_account else noun.resource
    return AuditedObject(resource, "/".join(parts), namespace)


def state_in(table: RecordTable[Document], document: Document | None) -> AuditedState | None:
    """What is shown of a record."""
    if document is None:
        return None
    hidden = _NOUNS[table.name].hidden
    return AuditedState(
        {name: value for name, value in document.items() if name not in hidden},
        {name: value for name, value in document.items() if name in hidden},
    )


def flow_object(flow: StoredFlow) -> AuditedObject:
    return AuditedObject("FLOW", flow.id, flow.namespace, flow.id)


def flow_state(flow: StoredFlow | None) -> AuditedState | None:
    """What is shown of a flow: the whole of it; nothing of a deleted one."""
    if flow is None or flow.deleted:
        return None
    return AuditedState({"source": flow.source, "revision": flow.revision, "draft": flow.draft})


def kv_object(namespace: str, key: str) -> AuditedObject:
    return AuditedObject("KVSTORE", key, namespace)


def kv_state(entry: KvEntry | None) -> AuditedState | None:
    """What is shown of a key."""
    if entry is None:
        return None
    shown = {name: getattr(entry, name) for name in ("type", "value", "revision", "description")}
    expires = None if entry.expires is None else entry.expires.isoformat()
    return AuditedState({**shown, "expires": expires})
