"""The reference page is current, and every example in it gives what it says."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from pathlib import Path

import pytest

import tiercel.expr.reference as reference
from tiercel.expr import ExpressionError, Renderer, StaticLookups, lookups
from tiercel.expr.completion import completion
from tiercel.expr.declare import Declaration

PAGE = Path(__file__).parents[3] / "docs" / "expressions.md"
DECLARED = [declared for entries in reference.declarations().values() for declared in entries]
OUTSIDE = StaticLookups(
    {
        lookups.SECRET: lambda key, namespace: "s3cr3t",
        lookups.CREDENTIAL: lambda name: "eyJhbGciOi",
        lookups.KV: lambda key, namespace: "prod",
        lookups.HTTP: lambda request: {"state": "up"},
        lookups.SUBFLOW: lambda request: {"state": "SUCCESS"},
        lookups.ERROR_LOGS: list,
        lookups.READ: lambda *target: "hello",
        lookups.FILE_SIZE: lambda *target: 5,
        lookups.FILE_EXISTS: lambda *target: True,
        lookups.FILE_REVISION: lambda *target: 1,
        lookups.NOW: lambda: datetime(2026, 1, 2, tzinfo=UTC),
        lookups.UUID: lambda: str(uuid.UUID(int=5, version=4)),
        lookups.RANDOM_BYTES: lambda count: bytes(range(count)),
        lookups.RANDOM_INT: lambda lower, upper: lower,
        lookups.RANDOM_PORT: lambda: 40_000,
    }
)


@pytest.mark.parametrize("declared", DECLARED, ids=lambda d: f"{d.kind} {d.name}")
def test_example_renders_to_what_it_says(declared: Declaration) -> None:
    scope = declared.example_scope or {}
    assert declared.name in declared.example
    if declared.result is None:
        with pytest.raises(ExpressionError):
            Renderer().render(declared.example, scope, OUTSIDE)
        return
    assert Renderer().render(declared.example, scope, OUTSIDE) == declared.result


def test_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == reference.page()


def test_completion_names_everything_once() -> None:
    names = [(entry["kind"], entry["name"]) for entry in completion()]
    assert len(names) == len(set(names))
    assert ("filter", "json") in names
