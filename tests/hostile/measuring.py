"""Measures the silence of a server during each hostile input: of every route, and of every loop."""

from __future__ import annotations

import contextlib
import http.client
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from tests.e2e.server import Server, running
from tests.hostile import turns
from tests.hostile.inputs import Answer, Client, Input, inputs
from tests.hostile.loops import loops
from tests.hostile.routes import Question, asked_routes, questions, seed
from tests.hostile.silence import Pinging, Silence, pinging
from tiercel.web.route import Route

INPUTS = (*inputs(), *loops())
ROUTES: Mapping[str, Route] = {f"{each.method} {each.path}": each for each in asked_routes()}


class Measured(NamedTuple):
    """The silence during one input: where it belongs, its name, and how it failed, if it did."""

    where: str
    name: str
    silence: Silence
    failure: str = ""


class Watched(NamedTuple):
    """A server that notes its longest turn, and who pings it."""

    server: Server
    client: Client
    pings: Pinging


@contextlib.contextmanager
def watched(folder: Path) -> Iterator[Watched]:
    """A server of its own."""
    noted = folder / "longest-turn"
    program = (sys.executable, turns.__file__, str(noted))
    with (
        running(folder, program=program) as server,
        pinging(server.port, server.process.pid, noted) as pings,
    ):
        yield Watched(server, Client(server.port), pings)


def answered(client: Client, question: Question) -> Answer:
    """What a server says, which is no error of its own."""
    headers = {"content-type": question.type} if question.type else {}
    answer = client.ask(question.method, question.path, question.body, headers)
    # Generating needs a model, and here is none.
    is_off = answer.status_code == 503 and "/ai/" in question.path
    assert answer.status_code < 500 or is_off, (question[:3], answer.content[:500])
    return answer


def of_route(watched: Watched, name: str, size: int) -> Iterator[Measured]:
    """Each question of a route."""
    words = seed(watched.client)
    watched.pings.take()
    for question in questions(ROUTES[name], words, size):
        failure = ""
        try:
            answered(watched.client, question)
        except (AssertionError, OSError, http.client.HTTPException) as error:
            failure = repr(error)
        yield Measured(name, question.name, watched.pings.take(), failure)


def of_input(watched: Watched, given: Input, size: int) -> Measured:
    """What holds up one of the loops, or one route in particular."""
    failure = ""
    watched.pings.take()
    try:
        given.act(watched.client, size)
    except (AssertionError, OSError, http.client.HTTPException) as error:
        failure = repr(error)
    return Measured(given.where, given.name, watched.pings.take(), failure)
