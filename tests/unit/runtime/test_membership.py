"""Servers that say that they are alive."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import msgspec

from tests.build import at
from tiercel.adapters.memory.notifier import MemoryNotifier
from tiercel.adapters.memory.store import MemoryStore
from tiercel.model.job import Job
from tiercel.model.limits import HEARTBEAT_TASKS_MAX
from tiercel.model.stored.records import INSTRUCTIONS
from tiercel.runtime.membership import Membership, members, work_report
from tiercel.service.instance.instructions import (
    DRAIN,
    EVERY_SERVER,
    RESCAN,
    Instructions,
    drained_servers,
)


async def test_a_server_is_alive_until_it_is_silent_or_leaves() -> None:
    store = MemoryStore(MemoryNotifier())
    one, two = (Membership(store, name, ("worker",)) for name in ("one", "two"))
    await one.tick(at(0))
    await two.tick(at(0))
    await two.leave(at(1))
    known = {member.id: member for member in await members(store)}
    assert known["one"].is_alive(at(44))
    assert not known["one"].is_alive(at(46))
    assert not known["two"].is_alive(at(2))


async def test_a_server_that_was_silent_for_long_is_forgotten() -> None:
    store = MemoryStore(MemoryNotifier())
    await Membership(store, "old", ()).tick(at(0))
    await Membership(store, "new", ()).tick(at(0) + timedelta(hours=2))
    assert [member.id for member in await members(store)] == ["new"]


async def test_heartbeats_are_rare() -> None:
    membership = Membership(MemoryStore(MemoryNotifier()), "one", ())
    await membership.tick(at(0))
    assert membership.next_due() == at(3)


async def test_what_is_asked_of_a_server_comes_with_its_heartbeat() -> None:
    store, obeyed = MemoryStore(MemoryNotifier()), list[Instructions]()

    async def obey(asked: Instructions) -> None:
        obeyed.append(asked)

    membership = Membership(store, "one", ()).obeying(obey)
    await membership.tick(at(0))
    async with store.transaction() as tx:
        tx.records(INSTRUCTIONS).put((DRAIN, "one"), {})
        tx.records(INSTRUCTIONS).put((DRAIN, "other"), {})
        tx.records(INSTRUCTIONS).put((RESCAN, EVERY_SERVER), {"search": "s1"})
    await membership.tick(at(1))
    assert obeyed == [Instructions()]
    membership.hasten()
    await membership.tick(at(1))
    assert obeyed[1:] == [Instructions(is_draining=True, search="s1")]


async def test_a_drain_is_forgotten_with_its_server() -> None:
    store = MemoryStore(MemoryNotifier())
    await Membership(store, "old", ()).tick(at(0))
    async with store.transaction() as tx:
        tx.records(INSTRUCTIONS).put((DRAIN, "old"), {})
    await Membership(store, "new", ()).tick(at(0) + timedelta(hours=2))
    async with store.transaction() as tx:
        assert await drained_servers(tx) == frozenset()


class Working(msgspec.Struct):
    """A worker with these jobs."""

    taken: tuple[Job, ...]
    id: str = "w1"
    places: int = 16
    ended: int = 7
    is_draining: bool = False

    def jobs(self) -> Sequence[Job]:
        return self.taken


def test_a_worker_reports_what_it_runs() -> None:
    task = Job("tr:0", "execution1", "tr", 0, at(0), worker_group="of-gpus")
    poll = Job("p", "x", "", 0, at(0), namespace="n", flow_id="f", trigger_id="poll")
    assert work_report(Working((task, poll)), "gpu") == {
        "running": 2,
        "queues": {"default": 1, "of-gpus": 1},
        "ended": 7,
        "group": "gpu",
        "admitted": True,
        "workerId": "w1",
        "places": 16,
        "draining": False,
        "tasks": [
            {"executionId": "execution1", "taskRunId": "tr"},
            {"namespace": "n", "flowId": "f", "triggerId": "poll"},
        ],
    }
    assert len(work_report(Working((task,) * 999), None)["tasks"]) == HEARTBEAT_TASKS_MAX
