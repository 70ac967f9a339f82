"""Changes into files, and changes as executions: the same for all databases."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import timedelta
from typing import Annotated, Any, BinaryIO, Literal

import msgspec

from tiercel.plugin import Json, Metric, Output, Plugin, PluginError, Prop, RunContext
from tiercel.plugin.rows import lines_of_exact_rows
from tiercel.plugin.services.changes import default_key
from tiercel_debezium.changes import Change, Committed, Source
from tiercel_debezium.limits import AT_ONCE
from tiercel_debezium.shapes import Shaped, Shaper

_PAUSE = timedelta(seconds=1)
RECORDS = Metric("records", "counter", "records", "How many changes there were.")
Mode = Literal["ON_EACH_BATCH", "ON_STOP"]


class Server(Plugin):
    """Which server, and how far its log was read."""

    hostname: Annotated[str, Prop("The host of the server.")]
    port: Annotated[str, Prop("The port that the server listens at.")]
    username: Annotated[str | None, Prop("The user who may read the log of changes.")] = None
    password: Annotated[str | None, Prop("The password, best from a secret.")] = None
    properties: Annotated[
        dict[str, str] | None, Prop("Accepted: properties of Debezium's engine, which is not here.")
    ] = None
    state_name: Annotated[
        str, Prop("What the key-value entry begins with that remembers how far it was read.")
    ] = "debezium-state"
    offsets_commit_mode: Annotated[
        Mode, Prop("Accepted: it is remembered whenever changes are stored.")
    ] = "ON_STOP"

    def state_key(self, ctx: RunContext) -> str:
        """The entry of this trigger, or of this task."""
        run: Mapping[str, Json] = ctx.vars.get("task") or {}
        return "_".join(filter(None, (self.state_name, default_key(ctx), run.get("id"))))

    @abstractmethod
    def source(self, ctx: RunContext) -> AbstractContextManager[Source]:
        """Its log. Raises: PluginError with the server's own words."""


def state_of(ctx: RunContext, key: str) -> dict[str, Json]:
    """What an entry remembers; nothing where there is none."""
    is_there, found = ctx.kv.get(key)
    return dict(found) if is_there and isinstance(found, Mapping) else {}


class Captured(Output):
    """Files of changes."""

    size: Annotated[int, Prop("How many changes there are.")]
    uris: Annotated[dict[str, str], Prop("The files by the names of tables, or of databases.")]
    state_offset_key: Annotated[str, Prop("The entry that remembers how far it was read.")]
    state_history_key: Annotated[str | None, Prop("Always null: there is none.")] = None


class Bounded(Server, Shaped):
    """How much is read into files."""

    max_records: Annotated[
        int | None, Prop("After how many changes to stop, at the end of a transaction.")
    ] = None
    max_duration: Annotated[timedelta | None, Prop("How long to read at most.")] = None
    max_wait: Annotated[timedelta, Prop("How long to wait for a first change.")] = timedelta(
        seconds=10
    )
    max_snapshot_duration: Annotated[timedelta, Prop("How long a snapshot may take.")] = timedelta(
        hours=1
    )

    @contextmanager
    def captured(self, ctx: RunContext) -> Iterator[Captured]:
        """Changes in files: they are not read again when what is done with them ends well."""
        key = self.state_key(ctx)
        with self.source(ctx) as source:
            files = Files(ctx, Shaper(self))
            position = self._read(ctx, source, files)
            ctx.metrics.counter("records", files.count)
            yield Captured(size=files.count, uris=files.stored(), state_offset_key=key)
            if position is not None:
                source.acknowledge(position)

    def polled(self, ctx: RunContext) -> Iterator[Captured]:
        """As a poll gives them: nothing when there were none."""
        with self.captured(ctx) as found:
            if found.size:
                yield found

    def _read(self, ctx: RunContext, source: Source, files: Files) -> dict[str, Json] | None:
        began, position = ctx.now(), None
        while not ctx.is_stopped:
            for each in source.read(self.max_records):
                if isinstance(each, Committed):
                    position = each.position
                    if self._is_over(ctx, began):
                        return position
                    continue
                files.add(each)
                took = ctx.now() - began
                if each.operation == "r" and took > self.max_snapshot_duration:
                    raise PluginError(f"The snapshot took more than {self.max_snapshot_duration}")
            if files.count or ctx.now() - began >= self.max_wait or self._is_over(ctx, began):
                return position
            ctx.pause(_PAUSE)
        return None

    def _is_over(self, ctx: RunContext, began: Any) -> bool:
        return self.max_duration is not None and ctx.now() - began >= self.max_duration


class Files:
    """A file of rows for each stream."""

    def __init__(self, ctx: RunContext, shaper: Shaper) -> None:
        self._ctx, self._shaper = ctx, shaper
        self._opened = ExitStack()
        self._files: dict[str, tuple[str, BinaryIO]] = {}
        self.count = 0

    def add(self, change: Change) -> None:
        """Write a change that is asked for into its file."""
        if not self._shaper.takes(change):
            return
        file = self._file(self._shaper.stream(change))
        for line in lines_of_exact_rows([self._shaper.row(change)]):
            file.write(line)
        self.count += 1

    def stored(self) -> dict[str, str]:
        """The address of each file."""
        self._opened.close()
        return {
            stream: self._ctx.blobs.put_new(self._ctx.files.resolve(name), "ion")
            for stream, (name, _) in self._files.items()
        }

    def _file(self, stream: str) -> BinaryIO:
        if stream not in self._files:
            name = f"changes-{len(self._files)}.ion"
            opened = self._opened.enter_context(self._ctx.files.resolve(name).open("wb"))
            self._files[stream] = (name, opened)
        return self._files[stream][1]


class Streamed(Output):
    """A change."""

    data: Annotated[
        dict[str, Json], Prop("The row after the change; of a deleted one the row before it.")
    ]
    stream: Annotated[str, Prop("The name of its table, or of its database.")]


class Listening(Server, Shaped):
    """One execution for each change."""

    async def changes(self, ctx: RunContext) -> AsyncIterator[Streamed]:
        """They are not read again once their executions are stored, so none is lost."""
        shaper = Shaper(self)
        with self.source(ctx) as source:
            while not ctx.is_stopped:
                found = await asyncio.to_thread(lambda: list(source.read(AT_ONCE)))
                position = None
                for each in found:
                    if isinstance(each, Committed):
                        position = each.position
                    elif shaper.takes(each):
                        row = msgspec.to_builtins(shaper.row(each))
                        yield Streamed(data=row, stream=shaper.stream(each))
                if position is None:
                    await ctx.sleep(_PAUSE)
                    continue
                await ctx.delivered()
                await asyncio.to_thread(source.acknowledge, position)
