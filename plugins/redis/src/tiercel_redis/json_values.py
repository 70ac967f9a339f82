"""JSON values by key and path, of servers with the module for JSON."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from tiercel.plugin import Json, Output, Part, Prop, RunContext, RunnableTask, plugin
from tiercel_redis.connection import Redis, all_deleted, given_or_missing
from tiercel_redis.strings import (
    DELETED,
    FAILS,
    URL,
    Counted,
    Deleted,
    Expiry,
    Found,
    Keyed,
    keep,
    whole,
)

PATH = Prop("The path in the value, such as `$.price`; `$` is all of it.")


class SetOptions(Part):
    """When a value is written."""

    must_not_exist: Annotated[bool, Prop("Whether only what is new is written.")] = False
    must_exist: Annotated[bool, Prop("Whether only what is there is written.")] = False


class OldJson(Output):
    """What was there before."""

    old_value: Annotated[Json, Prop("The value before, with `get`.")] = None


@plugin(
    "io.kestra.plugin.redis.json.Set",
    title="Write JSON to Redis.",
    examples=[f"{URL}key: product\nvalue:\n  name: chair\n  price: 12.5"],
)
class Set(Keyed, RunnableTask[OldJson]):
    """The whole value, or what a path leads to."""

    path: Annotated[str, PATH] = "$"
    value: Annotated[Json, Prop("The value; a text that is JSON is read as such.")]
    get: Annotated[bool, Prop("Whether the value before is given.")] = False
    options: Annotated[SetOptions, Prop("When it is written.")] = SetOptions()

    def run(self, ctx: RunContext) -> OldJson:
        with self.client(ctx, "JSON.SET") as client:
            before = found(client, self.key, self.path) if self.get else None
            client.json().set(
                self.key,
                self.path,
                _read(self.value),
                nx=self.options.must_not_exist,
                xx=self.options.must_exist,
            )
        return OldJson(old_value=before)


@plugin(
    "io.kestra.plugin.redis.json.Get",
    title="Read JSON of Redis.",
    examples=[f"{URL}key: product\npath: $.price"],
)
class Get(Keyed, RunnableTask[Found]):
    """One match gives its value, several a list."""

    path: Annotated[str, PATH] = "$"
    failed_on_missing: Annotated[bool, FAILS] = False

    def run(self, ctx: RunContext) -> Found:
        """Raises: PluginError for what is not there and must be."""
        with self.client(ctx, "JSON.GET") as client:
            data = found(client, self.key, self.path)
        what = f"value of the key '{self.key}' at '{self.path}'"
        return Found(
            data=given_or_missing(data, fails=self.failed_on_missing, what=what), key=self.key
        )


@plugin(
    "io.kestra.plugin.redis.json.Delete",
    title="Delete JSON of Redis.",
    examples=[f'{URL}keys:\n  product:\n    - "$.price"'],
    metrics=DELETED,
)
class Delete(Redis, RunnableTask[Deleted]):
    """By key and path; a key without paths goes as a whole."""

    keys: Annotated[dict[str, list[str]], Prop("The paths by key.")]
    failed_on_missing: Annotated[bool, FAILS] = False

    def run(self, ctx: RunContext) -> Deleted:
        paths = [(key, path) for key, given in self.keys.items() for path in given or ["$"]]
        with self.client(ctx, "JSON.DEL") as client:
            counts = [client.json().delete(key, path) for key, path in paths]
        ctx.metrics.counter("deleted.records.count", sum(counts))
        missing = counts.count(0)
        all_deleted(len(paths) - missing, len(paths), fails=self.failed_on_missing)
        return Deleted(count=sum(counts))


@plugin(
    "io.kestra.plugin.redis.json.Increment",
    title="Add to a number of JSON in Redis.",
    examples=[f"{URL}key: product\npath: $.price\namount: 1.5"],
)
class Increment(Keyed, RunnableTask[Counted]):
    """At a path that leads to one number."""

    path: Annotated[str, PATH]
    amount: Annotated[float, Prop("The number to add; a negative one subtracts.")] = 1
    options: Annotated[Expiry | None, Prop("How long the value is kept.")] = None

    def run(self, ctx: RunContext) -> Counted:
        """Raises: PluginError where there is no number."""
        with self.client(ctx, "JSON.NUMINCRBY") as client:
            value = _single(client.json().numincrby(self.key, self.path, whole(self.amount)))
            keep(client, self.key, self.options)
        what = f"number of the key '{self.key}' at '{self.path}'"
        return Counted(key=self.key, value=given_or_missing(value, fails=True, what=what))


def found(client: Any, key: str, path: str) -> Json:
    """What a path leads to."""
    return _single(client.json().get(key, path))


def _single(answer: Json) -> Json:
    """Paths that begin with `$` give lists of matches."""
    if isinstance(answer, list):
        return None if not answer else answer[0] if len(answer) == 1 else answer
    return answer


def _read(value: Json) -> Json:
    if not isinstance(value, str):
        return value
    try:
        return msgspec.json.decode(value)
    except msgspec.DecodeError:
        return value
