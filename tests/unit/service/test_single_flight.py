"""What many ask for at once is found once."""

from __future__ import annotations

import asyncio
from contextvars import ContextVar

import pytest

from tiercel.model.errors import Unavailable
from tiercel.service.single_flight import SingleFlight

WHOSE: ContextVar[str] = ContextVar("whose", default="nobody's")


class Source:
    """Answers once it is let, and counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.let = asyncio.Event()
        self.whose = ""

    async def answer(self) -> int:
        self.asked += 1
        self.whose = WHOSE.get()
        await self.let.wait()
        return self.asked

    async def fail(self) -> int:
        await self.answer()
        raise Unavailable


async def test_all_who_ask_meanwhile_get_one_answer_and_the_next_one_asks_again() -> None:
    flight, source = SingleFlight[int](), Source()
    asking = [asyncio.create_task(flight.run("a", source.answer)) for _ in range(3)]
    await asyncio.sleep(0)
    source.let.set()
    assert await asyncio.gather(*asking) == [1, 1, 1]
    assert await flight.run("a", source.answer) == 2


async def test_each_thing_is_asked_for_by_itself() -> None:
    flight, source = SingleFlight[int](), Source()
    source.let.set()
    assert await asyncio.gather(*(flight.run(key, source.answer) for key in "ab")) == [1, 2]


async def test_who_goes_away_takes_nothing_from_others() -> None:
    flight, source = SingleFlight[int](), Source()
    first, second = (asyncio.create_task(flight.run("a", source.answer)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.sleep(0)
    source.let.set()
    assert await second == 1
    assert first.cancelled()


async def test_all_hear_why_it_failed_and_the_next_one_asks_again() -> None:
    flight, source = SingleFlight[int](), Source()
    asking = [asyncio.create_task(flight.run("a", source.fail)) for _ in range(2)]
    await asyncio.sleep(0)
    source.let.set()
    for task in asking:
        with pytest.raises(Unavailable):
            await task
    assert await flight.run("a", source.answer) == 2


async def test_a_call_sees_nothing_of_whoever_asked_first() -> None:
    flight, source = SingleFlight[int](), Source()
    source.let.set()
    WHOSE.set("mine")
    await flight.run("a", source.answer)
    assert source.whose == "nobody's"


def test_without_an_event_loop_it_is_called_at_once() -> None:
    async def call() -> str:
        return "found"

    waiting = SingleFlight[str]().run("key", call)
    with pytest.raises(StopIteration, match="found"):
        waiting.send(None)
