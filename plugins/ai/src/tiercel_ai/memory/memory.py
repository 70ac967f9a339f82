"""The base of memories, and the memory in key-value entries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Annotated, Any, ClassVar, Literal

from tiercel.plugin import AdditionalPlugin, Json, PluginError, Prop, RunContext, plugin
from tiercel.plugin.nested import nested_plugin
from tiercel_ai.chat import Message


class MemoryProvider(AdditionalPlugin):
    """Keeps what user and model said, for the next chat of the same id."""

    reference: ClassVar[str] = "io.kestra.plugin.ai.domain.MemoryProvider"

    memory_id: Annotated[
        str, Prop("Which chat: that of the execution and of those that it started, if not set.")
    ] = "{{ labels.system.correlationId }}"
    messages: Annotated[int, Prop("How many messages are kept, the newest.")] = 10
    ttl: Annotated[timedelta, Prop("How long they are kept.")] = timedelta(hours=1)
    drop: Annotated[
        Literal["NEVER", "BEFORE_TASKRUN", "AFTER_TASKRUN"], Prop("When all is forgotten.")
    ] = "NEVER"

    @contextmanager
    def entry(self, ctx: RunContext) -> Iterator[Entry]:
        """Where the chat is kept. Raises: PluginError."""
        raise NotImplementedError

    def load(self, ctx: RunContext) -> list[Message]:
        """What was said before. Raises: PluginError."""
        with self.entry(ctx) as entry:
            if self.drop == "BEFORE_TASKRUN":
                entry.remove()
                return []
            return [_message_of(each) for each in entry.read() or ()]

    def save(self, ctx: RunContext, messages: Sequence[Message]) -> None:
        """Keep the newest of what was said. Raises: PluginError."""
        said = [each for each in messages if each.who in ("USER", "AI") and not each.calls]
        kept = said[-self.messages :] if self.messages > 0 else []
        while kept and kept[0].who != "USER":
            kept = kept[1:]
        with self.entry(ctx) as entry:
            if self.drop == "AFTER_TASKRUN":
                entry.remove()
            else:
                entry.write([{"type": each.who, "text": each.text} for each in kept])


def recalled(ctx: RunContext, value: Json) -> tuple[MemoryProvider | None, tuple[Message, ...]]:
    """The memory in a property, and what it remembers; None and nothing without one.

    Raises: PluginError.
    """
    if value is None:
        return None, ()
    memory = nested_plugin(ctx, "memory", value, MemoryProvider)
    return memory, tuple(memory.load(ctx))


class Entry:
    """A list of messages under one id."""

    def read(self) -> list[Json] | None:
        """None when there is none, or it is too old."""
        raise NotImplementedError

    def write(self, messages: list[Json]) -> None:
        """Instead of what was there."""
        raise NotImplementedError

    def remove(self) -> None:
        """Also when there is nothing."""
        raise NotImplementedError


class KvEntry(Entry):
    """An entry of the namespace."""

    def __init__(self, ctx: RunContext, key: str, ttl: timedelta) -> None:
        self._kv = ctx.kv
        self._key = key
        self._ttl = ttl

    def read(self) -> list[Json] | None:
        if self._key not in self._kv.keys(prefix=self._key):
            return None
        found, value = self._kv.get(self._key)
        return value if found and isinstance(value, list) else None

    def write(self, messages: list[Json]) -> None:
        self._kv.put(self._key, messages, ttl=self._ttl)

    def remove(self) -> None:
        self._kv.delete(self._key)


@plugin(
    "io.kestra.plugin.ai.memory.KestraKVStore",
    title="Remember a chat in the key-value entries of the namespace.",
    examples=['memoryId: "{{ inputs.customer }}"\nttl: P7D'],
    aliases=[
        "io.kestra.plugin.ai.memory.KestraKVMemory",
        "io.kestra.plugin.langchain4j.memory.KestraKVMemory",
    ],
)
class KestraKVStore(MemoryProvider):
    """The id is the key."""

    @contextmanager
    def entry(self, ctx: RunContext) -> Iterator[Entry]:
        if not self.memory_id:
            raise PluginError("`memoryId` must not be empty")
        yield KvEntry(ctx, self.memory_id, self.ttl)


def _message_of(stored: Any) -> Message:
    return Message("AI" if stored["type"] == "AI" else "USER", stored["text"])
