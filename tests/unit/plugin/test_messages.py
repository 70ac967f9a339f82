"""Messages of queues: outputs of tasks and polls, and when they are acknowledged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import pytest

from tiercel.plugin import Json, PollingTrigger, RunContext, RunnableTask
from tiercel.plugin.services.messages import (
    Consuming,
    Inbox,
    MessagesRead,
    TakenMessages,
    listening,
)
from tiercel.testing import FakeContext, run_task

WAITING: list[Json] = []
EVENTS: list[str] = []


@pytest.fixture(autouse=True)
def queue() -> None:
    """Three messages; nothing has happened yet."""
    WAITING[:] = [{"n": 1}, {"n": 2}, {"n": 3}]
    EVENTS.clear()


class Box:
    """The messages that wait."""

    def receive(self, count: int) -> Iterable[Json]:
        found, WAITING[:] = WAITING[:count], WAITING[count:]
        return found

    def acknowledge(self) -> None:
        EVENTS.append("acknowledged")


class Queue(Consuming):
    """Reads from the box, two messages at a time."""

    def at_once(self) -> int:
        return 2

    @contextmanager
    def inbox(self, ctx: RunContext) -> Iterator[Inbox]:
        yield Box()


class Take(Queue, RunnableTask[TakenMessages]):
    """Takes all of them."""

    def run(self, ctx: RunContext) -> TakenMessages:
        return self.taken(ctx, "records", TakenMessages)


class Read(Queue, PollingTrigger[MessagesRead]):
    """Reads all of them."""

    def poll(self, ctx: RunContext) -> Iterator[MessagesRead]:
        return self.polled(ctx, "records", MessagesRead)


def test_a_task_gives_the_number_and_a_file_and_acknowledges() -> None:
    ran = run_task(Take)
    assert ran.outputs["count"] == 3
    rows = ran.context.blobs.read(ran.outputs["uri"]).splitlines()
    assert rows == [b'{"n":1}', b'{"n":2}', b'{"n":3}']
    assert [(each.name, each.value) for each in ran.metrics] == [("records", 3)]
    assert EVENTS == ["acknowledged"]


def test_a_poll_acknowledges_only_when_its_execution_is_stored() -> None:
    found = Read().poll(FakeContext())
    assert next(found).model_dump(by_alias=True)["messagesCount"] == 3
    assert EVENTS == []
    assert next(found, None) is None
    assert EVENTS == ["acknowledged"]


def test_a_poll_of_nothing_starts_nothing() -> None:
    WAITING.clear()
    assert list(Read().poll(FakeContext())) == []


class Listener(FakeContext):
    """Says when messages have become executions; stops after two groups."""

    async def delivered(self) -> None:
        EVENTS.append("stored")
        if EVENTS.count("stored") == 2:
            self.stop()


async def test_a_realtime_trigger_acknowledges_each_group_once_it_is_stored() -> None:
    box, groups = Box(), iter((2, 0, 1))

    async def receive() -> Sequence[Json]:
        return list(box.receive(next(groups)))

    def note(word: str) -> None:
        EVENTS.append(word)

    async def acknowledge(found: Sequence[Json]) -> None:
        note(f"acknowledged {len(found)}")

    async for each in listening(Listener(), receive, acknowledge):
        note(f"message {each['n']}")
    expected = ["message 1", "message 2", "stored", "acknowledged 2"]
    expected += ["message 3", "stored", "acknowledged 1"]
    assert expected == EVENTS
