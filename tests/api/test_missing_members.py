"""A body that lacks all it needs is told so at once, whatever it is for."""

from __future__ import annotations

import re

import pytest

from tests.api.client import Api
from tiercel.bootstrap import Application
from tiercel.web.http.fitting import shape_of
from tiercel.web.route import Route

JSON = "application/json"


def needs(route: Route) -> list[str]:
    """The members that its body must have, but for those that the path says."""
    body = route.body
    shape = shape_of(body) if body is not None and JSON in body.types else None
    if shape is None or "required" not in shape:
        return []
    in_path = re.findall(r"{(\w+)}", route.path)
    return [name for name in shape["required"] if name not in in_path]


async def test_an_empty_body_is_told_every_member_that_it_lacks(
    api: Api, application: Application
) -> None:
    asked, wrong = 0, []
    for route in application.app.routes:
        names = needs(route)
        # One that lacks a single member is told so by what reads it, after what its path names.
        if len(names) < 2 or route.is_root:
            continue
        path = re.sub(r"{\w+}", "x", route.path)
        query = {each.name: "x" for each in route.params if each.place == "query" and each.required}
        answer = await api.call(route.method, path, json={}, params=query)
        # Secrets of this server are those of its environment, which nobody writes.
        if answer.status_code == 405 and path.endswith("/secrets"):
            continue
        asked += len(names)
        unsaid = [name for name in names if name not in answer.text]
        if answer.status_code != 422 or unsaid:
            wrong.append((route.method, route.path, unsaid, answer.status_code, answer.text))
    assert not wrong
    assert asked > 30


@pytest.mark.parametrize(
    ("path", "body", "said"),
    [
        ("/kill-switches", {"name": "x"}, ["evaluationType", "startDate"]),
        ("/kill-switches", {"name": None, "evaluationType": None}, ["evaluationType", "name"]),
        ("/bindings", {"type": "USER", "externalId": None}, ["externalId", "roleId"]),
    ],
)
async def test_null_is_missing_where_it_can_not_be(
    api: Api, path: str, body: dict[str, str | None], said: list[str]
) -> None:
    answer = await api.post(path, json=body)
    assert answer.status_code == 422
    assert all(f"{name}: must not be null" in answer.json()["message"] for name in said)
