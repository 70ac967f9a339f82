"""Violations and remarks with their code and their extent."""

from __future__ import annotations

import pytest

from tests.unit.flowlang.catalog_fake import FakeCatalog
from tiercel.flowlang.validate import validate_source
from tiercel.model.problem import Problem

HEAD = "id: shop\nnamespace: acme.shop\n"
LOG = "{id: hello, type: io.kestra.plugin.core.log.Log, message: hi}"


def problems(source: str) -> list[Problem]:
    return list(validate_source(source, FakeCatalog()).problems)


@pytest.mark.parametrize(
    ("source", "code", "place"),
    [
        ("id: a: b", "yaml", (1, 6, 1, 7)),
        (f"{HEAD}tasks: [{LOG}]\nwhatever: 1\n", "unknown-property", (4, 1, 4, 9)),
        (f"{HEAD}tasks: [{LOG}]\ndisabled: maybe\n", "wrong-kind", (4, 11, 4, 16)),
        (f"{HEAD}tasks:\n  - {{id: a, type: no.Type}}\n", "unknown-type", (4, 19, 4, 26)),
        (f"id: shop\ntasks: [{LOG}]\n", "missing-property", (1, 1, 1, 3)),
        (f"{HEAD}tasks: [{LOG}]\nconcurrency: {{limit: 0}}\n", "constraint", (4, 22, 4, 23)),
    ],
)
def test_an_error_has_a_code_and_an_end(
    source: str, code: str, place: tuple[int, int, int, int]
) -> None:
    (found,) = (each for each in problems(source) if each.code == code)
    assert found.severity == "error"
    assert (found.line, found.column, found.end_line, found.end_column) == place


def test_warnings_have_places() -> None:
    body = (
        "tasks:\n  - id: all\n    type: io.kestra.plugin.core.flow.Sequential\n"
        f"    timeout: PT1S\n    tasks: [{LOG}]\n"
    )
    (found,) = problems(HEAD + body)
    assert (found.severity, found.code, found.path) == ("warning", "doubtful", "tasks[0].timeout")
    assert (found.line, found.column, found.end_column) == (6, 14, 18)
