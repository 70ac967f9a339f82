"""Skip lists: which executions a server must leave alone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.build import an_execution
from tiercel.runtime.skips import Skips


@pytest.mark.parametrize(
    ("lists", "is_covered"),
    [
        ({}, False),
        ({"executions": ["execution1"]}, True),
        ({"executions": ["other"]}, False),
        ({"flows": ["main|company.team|flow"]}, True),
        ({"flows": ["company.team|flow"]}, True),
        ({"flows": ["main|company.team|other"]}, False),
        ({"namespaces": ["main|company.team"]}, True),
        ({"namespaces": ["company.team"]}, True),
        ({"namespaces": ["company"]}, False),
        ({"tenants": ["main"]}, True),
        ({"tenants": ["other"]}, False),
    ],
)
def test_an_execution_is_covered_by_its_id_flow_namespace_or_tenant(
    lists: dict[str, Any], is_covered: bool
) -> None:
    assert Skips(**lists).covers(an_execution()) is is_covered
