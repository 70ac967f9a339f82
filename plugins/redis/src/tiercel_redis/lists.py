"""Lists: what is pushed to them, and taken from them so that nothing is lost.

What is taken moves to a list beside it first, and leaves that one when it is stored: who takes
again under the same name finds there what was taken before and not stored.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Annotated, Any

from pydantic import Field

from tiercel.plugin import (
    Json,
    Metric,
    Output,
    PluginError,
    PollingTrigger,
    Prop,
    RealtimeTrigger,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel.plugin.services.changes import default_key
from tiercel.plugin.services.given_rows import groups_of, rows_given
from tiercel.plugin.services.messages import (
    SERDE,
    Consuming,
    Inbox,
    SerdeType,
    TakenMessages,
    content_of,
    listening,
    value_of,
)
from tiercel_redis.strings import URL, Keyed

_LISTENING_AT_ONCE = 100
# Seconds that the server waits for the first element before it says that there is none.
_WAIT_SECONDS = 1
_POPPED = [Metric("popped.records.count", "counter", "records", "How many were taken.")]


class Waiting:
    """A list that is taken from, with the list beside it; `owner` is who takes."""

    def __init__(self, client: Any, key: str, serde_type: str, owner: str) -> None:
        self._client, self._key, self._serde = client, key, serde_type
        # In a cluster both must lie in one slot: that of what is in braces.
        same_slot = key if "{" in key else f"{{{key}}}"
        self._taken = f"{same_slot}:tiercel:{owner}"
        self._count = 0
        self._left = client.llen(self._taken)

    def receive(self, count: int) -> list[Json]:
        """Elements, oldest first; those that were taken before and not stored come first."""
        if self._left > 0:
            texts = self._client.lrange(self._taken, self._count, self._count + count - 1)
            self._left -= len(texts)
        else:
            pipeline = self._client.pipeline(transaction=False)
            for _ in range(count):
                pipeline.lmove(self._key, self._taken, "LEFT", "RIGHT")
            texts = [each for each in pipeline.execute() if each is not None]
        self._count += len(texts)
        return [value_of(self._serde, each, f"An element of '{self._key}'") for each in texts]

    def wait(self) -> list[Json]:
        """As `receive`, but waits for the first one for a moment."""
        if self._left <= 0:
            first = self._client.blmove(self._key, self._taken, _WAIT_SECONDS, "LEFT", "RIGHT")
            if first is None:
                return []
            self._left = 1
            return [*self.receive(1), *self.receive(_LISTENING_AT_ONCE - 1)]
        return self.receive(_LISTENING_AT_ONCE)

    def acknowledge(self) -> None:
        """All that were received are stored."""
        self._client.ltrim(self._taken, self._count, -1)
        self._count = 0

    def give_back(self) -> None:
        """All that were received are put back in front, as they were."""
        while self._client.lmove(self._taken, self._key, "RIGHT", "LEFT") is not None:
            continue


class Taking(Keyed):
    """What takes elements."""

    serde_type: Annotated[SerdeType, SERDE] = "STRING"


class Popping(Taking, Consuming):
    """What takes several elements into a file."""

    count: Annotated[int, Prop("How many to take with one request.")] = 100

    def at_once(self) -> int:
        return max(1, self.count)

    def owner(self, ctx: RunContext) -> str:
        """Who takes."""
        return default_key(ctx)

    @contextmanager
    def inbox(self, ctx: RunContext) -> Iterator[Inbox]:
        with self.client(ctx, "LMOVE") as client:
            yield Waiting(client, self.key, self.serde_type, self.owner(ctx))


@plugin(
    "io.kestra.plugin.redis.list.ListPop",
    title="Take elements of a list of Redis.",
    examples=[f"{URL}key: orders\nserdeType: JSON\nmaxRecords: 1000"],
    aliases=["io.kestra.plugin.redis.ListPop"],
    metrics=_POPPED,
)
class ListPop(Popping, RunnableTask[TakenMessages]):
    """Until there are enough, the time is over, or the list is empty.

    They are gone from the list once the end of the task is stored, so none is lost.
    """

    def owner(self, ctx: RunContext) -> str:
        return ctx.idempotency_key

    @contextmanager
    def inbox(self, ctx: RunContext) -> Iterator[Inbox]:
        with self.client(ctx, "LMOVE") as client:
            waiting = Waiting(client, self.key, self.serde_type, self.owner(ctx))
            try:
                yield waiting
            except PluginError:
                waiting.give_back()
                raise

    def run(self, ctx: RunContext) -> TakenMessages:
        return self.taken(ctx, "popped.records.count", TakenMessages)


@plugin(
    "io.kestra.plugin.redis.list.Trigger",
    title="Start an execution for elements of a list of Redis.",
    examples=[f"{URL}key: orders\nmaxRecords: 100\ninterval: PT30S"],
    aliases=["io.kestra.plugin.redis.TriggerList"],
)
class Trigger(Popping, PollingTrigger[TakenMessages]):
    """One for all elements of a poll, which are gone from the list once it is stored."""

    def poll(self, ctx: RunContext) -> Iterator[TakenMessages]:
        return self.polled(ctx, "popped.records.count", TakenMessages)


class Element(Output):
    """An element of a list."""

    value: Annotated[Json, Prop("What the element says, read by `serdeType`.")]


@plugin(
    "io.kestra.plugin.redis.list.RealtimeTrigger",
    title="Start an execution for each element of a list of Redis.",
    examples=[f"{URL}key: orders\nserdeType: JSON"],
    aliases=["io.kestra.plugin.redis.RealtimeTrigger"],
)
class ListRealtimeTrigger(Taking, RealtimeTrigger[Element]):
    """An element is gone from the list once its execution is stored, so none is lost."""

    async def listen(self, ctx: RunContext) -> AsyncIterator[Element]:
        with self.client(ctx, "BLMOVE") as client:
            waiting = await asyncio.to_thread(
                Waiting, client, self.key, self.serde_type, default_key(ctx)
            )
            receive = partial(asyncio.to_thread, waiting.wait)

            async def acknowledge(_: Sequence[Json]) -> None:
                await asyncio.to_thread(waiting.acknowledge)

            async for each in listening(ctx, receive, acknowledge):
                yield Element(value=each)


class Pushed(Output):
    """How many were pushed."""

    count: Annotated[int, Prop("How many elements were pushed.")]


@plugin(
    "io.kestra.plugin.redis.list.ListPush",
    title="Push elements to a list of Redis.",
    examples=[f"{URL}key: orders\nfrom:\n  - one\n  - two"],
    aliases=["io.kestra.plugin.redis.ListPush"],
    metrics=[Metric("inserted.records.count", "counter", "records", "How many were pushed.")],
)
class ListPush(Taking, RunnableTask[Pushed]):
    """In front, one after the other: the last one is the first that is taken."""

    from_: Annotated[
        str | list[Json],
        Field(alias="from"),
        Prop("The elements: a list, or the address of a stored file with a row for each."),
    ]
    batch_size: Annotated[int, Prop("How many to push with one request.")] = 500

    def run(self, ctx: RunContext) -> Pushed:
        count = 0
        with self.client(ctx, "LPUSH") as client:
            for group in groups_of(rows_given(ctx, self.from_), max(1, self.batch_size)):
                client.lpush(self.key, *(content_of(self.serde_type, each) for each in group))
                count += len(group)
        ctx.metrics.counter("inserted.records.count", count)
        return Pushed(count=count)
