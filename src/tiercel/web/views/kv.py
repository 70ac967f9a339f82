"""Key-value entries as the API shows them (kv.md)."""

from __future__ import annotations

from msgspec import UNSET, UnsetType, structs

from tiercel.model.json_types import Json
from tiercel.model.kv import KvEntry
from tiercel.service.kv.kv import ShownEntry
from tiercel.web.views.view import Date, View, given


class KvEntryView(View, frozen=True):
    """A key with its type and dates.

    `value` is there in lists that were asked for values: not of keys that have expired, and not
    when it is long.
    """

    namespace: str
    key: str
    type: str
    revision: int
    creation_date: Date
    update_date: Date
    description: str | UnsetType = UNSET
    expiration_date: Date | UnsetType = UNSET
    value: Json = UNSET


class KvPage(View, frozen=True):
    """A page of keys."""

    results: list[KvEntryView]
    total: int


class KvValueView(View, frozen=True, kw_only=True):
    """The typed value of a key; a null value has no member."""

    type: str
    value: Json = UNSET
    revision: int
    updated: Date


class KvKeysView(View, frozen=True):
    """Keys that were deleted."""

    keys: list[str]


def kv_entry_view(entry: KvEntry) -> KvEntryView:
    """A key with its dates, without the value."""
    return KvEntryView(
        entry.namespace,
        entry.key,
        entry.type,
        entry.revision,
        entry.created,
        entry.updated,
        given(entry.description),
        given(entry.expires),
    )


def kv_shown_view(shown: ShownEntry) -> KvEntryView:
    """A key with its value, if that is to be shown."""
    view = kv_entry_view(shown.entry)
    return structs.replace(view, value=shown.entry.value) if shown.has_value else view


def kv_value_view(entry: KvEntry) -> KvValueView:
    """The typed value of a key."""
    return KvValueView(
        type=entry.type, value=given(entry.value), revision=entry.revision, updated=entry.updated
    )
