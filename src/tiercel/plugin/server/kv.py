"""Requests about key-value entries. Without a namespace that of the task's flow."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from tiercel.model.json_types import Json
from tiercel.model.request import Request


class FoundKey(msgspec.Struct, frozen=True):
    """Whether there is an entry, and its value."""

    found: bool
    value: Json = None


class FindKey(Request[FoundKey], frozen=True, kw_only=True):
    """The value of a key; without a namespace the flow's own, then those above it."""

    key: str
    namespace: str | None = None


class SetKey(Request[None], frozen=True, kw_only=True):
    """Set a value. `type` says what it is; without it the value shows its type."""

    key: str
    value: Json
    namespace: str | None = None
    type: str | None = None
    overwrite: bool = True
    ttl: timedelta | None = None
    description: str | None = None


class UpdateKey(Request[None], frozen=True, kw_only=True):
    """Another value for a key that exists; description and expiry stay."""

    key: str
    value: Json
    namespace: str | None = None


class DeleteKey(Request[bool], frozen=True, kw_only=True):
    """Remove a key; whether it was there."""

    key: str
    namespace: str | None = None


class ListKeys(Request[tuple[str, ...]], frozen=True, kw_only=True):
    """Keys that have not expired, sorted."""

    namespace: str | None = None
    prefix: str = ""


class PurgedKeys(msgspec.Struct, frozen=True):
    """The namespaces that were looked at, and how many keys went."""

    namespaces: tuple[str, ...]
    count: int


class PurgeKeys(Request[PurgedKeys], frozen=True, kw_only=True):
    """Remove keys that have expired, or all that match.

    Shapes: namespaces by name, perhaps with those below them, or by a glob; all without either.
    With `older_values_only` keys stay, and of each the newest value: others are not kept anyway.
    """

    namespaces: tuple[str, ...] = ()
    namespace_pattern: str | None = None
    include_child_namespaces: bool = True
    key_pattern: str | None = None
    expired_only: bool = True
    older_values_only: bool = False
