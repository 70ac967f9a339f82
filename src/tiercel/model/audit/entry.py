"""What is kept of one change, sign-in or refusal (access.md §15, §18.9)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import zlib
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import msgspec

from tiercel.model.audit.limits import (
    AUDIT_PACKED_BYTES,
    AUDIT_STATE_BYTES_MAX,
)
from tiercel.model.errors import Damaged
from tiercel.model.json_types import Json
from tiercel.model.stored.codec import decode_json, encode_canonical_json, encode_json

_PACKED, _DIGEST = "$packed", "$sha256"


class AuditType(StrEnum):
    """What was done; the words are those of the API."""

    CREATE = "CREATE"
    UPDATE = "UPDATE"
    DELETE = "DELETE"
    EXECUTE = "EXECUTE"
    LOGIN = "LOGIN"
    LOGOUT = "LOGOUT"
    LOGIN_FAILURE = "LOGIN_FAILURE"
    ACCOUNT_LOCKED = "ACCOUNT_LOCKED"


class AuditEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the log; it never changes.

    Shapes: `user` is the name of whoever asked, `anonymous` where nobody signs in; `via` is how
    they proved it. `resource` and `object_id` say what was changed, `detail` what else was asked.
    `before` and `after` are the object without its secrets, None where it was not there; see
    `packed`. `request` is the same in all entries of one request.
    """

    id: str
    date: datetime
    type: AuditType
    resource: str
    operation: str
    request: str
    user: str
    user_id: str | None = None
    via: str = ""
    address: str = ""
    namespace: str | None = None
    flow_id: str | None = None
    execution_id: str | None = None
    object_id: str | None = None
    is_denied: bool = False
    detail: dict[str, Json] = {}
    before: Json = None
    after: Json = None


def entry_from(document: Mapping[str, Json]) -> AuditEntry:
    """The entry of a stored document."""
    return msgspec.convert(document, AuditEntry)


def digest_of(document: Mapping[str, Json]) -> str:
    """What a seal says of an entry: SHA-256 of its members in the order of their names."""
    return hashlib.sha256(encode_canonical_json(document)).hexdigest()


class Sealable(msgspec.Struct, frozen=True):
    """What a seal takes of an entry; `stored` is its text. Most that are looked at are sealed."""

    id: str
    date: datetime
    stored: bytes

    @property
    def digest(self) -> str:
        """As `digest_of` its document; the text is what is digested, unless it is an old one."""
        stored = self.stored
        if stored.startswith(_NOT_CANONICAL):
            stored = encode_canonical_json(decode_json(stored))
        return hashlib.sha256(stored).hexdigest()


class _Place(msgspec.Struct, frozen=True):
    """Which entry a text is, and of when."""

    id: str
    date: datetime


_PLACES = msgspec.json.Decoder(_Place)
# How entries begin that an earlier version wrote, with their members in another order.
_NOT_CANONICAL = b'{"id":'


def sealable_from(stored: bytes) -> Sealable:
    """That of a stored entry, which is not read whole."""
    found = _PLACES.decode(stored)
    return Sealable(found.id, found.date, stored)


def packed(state: Json) -> Json:
    """A state of an object as it is kept: compressed when large, and of a huge one a digest."""
    if state is None:
        return None
    encoded = encode_json(state)
    if len(encoded) <= AUDIT_PACKED_BYTES:
        return state
    if len(encoded) > AUDIT_STATE_BYTES_MAX:
        return {_DIGEST: hashlib.sha256(encoded).hexdigest(), "bytes": len(encoded)}
    return {_PACKED: base64.b64encode(zlib.compress(encoded)).decode()}


def unpacked(state: Json) -> Json:
    """The state again; of a huge one its digest is all there is. Raises: Damaged."""
    if not isinstance(state, dict) or _PACKED not in state:
        return state
    try:
        return decode_json(zlib.decompress(base64.b64decode(state[_PACKED])))
    except (zlib.error, binascii.Error, TypeError) as error:
        raise Damaged("A state in the audit log can't be read") from error


def patch_between(before: Json, after: Json) -> list[dict[str, Json]]:
    """What turns one state into another, as JSON Patch (RFC 6902) over the members of objects."""
    if not isinstance(before, dict) or not isinstance(after, dict):
        return [] if before == after else [{"op": "replace", "path": "", "value": after}]
    found: list[dict[str, Json]] = []
    for name in sorted({*before, *after}):
        path = "/" + name.replace("~", "~0").replace("/", "~1")
        if name not in after:
            found.append({"op": "remove", "path": path})
        elif name not in before:
            found.append({"op": "add", "path": path, "value": after[name]})
        elif before[name] != after[name]:
            found.append({"op": "replace", "path": path, "value": after[name]})
    return found
