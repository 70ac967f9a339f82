"""Messages of queues: outputs of tasks and polls, and when they are acknowledged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import pytest

from tiercel.plugin import Json, PluginError, PollingTrigger, RunContext, RunnableTask
from tiercel.plugin.errors import Interrupted
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
        if not WAITING or WAITING[0] != "refuse":
            EVENTS.append("acknowledged")
            return
        raise PluginError("the connection is gone")


class Queue(Consuming):
    """Reads from the box, two messages at a time."""

    def at_once(self) -> int:
        return 2

    @contextmanager
    def inbox(self, ctx: RunContext) -> Iterator[Inbox]:
        try:
            yield Box()
        finally:
            EVENTS.append("closed")


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
    assert EVENTS == ["acknowledged", "closed"]


def test_a_task_acknowledges_only_when_its_end_is_stored() -> None:
    context = FakeContext()
    assert Take().run(context).count == 3
    assert EVENTS == []
    context.end()
    assert EVENTS == ["acknowledged", "closed"]


def test_a_task_whose_end_is_never_stored_acknowledges_nothing() -> None:
    ran = run_task(Take, is_lost=True)
    assert ran.outputs["count"] == 3
    assert EVENTS == ["closed"]


def test_a_stopped_task_acknowledges_nothing_where_the_end_is_not_waited_for() -> None:
    context = Child()
    context.stop()
    with pytest.raises(Interrupted):
        Take().run(context)
    assert EVENTS == ["closed"]
    assert Take().run(Child()).count == 3
    assert EVENTS == ["closed", "acknowledged", "closed"]


def test_a_failure_to_acknowledge_is_told_and_the_task_has_succeeded() -> None:
    context = FakeContext()
    assert Take().run(context).count == 3
    WAITING[:] = ["refuse"]
    context.end()
    text = "3 messages were not acknowledged, and come again: the connection is gone"
    assert (context.log.lines(), EVENTS) == ([text], ["closed"])


def test_another_worker_than_the_lost_one_says_that_messages_come_again() -> None:
    context, other = FakeContext(), FakeContext()
    Take().run(context)
    assert context.left is not None
    Take().cancel(other, context.left)
    text = "3 messages were not acknowledged, and come again: the worker was lost"
    assert (other.log.lines(), EVENTS) == ([text], [])
    context.lose()
    assert EVENTS == ["closed"]


def test_a_poll_acknowledges_only_when_its_execution_is_stored() -> None:
    found = Read().poll(FakeContext())
    assert next(found).model_dump(by_alias=True)["messagesCount"] == 3
    assert EVENTS == []
    assert next(found, None) is None
    assert EVENTS == ["acknowledged", "closed"]


def test_a_poll_of_nothing_starts_nothing() -> None:
    WAITING.clear()
    assert list(Read().poll(FakeContext())) == []


class Child(FakeContext):
    """Of a child of a WorkingDirectory."""

    def confirm_after_end(self, *_: object) -> bool:
        return False


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
