"""The small nouns: each is one declaration here, and one table in the migrations of a database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from tiercel.model.audit.entry import AuditEntry
from tiercel.model.audit.seals import AuditSeal
from tiercel.model.ids import by_time
from tiercel.model.lists import audit, people
from tiercel.model.lists.conditions import micros
from tiercel.model.lists.resource import Resource
from tiercel.model.lists.resources import DASHBOARDS as DASHBOARD_LIST
from tiercel.model.lists.resources import IDEMPOTENCY_KEYS as IDEMPOTENCY_KEY_LIST
from tiercel.model.lists.resources import MEMBERS as MEMBER_LIST
from tiercel.model.lists.resources import SAVED_VIEWS as SAVED_VIEW_LIST
from tiercel.model.lists.resources import SECRETS as SECRET_LIST
from tiercel.model.lists.resources import TEMPLATES as TEMPLATE_LIST
from tiercel.model.lists.resources import TOKENS as TOKEN_LIST
from tiercel.model.stored.codec import encode_canonical_json, encode_json
from tiercel.model.stored.record import (
    Cell,
    Document,
    Key,
    RecordTable,
    chronological,
    date_cell,
    document_table,
    flag_cell,
    notifying,
    text_cell,
)


def _full_name(document: Document) -> Cell:
    return f"{document.get('first_name', '')} {document.get('last_name', '')}".strip()


def _or_empty(name: str) -> Callable[[Document], Cell]:
    """Reads a text of a column that has one in every table."""
    return lambda document: document.get(name) or ""


_object_id = text_cell("object_id")


def _object_of_entry(document: Document) -> Cell:
    """What an entry of the audit log is about; of a start its own key says it, see `by_time`.

    So there is one entry less in an index that would be as scattered as the ids of executions.
    """
    found = _object_id(document)
    is_said = isinstance(found, str) and by_time(found) == document.get("id")
    return None if is_said else found


def _cells_of_entry(entry: AuditEntry) -> Sequence[Cell]:
    """Those of `AUDIT`, of an entry that is written."""
    object_id = entry.object_id
    if object_id is not None and by_time(object_id) == entry.id:
        object_id = None
    return (
        micros(entry.date),
        entry.type,
        entry.resource,
        object_id,
        entry.operation,
        entry.user,
        entry.user_id,
        entry.namespace or "",
        entry.flow_id or "",
        entry.execution_id,
        int(entry.is_denied),
    )


def _named(name: str, prefix: str, resource: Resource) -> RecordTable[Document]:
    """What people give a name, by its id in a tenant."""
    columns = {"name": text_cell("name")}
    return document_table(name, prefix, ("tenant_id", "id"), resource, columns)


DASHBOARDS = document_table(
    "dashboards",
    "dashboard:",
    resource=DASHBOARD_LIST,
    columns={
        "title": text_cell("title"),
        "created": date_cell("created"),
        "updated": date_cell("updated"),
        "deleted": flag_cell("deleted"),
    },
)
TEMPLATES = document_table("templates", "template.", ("namespace", "id"), TEMPLATE_LIST)
# The id is the key in upper case: a secret is found in any case and shown as it was written.
SECRETS = document_table(
    "secrets", "secret:", ("namespace", "id"), SECRET_LIST, {"key": text_cell("key")}
)
TOKENS = document_table(
    "tokens",
    "access.token.",
    resource=TOKEN_LIST,
    columns={"hash": text_cell("hash"), "user_id": text_cell("user_id")},
)
# Every server reads their plugin defaults anew.
NAMESPACES = notifying(document_table("namespaces", "namespace."), "membership")
TOOL_SERVERS = document_table("tool_servers", "mcp.server.")
MEMBERS = document_table(
    "members", "member/", resource=MEMBER_LIST, columns={"heard": date_cell("heard")}
)
# Every server follows what is said of worker groups and of who belongs to them.
WORKER_GROUPS = notifying(document_table("worker_groups", "worker-group/"), "membership")
WORKER_QUEUES = notifying(document_table("worker_queues", "worker-queue/"), "membership")
WORKER_TOKENS = notifying(
    document_table("worker_tokens", "worker-token/", ("group_id", "id")), "membership"
)
WORKER_CREDENTIALS = notifying(
    document_table("worker_credentials", "worker-credential/"), "membership"
)
# What people ask of servers, and records of the whole server, each by its kind.
INSTRUCTIONS = notifying(
    document_table("instructions", "instruction/", ("kind", "id")), "membership"
)
TRIGGER_WINDOWS = document_table(
    "trigger_windows", "flow-trigger-window/", ("namespace", "flow_id", "id")
)
# The id is a digest of the key and of whose it is.
IDEMPOTENCY_KEYS = chronological(
    document_table(
        "idempotency_keys",
        "idempotency-key/",
        resource=IDEMPOTENCY_KEY_LIST,
        columns={"created": date_cell("created")},
    )
)
# What lists show of a blueprint that somebody wrote; its source is in a table of its own.
BLUEPRINTS = document_table("blueprints", "blueprint/")
BLUEPRINT_SOURCES = document_table("blueprint_sources", "blueprint-source/")
# Every server reads them anew; the namespace is empty in the scopes of the server and the tenant.
POLICIES = notifying(
    document_table("policies", "policy/", ("scope", "namespace", "id")), "membership"
)
# Every server reads them anew: flows are made of them.
REUSABLE_INPUTS = notifying(
    document_table("reusable_inputs", "reusable-inputs/", ("namespace", "id")), "membership"
)
OLDER_REUSABLE_INPUTS = document_table(
    "older_reusable_inputs", "older-reusable-inputs/", ("namespace", "id", "revision_id")
)
# The namespace is empty in the tenant. Its own secret is in an envelope.
CREDENTIALS = document_table("credentials", "credential/", ("namespace", "id"))
# The id is whose they are.
PREFERENCES = document_table("preferences", "preferences/")
SAVED_VIEWS = document_table(
    "saved_views",
    "saved-view/",
    resource=SAVED_VIEW_LIST,
    columns={
        "owner": text_cell("owner"),
        "list": text_cell("list"),
        "is_shared": flag_cell("isShared"),
    },
)
# Users are of the whole server, everything else that people are given is of a tenant.
USERS = document_table(
    "users",
    "access.user/",
    resource=people.USERS,
    columns={
        "username": text_cell("username"),
        "name": _full_name,
        "kind": text_cell("kind"),
        "is_owner": flag_cell("is_owner"),
    },
)
GROUPS = _named("groups", "access.group/", people.GROUPS)
# Also found by the user alone, on every request of one whose grants are not known any more.
MEMBERSHIPS = document_table(
    "memberships",
    "access.membership/",
    ("tenant_id", "group_id", "user_id"),
    people.MEMBERSHIPS,
)
# Who somebody is at a provider that signs them in.
IDENTITIES = document_table(
    "identities",
    "access.identity/",
    ("issuer", "subject"),
    people.IDENTITIES,
    {"user_id": text_cell("user_id")},
)
ROLES = _named("roles", "access.role/", people.ROLES)
BINDINGS = document_table(
    "bindings",
    "access.binding/",
    ("tenant_id", "id"),
    people.BINDINGS,
    {name: text_cell(name) for name in ("kind", "subject_id", "role_id", "namespace")},
)
TENANT_ACCESS = document_table("tenant_access", "access.tenant-access/", ("tenant_id", "user_id"))
SECURITY_INTEGRATIONS = _named(
    "security_integrations", "access.security-integration/", people.SECURITY_INTEGRATIONS
)
# What an integration calls a user or group; the kind is one of `SubjectKind`.
PROVISIONED = document_table(
    "provisioned",
    "access.provisioned/",
    ("tenant_id", "integration_id", "kind", "object_id"),
    people.PROVISIONED,
)
INVITATIONS = document_table("invitations", "access.invitation/", ("tenant_id", "id"))
# The id is a digest of what the cookie has.
SESSIONS = document_table(
    "sessions",
    "access.session/",
    resource=people.SESSIONS,
    columns={"user_id": text_cell("user_id"), "expires": date_cell("expires")},
)
# What is never changed, and what proves that: see `model.audit`.
AUDIT = document_table(
    "audit_entries",
    "audit/",
    resource=audit.AUDIT,
    columns={
        "date": date_cell("date"),
        "type": text_cell("type"),
        "resource": text_cell("resource"),
        "object_id": _object_of_entry,
        "operation": text_cell("operation"),
        "user_name": text_cell("user"),
        "user_id": text_cell("user_id"),
        "namespace": _or_empty("namespace"),
        "flow_id": _or_empty("flow_id"),
        "execution_id": text_cell("execution_id"),
        "is_denied": flag_cell("is_denied"),
    },
)
# The same as they are written. Each start of an execution makes one, so nothing takes a document
# apart again; the text is what a seal digests.
AUDIT_ENTRIES: RecordTable[AuditEntry] = RecordTable(
    name=AUDIT.name,
    key=AUDIT.key,
    columns=AUDIT.columns,
    cells=_cells_of_entry,
    encode=encode_canonical_json,
    decode=msgspec.json.Decoder(AuditEntry).decode,
    resource=AUDIT.resource,
    prefix=AUDIT.prefix,
    separator=AUDIT.separator,
)
AUDIT_SEALS = document_table("audit_seals", "audit-seal/", resource=audit.AUDIT_SEALS)
# The same as what they are: each has five hundred entries.
SEALS: RecordTable[AuditSeal] = RecordTable(
    name=AUDIT_SEALS.name,
    key=AUDIT_SEALS.key,
    columns=(),
    cells=lambda seal: (),
    encode=encode_json,
    decode=msgspec.json.Decoder(AuditSeal).decode,
    resource=AUDIT_SEALS.resource,
    prefix=AUDIT_SEALS.prefix,
    separator=AUDIT_SEALS.separator,
)

RECORDS: tuple[RecordTable[Any], ...] = (
    DASHBOARDS,
    TEMPLATES,
    SECRETS,
    TOKENS,
    NAMESPACES,
    TOOL_SERVERS,
    MEMBERS,
    WORKER_GROUPS,
    WORKER_QUEUES,
    WORKER_TOKENS,
    WORKER_CREDENTIALS,
    INSTRUCTIONS,
    TRIGGER_WINDOWS,
    IDEMPOTENCY_KEYS,
    BLUEPRINTS,
    BLUEPRINT_SOURCES,
    POLICIES,
    REUSABLE_INPUTS,
    OLDER_REUSABLE_INPUTS,
    CREDENTIALS,
    PREFERENCES,
    SAVED_VIEWS,
    USERS,
    GROUPS,
    MEMBERSHIPS,
    IDENTITIES,
    ROLES,
    BINDINGS,
    TENANT_ACCESS,
    SECURITY_INTEGRATIONS,
    PROVISIONED,
    INVITATIONS,
    SESSIONS,
    AUDIT,
    AUDIT_SEALS,
)


def place_of(document_key: str) -> tuple[RecordTable[Any], Key] | None:
    """Of which table a document is a record, and its key there; None for one of the server."""
    for table in RECORDS:
        key = table.key_of(document_key)
        if key is not None:
            return table, key
    return None
