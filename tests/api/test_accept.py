"""Which types a client may ask for: what a route can't give is 406, for all routes alike."""

from __future__ import annotations

import re

import pytest

from tests.api.client import HELLO, HOOK, Api
from tiercel.web.documented import JSON
from tiercel.web.http.media_types import given_types
from tiercel.web.route import Route

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
IMAGE = "image/webp"


def path_of(route: Route) -> str:
    path = re.sub(r"{\w+(?::rest)?}", "x", route.path)
    return path if route.is_root else f"/api/v1{path}"


def limited(api: Api) -> list[Route]:
    return [route for route in api.app.routes if given_types(route)]


async def test_what_no_route_gives(api: Api) -> None:
    for route in limited(api):
        answer = await api.http.request(route.method, path_of(route), headers={"Accept": IMAGE})
        assert answer.status_code == 406, route
        message = answer.json()["message"]
        assert message.startswith(
            f"Not Acceptable: Specified Accept Types [{IMAGE}] not supported. "
            f"Supported types: [{given_types(route)[0]}"
        )
    assert len(limited(api)) > 290


async def test_what_each_route_gives(api: Api) -> None:
    for route in limited(api):
        for kind in given_types(route):
            # An unknown word in the path, or a missing body: but never another type.
            is_endless = "follow" in route.path or route.path in ("/setup", "/basicAuth")
            if not is_endless:
                headers = {"Accept": kind}
                answer = await api.http.request(route.method, path_of(route), headers=headers)
                assert answer.status_code != 406, route


async def test_answers_have_the_types_that_routes_name(api: Api) -> None:
    await api.create(HELLO)
    for route in limited(api):
        if route.method != "GET" or "follow" in route.path:
            continue
        path = path_of(route).replace("/x/x", "/company.team/hello")
        answer = await api.http.get(path, params={"startDate": "2024-01-01T00:00:00Z", "q": ""})
        if answer.status_code == 200:
            kind = answer.headers["content-type"].partition(";")[0]
            assert kind in given_types(route), route


@pytest.mark.parametrize(
    ("accepted", "status"),
    [
        ("*/*", 200),
        (BROWSER, 200),
        ("application/*", 200),
        ("application/problem+json", 200),
        ("text/json", 200),
        ("application/hal+json, text/plain", 200),
        ("TEXT/HTML, Application/JSON; charset=utf-8", 200),
        ("text/html;q=0.5, application/json;q=0.1", 200),
        ("", 200),
        ("text/html", 406),
        ("text/*", 406),
        ("text/html, application/json;q=0", 406),
        ("*/*;q=0.0", 406),
        (";;,", 200),
    ],
)
async def test_ranges(api: Api, accepted: str, status: int) -> None:
    answer = await api.get("/flows/search", headers={"Accept": accepted})
    assert answer.status_code == status
    assert answer.headers["content-type"] == JSON


async def test_several_lines_count_as_one(api: Api) -> None:
    lines = [("Accept", "text/html"), ("Accept", JSON)]
    assert (await api.get("/flows/search", headers=lines)).status_code == 200


async def test_a_problem_is_reported_as_such_even_here(api: Api) -> None:
    headers = {"Accept": "application/problem+json"}
    answer = await api.get("/executions/x/follow", headers=headers)
    assert answer.status_code == 406
    assert answer.headers["content-type"] == "application/problem+json"


async def test_tables_by_either_name(api: Api) -> None:
    for kind in ("text/csv", "application/octet-stream"):
        answer = await api.get("/flows/export/by-query/csv", headers={"Accept": kind})
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/csv")


async def test_webhooks_and_what_lies_at_the_root_answer_anybody(api: Api) -> None:
    await api.create(HOOK)
    headers = {"Accept": IMAGE}
    hook = "/executions/webhook/company.team/hook/k1234567"
    assert (await api.get(hook, headers=headers)).status_code == 200
    for path in ("/health", "/docs", "/openapi.json", "/ui/flows", "/prometheus"):
        assert (await api.http.get(path, headers=headers)).status_code == 200
