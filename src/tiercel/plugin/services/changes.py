"""Triggers on files: which entries of a listing are new or changed, by what was seen before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Annotated, Literal, TypeVar

from tiercel.model.json_types import Json
from tiercel.plugin.context import RunContext
from tiercel.plugin.fields import Prop
from tiercel.plugin.task import Plugin

__all__ = ["ChangeType", "Changes", "OnChange", "Seen", "default_key"]

T = TypeVar("T")
OnChange = Literal["CREATE", "UPDATE", "CREATE_OR_UPDATE"]
ChangeType = Literal["CREATE", "UPDATE"]


class Changes(Plugin):
    """Properties of a trigger that remembers what it has seen, in an entry of the namespace."""

    on: Annotated[
        OnChange,
        Prop(
            "Which entries start an execution.",
            "CREATE those never seen before, UPDATE those that changed since they were seen.",
        ),
    ] = "CREATE_OR_UPDATE"
    state_key: Annotated[
        str | None,
        Prop(
            "The key-value entry that remembers what was seen.",
            "By default it is named after the namespace, the flow and the trigger.",
        ),
    ] = None
    state_ttl: Annotated[
        timedelta | None,
        Prop(
            "How long an entry is remembered after it was last listed.",
            "Without it for as long as the key-value entry is there.",
        ),
    ] = None

    def seen(self, ctx: RunContext) -> Seen:
        """What was seen before."""
        return Seen(ctx, self.state_key or default_key(ctx), self.state_ttl)

    @contextmanager
    def changed(
        self, ctx: RunContext, entries: Iterable[tuple[str, str, T]], most: int | None = None
    ) -> Iterator[list[tuple[T, ChangeType]]]:
        """Entries that are new or changed as `on` asks, `most` of them; the others are left.

        An entry is its name, its version and what it is. They count as seen when the block ends
        well: a poll gives them by `yield` inside, so that its execution is stored by then.
        """
        seen, found = self.seen(ctx), list[tuple[T, ChangeType]]()
        for name, version, each in entries:
            if most is not None and len(found) >= most:
                break
            change = seen.change_of(name, version)
            if change is not None and self.asked(change):
                found.append((each, change))
            seen.add(name, version)
        yield found
        seen.keep()

    def asked(self, change: ChangeType | None) -> bool:
        """Whether `on` asks for such a change; None is none."""
        return change is not None and self.on in (change, "CREATE_OR_UPDATE")


class Seen:
    """Names with the versions that they were seen in; `keep` stores them.

    A version is a text that changes with the content, such as an ETag.
    """

    def __init__(self, ctx: RunContext, key: str, ttl: timedelta | None) -> None:
        self._ctx = ctx
        self._key = key
        self._entries = _read(ctx, key)
        if ttl is not None:
            oldest = ctx.now() - ttl
            self._entries = {name: it for name, it in self._entries.items() if it[1] > oldest}

    def change_of(self, name: str, version: str) -> ChangeType | None:
        """What happened since it was seen; None when nothing did."""
        before = self._entries.get(name)
        if before is None:
            return "CREATE"
        return None if before[0] == version else "UPDATE"

    def add(self, name: str, version: str) -> None:
        """It was seen now."""
        self._entries[name] = (version, self._ctx.now())

    def keep(self) -> None:
        """Store what was seen: after the entries were taken, so that a failure takes them again."""
        entries = {name: [version, at.isoformat()] for name, (version, at) in self._entries.items()}
        self._ctx.kv.put(self._key, entries)


def _read(ctx: RunContext, key: str) -> dict[str, tuple[str, datetime]]:
    is_there, value = ctx.kv.get(key)
    if not is_there or not isinstance(value, Mapping):
        return {}
    return {
        name: (str(version), datetime.fromisoformat(at)) for name, (version, at) in value.items()
    }


def default_key(ctx: RunContext) -> str:
    """A key for what a trigger remembers: namespace, flow and trigger."""
    flow: Json = ctx.vars.get("flow") or {}
    trigger: Json = ctx.vars.get("trigger") or {}
    parts = (flow.get("namespace"), flow.get("id"), trigger.get("id"))
    return "_".join(str(part) for part in parts if part)
