"""Values by key."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any

from tiercel.plugin import (
    Json,
    Metric,
    Output,
    Part,
    Prop,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel.plugin.services.messages import SERDE, SerdeType, content_of, value_of
from tiercel_redis.connection import Redis, all_deleted, given_or_missing

KEY = Prop("The key that the value is stored under.")
FAILS = Prop("Whether the task fails when something was not there.")
URL = "url: \"redis://:{{ secret('REDIS_PASSWORD') }}@localhost:6379/0\"\n"
DELETED = [Metric("deleted.records.count", "counter", "records", "How many were deleted.")]
DURATION = Prop("How long the value is kept.")
DATE = Prop("Until when the value is kept.")


class Expiry(Part):
    """How long a value is kept."""

    expiration_duration: Annotated[timedelta | None, DURATION] = None
    expiration_date: Annotated[datetime | None, DATE] = None

    def times(self) -> dict[str, int]:
        """As the client takes them, in milliseconds; the duration counts when both are given."""
        if self.expiration_duration is not None:
            return {"px": round(self.expiration_duration.total_seconds() * 1000)}
        if self.expiration_date is not None:
            return {"pxat": round(self.expiration_date.timestamp() * 1000)}
        return {}


class SetOptions(Expiry):
    """When a value is written, and how long it is kept."""

    must_not_exist: Annotated[bool, Prop("Whether only a new key is written.")] = False
    must_exist: Annotated[bool, Prop("Whether only a key that is there is written.")] = False
    keep_ttl: Annotated[bool, Prop("Whether the key is kept as long as before.")] = False


class Keyed(Redis):
    """What is about one key."""

    key: Annotated[str, KEY]


class OldValue(Output):
    """What was there before."""

    old_value: Annotated[str | None, Prop("The value before, with `get`.")] = None


@plugin(
    "io.kestra.plugin.redis.string.Set",
    title="Write a value to Redis.",
    examples=[f"{URL}key: greeting\nvalue: hello\noptions:\n  expirationDuration: PT1H"],
    aliases=["io.kestra.plugin.redis.Set"],
)
class Set(Keyed, RunnableTask[OldValue]):
    """With JSON, maps and lists are written as JSON."""

    value: Annotated[Json, Prop("The value to store under the key.")]
    serde_type: Annotated[SerdeType, SERDE] = "STRING"
    get: Annotated[bool, Prop("Whether the value before is given.")] = False
    options: Annotated[SetOptions, Prop("When it is written, and how long it is kept.")] = (
        SetOptions()
    )

    def run(self, ctx: RunContext) -> OldValue:
        options = self.options
        with self.client(ctx, "SET") as client:
            answer = client.set(
                self.key,
                content_of(self.serde_type, self.value),
                nx=options.must_not_exist,
                xx=options.must_exist,
                keepttl=options.keep_ttl,
                get=self.get,
                **options.times(),
            )
        return OldValue(old_value=answer if self.get else None)


class Found(Output):
    """What was found."""

    data: Annotated[Json, Prop("The value; null when there is none.")] = None
    key: Annotated[str, KEY]


@plugin(
    "io.kestra.plugin.redis.string.Get",
    title="Read a value of Redis.",
    examples=[f"{URL}key: greeting\nfailedOnMissing: true"],
    aliases=["io.kestra.plugin.redis.Get"],
)
class Get(Keyed, RunnableTask[Found]):
    """As text, or read as JSON."""

    serde_type: Annotated[SerdeType, SERDE] = "STRING"
    failed_on_missing: Annotated[bool, FAILS] = False

    def run(self, ctx: RunContext) -> Found:
        """Raises: PluginError for what is no JSON, or is not there and must be."""
        with self.client(ctx, "GET") as client:
            text = client.get(self.key)
        what = f"value of the key '{self.key}'"
        given_or_missing(text, fails=self.failed_on_missing, what=what)
        data = None if text is None else value_of(self.serde_type, text, f"The {what}")
        return Found(data=data, key=self.key)


class Deleted(Output):
    """How many were deleted."""

    count: Annotated[int, Prop("How many were deleted.")]


@plugin(
    "io.kestra.plugin.redis.string.Delete",
    title="Delete keys of Redis.",
    examples=[f"{URL}keys:\n  - greeting\n  - farewell"],
    aliases=["io.kestra.plugin.redis.Delete"],
    metrics=DELETED,
)
class Delete(Redis, RunnableTask[Deleted]):
    """All with one request."""

    keys: Annotated[list[str], Prop("The keys to delete, one or more.")]
    failed_on_missing: Annotated[bool, FAILS] = False

    def run(self, ctx: RunContext) -> Deleted:
        with self.client(ctx, "DEL") as client:
            count = client.delete(*self.keys) if self.keys else 0
        ctx.metrics.counter("deleted.records.count", count)
        return Deleted(count=all_deleted(count, len(self.keys), fails=self.failed_on_missing))


class Counted(Output):
    """A number that was added to."""

    key: Annotated[str, KEY]
    value: Annotated[float | int, Prop("The number that it is now.")]


@plugin(
    "io.kestra.plugin.redis.string.Increment",
    title="Add to a number in Redis.",
    examples=[f"{URL}key: visits\namount: 2\noptions:\n  expirationDuration: P1D"],
)
class Increment(Keyed, RunnableTask[Counted]):
    """One by default; a key that is not there counts from 0."""

    amount: Annotated[float | None, Prop("What is added; 1 by default.")] = None
    options: Annotated[Expiry | None, Prop("How long the number is kept.")] = None

    def run(self, ctx: RunContext) -> Counted:
        amount = whole(1 if self.amount is None else self.amount)
        with self.client(ctx, "INCRBY") as client:
            add = client.incrby if isinstance(amount, int) else client.incrbyfloat
            value = add(self.key, amount)
            keep(client, self.key, self.options)
        return Counted(key=self.key, value=value)


def whole(number: float) -> float | int:
    """A number without a fraction as what it is, so that sums stay so."""
    return int(number) if float(number).is_integer() else number


def keep(client: Any, key: str, options: Expiry | None) -> None:
    """Keep a key as long as the options say."""
    for name, milliseconds in (options.times() if options is not None else {}).items():
        command = client.pexpire if name == "px" else client.pexpireat
        command(key, milliseconds)


class TimeLeft(Output):
    """How long a key is kept."""

    key: Annotated[str, KEY]
    ttl: Annotated[int, Prop("The seconds left; -1 for a key that is kept for good, -2 for none.")]


@plugin(
    "io.kestra.plugin.redis.string.Ttl",
    title="Find out how long a key of Redis is kept.",
    examples=[f"{URL}key: greeting"],
)
class Ttl(Keyed, RunnableTask[TimeLeft]):
    """In seconds."""

    amount: Annotated[float | None, Prop("Accepted: it changes nothing.")] = None

    def run(self, ctx: RunContext) -> TimeLeft:
        with self.client(ctx, "TTL") as client:
            return TimeLeft(key=self.key, ttl=client.ttl(self.key))
