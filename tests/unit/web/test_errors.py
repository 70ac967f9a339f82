"""Errors become the superset body."""

from __future__ import annotations

import msgspec
import pytest

from tiercel.model.errors import (
    Conflict,
    IllegalArgument,
    Invalid,
    NotAllowed,
    NotFound,
    Violation,
)
from tiercel.model.json_types import Json
from tiercel.service.bulk import BulkRefused
from tiercel.service.flows.sources import InvalidSource
from tiercel.web.errors import Refused, body_of, kind_of


def body(error: Exception) -> Json:
    return msgspec.json.decode(body_of(error, "/api/v1/flows?a=1"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("error", "status", "message"),
    [
        (NotFound("no such key"), 404, "Not Found: no such key"),
        (
            NotFound.of("Task", "one", "flow 'a.b'"),
            404,
            "Not Found: Task 'one' not found in flow 'a.b'.",
        ),
        (NotAllowed(), 403, "Forbidden"),
        (IllegalArgument("bad key"), 422, "Illegal argument: bad key"),
        (Conflict("disabled"), 409, "Illegal state: disabled"),
        (
            Refused("missing-query", "Required QueryValue [q] not specified"),
            400,
            "Bad Request: Required QueryValue [q] not specified",
        ),
        (
            Invalid([Violation("flow.id", "Flow id already exists")]),
            422,
            "Invalid entity: flow.id: Flow id already exists",
        ),
    ],
)
def test_status_and_message(error: Exception, status: int, message: str) -> None:
    assert kind_of(error).status == status  # type: ignore[arg-type]
    answer = body(error)
    assert answer["message"] == message
    assert answer["status"] == status
    assert answer["_links"]["self"]["href"] == "/api/v1/flows?a=1"
    assert answer["instance"] == "/api/v1/flows"


def test_violations_are_embedded_in_both_forms() -> None:
    answer = body(Invalid([Violation("flow.id", "taken", line=3, column=1, hint="rename it")]))
    assert answer["_embedded"]["errors"][0]["path"] == "flow.id"
    assert answer["errors"] == [
        {"detail": "taken", "pointer": "flow.id", "line": 3, "column": 1, "hint": "rename it"}
    ]


def test_bulk_refusals_list_the_items() -> None:
    answer = body(BulkRefused("invalid bulk kill", [("x", "execution not found")]))
    assert answer["message"] == "invalid bulk kill"
    assert answer["invalids"][0]["invalidValue"] == "x"


def test_a_source_lists_its_violations_by_line() -> None:
    violations = [Violation("id", "must not be null"), Violation("", "Invalid Flow: x")]
    error = InvalidSource(violations, "tasks: []")
    assert body(error)["message"] == "Invalid entity: id: must not be null\n: Invalid Flow: x\n"
