"""Set, Get, GetKeys, Delete and Put: tasks about single key-value entries."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Annotated

import msgspec

from tiercel.plugin import (
    Example,
    Json,
    Output,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    Typed,
    plugin,
    server,
)
from tiercel.plugin.convert import to_duration
from tiercel.plugins.core.execution.patches import merged

KEY = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9._-]*")
OWN_NAMESPACE = "{{ flow.namespace }}"


class KvType(enum.StrEnum):
    """The type that a text is read as."""

    STRING = "STRING"
    NUMBER = "NUMBER"
    BOOLEAN = "BOOLEAN"
    DATETIME = "DATETIME"
    DATE = "DATE"
    DURATION = "DURATION"
    JSON = "JSON"


def check_key(key: str) -> None:
    """Keys have a small alphabet. Raises: PluginError."""
    if KEY.fullmatch(key) is None:
        raise PluginError(
            "Key must start with an alphanumeric character (uppercase or lowercase) and can"
            " contain alphanumeric characters (uppercase or lowercase), dots (.),"
            " underscores (_), and hyphens (-) only."
        )


def missing(key: str, namespace: str) -> PluginError:
    """The error for a key that must be there."""
    return PluginError(
        f"No value found for key '{key}' in namespace '{namespace}'"
        " and `errorOnMissing` is set to true"
    )


def typed_value(value: Json, kind: KvType | None) -> Json:
    """Text read as the type that the flow asks for; other values stay as they are.

    Units: a duration becomes decimal seconds. Raises: PluginError when the text does not fit.
    """
    if kind is None or not isinstance(value, str):
        return value
    try:
        match kind:
            case KvType.STRING:
                return value
            case KvType.NUMBER:
                return msgspec.json.decode(value, type=int | float)
            case KvType.BOOLEAN:
                return value.strip().lower() == "true"
            case KvType.DATETIME:
                return datetime.fromisoformat(value)
            case KvType.DATE:
                return date.fromisoformat(value[:10])
            case KvType.DURATION:
                return to_duration(value).total_seconds()
            case KvType.JSON:
                return msgspec.json.decode(value)
    except (ValueError, msgspec.DecodeError) as error:
        raise PluginError(f"Cannot read '{value}' as {kind.value}: {error}") from error


@plugin(
    "io.kestra.plugin.core.kv.Set",
    title="Set a key-value entry.",
    examples=[
        Example('key: last_run\nvalue: "{{ now() }}"', title="Remember a date."),
        Example("key: token\nvalue: abc\nttl: PT1H", title="An entry that expires."),
    ],
)
class Set(RunnableTask[Output]):
    """A lone expression keeps its type."""

    key: Annotated[str, Prop("The key below which the value is kept in the namespace.")]
    value: Annotated[
        Typed[Json], Prop("The value to keep; `kvType` says what its text is read as.")
    ]
    namespace: Annotated[str, Prop("Where; the flow's namespace if absent.")] = OWN_NAMESPACE
    overwrite: Annotated[bool, Prop("Whether an entry that exists may change.")] = True
    ttl: Annotated[timedelta | None, Prop("How long the entry lives.")] = None
    kv_type: Annotated[KvType | None, Prop("Read a text as this type.")] = None
    kv_description: Annotated[str | None, Prop("What the entry is for.")] = None

    def run(self, ctx: RunContext) -> None:
        check_key(self.key)
        if self.ttl is not None and self.ttl < timedelta(0):
            raise PluginError("ttl cannot be negative")
        ctx.kv.put(
            self.key,
            typed_value(self.value, self.kv_type),
            namespace=self.namespace,
            overwrite=self.overwrite,
            ttl=self.ttl,
            description=self.kv_description,
        )


class Found(Output):
    """The value."""

    value: Annotated[Json, Prop("The value; absent when there is none.")] = None


@plugin(
    "io.kestra.plugin.core.kv.Get",
    title="Read a key-value entry.",
    examples=[Example("key: last_run")],
)
class Get(RunnableTask[Found]):
    """Reads exactly the namespace given."""

    key: Annotated[str, Prop("The key whose value is read.")]
    namespace: Annotated[str, Prop("Where; the flow's namespace if absent.")] = OWN_NAMESPACE
    error_on_missing: Annotated[bool, Prop("Fail when there is no entry.")] = False

    def run(self, ctx: RunContext) -> Found:
        check_key(self.key)
        found, value = ctx.kv.get(self.key, self.namespace)
        if not found and self.error_on_missing:
            raise missing(self.key, self.namespace)
        return Found(value=value)


class Keys(Output):
    """The keys."""

    keys: Annotated[list[str], Prop("The keys that were found, sorted.")]


@plugin(
    "io.kestra.plugin.core.kv.GetKeys",
    title="List the keys of a namespace.",
    examples=[Example("prefix: last_")],
)
class GetKeys(RunnableTask[Keys]):
    """Expired entries are left out."""

    prefix: Annotated[str | None, Prop("Only keys that begin with this.")] = None
    namespace: Annotated[str, Prop("Where; the flow's namespace if absent.")] = OWN_NAMESPACE

    def run(self, ctx: RunContext) -> Keys:
        return Keys(keys=list(ctx.kv.keys(self.namespace, self.prefix or "")))


class Deleted(Output):
    """Whether there was an entry."""

    deleted: Annotated[bool, Prop("Whether there was an entry.")]


@plugin(
    "io.kestra.plugin.core.kv.Delete",
    title="Delete a key-value entry.",
    examples=[Example("key: last_run")],
)
class Delete(RunnableTask[Deleted]):
    """Deletes one key."""

    key: Annotated[str, Prop("The key that is deleted with its value.")]
    namespace: Annotated[str, Prop("Where; the flow's namespace if absent.")] = OWN_NAMESPACE
    error_on_missing: Annotated[bool, Prop("Fail when there is no entry.")] = False

    def run(self, ctx: RunContext) -> Deleted:
        check_key(self.key)
        deleted = ctx.kv.delete(self.key, self.namespace)
        if not deleted and self.error_on_missing:
            raise missing(self.key, self.namespace)
        return Deleted(deleted=deleted)


@plugin(
    "io.kestra.plugin.core.kv.Put",
    title="Merge a value into a key-value entry.",
    description="Maps are merged deeply; anything else is replaced.",
    examples=[
        Example("key: settings\nvalue:\n  - key: mail.to\n    value: a@example.com"),
    ],
)
class Put(RunnableTask[Output]):
    """Keeps the description and the expiry of the entry."""

    key: Annotated[str, Prop("The key below which the value is kept in the namespace.")]
    value: Annotated[
        Typed[Json], Prop("A value, or a list of `{key, value}` with dotted keys to merge in.")
    ]
    namespace: Annotated[str, Prop("Where; the flow's namespace if absent.")] = OWN_NAMESPACE
    error_on_missing: Annotated[bool, Prop("Fail when there is no entry.")] = False

    def run(self, ctx: RunContext) -> None:
        check_key(self.key)
        found, stored = ctx.kv.get(self.key, self.namespace)
        if not found and self.error_on_missing:
            raise missing(self.key, self.namespace)
        value = put_value(self.value, stored)
        if found:
            ctx.server.run(server.UpdateKey(namespace=self.namespace, key=self.key, value=value))
        else:
            ctx.kv.put(self.key, value, namespace=self.namespace)


def put_value(given: Json, stored: Json) -> Json:
    """What an entry holds after a Put. Raises: PluginError for lists that mix both forms."""
    changes = _changes_of(given)
    if changes is None:
        both_maps = isinstance(given, Mapping) and isinstance(stored, Mapping)
        return merged(stored, given) if both_maps else given
    keyed = [change for change in changes if "key" in change]
    if keyed and len(keyed) < len(changes):
        raise PluginError("Cannot mix keyed and non-keyed entries in `value`.")
    if not keyed:
        if len(changes) > 1:
            raise PluginError(
                "`value` entries without `key` can only be used as a single replacement item."
            )
        return changes[0]["value"]
    if stored is not None and not isinstance(stored, Mapping):
        raise PluginError("Cannot apply keyed `value` updates to a non-JSON existing KV value.")
    result: dict[str, Json] = dict(stored or {})
    for change in keyed:
        result = merged(result, _nested(change["key"], change["value"]))
    return result


def _changes_of(given: Json) -> list[Mapping[str, Json]] | None:
    """The entries of a list that is made of `{key?, value}` only, else None."""
    if not isinstance(given, list) or not given:
        return None
    for each in given:
        if not isinstance(each, Mapping) or "value" not in each or set(each) - {"key", "value"}:
            return None
    return given


def _nested(key: Json, value: Json) -> dict[str, Json]:
    if not isinstance(key, str) or not key.strip():
        raise PluginError("Each keyed `value` entry must have a non-empty string `key`.")
    for part in reversed(key.split(".")):
        value = {part: value}
    nested: dict[str, Json] = value
    return nested
