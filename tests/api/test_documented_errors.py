"""The comparison of what routes document with what tests provoke."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.responses import Response

from tests.api.client import Api
from tests.api.documented_errors import VARIABLE, compare, given_by
from tiercel.bootstrap import Application
from tiercel.web.call import Call
from tiercel.web.documented import Body, number
from tiercel.web.route import Route


async def answer(call: Call) -> Response:
    return Response()


def test_what_was_never_given_and_what_was_never_documented() -> None:
    route = Route("GET", "/a/{id}", answer, "", params=(number("n", ""),), errors=(404,))
    given = given_by(["GET /api/v1/a/{id}\t200", "GET /api/v1/a/{id}\t409", "GET /a/{id}\t404"])
    found = [(item.kind, item.status) for item in compare([route], given)]
    assert found == [
        ("missing", 404),
        ("missing", 406),
        ("missing", 422),
        ("undocumented", 409),
    ]


def test_a_body_can_be_large_of_another_type_and_wrong() -> None:
    route = Route("POST", "/a", answer, "", body=Body({}), is_root=True)
    found = [item.status for item in compare([route], given_by(["POST /a\t200"]))]
    assert found == [413, 415, 422]


async def test_answers_are_noted_with_their_route(
    application: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted = tmp_path / "answers"
    monkeypatch.setenv(VARIABLE, str(noted))
    async with Api(application.app) as api:
        await api.get("/main/flows/company.team/none")
        await api.http.head("/ping")
        await api.get("/nothing/here")
    assert noted.read_text(encoding="utf-8").splitlines() == [
        "GET /api/v1/flows/{namespace}/{id}\t404",
        "GET /ping\t200",
    ]
