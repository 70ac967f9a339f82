"""Set, Get and Delete of states: maps that live in key-value entries of a derived name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Annotated

from tiercel.plugin import (
    Example,
    Json,
    NotFound,
    Output,
    Plugin,
    Prop,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel.plugins.core.execution.patches import merged
from tiercel.plugins.core.state.murmur import murmur_hash


class StateProperties(Plugin):
    """Which state."""

    name: Annotated[str, Prop("The name of the state.")] = "default"
    namespace: Annotated[bool, Prop("Share it with all flows of the namespace.")] = False
    taskrun_value: Annotated[bool, Prop("One state for each value of a loop.")] = True

    def key(self, ctx: RunContext) -> str:
        """The key of the entry.

        Source: spec/plugins-core.md §8.
        """
        flow = "" if self.namespace else f"{slug(ctx.vars['flow']['id'])}_"
        value = (ctx.vars.get("taskrun") or {}).get("value") if self.taskrun_value else None
        suffix = "" if value is None else f"_{murmur_hash(str(value))}"
        return f"{flow}states_tasks-states_{self.name}{suffix}"

    def read(self, ctx: RunContext) -> dict[str, Json] | None:
        """The stored map, None when there is none."""
        found, value = ctx.kv.get(self.key(ctx), ctx.vars["flow"]["namespace"])
        return dict(value) if found and isinstance(value, Mapping) else None


def slug(text: str) -> str:
    """An id as part of a key: lower case, words joined by single dashes."""
    plain = unicodedata.normalize("NFD", re.sub(r"\s", "-", text))
    plain = re.sub(r"[^A-Za-z0-9_-]", "", plain).replace("_", "-")
    return re.sub(r"-{2,}", "-", plain).removeprefix("-").removesuffix("-").lower()


class Changed(Output):
    """The state after the change."""

    count: Annotated[int, Prop("How many entries the state has now.")]
    key: Annotated[str, Prop("The key of the state.")]


@plugin(
    "io.kestra.plugin.core.state.Set",
    title="Set entries of a state.",
    aliases=["io.kestra.core.tasks.states.Set"],
    deprecated=True,
    replaced_by="io.kestra.plugin.core.kv.Set",
    examples=[Example('name: cursor\ndata:\n  last: "{{ outputs.a.value }}"')],
)
class Set(StateProperties, RunnableTask[Changed]):
    """Merges into what is stored."""

    data: Annotated[
        dict[str, Json] | None, Prop("Names and values to put into the state; others in it stay.")
    ] = None

    def run(self, ctx: RunContext) -> Changed:
        data = merged(self.read(ctx) or {}, self.data or {})
        key = self.key(ctx)
        ctx.kv.put(key, data, namespace=ctx.vars["flow"]["namespace"])
        return Changed(count=len(data), key=key)


class Read(Output):
    """The state."""

    count: Annotated[int, Prop("How many entries the state has.")]
    data: Annotated[dict[str, Json], Prop("The entries of the state: names with their values.")]


@plugin(
    "io.kestra.plugin.core.state.Get",
    title="Read all entries of a state.",
    aliases=["io.kestra.core.tasks.states.Get"],
    deprecated=True,
    replaced_by="io.kestra.plugin.core.kv.Get",
    examples=[Example("name: cursor")],
)
class Get(StateProperties, RunnableTask[Read]):
    """Gives an empty map when there is none."""

    error_on_missing: Annotated[bool, Prop("Fail when there is no state.")] = False

    def run(self, ctx: RunContext) -> Read:
        data = self.read(ctx)
        if data is None and self.error_on_missing:
            raise NotFound(f"Unable to find the state file '{self.name}'")
        return Read(count=len(data or {}), data=data or {})


class Deleted(Output):
    """Whether there was a state."""

    deleted: Annotated[bool, Prop("Whether there was a state.")]


@plugin(
    "io.kestra.plugin.core.state.Delete",
    title="Delete a state with all its entries.",
    aliases=["io.kestra.core.tasks.states.Delete"],
    deprecated=True,
    replaced_by="io.kestra.plugin.core.kv.Delete",
    examples=[Example("name: cursor")],
)
class Delete(StateProperties, RunnableTask[Deleted]):
    """Deletes all entries."""

    error_on_missing: Annotated[bool, Prop("Fail when there is no state.")] = False

    def run(self, ctx: RunContext) -> Deleted:
        deleted = ctx.kv.delete(self.key(ctx), ctx.vars["flow"]["namespace"])
        if not deleted and self.error_on_missing:
            raise NotFound(f"Unable to find the state file '{self.name}'")
        return Deleted(deleted=deleted)
