"""Answers that are not what is declared are found."""

from __future__ import annotations

import msgspec
import pytest

from tests.api.client import HELLO, Api
from tests.api.declared_answers import OtherAnswer, problem
from tiercel.bootstrap import Application
from tiercel.model.json_types import Json
from tiercel.web.documented import Answer
from tiercel.web.views.flow import FlowPage, TaskDocument
from tiercel.web.views.inputs import MessageView
from tiercel.web.views.report import BulkResponseView

BULK = {"count": 1, "operationId": "x", "totalItems": 1}


@pytest.mark.parametrize(
    ("body", "is_fine"),
    [
        (BULK, True),
        ({**BULK, "more": 1}, False),
        ({"count": 1, "operationId": "x"}, False),
        ({"operationId": "x", "count": 1, "totalItems": 1}, False),
        ({**BULK, "count": "1"}, False),
    ],
)
def test_members_are_those_of_the_type_in_its_order(body: Json, is_fine: bool) -> None:
    assert (problem(BulkResponseView, msgspec.json.encode(body)) is None) is is_fine


@pytest.mark.parametrize(
    ("body", "is_fine"),
    [
        ({"id": "a", "type": "t"}, True),
        ({"id": "a", "type": "t", "message": "x"}, True),
        ({"id": "a"}, False),
        ({"id": 1, "type": "t"}, False),
    ],
)
def test_others_may_add_members_to_an_open_type(body: Json, is_fine: bool) -> None:
    assert (problem(TaskDocument, msgspec.json.encode(body)) is None) is is_fine


async def test_an_answer_of_another_type_ends_the_test(application: Application, api: Api) -> None:
    await api.create(HELLO)
    routes = application.app.routes
    (route,) = (one for one in routes if one.path == "/flows/search")
    assert route.answers == (Answer(schema=FlowPage),)
    other = msgspec.structs.replace(route, answers=(Answer(schema=MessageView),))
    routes[routes.index(route)] = other
    async with Api(application.app) as wrong:
        with pytest.raises(OtherAnswer, match="GET /flows/search 200"):
            await wrong.get("/flows/search")
