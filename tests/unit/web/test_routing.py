"""Paths find their route."""

from __future__ import annotations

import pytest
from starlette.responses import Response

from tiercel.web.call import Call
from tiercel.web.route import Route
from tiercel.web.routing import Matcher


async def handler(call: Call) -> Response:
    return Response()


def matcher(*paths: str, method: str = "GET") -> Matcher:
    return Matcher(Route(method, path, handler, "") for path in paths)


def found(tree: Matcher, path: str, method: str = "GET") -> tuple[str, dict[str, str]] | None:
    result = tree.find(path.split("/"), method)
    return None if result is None else (result[0].path, result[1])


def test_fixed_words_win_over_parameters() -> None:
    tree = matcher("/flows/search", "/flows/{namespace}", "/flows/{namespace}/{id}")
    assert found(tree, "flows/search") == ("/flows/search", {})
    assert found(tree, "flows/a.b") == ("/flows/{namespace}", {"namespace": "a.b"})
    assert found(tree, "flows/search/x") == (
        "/flows/{namespace}/{id}",
        {"namespace": "search", "id": "x"},
    )


def test_the_rest_of_a_path_is_one_parameter() -> None:
    tree = matcher("/hook/{key}", "/hook/{key}/{path:rest}")
    assert found(tree, "hook/k/a/b") == (
        "/hook/{key}/{path:rest}",
        {"key": "k", "path": "a/b"},
    )


def test_another_method_of_a_less_literal_route_is_found() -> None:
    tree = Matcher(
        [
            Route("POST", "/executions/{id}/pause", handler, ""),
            Route("DELETE", "/executions/{namespace}/{flow}", handler, ""),
        ]
    )
    assert found(tree, "executions/a/pause", "DELETE") is not None
    assert tree.methods(["executions", "a", "pause"]) == {"POST"}
    assert tree.methods(["executions", "a", "other"]) == {"DELETE"}
    assert tree.methods(["nothing"]) == set()


def test_what_can_not_be_the_id_of_an_execution_is_something_else() -> None:
    tree = matcher("/executions/{executionId}/pause", "/executions/{namespace}/{id}")
    flow = {"namespace": "company.team", "id": "pause"}
    assert found(tree, "executions/company.team/pause") == ("/executions/{namespace}/{id}", flow)
    id_of = {"executionId": "company"}
    assert found(tree, "executions/company/pause") == ("/executions/{executionId}/pause", id_of)
    alone = matcher("/executions/{executionId}/pause")
    odd = {"executionId": "company.team"}
    assert found(alone, "executions/company.team/pause") == ("/executions/{executionId}/pause", odd)


def test_a_route_may_not_be_declared_twice() -> None:
    with pytest.raises(ValueError, match="two routes"):
        matcher("/a/{b}", "/a/{c}")
