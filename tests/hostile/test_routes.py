"""No request to any route holds up a server, whatever its query and its body are.

`make hostile` asks each route all questions at their full size and prints the worst of each; here
some questions of many routes are asked in a small form, and the bound is generous.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from itertools import islice

import pytest

from tests.e2e.server import Server, running
from tests.hostile.inputs import Answer, Client
from tests.hostile.routes import Question, asked_routes, questions, seed
from tests.hostile.silence import Pinging, Silence, pinging
from tiercel.web.route import Route

SIZE = int(os.environ.get("TIERCEL_HOSTILE_SIZE", "0"))
SMALL = 300
# Of all questions at a small size, one in so many.
EACH = 149
WORKED_SECONDS_MAX = 0.25 if SIZE else 1.0
ROUTES = {f"{route.method} {route.path}": route for route in asked_routes()}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture(scope="module")
def pings(server: Server) -> Iterator[Pinging]:
    with pinging(server.port, server.process.pid) as pings:
        yield pings


def answered(client: Client, question: Question) -> Answer:
    """What a server says, which is no error of its own."""
    headers = {"content-type": question.type} if question.type else {}
    answer = client.ask(question.method, question.path, question.body, headers)
    # Generating needs a model, and here is none.
    is_off = answer.status_code == 503 and "/ai/" in question.path
    assert answer.status_code < 500 or is_off, (question[:3], answer.content[:500])
    return answer


def worst_of(
    route: Route, client: Client, pings: Pinging, words: Mapping[str, str]
) -> tuple[float, Silence, str]:
    """The question with which the loop had most work at once."""
    found = []
    pings.take()
    for question in questions(route, words, SIZE):
        answered(client, question)
        silence = pings.take()
        found.append((silence.worked_s, silence, question.name))
    return max(found, default=(0.0, Silence(0.0, 0.0, 0.0), "nothing to ask"))


def test_no_request_holds_up_anybody(server: Server, pings: Pinging) -> None:
    client = Client(server.port)
    words = seed(client)
    asked = (each for route in ROUTES.values() for each in questions(route, words, SMALL))
    statuses = set()
    pings.take()
    for question in islice(asked, 0, None, EACH):
        statuses.add(answered(client, question).status_code)
        worked = pings.take().worked_s
        assert worked < WORKED_SECONDS_MAX, (question[:3], worked)
    assert {200, 400, 404, 422} <= statuses


if SIZE:

    @pytest.mark.timeout(3_600)
    @pytest.mark.parametrize("name", ROUTES)
    def test_no_route_holds_up_anybody(server: Server, pings: Pinging, name: str) -> None:
        client = Client(server.port)
        worked, silence, question = worst_of(ROUTES[name], client, pings, seed(client))
        figures = "".join(f"{seconds * 1e3:7.0f} ms" for seconds in silence)
        sys.stdout.write(f"\n{figures}  {name}: {question}")
        assert worked < WORKED_SECONDS_MAX
