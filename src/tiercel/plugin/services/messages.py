"""Messages of queues: taken until there are enough, kept in a file, acknowledged afterwards."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from datetime import timedelta
from typing import Annotated, Literal, Protocol, Self, TypeVar

import msgspec

from tiercel.model.errors import PluginError
from tiercel.model.json_types import Json
from tiercel.model.log import Level
from tiercel.plugin.context import RunContext
from tiercel.plugin.errors import Interrupted
from tiercel.plugin.fields import Prop
from tiercel.plugin.rows import lines_of_rows
from tiercel.plugin.services.fetching import Counted
from tiercel.plugin.task import Output, Plugin

__all__ = [
    "SERDE",
    "Collecting",
    "Consuming",
    "Inbox",
    "KeptMessages",
    "MessagesOutput",
    "MessagesRead",
    "SerdeType",
    "TakenMessages",
    "content_of",
    "listening",
    "value_of",
]

T = TypeVar("T")
OutputT = TypeVar("OutputT", bound="MessagesOutput")
SerdeType = Literal["STRING", "JSON"]
SERDE = Prop("Whether a message is a text (STRING) or JSON.")
COUNT = Prop("How many there are.")
ROWS = Prop("A file with a row for each.")
_PAUSE = timedelta(seconds=1)
_AGAIN = "{count} messages were not acknowledged, and come again: {reason}"


def content_of(serde: str, value: Json) -> bytes:
    """A message as it is sent. A text is sent as it is: of JSON too where it is JSON already."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, str) and (serde != "JSON" or _is_json(value)):
        return value.encode()
    return msgspec.json.encode(value)


def value_of(serde: str, content: bytes | str, place: str) -> Json:
    """What a message says; `place` is how an error calls it, such as `The message 12`.

    Raises: PluginError for one that is no JSON where it must be.
    """
    if serde == "JSON":
        try:
            return msgspec.json.decode(content)
        except msgspec.DecodeError as error:
            raise PluginError(f"{place} is no JSON: {error}") from None
    return content.decode("utf-8", errors="replace") if isinstance(content, bytes) else content


def _is_json(text: str) -> bool:
    try:
        msgspec.json.decode(text)
    except msgspec.DecodeError:
        return False
    return True


class Inbox(Protocol):
    """Where messages wait until they are taken, and what forgets them afterwards."""

    def receive(self, count: int) -> Iterable[Json]:
        """Some messages as rows, `count` at most; none when there are none after a moment."""

    def acknowledge(self) -> None:
        """All that were received are stored: they must not come again."""


class KeptMessages(msgspec.Struct, frozen=True):
    """A file of messages."""

    count: int
    uri: str


class MessagesOutput(Output):
    """Messages that were read; families call the number of them otherwise."""

    @classmethod
    @abstractmethod
    def of(cls, found: KeptMessages) -> Self:
        """The outputs of a file of messages."""


class TakenMessages(MessagesOutput):
    """Messages that were read."""

    count: Annotated[int, COUNT]
    uri: Annotated[str, ROWS]

    @classmethod
    def of(cls, found: KeptMessages) -> Self:
        return cls(count=found.count, uri=found.uri)


class MessagesRead(MessagesOutput):
    """Messages that were read."""

    messages_count: Annotated[int, COUNT]
    uri: Annotated[str, ROWS]

    @classmethod
    def of(cls, found: KeptMessages) -> Self:
        return cls(messages_count=found.count, uri=found.uri)


class _Unconfirmed:
    """Messages that are acknowledged, or not, when it is known how their attempt has ended."""

    def __init__(self, opened: ExitStack, inbox: Inbox, count: int) -> None:
        self.opened, self._inbox, self._count = opened, inbox, count

    def acknowledge(self, ctx: RunContext) -> None:
        """Once the end is stored; `ctx` is of what follows it.

        Where that fails the task has succeeded all the same: the messages come twice.
        """
        try:
            with self.opened:
                self._inbox.acknowledge()
        except PluginError as error:
            ctx.log.write(Level.WARN, _AGAIN.format(count=self._count, reason=error.explained))

    def give_up(self) -> None:
        """Close the connection, as when the attempt was stopped."""
        with suppress(Interrupted), self.opened:
            raise Interrupted()


class Collecting(Plugin):
    """What reads several messages into a file, within bounds."""

    @abstractmethod
    def bounds(self) -> tuple[int | None, timedelta | None]:
        """How many messages at most, and how long; None for all, and until there are none."""

    @abstractmethod
    def inbox(self, ctx: RunContext) -> AbstractContextManager[Inbox]:
        """Where they are taken from, until they are acknowledged."""

    def at_once(self) -> int:
        """How many are asked for at most at a time."""
        return 100

    @contextmanager
    def kept(self, ctx: RunContext, metric: str | None) -> Iterator[KeptMessages]:
        """Messages in a file: acknowledged when what is done with them ends well.

        A poll gives them by `yield` inside, and so ends well once its execution is stored.
        """
        with self.inbox(ctx) as inbox:
            yield self._file(ctx, inbox, metric)
            inbox.acknowledge()

    def taken(self, ctx: RunContext, metric: str | None, outputs: type[OutputT]) -> OutputT:
        """As a task gives them: acknowledged once its end is stored.

        The connection is open until then, since most services know by it who has a message.
        """
        with ExitStack() as opened:
            inbox = opened.enter_context(self.inbox(ctx))
            found = self._file(ctx, inbox, metric)
            waiting = _Unconfirmed(opened, inbox, found.count)
            if ctx.confirm_after_end(
                {"messages": found.count}, waiting.acknowledge, waiting.give_up
            ):
                waiting.opened = opened.pop_all()
            elif ctx.is_stopped:
                raise Interrupted()
            else:
                inbox.acknowledge()
        return outputs.of(found)

    def cancel(self, ctx: RunContext, handle: Mapping[str, Json]) -> None:
        """The connection is gone with its worker, and the service gives them again."""
        ctx.log.write(
            Level.WARN, _AGAIN.format(count=handle["messages"], reason="the worker was lost")
        )

    def polled(
        self, ctx: RunContext, metric: str | None, outputs: type[OutputT]
    ) -> Iterator[OutputT]:
        """As a poll gives them: nothing when there were none."""
        with self.kept(ctx, metric) as found:
            if found.count:
                yield outputs.of(found)

    def _file(self, ctx: RunContext, inbox: Inbox, metric: str | None) -> KeptMessages:
        counted = Counted(self._rows(ctx, inbox))
        uri = ctx.blobs.put_new(lines_of_rows(counted), "ion")
        if metric is not None:
            ctx.metrics.counter(metric, counted.count)
        return KeptMessages(counted.count, uri)

    def _rows(self, ctx: RunContext, inbox: Inbox) -> Iterator[Json]:
        """Messages until there are enough, the time is over, or none are left."""
        (most, time), began, count = self.bounds(), ctx.now(), 0
        while not ctx.is_stopped:
            left = self.at_once() if most is None else most - count
            if left <= 0 or (time is not None and ctx.now() - began >= time):
                return
            before = count
            for each in inbox.receive(min(left, self.at_once())):
                count += 1
                yield each
            if count == before:
                if time is None:
                    return
                ctx.pause(_PAUSE)


class Consuming(Collecting):
    """What most of them call their bounds."""

    max_records: Annotated[
        int | None, Prop("How many messages to read at most; all that are there by default.")
    ] = None
    max_duration: Annotated[
        timedelta | None, Prop("How long to read; by default until there are none.")
    ] = None

    def bounds(self) -> tuple[int | None, timedelta | None]:
        return self.max_records, self.max_duration


async def listening(
    ctx: RunContext,
    receive: Callable[[], Awaitable[Sequence[T]]],
    acknowledge: Callable[[Sequence[T]], Awaitable[None]],
) -> AsyncIterator[T]:
    """Messages one by one until the trigger ends.

    `receive` waits for a moment when there are none. `acknowledge` gets what was received once
    executions of all of it are stored.
    """
    while not ctx.is_stopped:
        found = await receive()
        for each in found:
            yield each
        if found:
            await ctx.delivered()
            await acknowledge(found)
