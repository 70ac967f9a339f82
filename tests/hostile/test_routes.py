"""No request to any route holds up a server, whatever its query and its body are.

`make hostile` asks each route all questions at their full size; here some questions of many routes
are asked in a small form, and the bound is generous.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import pytest

from tests.hostile.measuring import ROUTES, Watched, answered, of_route, watched
from tests.hostile.routes import questions, seed

SMALL = 300
# Of all questions at a small size, one in so many.
EACH = 149
WORKED_SECONDS_MAX = 1.0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    with watched(tmp_path_factory.mktemp("server")) as server:
        yield server


def test_no_request_holds_up_anybody(server: Watched) -> None:
    words = seed(server.client)
    asked = (each for route in ROUTES.values() for each in questions(route, words, SMALL))
    statuses = set()
    server.pings.take()
    for question in islice(asked, 0, None, EACH):
        statuses.add(answered(server.client, question).status_code)
        worked = server.pings.take().worked_s
        assert worked < WORKED_SECONDS_MAX, (question[:3], worked)
    assert {200, 400, 404, 422} <= statuses


def test_each_question_of_a_route_has_its_silence(server: Watched) -> None:
    route = "PUT /namespaces/{id}"
    found = list(of_route(server, route, SMALL))
    assert [each.name for each in found] == [
        each.name for each in questions(ROUTES[route], seed(server.client), SMALL)
    ]
    assert not [each for each in found if each.failure]
    assert all(each.silence.waited_s > 0.0 and each.silence.turn_s > 0.0 for each in found)
